//! Who signed, and what else is beside the signature.

use bonafide_json::Reader;
use bonafide_json::base64::Form;
use bonafide_report::registry;

use super::{Material, PublicKeyHint};
use crate::lint::Lint;
use crate::{BundleLimits, Error};

/// A SHA-256 in hexadecimal has 64; other hints are none of ours.
const HINT_BYTES: usize = 4 << 10;
/// A key in PEM.
const RAW_KEY_BYTES: usize = 16 << 10;
const DETAILS_BYTES: usize = 256;

/// What `verificationMaterial` holds.
#[derive(Default)]
pub(super) struct VerificationMaterial {
    signer: Option<Material>,
    signers: usize,
    pub(super) timestamps: Vec<Vec<u8>>,
    pub(super) log_entries: usize,
}

impl VerificationMaterial {
    pub(super) fn signer(&self) -> Result<Material, Error> {
        let none = "it names no signer";
        match &self.signer {
            _ if self.signers > 1 => Err(Error::Material {
                what: "it names more than one signer",
            }),
            Some(Material::Chain(chain)) if chain.is_empty() => Err(Error::Material {
                what: "the chain has no certificate",
            }),
            Some(signer) => Ok(signer.clone()),
            None => Err(Error::Material { what: none }),
        }
    }
}

/// Reads a `verificationMaterial` (models OMB-3).
pub(super) fn verification_material(
    reader: &mut Reader<'_>,
    limits: &BundleLimits,
    lint: &mut Lint,
) -> Result<VerificationMaterial, Error> {
    const KNOWN: [&str; 5] = [
        "publicKey",
        "x509CertificateChain",
        "certificate",
        "tlogEntries",
        "timestampVerificationData",
    ];
    let mut material = VerificationMaterial::default();
    reader.object(&KNOWN, |reader, name| {
        if matches!(name, "publicKey" | "x509CertificateChain" | "certificate") {
            material.signers = material.signers.saturating_add(1);
        }
        match name {
            "publicKey" => {
                material.signer = Some(Material::PublicKey(public_key(reader, lint)?));
            }
            "x509CertificateChain" => {
                material.signer = Some(Material::Chain(chain(reader, limits, lint)?));
            }
            "certificate" => {
                reader.skip()?;
                material.signer = Some(Material::Certificate);
            }
            "tlogEntries" => {
                if !reader.null()? {
                    material.log_entries = skip_all(reader, limits.log_entries(), "log entries")?;
                }
            }
            "timestampVerificationData" => {
                if !reader.null()? {
                    material.timestamps = timestamps(reader, limits, lint)?;
                }
            }
            _ => pass(reader, lint)?,
        }
        Ok::<_, Error>(())
    })?;
    Ok(material)
}

/// Reads a `publicKey`; `rawBytes` and `keyDetails` stand in what older signers wrote
/// (models OMK-3).
fn public_key(reader: &mut Reader<'_>, lint: &mut Lint) -> Result<PublicKeyHint, Error> {
    let mut key = PublicKeyHint::default();
    reader.object(&["hint", "rawBytes", "keyDetails"], |reader, name| {
        match name {
            "hint" => {
                if !reader.null()? {
                    key.hint = reader.text(HINT_BYTES, "bytes of a hint")?.into_owned();
                }
            }
            "rawBytes" => {
                if !reader.null()? {
                    let item = "bytes of a raw key";
                    key.raw = Some(reader.base64(Form::Standard, RAW_KEY_BYTES, item)?);
                }
            }
            "keyDetails" => {
                if !reader.null()? {
                    reader.text(DETAILS_BYTES, "bytes of key details")?;
                }
            }
            _ => pass(reader, lint)?,
        }
        Ok::<_, Error>(())
    })?;
    Ok(key)
}

fn chain(
    reader: &mut Reader<'_>,
    limits: &BundleLimits,
    lint: &mut Lint,
) -> Result<Vec<Vec<u8>>, Error> {
    let mut certificates = Vec::new();
    reader.object(&["certificates"], |reader, name| {
        if name != "certificates" {
            return pass(reader, lint);
        }
        reader.array(limits.certificates(), "certificates", |reader, _| {
            let most = limits.certificate_bytes();
            certificates.push(bytes_of(
                reader,
                "rawBytes",
                most,
                "certificate bytes",
                lint,
            )?);
            Ok(())
        })
    })?;
    Ok(certificates)
}

fn timestamps(
    reader: &mut Reader<'_>,
    limits: &BundleLimits,
    lint: &mut Lint,
) -> Result<Vec<Vec<u8>>, Error> {
    let mut tokens = Vec::new();
    reader.object(&["rfc3161Timestamps"], |reader, name| {
        if name != "rfc3161Timestamps" {
            return pass(reader, lint);
        }
        if reader.null()? {
            return Ok(());
        }
        reader.array(limits.timestamps(), "timestamps", |reader, _| {
            let most = limits.timestamp_bytes();
            let item = "timestamp bytes";
            tokens.push(bytes_of(reader, "signedTimestamp", most, item, lint)?);
            Ok(())
        })
    })?;
    Ok(tokens)
}

/// Reads an object whose one member holds bytes.
fn bytes_of(
    reader: &mut Reader<'_>,
    member: &str,
    most: usize,
    item: &'static str,
    lint: &mut Lint,
) -> Result<Vec<u8>, Error> {
    let place = reader.place();
    let mut found = None;
    reader.object(&[member], |reader, name| {
        if name != member {
            return pass(reader, lint);
        }
        found = Some(reader.base64(Form::Standard, most, item)?);
        Ok::<_, Error>(())
    })?;
    let what = "an entry without bytes";
    found.ok_or_else(|| Error::bundle(place.member(member), what))
}

/// How many elements an array has that is not read.
fn skip_all(reader: &mut Reader<'_>, most: usize, item: &'static str) -> Result<usize, Error> {
    let mut count = 0_usize;
    reader.array(most, item, |reader, _| {
        count = count.saturating_add(1);
        reader.skip()
    })?;
    Ok(count)
}

/// A member beside those that are used.
fn pass(reader: &mut Reader<'_>, lint: &mut Lint) -> Result<(), Error> {
    let message = format!("ignored: the member {}", reader.place());
    lint.info(registry::OMS_COMPAT_VARIANT, "", message);
    Ok(reader.skip()?)
}
