//! It was built so.

mod table;

use bonafide_dsse::{ArtifactDigests, Timestamp};
use bonafide_report::{Class, Code, Decision, Escaped, Finding, Place, Time, registry};
use bonafide_slsa::{
    Builders, Candidate, Check, Evaluation, Expectations, JsonText, Outcome, ParameterRule,
    PredicateFamily, Provenance, RefRule, Settings, evaluate,
};

use super::age::Age;
use super::attested::Attested;
use super::{Context, Given, Unmet};
use crate::{ProvenanceRequirement, TextPattern};

/// Whether statements of this type are provenance.
pub(crate) fn is_of_type(predicate_type: &str) -> bool {
    PredicateFamily::of(predicate_type) == Some(PredicateFamily::Provenance)
}

/// That one provenance says what is wanted.
///
/// Builders that everybody can use have the levels of the public table. A signer that no entry of it
/// names is trusted for what the policy says of it: to level 2 for builders that the policy names,
/// and else to level 1.
///
/// # Errors
/// The code of the first check of the provenance rules that fails, with its class.
///
/// # Specification
/// Kind `provenance`; SLSA v1, verifying artifacts.
pub(crate) fn judge(
    requirement: &ProvenanceRequirement,
    context: &Context<'_>,
    given: &Given<'_>,
) -> Result<Vec<Finding>, Unmet> {
    let attested = Attested::of(given.counted)?;
    let trial = Trial {
        requirement,
        now: context.now,
        artifact: attested.digests(context)?,
        attested,
    };
    trial.run()
}

struct Trial<'a> {
    requirement: &'a ProvenanceRequirement,
    now: Time,
    artifact: ArtifactDigests,
    attested: Attested<'a>,
}

impl Trial<'_> {
    fn run(&self) -> Result<Vec<Finding>, Unmet> {
        let view = Provenance::of(self.attested.statement).map_err(|error| Unmet::from(&error))?;
        let builder = view.builder_id().value();
        self.is_one_of(
            &self.requirement.builders,
            (registry::SLSA_BUILDER_ID_MISMATCH, "the builder is"),
            &[builder],
            view.builder_id().pointer(),
        )?;
        self.age(&view)?;
        // What is wanted of source and reference are patterns. What is found is looked for first, and
        // then wanted as it is: so the rules about who vouches for it hold.
        let any = self.with_rest(Expectations::any_source())?;
        let builders = self.builders(&view, &any)?;
        let found = self.evaluate(&any, &builders)?;
        let wanted = self.narrowed(any, leading(&found)?)?;
        let evaluation = self.evaluate(&wanted, &builders)?;
        conclude(&evaluation)
    }

    /// What is wanted beside the source, but for patterns.
    fn with_rest(&self, mut wanted: Expectations) -> Result<Expectations, Unmet> {
        if let Some(level) = self.requirement.slsa_build_level {
            wanted = wanted.with_min_level(level);
        }
        for build_type in &self.requirement.build_types {
            wanted = wanted.with_build_type(build_type);
        }
        for (pointer, value) in &self.requirement.parameters {
            let text = JsonText::parse(&value.to_string()).map_err(|error| Unmet::from(&error))?;
            wanted = wanted
                .with_parameter(pointer, ParameterRule::Equals(text))
                .map_err(|error| Unmet::from(&error))?;
        }
        Ok(wanted)
    }

    /// The public table; beside it the signer of the policy, where no entry is about it.
    fn builders(&self, view: &Provenance<'_>, wanted: &Expectations) -> Result<Builders, Unmet> {
        let public = Builders::public();
        let found = self.evaluate(wanted, &public)?;
        let is_stranger = |check: &Check| {
            check.name() == "signer" && check.code() == registry::SLSA_BUILDER_UNTRUSTED
        };
        let leading = found.leading();
        if leading.is_some_and(|one| one.checks().iter().any(is_stranger)) {
            let is_named = !self.requirement.builders.is_empty();
            return table::of_policy(&self.attested.signer, view, is_named)
                .map_err(|error| Unmet::from(&error));
        }
        Ok(public)
    }

    fn evaluate(&self, wanted: &Expectations, builders: &Builders) -> Result<Evaluation, Unmet> {
        // Which evidence of its time a signature must have was demanded of its signer.
        let settings = Settings::strict(self.now).allow_unlogged();
        let attestations = core::slice::from_ref(&self.attested.attestation);
        evaluate(attestations, &self.artifact, wanted, builders, &settings)
            .map_err(|error| Unmet::from(&error))
    }

    /// What is wanted, with the source and the reference that were found, if they are wanted.
    fn narrowed(&self, mut wanted: Expectations, found: &Candidate) -> Result<Expectations, Unmet> {
        if !self.requirement.source.is_empty() {
            let Some(source) = found.source() else {
                return Err(first_failure(found).unwrap_or_else(|| {
                    let detail = "the provenance does not name its source";
                    Unmet::of(registry::SLSA_SOURCE_MISSING, Place::root(), detail)
                }));
            };
            let with_scheme = format!("git+{source}");
            let bare = source.strip_prefix("git+").unwrap_or(source);
            self.is_one_of(
                &self.requirement.source,
                (registry::SLSA_SOURCE_REPO, "the source is"),
                &[source, bare, &with_scheme],
                &Place::root(),
            )?;
            let narrow = Expectations::source(source).map_err(|error| Unmet::from(&error))?;
            wanted = self.with_rest(narrow)?;
        }
        if !self.requirement.reference.is_empty() {
            let reference = found.reference().unwrap_or_default();
            let code = match reference {
                "" => registry::SLSA_REF_KIND,
                tag if tag.starts_with("refs/tags/") => registry::SLSA_REF_TAG,
                _ => registry::SLSA_REF_BRANCH,
            };
            self.is_one_of(
                &self.requirement.reference,
                (code, "the reference is"),
                &[reference],
                &Place::root(),
            )?;
            wanted = wanted.with_reference(RefRule::Exact(reference.to_owned()));
        }
        Ok(wanted)
    }

    /// That one of the patterns fits one spelling of what was found; no pattern wants nothing.
    fn is_one_of(
        &self,
        patterns: &[TextPattern],
        (code, what): (Code, &str),
        spellings: &[&str],
        place: &Place,
    ) -> Result<(), Unmet> {
        let fits = |pattern: &TextPattern| spellings.iter().any(|text| pattern.matches(text));
        if patterns.is_empty() || patterns.iter().any(fits) {
            return Ok(());
        }
        let wanted: Vec<String> = patterns
            .iter()
            .take(TOLD)
            .map(|pattern| Escaped(pattern.as_str()).to_string())
            .collect();
        let found = Escaped(spellings.first().copied().unwrap_or_default());
        let detail = format!("{what} {found}, wanted is {}", wanted.join(" or "));
        Err(Unmet::of(code, place.clone(), detail))
    }

    /// That it is recent enough: by the time for which somebody trusted vouches, else by what it
    /// says itself.
    fn age(&self, view: &Provenance<'_>) -> Result<(), Unmet> {
        let Some(most) = self.requirement.max_age else {
            return Ok(());
        };
        let finished = view.finished_on().map(|field| field.value());
        let time = self.attested.signed_at.or(finished.map(Timestamp::time));
        too_old("provenance", Age::of(time, self.now, most), time)
    }
}

