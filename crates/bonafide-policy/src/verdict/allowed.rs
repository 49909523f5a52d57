//! What a verdict comes to for whoever asked: an artifact that may be used, or why it may not.

use core::cmp::Reverse;
use core::fmt;

use bonafide_digest::Digest;
use bonafide_report::{Class, Code, Coded, Decision, Finding, Place, registry};

use super::{Verdict, VerdictCheck};
use crate::export::{prose, raw};

/// An artifact that may be used, with the verdict that says so: what to ask of whoever hands one on.
///
/// Only [`Verdict::allowed`] makes one:
///
/// ```compile_fail,E0451
/// use bonafide_policy::{AllowedArtifact, Verdict};
/// fn forge(verdict: Verdict) -> AllowedArtifact {
///     AllowedArtifact { verdict }
/// }
/// ```
///
/// ```compile_fail,E0277
/// fn read<T: serde::de::DeserializeOwned>(_: &str) -> T { unimplemented!() }
/// let forged: bonafide_policy::AllowedArtifact = read("{}");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AllowedArtifact {
    verdict: Verdict,
}

/// Why an artifact may not be used: the verdict that does not allow it.
///
/// Its code is that of the gravest check that set the decision, its findings are all of those
/// checks, the gravest first. As text, it is the decision and the first three of them.
///
/// # Specification
/// Which of several failures speaks: policy EV-8.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    verdict: Box<Verdict>,
}

/// How many checks a refusal names as text.
const NAMED: usize = 3;

impl Verdict {
    /// The artifact, where the decision is to allow it. Neither a quarantine nor a reject gives one,
    /// so that `?` here is a decision that nobody can forget to look at:
    ///
    /// ```
    /// # use bonafide_policy::{AllowedArtifact, CompiledPolicy, EvidenceSet, Subject, evaluate};
    /// # use bonafide_report::{Failure, Time};
    /// fn admit(
    ///     policy: &CompiledPolicy,
    ///     subject: &Subject,
    ///     evidence: &EvidenceSet,
    ///     now: Time,
    /// ) -> Result<AllowedArtifact, Failure> {
    ///     Ok(evaluate(policy, subject, evidence, now).allowed()?)
    /// }
    /// ```
    ///
    /// A run in audit mode ([`audited`](Self::audited)) allows everything, here too.
    ///
    /// # Errors
    /// [`Refusal`] for every other decision; it gives the verdict back.
    pub fn allowed(self) -> Result<AllowedArtifact, Refusal> {
        match self.decision {
            Decision::Allow => Ok(AllowedArtifact { verdict: self }),
            Decision::Quarantine | Decision::Reject => Err(Refusal {
                verdict: Box::new(self),
            }),
        }
    }
}

impl AllowedArtifact {
    /// The digest of the artifact, by which to use it from here on; `None` for what has none, as a
    /// model.
    #[must_use]
    pub const fn digest(&self) -> Option<&Digest> {
        self.verdict.subject.digest()
    }

    /// The reference by which exactly this artifact is had, for an image that was asked for by one:
    /// `repo@digest` or `repo:tag@digest`.
    #[must_use]
    pub fn pinned(&self) -> Option<&str> {
        self.verdict.pinned()
    }

    /// The verdict, whose decision is to allow.
    pub const fn verdict(&self) -> &Verdict {
        &self.verdict
    }

    /// The verdict by itself.
    pub fn into_verdict(self) -> Verdict {
        self.verdict
    }
}

impl Refusal {
    /// The verdict, whose decision is not to allow.
    pub const fn verdict(&self) -> &Verdict {
        &self.verdict
    }

    /// The verdict by itself.
    pub fn into_verdict(self) -> Verdict {
        *self.verdict
    }

    /// The code of the gravest check that set the decision.
    #[must_use]
    pub fn code(&self) -> Code {
        // A decision that is not to allow has a check that set it.
        let checks = self.checks();
        checks.first().map_or(registry::INTERNAL, |it| it.code)
    }

    /// The checks that set the decision, the gravest first.
    fn checks(&self) -> Vec<&VerdictCheck> {
        let mut checks: Vec<_> = self.verdict.decisive_checks().collect();
        checks.sort_by_key(|check| Reverse(check.class.map(Class::severity)));
        checks
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let checks = self.checks();
        f.write_str(&self.verdict.decision_phrase())?;
        for (at, check) in checks.iter().take(NAMED).enumerate() {
            let sign = if at == 0 { ": " } else { "; " };
            write!(f, "{sign}{}: {}", raw(&check.id), prose(&check.summary))?;
        }
        match checks.len().saturating_sub(NAMED) {
            0 => Ok(()),
            more => write!(f, "; and {more} more"),
        }
    }
}

impl core::error::Error for Refusal {}

impl Coded for Refusal {
    fn code(&self) -> Code {
        Self::code(self)
    }

    fn findings(&self) -> Vec<Finding> {
        let checks = self.checks().into_iter();
        checks
            .map(|check| Finding::new(check.code, Place::root(), check.summary.clone()))
            .collect()
    }
}
