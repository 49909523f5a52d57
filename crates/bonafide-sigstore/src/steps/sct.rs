//! That certificate logs have seen the signer's certificate.

use bonafide_x509::{Sct, SctOptions, verify_scts};

use super::run::{Outcome, Run, count, leaf_place};
use crate::Error;
use crate::trust::Unusable;

pub(super) fn check(run: &mut Run<'_>) -> Result<Outcome, Error> {
    if !run.bundle.has_certificate() {
        return Ok(Outcome::Skip("signed with a key"));
    }
    let Some(path) = &run.path else {
        return Ok(Outcome::NotRun("no certificate path"));
    };
    let options = &run.policy.options;
    let mut wanted = SctOptions::new(run.request.now()).with_threshold(run.policy.sct_threshold());
    if options.ct_ed25519 {
        wanted = wanted.with_ed25519();
    }
    if options.future_times {
        wanted = wanted.with_future_timestamps();
    }
    let logs = &run.trust.ct_logs.usable;
    let result = verify_scts(path, logs, &wanted, run.backend, &mut run.budget);
    let scts = match result {
        Ok(scts) => scts,
        Err(cause @ bonafide_x509::Error::SctThreshold { .. }) => {
            let failed = |cause| Error::Certificate {
                place: leaf_place(run.bundle),
                cause,
            };
            return Err(needed(run).map_or_else(|| failed(cause), Unusable::error));
        }
        Err(cause) => {
            return Err(Error::Certificate {
                place: leaf_place(run.bundle),
                cause,
            });
        }
    };
    if !scts.notes().is_empty() {
        let place = leaf_place(run.bundle);
        run.notes
            .extend(scts.notes().iter().cloned().map(|note| note.within(&place)));
    }
    let summary = match scts.parties() {
        0 => Outcome::Skip("none is asked for"),
        parties => Outcome::Pass(count(parties, "certificate log", "certificate logs")),
    };
    run.scts = Some(scts);
    Ok(summary)
}

/// The log that would have been needed, when it is in the trusted root and not usable.
fn needed<'a>(run: &Run<'a>) -> Option<&'a Unusable> {
    let leaf = run.leaf.as_ref()?;
    let scts = Sct::list_of(leaf).ok().flatten()?;
    let unusable = &run.trust.ct_logs.unusable;
    unusable.iter().find(|log| {
        let is_of = |sct: &Sct| {
            log.log_ids
                .iter()
                .any(|id| id.as_slice() == sct.log_id().as_slice())
        };
        scts.iter().any(is_of)
    })
}
