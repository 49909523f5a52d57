//! What a verdict comes to for whoever asked: an artifact that may be used, or why it may not.

use core::cmp::Reverse;
use core::fmt;

use bonafide_digest::Digest;
use bonafide_report::{Class, Code, Coded, Decision, Finding, Place, registry, write_reasons};

use super::{Enforced, Exit, Verdict, VerdictCheck};
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
/// checks, the gravest first. As text, it is the decision and the first three of them. Of a run in
/// audit mode, the decision here is that of the same run where it is enforced.
///
/// # Specification
/// Which of several failures speaks: policy EV-8.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    verdict: Box<Verdict>,
}

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
    /// A run in audit mode ([`audited`](Self::audited)) gives no more than the same run gives that
    /// is enforced, although its decision is always to allow. What an exception bears is allowed.
    ///
    /// # Errors
    /// [`Refusal`] for every other decision, and for an audited one that would have been another
    /// where it is enforced; it gives the verdict back.
    pub fn allowed(self) -> Result<AllowedArtifact, Refusal> {
        // An audited verdict keeps its checks, and they say what was decided.
        match self.decision.max(Enforced::of(&self.checks).decision) {
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
    /// The verdict; its decision is to allow only where the run is in audit mode.
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
        let mut checks = self.decisive_checks();
        checks.next().map_or(registry::INTERNAL, |it| it.code)
    }

    /// The checks that set the decision, the gravest first.
    pub fn decisive_checks(&self) -> impl ExactSizeIterator<Item = &VerdictCheck> {
        let mut checks = self.enforced().decisive;
        checks.sort_by_key(|check| Reverse(check.class.map(Class::severity)));
        checks.into_iter()
    }

    /// How a program ends that was refused this. It is never [`Exit::Allow`], with which only
    /// [`Verdict::exit`] lets a run in audit mode end.
    #[must_use]
    pub fn exit(&self) -> Exit {
        let enforced = self.enforced();
        Exit::of(enforced.decision, enforced.is_indeterminate())
    }

    fn enforced(&self) -> Enforced<'_> {
        Enforced::of(&self.verdict.checks)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.verdict.enforced {
            f.write_str(&self.verdict.decision_phrase())?;
        } else {
            write!(f, "{} (audit: not enforced)", self.enforced().decision)?;
        }
        let checks = self.decisive_checks();
        let count = checks.len();
        let told = checks.map(|check| format!("{}: {}", raw(&check.id), prose(&check.summary)));
        write_reasons(f, told, count)
    }
}

impl core::error::Error for Refusal {}

impl Coded for Refusal {
    fn code(&self) -> Code {
        Self::code(self)
    }

    fn findings(&self) -> Vec<Finding> {
        self.decisive_checks()
            .map(|check| Finding::new(check.code, Place::root(), check.summary.clone()))
            .collect()
    }
}
