//! `intoto` 0.0.1: the hashes of an envelope and of its payload, and the signer. The signature is
//! not in it.

use bonafide_json::{Profile, Reader};

use super::dsse::{check_sha256, read_envelope_hash};
use super::field::{Fault, StatedHash, members, required, verifier};
use crate::binding::{Covers, Verifier, differs};
use crate::{Binding, Content, Error};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct IntotoV1 {
    hash: StatedHash,
    payload_hash: Option<StatedHash>,
    verifier: Verifier,
}

impl IntotoV1 {
    pub(super) fn read(reader: &mut Reader<'_>, profile: Profile) -> Result<Self, Fault> {
        let (mut hashes, mut key) = (None, None);
        members(reader, profile, ["content", "publicKey"], |reader, name| {
            if name == "content" {
                hashes = Some(read_hashes(reader, profile)?);
            } else {
                key = Some(verifier(reader, profile)?);
            }
            Ok(())
        })?;
        let (hash, payload_hash) = required(hashes, reader, "content")?;
        Ok(Self {
            hash,
            payload_hash,
            verifier: required(key, reader, "publicKey")?,
        })
    }

    /// Compares the payload and the signer, and with the hash of the envelope all that is signed
    /// and its signatures. Without it nothing tells how many signatures the envelope had, so that
    /// it must have one.
    pub(super) fn bind(&self, binding: &Binding<'_>) -> Result<Covers, Error> {
        let Content::Envelope {
            payload_hash,
            others,
            ..
        } = binding.content
        else {
            return Err(differs(&[]));
        };
        match binding.envelope_hash {
            Some(hash) => check_sha256(&self.hash, hash, &["content", "hash"])?,
            None if !others.is_empty() => return Err(differs(&["content", "hash"])),
            None => {}
        }
        let path = ["content", "payloadHash"];
        match (&self.payload_hash, binding.envelope_hash) {
            (Some(stated), _) => check_sha256(stated, payload_hash, &path)?,
            // The first servers wrote none, and the payload is in the envelope.
            (None, Some(_)) => {}
            (None, None) => return Err(differs(&path)),
        }
        if !binding.signer.is(&self.verifier) {
            return Err(differs(&["publicKey"]));
        }
        let covered = binding.envelope_hash.is_some();
        Ok(Covers {
            signature: covered,
            envelope: covered,
        })
    }
}

fn read_hashes(
    reader: &mut Reader<'_>,
    profile: Profile,
) -> Result<(StatedHash, Option<StatedHash>), Fault> {
    let (mut hash, mut payload) = (None, None);
    members(reader, profile, ["hash", "payloadHash"], |reader, name| {
        if name == "hash" {
            hash = Some(read_envelope_hash(reader, profile)?);
        } else {
            payload = Some(StatedHash::read(reader, profile)?);
        }
        Ok(())
    })?;
    Ok((required(hash, reader, "hash")?, payload))
}
