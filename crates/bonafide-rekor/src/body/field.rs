//! Fields that the kinds of bodies have in common.

use bonafide_digest::{Algorithm, Digest, hex};
use bonafide_json::base64::Form;
use bonafide_json::{Profile, Reader};
use bonafide_keys::pem;
use bonafide_report::{Place, registry};

use crate::binding::Verifier;
use crate::{Error, Limits};

/// What is wrong with a `spec`, its place seen from there.
#[derive(Debug)]
pub(super) enum Fault {
    Json(bonafide_json::Error),
    Field { place: Place, reason: &'static str },
}

impl Fault {
    pub(super) fn into_error(self) -> Error {
        match self {
            Self::Json(cause) => Error::of_body(cause, &["spec"]),
            Self::Field { place, reason } => Error::BodyField {
                place: Place::root().member("spec").join(&place),
                reason,
            },
        }
    }
}

impl From<bonafide_json::Error> for Fault {
    fn from(cause: bonafide_json::Error) -> Self {
        Self::Json(cause)
    }
}

/// A malformed field at the cursor.
pub(super) fn malformed(reader: &Reader<'_>, reason: &'static str) -> Fault {
    Fault::Field {
        place: reader.place(),
        reason,
    }
}

/// The member `name` of the object that was read last, which is required.
pub(super) fn required<T>(value: Option<T>, reader: &Reader<'_>, name: &str) -> Result<T, Fault> {
    value.ok_or_else(|| Fault::Field {
        place: reader.place().member(name),
        reason: "a required member is absent",
    })
}

/// Reads an object of the members `names`, which `each` reads.
pub(super) fn members<const N: usize>(
    reader: &mut Reader<'_>,
    profile: Profile,
    names: [&str; N],
    mut each: impl FnMut(&mut Reader<'_>, &str) -> Result<(), Fault>,
) -> Result<(), Fault> {
    members_of(reader, profile, &names, &mut each)
}

// One copy, not one for each caller.
fn members_of(
    reader: &mut Reader<'_>,
    profile: Profile,
    names: &[&str],
    each: &mut dyn FnMut(&mut Reader<'_>, &str) -> Result<(), Fault>,
) -> Result<(), Fault> {
    reader.object(names, |reader, name| {
        if names.contains(&name) {
            each(reader, name)
        } else {
            Ok(reader.unknown(profile)?)
        }
    })
}

/// Reads an object that has one member that counts.
pub(super) fn only<T>(
    reader: &mut Reader<'_>,
    profile: Profile,
    name: &str,
    mut read: impl FnMut(&mut Reader<'_>) -> Result<T, Fault>,
) -> Result<T, Fault> {
    let mut value = None;
    members(reader, profile, [name], |reader, _| {
        value = Some(read(reader)?);
        Ok(())
    })?;
    required(value, reader, name)
}

pub(super) const fn form(profile: Profile) -> Form {
    match profile {
        Profile::Strict => Form::Standard,
        Profile::Lenient => Form::Lenient,
    }
}

pub(super) fn signature(
    reader: &mut Reader<'_>,
    profile: Profile,
    limits: &Limits,
) -> Result<Vec<u8>, Fault> {
    Ok(reader.base64(form(profile), limits.signature_bytes, "signature bytes")?)
}

/// Most bytes of a logged certificate or key.
const VERIFIER_BYTES: usize = 64 << 10;

/// Reads a certificate or key in DER, as v2 logs have them.
pub(super) fn der(reader: &mut Reader<'_>, profile: Profile) -> Result<Vec<u8>, Fault> {
    Ok(reader.base64(form(profile), VERIFIER_BYTES, "verifier bytes")?)
}

/// Reads a certificate or key in PEM in base64, as v1 logs have them.
pub(super) fn verifier(reader: &mut Reader<'_>, profile: Profile) -> Result<Verifier, Fault> {
    // PEM takes four bytes for three, and line ends.
    let text = reader.base64(form(profile), VERIFIER_BYTES * 2, "verifier bytes")?;
    let block = core::str::from_utf8(&text)
        .map_err(|_| malformed(reader, "a verifier that is not PEM"))
        .and_then(|text| {
            pem::decode(text, VERIFIER_BYTES).map_err(|cause| {
                if cause.code() == registry::LIMIT_EXCEEDED {
                    reader.limit("verifier bytes", VERIFIER_BYTES).into()
                } else {
                    malformed(reader, "a verifier that is not one PEM block")
                }
            })
        })?;
    match block.label {
        "CERTIFICATE" => Ok(Verifier::Certificate(block.der)),
        "PUBLIC KEY" => Ok(Verifier::Key(block.der)),
        _ => Err(malformed(
            reader,
            "a verifier that is neither certificate nor public key",
        )),
    }
}

/// Bytes that a body holds encoded; none when their encoding is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Encoded {
    bytes: Option<Vec<u8>>,
}

impl Encoded {
    pub(super) const fn new(bytes: Option<Vec<u8>>) -> Self {
        Self { bytes }
    }

    pub(super) fn is(&self, wanted: &[u8]) -> bool {
        self.bytes.as_deref() == Some(wanted)
    }
}

/// A hash as v1 bodies state it: the name of an algorithm, and hexadecimal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct StatedHash {
    algorithm: String,
    value: Vec<u8>,
}

impl StatedHash {
    pub(super) fn read(reader: &mut Reader<'_>, profile: Profile) -> Result<Self, Fault> {
        let (mut algorithm, mut value) = (None, None);
        members(reader, profile, ["algorithm", "value"], |reader, name| {
            let text = reader.string()?;
            if name == "algorithm" {
                algorithm = Some(text.into_owned());
            } else {
                let bytes = hex::decode(&text)
                    .map_err(|_| malformed(reader, "a hash that is not lower-case hexadecimal"))?;
                value = Some(bytes);
            }
            Ok(())
        })?;
        Ok(Self {
            algorithm: required(algorithm, reader, "algorithm")?,
            value: required(value, reader, "value")?,
        })
    }

    /// Whether the length is that of the algorithm, which is one that the logs use.
    pub(super) fn is_well_formed(&self) -> bool {
        self.used_algorithm()
            .is_some_and(|algorithm| algorithm.has_length(self.value.len()))
    }

    pub(super) fn has_algorithm(&self, algorithm: Algorithm) -> bool {
        self.used_algorithm() == Some(algorithm)
    }

    pub(super) fn has_value(&self, digest: &Digest) -> bool {
        self.value == digest.as_bytes()
    }

    fn used_algorithm(&self) -> Option<Algorithm> {
        [Algorithm::Sha256, Algorithm::Sha384, Algorithm::Sha512]
            .into_iter()
            .find(|algorithm| algorithm.name() == self.algorithm)
    }
}
