//! That the certificate names the wanted identity.

use bonafide_x509::ExpectedIdentity;

use super::run::{Outcome, Run, leaf_place};
use crate::Error;

pub(super) fn check(run: &mut Run<'_>) -> Result<Outcome, Error> {
    if !run.bundle.has_certificate() {
        return Ok(Outcome::Skip("signed with a key"));
    }
    let failed = |cause| Error::Certificate {
        place: leaf_place(run.bundle),
        cause,
    };
    if let (Some(path), Some(private)) = (&run.path, run.policy.wanted_private_pki()) {
        let mut identity = private.names().check(path).map_err(failed)?;
        if let Some(wanted) = run.policy.wanted_identity() {
            identity = wanted.check(path).map_err(failed)?;
        }
        let summary = identity.san().value().to_owned();
        run.identity = Some(identity);
        return Ok(Outcome::Pass(summary));
    }
    // A publisher is compared by claims, once it is known whose they are.
    let anybody = ExpectedIdentity::any_identity_unsafe();
    let by_publisher = run.has_publisher().then_some(&anybody);
    let wanted = run.policy.wanted_identity().or(by_publisher);
    let (Some(path), Some(wanted)) = (&run.path, wanted) else {
        return Ok(Outcome::NotRun(
            "no verified certificate, or no identity is wanted",
        ));
    };
    let identity = wanted.check(path).map_err(failed)?;
    let issuer = identity.issuer().unwrap_or("no issuer");
    let summary = format!("{} by {issuer}", identity.san().value());
    run.identity = Some(identity);
    Ok(Outcome::Pass(summary))
}
