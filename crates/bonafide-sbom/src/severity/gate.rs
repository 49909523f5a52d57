//! The gate.

use core::fmt::Write as _;

use bonafide_report::{Escaped, Finding, registry};

use super::source::RatedSeverity;
use crate::{Severity, VulnerabilityMatch};

/// Which vulnerabilities are tolerated.
///
/// ```
/// use bonafide_sbom::{GateOutcome, MatchedPackage, Severity, SeverityGate, VulnerabilityMatch};
/// let found = VulnerabilityMatch::new("CVE-2014-0160", MatchedPackage::default());
/// let judgement = SeverityGate::tolerating(Severity::Medium).judge(&found);
/// // It has no rating: that counts as high.
/// assert_eq!(judgement.outcome, GateOutcome::Above);
/// assert_eq!(judgement.finding.unwrap().code().as_str(), "vuln.above-threshold");
/// ```
///
/// # Specification
/// Bill-of-materials rules, SEV-1 to SEV-4.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeverityGate {
    /// The highest severity that is tolerated; `None` tolerates nothing.
    tolerated: Option<Severity>,
    pub(super) sources: Vec<String>,
    unknown: UnknownSeverity,
    is_fixable_only: bool,
    denies_known_exploited: bool,
}

/// How a vulnerability counts whose severity is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "the rules close the set")]
pub enum UnknownSeverity {
    /// As one of this severity.
    As(Severity),
    /// As one that somebody must look at.
    Quarantine,
}

impl Default for UnknownSeverity {
    fn default() -> Self {
        Self::As(Severity::High)
    }
}

impl SeverityGate {
    /// A gate that tolerates this severity and all below it. The highest of all ratings counts, an
    /// unknown severity is high, vulnerabilities without a fix count as others do.
    #[must_use]
    pub const fn tolerating(severity: Severity) -> Self {
        Self::new(Some(severity))
    }

    /// A gate that tolerates what is below this severity.
    #[must_use]
    pub const fn failing_at(severity: Severity) -> Self {
        Self::new(match severity {
            Severity::None => None,
            Severity::Negligible => Some(Severity::None),
            Severity::Low => Some(Severity::Negligible),
            Severity::Medium => Some(Severity::Low),
            Severity::High => Some(Severity::Medium),
            Severity::Critical => Some(Severity::High),
        })
    }

    const fn new(tolerated: Option<Severity>) -> Self {
        Self {
            tolerated,
            sources: Vec::new(),
            unknown: UnknownSeverity::As(Severity::High),
            is_fixable_only: false,
            denies_known_exploited: false,
        }
    }

    /// Takes the rating of the first of these sources that has one that can be used, without regard
    /// to ASCII case; if none has, the highest of the others. `nvd` stands for `nvd:cpe` and
    /// `nvd@nist.gov` too, the names that scanners give to feeds of one source.
    #[must_use]
    pub fn with_sources<S: Into<String>>(mut self, order: impl IntoIterator<Item = S>) -> Self {
        self.sources = order.into_iter().map(Into::into).collect();
        self
    }

    /// Counts an unknown severity like this.
    #[must_use]
    pub const fn with_unknown(mut self, unknown: UnknownSeverity) -> Self {
        self.unknown = unknown;
        self
    }

    /// Tolerates what is said to have no fix. What is not said to have none is not tolerated by this.
    #[must_use]
    pub const fn with_fixable_only(mut self, fixable_only: bool) -> Self {
        self.is_fixable_only = fixable_only;
        self
    }

    /// Tolerates nothing that is known to be exploited, of whatever severity, with a fix or without.
    #[must_use]
    pub const fn with_known_exploited_denied(mut self, denied: bool) -> Self {
        self.denies_known_exploited = denied;
        self
    }

