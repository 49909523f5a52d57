//! What the npm registry signs.

use bonafide_dsse::Statement;
use bonafide_json::base64::{self, Form};
use bonafide_json::{Limits, Profile, Reader};
use bonafide_keys::{KeyDetails, PublicKey, Scheme};
use bonafide_report::{Check, Coded as _, Finding, Place, Report, Time};
use bonafide_sigstore::{Bundle, Request, TrustedKey};
use bonafide_slsa::{Attestation, Authenticity, Error, Signer};

use super::judge::{Judge, Judged, verified_bundle};
use super::signed::{failed_with, refused};

/// The usage of the keys that sign attestations. The registry signs tarballs with others, which may
/// be the same.
const USAGE: &str = "npm:attestations";
const PUBLISH: &str = "https://github.com/npm/attestation/tree/main/specs/publish/v0.1";
const PROVENANCE: &str = "https://slsa.dev/provenance/";

/// The keys with which an npm registry signs attestations, and when each is valid.
#[derive(Clone, Debug, Default)]
pub struct NpmKeys {
    keys: Vec<NpmKey>,
}

#[derive(Clone, Debug)]
struct NpmKey {
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
    pub(super) fn has(&self, hint: &str) -> bool {
        self.keys.iter().any(|key| key.id == hint)
    }

    /// Verifies a bundle by the keys of this id, and that one of them was valid when it was signed.
    pub(super) fn judge(
        &self,
        judge: &Judge<'_>,
        bundle: &Bundle,
        hint: &str,
        statement: Option<Statement>,
    ) -> Judged {
        let named = || self.keys.iter().filter(|key| key.id == hint);
        // When it is valid is judged afterwards, so that the two failures are told apart.
        let keys = named().map(|key| {
            let trusted = TrustedKey::new(key.key.clone()).with_scheme(key.scheme);
            trusted.with_hint(hint)
        });
        let policy = judge.reader.key_policy(keys);
        let request = Request::of_statement(&policy, judge.now);
        let verified = match judge.reader.verifier.verify(bundle, &request) {
            Ok(verified) => verified,
            Err(refusal) => return refused(statement, &refusal),
        };
        let times: Vec<Time> = verified.times().iter().map(|time| time.time()).collect();
        let signed = |key: &&NpmKey| match verified.signer() {
            bonafide_sigstore::Signer::Key { id } => key.key.id() == *id,
            _ => false,
        };
        let check = "npm/key-validity";
        if times.is_empty() || !named().filter(signed).any(|key| key.is_valid_at(&times)) {
            let key = bonafide_report::Escaped(hint).to_string();
            let error = Error::NpmKeyValidity { key };
            let mut report: Report = verified.report().clone();
            report.push(Check::fail(check, &error));
            return failed_with(statement, error.to_finding(), report);
        }
        match verified_bundle(&verified, |_| Some(hint.to_owned())) {
            Judged::Attestation(attestation, mut report) => {
                report.push(Check::pass(check, "the key was valid when it signed"));
                Judged::Attestation(attestation, report)
            }
            ignored @ Judged::Ignored(_) => ignored,
        }
    }
}

impl NpmKey {
    /// Whether it was valid at each of these times.
    fn is_valid_at(&self, times: &[Time]) -> bool {
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

/// What is what in the attestations of a package: that it was published, as the registry says, and
/// how it was built.
#[derive(Clone, Debug, Default)]
pub struct NpmSet {
    publish: Vec<Entry>,
    provenance: Vec<Entry>,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    index: usize,
    /// Verified, by the kind of signer that it must have.
    is_good: bool,
}

impl NpmSet {
    /// The indices of the publish attestation and of the provenance, where there is exactly one of
    /// each: that one verified, the former by a key of the registry and the latter by a certificate.
    #[must_use]
    pub fn pair(&self) -> Option<(usize, usize)> {
        match (self.publish.as_slice(), self.provenance.as_slice()) {
            ([publish], [provenance]) if publish.is_good && provenance.is_good => {
                Some((publish.index, provenance.index))
            }
            _ => None,
        }
    }

    pub(super) fn note(&mut self, index: usize, attestation: &Attestation) {
        let Ok(statement) = attestation.untrusted() else {
            return;
        };
        let signer = match attestation.authenticity() {
            Authenticity::Verified(signing) => Some(signing.signer()),
            _ => None,
        };
        if statement.predicate_type() == PUBLISH {
            let is_good = matches!(signer, Some(Signer::Key { .. }));
            self.publish.push(Entry { index, is_good });
        } else if statement.predicate_type().starts_with(PROVENANCE) {
            let is_good = matches!(signer, Some(Signer::Certificate(_)));
            self.provenance.push(Entry { index, is_good });
        }
    }

    pub(super) fn findings(&self) -> Option<Finding> {
        let lacking = Error::Shape {
            place: Place::root().member("attestations"),
            reason: "there is not exactly one publish attestation by the registry, and exactly \
                     one provenance by a certificate, both verified",
        };
        self.pair().is_none().then(|| lacking.to_finding())
    }
}
