//! Messages that the bodies of Rekor v2 are made of.

use bonafide_json::{Kind, Profile, Reader, base64};
use bonafide_keys::KeyDetails;

use super::field::{Fault, der, form, malformed, members, only, required, signature};
use crate::binding::{Verifier, differs};
use crate::{Error, Limits, Signer};

/// `HashOutput` of the Sigstore protobuf specification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct HashOutput {
    algorithm: String,
    digest: Vec<u8>,
}

impl HashOutput {
    pub(super) fn read(reader: &mut Reader<'_>, profile: Profile) -> Result<Self, Fault> {
        let (mut algorithm, mut digest) = (None, None);
        members(reader, profile, ["algorithm", "digest"], |reader, name| {
            if name == "algorithm" {
                algorithm = Some(read_enum(reader)?);
            } else {
                digest = Some(reader.base64(form(profile), 64, "digest bytes")?);
            }
            Ok(())
        })?;
        Ok(Self {
            algorithm: required(algorithm, reader, "algorithm")?,
            digest: required(digest, reader, "digest")?,
        })
    }

    /// Checks that this is `digest` under the algorithm of that name.
    pub(super) fn check(
        &self,
        algorithm: &str,
        digest: &[u8],
        [message, member]: [&str; 2],
    ) -> Result<(), Error> {
        if self.algorithm != algorithm {
            return Err(differs(&[message, member, "algorithm"]));
        }
        if self.digest != digest {
            return Err(differs(&[message, member, "digest"]));
        }
        Ok(())
    }

    /// The canonical JSON (RFC 8785); base64 and the names of the registry need no escapes.
    pub(super) fn json(algorithm: &str, digest: &[u8]) -> String {
        let digest = base64::encode(digest);
        format!(r#"{{"algorithm":"{algorithm}","digest":"{digest}"}}"#)
    }
}

/// `Signature` of Rekor v2: a signature and who made it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct LoggedSignature {
    pub(super) content: Vec<u8>,
    pub(super) key_details: String,
    pub(super) verifier: Verifier,
}

impl LoggedSignature {
    pub(super) fn read(
        reader: &mut Reader<'_>,
        profile: Profile,
        limits: &Limits,
    ) -> Result<Self, Fault> {
        let (mut content, mut verifier) = (None, None);
        members(reader, profile, ["content", "verifier"], |reader, name| {
            if name == "content" {
                content = Some(signature(reader, profile, limits)?);
            } else {
                verifier = Some(read_verifier(reader, profile)?);
            }
            Ok(())
        })?;
        let content = required(content, reader, "content")?;
        let (key_details, verifier) = required(verifier, reader, "verifier")?;
        Ok(Self {
            content,
            key_details,
            verifier,
        })
    }

    /// The canonical JSON, as [`HashOutput::json`].
    pub(super) fn json(content: &[u8], details: KeyDetails, signer: Signer<'_>) -> String {
        format!(
            concat!(
                r#"{{"content":"{}","verifier":{{"#,
                r#""keyDetails":"{}","{}":{{"rawBytes":"{}"}}}}}}"#,
            ),
            base64::encode(content),
            details.name(),
            signer.member(),
            base64::encode(signer.der()),
        )
    }
}

fn read_verifier(reader: &mut Reader<'_>, profile: Profile) -> Result<(String, Verifier), Fault> {
    const NAMES: [&str; 3] = ["keyDetails", "publicKey", "x509Certificate"];
    let mut details = None;
    let mut verifier: Option<Verifier> = None;
    members(reader, profile, NAMES, |reader, name| {
        if name == "keyDetails" {
            details = Some(read_enum(reader)?);
            return Ok(());
        }
        if verifier.is_some() {
            return Err(malformed(reader, "both a certificate and a key"));
        }
        let bytes = only(reader, profile, "rawBytes", |reader| der(reader, profile))?;
        verifier = Some(match name {
            "publicKey" => Verifier::Key(bytes),
            _ => Verifier::Certificate(bytes),
        });
        Ok(())
    })?;
    Ok((
        required(details, reader, "keyDetails")?,
        required(verifier, reader, "x509Certificate")?,
    ))
}

/// Reads the name of an enum value; a number is kept as it is, and equals no name.
fn read_enum(reader: &mut Reader<'_>) -> Result<String, Fault> {
    Ok(match reader.kind()? {
        Kind::Number => reader.number()?.to_owned(),
        _ => reader.string()?.into_owned(),
    })
}
