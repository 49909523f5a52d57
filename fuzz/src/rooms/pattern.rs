//! Patterns of names and of references.

use bonafide_oci::Reference;
use bonafide_policy::{PatternIndex, ReferencePattern, TextPattern};

use crate::input::text;
use crate::{glob, memory};

/// The first line is a pattern and the second a name: every way of matching agrees with one that
/// is written down without thinking of speed.
pub fn run(data: &[u8]) {
    let Some(text) = text(data) else { return };
    let (pattern, name) = text.split_once('\n').unwrap_or((text, ""));
    memory::within(8 << 20, 2000, data, || {
        names(pattern, name);
        references(pattern, name);
    });
}

fn names(pattern: &str, name: &str) {
    if let Ok(glob) = TextPattern::parse(pattern) {
        assert!(!glob.matches(""), "{pattern:?} matches nothing at all");
        let _ = (glob.lints(), glob.native_text(), glob.to_name_pattern());
        assert_eq!(
            glob.matches(name),
            glob::is_match(&glob::escaped(pattern), name),
            "{pattern:?} {name:?}"
        );
    }
    if let Ok(exact) = TextPattern::exact(pattern) {
        assert!(exact.matches(pattern));
        assert!(pattern == name || !exact.matches(name));
    }
    if let Ok(wildcard) = TextPattern::wildcard(pattern) {
        let wanted = glob::is_match(&glob::wildcard(pattern), name);
        assert_eq!(wildcard.matches(name), wanted, "{pattern:?} {name:?}");
    }
    if pattern.len() <= 64 {
        for regex in [
            TextPattern::regex(pattern),
            TextPattern::unanchored_regex(pattern),
        ] {
            let _ = regex.map(|regex| regex.matches(name));
        }
    }
}

fn references(pattern: &str, name: &str) {
    let Ok(pattern) = ReferencePattern::parse(pattern) else {
        return;
    };
    assert_eq!(
        ReferencePattern::parse(pattern.as_str()).as_ref(),
        Ok(&pattern)
    );
    let _ = (pattern.lints(), pattern.is_whole_registry());
    let Ok(reference) = Reference::parse_familiar(name) else {
        return;
    };
    let index = PatternIndex::new([pattern.clone()]);
    assert_eq!(index.is_match(&reference), pattern.matches(&reference));
    assert_eq!(
        index.matching(&reference).len(),
        usize::from(pattern.matches(&reference))
    );
}
