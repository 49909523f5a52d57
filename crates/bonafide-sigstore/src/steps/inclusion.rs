//! That the logs have the entries.

use bonafide_rekor::{
    ContentKind, Generation, LogEntry, LogKey, ProofOptions, VerifiedInclusion, proof,
};
use bonafide_report::{Finding, Time};

use super::run::{Outcome, Run, count, entry_place};
use crate::evidence::TimeSource;
use crate::{Bundle, Error};

/// Every entry of a trusted log must be of a kind that fits the content, under a checkpoint that
/// the log signed, at times at which the key of the log was trusted.
pub(super) fn check(run: &mut Run<'_>) -> Result<Outcome, Error> {
    let bundle = run.bundle;
    let mut options = ProofOptions::backing(content_kind(bundle))
        .with_logs(&run.trust.logs.usable)
        .with_legacy_kinds(run.legacy_kinds())
        .with_strict_v1_name(run.policy.options.strict_v1_name)
        .with_limits(bundle.limits.rekor());
    if let Some(witnesses) = run.policy.witnesses() {
        options = options.with_witnesses(witnesses.clone());
    }
    let mut summaries = Vec::new();
    for (index, entry) in bundle.entries.iter().enumerate() {
        let Some((log, name)) = run.log_of(entry) else {
            continue;
        };
        let failed = |cause| Error::Entry { index, cause };
        // Where the promise alone suffices, that was decided with the presence of proofs.
        entry
            .check_backs_with(content_kind(bundle), run.legacy_kinds())
            .map_err(failed)?;
        let passes_over = run.policy.options.unsigned_proofs;
        let inclusion = match entry.proof() {
            Some(proof) if proof.checkpoint().is_none() && passes_over => None,
            Some(_) => Some(
                proof::verify(entry, log, &options, run.backend, &mut run.budget)
                    .map_err(failed)?,
            ),
            None => None,
        };
        check_times(run, index, entry, log)?;
        if let Some(inclusion) = inclusion {
            summaries.push(summary(&name.uri, &inclusion));
            run.keep(index, inclusion);
        }
    }
    if summaries.is_empty() {
        return Ok(Outcome::Skip("no entry of a trusted log with a proof"));
    }
    let proofs = count(summaries.len(), "proof", "proofs");
    Ok(Outcome::Pass(format!("{proofs}: {}", summaries.join("; "))))
}

const fn content_kind(bundle: &Bundle) -> ContentKind {
    if bundle.has_envelope() {
        ContentKind::Envelope
    } else {
        ContentKind::Message
    }
}

/// The key of the log must have been trusted when the entry was made. A promise says when, and was
/// checked with it; without one the timestamps do; without any time the key must be trusted now.
fn check_times(run: &Run<'_>, index: usize, entry: &LogEntry, log: &LogKey) -> Result<(), Error> {
    let promised = run.promises.get(index).is_some_and(Option::is_some);
    if promised && entry.generation() == Generation::V1 {
        return Ok(());
    }
    let failed = |cause| Error::Entry { index, cause };
    let stamped = run
        .times
        .iter()
        .filter(|time| !matches!(time.source, TimeSource::Promise { .. }));
    let has_stamps = stamped.clone().next().is_some();
    if entry.generation() == Generation::V2 && run.leaf.is_some() && !has_stamps {
        return Err(Error::NoTime {});
    }
    let times: Vec<Time> = stamped.map(|time| time.time).collect();
    if times.is_empty() && log.window().end().is_some() {
        return log.check_time(run.request.now()).map_err(failed);
    }
    times
        .into_iter()
        .try_for_each(|time| log.check_time(time).map_err(failed))
}

fn summary(log: &str, inclusion: &VerifiedInclusion) -> String {
    format!(
        "leaf {} of {} in {}",
        inclusion.index(),
        inclusion.size(),
        bonafide_report::Escaped(log)
    )
}

impl Run<'_> {
    fn keep(&mut self, index: usize, inclusion: VerifiedInclusion) {
        let place = entry_place(index);
        let notes = inclusion
            .notes()
            .iter()
            .cloned()
            .map(|note: Finding| note.within(&place));
        self.notes.extend(notes);
        if let Some(slot) = self.inclusions.get_mut(index) {
            *slot = Some(inclusion);
        }
    }
}
