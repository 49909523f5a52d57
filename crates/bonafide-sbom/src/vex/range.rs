//! Versions that a statement is about.

use core::cmp::Ordering;
use std::borrow::Cow;

use crate::identity::decode_percent;
use crate::{Purl, Scheme, Version};

/// The most bytes of a range.
const MOST_BYTES: usize = 4096;

/// A range of versions.
///
/// # Specification
/// VERS (`vers:TYPE/CONSTRAINTS`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Range {
    /// Every version.
    All,
    /// Those that the constraints admit.
    Some {
        ecosystem: Box<str>,
        scheme: Scheme,
        constraints: Vec<(Comparator, Box<str>)>,
    },
    /// Not understood: nobody knows what lies in it.
    Unreadable,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Comparator {
    const fn is_upper(self) -> bool {
        matches!(self, Self::Less | Self::LessOrEqual)
    }

    const fn is_closed(self) -> bool {
        matches!(self, Self::Equal | Self::LessOrEqual | Self::GreaterOrEqual)
    }
}

impl Range {
    pub(super) fn parse(text: &str) -> Self {
        Self::read(text).unwrap_or(Self::Unreadable)
    }

    fn read(text: &str) -> Option<Self> {
        if text.len() > MOST_BYTES || text.bytes().any(|byte| byte.is_ascii_whitespace()) {
            return None;
        }
        let (ecosystem, constraints) = text.strip_prefix("vers:")?.split_once('/')?;
        if constraints == "*" {
            return Some(Self::All);
        }
        let scheme = match ecosystem {
            "semver" => Scheme::SemVer,
            "alpine" => Scheme::Apk,
            "go" => Scheme::Go,
            other => scheme(other)?,
        };
        let constraints = constraints
            .split('|')
            .map(constraint)
            .collect::<Option<Vec<_>>>()?;
        if constraints
            .iter()
            .any(|(_, version)| scheme.parse(version).is_none())
        {
            return None;
        }
        Some(Self::Some {
            ecosystem: ecosystem.into(),
            scheme,
            constraints,
        })
    }

    /// Whether `version` of a package of this type lies in the range; `None` if nobody can tell.
    ///
    /// # Specification
    /// VERS, "Checking if a version is contained within a range".
    pub(super) fn contains(&self, kind: Option<&str>, version: &str) -> Option<bool> {
        let (ecosystem, scheme, constraints) = match self {
            Self::All => return Some(true),
            Self::Unreadable => return None,
            Self::Some {
                ecosystem,
                scheme: order,
                constraints,
            } => (&**ecosystem, *order, constraints),
        };
        let is_of_kind = |kind| match ecosystem {
            "semver" | "alpine" | "go" => self::scheme(kind) == Some(scheme),
            _ => ecosystem == kind,
        };
        if !kind.is_none_or(is_of_kind) {
            return None;
        }
        let parsed = scheme.parse(version)?;
        let mut marks = Vec::with_capacity(constraints.len());
        for (comparator, at) in constraints {
            let mark = scheme.parse(at)?;
            if mark == parsed && !is_told(at, version) {
                return None;
            }
            marks.push((*comparator, mark));
        }
        inside(&mut marks, &parsed)
    }
}

/// Whether two versions of one place in the order are one version as far as anybody can tell: build
/// metadata, which orders ignore, may be what makes the difference.
pub(super) fn is_told(a: &str, b: &str) -> bool {
    a == b || !(a.contains('+') || b.contains('+'))
}

