//! The JSON form of a bundle.

use bonafide_json::Reader;
use bonafide_json::base64::{self, Form};
use bonafide_report::Place;

use super::material::{VerificationMaterial, verification_material};
use super::{Bundle, PAYLOAD_TYPE};
use crate::lint::Lint;
use crate::{BundleLimits, Error};

const MEDIA_TYPES: [&str; 2] = [
    "application/vnd.dev.sigstore.bundle.v0.3+json",
    "application/vnd.dev.sigstore.bundle+json;version=0.3",
];
const MEMBERS: [&str; 3] = ["mediaType", "verificationMaterial", "dsseEnvelope"];
/// Longer ones are none of those that are accepted.
const MEDIA_TYPE_BYTES: usize = 256;
/// A signature on P-521 has 139 bytes.
const SIGNATURE_BYTES: usize = 16 << 10;
const KEY_ID_BYTES: usize = 64 << 10;

pub(super) fn bundle(
    bytes: &[u8],
    limits: &BundleLimits,
    lint: &mut Lint,
) -> Result<Bundle, Error> {
    let mut reader = Reader::new(bytes, &limits.json(limits.bundle_bytes()))?;
    let mut draft = Draft::default();
    reader.object(&MEMBERS, |reader, name| match name {
        "mediaType" => {
            let found = reader.text(MEDIA_TYPE_BYTES, "bytes of a media type")?;
            draft.media_type = found.into_owned();
            Ok(())
        }
        "verificationMaterial" => {
            draft.material = Some(verification_material(reader, limits, lint)?);
            Ok(())
        }
        "dsseEnvelope" => {
            draft.envelope = Some(envelope(reader, limits, lint)?);
            Ok(())
        }
        "messageSignature" => Err(Error::message_signature()),
        _ => unknown(reader, lint),
    })?;
    reader.finish()?;
    draft.finish()
}

#[derive(Default)]
struct Draft {
    media_type: String,
    material: Option<VerificationMaterial>,
    envelope: Option<Envelope>,
}

impl Draft {
    fn finish(self) -> Result<Bundle, Error> {
        if !MEDIA_TYPES.contains(&self.media_type.as_str()) {
            let found = self.media_type;
            return Err(Error::MediaType { found });
        }
        let absent = Error::Material {
            what: "there is none",
        };
        let material = self.material.ok_or(absent)?;
        let what = "it has no envelope";
        let envelope = self
            .envelope
            .ok_or_else(|| Error::bundle(Place::root(), what))?;
        Ok(Bundle {
            material: material.signer()?,
            timestamps: material.timestamps,
            log_entries: material.log_entries,
            payload: envelope.payload,
            signature: envelope.signature,
        })
    }
}

struct Envelope {
    payload: Vec<u8>,
    signature: Vec<u8>,
}

/// Reads a `dsseEnvelope` (models OMB-4, OMB-5).
fn envelope(
    reader: &mut Reader<'_>,
    limits: &BundleLimits,
    lint: &mut Lint,
) -> Result<Envelope, Error> {
    let place = reader.place();
    let (mut payload, mut payload_type, mut signature) = (None, None, None);
    let known = ["payload", "payloadType", "signatures"];
    reader.object(&known, |reader, name| {
        match name {
            "payload" => {
                let most = limits.payload_bytes();
                payload = Some(either_base64(reader, most, "payload bytes", lint)?);
            }
            "payloadType" => {
                payload_type = Some(reader.text(MEDIA_TYPE_BYTES, "bytes of a payload type")?);
            }
            "signatures" => signature = Some(signatures(reader, lint)?),
            _ => unknown(reader, lint)?,
        }
        Ok::<_, Error>(())
    })?;
    let absent = |what| Error::bundle(place.clone(), what);
    if payload_type.ok_or_else(|| absent("it has no payloadType"))? != PAYLOAD_TYPE {
        let what = "the payload type is not that of a statement";
        return Err(Error::bundle(place.member("payloadType"), what));
    }
    Ok(Envelope {
        payload: payload.ok_or_else(|| absent("it has no payload"))?,
        signature: signature.ok_or(Error::SignatureCount { found: 0 })?,
    })
}

/// Reads the one signature. Its key id is not used.
fn signatures(reader: &mut Reader<'_>, lint: &mut Lint) -> Result<Vec<u8>, Error> {
    let mut found = None;
    reader.array(usize::MAX, "signatures", |reader, index| {
        if index > 0 {
            return Err(Error::SignatureCount { found: 2 });
        }
        let place = reader.place();
        let mut bytes = None;
        reader.object(&["sig", "keyid"], |reader, name| {
            match name {
                "sig" => {
                    let item = "signature bytes";
                    bytes = Some(either_base64(reader, SIGNATURE_BYTES, item, lint)?);
                }
                "keyid" => {
                    if !reader.null()? {
                        reader.text(KEY_ID_BYTES, "bytes of a key id")?;
                    }
                }
                _ => unknown(reader, lint)?,
            }
            Ok::<_, Error>(())
        })?;
        let what = "an entry of the signatures without one";
        let bytes = bytes.ok_or_else(|| Error::bundle(place.member("sig"), what))?;
        if bytes.is_empty() {
            let cause = bonafide_keys::Error::Form {
                what: "it is empty",
            };
            return Err(Error::SignatureForm { cause });
        }
        found = Some(bytes);
        Ok(())
    })?;
    found.ok_or(Error::SignatureCount { found: 0 })
}

/// A member that the format does not have.
fn unknown(reader: &mut Reader<'_>, lint: &mut Lint) -> Result<(), Error> {
    let what = "a member that the format does not have";
    lint.vary_or(Error::bundle(reader.place(), what))?;
    Ok(reader.skip()?)
}

/// Reads base64 of one of the two alphabets (models OMB-5).
fn either_base64(
    reader: &mut Reader<'_>,
    most: usize,
    item: &'static str,
    lint: &mut Lint,
) -> Result<Vec<u8>, Error> {
    let text = reader.string()?;
    // The last quantum may hold up to two bytes less than it could.
    if (text.len() / 4).saturating_mul(3) > most.saturating_add(2) {
        return Err(reader.limit(item, most).into());
    }
    let wrong = |reason| bonafide_json::Error::Base64 {
        place: reader.place(),
        offset: reader.offset(),
        reason,
    };
    let bytes = match base64::decode(&text, Form::Either) {
        Ok(bytes) => bytes,
        Err(reason) => {
            let bare = base64::decode(&text, Form::Lenient).map_err(wrong)?;
            lint.vary_or(wrong(reason).into())?;
            bare
        }
    };
    if bytes.len() > most {
        return Err(reader.limit(item, most).into());
    }
    Ok(bytes)
}
