//! Evaluation: attestations, expectations and a table of builders give a decision.

mod builder;
mod context;
mod expected;
mod joins;
mod judge;
mod package;
mod provenance;
mod references;

use bonafide_dsse::{Accepted, ArtifactDigests};
use bonafide_report::{Code, Decision, registry};

use crate::facts::Stage;
use crate::{
    Attestation, Builders, Candidate, Check, Error, Evaluation, Expectations, Outcome,
    PredicateFamily, Settings,
};
use context::{Context, Matched};
use judge::Judge;

/// Evaluates every attestation about `artifact` against `expectations`, trusting the builders of
/// the table and nobody else. One attestation that keeps every rule is enough; what is wrong with
/// the others is told and takes nothing away.
///
/// There is an evaluation whatever is decided: [`Evaluation::allowed`] gives the provenance only where
/// the artifact is allowed.
///
/// Reads no clock and does no cryptography: the attestations come verified. Costs, for each
/// attestation about the artifact, one pass over its predicate.
///
/// ```
/// use bonafide_digest::{Algorithm, Digest};
/// use bonafide_dsse::{ArtifactDigests, Statement, StatementOptions};
/// use bonafide_report::{Decision, Time};
/// use bonafide_slsa::{Attestation, Builders, Expectations, Settings, evaluate};
///
/// let statement = br#"{
///   "_type": "https://in-toto.io/Statement/v1",
///   "subject": [{ "digest": { "sha256": "abababababababababababababababababababababababababababababababab" } }],
///   "predicateType": "https://slsa.dev/provenance/v1",
///   "predicate": {
///     "buildDefinition": { "buildType": "https://example.com/make", "externalParameters": { "target": "all" } },
///     "runDetails": { "builder": { "id": "https://example.com/builder" } }
///   }
/// }"#;
/// let statement = Statement::parse(statement, &StatementOptions::provenance())?;
/// let artifact = Digest::new(Algorithm::Sha256, &[0xab; 32]).map(|digest| [digest.into()]);
/// let artifact = ArtifactDigests::stated(artifact.unwrap())?;
/// let wanted = Expectations::source("github.com/acme/app")?.with_min_level(1);
/// let settings = Settings::strict(Time::from_unix(1_700_000_000).unwrap());
///
/// let unsigned = [Attestation::unsigned(statement)];
/// let evaluation = evaluate(&unsigned, &artifact, &wanted, &Builders::public(), &settings)?;
/// assert_eq!(evaluation.decision(), Decision::Reject);
/// println!("{}", evaluation.text());
/// # Ok::<(), bonafide_slsa::Error>(())
/// ```
///
/// # Errors
/// [`Error::ExpectationsConfig`] for expectations that no provenance can keep.
///
/// # Specification
/// SLSA v1 verifying artifacts. Stricter: what a certificate says must not be contradicted, and a
/// level comes from the table alone.
pub fn evaluate(
    attestations: &[Attestation],
    artifact: &ArtifactDigests,
    expectations: &Expectations,
    builders: &Builders,
    settings: &Settings,
) -> Result<Evaluation, Error> {
    expectations.check()?;
    let context = Context {
        attestations,
        artifact: Some(artifact),
        expectations,
        builders,
        settings,
        is_inspection: false,
    };
    let matched: Vec<Matched> = attestations
        .iter()
        .map(|attestation| match_subjects(attestation, artifact))
        .collect();
    let is_any_about = matched.iter().any(Matched::is_candidate);
    // What is signed as something else is no provenance, whatever its predicate looks like.
    let is_any_provenance = attestations
        .iter()
        .zip(&matched)
        .any(|(attestation, matched)| {
            (matched.is_candidate() || !is_any_about) && may_be_provenance(attestation)
        });
    let mut candidates = Vec::new();
    let mut unchecked = Vec::new();
    let mut is_cut = false;
    for (attestation, matched) in attestations.iter().zip(matched) {
        // What is about something else is looked into only if there is nothing better to tell.
        let is_other = is_any_provenance && !may_be_provenance(attestation);
        if (is_any_about && !matched.is_candidate()) || is_other {
            continue;
        }
        if candidates.len() >= settings.candidates {
            is_cut = true;
            break;
        }
        if let Matched::Yes(found) = &matched {
            let left: Vec<&str> = found.unchecked().iter().map(|a| a.name()).collect();
            unchecked.extend(left.into_iter().map(str::to_owned));
        }
        candidates.push(Judge::new(&context, attestation, matched).run());
    }
    unchecked.sort();
    unchecked.dedup();
    Ok(conclude(
        &context,
        artifact,
        candidates,
        unchecked,
        is_any_about,
        is_cut,
    ))
}

