//! `rekord` 0.0.1: what `hashedrekord` was before the log stopped to ask for the artifact.

use bonafide_digest::{Algorithm, Digest, sha256};
use bonafide_json::{Profile, Reader};

use super::field::{Fault, StatedHash, form, members, only, required, signature, verifier};
use super::hashedrekord::HashedRekord;
use crate::binding::{Covers, Verifier, differs};
use crate::{Binding, Error, Limits};

/// The one format of signatures that is of interest; others are OpenPGP, minisign and SSH.
const FORMAT: &str = "x509";

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Rekord {
    format: String,
    /// The artifact itself, which canonical bodies are without.
    artifact: Option<Vec<u8>>,
    record: HashedRekord,
}

impl Rekord {
    pub(super) fn read(
        reader: &mut Reader<'_>,
        profile: Profile,
        limits: &Limits,
    ) -> Result<Self, Fault> {
        let (mut data, mut signed) = (None, None);
        members(reader, profile, ["data", "signature"], |reader, name| {
            if name == "data" {
                data = Some(read_data(reader, profile, limits)?);
            } else {
                signed = Some(read_signature(reader, profile, limits)?);
            }
            Ok(())
        })?;
        let (hash, artifact) = required(data, reader, "data")?;
        let (format, signature, verifier) = required(signed, reader, "signature")?;
        Ok(Self {
            format,
            artifact,
            record: HashedRekord::new(hash, signature, verifier),
        })
    }

    pub(super) fn bind(&self, binding: &Binding<'_>) -> Result<Covers, Error> {
        if self.format != FORMAT {
            return Err(differs(&["signature", "format"]));
        }
        // The log hashed with SHA-256 and nothing else.
        if binding.scheme.hash() != Some(Algorithm::Sha256) {
            return Err(differs(&["data", "hash", "algorithm"]));
        }
        let covers = self.record.bind(binding)?;
        let kept = self.artifact.as_ref();
        let is_other = |artifact: &Vec<u8>| {
            binding.content.signed_digest() != Some(&Digest::sha256(sha256(&[artifact])))
        };
        if kept.is_some_and(is_other) {
            return Err(differs(&["data", "content"]));
        }
        Ok(covers)
    }
}

fn read_data(
    reader: &mut Reader<'_>,
    profile: Profile,
    limits: &Limits,
) -> Result<(StatedHash, Option<Vec<u8>>), Fault> {
    let (mut hash, mut artifact) = (None, None);
    members(reader, profile, ["content", "hash"], |reader, name| {
        if name == "hash" {
            hash = Some(StatedHash::read(reader, profile)?);
        } else {
            artifact = Some(reader.base64(form(profile), limits.body_bytes, "artifact bytes")?);
        }
        Ok(())
    })?;
    Ok((required(hash, reader, "hash")?, artifact))
}

fn read_signature(
    reader: &mut Reader<'_>,
    profile: Profile,
    limits: &Limits,
) -> Result<(String, Vec<u8>, Verifier), Fault> {
    const NAMES: [&str; 3] = ["content", "format", "publicKey"];
    let (mut content, mut format, mut key) = (None, None, None);
    members(reader, profile, NAMES, |reader, name| {
        match name {
            "content" => content = Some(signature(reader, profile, limits)?),
            "format" => format = Some(reader.string()?.into_owned()),
            _ => {
                let read = |reader: &mut Reader<'_>| verifier(reader, profile);
                key = Some(only(reader, profile, "content", read)?);
            }
        }
        Ok(())
    })?;
    Ok((
        required(format, reader, "format")?,
        required(content, reader, "content")?,
        required(key, reader, "publicKey")?,
    ))
}
