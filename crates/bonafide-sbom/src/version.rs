//! Versions, in the order of the ecosystem that wrote them.

mod apk;
mod deb;
mod maven;
mod pep440;
mod rpm;
mod semver;

use core::cmp::Ordering;

/// The most bytes of a version.
const MOST_BYTES: usize = 1024;

/// How an ecosystem orders its versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Scheme {
    /// apk-tools: digits, letter, suffixes, commit hash, revision.
    Apk,
    /// dpkg: epoch, upstream version, Debian revision.
    Deb,
    /// Semantic versions as Go modules write them: a leading `v` has no meaning, and minor and patch
    /// may be left out.
    Go,
    /// Maven's version order specification.
    Maven,
    /// PEP 440: epoch, release, pre-, post- and development release, local version.
    Pep440,
    /// RPM: epoch, version, release.
    Rpm,
    /// Semantic Versioning 2.0.0, by the letter.
    SemVer,
}

impl Scheme {
    /// Reads a version; `None` if it is none, or is longer than 1 KiB.
    ///
    /// A version that cannot be read has no place in the order: it is never taken for `0`. Cost: one
    /// pass over the text.
    ///
    /// # Specification
    /// sbom VER-1.
    #[must_use]
    pub fn parse(self, text: &str) -> Option<Version<'_>> {
        if text.len() > MOST_BYTES {
            return None;
        }
        let parts = match self {
            Self::Apk => Parts::Apk(apk::Apk::parse(text)?),
            Self::Deb => Parts::Deb(deb::Deb::parse(text)?),
            Self::Go => Parts::SemVer(semver::SemVer::parse_go(text)?),
            Self::Maven => Parts::Maven(maven::Maven::parse(text)?),
            Self::Pep440 => Parts::Pep440(pep440::Pep440::parse(text)?),
            Self::Rpm => Parts::Rpm(rpm::Rpm::parse(text)?),
            Self::SemVer => Parts::SemVer(semver::SemVer::parse(text)?),
        };
        Some(Version {
            scheme: self,
            parts,
        })
    }
}

/// A version that its scheme could read.
///
/// Versions of one scheme are totally ordered; versions of two schemes are neither equal nor ordered.
/// `==` is equality in that order, not of the text: `1.0` and `1.0.0` are one version to PEP 440.
///
/// ```
/// use bonafide_sbom::Scheme;
/// let version = |text| Scheme::Deb.parse(text);
/// assert!(version("1:2.0~rc1-1") < version("1:2.0-1"));
/// assert_eq!(version("no version"), None);
/// ```
#[derive(Clone, Debug)]
pub struct Version<'a> {
    scheme: Scheme,
    parts: Parts<'a>,
}

#[derive(Clone, Debug)]
enum Parts<'a> {
    Apk(apk::Apk<'a>),
    Deb(deb::Deb<'a>),
    Maven(maven::Maven<'a>),
    Pep440(pep440::Pep440<'a>),
    Rpm(rpm::Rpm<'a>),
    SemVer(semver::SemVer<'a>),
}

impl Version<'_> {
    /// The scheme that read it.
    #[must_use]
    pub const fn scheme(&self) -> Scheme {
        self.scheme
    }
}

impl PartialEq for Version<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.partial_cmp(other) == Some(Ordering::Equal)
    }
}

impl PartialOrd for Version<'_> {
    /// `None` for versions of two schemes. Cost: one pass over both.
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        if self.scheme != other.scheme {
            return None;
        }
        match (&self.parts, &other.parts) {
            (Parts::Apk(a), Parts::Apk(b)) => Some(a.order(b)),
            (Parts::Deb(a), Parts::Deb(b)) => Some(a.order(b)),
            (Parts::Maven(a), Parts::Maven(b)) => Some(a.order(b)),
            (Parts::Pep440(a), Parts::Pep440(b)) => Some(a.order(b)),
            (Parts::Rpm(a), Parts::Rpm(b)) => Some(a.order(b)),
            (Parts::SemVer(a), Parts::SemVer(b)) => Some(a.order(b)),
            _ => None,
        }
    }
}

/// Compares runs of decimal digits as numbers of any length; an empty run is 0.
fn by_number(a: &str, b: &str) -> Ordering {
    let (a, b) = (a.trim_start_matches('0'), b.trim_start_matches('0'));
    a.len().cmp(&b.len()).then_with(|| a.cmp(b))
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Splits off the longest beginning whose bytes are all `wanted`.
fn take_while(text: &str, wanted: impl Fn(u8) -> bool) -> (&str, &str) {
    let end = text.bytes().position(|byte| !wanted(byte));
    // What is wanted is ASCII, so the end of it is the end of a character.
    end.and_then(|end| text.split_at_checked(end))
        .unwrap_or((text, ""))
}

fn take_digits(text: &str) -> (&str, &str) {
    take_while(text, |byte| byte.is_ascii_digit())
}

/// What stands before the first `at`, and what follows it.
fn cut(text: &str, at: char) -> (&str, Option<&str>) {
    match text.split_once(at) {
        Some((before, after)) => (before, Some(after)),
        None => (text, None),
    }
}

fn lower(text: &str) -> impl Iterator<Item = u8> {
    text.bytes().map(|byte| byte.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_compared_at_any_length() {
        let long = "9".repeat(1000);
        assert_eq!(by_number("", "000"), Ordering::Equal);
        assert_eq!(by_number("0010", "9"), Ordering::Greater);
        assert_eq!(by_number(&long, "1"), Ordering::Greater);
        assert_eq!(
            by_number("18446744073709551616", "18446744073709551615"),
            Ordering::Greater
        );
    }

    #[test]
    fn what_is_wanted_ends_before_other_characters() {
        assert_eq!(take_digits("12é3"), ("12", "é3"));
        assert_eq!(take_digits("12"), ("12", ""));
        assert_eq!(take_digits("é"), ("", "é"));
    }
}
