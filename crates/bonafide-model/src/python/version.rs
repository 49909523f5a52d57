//! Versions.

use core::cmp::Ordering;

/// A version of a distribution.
///
/// # Specification
/// PEP 440; stricter: numbers have at most 64 bits.
#[derive(Clone, Debug)]
pub(crate) struct Version {
    pub(super) epoch: u64,
    pub(super) release: Vec<u64>,
    pub(super) pre: Option<(Pre, u64)>,
    pub(super) post: Option<u64>,
    pub(super) dev: Option<u64>,
    pub(super) local: Vec<Segment>,
}

/// The kinds of versions before a release.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Pre {
    Alpha,
    Beta,
    Candidate,
}

/// A segment of a local version: numbers come after words.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Segment {
    Word(String),
    Number(u64),
}

impl Version {
    /// Reads a version in any of its notations.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let text = text.trim_matches([' ', '\t', '\n', '\r', '\u{b}', '\u{c}']);
        if !text.is_ascii() {
            return None;
        }
        let text = text.to_ascii_lowercase();
        let mut rest = text.strip_prefix('v').unwrap_or(&text);
        let (first, after) = number(rest)?;
        let (epoch, first) = match after.strip_prefix('!') {
            Some(after) => {
                let (release, after) = number(after)?;
                rest = after;
                (first, release)
            }
            None => {
                rest = after;
                (0, first)
            }
        };
        let mut release = vec![first];
        while let Some((part, after)) = rest.strip_prefix('.').and_then(number) {
            release.push(part);
            rest = after;
        }
        let (pre, rest) = pre(rest);
        let (post, rest) = post(rest);
        let (dev, rest) = labelled(rest, &["dev"]);
        let local = match rest.strip_prefix('+') {
            Some(local) => local_segments(local)?,
            None if rest.is_empty() => Vec::new(),
            None => return None,
        };
        Some(Self {
            epoch,
            release,
            pre: pre.map(|(kind, number)| (kind, number.unwrap_or(0))),
            post: post.map(|number| number.unwrap_or(0)),
            dev: dev.map(|number| number.unwrap_or(0)),
            local,
        })
    }

    /// A version of nothing but a release before all its others: `1.2` gives `1.2.dev0`.
    pub(super) const fn first_of(epoch: u64, release: Vec<u64>) -> Self {
        Self {
            epoch,
            release,
            pre: None,
            post: None,
            dev: Some(0),
            local: Vec::new(),
        }
    }

    pub(super) const fn is_before_release(&self) -> bool {
        self.pre.is_some() || self.dev.is_some()
    }

    /// Compares without the local parts.
    pub(super) fn cmp_public(&self, other: &Self) -> Ordering {
        self.cmp_base(other)
            .then_with(|| self.pre_key().cmp(&other.pre_key()))
            .then_with(|| self.post.cmp(&other.post))
            .then_with(|| self.dev_key().cmp(&other.dev_key()))
    }

    /// Compares epochs and releases alone.
    pub(super) fn cmp_base(&self, other: &Self) -> Ordering {
        let bases = self.trimmed_release().cmp(other.trimmed_release());
        self.epoch.cmp(&other.epoch).then(bases)
    }

    fn trimmed_release(&self) -> &[u64] {
        let last = self.release.iter().rposition(|part| *part != 0);
        let end = last.map_or(0, |last| last.saturating_add(1));
        self.release.get(..end).unwrap_or_default()
    }

    /// A version that is only a development of a release comes before all of its alphas.
    const fn pre_key(&self) -> (i8, Option<(Pre, u64)>) {
        match (self.pre, self.post, self.dev) {
            (Some(_), ..) => (0, self.pre),
            (None, None, Some(_)) => (-1, None),
            (None, ..) => (1, None),
        }
    }

    fn dev_key(&self) -> (bool, u64) {
        (self.dev.is_none(), self.dev.unwrap_or(0))
    }
}

impl PartialEq for Version {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Version {}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        let local = self.local.cmp(&other.local);
        self.cmp_public(other).then(local)
    }
}

/// The number at the beginning, and what follows it.
fn number(text: &str) -> Option<(u64, &str)> {
    let end = text.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, rest) = text.split_at_checked(end)?;
    Some((digits.parse().ok()?, rest))
}

