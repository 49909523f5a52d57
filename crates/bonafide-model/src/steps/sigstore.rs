//! The method `sigstore`: what the verification of Sigstore bundles does.

use bonafide_sigstore::{Bundle, BundleProblem, Limits, ParseOptions, Request, Signer, TimeSource};

use super::run::{Outcome, Run};
use crate::trust::Signers;
use crate::{BundleLimits, Error, Method, ModelSigner, ModelTimeSource, SigningTime};

/// Reads the bundle by the rules of Sigstore. A chain where those have a single certificate is of
/// another method.
pub(super) fn parse(run: &mut Run<'_>) -> Result<Outcome, Error> {
    let options = ParseOptions::default().with_limits(limits(&run.setup.limits));
    let chain = BundleProblem::ChainInVersion3 {};
    match Bundle::parse(run.bytes, &options) {
        // As for the other methods, before anything else of it is judged (models OMB-1).
        Ok(bundle) if !bundle.has_envelope() => Err(Error::message_signature()),
        Ok(bundle) => {
            let summary = format!("a bundle of version {}", bundle.version().as_str());
            run.keyless = Some(bundle);
            Ok(Outcome::Pass(summary))
        }
        Err(bonafide_sigstore::Error::Bundle { problem, .. }) if problem == chain => {
            Err(Error::Method {
                found: Method::Certificate,
                wanted: Method::Sigstore,
            })
        }
        Err(error) => Err(Error::Sigstore {
            cause: Box::new(error),
        }),
    }
}

fn limits(limits: &BundleLimits) -> Limits {
    Limits::default()
        .with_bundle_bytes(limits.bundle_bytes())
        .with_payload_bytes(limits.payload_bytes())
        .with_entries(limits.log_entries())
        .with_timestamps(limits.timestamps())
}

/// Verifies certificate, log entry, times, identity and signature.
pub(super) fn verify(run: &mut Run<'_>) -> Result<Outcome, Error> {
    let Signers::Sigstore(trusted) = &run.setup.trust.signers else {
        return Ok(Outcome::Skip("the method is not sigstore"));
    };
    let Some(bundle) = &run.keyless else {
        return Ok(Outcome::NotRun("no bundle"));
    };
    let request = Request::of_statement(&trusted.policy, run.now);
    let verified = trusted.verifier.verify(bundle, &request);
    run.inner = match &verified {
        Ok(verified) => verified.report().clone(),
        Err(_) if run.explains => trusted.verifier.explain(bundle, &request),
        Err(refusal) => refusal.report().clone(),
    };
    let verified = verified.map_err(|refusal| Error::Sigstore {
        cause: Box::new(refusal.error().clone()),
    })?;
    let Signer::Certificate(identity) = verified.signer() else {
        return Err(Error::Internal {
            what: "a signature by an identity has none",
        });
    };
    run.time = verified.times().first().map(|time| SigningTime {
        source: match time.source() {
            TimeSource::Promise { .. } => ModelTimeSource::Tlog,
            TimeSource::Timestamp { .. } => ModelTimeSource::Rfc3161,
            _ => ModelTimeSource::Clock,
        },
        time: time.time(),
    });
    run.signer = Some(ModelSigner {
        method: Method::Sigstore,
        key_kind: verified.key_kind(),
        hash: verified.scheme().hash(),
        key: None,
        key_id: None,
        certificate: None,
        subject: None,
        names: identity.subject_alt_names().to_vec(),
        issuer: identity.issuer().map(str::to_owned),
        chain: Vec::new(),
        anchor: None,
    });
    let summary = format!(
        "signed by {}",
        bonafide_report::Escaped(identity.san().value())
    );
    run.sigstore = Some(Box::new(verified));
    Ok(Outcome::Pass(summary))
}
