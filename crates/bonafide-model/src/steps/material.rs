//! The bundle, and which method it is of.

use super::run::{Outcome, Run};
use crate::bundle::Bundle;
use crate::{Error, Method};

/// The bundle is what its format says. Those of the method `sigstore` have rules of their own.
pub(super) fn parse(run: &mut Run<'_>) -> Result<Outcome, Error> {
    run.budget.hash(run.bytes.len())?;
    if run.setup.method() == Method::Sigstore {
        return super::sigstore::parse(run);
    }
    let bundle = Bundle::parse(run.bytes, &run.setup.limits, &mut run.lint)?;
    let summary = format!("a payload of {} bytes", bundle.payload.len());
    run.bundle = Some(bundle);
    Ok(Outcome::Pass(summary))
}

/// The bundle was signed by the trusted method. Its own word for that decides nothing.
pub(super) fn method(run: &mut Run<'_>) -> Result<Outcome, Error> {
    let wanted = run.setup.method();
    let found = match (&run.bundle, &run.keyless) {
        (Some(bundle), _) => bundle.method(),
        (None, Some(bundle)) if bundle.has_certificate() => Method::Sigstore,
        (None, Some(_)) => Method::Key,
        (None, None) => return Ok(Outcome::NotRun("no bundle")),
    };
    if found != wanted {
        // Nothing further is to be had from it.
        run.bundle = None;
        run.keyless = None;
        return Err(Error::Method { found, wanted });
    }
    Ok(Outcome::Pass(format!("signed by the method {found}")))
}
