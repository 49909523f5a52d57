//! A line that asks for a distribution.

use bonafide_report::registry::{
    LOCK_CREDENTIALS, LOCK_INSECURE_URL, LOCK_MALFORMED, LOCK_OPTION, LOCK_UNLOCKABLE,
    LOCK_UNPINNED,
};
use bonafide_report::{Code, Escaped};

use super::hash::Hash;
use super::url::{self, INSECURE, Url};
use crate::python::{Marker, Operator, Specifier, name_end, normalized};

/// What a line asks for, without what its options say.
#[derive(Debug, Default)]
pub(super) struct Asked {
    pub(super) name: String,
    pub(super) extras: Vec<String>,
    pub(super) version: Option<String>,
    pub(super) marker: Option<Marker>,
    /// A digest in the fragment of its URL.
    pub(super) hash: Option<Hash>,
    /// What is to be said of it, errors and warnings.
    pub(super) notes: Vec<(Code, String)>,
}

/// Endings of files that pip takes for archives where they are there.
const ARCHIVES: [&str; 12] = [
    ".whl",
    ".zip",
    ".tar.gz",
    ".tgz",
    ".tar",
    ".tar.bz2",
    ".tbz",
    ".tar.xz",
    ".txz",
    ".tlz",
    ".tar.lz",
    ".tar.lzma",
];

/// Reads what stands before the options of a line.
///
/// # Errors
/// A code and a sentence where nothing can be said to be asked for.
///
/// # Specification
/// PEP 508; models REQ-2 to REQ-4.
pub(super) fn parse(text: &str) -> Result<Asked, (Code, String)> {
    let Some(end) = name_end(text) else {
        return Err(of_place(text));
    };
    let (written, rest) = text.split_at_checked(end).unwrap_or_default();
    if rest.starts_with([':', '+', '/', '\\']) {
        return Err(of_place(text));
    }
    let mut asked = Asked {
        name: normalized(written).unwrap_or_default(),
        ..Asked::default()
    };
    let malformed = |what: &str| (LOCK_MALFORMED, format!("{}: {what}", Escaped(written)));
    let rest = extras(rest.trim_start(), &mut asked)
        .ok_or_else(|| malformed("its extras cannot be read"))?;
    if let Some(url) = rest.strip_prefix('@') {
        of_url(url.trim_start(), &mut asked)?;
        return Ok(asked);
    }
    let (clauses, marker) = match rest.split_once(';') {
        Some((clauses, marker)) => (clauses.trim(), Some(marker)),
        None => (rest.trim(), None),
    };
    let lower = written.to_ascii_lowercase();
    if clauses.is_empty() && ARCHIVES.iter().any(|ending| lower.ends_with(ending)) {
        return Err((
            LOCK_UNLOCKABLE,
            format!("{} may be a local file", Escaped(written)),
        ));
    }
    pin(clauses, &mut asked).ok_or_else(|| malformed("its version is no version"))?;
    if let Some(marker) = marker {
        let marker =
            Marker::parse(marker).ok_or_else(|| malformed("its condition cannot be read"))?;
        asked.marker = Some(marker);
    }
    Ok(asked)
}

/// What is no name: a URL or a path.
fn of_place(text: &str) -> (Code, String) {
    let place = text.split([' ', '\t', ';']).next().unwrap_or_default();
    if let Some(url) = Url::parse(place) {
        let shown = url.shown();
        if url.has_credentials() {
            return (LOCK_CREDENTIALS, format!("{shown} has credentials"));
        }
        if url.is_insecure() {
            return (LOCK_INSECURE_URL, format!("{shown} is {INSECURE}"));
        }
        return (
            LOCK_UNLOCKABLE,
            format!("{shown} has no name and no version"),
        );
    }
    if place.starts_with(['.', '/', '~']) || place.contains(['/', '\\']) {
        return (LOCK_UNLOCKABLE, "a local path cannot be locked".to_owned());
    }
    (
        LOCK_MALFORMED,
        "the line is neither a requirement nor an option".to_owned(),
    )
}