/// So many patterns are told.
const TOLD: usize = 8;

/// What the age of an attestation comes to.
pub(super) fn too_old(what: &str, age: Age, time: Option<Time>) -> Result<(), Unmet> {
    let when = time.map(|time| time.to_string()).unwrap_or_default();
    let (code, detail) = match age {
        Age::Fresh => return Ok(()),
        Age::Stale => (registry::SLSA_FRESHNESS, format!("the {what} is of {when}")),
        Age::Unknown => (
            registry::SLSA_FRESHNESS,
            format!("the {what} does not say when it was made"),
        ),
        Age::Future => (
            registry::ATTESTATION_MALFORMED,
            format!("the {what} is of {when}, which is to come"),
        ),
    };
    Err(Unmet::of(code, Place::root(), detail))
}

fn leading(evaluation: &Evaluation) -> Result<&Candidate, Unmet> {
    evaluation.leading().ok_or_else(|| {
        let detail = "the statement is no provenance of the artifact";
        Unmet::of(registry::PROVENANCE_MISSING, Place::root(), detail)
    })
}

/// The first failure, or else the first lack.
fn first_failure(candidate: &Candidate) -> Option<Unmet> {
    let bad = |outcome| {
        let mut checks = candidate.checks().iter();
        checks.find(move |check| check.outcome() == outcome)
    };
    let first = bad(Outcome::Fail).or_else(|| bad(Outcome::Lacking))?;
    Some(Unmet::from(told(first)))
}

/// A check as a finding.
fn told(check: &Check) -> Finding {
    // Both texts are escaped already.
    let detail = match (check.expected_text(), check.found_text()) {
        ("", found) => format!("{}: {found}", check.name()),
        (expected, found) => format!("{}: expected {expected}, found {found}", check.name()),
    };
    Finding::new(check.code(), check.place().clone(), detail)
}

fn conclude(evaluation: &Evaluation) -> Result<Vec<Finding>, Unmet> {
    let candidate = leading(evaluation)?;
    let of = |outcomes: &[Outcome]| -> Vec<Finding> {
        let checks = candidate.checks().iter();
        let checks = checks.filter(|check| outcomes.contains(&check.outcome()));
        checks.map(told).collect()
    };
    if evaluation.decision() == Decision::Allow {
        return Ok(of(&[Outcome::Warn]));
    }
    let unmet = first_failure(candidate).unwrap_or_else(|| {
        let code = evaluation.code().unwrap_or(registry::SLSA_LEVEL);
        Unmet::of(code, Place::root(), code.summary()).with_class(Class::Policy)
    });
    let mut findings = of(&[Outcome::Fail, Outcome::Lacking]);
    if unmet.finding.code() == registry::SLSA_LEVEL {
        findings.extend(
            candidate.level().reasons().iter().map(|reason| {
                Finding::new(registry::SLSA_LEVEL, Place::root(), reason.to_string())
            }),
        );
    }
    Err(unmet.with_findings(findings))
}

#[cfg(test)]
mod tests;
