//! That the log entries are the records of this very signature.

use bonafide_keys::PublicKey;
use bonafide_rekor::{Binding, Content as Signed, Signer};
use bonafide_report::Place;

use super::run::{Outcome, Run, VerifiedSignature, count};
use crate::bundle::Content;
use crate::evidence::LogEvidence;
use crate::{Bundle, Error};

/// Every entry of a trusted log must hold the same signer, the same signature and the same digest.
/// That is never waived, not even where no log is asked for: an entry that is there must fit.
pub(super) fn check(run: &mut Run<'_>) -> Result<Outcome, Error> {
    let (Some(signature), Some(bodies)) = (&run.signature, &run.bodies) else {
        return Ok(Outcome::NotRun("no verified signature"));
    };
    let payload_hash = match &signature.envelope {
        Some(envelope) => bonafide_digest::sha256(&[envelope.payload()]),
        None => [0; 32],
    };
    let Some(content) = signed(run.bundle, signature, &payload_hash)? else {
        return unrecorded(run);
    };
    let layer_hash = run
        .bundle
        .layer
        .as_ref()
        .map(|layer| bonafide_digest::sha256(&[layer]));
    let by = |signer| {
        let binding = Binding::new(signer, signature.scheme, content);
        match &layer_hash {
            Some(hash) => binding.with_envelope_hash(hash),
            None => binding,
        }
    };
    let mut logs = Vec::new();
    for (index, (body, entry)) in bodies.iter().zip(&run.bundle.entries).enumerate() {
        let Some((_, name)) = run.log_of(entry) else {
            continue;
        };
        let (signer, other) = signers(run, &signature.key);
        body.check(&by(signer))
            .or_else(|cause| match other {
                Some(other) => body.check(&by(other)).map_err(|_| cause),
                None => Err(cause),
            })
            .map_err(|cause| Error::Entry { index, cause })?;
        logs.push(LogEvidence {
            entry: index,
            url: name.uri.clone(),
            promise: run.promises.get(index).cloned().flatten(),
            inclusion: run.inclusions.get(index).cloned().flatten(),
        });
    }
    run.logs = logs;
    if run.logs.is_empty() {
        return Ok(Outcome::Skip("no entry of a trusted log"));
    }
    let entries = count(run.logs.len(), "entry is the record", "entries are records");
    Ok(Outcome::Pass(format!("{entries} of this signature")))
}

/// What an entry must hold as what was signed; `None` for a signature that is made over the message
/// itself, of which no record can be.
fn signed<'a>(
    bundle: &'a Bundle,
    signature: &'a VerifiedSignature,
    payload_hash: &'a [u8; 32],
) -> Result<Option<Signed<'a>>, Error> {
    match (&bundle.content, &signature.digest, &signature.envelope) {
        (Content::Message { .. }, None, _) => Ok(None),
        (Content::Message { signature, .. }, Some(digest), _) => {
            Ok(Some(Signed::Message { digest, signature }))
        }
        (Content::Envelope(_), pae, Some(envelope)) => Ok(Some(Signed::Envelope {
            payload_type: envelope.payload_type(),
            payload: envelope.payload(),
            payload_hash,
            pae: pae.as_ref(),
            signature: bundle.signature(),
            others: &[],
        })),
        (Content::Envelope(_), _, None) => Err(Error::Internal {
            what: "a signature without what it signs",
        }),
    }
}

/// Who an entry must hold as the signer. The log of a wanted key may have recorded the certificate
/// that is attached to it instead.
fn signers<'a>(run: &'a Run<'_>, key: &'a PublicKey) -> (Signer<'a>, Option<Signer<'a>>) {
    let certified = |der: &'a [u8]| Signer::Certificate { der, key };
    match &run.leaf {
        Some(leaf) => (certified(leaf.der()), None),
        None => (
            Signer::Key(key),
            run.bundle.certificate_of_key().map(certified),
        ),
    }
}

/// Records hold digests: an entry of a trusted log cannot be the record of a signature without one.
fn unrecorded(run: &Run<'_>) -> Result<Outcome, Error> {
    let mut entries = run.bundle.entries.iter();
    match entries.position(|entry| run.log_of(entry).is_some()) {
        None => Ok(Outcome::Skip("no entry of a trusted log")),
        Some(index) => {
            let place = Place::root().member("spec").member("data").member("hash");
            let cause = bonafide_rekor::Error::BodyMismatch { place };
            Err(Error::Entry { index, cause })
        }
    }
}
