//! A package URL cut at its separators, before anything is decoded.

use super::purl::MOST_BYTES;
use super::purl_types::{NameForm, rule_of};

/// Why a text is no package URL.
pub(super) type Reason = &'static str;

/// The parts of a package URL, still encoded.
pub(super) struct Raw<'a> {
    /// In lower case.
    pub(super) kind: String,
    /// Segments between slashes, some perhaps empty.
    pub(super) namespace: &'a str,
    pub(super) name: &'a str,
    pub(super) version: Option<&'a str>,
    pub(super) qualifiers: &'a str,
    pub(super) subpath: &'a str,
}

impl<'a> Raw<'a> {
    /// Cuts `text`.
    pub(super) fn split(text: &'a str) -> Result<Self, Reason> {
        if text.len() > MOST_BYTES {
            return Err("longer than 4096 bytes");
        }
        // purl-spec cuts at the last of several, URL readers at the first: two readers would see
        // two packages.
        let (rest, subpath) = cut_once(text, '#').ok_or("more than one '#'")?;
        let (rest, qualifiers) = cut_once(rest, '?').ok_or("more than one '?'")?;
        let (scheme, rest) = rest.split_once(':').ok_or("no scheme")?;
        if !scheme.eq_ignore_ascii_case("pkg") {
            return Err("the scheme is not pkg");
        }
        let (kind, path) = rest
            .trim_start_matches('/')
            .split_once('/')
            .ok_or("no type, or no name")?;
        let kind = check_kind(kind)?;
        let (path, version) = cut_version(path, &kind)?;
        let path = path.trim_matches('/');
        let (namespace, name) = if rule_of(&kind).form == NameForm::GitPath {
            path.split_once('/')
        } else {
            path.rsplit_once('/')
        }
        .unwrap_or(("", path));
        if name.is_empty() {
            return Err("no name");
        }
        Ok(Self {
            kind,
            namespace,
            name,
            version,
            qualifiers,
            subpath,
        })
    }

    /// The segments of the namespace that are not empty.
    pub(super) fn segments(&self) -> impl Iterator<Item = &'a str> {
        self.namespace
            .split('/')
            .filter(|segment| !segment.is_empty())
    }
}

/// The type in lower case.
pub(super) fn check_kind(kind: &str) -> Result<String, Reason> {
    let starts = kind.starts_with(|c: char| c.is_ascii_alphabetic());
    let fits = kind
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'));
    if starts && fits {
        Ok(kind.to_ascii_lowercase())
    } else {
        Err("the type is not letters, digits, '.' and '-' after a letter")
    }
}

/// A qualifier's key in lower case.
pub(super) fn check_key(key: &str) -> Result<String, Reason> {
    let starts = key.starts_with(|c: char| c.is_ascii_alphabetic());
    let fits = key
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'));
    if starts && fits {
        Ok(key.to_ascii_lowercase())
    } else {
        Err("a qualifier's key is not letters, digits, '.', '-' and '_' after a letter")
    }
}

/// The text that `encoded` stands for.
pub(crate) fn decode(encoded: &str) -> Result<String, Reason> {
    if !encoded.contains('%') {
        return Ok(encoded.to_owned());
    }
    let mut out = Vec::with_capacity(encoded.len());
    let mut bytes = encoded.bytes();
    while let Some(byte) = bytes.next() {
        if byte != b'%' {
            out.push(byte);
            continue;
        }
        let pair = (bytes.next().and_then(nibble), bytes.next().and_then(nibble));
        let (Some(high), Some(low)) = pair else {
            return Err("'%' without two hexadecimal digits");
        };
        out.push((high << 4) | low);
    }
    String::from_utf8(out).map_err(|_| "percent-encoded bytes are not UTF-8")
}

/// The value of a hexadecimal digit.
pub(super) const fn nibble(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte.wrapping_sub(b'0')),
        b'a'..=b'f' => Some(byte.wrapping_sub(b'a').wrapping_add(10)),
        b'A'..=b'F' => Some(byte.wrapping_sub(b'A').wrapping_add(10)),
        _ => None,
    }
}

/// Appends `text` as a component of a canonical package URL.
pub(super) fn encode(text: &str, out: &mut String) {
    const DIGITS: [char; 16] = [
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F',
    ];
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b'~' | b':') {
            out.push(char::from(byte));
        } else {
            out.push('%');
            for digit in [byte >> 4, byte & 15] {
                out.extend(DIGITS.get(usize::from(digit)));
            }
        }
    }
}

/// What stands before and after the only `mark`; `None` for a second one.
fn cut_once(text: &str, mark: char) -> Option<(&str, &str)> {
    match text.split_once(mark) {
        None => Some((text, "")),
        Some((_, after)) if after.contains(mark) => None,
        Some(cut) => Some(cut),
    }
}

fn cut_version<'a>(path: &'a str, kind: &str) -> Result<(&'a str, Option<&'a str>), Reason> {
    let Some((before, after)) = path.rsplit_once('@') else {
        return Ok((path, None));
    };
    // An npm scope may stand there unencoded; no other reading of such a text has a name.
    if kind == "npm" && before.is_empty() && after.trim_end_matches('/').contains('/') {
        return Ok((path, None));
    }
    if before.is_empty() || before.ends_with('/') {
        return Err("no name before the version");
    }
    Ok((before, Some(after)))
}
