//! `hashedrekord` 0.0.1: a signature over an artifact that the log knows by its digest.

use bonafide_json::{Profile, Reader};

use super::field::{Fault, StatedHash, members, only, required, signature, verifier};
use crate::binding::{Covers, Verifier, differs};
use crate::{Binding, Error, Limits};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct HashedRekord {
    hash: StatedHash,
    signature: Vec<u8>,
    verifier: Verifier,
}

impl HashedRekord {
    pub(super) const fn new(hash: StatedHash, signature: Vec<u8>, verifier: Verifier) -> Self {
        Self {
            hash,
            signature,
            verifier,
        }
    }

    pub(super) fn read(
        reader: &mut Reader<'_>,
        profile: Profile,
        limits: &Limits,
    ) -> Result<Self, Fault> {
        let (mut hash, mut signed) = (None, None);
        members(reader, profile, ["data", "signature"], |reader, name| {
            if name == "data" {
                let read = |reader: &mut Reader<'_>| StatedHash::read(reader, profile);
                hash = Some(only(reader, profile, "hash", read)?);
            } else {
                signed = Some(read_signature(reader, profile, limits)?);
            }
            Ok(())
        })?;
        let hash = required(hash, reader, "data")?;
        let (signature, verifier) = required(signed, reader, "signature")?;
        Ok(Self::new(hash, signature, verifier))
    }

    pub(super) fn bind(&self, binding: &Binding<'_>) -> Result<Covers, Error> {
        const ALGORITHM: [&str; 3] = ["data", "hash", "algorithm"];
        // Pure Ed25519 signs the artifact and not its hash: such a log cannot have checked it.
        let hash = binding.scheme.hash().ok_or(differs(&ALGORITHM))?;
        let digest = binding
            .content
            .signed_digest()
            .filter(|digest| digest.algorithm() == hash && self.hash.has_algorithm(hash))
            .ok_or(differs(&ALGORITHM))?;
        if !self.hash.has_value(digest) {
            return Err(differs(&["data", "hash", "value"]));
        }
        if self.signature != binding.content.signature() {
            return Err(differs(&["signature", "content"]));
        }
        if !binding.signer.is(&self.verifier) {
            return Err(differs(&["signature", "publicKey", "content"]));
        }
        Ok(Covers::SIGNATURE)
    }
}

fn read_signature(
    reader: &mut Reader<'_>,
    profile: Profile,
    limits: &Limits,
) -> Result<(Vec<u8>, Verifier), Fault> {
    let (mut content, mut key) = (None, None);
    members(reader, profile, ["content", "publicKey"], |reader, name| {
        if name == "content" {
            content = Some(signature(reader, profile, limits)?);
        } else {
            let read = |reader: &mut Reader<'_>| verifier(reader, profile);
            key = Some(only(reader, profile, "content", read)?);
        }
        Ok(())
    })?;
    Ok((
        required(content, reader, "content")?,
        required(key, reader, "publicKey")?,
    ))
}
