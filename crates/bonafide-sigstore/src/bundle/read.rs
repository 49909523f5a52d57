//! The JSON form of a bundle.

use bonafide_digest::{Algorithm, Digest};
use bonafide_dsse::Envelope;
use bonafide_json::{Profile, Reader, proto};
use bonafide_rekor::LogEntry;
use bonafide_report::{Exceeded, Place};

use super::{Bundle, BundleLine, BundleVersion, Content, Material, ParseOptions};
use crate::BundleProblem;
use crate::{Error, Limits, other_format};

pub(super) fn lines(bytes: &[u8], options: &ParseOptions) -> Result<Vec<BundleLine>, Error> {
    let most = options.limits.lines();
    let mut lines = Vec::new();
    for (line, number) in bytes.split(|byte| *byte == b'\n').zip(1_usize..) {
        if line.iter().all(|byte| matches!(byte, b' ' | b'\t' | b'\r')) {
            continue;
        }
        Exceeded::check(
            lines.len().saturating_add(1),
            most,
            "lines of a file of bundles",
        )
        .map_err(|cause| Error::Limit {
            place: Place::root(),
            cause,
        })?;
        lines.push(BundleLine {
            number,
            bundle: bundle(line, options),
        });
    }
    Ok(lines)
}

pub(super) fn bundle(bytes: &[u8], options: &ParseOptions) -> Result<Bundle, Error> {
    document(bytes, options).map_err(|error| error.or_other_format(other_format::BUNDLE, bytes))
}

fn document(bytes: &[u8], options: &ParseOptions) -> Result<Bundle, Error> {
    let limits = &options.limits;
    let profile = options.profile;
    let mut reader = Reader::new(bytes, &limits.json(limits.bundle_bytes()))?;
    let mut parts = Parts::default();
    const KNOWN: [&str; 4] = [
        "mediaType",
        "verificationMaterial",
        "messageSignature",
        "dsseEnvelope",
    ];
    reader.object(&KNOWN, |r, name| match name {
        "mediaType" => {
            if !r.null()? {
                parts.media_type = Some(r.string()?.into_owned());
            }
            Ok(())
        }
        "verificationMaterial" => {
            if !r.null()? {
                parts.material = Some(verification_material(r, profile, limits)?);
            }
            Ok(())
        }
        "messageSignature" => parts.content(r, |r| message_signature(r, profile, limits)),
        "dsseEnvelope" => parts.content(r, |r| dsse_envelope(r, profile, limits)),
        _ => Ok(proto::unknown(r, profile, &KNOWN, name)?),
    })?;
    reader.finish()?;
    parts.assemble(options)
}

/// The members of a bundle as they were met.
#[derive(Default)]
struct Parts {
    media_type: Option<String>,
    material: Option<VerificationMaterial>,
    content: Option<Content>,
    content_members: usize,
}

