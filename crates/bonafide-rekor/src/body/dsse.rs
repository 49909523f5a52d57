//! `dsse` 0.0.1: an envelope, known by the hash of its payload and by its signatures.

use bonafide_digest::{Algorithm, Digest};
use bonafide_json::{Profile, Reader};

use super::field::{Encoded, Fault, StatedHash, malformed, members, required, signature, verifier};
use crate::binding::{Covers, Verifier, differs};
use crate::merkle::Hash;
use crate::{Binding, Content, Error, Limits};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Dsse {
    envelope_hash: StatedHash,
    payload_hash: StatedHash,
    signatures: Signatures,
}

impl Dsse {
    pub(super) fn read(
        reader: &mut Reader<'_>,
        profile: Profile,
        limits: &Limits,
    ) -> Result<Self, Fault> {
        const NAMES: [&str; 3] = ["envelopeHash", "payloadHash", "signatures"];
        let (mut envelope, mut payload, mut signatures) = (None, None, None);
        members(reader, profile, NAMES, |reader, name| {
            match name {
                "envelopeHash" => envelope = Some(read_envelope_hash(reader, profile)?),
                "payloadHash" => payload = Some(StatedHash::read(reader, profile)?),
                _ => {
                    let read = |reader: &mut Reader<'_>| read_signature(reader, profile, limits);
                    signatures = Some(Signatures::read(reader, limits, read)?);
                }
            }
            Ok(())
        })?;
        Ok(Self {
            envelope_hash: required(envelope, reader, "envelopeHash")?,
            payload_hash: required(payload, reader, "payloadHash")?,
            signatures: required(signatures, reader, "signatures")?,
        })
    }

    pub(super) fn bind(&self, binding: &Binding<'_>) -> Result<Covers, Error> {
        let Content::Envelope { payload_hash, .. } = binding.content else {
            return Err(differs(&[]));
        };
        check_sha256(&self.payload_hash, payload_hash, &["payloadHash"])?;
        if let Some(hash) = binding.envelope_hash {
            check_sha256(&self.envelope_hash, hash, &["envelopeHash"])?;
        }
        self.signatures.bind(binding, &["signatures"], "verifier")?;
        Ok(Covers {
            signature: true,
            envelope: binding.envelope_hash.is_some(),
        })
    }
}

/// Reads the hash of an envelope. Often its form alone can be judged: it is over the JSON that the
/// client sent, which no bundle carries.
pub(super) fn read_envelope_hash(
    reader: &mut Reader<'_>,
    profile: Profile,
) -> Result<StatedHash, Fault> {
    let hash = StatedHash::read(reader, profile)?;
    if hash.is_well_formed() {
        Ok(hash)
    } else {
        Err(malformed(reader, "a hash that does not fit its algorithm"))
    }
}

pub(super) fn is_sha256(stated: &StatedHash, hash: &Hash) -> bool {
    stated.has_algorithm(Algorithm::Sha256) && stated.has_value(&Digest::sha256(*hash))
}

pub(super) fn check_sha256(stated: &StatedHash, hash: &Hash, path: &[&str]) -> Result<(), Error> {
    if is_sha256(stated, hash) {
        Ok(())
    } else {
        Err(differs(path))
    }
}

fn read_signature(
    reader: &mut Reader<'_>,
    profile: Profile,
    limits: &Limits,
) -> Result<LoggedSignature, Fault> {
    let (mut content, mut key) = (None, None);
    members(
        reader,
        profile,
        ["signature", "verifier"],
        |reader, name| {
            if name == "signature" {
                content = Some(Encoded::new(Some(signature(reader, profile, limits)?)));
            } else {
                key = Some(verifier(reader, profile)?);
            }
            Ok(())
        },
    )?;
    Ok(LoggedSignature {
        signature: required(content, reader, "signature")?,
        verifier: required(key, reader, "verifier")?,
    })
}

/// The signatures of a logged envelope, each with who made it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Signatures {
    signatures: Vec<LoggedSignature>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct LoggedSignature {
    pub(super) signature: Encoded,
    pub(super) verifier: Verifier,
}

impl Signatures {
    pub(super) fn read(
        reader: &mut Reader<'_>,
        limits: &Limits,
        mut read: impl FnMut(&mut Reader<'_>) -> Result<LoggedSignature, Fault>,
    ) -> Result<Self, Fault> {
        let mut signatures = Vec::new();
        reader.array::<Fault>(limits.body_signatures, "logged signatures", |reader, _| {
            signatures.push(read(reader)?);
            Ok(())
        })?;
        Ok(Self { signatures })
    }

    /// Checks that these are the signatures of the envelope, all of them and no others, and that
    /// the signer made the one that is bound.
    pub(super) fn bind(
        &self,
        binding: &Binding<'_>,
        path: &[&str],
        verifier: &str,
    ) -> Result<(), Error> {
        let Content::Envelope { others, .. } = binding.content else {
            return Err(differs(path));
        };
        let has = |wanted: &[u8]| self.signatures.iter().any(|one| one.signature.is(wanted));
        if self.signatures.len() != others.len().saturating_add(1)
            || !has(binding.content.signature())
            || !others.iter().all(|other| has(other))
        {
            return Err(differs(path));
        }
        let is_signer = |one: &LoggedSignature| {
            one.signature.is(binding.content.signature()) && binding.signer.is(&one.verifier)
        };
        match self.signatures.iter().position(is_signer) {
            Some(_) => Ok(()),
            None => Err(Error::BodyMismatch {
                place: crate::binding::spec_place(path).index(0).member(verifier),
            }),
        }
    }
}
