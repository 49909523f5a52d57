//! `intoto` 0.0.2: an envelope in base64 of base64, usually without its payload.

use bonafide_json::base64;
use bonafide_json::{Profile, Reader};

use super::dsse::{LoggedSignature, Signatures, check_sha256, is_sha256, read_envelope_hash};
use super::field::Encoded;
use super::field::{Fault, StatedHash, form, members, only, required, verifier};
use crate::binding::{Covers, differs};
use crate::{Binding, Content, Error, Limits};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Intoto {
    hash: StatedHash,
    payload_hash: StatedHash,
    envelope: LoggedEnvelope,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct LoggedEnvelope {
    payload_type: String,
    payload: Option<Encoded>,
    signatures: Signatures,
}

impl Intoto {
    pub(super) fn read(
        reader: &mut Reader<'_>,
        profile: Profile,
        limits: &Limits,
    ) -> Result<Self, Fault> {
        only(reader, profile, "content", |reader| {
            Self::read_content(reader, profile, limits)
        })
    }

    fn read_content(
        reader: &mut Reader<'_>,
        profile: Profile,
        limits: &Limits,
    ) -> Result<Self, Fault> {
        const NAMES: [&str; 3] = ["envelope", "hash", "payloadHash"];
        let (mut envelope, mut hash, mut payload) = (None, None, None);
        members(reader, profile, NAMES, |reader, name| {
            match name {
                "envelope" => envelope = Some(LoggedEnvelope::read(reader, profile, limits)?),
                "hash" => hash = Some(read_envelope_hash(reader, profile)?),
                _ => payload = Some(StatedHash::read(reader, profile)?),
            }
            Ok(())
        })?;
        Ok(Self {
            hash: required(hash, reader, "hash")?,
            payload_hash: required(payload, reader, "payloadHash")?,
            envelope: required(envelope, reader, "envelope")?,
        })
    }

    pub(super) fn bind(&self, binding: &Binding<'_>) -> Result<Covers, Error> {
        let Content::Envelope {
            payload_type,
            payload,
            payload_hash,
            ..
        } = binding.content
        else {
            return Err(differs(&[]));
        };
        check_sha256(
            &self.payload_hash,
            payload_hash,
            &["content", "payloadHash"],
        )?;
        let envelope = &self.envelope;
        if envelope.payload_type != payload_type {
            return Err(differs(&["content", "envelope", "payloadType"]));
        }
        if envelope
            .payload
            .as_ref()
            .is_some_and(|kept| !kept.is(payload))
        {
            return Err(differs(&["content", "envelope", "payload"]));
        }
        let path = ["content", "envelope", "signatures"];
        envelope.signatures.bind(binding, &path, "publicKey")?;
        Ok(Covers {
            signature: true,
            envelope: binding
                .envelope_hash
                .is_some_and(|hash| is_sha256(&self.hash, hash)),
        })
    }
}

impl LoggedEnvelope {
    fn read(reader: &mut Reader<'_>, profile: Profile, limits: &Limits) -> Result<Self, Fault> {
        const NAMES: [&str; 3] = ["payloadType", "payload", "signatures"];
        let (mut payload_type, mut payload, mut signatures) = (None, None, None);
        members(reader, profile, NAMES, |reader, name| {
            match name {
                "payloadType" => payload_type = Some(reader.string()?.into_owned()),
                "payload" => payload = Some(twice_base64(reader, profile, limits.body_bytes)?),
                _ => {
                    let read = |reader: &mut Reader<'_>| read_signature(reader, profile, limits);
                    signatures = Some(Signatures::read(reader, limits, read)?);
                }
            }
            Ok(())
        })?;
        Ok(Self {
            payload_type: required(payload_type, reader, "payloadType")?,
            payload,
            signatures: required(signatures, reader, "signatures")?,
        })
    }
}

fn read_signature(
    reader: &mut Reader<'_>,
    profile: Profile,
    limits: &Limits,
) -> Result<LoggedSignature, Fault> {
    const NAMES: [&str; 3] = ["keyid", "publicKey", "sig"];
    let (mut signature, mut key) = (None, None);
    members(reader, profile, NAMES, |reader, name| {
        match name {
            "sig" => signature = Some(twice_base64(reader, profile, limits.signature_bytes)?),
            "publicKey" => key = Some(verifier(reader, profile)?),
            // A hint of whoever made the envelope.
            _ => drop(reader.string()?),
        }
        Ok(())
    })?;
    Ok(LoggedSignature {
        signature: required(signature, reader, "sig")?,
        verifier: required(key, reader, "publicKey")?,
    })
}

/// Reads base64 of base64. What is no base64 inside is well formed all the same: clients of the log
/// chose it, and it stands for no bytes that anybody signed.
fn twice_base64(reader: &mut Reader<'_>, profile: Profile, most: usize) -> Result<Encoded, Fault> {
    let outer = reader.base64(form(profile), most.saturating_mul(2), "encoded bytes")?;
    let inner = core::str::from_utf8(&outer)
        .ok()
        .and_then(|text| base64::decode(text, form(profile)).ok());
    Ok(Encoded::new(inner))
}
