//! Versions in tags.

use core::cmp::Ordering;

use crate::Error;
use crate::error::shown;

/// A version as tags write it: `v1`, `v1.2` or `v1.2.3`, the last with prerelease and build.
///
/// Numbers are compared as text, so they may have any length.
///
/// # Specification
/// Semantic Versioning 2.0.0; looser: minor and patch may be left out, and are 0 then; stricter: the
/// `v` is required.
#[derive(Clone, Copy, Debug)]
pub struct Version<'a> {
    major: &'a str,
    minor: Option<&'a str>,
    patch: Option<&'a str>,
    prerelease: Option<&'a str>,
    build: Option<&'a str>,
}

impl<'a> Version<'a> {
    /// Reads a version.
    ///
    /// # Errors
    /// [`Error::RefSemver`].
    pub fn parse(text: &'a str) -> Result<Self, Error> {
        Self::read(text).ok_or_else(|| Error::RefSemver { text: shown(text) })
    }

    fn read(text: &'a str) -> Option<Self> {
        let text = text.strip_prefix('v')?;
        let (text, build) = cut(text, '+');
        let (numbers, prerelease) = cut(text, '-');
        let mut numbers = numbers.split('.');
        let major = numbers.next()?;
        let (minor, patch) = (numbers.next(), numbers.next());
        let given = [Some(major), minor, patch];
        let is_good = numbers.next().is_none()
            && given.into_iter().flatten().all(is_number)
            && (patch.is_some() || (prerelease.is_none() && build.is_none()))
            && prerelease.is_none_or(is_prerelease)
            && build.is_none_or(is_build);
        is_good.then_some(Self {
            major,
            minor,
            patch,
            prerelease,
            build,
        })
    }

    /// The first number.
    #[must_use]
    pub const fn major(&self) -> &'a str {
        self.major
    }

    /// The second number; `0` where the tag leaves it out.
    #[must_use]
    pub fn minor(&self) -> &'a str {
        self.minor.unwrap_or("0")
    }

    /// The third number; `0` where the tag leaves it out.
    #[must_use]
    pub fn patch(&self) -> &'a str {
        self.patch.unwrap_or("0")
    }

    /// What follows the `-`.
    #[must_use]
    pub const fn prerelease(&self) -> Option<&'a str> {
        self.prerelease
    }

    /// What follows the `+`.
    #[must_use]
    pub const fn build(&self) -> Option<&'a str> {
        self.build
    }

    /// Whether all three numbers are written out.
    #[must_use]
    pub const fn is_full(&self) -> bool {
        self.patch.is_some()
    }

    /// The order of release. Build metadata has no part in it, so that `Equal` does not mean the
    /// same text.
    ///
    /// # Specification
    /// Semantic Versioning 2.0.0, item 11.
    #[must_use]
    pub fn precedence(&self, other: &Version<'_>) -> Ordering {
        by_number(self.major, other.major)
            .then_with(|| by_number(self.minor(), other.minor()))
            .then_with(|| by_number(self.patch(), other.patch()))
            .then_with(|| by_prerelease(self.prerelease, other.prerelease))
    }
}

/// Checks that the tag `tag` is a release of the version `wanted`: the numbers that `wanted` gives
/// are those of the tag, and with a patch level the prerelease is the same too.
///
/// # Errors
/// [`Error::RefSemver`] when either is no version, or `wanted` has build metadata;
/// [`Error::RefVersionedTag`] for another version.
pub fn check_versioned_tag(wanted: &str, tag: &str) -> Result<(), Error> {
    let expected = Version::parse(wanted)?;
    if expected.build.is_some() {
        return Err(Error::RefSemver {
            text: shown(wanted),
        });
    }
    let found = Version::parse(tag)?;
    let is_same = expected.major == found.major
        && expected.minor.is_none_or(|minor| minor == found.minor())
        && expected
            .patch
            .is_none_or(|patch| patch == found.patch() && expected.prerelease == found.prerelease);
    if is_same {
        Ok(())
    } else {
        Err(Error::RefVersionedTag {
            wanted: shown(wanted),
            found: shown(tag),
        })
    }
}

/// What stands before the first `at`, and what follows it.
fn cut(text: &str, at: char) -> (&str, Option<&str>) {
    match text.split_once(at) {
        Some((before, after)) => (before, Some(after)),
        None => (text, None),
    }
}

