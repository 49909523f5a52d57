//! That the certificate names the wanted identity.

use super::{Outcome, Run, leaf_place};
use crate::Error;

pub(super) fn check(run: &mut Run<'_>) -> Result<Outcome, Error> {
    if !run.bundle.has_certificate() {
        return Ok(Outcome::Skip("signed with a key"));
    }
    let (Some(path), Some(wanted)) = (&run.path, run.policy.wanted_identity()) else {
        return Ok(Outcome::NotRun(
            "no verified certificate, or no identity is wanted",
        ));
    };
    let identity = wanted.check(path).map_err(|cause| Error::Certificate {
        place: leaf_place(run.bundle),
        cause,
    })?;
    let issuer = identity.issuer().unwrap_or("no issuer");
    let summary = format!("{} by {issuer}", identity.san().value());
    run.identity = Some(identity);
    Ok(Outcome::Pass(summary))
}