/// Reads `[a, b]`, if it is there, and returns what follows.
fn extras<'t>(text: &'t str, asked: &mut Asked) -> Option<&'t str> {
    let Some(list) = text.strip_prefix('[') else {
        return Some(text);
    };
    let (list, rest) = list.split_once(']')?;
    if !list.trim().is_empty() {
        let names = list.split(',').map(|extra| normalized(extra.trim()));
        asked.extras = names.collect::<Option<_>>()?;
    }
    Some(rest.trim_start())
}

/// Reads the clauses about the version; `None` where they are none.
fn pin(clauses: &str, asked: &mut Asked) -> Option<()> {
    let inner = match clauses.strip_prefix('(') {
        Some(inner) => inner.strip_suffix(')')?.trim(),
        None => clauses,
    };
    let unpinned = |why: &str| {
        (
            LOCK_UNPINNED,
            format!("{} has no exact version: {why}", asked.name),
        )
    };
    if inner.is_empty() {
        asked.notes.push(unpinned("none is given"));
        return Some(());
    }
    let list = inner.strip_suffix(',').unwrap_or(inner);
    let mut specifiers = Vec::new();
    for clause in list.split(',') {
        let (operator, version) = Operator::split(clause.trim())?;
        if version.trim().contains([' ', '\t', ';', '(', ')']) {
            return None;
        }
        specifiers.push(Specifier::new(operator, version)?);
    }
    let version = match specifiers.as_slice() {
        [one] => one.pinned(),
        _ => None,
    };
    let is_arbitrary = specifiers.iter().any(Specifier::is_arbitrary);
    if is_arbitrary && specifiers.len() > 1 {
        // Some readers take the comma for a part of the text.
        return None;
    }
    match version {
        Some(version) if is_arbitrary => {
            let message = format!("{}: the version is compared as a text", asked.name);
            asked.notes.push((LOCK_OPTION, message));
            asked.version = Some(version.to_owned());
        }
        Some(version) => asked.version = Some(version.to_owned()),
        None => asked.notes.push(unpinned("more than one is allowed")),
    }
    Some(())
}

/// Reads `https://… ; marker`.
fn of_url(text: &str, asked: &mut Asked) -> Result<(), (Code, String)> {
    let end = text.find([' ', '\t']).unwrap_or(text.len());
    let (place, rest) = text.split_at_checked(end).unwrap_or_default();
    let name = asked.name.clone();
    let malformed = |what: &str| (LOCK_MALFORMED, format!("{name}: {what}"));
    let url = Url::parse(place).ok_or_else(|| malformed("what follows @ is no URL"))?;
    if place.contains(';') {
        return Err(malformed(
            "its URL has a semicolon, at which it ends for some readers",
        ));
    }
    let rest = rest.trim();
    if !rest.is_empty() {
        let marker = rest.strip_prefix(';').and_then(Marker::parse);
        asked.marker = Some(marker.ok_or_else(|| malformed("its condition"))?);
    }
    let shown = url.shown();
    if url.has_credentials() {
        let message = format!("{name}: {shown} has credentials");
        asked.notes.push((LOCK_CREDENTIALS, message));
    }
    if url.is_insecure() {
        asked
            .notes
            .push((LOCK_INSECURE_URL, format!("{name}: {shown} is {INSECURE}")));
    } else if !url.is("https") || url.is_version_control() {
        asked
            .notes
            .push((LOCK_UNLOCKABLE, format!("{name}: {shown} cannot be locked")));
    }
    let digest = url.digest();
    if url::digests(place) != usize::from(digest.is_some()) {
        return Err(malformed("its URL has more than one digest"));
    }
    if let Some((algorithm, value)) = digest {
        match Hash::new(algorithm, value) {
            Ok(hash) => asked.hash = Some(hash),
            Err((code, message)) => asked.notes.push((code, format!("{name}: {message}"))),
        }
    }
    Ok(())
}
