//! Answers.

use core::fmt;

use bonafide_report::{Escaped, Finding, Place, registry};

use super::read::AdvisorySeverity;

/// What the advisories say of one package.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "the rules close the set")]
pub enum Exposure<'d> {
    /// At least one advisory is about this version.
    Affected {
        /// The advisories, aliases taken together, by the first of their ids.
        hits: Vec<AdvisoryHit<'d>>,
        /// What could not be decided beside them.
        undecided: Vec<Undecided<'d>>,
    },
    /// The ecosystem is loaded, and no advisory in it is about this version.
    NotAffected,
    /// It cannot be said. This is not clean, and must not be counted as clean.
    Unknown {
        /// Why; at least one reason.
        undecided: Vec<Undecided<'d>>,
    },
}

impl Exposure<'_> {
    /// The finding of an answer that is not known, at the component in `place`.
    #[must_use]
    pub fn unknown_finding(&self, place: &Place) -> Option<Finding> {
        let Self::Unknown { undecided } = self else {
            return None;
        };
        let first = undecided.first().map(ToString::to_string);
        let detail = first.unwrap_or_default();
        Some(Finding::new(registry::VULN_UNKNOWN, place.clone(), detail))
    }
}

/// Advisories about this version that are one vulnerability.
#[derive(Clone, Debug, PartialEq)]
pub struct AdvisoryHit<'d> {
    pub(super) ids: Vec<&'d str>,
    pub(super) names: &'d [Box<str>],
    pub(super) upstream: Vec<&'d str>,
    pub(super) related: Vec<&'d str>,
    pub(super) by: AffectedBy<'d>,
    pub(super) fixed: Vec<&'d str>,
    pub(super) severity: Vec<&'d AdvisorySeverity>,
    pub(super) is_inferred: bool,
}

impl<'d> AdvisoryHit<'d> {
    /// The advisories that match, in the order of their ids; at least one.
    #[must_use]
    pub fn ids(&self) -> &[&'d str] {
        &self.ids
    }

    /// All names of the vulnerability: ids and aliases of every advisory loaded that shares one,
    /// sorted.
    pub fn names(&self) -> impl ExactSizeIterator<Item = &'d str> {
        self.names.iter().map(|name| &**name)
    }

    /// Vulnerabilities that the advisories say they stem from; no aliases.
    #[must_use]
    pub fn upstream(&self) -> &[&'d str] {
        &self.upstream
    }

    /// Vulnerabilities that the advisories call related; no aliases.
    #[must_use]
    pub fn related(&self) -> &[&'d str] {
        &self.related
    }

    /// Why the first of the advisories matches.
    #[must_use]
    pub const fn affected_by(&self) -> AffectedBy<'d> {
        self.by
    }

    /// The next fixed version of each range that matches, sorted as text; empty if there is no fix.
    #[must_use]
    pub fn fixed(&self) -> &[&'d str] {
        &self.fixed
    }

    /// Severities as the advisories state them, those of the package before those of the advisory.
    #[must_use]
    pub fn severity(&self) -> &[&'d AdvisorySeverity] {
        &self.severity
    }

    /// Whether the match rests on the name or version of a binary package, where the advisory names
    /// source packages.
    #[must_use]
    pub const fn is_inferred(&self) -> bool {
        self.is_inferred
    }
}

/// Why a version is affected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "the format has lists and ranges")]
pub enum AffectedBy<'d> {
    /// This version of the advisory's list is the same version.
    Listed(&'d str),
    /// It lies in a range.
    Range {
        /// The first affected version; `0` for all before the end.
        introduced: &'d str,
        /// The end.
        until: Until<'d>,
    },
}

/// The end of a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a bound is open, excluded or included"
)]
pub enum Until<'d> {
    /// All later versions are affected.
    Open,
    /// The version that is fixed.
    Excluded(&'d str),
    /// The last version that is affected.
    Included(&'d str),
}

impl fmt::Display for AffectedBy<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Listed(version) => write!(f, "= {}", Escaped(version)),
            Self::Range { introduced, until } => {
                write!(f, ">= {}", Escaped(introduced))?;
                match until {
                    Until::Open => Ok(()),
                    Until::Excluded(end) => write!(f, ", < {}", Escaped(end)),
                    Until::Included(end) => write!(f, ", <= {}", Escaped(end)),
                }
            }
        }
    }
}

/// A question that could not be decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Undecided<'d> {
    pub(super) advisory: Option<&'d str>,
    pub(super) reason: UnknownReason,
}

impl<'d> Undecided<'d> {
    /// The advisory; `None` if the reason stands for all.
    #[must_use]
    pub const fn advisory(&self) -> Option<&'d str> {
        self.advisory
    }

    /// Why not.
    #[must_use]
    pub const fn reason(&self) -> UnknownReason {
        self.reason
    }
}

impl fmt::Display for Undecided<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.advisory {
            Some(id) => write!(f, "{}: {}", Escaped(id), self.reason),
            None => self.reason.fmt(f),
        }
    }
}

/// Why it cannot be said whether a version is affected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum UnknownReason {
    /// The component has no package URL, and no other name of a package.
    NoPurl,
    /// The type of the package URL, or its vendor, belongs to no ecosystem of advisories.
    NoEcosystem,
    /// No advisory of the ecosystem was loaded.
    EcosystemNotLoaded,
    /// The order of the ecosystem's versions is not known here.
    NoComparator,
    /// The component has no version.
    VersionAbsent,
    /// The version is none of its ecosystem.
    VersionInvalid,
    /// The advisory has ranges of commits alone.
    GitOnly,
    /// The advisory has neither ranges nor versions.
    NoRange,
    /// The range has no beginning, or an event that is not understood.
    RangeInvalid,
    /// Advisories name source packages, and only the binary package is known.
    SourceNotKnown,
    /// The release of the distribution is not known, or not among those of the advisories.
    ReleaseNotKnown,
}

impl fmt::Display for UnknownReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoPurl => "no purl",
            Self::NoEcosystem => "type without ecosystem",
            Self::EcosystemNotLoaded => "ecosystem not loaded",
            Self::NoComparator => "no comparator",
            Self::VersionAbsent => "version absent",
            Self::VersionInvalid => "version unparsable",
            Self::GitOnly => "git-only range",
            Self::NoRange => "no range",
            Self::RangeInvalid => "range unparsable",
            Self::SourceNotKnown => "source package not known",
            Self::ReleaseNotKnown => "distribution release not known",
        })
    }
}