fn separator(text: &str) -> &str {
    text.strip_prefix(['-', '_', '.']).unwrap_or(text)
}

/// A label with a number that may be missing, each with a separator before it that may be too.
/// Labels are tried in order. The number is `None` where there is none, and the label too where its
/// number is too large.
fn labelled<'t>(text: &'t str, labels: &[&str]) -> (Option<Option<u64>>, &'t str) {
    let start = separator(text);
    for label in labels {
        let Some(rest) = start.strip_prefix(label) else {
            continue;
        };
        let after = separator(rest);
        if after.starts_with(|c: char| c.is_ascii_digit()) {
            return match number(after) {
                Some((number, rest)) => (Some(Some(number)), rest),
                None => (None, text),
            };
        }
        // A separator belongs to what comes next, such as `.dev`, unless nothing does.
        let is_used = after.is_empty() && rest.len() == 1;
        return (Some(None), if is_used { after } else { rest });
    }
    (None, text)
}

type PreRelease = (Pre, Option<u64>);

fn pre(text: &str) -> (Option<PreRelease>, &str) {
    let kinds: [(Pre, &[&str]); 3] = [
        (Pre::Alpha, &["alpha", "a"]),
        (Pre::Beta, &["beta", "b"]),
        (Pre::Candidate, &["preview", "pre", "rc", "c"]),
    ];
    for (kind, labels) in kinds {
        if let (Some(number), rest) = labelled(text, labels) {
            return (Some((kind, number)), rest);
        }
    }
    (None, text)
}

fn post(text: &str) -> (Option<Option<u64>>, &str) {
    if let Some((number, rest)) = text.strip_prefix('-').and_then(number) {
        return (Some(Some(number)), rest);
    }
    labelled(text, &["post", "rev", "r"])
}

fn local_segments(text: &str) -> Option<Vec<Segment>> {
    let segment = |part: &str| {
        let is_word = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let is_number = part.bytes().all(|byte| byte.is_ascii_digit());
        match (is_word, is_number) {
            (false, _) => None,
            (true, true) => part.parse().ok().map(Segment::Number),
            (true, false) => Some(Segment::Word(part.to_owned())),
        }
    };
    text.split(['-', '_', '.']).map(segment).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(text: &str) -> Version {
        Version::parse(text).unwrap_or_else(|| panic!("{text}"))
    }

    #[test]
    fn versions_are_in_order() {
        let ordered = [
            "1.0.dev456",
            "1.0a1",
            "1.0a2.dev456",
            "1.0a12.dev456",
            "1.0a12",
            "1.0b1.dev456",
            "1.0b2",
            "1.0b2.post345.dev456",
            "1.0b2.post345",
            "1.0rc1.dev456",
            "1.0rc1",
            "1.0",
            "1.0+abc.5",
            "1.0+abc.7",
            "1.0+5",
            "1.0.post456.dev34",
            "1.0.post456",
            "1.1.dev1",
            "1!0.1",
        ];
        for (at, low) in ordered.iter().enumerate() {
            for high in ordered.iter().skip(at + 1) {
                assert!(version(low) < version(high), "{low} {high}");
            }
        }
    }

    #[test]
    fn one_version_has_many_notations() {
        for (one, other) in [
            ("1.0", "v1"),
            ("1.0a1", "1.0.ALPHA_1"),
            ("1.0rc0", "1.0-c"),
            ("1.0rc2", "1.0.preview2"),
            ("1.0.post1", "1.0-1"),
            ("1.0.post0", "1.0.rev"),
            ("1.0.dev0", "1.0dev"),
            ("1.0a0.dev3", "1.0a.dev3"),
            ("1.0+a.1", " 1.0+A_01\n"),
            ("0!1.0", "1.0.0.0"),
            ("1.0rc", "1.0rc0"),
        ] {
            assert_eq!(version(one), version(other));
        }
        for bad in [
            "",
            "a",
            "1.",
            "1..2",
            "1.0+",
            "1.0+a..b",
            "1.0x",
            "1 0",
            "1.0-",
            "1!",
            "1.0.post1.a1",
            "99999999999999999999",
            "1.0a99999999999999999999",
            "1.0.*",
            "\u{661}",
        ] {
            assert!(Version::parse(bad).is_none(), "{bad}");
        }
    }
}
