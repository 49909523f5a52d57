//! What a summary comes to for whoever asked: levels to rely on, or why there are none.

use core::fmt;

use bonafide_dsse::ArtifactDigests;
use bonafide_report::{
    Check, Code, Coded, Decision, Escaped, Finding, Place, Status, registry, write_reasons,
};

use super::{StatedLevels, VsaOutcome};

/// A verification summary that says of an artifact what is wanted, by a verifier who may say so: what to
/// ask of whoever hands an artifact on.
///
/// Only [`VsaOutcome::allowed`] makes one:
///
/// ```compile_fail,E0451
/// use bonafide_slsa::{AcceptedSummary, VsaOutcome};
/// fn forge(outcome: VsaOutcome, verifier_id: String) -> AcceptedSummary {
///     AcceptedSummary { outcome, verifier_id }
/// }
/// ```
///
/// ```compile_fail,E0277
/// fn read<T: serde::de::DeserializeOwned>() -> T { unimplemented!() }
/// let forged: bonafide_slsa::AcceptedSummary = read();
/// ```
#[derive(Clone, Debug)]
pub struct AcceptedSummary {
    outcome: VsaOutcome,
    verifier_id: String,
}

/// Why a verification summary is not relied on: the outcome that does not allow it.
///
/// Its code is that of the outcome. As text, it is the decision and what the first three failed checks
/// say; its findings are all of them.
#[derive(Clone, Debug)]
pub struct SummaryRefusal {
    outcome: Box<VsaOutcome>,
}

impl VsaOutcome {
    /// The summary, where the decision is to allow the artifact. Neither a quarantine nor a reject gives
    /// any, so that `?` here is a decision that nobody can forget to look at:
    ///
    /// ```
    /// # use bonafide_dsse::ArtifactDigests;
    /// # use bonafide_report::{Failure, Time};
    /// # use bonafide_slsa::{AcceptedSummary, Attestation, VsaExpectations, verify_vsa};
    /// fn admit(
    ///     summary: &Attestation,
    ///     artifact: &ArtifactDigests,
    ///     wanted: &VsaExpectations,
    ///     now: Time,
    /// ) -> Result<AcceptedSummary, Failure> {
    ///     Ok(verify_vsa(summary, artifact, wanted, now).allowed()?)
    /// }
    /// ```
    ///
    /// # Errors
    /// [`SummaryRefusal`] for every other decision; it gives the outcome back.
    pub fn allowed(self) -> Result<AcceptedSummary, SummaryRefusal> {
        match (self.decision, self.verifier_id.clone()) {
            (Decision::Allow, Some(verifier_id)) => Ok(AcceptedSummary {
                outcome: self,
                verifier_id,
            }),
            _ => Err(SummaryRefusal {
                outcome: Box::new(self),
            }),
        }
    }
}

impl AcceptedSummary {
    /// The digests of the artifact that it is about, as they were asked for.
    #[must_use]
    pub const fn artifact(&self) -> &ArtifactDigests {
        &self.outcome.artifact
    }

    /// Who verified, and vouches for the levels.
    #[must_use]
    pub fn verifier_id(&self) -> &str {
        &self.verifier_id
    }

    /// The levels and properties that the verifier vouches for.
    #[must_use]
    pub const fn levels(&self) -> &StatedLevels {
        &self.outcome.levels
    }

    /// Who says what of the artifact, in short lines of name and value, for people. Values are escaped.
    #[must_use]
    pub fn summary(&self) -> Vec<(&'static str, String)> {
        let mut lines = vec![("verifier", Escaped(&self.verifier_id).to_string())];
        for level in self.levels().levels() {
            lines.push(("level", Escaped(&level.to_string()).to_string()));
        }
        for property in self.levels().properties() {
            lines.push(("property", Escaped(property).to_string()));
        }
        for digest in self.artifact().digests() {
            lines.push(("artifact", digest.to_string()));
        }
        lines
    }

    /// The outcome, whose decision is to allow.
    pub const fn outcome(&self) -> &VsaOutcome {
        &self.outcome
    }

    /// The outcome by itself.
    pub fn into_outcome(self) -> VsaOutcome {
        self.outcome
    }
}

impl SummaryRefusal {
    /// The outcome, whose decision is not to allow.
    pub const fn outcome(&self) -> &VsaOutcome {
        &self.outcome
    }

    /// The outcome by itself.
    pub fn into_outcome(self) -> VsaOutcome {
        *self.outcome
    }

    /// The primary code of the outcome.
    #[must_use]
    pub fn code(&self) -> Code {
        // What is not allowed has a check that failed.
        self.outcome.code().unwrap_or(registry::INTERNAL)
    }

    fn failed(&self) -> impl Iterator<Item = &Check> {
        let checks = self.outcome.report.checks().iter();
        checks.filter(|check| check.status() == Status::Fail)
    }
}

impl fmt::Display for SummaryRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.outcome.decision)?;
        write_reasons(f, self.failed().map(Check::summary), self.failed().count())
    }
}

impl core::error::Error for SummaryRefusal {}

impl Coded for SummaryRefusal {
    fn code(&self) -> Code {
        Self::code(self)
    }

    fn place(&self) -> Place {
        let first = self.failed().next();
        first.map_or_else(Place::root, |check| check.place().clone())
    }

    fn findings(&self) -> Vec<Finding> {
        let finding = |check: &Check| {
            let code = check.code().unwrap_or(registry::INTERNAL);
            Finding::new(code, check.place().clone(), check.summary())
        };
        self.failed().map(finding).collect()
    }
}
