//! Whether every entry carries what the version of the bundle and the policy demand.

use bonafide_rekor::Generation;
use bonafide_report::registry;

use super::run::{Outcome, Run, count, entry_place};
use crate::{BundleVersion, Error};

/// An inclusion proof with a checkpoint on every entry, whatever the media type says: the media
/// type is not signed. Version 0.1 may go without proofs where the policy allows it, and always
/// needs the promise.
pub(super) fn check(run: &mut Run<'_>) -> Result<Outcome, Error> {
    let first_version = run.bundle.version == BundleVersion::V0_1;
    for (index, entry) in run.bundle.entries.iter().enumerate() {
        let is_v1 = entry.generation() == Generation::V1;
        match entry.proof() {
            Some(proof) if proof.checkpoint().is_some() => {}
            unsigned => {
                let promised = first_version && is_v1 && entry.promise().is_some();
                let suffices = promised && run.policy.options.promise_only;
                let is_passed_over = suffices && run.policy.options.unsigned_proofs;
                match unsigned {
                    Some(_) if !is_passed_over => return Err(Error::MissingCheckpoint { index }),
                    None if !suffices => return Err(Error::MissingProof { index }),
                    _ => {}
                }
                run.notes.push(bonafide_report::Finding::new(
                    registry::NOTE_PROMISE_ONLY,
                    entry_place(index),
                    "this entry is backed by the log's promise alone",
                ));
            }
        }
        if first_version && is_v1 && entry.promise().is_none() {
            return Err(Error::MissingPromise { index });
        }
    }
    let entries = count(run.bundle.entries.len(), "log entry", "log entries");
    let version = run.bundle.version.as_str();
    Ok(Outcome::Pass(format!(
        "version {version} with {entries}, each with what it needs"
    )))
}
