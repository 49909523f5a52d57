//! `hashedrekord` 0.0.2: the one kind of Rekor v2, for artifacts and envelopes alike.

use bonafide_json::{Kind, Profile, Reader, base64};
use bonafide_keys::hash_name;

use super::field::{Fault, der, form, malformed, members, only, required, signature};
use crate::binding::{Verifier, differs};
use crate::{Binding, Error, Limits, Signer};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct HashedRekordV2 {
    algorithm: String,
    digest: Vec<u8>,
    signature: Vec<u8>,
    key_details: String,
    verifier: Verifier,
}

impl HashedRekordV2 {
    pub(super) fn read(
        reader: &mut Reader<'_>,
        profile: Profile,
        limits: &Limits,
    ) -> Result<Self, Fault> {
        only(reader, profile, "hashedRekordV002", |reader| {
            let (mut data, mut signed) = (None, None);
            members(reader, profile, ["data", "signature"], |reader, name| {
                if name == "data" {
                    data = Some(read_data(reader, profile)?);
                } else {
                    signed = Some(read_signature(reader, profile, limits)?);
                }
                Ok(())
            })?;
            let (algorithm, digest) = required(data, reader, "data")?;
            let (signature, (key_details, verifier)) = required(signed, reader, "signature")?;
            Ok(Self {
                algorithm,
                digest,
                signature,
                key_details,
                verifier,
            })
        })
    }

    /// Compares field by field, to name the one that differs, then the whole with what the log
    /// would have written.
    pub(super) fn bind(&self, binding: &Binding<'_>, body: &[u8]) -> Result<(), Error> {
        let at = |part, field| differs(&["hashedRekordV002", part, field]);
        let details = || differs(&["hashedRekordV002", "signature", "verifier", "keyDetails"]);
        let wanted = Canonical::of(binding).ok_or_else(details)?;
        if self.algorithm != wanted.algorithm {
            return Err(at("data", "algorithm"));
        }
        if self.digest != wanted.digest {
            return Err(at("data", "digest"));
        }
        if self.signature != binding.content.signature() {
            return Err(at("signature", "content"));
        }
        if self.key_details != wanted.key_details {
            return Err(details());
        }
        if !binding.signer.is(&self.verifier) {
            return Err(at("signature", "verifier"));
        }
        if wanted.body(binding).as_bytes() != body {
            return Err(Error::BodyForm {});
        }
        Ok(())
    }
}

/// What a v2 log writes for a signature, besides the signature and its signer.
struct Canonical<'a> {
    algorithm: &'static str,
    digest: &'a [u8],
    key_details: &'static str,
}

impl<'a> Canonical<'a> {
    /// `None` for a signature that no v2 log takes: by pure Ed25519, by an RSA key of unusual
    /// length, or under another hash than the key calls for.
    fn of(binding: &'a Binding<'_>) -> Option<Self> {
        let details = binding.signer.details(binding.scheme)?;
        let hash = details.scheme().hash()?;
        let digest = binding
            .content
            .signed_digest()
            .filter(|digest| digest.algorithm() == hash)?;
        Some(Self {
            algorithm: hash_name(hash)?,
            digest: digest.as_bytes(),
            key_details: details.name(),
        })
    }

    /// The canonical JSON (RFC 8785); base64 and the names of the registry need no escapes.
    fn body(&self, binding: &Binding<'_>) -> String {
        let signer = match binding.signer {
            Signer::Certificate { .. } => "x509Certificate",
            Signer::Key(_) => "publicKey",
        };
        format!(
            concat!(
                r#"{{"apiVersion":"0.0.2","kind":"hashedrekord","spec":{{"hashedRekordV002":{{"#,
                r#""data":{{"algorithm":"{}","digest":"{}"}},"#,
                r#""signature":{{"content":"{}","verifier":{{"#,
                r#""keyDetails":"{}","{}":{{"rawBytes":"{}"}}}}}}}}}}}}"#,
            ),
            self.algorithm,
            base64::encode(self.digest),
            base64::encode(binding.content.signature()),
            self.key_details,
            signer,
            base64::encode(binding.signer.der()),
        )
    }
}

fn read_data(reader: &mut Reader<'_>, profile: Profile) -> Result<(String, Vec<u8>), Fault> {
    let (mut algorithm, mut digest) = (None, None);
    members(reader, profile, ["algorithm", "digest"], |reader, name| {
        if name == "algorithm" {
            algorithm = Some(read_enum(reader)?);
        } else {
            digest = Some(reader.base64(form(profile), 64, "digest bytes")?);
        }
        Ok(())
    })?;
    Ok((
        required(algorithm, reader, "algorithm")?,
        required(digest, reader, "digest")?,
    ))
}

fn read_signature(
    reader: &mut Reader<'_>,
    profile: Profile,
    limits: &Limits,
) -> Result<(Vec<u8>, (String, Verifier)), Fault> {
    let (mut content, mut verifier) = (None, None);
    members(reader, profile, ["content", "verifier"], |reader, name| {
        if name == "content" {
            content = Some(signature(reader, profile, limits)?);
        } else {
            verifier = Some(read_verifier(reader, profile)?);
        }
        Ok(())
    })?;
    Ok((
        required(content, reader, "content")?,
        required(verifier, reader, "verifier")?,
    ))
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
