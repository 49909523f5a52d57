//! Whether enough distinct parties vouch.

use super::run::{Outcome, Run, count};
use crate::Error;
use crate::evidence::LogEvidence;
use crate::trust::Unusable;

/// Counts parties, not pieces: two entries of one log, two shards of one operator or two
/// timestamps of one authority are one.
pub(super) fn check(run: &mut Run<'_>) -> Result<Outcome, Error> {
    let logs = distinct(run.logs.iter().filter_map(|log| run.log_party(log)));
    let wanted = run.policy.tlog_threshold();
    if logs < wanted {
        let too_few = Error::TlogThreshold {
            wanted,
            found: logs,
        };
        return Err(run.needed_log().unwrap_or(too_few));
    }
    witnesses(run)?;
    let authorities = distinct(run.authorities.iter().filter_map(|at| run.tsa_party(*at)));
    let wanted = run.policy.tsa_threshold();
    if authorities < wanted {
        let too_few = Error::TsaThreshold {
            wanted,
            found: authorities,
        };
        return Err(run.needed.map_or(too_few, Unusable::error));
    }
    let logs = count(logs, "log", "logs");
    let authorities = count(authorities, "timestamp authority", "timestamp authorities");
    Ok(Outcome::Pass(format!("{logs}, {authorities}")))
}

/// What came without log entry and timestamp satisfies nobody who wants timestamps or witnesses.
pub(super) fn unlogged(run: &mut Run<'_>) -> Result<Outcome, Error> {
    witnesses(run)?;
    match run.policy.tsa_threshold() {
        0 => Ok(Outcome::Skip("no log and no authority vouches")),
        wanted => Err(Error::TsaThreshold { wanted, found: 0 }),
    }
}

/// Witnesses cosign checkpoints: where they are wanted, every log that counts shows a checkpoint,
/// and at least one does. How many cosigned it was judged with its proof.
fn witnesses(run: &Run<'_>) -> Result<(), Error> {
    let wanted = run
        .policy
        .witnesses()
        .map_or(0, |policy| policy.threshold());
    let without_proof = run.logs.iter().find(|log| log.inclusion().is_none());
    if wanted == 0 || (without_proof.is_none() && !run.logs.is_empty()) {
        return Ok(());
    }
    let index = without_proof.map(LogEvidence::entry).unwrap_or_default();
    let cause = bonafide_rekor::Error::WitnessThreshold { wanted, found: 0 };
    Err(Error::Entry { index, cause })
}

/// Somebody who counts once, however often they vouch.
struct Party<'a> {
    /// A key or a name that nobody else has.
    id: &'a [u8],
    operator: Option<&'a str>,
}

impl Party<'_> {
    fn is_same(&self, other: &Self) -> bool {
        self.id == other.id || (self.operator.is_some() && self.operator == other.operator)
    }
}

/// How many there are. One that is the same as two others makes those one as well.
fn distinct<'a>(parties: impl Iterator<Item = Party<'a>>) -> usize {
    let mut groups: Vec<Vec<Party<'_>>> = Vec::new();
    for party in parties {
        let is_same = |group: &Vec<Party<'_>>| group.iter().any(|one| one.is_same(&party));
        let (same, mut others): (Vec<_>, Vec<_>) = groups.into_iter().partition(is_same);
        let mut joined: Vec<Party<'_>> = same.into_iter().flatten().collect();
        joined.push(party);
        others.push(joined);
        groups = others;
    }
    groups.len()
}

impl Run<'_> {
    fn log_party(&self, log: &LogEvidence) -> Option<Party<'_>> {
        let (key, _) = self.log_of(self.bundle.entries.get(log.entry())?)?;
        Some(Party {
            id: key.key().spki_der(),
            operator: key.operator(),
        })
    }

    fn tsa_party(&self, index: usize) -> Option<Party<'_>> {
        let name = self.trust.timestamp_authorities.names.get(index)?;
        Some(Party {
            id: name.uri.as_bytes(),
            operator: name.operator.as_deref(),
        })
    }
}
