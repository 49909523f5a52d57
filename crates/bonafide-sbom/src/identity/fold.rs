//! Spellings that lookups hold for one, and spellings that look alike.

use unicode_normalization::UnicodeNormalization as _;

use super::purl_types::Folding;

/// `name` (a name or a segment of a namespace) as the lookup rule of its type compares it.
pub(super) fn by_type(folding: Folding, name: &str) -> String {
    match folding {
        Folding::Nothing => name.to_owned(),
        Folding::Case | Folding::Nuget => name.to_lowercase(),
        Folding::Pep503 => join_runs(&name.to_lowercase()),
    }
}

/// `version` as the lookup rule of its type compares it.
pub(super) fn version_by_type(folding: Folding, version: &str) -> String {
    if folding != Folding::Nuget {
        return version.to_owned();
    }
    let version = version.split('+').next().unwrap_or(version);
    let (numbers, label) = match version.split_once('-') {
        Some((numbers, label)) => (numbers, Some(label)),
        None => (version, None),
    };
    let parts = numbers.split('.').count();
    let shown = match numbers.rsplit_once('.') {
        Some((three, zeros)) if parts == 4 && !zeros.is_empty() && zeros.bytes().all(is_zero) => {
            three
        }
        _ => numbers,
    };
    match label {
        Some(label) => format!("{shown}-{label}").to_lowercase(),
        None => shown.to_lowercase(),
    }
}

/// `text` without case and without the choice between normalisation forms: what a person might
/// take for it. Equal under any rule of [`by_type`] but runs is equal here.
pub(super) fn alike(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let lower: String = text.nfkc().collect::<String>().to_lowercase();
    lower.nfkc().collect()
}

/// The coarsest form: what [`by_type`] or [`alike`] make equal is equal here.
pub(super) fn coarse(folding: Folding, text: &str) -> String {
    let text = alike(text);
    if folding == Folding::Pep503 {
        join_runs(&text)
    } else {
        text
    }
}

const fn is_zero(byte: u8) -> bool {
    byte == b'0'
}

/// Runs of `-`, `_` and `.` as one `-`.
fn join_runs(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '-' | '_' | '.' if out.ends_with('-') => {}
            '-' | '_' | '.' => out.push('-'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_by_type_and_by_look() {
        assert_eq!(
            by_type(Folding::Pep503, "Zope..Inter_face"),
            "zope-inter-face"
        );
        assert_eq!(by_type(Folding::Case, "JSONStream"), "jsonstream");
        assert_eq!(by_type(Folding::Nothing, "JSONStream"), "JSONStream");
        assert_eq!(version_by_type(Folding::Nuget, "1.2.3.0+Build"), "1.2.3");
        assert_eq!(version_by_type(Folding::Nuget, "1.2.3.0-RC+b"), "1.2.3-rc");
        assert_eq!(version_by_type(Folding::Nuget, "1.2.3.4"), "1.2.3.4");
        assert_eq!(version_by_type(Folding::Nuget, "1.0"), "1.0");
        assert_eq!(version_by_type(Folding::Nothing, "1.2.3.0"), "1.2.3.0");
        assert_eq!(alike("Cafe\u{301}"), alike("CAF\u{c9}"));
        assert_eq!(alike("\u{ff25}vil"), "evil");
        assert_eq!(alike("\u{2121}"), "tel");
        assert_eq!(
            coarse(Folding::Pep503, "A_b"),
            coarse(Folding::Pep503, "a.b")
        );
        assert_ne!(coarse(Folding::Case, "A_b"), coarse(Folding::Case, "a.b"));
    }
}
