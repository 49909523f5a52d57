//! Names of members.

use bonafide_report::{Escaped, registry};
use unicode_normalization::UnicodeNormalization as _;

use super::{Member, ZipError, ZipFault};
use crate::{Finding, Findings};

const LENGTH: u64 = 4096;
const COMPONENT: u64 = 255;
const COMPONENTS: u64 = 128;

/// The name as text, which is right everywhere.
///
/// # Specification
/// models OMN-1, ZIP-3, ZIP-5, section 2.
pub(super) fn decode(raw: &[u8], is_utf8: bool, at: u64) -> Result<&str, ZipFault> {
    let wrong = |what| ZipFault::new(ZipError::Name { what }, at);
    if !is_utf8 && !raw.is_ascii() {
        return Err(wrong("the name is neither ASCII nor marked as UTF-8"));
    }
    let text = core::str::from_utf8(raw).map_err(|_| wrong("the name is not UTF-8"))?;
    let path = text.strip_suffix('/').unwrap_or(text);
    if let Some(what) = wrong_in(path) {
        return Err(wrong(what));
    }
    let components = path.split('/').count();
    let longest = path.split('/').map(str::len).max().unwrap_or_default();
    let length = |length: usize| u64::try_from(length).unwrap_or(u64::MAX);
    for (item, found, most) in [
        ("bytes of one name", length(path.len()), LENGTH),
        (
            "bytes of one component of a name",
            length(longest),
            COMPONENT,
        ),
        ("components of one name", length(components), COMPONENTS),
    ] {
        if found > most {
            return Err(ZipFault::limit(item, most, at));
        }
    }
    Ok(text)
}

/// What makes `path` no relative path on every platform.
///
/// # Specification
/// models OMN-1, ZIP-3.
pub(crate) fn wrong_in(path: &str) -> Option<&'static str> {
    if path
        .split('/')
        .any(|component| matches!(component, "" | "." | ".."))
    {
        return Some("the name has an empty component, `.` or `..`");
    }
    if path.contains(['\0', '\\']) {
        return Some("the name holds NUL or a backslash");
    }
    match path.as_bytes() {
        [drive, b':', ..] if drive.is_ascii_alphabetic() => {
            Some("the name begins with a drive letter")
        }
        _ => None,
    }
}

/// Refuses names that are given twice, or to a file and a directory. Gives a warning for each that
/// another file system would hold for an earlier one.
///
/// # Specification
/// models ZIP-3, OMN-6.
pub(super) fn check_all(members: &[Member]) -> Result<Findings, ZipFault> {
    let mut sorted: Vec<&Member> = members.iter().collect();
    sorted.sort_by(|a, b| {
        key(a.name())
            .cmp(key(b.name()))
            .then(a.offset.cmp(&b.offset))
    });
    for pair in sorted.windows(2) {
        let [first, second] = pair else { continue };
        let path = first.path();
        // What lies under a name comes directly after it.
        let clash = match second.path().strip_prefix(path) {
            Some("") => true,
            Some(rest) => rest.starts_with('/') && !first.is_directory(),
            None => false,
        };
        if clash {
            let fault = ZipFault::new(ZipError::Duplicate {}, second.offset);
            return Err(fault.of(second.name()));
        }
    }
    Ok(collisions(members))
}

/// Bytes of the path, its separators before everything else.
fn key(name: &str) -> impl Iterator<Item = u8> + '_ {
    let path = name.strip_suffix('/').unwrap_or(name);
    path.bytes().map(|b| if b == b'/' { 0 } else { b })
}

fn collisions(members: &[Member]) -> Findings {
    let mut folded: Vec<(String, &Member)> = members.iter().map(|m| (fold(m.path()), m)).collect();
    folded.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.offset.cmp(&b.1.offset)));
    let mut findings = Findings::new();
    for pair in folded.windows(2) {
        if let [(a, first), (b, second)] = pair
            && a == b
        {
            let first = Escaped(first.name());
            let message = format!("differs from `{first}` by case or normalisation only");
            let finding = Finding::warn(registry::ZIP_DUPLICATE, message)
                .at_member(second.name())
                .at_offset(second.offset);
            findings.add(finding);
        }
    }
    findings
}

/// What file systems that ignore case and normalise would look for.
pub(crate) fn fold(name: &str) -> String {
    if name.is_ascii() {
        return name.to_ascii_lowercase();
    }
    let folded = name.chars().flat_map(char::to_uppercase);
    folded.flat_map(char::to_lowercase).nfc().collect()
}