    /// Judges a vulnerability. Cost: that of [`rate`](Self::rate).
    ///
    /// # Specification
    /// SEV-3, SEV-4; policy rules, VUL-2, VUL-3.
    #[must_use]
    pub fn judge<'r>(&self, found: &'r VulnerabilityMatch<'_>) -> SeverityJudgement<'r> {
        let rated = self.rate(found);
        let outcome = self.outcome(found, &rated);
        let finding = outcome.is_failure().then(|| {
            let detail = self.detail(found, &rated, outcome);
            Finding::new(registry::VULN_ABOVE_THRESHOLD, found.place.clone(), detail)
        });
        SeverityJudgement {
            rated,
            outcome,
            finding,
        }
    }

    fn outcome(&self, found: &VulnerabilityMatch<'_>, rated: &RatedSeverity<'_>) -> GateOutcome {
        if self.denies_known_exploited && found.is_known_exploited {
            return GateOutcome::Above;
        }
        if self.is_fixable_only && !found.may_be_fixed() {
            return GateOutcome::WithoutFix;
        }
        let is_above = |severity: Option<Severity>| severity > self.tolerated;
        match (rated.severity, self.unknown) {
            (None, UnknownSeverity::Quarantine) if !is_above(rated.at_least) => {
                GateOutcome::Quarantine
            }
            (None, UnknownSeverity::As(severity))
                if !is_above(rated.at_least.max(Some(severity))) =>
            {
                GateOutcome::Tolerated
            }
            (Some(_), _) if !is_above(rated.severity) => GateOutcome::Tolerated,
            _ => GateOutcome::Above,
        }
    }

    fn detail(
        &self,
        found: &VulnerabilityMatch<'_>,
        rated: &RatedSeverity<'_>,
        outcome: GateOutcome,
    ) -> String {
        let package = &found.package;
        let name = package.name.as_ref().or_else(|| package.purls.first());
        let mut text = Escaped(&found.id).to_string();
        // Writing to a text does not fail.
        if let Some(name) = name {
            let _ = write!(text, " in {}", Escaped(name));
        }
        if let Some(version) = &package.version {
            let _ = write!(text, " {}", Escaped(version));
        }
        let _ = match (rated.severity, self.unknown) {
            (Some(severity), _) => write!(text, " is {severity}"),
            (None, UnknownSeverity::As(severity)) => {
                let severity = rated.at_least.max(Some(severity)).unwrap_or(severity);
                write!(text, " is of unknown severity, which counts as {severity}")
            }
            (None, UnknownSeverity::Quarantine) => write!(text, " is of unknown severity"),
        };
        if let Some(source) = rated.source {
            let _ = write!(text, " by {}", Escaped(source));
        }
        if self.denies_known_exploited && found.is_known_exploited {
            text.push_str(" and known to be exploited");
        } else if outcome == GateOutcome::Above
            && let Some(tolerated) = self.tolerated
        {
            let _ = write!(text, ", more than {tolerated}");
        }
        if let Some(version) = found.fixed_versions.first() {
            let _ = write!(text, "; fixed in {}", Escaped(version));
        }
        text
    }
}

/// What the gate says of one vulnerability.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SeverityJudgement<'r> {
    /// Its severity, and where it is from.
    pub rated: RatedSeverity<'r>,
    /// Whether it is tolerated.
    pub outcome: GateOutcome,
    /// `vuln.above-threshold`, if it is not.
    pub finding: Option<Finding>,
}

/// Whether a vulnerability is tolerated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "the rules close the set")]
pub enum GateOutcome {
    /// It is no more severe than is tolerated.
    Tolerated,
    /// It is said to have no fix, and the gate is about what can be fixed.
    WithoutFix,
    /// Its severity is not known, and somebody must look at it.
    Quarantine,
    /// It is more severe than is tolerated.
    Above,
}

impl GateOutcome {
    /// Whether this keeps anything from passing.
    #[must_use]
    pub const fn is_failure(self) -> bool {
        matches!(self, Self::Quarantine | Self::Above)
    }
}
