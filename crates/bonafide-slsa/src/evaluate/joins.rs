//! What several attestations must have in common, and how many signers there must be.

use bonafide_report::Decision;

use super::context::Context;
use crate::facts::Stage;
use crate::{Candidate, Check, Error, Join, Signer};

const NAME: &str = "attestations that agree";

/// Fails every acceptable candidate for which too few signers agree with it.
pub(super) fn check(context: &Context<'_>, candidates: &mut [Candidate]) {
    let expectations = context.expectations;
    if expectations.signers < 2 && expectations.joins.is_empty() {
        return;
    }
    let wanted = expectations.signers.max(1);
    let enough: Vec<Option<usize>> = candidates
        .iter()
        .map(|candidate| {
            (candidate.decision() == Decision::Allow).then(|| agreeing(candidate, candidates))
        })
        .collect();
    for (candidate, agreeing) in candidates.iter_mut().zip(enough) {
        let Some(agreeing) = agreeing.filter(|agreeing| *agreeing < wanted) else {
            continue;
        };
        let what = match expectations.joins.first() {
            Some(Join::Invocation) => "the invocation".to_owned(),
            Some(Join::SourceCommit) => "the commit of the source".to_owned(),
            Some(Join::Pointer(pointer)) => crate::error::shown(pointer),
            None => "nothing but their number".to_owned(),
        };
        let check = Check::fail(NAME, &Error::Join { what }, Stage::Other);
        let check = check.expected(&format!("{wanted} signers"));
        candidate
            .checks
            .push(check.found(&format!("{agreeing} signers")));
    }
}

/// How many different signers of acceptable attestations agree with this one.
fn agreeing(candidate: &Candidate, candidates: &[Candidate]) -> usize {
    if candidate.joins.iter().any(Option::is_none) {
        return 0;
    }
    let mut signers: Vec<String> = candidates
        .iter()
        .filter(|other| other.decision() == Decision::Allow && other.joins == candidate.joins)
        .filter_map(principal)
        .collect();
    signers.sort();
    signers.dedup();
    signers.len()
}

/// The identity of a signer; never its key of one day.
fn principal(candidate: &Candidate) -> Option<String> {
    Some(match candidate.signer.as_ref()? {
        Signer::Certificate(claims) => {
            format!("{} {}", claims.issuer().unwrap_or_default(), claims.san())
        }
        Signer::Key { name } => format!("key {name}"),
    })
}
