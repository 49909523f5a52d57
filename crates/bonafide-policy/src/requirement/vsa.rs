//! Somebody verified it before.

use bonafide_dsse::Timestamp;
use bonafide_report::{Decision, Finding, Place, registry};
use bonafide_slsa::{
    PredicateFamily, Signer, SummarySigner, Vsa, VsaExpectations, VsaOutcome, verify_vsa,
};

use super::age::Age;
use super::attested::Attested;
use super::provenance::too_old;
use super::{Context, Given, Unmet};
use crate::VsaRequirement;

/// Whether statements of this type are verification summaries.
pub(crate) fn is_of_type(predicate_type: &str) -> bool {
    PredicateFamily::of(predicate_type) == Some(PredicateFamily::Vsa)
}

/// That one summary says what is wanted.
///
/// # Errors
/// The code of the first check that fails, with its class.
///
/// # Specification
/// Kind `vsa`; SLSA v1, verification summary, "How to verify".
pub(crate) fn judge(
    requirement: &VsaRequirement,
    context: &Context<'_>,
    given: &Given<'_>,
) -> Result<Vec<Finding>, Unmet> {
    let attested = Attested::of(given.counted)?;
    let artifact = attested.digests(context)?;
    let vsa = Vsa::of(attested.statement).map_err(|error| Unmet::from(&error))?;
    let wanted = expectations(requirement, context, &attested, &vsa)?;
    let outcome = verify_vsa(&attested.attestation, &artifact, &wanted, context.now);
    conclude(&outcome)?;
    if let Some(most) = requirement.max_age {
        let time = vsa.time_verified().map(Timestamp::time);
        too_old("summary", Age::of(time, context.now, most), time)?;
    }
    Ok(outcome.report().notes().to_vec())
}

fn expectations(
    requirement: &VsaRequirement,
    context: &Context<'_>,
    attested: &Attested<'_>,
    vsa: &Vsa<'_>,
) -> Result<VsaExpectations, Unmet> {
    let resource = resource(requirement, context, vsa.resource_uri())?;
    let mut wanted = VsaExpectations::new(resource);
    // By whom summaries may be signed was judged before: this one is by one of them.
    let signer = match &attested.signer {
        Signer::Certificate(claims) => {
            SummarySigner::certificate(claims.san(), claims.issuer().unwrap_or_default())
        }
        Signer::Key { name } => SummarySigner::key(name),
        _ => return Err(nobody()),
    };
    for id in &requirement.verifier_ids {
        wanted = wanted.with_verifier(signer.clone(), id);
    }
    for level in &requirement.levels {
        wanted = wanted.with_level(level);
    }
    if requirement.levels.is_empty() {
        wanted = wanted.delegating_fully();
    }
    let stated = vsa.policy().digests();
    let mut policies = requirement.policy_sha256.iter();
    // One of them is enough; if it is none, any of them says what is wanted.
    let policy = policies.find(|wanted| stated.contains(wanted));
    if let Some(policy) = policy.or(requirement.policy_sha256.first()) {
        wanted = wanted.with_policy_digest(*policy);
    }
    Ok(wanted)
}

/// The resource that is wanted: the one of the policy, else a name of the artifact.
fn resource(
    requirement: &VsaRequirement,
    context: &Context<'_>,
    stated: &str,
) -> Result<String, Unmet> {
    if let Some(resource) = &requirement.resource {
        return Ok(resource.clone());
    }
    let subject = context.subject;
    let mut names = Vec::new();
    if let Some(reference) = &subject.reference {
        names.push(reference.to_string());
        for digest in &subject.digests {
            names.push(reference.clone().with_digest(*digest).to_string());
            names.push(format!("{}@{digest}", reference.repository()));
        }
    }
    names.extend(subject.name.clone());
    let named = names.iter().position(|name| name == stated);
    let mut names = names.into_iter();
    names.nth(named.unwrap_or(0)).ok_or_else(|| {
        let detail = "the artifact has no name, and the policy names no resource";
        Unmet::of(registry::VSA_RESOURCE, Place::root(), detail)
    })
}

fn nobody() -> Unmet {
    let detail = "the summary is signed in a way that no verifier signs";
    Unmet::of(registry::VSA_VERIFIER, Place::root(), detail)
}

fn conclude(outcome: &VsaOutcome) -> Result<(), Unmet> {
    if outcome.decision() == Decision::Allow {
        return Ok(());
    }
    let checks = outcome.report().checks().iter();
    let failed = checks.filter_map(|check| {
        let code = check.code()?;
        Some(Finding::new(code, Place::root(), check.summary()))
    });
    let mut failed: Vec<Finding> = failed.collect();
    if failed.is_empty() {
        return Err(nobody());
    }
    Err(Unmet::from(failed.remove(0)).with_findings(failed))
}

#[cfg(test)]
mod tests;
