//! What texts look like.

use core::time::Duration;

use bonafide_digest::Digest;
use bonafide_report::Time;

/// What a text looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::document) enum Format {
    /// `bonafide.policy/v1`.
    Schema,
    /// The name of a policy.
    PolicyName,
    /// The id of a rule: a segment of a check id, in which imported rules have a colon too.
    RuleId,
    /// The id of a requirement: a segment of a check id without dots, which join nested ones.
    RequirementId,
    /// The id of an exception.
    ExceptionId,
    /// The name of a signer, or of trust material.
    Name,
    /// The id of a check.
    CheckId,
    /// The name of a claim of a certificate.
    Claim,
    /// A severity of vulnerabilities.
    Severity,
    /// Some text of at most 1,024 bytes.
    Line,
    /// Some text of at most 16,384 bytes, which may be empty.
    Prose,
    /// PEM of at most 1 MiB.
    Pem,
    /// A pattern of at most 1,024 bytes; what it means is for the reader.
    Pattern,
    /// A pattern of references of at most 1,024 bytes; what it means is for the reader.
    Reference,
    /// An RFC 6901 pointer.
    Pointer,
    /// `<int>[smhdw]`.
    Duration,
    /// `<int>(B|KiB|MiB|GiB)`.
    Size,
    /// RFC 3339 with `Z`.
    Time,
    /// 64 hexadecimal digits in lower case.
    Sha256,
    /// `sha256:…`.
    Digest,
}

/// The name that a policy document gives its format.
pub(in crate::document) const SCHEMA: &str = "bonafide.policy/v1";

/// From the mildest to the worst (policy VUL-2).
const SEVERITIES: [&str; 6] = ["none", "negligible", "low", "medium", "high", "critical"];

impl Format {
    /// Whether `text` looks so.
    pub(in crate::document) fn is_kept_by(self, text: &str) -> bool {
        if text.len() > self.most_bytes() {
            return false;
        }
        match self {
            Self::Schema => text == SCHEMA,
            Self::PolicyName => is_segment(text, LOWER, b".-"),
            Self::RuleId => is_segment(text, LOWER, b"._:-"),
            Self::RequirementId => is_segment(text, LOWER, b"_-"),
            Self::ExceptionId | Self::Name => is_segment(text, MIXED, b"._-"),
            Self::CheckId => text.split_once('/').is_some_and(|(rule, rest)| {
                is_segment(rule, LOWER, b"._:-") && is_check_name(rest)
            }),
            Self::Claim => is_segment(text, LOWER, b"_"),
            Self::Severity => SEVERITIES.contains(&text),
            Self::Line | Self::Pem | Self::Pattern | Self::Reference => !text.is_empty(),
            Self::Prose => true,
            Self::Pointer => text.is_empty() || (text.starts_with('/') && is_escaped(text)),
            Self::Duration => duration(text).is_some(),
            Self::Size => size(text).is_some(),
            Self::Time => time(text).is_some(),
            Self::Sha256 => sha256(text).is_some(),
            Self::Digest => Digest::parse(text).is_ok(),
        }
    }