/// `None` for constraints that contradict each other.
fn inside(marks: &mut Vec<(Comparator, Version<'_>)>, version: &Version<'_>) -> Option<bool> {
    // All were read by one scheme.
    marks.sort_by(|(_, a), (_, b)| a.partial_cmp(b).unwrap_or(Ordering::Equal));
    if marks
        .windows(2)
        .any(|pair| matches!(pair, [(_, a), (_, b)] if a == b))
    {
        return None;
    }
    let same = marks.iter().find(|(_, at)| at == version);
    if let Some((comparator, _)) = same {
        return Some(comparator.is_closed());
    }
    marks.retain(|(comparator, _)| !matches!(comparator, Comparator::Equal | Comparator::NotEqual));
    let is_upper = |mark: &(Comparator, Version<'_>)| mark.0.is_upper();
    if marks
        .windows(2)
        .any(|pair| matches!(pair, [a, b] if is_upper(a) == is_upper(b)))
    {
        return None;
    }
    // The nearest bound below admits what follows it, or the nearest above what precedes it.
    let below = marks.iter().rev().find(|(_, at)| at < version);
    let above = marks.iter().find(|(_, at)| at > version);
    Some(match (below, above) {
        (Some(below), _) => !is_upper(below),
        (None, Some(above)) => is_upper(above),
        (None, None) => false,
    })
}

fn constraint(text: &str) -> Option<(Comparator, Box<str>)> {
    let (comparator, version) = [
        (">=", Comparator::GreaterOrEqual),
        ("<=", Comparator::LessOrEqual),
        ("!=", Comparator::NotEqual),
        (">", Comparator::Greater),
        ("<", Comparator::Less),
        ("=", Comparator::Equal),
    ]
    .into_iter()
    .find_map(|(sign, comparator)| Some((comparator, text.strip_prefix(sign)?)))
    .unwrap_or((Comparator::Equal, text));
    let version = decode_percent(version).ok()?;
    (!version.is_empty()).then(|| (comparator, version.into()))
}

/// The order of the versions of a type of package URLs.
pub(super) fn scheme(kind: &str) -> Option<Scheme> {
    Some(match kind {
        "apk" => Scheme::Apk,
        "cargo" | "hex" | "npm" | "swift" => Scheme::SemVer,
        "deb" => Scheme::Deb,
        "golang" => Scheme::Go,
        "maven" => Scheme::Maven,
        "pypi" => Scheme::Pep440,
        "rpm" => Scheme::Rpm,
        _ => return None,
    })
}

/// The versions, or some of those, that a statement names beside the identity of a product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct VersionSet {
    /// It holds also for a product whose identity has a version.
    pub(super) is_always: bool,
    /// One of them.
    pub(super) tests: Vec<VersionTest>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum VersionTest {
    Exact(Box<str>),
    Range(Range),
}

/// How narrow a test was that let a version pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Narrow {
    All,
    Range,
    Exact,
}

impl VersionSet {
    /// The narrowest test that admits the version of a package of this type.
    pub(super) fn admits(&self, kind: Option<&str>, ours: &Ours) -> Option<Narrow> {
        let passed = self.tests.iter().filter_map(|test| match test {
            VersionTest::Exact(wanted) => ours.is(wanted).then_some(Narrow::Exact),
            VersionTest::Range(range) => ours.lies_in(range, kind).then_some(match range {
                Range::All => Narrow::All,
                _ => Narrow::Range,
            }),
        });
        passed.max()
    }
}

/// The version that is compared with those of a statement.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Ours {
    version: Option<String>,
    /// The number that package URLs of type `rpm` have apart from the version.
    epoch: Option<String>,
}

impl Ours {
    /// That of a package URL, or else the one that is known beside it.
    pub(super) fn of(purl: &Purl, beside: Option<&str>) -> Self {
        let epoch = purl.qualifier("epoch").filter(|_| purl.kind() == "rpm");
        Self {
            version: purl.version().or(beside).map(str::to_owned),
            epoch: epoch.map(str::to_owned),
        }
    }

    /// One that stands alone.
    pub(super) fn alone(version: Option<&str>) -> Self {
        Self {
            version: version.map(str::to_owned),
            epoch: None,
        }
    }

    pub(super) fn as_str(&self) -> Option<&str> {
        self.version.as_deref()
    }

    pub(super) fn is(&self, wanted: &str) -> bool {
        self.as_str() == Some(wanted)
    }

    /// The epoch; one that is not there is 0.
    pub(super) fn epoch(&self) -> &str {
        self.epoch.as_deref().unwrap_or("0")
    }

    pub(super) fn lies_in(&self, range: &Range, kind: Option<&str>) -> bool {
        if *range == Range::All {
            return true;
        }
        let full = self.full();
        full.is_some_and(|version| range.contains(kind, &version) == Some(true))
    }

