//! `dsse` 0.0.2: how Rekor v2 logged envelopes before `hashedrekord` 0.0.2 took them too.

use bonafide_json::{Profile, Reader};
use bonafide_keys::{KeyDetails, Scheme};

use super::field::{Fault, members, only, required};
use super::proto::{HashOutput, LoggedSignature};
use crate::binding::{Covers, differs, spec_place};
use crate::{Binding, Content, Error, Limits};

/// The member of `spec` that holds such a body.
const MESSAGE: &str = "dsseV002";

/// The log hashes every payload so, whatever hash the signature is over.
const PAYLOAD_ALGORITHM: &str = "SHA2_256";

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DsseV2 {
    payload_hash: HashOutput,
    signatures: Vec<LoggedSignature>,
}

impl DsseV2 {
    pub(super) fn read(
        reader: &mut Reader<'_>,
        profile: Profile,
        limits: &Limits,
    ) -> Result<Self, Fault> {
        const NAMES: [&str; 2] = ["payloadHash", "signatures"];
        only(reader, profile, MESSAGE, |reader| {
            let (mut payload_hash, mut signatures) = (None, None);
            members(reader, profile, NAMES, |reader, name| {
                if name == "payloadHash" {
                    payload_hash = Some(HashOutput::read(reader, profile)?);
                } else {
                    signatures = Some(read_signatures(reader, profile, limits)?);
                }
                Ok(())
            })?;
            Ok(Self {
                payload_hash: required(payload_hash, reader, "payloadHash")?,
                signatures: required(signatures, reader, "signatures")?,
            })
        })
    }

    /// Compares field by field, to name the one that differs, then the whole with what the log
    /// would have written. That is known for envelopes of one signature only: the log wrote
    /// several in no particular order, and with signers that the caller need not know.
    pub(super) fn bind(&self, binding: &Binding<'_>, body: &[u8]) -> Result<Covers, Error> {
        let Content::Envelope {
            payload_hash,
            signature,
            others: [],
            ..
        } = binding.content
        else {
            return Err(differs(&[MESSAGE, "signatures"]));
        };
        let path = [MESSAGE, "payloadHash"];
        self.payload_hash
            .check(PAYLOAD_ALGORITHM, payload_hash, path)?;
        let [logged] = self.signatures.as_slice() else {
            return Err(differs(&[MESSAGE, "signatures"]));
        };
        let place = spec_place(&[MESSAGE, "signatures"]).index(0);
        let at = |place| Err(Error::BodyMismatch { place });
        if logged.content != signature {
            return at(place.member("content"));
        }
        let verifier = place.member("verifier");
        let Some(details) = details(binding).filter(|one| one.name() == logged.key_details) else {
            return at(verifier.member("keyDetails"));
        };
        if !binding.signer.is(&logged.verifier) {
            return at(verifier);
        }
        let wanted = format!(
            concat!(
                r#"{{"apiVersion":"0.0.2","kind":"dsse","spec":"#,
                r#"{{"dsseV002":{{"payloadHash":{},"signatures":[{}]}}}}}}"#,
            ),
            HashOutput::json(PAYLOAD_ALGORITHM, payload_hash),
            LoggedSignature::json(signature, details, binding.signer),
        );
        if wanted.as_bytes() != body {
            return Err(Error::BodyForm {});
        }
        Ok(Covers::SIGNATURE)
    }
}

/// What the log states of the key. It had the payload, and so could check pure Ed25519 as well.
fn details(binding: &Binding<'_>) -> Option<KeyDetails> {
    match binding.scheme {
        Scheme::Ed25519 => {
            Some(KeyDetails::Ed25519).filter(|details| details.fits(binding.signer.key().kind()))
        }
        scheme => binding.signer.details(scheme),
    }
}

fn read_signatures(
    reader: &mut Reader<'_>,
    profile: Profile,
    limits: &Limits,
) -> Result<Vec<LoggedSignature>, Fault> {
    let mut signatures = Vec::new();
    reader.array::<Fault>(limits.body_signatures, "logged signatures", |reader, _| {
        signatures.push(LoggedSignature::read(reader, profile, limits)?);
        Ok(())
    })?;
    Ok(signatures)
}