    /// What a message says of it.
    pub(in crate::document) const fn wanted(self) -> &'static str {
        match self {
            Self::Schema => "the only schema that is read is `bonafide.policy/v1`",
            Self::PolicyName => "a name is [a-z0-9][a-z0-9.-]{0,62}",
            Self::RuleId => "an id of a rule is [a-z0-9][a-z0-9._:-]{0,62}",
            Self::RequirementId => "an id of a requirement is [a-z0-9][a-z0-9_-]{0,62}",
            Self::ExceptionId => "an id of an exception is [A-Za-z0-9][A-Za-z0-9._-]{0,62}",
            Self::Name => "a name is [A-Za-z0-9][A-Za-z0-9._-]{0,62}",
            Self::CheckId => "an id of a check is `<rule>/<requirement>`, without wildcards",
            Self::Claim => "a claim of a certificate is named in snake case",
            Self::Severity => "a severity is none, negligible, low, medium, high or critical",
            Self::Line => "a text of 1 to 1,024 bytes",
            Self::Prose => "a text of at most 16,384 bytes",
            Self::Pem => "PEM of at most 1 MiB",
            Self::Pattern | Self::Reference => "a pattern of 1 to 1,024 bytes",
            Self::Pointer => "an RFC 6901 pointer is empty or begins with `/`",
            Self::Duration => "a duration is a whole number and one of s, m, h, d, w: `30d`",
            Self::Size => "a size is a whole number and one of B, KiB, MiB, GiB: `4MiB`",
            Self::Time => "a time is RFC 3339 with `Z`: `2026-12-01T00:00:00Z`",
            Self::Sha256 => "64 hexadecimal digits in lower case",
            Self::Digest => "a digest is `sha256:` and 64 hexadecimal digits in lower case",
        }
    }

    /// The most bytes of it.
    pub(super) const fn most_bytes(self) -> usize {
        match self {
            Self::Pem => 1 << 20,
            Self::Prose => 16_384,
            _ => 1024,
        }
    }

    /// The regular expression of it, where there is one, for the schema.
    pub(super) const fn regex(self) -> Option<&'static str> {
        Some(match self {
            Self::PolicyName => "^[a-z0-9][a-z0-9.-]{0,62}$",
            Self::RuleId => "^[a-z0-9][a-z0-9._:-]{0,62}$",
            Self::RequirementId => "^[a-z0-9][a-z0-9_-]{0,62}$",
            Self::ExceptionId | Self::Name => "^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$",
            Self::CheckId => "^[a-z0-9][a-z0-9._:-]{0,62}/[a-z0-9][a-z0-9._-]{0,510}$",
            Self::Claim => "^[a-z0-9][a-z0-9_]{0,62}$",
            Self::Severity => "^(none|negligible|low|medium|high|critical)$",
            Self::Pointer => "^(/([^/~]|~0|~1)*)*$",
            Self::Duration => "^[0-9]{1,10}[smhdw]$",
            Self::Size => "^[0-9]{1,10}(B|KiB|MiB|GiB)$",
            Self::Time => {
                "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?Z$"
            }
            Self::Sha256 => "^[0-9a-f]{64}$",
            Self::Digest => "^(sha256:[0-9a-f]{64}|sha384:[0-9a-f]{96}|sha512:[0-9a-f]{128})$",
            Self::Schema
            | Self::Line
            | Self::Prose
            | Self::Pem
            | Self::Pattern
            | Self::Reference => return None,
        })
    }

    pub(super) const fn least_bytes(self) -> usize {
        match self {
            Self::Prose | Self::Pointer => 0,
            _ => 1,
        }
    }
}

const LOWER: bool = false;
const MIXED: bool = true;

/// `[a-z0-9][a-z0-9<others>]{0,62}`, with capitals where they are mixed.
fn is_segment(text: &str, is_mixed: bool, others: &[u8]) -> bool {
    is_word(text, 63, is_mixed, others)
}

/// Names of nested requirements are joined by dots.
fn is_check_name(text: &str) -> bool {
    is_word(text, 511, LOWER, b"._-")
}

fn is_word(text: &str, most: usize, is_mixed: bool, others: &[u8]) -> bool {
    let is_alphanumeric = |byte: &u8| {
        byte.is_ascii_digit()
            || byte.is_ascii_lowercase()
            || (is_mixed && byte.is_ascii_uppercase())
    };
    text.len() <= most
        && text.as_bytes().first().is_some_and(is_alphanumeric)
        && text
            .bytes()
            .all(|byte| is_alphanumeric(&byte) || others.contains(&byte))
}

/// `~` is followed by 0 or 1.
fn is_escaped(pointer: &str) -> bool {
    let mut parts = pointer.split('~');
    let _ = parts.next();
    parts.all(|part| part.starts_with(['0', '1']))
}

/// `<int>[smhdw]`.
pub(in crate::document) fn duration(text: &str) -> Option<Duration> {
    let (number, unit) = split(text)?;
    let seconds = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3600,
        "d" => 86_400,
        "w" => 604_800,
        _ => return None,
    };
    number.checked_mul(seconds).map(Duration::from_secs)
}

/// `<int>(B|KiB|MiB|GiB)`.
pub(in crate::document) fn size(text: &str) -> Option<u64> {
    let (number, unit) = split(text)?;
    let bytes = match unit {
        "B" => 1,
        "KiB" => 1 << 10,
        "MiB" => 1 << 20,
        "GiB" => 1 << 30,
        _ => return None,
    };
    number.checked_mul(bytes)
}

/// Ten digits, so that no product overflows and each value has few spellings.
fn split(text: &str) -> Option<(u64, &str)> {
    let unit = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = text.strip_suffix(unit)?;
    if digits.is_empty() || digits.len() > 10 {
        return None;
    }
    digits.parse().ok().map(|number| (number, unit))
}

/// RFC 3339 with `Z`.
pub(in crate::document) fn time(text: &str) -> Option<Time> {
    text.ends_with('Z')
        .then(|| Time::parse_rfc3339(text).ok())
        .flatten()
}

/// 64 hexadecimal digits in lower case.
pub(in crate::document) fn sha256(text: &str) -> Option<[u8; 32]> {
    let digest = Digest::from_hex(bonafide_digest::Algorithm::Sha256, text).ok()?;
    let is_lower = !text.bytes().any(|byte| byte.is_ascii_uppercase());
    digest.as_bytes().try_into().ok().filter(|_| is_lower)
}
