//! What an evaluation comes to for whoever asked: provenance to rely on, or why there is none.

use core::fmt;
use std::collections::BTreeSet;

use bonafide_dsse::ArtifactDigests;
use bonafide_report::{
    Class, Code, Coded, Decision, Escaped, Finding, Place, registry, write_reasons,
};

use super::{Candidate, Evaluation};
use crate::{Check, Outcome};

/// Provenance of an artifact that keeps every expectation, with the evaluation that says so: what to
/// ask of whoever hands an artifact on.
///
/// Only [`Evaluation::allowed`] makes one:
///
/// ```compile_fail,E0451
/// use bonafide_slsa::{AcceptedProvenance, Candidate, Evaluation};
/// fn forge(evaluation: Evaluation, leading: Box<Candidate>) -> AcceptedProvenance {
///     AcceptedProvenance { evaluation, leading }
/// }
/// ```
///
/// ```compile_fail,E0277
/// fn read<T: serde::de::DeserializeOwned>() -> T { unimplemented!() }
/// let forged: bonafide_slsa::AcceptedProvenance = read();
/// ```
#[derive(Clone, Debug)]
pub struct AcceptedProvenance {
    evaluation: Evaluation,
    leading: Box<Candidate>,
}

/// Why no provenance of an artifact is relied on: the evaluation that does not allow it.
///
/// Its code is that of the evaluation. As text, it is the decision and the first three reasons for it,
/// those of the attestation that comes closest, each said once and with its place; its findings are all
/// of them. Where the first is something malformed at a place, the text begins with the code.
#[derive(Clone, Debug)]
pub struct Refusal {
    evaluation: Box<Evaluation>,
}

impl Evaluation {
    /// The provenance, where the decision is to allow the artifact. Neither a quarantine nor a reject
    /// gives any, so that `?` here is a decision that nobody can forget to look at:
    ///
    /// ```
    /// # use bonafide_dsse::ArtifactDigests;
    /// # use bonafide_report::Failure;
    /// # use bonafide_slsa::{AcceptedProvenance, Attestation, Builders, Expectations, Settings, evaluate};
    /// fn admit(
    ///     found: &[Attestation],
    ///     artifact: &ArtifactDigests,
    ///     wanted: &Expectations,
    ///     settings: &Settings,
    /// ) -> Result<AcceptedProvenance, Failure> {
    ///     let evaluation = evaluate(found, artifact, wanted, &Builders::public(), settings)?;
    ///     Ok(evaluation.allowed()?)
    /// }
    /// ```
    ///
    /// # Errors
    /// [`Refusal`] for every other decision; it gives the evaluation back.
    pub fn allowed(self) -> Result<AcceptedProvenance, Refusal> {
        match (self.decision, self.leading().cloned()) {
            (Decision::Allow, Some(leading)) => Ok(AcceptedProvenance {
                evaluation: self,
                leading: Box::new(leading),
            }),
            _ => Err(Refusal {
                evaluation: Box::new(self),
            }),
        }
    }
}

impl AcceptedProvenance {
    /// The digests of the artifact that it is about, as they were asked for.
    #[must_use]
    pub const fn artifact(&self) -> &ArtifactDigests {
        &self.evaluation.artifact
    }

    /// The attestation that counted: by whom, from which source, at which reference and commit.
    #[must_use]
    pub const fn leading(&self) -> &Candidate {
        &self.leading
    }

    /// The build level, from 0 to 3.
    #[must_use]
    pub fn level(&self) -> u8 {
        self.leading.level.value()
    }

    /// Who built, from what and how well, in short lines of name and value, for people. Values are
    /// escaped.
    #[must_use]
    pub fn summary(&self) -> Vec<(&'static str, String)> {
        let leading = &self.leading;
        let facts = [
            ("builder", leading.builder()),
            ("source", leading.source()),
            ("reference", leading.reference()),
            ("commit", leading.commit()),
        ];
        let mut lines = Vec::new();
        for (name, value) in facts {
            lines.extend(value.map(|value| (name, Escaped(value).to_string())));
        }
        lines.push(("build level", self.level().to_string()));
        for digest in self.artifact().digests() {
            lines.push(("artifact", digest.to_string()));
        }
        lines
    }

    /// The evaluation, whose decision is to allow.
    pub const fn evaluation(&self) -> &Evaluation {
        &self.evaluation
    }

    /// The evaluation by itself.
    pub fn into_evaluation(self) -> Evaluation {
        self.evaluation
    }
}

impl Refusal {
    /// The evaluation, whose decision is not to allow.
    pub const fn evaluation(&self) -> &Evaluation {
        &self.evaluation
    }

    /// The evaluation by itself.
    pub fn into_evaluation(self) -> Evaluation {
        *self.evaluation
    }

    /// The primary code of the evaluation.
    #[must_use]
    pub fn code(&self) -> Code {
        // What is not allowed has a code.
        self.evaluation.code.unwrap_or(registry::INTERNAL)
    }

    /// What is wrong with all of the attestations together, and then with the closest of them:
    /// failures before what is lacking.
    fn reasons(&self) -> impl Iterator<Item = &Check> {
        let code = self.code();
        let warnings = self.evaluation.warnings.iter();
        let of_all = warnings.filter(move |check| check.code() == code);
        let leading = self.evaluation.leading();
        let checks = leading.map(Candidate::checks).unwrap_or_default();
        let of_closest = [Outcome::Fail, Outcome::Lacking]
            .into_iter()
            .flat_map(|outcome| checks.iter().filter(move |it| it.outcome() == outcome));
        of_all.chain(of_closest)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A text that begins with its code tells places itself, and `Failure` adds neither again.
        if is_malformed(self.code()) && !self.place().is_root() {
            write!(f, "{}: ", self.code())?;
        }
        write!(f, "{}", self.evaluation.decision)?;
        // Certificate and statement may be wrong in the same way.
        let mut seen = BTreeSet::new();
        let mut told = Vec::new();
        for check in self.reasons() {
            let is_said = seen.contains(&super::unplaced(check));
            let text = super::told(check);
            if !is_said && seen.insert(text.clone()) {
                told.push(text);
            }
        }
        write_reasons(f, &told, told.len())
    }
}

impl core::error::Error for Refusal {}

impl Coded for Refusal {
    fn code(&self) -> Code {
        Self::code(self)
    }

    fn place(&self) -> Place {
        let first = self.reasons().next();
        first.map_or_else(Place::root, |check| check.place().clone())
    }

    fn findings(&self) -> Vec<Finding> {
        self.reasons().map(finding).collect()
    }
}

fn is_malformed(code: Code) -> bool {
    code.class() == Some(Class::Malformed)
}

/// Of what is malformed, whoever shows a finding tells the place: as `Failure` does.
fn finding(check: &Check) -> Finding {
    let detail = match is_malformed(check.code()) {
        true => super::unplaced(check),
        false => super::told(check),
    };
    Finding::new(check.code(), check.place().clone(), detail)
}