fn is_number(text: &str) -> bool {
    is_digits(text) && (text == "0" || !text.starts_with('0'))
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_identifier(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

fn is_prerelease(text: &str) -> bool {
    let mut parts = text.split('.');
    parts.all(|part| is_identifier(part) && (!is_digits(part) || is_number(part)))
}

fn is_build(text: &str) -> bool {
    text.split('.').all(is_identifier)
}

/// Without leading zeros the longer number is the greater.
fn by_number(one: &str, other: &str) -> Ordering {
    one.len().cmp(&other.len()).then_with(|| one.cmp(other))
}

fn by_prerelease(one: Option<&str>, other: Option<&str>) -> Ordering {
    let (one, other) = match (one, other) {
        (None, None) => return Ordering::Equal,
        (None, Some(_)) => return Ordering::Greater,
        (Some(_), None) => return Ordering::Less,
        (Some(one), Some(other)) => (one, other),
    };
    let (mut one, mut other) = (one.split('.'), other.split('.'));
    loop {
        let order = match (one.next(), other.next()) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => Ordering::Less,
            (Some(_), None) => Ordering::Greater,
            (Some(one), Some(other)) => match (is_digits(one), is_digits(other)) {
                (true, true) => by_number(one, other),
                (true, false) => Ordering::Less,
                (false, true) => Ordering::Greater,
                (false, false) => one.cmp(other),
            },
        };
        if order != Ordering::Equal {
            return order;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: &str = "123456789012345678901234567890123456789";

    #[test]
    fn reads_what_tags_write() {
        let long = format!("v{LONG}.0.{LONG}");
        for text in [
            "v0",
            "v14",
            "v1.2",
            "v1.2.3",
            "v1.2.3-rc.1",
            "v1.2.3-0a.-",
            "v1.2.3+001",
            "v1.2.3-a-b+c-d.e",
            &long,
        ] {
            assert!(Version::parse(text).is_ok(), "{text}");
        }
        for text in [
            "",
            "v",
            "1.2.3",
            "V1.2.3",
            "vv1",
            "v01",
            "v1.02.3",
            "v1.2.03",
            "v00",
            "v1.",
            "v1..2",
            "v.1",
            "v1.2.3.4",
            "v1-rc",
            "v1.2-rc",
            "v1+b",
            "v1.2.3-",
            "v1.2.3+",
            "v1.2.3-01",
            "v1.2.3-a..b",
            "v1.2.3-a_b",
            "v1.2.3+a+b",
            "v1.2.x",
            "v-1",
            "v1.2.3 ",
            " v1.2.3",
            "v١.2.3",
            "refs/tags/v1.2.3",
        ] {
            let refusal = Version::parse(text).unwrap_err();
            assert_eq!(refusal.code().as_str(), "slsa.ref.semver", "{text}");
        }
    }

    #[test]
    fn a_versioned_tag_has_the_numbers_that_are_given() {
        for (wanted, tag) in [
            ("v14", "v14"),
            ("v14.0", "v14"),
            ("v14.0.0", "v14"),
            ("v14", "v14.2"),
            ("v14", "v14.2.3-rc1"),
            ("v14.2", "v14.2.9"),
            ("v14.2.0", "v14.2"),
            ("v1.2.3", "v1.2.3+build"),
            ("v1.2.3-rc1", "v1.2.3-rc1+build"),
            ("v1.2", "v1.2.3-rc1"),
        ] {
            assert_eq!(check_versioned_tag(wanted, tag), Ok(()), "{wanted} {tag}");
        }
        for (wanted, tag, code) in [
            ("v1", "v14", "slsa.ref.versioned-tag"),
            ("v14.1", "v14", "slsa.ref.versioned-tag"),
            ("v14.2.1", "v14.2", "slsa.ref.versioned-tag"),
            ("v1.2.3", "v1.2.3-rc1", "slsa.ref.versioned-tag"),
            ("v1.2.3-rc1", "v1.2.3", "slsa.ref.versioned-tag"),
            ("v1.2.3-rc1", "v1.2.3-rc2", "slsa.ref.versioned-tag"),
            ("v1.2.3+b", "v1.2.3+b", "slsa.ref.semver"),
            ("14", "v14", "slsa.ref.semver"),
            ("v14", "14", "slsa.ref.semver"),
            ("v1", "release", "slsa.ref.semver"),
            ("v1", "refs/tags/v1", "slsa.ref.semver"),
        ] {
            let refusal = check_versioned_tag(wanted, tag).unwrap_err();
            assert_eq!(refusal.code().as_str(), code, "{wanted} {tag}");
        }
    }

    #[test]
    fn releases_have_an_order() {
        let long = format!("v{LONG}");
        let ascending = [
            "v0.9.9",
            "v1.0.0-alpha",
            "v1.0.0-alpha.1",
            "v1.0.0-alpha.beta",
            "v1.0.0-beta",
            "v1.0.0-beta.2",
            "v1.0.0-beta.11",
            "v1.0.0-rc.1",
            "v1",
            "v1.0.1",
            "v1.2",
            "v1.10",
            "v2.0.0-99999999999999999999999",
            "v2.0.0-100000000000000000000000",
            "v2",
            "v10",
            "v18446744073709551616",
            &long,
        ];
        let versions = ascending.map(|text| Version::parse(text).unwrap());
        for (at, one) in versions.iter().enumerate() {
            for (other_at, other) in versions.iter().enumerate() {
                assert_eq!(
                    one.precedence(other),
                    at.cmp(&other_at),
                    "{one:?} {other:?}"
                );
            }
        }
        let (one, other) = (
            Version::parse("v1+a").is_err(),
            Version::parse("v1.0.0+b").unwrap(),
        );
        assert!(one && other.precedence(&Version::parse("v1").unwrap()) == Ordering::Equal);
    }

    #[test]
    fn tells_its_parts() {
        let version = Version::parse("v1.2.3-rc.1+b").unwrap();
        let numbers = (version.major(), version.minor(), version.patch());
        assert_eq!(numbers, ("1", "2", "3"));
        assert_eq!(version.prerelease(), Some("rc.1"));
        assert_eq!(version.build(), Some("b"));
        assert!(version.is_full() && !Version::parse("v1.2").unwrap().is_full());
        assert_eq!(Version::parse("v1").unwrap().patch(), "0");
    }
}
