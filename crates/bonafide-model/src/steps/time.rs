//! When it was signed, as far as somebody vouches for that.

use bonafide_report::{Budget, Code, registry};
use bonafide_tsa::{ParseOptions, TimestampToken, VerifiedTimestamp, VerifyOptions};

use super::run::{Outcome, Run};
use crate::setup::Setup;
use crate::trust::Signers;
use crate::{Error, Method, ModelTimeSource, SigningTime};

/// How far a timestamp may lie after the evaluation time, in seconds.
const TOLERANCE: i64 = 300;

/// Verifies the timestamps over the signature. One that does not verify is a finding.
pub(super) fn timestamps(run: &mut Run<'_>) -> Result<Outcome, Error> {
    if run.setup.method() == Method::Sigstore {
        return Ok(Outcome::Skip("the method is sigstore"));
    }
    let Some(bundle) = &run.bundle else {
        return Ok(Outcome::NotRun("no bundle"));
    };
    if bundle.log_entries > 0 {
        let message = format!("{} log entries were not evaluated", bundle.log_entries);
        run.lint.warn(registry::OMS_TLOG_UNEVALUATED, "", message);
    }
    let latest = run.now.checked_add_seconds(TOLERANCE);
    for (index, der) in bundle.timestamps.iter().enumerate() {
        let wrong = match verify(der, &bundle.signature, run.setup, run.budget)? {
            Ok(stamp) if latest.is_none_or(|latest| stamp.time() <= latest) => {
                run.stamps.push(stamp);
                continue;
            }
            Ok(stamp) => format!("{} lies after the evaluation time", stamp.time()),
            Err((code, message)) => format!("{message} ({code})"),
        };
        let message = format!("timestamp {index} does not count: {wrong}");
        run.lint
            .warn(registry::OMS_TIME_UNVERIFIED_TOKEN, "", message);
    }
    match run.stamps.as_slice() {
        [] if run.setup.trust.timestamps.is_required => Err(Error::TimeRequired {
            what: "a verified timestamp is wanted, and there is none",
        }),
        [] if bundle.timestamps.is_empty() => Ok(Outcome::Skip("there is no timestamp")),
        [] => Ok(Outcome::Skip("no timestamp verified")),
        [first, ..] => Ok(Outcome::Pass(format!("stamped at {}", first.time()))),
    }
}

/// Verifies one timestamp; the outer error is a limit.
fn verify(
    der: &[u8],
    signature: &[u8],
    setup: &Setup,
    budget: &mut Budget,
) -> Result<Result<VerifiedTimestamp, (Code, String)>, Error> {
    let told = |error: bonafide_tsa::Error| match error {
        bonafide_tsa::Error::Limit { cause } => Err(Error::from(cause)),
        error => Ok(Err((error.code(), error.to_string()))),
    };
    let options = ParseOptions::default().with_bytes(setup.limits.timestamp_bytes());
    let token = match TimestampToken::parse(der, &options) {
        Ok(token) => token,
        Err(error) => return told(error),
    };
    let verified = bonafide_tsa::verify(
        &token,
        signature,
        &setup.trust.timestamps.authorities,
        &VerifyOptions::default(),
        setup.backend.as_ref(),
        budget,
    );
    match verified {
        Ok(stamp) => Ok(Ok(stamp)),
        Err(refusal) => told(refusal.into_error()),
    }
}

/// A key that is trusted for a time only needs a verified one within it (models OMK-4).
pub(super) fn window(run: &mut Run<'_>) -> Result<Outcome, Error> {
    let Signers::Keys(keys) = &run.setup.trust.signers else {
        return Ok(Outcome::Skip("the method is not key"));
    };
    let Some(key) = run.key.and_then(|at| keys.get(at)) else {
        return Ok(Outcome::NotRun("no key verified the signature"));
    };
    let mut stamps = run.stamps.iter().map(VerifiedTimestamp::time);
    let first = stamps.clone().next();
    let source = ModelTimeSource::Rfc3161;
    if !key.needs_time() {
        run.time = first.map(|time| SigningTime { source, time });
        return Ok(Outcome::Skip("the key is trusted at any time"));
    }
    let Some(first) = first else {
        let what =
            "the key is trusted for a time only, and no verified timestamp says when it signed";
        return Err(Error::TimeRequired { what });
    };
    let within = stamps.find(|time| key.is_trusted_at(*time));
    let time = within.ok_or(Error::KeyWindow { time: first })?;
    run.time = Some(SigningTime { source, time });
    Ok(Outcome::Pass(format!("signed at {time}")))
}