    /// As the order of versions wants it.
    pub(super) fn full(&self) -> Option<Cow<'_, str>> {
        let version = self.as_str()?;
        Some(match &self.epoch {
            Some(epoch) if !version.contains(':') => Cow::Owned(format!("{epoch}:{version}")),
            _ => Cow::Borrowed(version),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contains(range: &str, version: &str) -> Option<bool> {
        Range::parse(range).contains(Some("npm"), version)
    }

    #[test]
    fn ranges_hold_what_their_constraints_say() {
        for (range, version, wanted) in [
            ("vers:npm/*", "1.0.0", Some(true)),
            ("vers:npm/1.0.0", "1.0.0", Some(true)),
            ("vers:npm/1.0.0|=2.0.0", "2.0.0", Some(true)),
            ("vers:npm/1.0.0", "1.0.1", Some(false)),
            ("vers:npm/>=1.0.0|<2.0.0", "1.0.0", Some(true)),
            ("vers:npm/>=1.0.0|<2.0.0", "1.9.9", Some(true)),
            ("vers:npm/>=1.0.0|<2.0.0", "2.0.0", Some(false)),
            ("vers:npm/>=1.0.0|<2.0.0", "2.0.0-rc.1", Some(true)),
            ("vers:npm/<2.0.0|>=1.0.0", "0.9.0", Some(false)),
            ("vers:npm/<1.0.0|>2.0.0", "1.5.0", Some(false)),
            ("vers:npm/<1.0.0|>2.0.0", "0.5.0", Some(true)),
            ("vers:npm/<1.0.0|>2.0.0", "3.0.0", Some(true)),
            ("vers:npm/>1.0.0", "1.0.0", Some(false)),
            ("vers:npm/<=1.0.0", "1.0.0", Some(true)),
            ("vers:npm/>=1.0.0|!=1.1.0", "1.1.0", Some(false)),
            ("vers:npm/>=1.0.0|!=1.1.0", "1.2.0", Some(true)),
            ("vers:npm/!=1.1.0", "1.2.0", Some(false)),
            ("vers:semver/<1.0.0", "0.1.0", Some(true)),
            ("vers:npm/%3C1.0.0", "0.1.0", None),
            ("vers:npm/>=1.0.0|>=2.0.0", "3.0.0", None),
            ("vers:npm/>=1.0.0|<1.0.0", "1.0.0", None),
            ("vers:pypi/<1.0.0", "0.1.0", None),
            ("vers:gem/<1.0.0", "0.1.0", None),
            ("vers:npm/<1.0.0", "one", None),
            ("vers:npm/<one", "1.0.0", None),
            ("vers:npm/", "1.0.0", None),
            ("vers:npm/1.0.0+fixed", "1.0.0", None),
            ("vers:npm/1.0.0+fixed", "1.0.0+fixed", Some(true)),
            ("vers:npm/>=1.0.0", "1.0.0+vulnerable", None),
            ("vers:npm/>=1.0.0", "1.0.1+b", Some(true)),
            ("vers:npm/ *", "1.0.0", None),
            ("<1.0.0", "0.1.0", None),
        ] {
            assert_eq!(contains(range, version), wanted, "{range} {version}");
        }
    }

    #[test]
    fn an_escaped_version_is_read() {
        let range = Range::parse("vers:deb/>=1%3A2.0");
        assert_eq!(range.contains(Some("deb"), "1:2.1"), Some(true));
        assert_eq!(range.contains(Some("deb"), "2.1"), Some(false));
        assert_eq!(range.contains(Some("rpm"), "1:2.1"), None);
    }

    #[test]
    fn a_set_admits_by_its_narrowest_test() {
        let set = VersionSet {
            is_always: true,
            tests: vec![
                VersionTest::Range(Range::parse("vers:npm/<2.0.0")),
                VersionTest::Exact("1.0.0".into()),
            ],
        };
        let admits = |version| set.admits(Some("npm"), &Ours::alone(version));
        assert_eq!(admits(Some("1.0.0")), Some(Narrow::Exact));
        assert_eq!(admits(Some("1.5.0")), Some(Narrow::Range));
        assert_eq!(admits(Some("2.0.0")), None);
        assert_eq!(admits(None), None);
    }

    #[test]
    fn an_epoch_apart_counts_in_ranges() {
        let purl = Purl::parse("pkg:rpm/fedora/a@1.0-1?epoch=2").unwrap();
        let ours = Ours::of(&purl, None);
        assert!(ours.is("1.0-1") && ours.lies_in(&Range::parse("vers:rpm/>=2:0"), Some("rpm")));
        assert!(!ours.lies_in(&Range::parse("vers:rpm/<2:0"), Some("rpm")));
    }
}