impl Parts {
    /// One arm of the oneof. Two are refused even when one of them is `null`: nobody writes that.
    fn content(
        &mut self,
        r: &mut Reader<'_>,
        read: impl FnOnce(&mut Reader<'_>) -> Result<Content, Error>,
    ) -> Result<(), Error> {
        self.content_members = self.content_members.saturating_add(1);
        if self.content_members > 1 {
            return Err(Error::bundle(r.place(), BundleProblem::TwoContents {}));
        }
        if !r.null()? {
            self.content = Some(read(r)?);
        }
        Ok(())
    }

    fn assemble(self, options: &ParseOptions) -> Result<Bundle, Error> {
        let media_type = self.media_type.unwrap_or_default();
        let Some(version) = BundleVersion::from_media_type(&media_type) else {
            return Err(Error::Version { found: media_type });
        };
        let place = Place::root().member("verificationMaterial");
        let missing = |problem| Error::bundle(place.clone(), problem);
        let material = self
            .material
            .ok_or_else(|| missing(BundleProblem::NoVerificationMaterial {}))?;
        let signer = match material.signer {
            None => return Err(missing(BundleProblem::NoVerificationMaterial {})),
            Some(Signer::Chain(_)) if version >= BundleVersion::V0_3 => {
                return Err(missing(BundleProblem::ChainInVersion3 {}));
            }
            Some(Signer::Chain(chain)) if chain.is_empty() => {
                return Err(missing(BundleProblem::EmptyChain {}));
            }
            Some(Signer::Chain(chain)) => Material::Certificates(chain),
            Some(Signer::Certificate(der)) => Material::Certificates(vec![der]),
            Some(Signer::PublicKey(hint)) => Material::PublicKey {
                hint,
                spki: None,
                certificate: None,
            },
        };
        let content = self
            .content
            .ok_or_else(|| Error::bundle(Place::root(), BundleProblem::NoContent {}))?;
        Ok(Bundle {
            version,
            material: signer,
            entries: material.entries,
            timestamps: material.timestamps,
            content,
            profile: options.profile,
            limits: options.limits.clone(),
            is_legacy: false,
            layer: None,
        })
    }
}

#[derive(Default)]
struct VerificationMaterial {
    signer: Option<Signer>,
    signer_members: usize,
    entries: Vec<LogEntry>,
    timestamps: Vec<Vec<u8>>,
}

enum Signer {
    Certificate(Vec<u8>),
    Chain(Vec<Vec<u8>>),
    PublicKey(String),
}

impl VerificationMaterial {
    fn signer(
        &mut self,
        r: &mut Reader<'_>,
        read: impl FnOnce(&mut Reader<'_>) -> Result<Signer, Error>,
    ) -> Result<(), Error> {
        self.signer_members = self.signer_members.saturating_add(1);
        if self.signer_members > 1 {
            return Err(Error::bundle(r.place(), BundleProblem::TwoSigners {}));
        }
        if !r.null()? {
            self.signer = Some(read(r)?);
        }
        Ok(())
    }
}

fn verification_material(
    r: &mut Reader<'_>,
    profile: Profile,
    limits: &Limits,
) -> Result<VerificationMaterial, Error> {
    const KNOWN: [&str; 5] = [
        "certificate",
        "x509CertificateChain",
        "publicKey",
        "tlogEntries",
        "timestampVerificationData",
    ];
    let mut material = VerificationMaterial::default();
    r.object(&KNOWN, |r, name| match name {
        "certificate" => material.signer(r, |r| {
            Ok(Signer::Certificate(certificate(r, profile, limits)?))
        }),
        "x509CertificateChain" => {
            material.signer(r, |r| Ok(Signer::Chain(chain(r, profile, limits)?)))
        }
        "publicKey" => material.signer(r, |r| Ok(Signer::PublicKey(key_hint(r, profile)?))),
        "tlogEntries" => {
            if !r.null()? {
                material.entries = entries(r, profile, limits)?;
            }
            Ok(())
        }
        "timestampVerificationData" => {
            if !r.null()? {
                material.timestamps = timestamps(r, profile, limits)?;
            }
            Ok(())
        }
        _ => Ok(proto::unknown(r, profile, &KNOWN, name)?),
    })?;
    Ok(material)
}

fn entries(r: &mut Reader<'_>, profile: Profile, limits: &Limits) -> Result<Vec<LogEntry>, Error> {
    let mut entries = Vec::new();
    let rekor = limits.rekor();
    r.array(
        limits.entries(),
        "log entries",
        |r, index| -> Result<(), Error> {
            let entry = LogEntry::read(r, profile, &rekor)
                .map_err(|cause| Error::EntryForm { index, cause })?;
            entries.push(entry);
            Ok(())
        },
    )?;
    Ok(entries)
}

fn chain(r: &mut Reader<'_>, profile: Profile, limits: &Limits) -> Result<Vec<Vec<u8>>, Error> {
    let mut certificates = Vec::new();
    r.object(&["certificates"], |r, name| -> Result<(), Error> {
        if name != "certificates" {
            return Ok(proto::unknown(r, profile, &["certificates"], name)?);
        }
        if r.null()? {
            return Ok(());
        }
        r.array(limits.certificates(), "certificates of a chain", |r, _| {
            certificates.push(certificate(r, profile, limits)?);
            Ok(())
        })
    })?;
    Ok(certificates)
}

fn certificate(r: &mut Reader<'_>, profile: Profile, limits: &Limits) -> Result<Vec<u8>, Error> {
    let mut der = Vec::new();
    r.object(&["rawBytes"], |r, name| -> Result<(), Error> {
        if name != "rawBytes" {
            return Ok(proto::unknown(r, profile, &["rawBytes"], name)?);
        }
        if !r.null()? {
            der = proto::bytes_within(r, profile, limits.certificate_bytes(), "certificate bytes")?;
        }
        Ok(())
    })?;
    if der.is_empty() {
        return Err(Error::bundle(r.place(), BundleProblem::EmptyBytes {}));
    }
    Ok(der)
}

fn key_hint(r: &mut Reader<'_>, profile: Profile) -> Result<String, Error> {
    let mut hint = String::new();
    r.object(&["hint"], |r, name| -> Result<(), Error> {
        if name != "hint" {
            return Ok(proto::unknown(r, profile, &["hint"], name)?);
        }
        if !r.null()? {
            hint = r.string()?.into_owned();
        }
        Ok(())
    })?;
    Ok(hint)
}

fn timestamps(
    r: &mut Reader<'_>,
    profile: Profile,
    limits: &Limits,
) -> Result<Vec<Vec<u8>>, Error> {
    let mut tokens = Vec::new();
    r.object(&["rfc3161Timestamps"], |r, name| -> Result<(), Error> {
        if name != "rfc3161Timestamps" {
            return Ok(proto::unknown(r, profile, &["rfc3161Timestamps"], name)?);
        }
        if r.null()? {
            return Ok(());
        }
        r.array(limits.timestamps(), "timestamps", |r, _| {
            tokens.push(signed_timestamp(r, profile, limits)?);
            Ok(())
        })
    })?;
    Ok(tokens)
}

fn signed_timestamp(
    r: &mut Reader<'_>,
    profile: Profile,
    limits: &Limits,
) -> Result<Vec<u8>, Error> {
    let mut token = Vec::new();
    r.object(&["signedTimestamp"], |r, name| -> Result<(), Error> {
        if name != "signedTimestamp" {
            return Ok(proto::unknown(r, profile, &["signedTimestamp"], name)?);
        }
        if !r.null()? {
            token = proto::bytes_within(r, profile, limits.timestamp_bytes(), "timestamp bytes")?;
        }
        Ok(())
    })?;
    Ok(token)
}

fn message_signature(
    r: &mut Reader<'_>,
    profile: Profile,
    limits: &Limits,
) -> Result<Content, Error> {
    let place = r.place();
    let (mut signature, mut digest) = (Vec::new(), None);
    r.object(
        &["messageDigest", "signature"],
        |r, name| -> Result<(), Error> {
            match name {
                "signature" if !r.null()? => {
                    signature = proto::bytes_within(
                        r,
                        profile,
                        limits.signature_bytes(),
                        "signature bytes",
                    )?;
                }
                "messageDigest" if !r.null()? => digest = Some(message_digest(r, profile)?),
                "signature" | "messageDigest" => {}
                _ => proto::unknown(r, profile, &["messageDigest", "signature"], name)?,
            }
            Ok(())
        },
    )?;
    if signature.is_empty() {
        return Err(Error::bundle(
            place.member("signature"),
            BundleProblem::EmptyBytes {},
        ));
    }
    Ok(Content::Message { signature, digest })
}

fn message_digest(r: &mut Reader<'_>, profile: Profile) -> Result<Digest, Error> {
    let place = r.place();
    let (mut algorithm, mut bytes) = (None, Vec::new());
    r.object(&["algorithm", "digest"], |r, name| -> Result<(), Error> {
        match name {
            "algorithm" if !r.null()? => algorithm = hash_algorithm(&r.string()?),
            "digest" if !r.null()? => bytes = proto::bytes(r, profile)?,
            "algorithm" | "digest" => {}
            _ => proto::unknown(r, profile, &["algorithm", "digest"], name)?,
        }
        Ok(())
    })?;
    let Some(algorithm) = algorithm else {
        return Err(Error::bundle(
            place.member("algorithm"),
            BundleProblem::DigestAlgorithm {},
        ));
    };
    Digest::new(algorithm, &bytes).map_err(|_| Error::MessageDigestLength {
        algorithm,
        found: bytes.len(),
    })
}

/// The Sigstore name of a hash algorithm that a message may be digested with.
fn hash_algorithm(name: &str) -> Option<Algorithm> {
    match name {
        "SHA2_256" => Some(Algorithm::Sha256),
        "SHA2_384" => Some(Algorithm::Sha384),
        "SHA2_512" => Some(Algorithm::Sha512),
        _ => None,
    }
}

fn dsse_envelope(r: &mut Reader<'_>, profile: Profile, limits: &Limits) -> Result<Content, Error> {
    let place = r.place();
    let envelope = Envelope::read(r, &limits.envelope(profile))
        .map_err(|cause| Error::of_envelope_form(&place, cause))?;
    Ok(Content::Envelope(Box::new(envelope)))
}
