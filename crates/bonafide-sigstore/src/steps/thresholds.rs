//! Whether enough distinct parties vouch.

use std::collections::BTreeSet;

use super::{Outcome, Run, count};
use crate::Error;
use crate::evidence::{LogEvidence, Party};

/// Counts parties, not pieces: two entries of one log, two shards of one operator or two
/// timestamps of one authority are one.
pub(super) fn check(run: &mut Run<'_>) -> Result<Outcome, Error> {
    let logs: BTreeSet<Party> = run.logs.iter().filter_map(LogEvidence::party).collect();
    let wanted = run.policy.tlog_threshold();
    if logs.len() < wanted {
        let found = logs.len();
        return Err(run
            .only_unknown_logs()
            .unwrap_or(Error::TlogThreshold { wanted, found }));
    }
    let authorities: BTreeSet<Party> = run
        .authorities
        .iter()
        .filter_map(|index| run.authority_party(*index))
        .collect();
    let wanted = run.policy.tsa_threshold();
    if authorities.len() < wanted {
        return Err(Error::TsaThreshold {
            wanted,
            found: authorities.len(),
        });
    }
    let logs = count(logs.len(), "log", "logs");
    let authorities = count(
        authorities.len(),
        "timestamp authority",
        "timestamp authorities",
    );
    Ok(Outcome::Pass(format!("{logs}, {authorities}")))
}

impl Run<'_> {
    fn authority_party(&self, index: usize) -> Option<Party> {
        let name = self.trust.timestamp_authorities.names.get(index)?;
        Some(match &name.operator {
            Some(operator) => Party::Operator(operator.clone()),
            None => Party::Instance(name.uri.as_bytes().to_vec()),
        })
    }
}
