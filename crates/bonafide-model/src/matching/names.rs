//! Names that mislead people or other systems.

use core::cmp::Ordering;
use core::hash::{BuildHasher as _, BuildHasherDefault};
use std::hash::DefaultHasher;

use bonafide_report::registry;
use unicode_normalization::UnicodeNormalization as _;

use super::compare::Matching;
use crate::Finding;
use crate::tree::{shown, text};

impl Matching<'_> {
    /// Warns of names that are legal here and elsewhere mean something else, among what is signed and
    /// what lies beside it. Time n·log n.
    ///
    /// # Specification
    /// models OMN-5, OMN-6.
    pub(super) fn check_names(&mut self) {
        let names = self.names();
        for name in &names {
            if let Some(why) = suspicion(name) {
                let message = format!("the name {} {why}", shown(name));
                let finding = Finding::warn(registry::OMS_NAME_SUSPICIOUS, message);
                self.note(finding.at_path(text(name)));
            }
        }
        for (first, second) in collisions(&names) {
            let message = format!("other systems take {} for {}", shown(second), shown(first));
            let finding = Finding::warn(registry::OMS_NAME_COLLISION, message);
            self.note(finding.at_path(text(second)));
        }
    }

    /// The signed names, and those of entries that are neither signed nor left out; each once.
    fn names<'n>(&self) -> Vec<&'n [u8]>
    where
        Self: 'n,
    {
        let signed = self
            .manifest
            .files()
            .iter()
            .map(|file| file.path().as_bytes());
        let mut names: Vec<&[u8]> = signed.collect();
        if self.subset.is_none() {
            let entries = self.tree.entries().zip(&self.excluded);
            let there = entries.filter(|(entry, excluded)| {
                excluded.is_none() && entry.kind() != crate::EntryKind::Directory
            });
            names.extend(there.map(|(entry, _)| entry.path()));
            names.sort_unstable();
            names.dedup();
        }
        names
    }
}

/// What is wrong with a name, if anything is.
fn suspicion(name: &[u8]) -> Option<&'static str> {
    let Ok(name) = core::str::from_utf8(name) else {
        return Some("is no text");
    };
    if name.contains('\\') {
        return Some("has a backslash, which separates directories elsewhere");
    }
    if name.contains(':') {
        return Some("has a colon, which separates drives and streams elsewhere");
    }
    if name.chars().any(|c| c.is_control()) {
        return Some("has a control character");
    }
    if !name.is_ascii() && name.chars().any(is_steering) {
        return Some("has characters that hide or turn around what follows");
    }
    if name == "." {
        return None;
    }
    name.split('/').find_map(|component| {
        if component.ends_with(['.', ' ']) {
            return Some("ends in a dot or a space, which is dropped elsewhere");
        }
        is_reserved(component).then_some("is that of a device elsewhere")
    })
}

/// Bidirectional controls and what is not seen at all.
const fn is_steering(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}')
}

/// Names that Windows keeps for devices, with any extension.
fn is_reserved(component: &str) -> bool {
    let stem = component.split('.').next().unwrap_or_default().trim_end();
    if ["con", "prn", "aux", "nul", "conin$", "conout$"]
        .iter()
        .any(|name| stem.eq_ignore_ascii_case(name))
    {
        return true;
    }
    let mut characters = stem.chars();
    let last = characters.next_back();
    let first = characters.as_str();
    let is_port = first.eq_ignore_ascii_case("com") || first.eq_ignore_ascii_case("lpt");
    is_port && last.is_some_and(|last| matches!(last, '1'..='9' | '¹' | '²' | '³'))
}

/// Pairs of names that are one where case or composition does not matter: each name with the first
/// that is like it.
fn collisions<'n>(names: &[&'n [u8]]) -> Vec<(&'n [u8], &'n [u8])> {
    let state = BuildHasherDefault::<DefaultHasher>::default();
    let mut folded: Vec<(u64, &[u8])> = names
        .iter()
        .map(|name| (state.hash_one(fold(name)), *name))
        .collect();
    folded.sort_unstable();
    let mut pairs = Vec::new();
    for run in folded
        .chunk_by(|a, b| a.0 == b.0)
        .filter(|run| run.len() > 1)
    {
        // Only the hash is the same so far.
        let mut same: Vec<(Vec<u8>, &[u8])> =
            run.iter().map(|(_, name)| (fold(name), *name)).collect();
        same.sort_unstable();
        for like in same.chunk_by(|a, b| a.0.cmp(&b.0) == Ordering::Equal) {
            let Some(((_, first), rest)) = like.split_first() else {
                continue;
            };
            pairs.extend(rest.iter().map(|(_, name)| (*first, *name)));
        }
    }
    pairs.sort_unstable_by_key(|(_, second)| *second);
    pairs
}

/// A name without what some file systems do not tell apart.
fn fold(name: &[u8]) -> Vec<u8> {
    match core::str::from_utf8(name) {
        Ok(text) if !text.is_ascii() => {
            let upper = text.nfd().flat_map(char::to_uppercase);
            let lower = upper.flat_map(char::to_lowercase);
            lower.nfc().collect::<String>().into_bytes()
        }
        _ => name.to_ascii_lowercase(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_mislead() {
        let bad = [
            "a\\b",
            "a:b",
            "a\nb",
            "a\u{202e}b",
            "dir./x",
            "x ",
            "NUL",
            "d/com1.txt",
            "lpt³",
            "Aux.c",
        ];
        for name in bad {
            assert!(suspicion(name.as_bytes()).is_some(), "{name:?}");
        }
        for name in [
            ".",
            "com0",
            "console",
            "nulls",
            "a b",
            "é",
            ".gitignore",
            "a..b",
        ] {
            assert_eq!(suspicion(name.as_bytes()), None, "{name:?}");
        }
        assert!(suspicion(b"\xff").is_some());
    }

    #[test]
    fn names_that_other_systems_merge() {
        let names: Vec<&[u8]> = vec![
            b"README",
            b"Readme",
            b"readme.md",
            "caf\u{e9}".as_bytes(),
            "cafe\u{301}".as_bytes(),
            "STRASSE".as_bytes(),
            "stra\u{df}e".as_bytes(),
            b"\xffA",
        ];
        let found = collisions(&names);
        let pairs: Vec<(String, String)> = found
            .iter()
            .map(|(a, b)| (text(a).into_owned(), text(b).into_owned()))
            .collect();
        assert_eq!(pairs.len(), 3, "{pairs:?}");
        assert!(pairs.contains(&("README".to_owned(), "Readme".to_owned())));
        assert!(collisions(&[b"a", b"b", b"a/b"]).is_empty());
    }
}