/// Whether the attestation is signed as provenance, or cannot be read.
fn may_be_provenance(attestation: &Attestation) -> bool {
    attestation.untrusted().map_or(true, |statement| {
        PredicateFamily::of(statement.predicate_type()) == Some(PredicateFamily::Provenance)
    })
}

/// One attestation judged by itself, whatever artifact it is about.
pub(crate) fn judge_alone(
    attestation: &Attestation,
    expectations: &Expectations,
    builders: &Builders,
    is_inspection: bool,
) -> Candidate {
    let context = Context {
        attestations: core::slice::from_ref(attestation),
        artifact: None,
        expectations,
        builders,
        settings: &Settings::timeless(),
        is_inspection,
    };
    Judge::new(&context, attestation, Matched::Unasked).run()
}

fn match_subjects(attestation: &Attestation, artifact: &ArtifactDigests) -> Matched {
    let Ok(statement) = attestation.untrusted() else {
        return Matched::Unreadable;
    };
    match statement.match_subjects(artifact, &Accepted::default()) {
        Ok(found) => Matched::Yes(found),
        Err(cause) => Matched::No(cause.into()),
    }
}

fn conclude(
    context: &Context<'_>,
    artifact: &ArtifactDigests,
    mut candidates: Vec<Candidate>,
    unchecked: Vec<String>,
    is_any_about: bool,
    is_cut: bool,
) -> Evaluation {
    let mut warnings = Vec::new();
    joins::check(context, &mut candidates);
    // The order of what came in decides nothing.
    candidates.sort_by(|one, other| {
        let key = |candidate: &Candidate| {
            (
                candidate.decision(),
                candidate.count(Outcome::Fail),
                candidate.count(Outcome::Lacking),
                core::cmp::Reverse(candidate.level.value()),
                candidate.sha256,
            )
        };
        key(one)
            .cmp(&key(other))
            .then_with(|| one.label.cmp(&other.label))
    });
    let (mut decision, mut code) = match candidates.first() {
        None => (Decision::Quarantine, Some(registry::EVAL_NO_ATTESTATION)),
        Some(best) => (best.decision(), best.code()),
    };
    if is_cut {
        let limit = context.settings.candidates;
        let error = Error::CandidateLimit { limit };
        warnings.push(Check::of(
            "attestations",
            &error,
            Outcome::Warn,
            Stage::Other,
        ));
        if decision != Decision::Allow {
            // A good one may lie beyond the limit.
            (decision, code) = (Decision::Quarantine, Some(error.code()));
        }
    } else if decision != Decision::Allow {
        code = summary(&candidates, is_any_about, code, &mut warnings);
    }
    Evaluation {
        artifact: artifact.clone(),
        profile: context.settings.profile,
        decision,
        code,
        candidates,
        warnings,
        unchecked,
    }
}

/// The primary code where nothing is allowed: that of the one attestation there is; of several,
/// that none is acceptable.
fn summary(
    candidates: &[Candidate],
    is_any_about: bool,
    code: Option<Code>,
    warnings: &mut Vec<Check>,
) -> Option<Code> {
    let error = if is_any_about {
        Error::NoneAcceptable {
            seen: candidates.len(),
        }
    } else if candidates.is_empty() {
        Error::NoneGiven {}
    } else {
        Error::NoAttestation {}
    };
    warnings.push(Check::of(
        "attestations",
        &error,
        Outcome::Warn,
        Stage::Other,
    ));
    if is_any_about && candidates.len() > 1 {
        return Some(error.code());
    }
    code
}
