//! The keys with which an npm registry signs.

use bonafide_json::base64::{self, Form};
use bonafide_json::{Limits, Profile, Reader};
use bonafide_keys::{KeyDetails, PublicKey, Scheme};
use bonafide_report::Time;
use bonafide_sigstore::TrustedKey;
use bonafide_slsa::Error;

/// The usage of the keys that sign attestations. The registry signs tarballs with others, which may
/// be the same.
const USAGE: &str = "npm:attestations";

/// The keys with which an npm registry signs attestations, and when each is valid.
#[derive(Clone, Debug, Default)]
pub struct NpmKeys {
    keys: Vec<NpmKey>,
}

/// One of the keys.
#[derive(Clone, Debug)]
pub(super) struct NpmKey {
    id: String,
    key: PublicKey,
    scheme: Scheme,
    start: Option<Time>,
    end: Option<Time>,
}

impl NpmKeys {
    /// Reads `keys.json` as Sigstore's root of trust distributes it for the registry. Keys of
    /// another usage than `npm:attestations` are left aside.
    ///
    /// # Errors
    /// `json.*`; `config.builders` for a key that cannot be used.
    pub fn parse(bytes: &[u8]) -> Result<Self, Error> {
        let mut keys = Vec::new();
        let mut reader = Reader::new(bytes, &Limits::default().with_bytes(1 << 20))?;
        reader.object(&["keys"], |r, name| match name {
            "keys" => r.array(256, "keys of the registry", |r, _| {
                keys.extend(Draft::read(r)?);
                Ok::<(), Error>(())
            }),
            _ => Ok(r.unknown(Profile::Strict)?),
        })?;
        reader.finish()?;
        Ok(Self { keys })
    }

    /// The ids of the keys, under which they are named as signers.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.keys.iter().map(|key| key.id.as_str())
    }

    /// Whether there is a key of this id.
    pub(in crate::provenance) fn has(&self, hint: &str) -> bool {
        self.keys.iter().any(|key| key.id == hint)
    }

    /// The keys of this id.
    pub(super) fn named(&self, hint: &str) -> impl Iterator<Item = &NpmKey> {
        self.keys.iter().filter(move |key| key.id == hint)
    }
}

impl NpmKey {
    /// As a verifier takes it, whenever it is valid.
    pub(super) fn trusted(&self) -> TrustedKey {
        let trusted = TrustedKey::new(self.key.clone()).with_scheme(self.scheme);
        trusted.with_hint(&self.id)
    }

    pub(super) fn is_of(&self, id: &[u8; 32]) -> bool {
        self.key.id() == *id
    }

    /// Whether it was valid at each of these times.
    pub(super) fn is_valid_at(&self, times: &[Time]) -> bool {
        let is_in = |time: &Time| {
            self.start.is_none_or(|start| start <= *time) && self.end.is_none_or(|end| *time <= end)
        };
        times.iter().all(is_in)
    }
}

/// A key as it is read.
#[derive(Default)]
struct Draft {
    id: String,
    usage: String,
    raw: Vec<u8>,
    details: String,
    start: Option<Time>,
    end: Option<Time>,
}

impl Draft {
    /// A key; `None` for one of another usage.
    fn read(r: &mut Reader<'_>) -> Result<Option<NpmKey>, Error> {
        let place = r.place();
        let mut draft = Self::default();
        r.object(&["keyId", "keyUsage", "publicKey"], |r, name| {
            match name {
                "keyId" => draft.id = r.string()?.into_owned(),
                "keyUsage" => draft.usage = r.string()?.into_owned(),
                "publicKey" => draft.public_key(r)?,
                _ => r.unknown(Profile::Strict)?,
            }
            Ok::<(), Error>(())
        })?;
        if draft.usage != USAGE {
            return Ok(None);
        }
        let refuse = |reason| Error::BuildersConfig {
            place: place.clone(),
            reason,
        };
        if draft.id.is_empty() {
            return Err(refuse("a key has an id"));
        }
        let details = KeyDetails::from_name(&draft.details);
        let details = details.ok_or_else(|| refuse("the key details are not known"))?;
        let key = details
            .read_key(&draft.raw)
            .map_err(|_| refuse("the key cannot be read"))?;
        Ok(Some(NpmKey {
            id: draft.id,
            key,
            scheme: details.scheme(),
            start: draft.start,
            end: draft.end,
        }))
    }

    fn public_key(&mut self, r: &mut Reader<'_>) -> Result<(), Error> {
        r.object(&["rawBytes", "keyDetails", "validFor"], |r, name| {
            match name {
                "rawBytes" => {
                    let place = r.place();
                    let reason = "the key is not base64";
                    self.raw = base64::decode(&r.string()?, Form::Standard)
                        .map_err(|_| Error::BuildersConfig { place, reason })?;
                }
                "keyDetails" => self.details = r.string()?.into_owned(),
                "validFor" => r.object(&["start", "end"], |r, name| {
                    match name {
                        "start" => self.start = Some(time(r)?),
                        "end" => self.end = Some(time(r)?),
                        _ => r.unknown(Profile::Strict)?,
                    }
                    Ok::<(), Error>(())
                })?,
                _ => r.unknown(Profile::Strict)?,
            }
            Ok(())
        })
    }
}

fn time(r: &mut Reader<'_>) -> Result<Time, Error> {
    let place = r.place();
    let reason = "a time is of RFC 3339";
    Time::parse_rfc3339(&r.string()?).map_err(|_| Error::BuildersConfig { place, reason })
}
