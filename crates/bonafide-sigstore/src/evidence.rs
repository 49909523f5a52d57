//! What a verified bundle proves.

use bonafide_digest::Digest;
use bonafide_dsse::VerifiedStatement;
use bonafide_keys::{KeyKind, Scheme};
use bonafide_rekor::{VerifiedInclusion, VerifiedPromise};
use bonafide_report::{Escaped, Report, Time};
use bonafide_x509::{CertificateIdentity, VerifiedScts};
#[cfg(feature = "serde")]
use serde::ser::{Serialize, SerializeStruct as _, Serializer};

use crate::BundleVersion;

/// Evidence: somebody signed these digests, and logs and authorities vouch for when.
///
/// Only [`Verifier::verify`](crate::Verifier::verify) makes one; no field can be set from outside.
///
/// ```compile_fail
/// let forged = bonafide_sigstore::VerifiedBundle { ..Default::default() };
/// ```
#[derive(Clone, Debug)]
pub struct VerifiedBundle {
    #[cfg_attr(
        not(feature = "serde"),
        expect(
            dead_code,
            reason = "it is not signed, so it is written down and nobody may ask for it"
        )
    )]
    pub(crate) version: BundleVersion,
    pub(crate) signer: Signer,
    pub(crate) key_kind: KeyKind,
    pub(crate) key_material_id: [u8; 32],
    pub(crate) scheme: Scheme,
    pub(crate) times: Vec<TimeEvidence>,
    pub(crate) logs: Vec<LogEvidence>,
    pub(crate) scts: Option<VerifiedScts>,
    pub(crate) digests: Vec<Digest>,
    pub(crate) statement: Option<VerifiedStatement>,
    pub(crate) trusted_roots: Vec<[u8; 32]>,
    pub(crate) report: Report,
}

impl VerifiedBundle {
    /// Who signed.
    #[must_use]
    pub const fn signer(&self) -> &Signer {
        &self.signer
    }

    /// The kind of key that signed.
    #[must_use]
    pub const fn key_kind(&self) -> KeyKind {
        self.key_kind
    }

    /// What tells the key that signed from others, whether it came in a certificate or by itself:
    /// see [`material_id`](bonafide_keys::PublicKey::material_id).
    #[must_use]
    pub const fn key_material_id(&self) -> [u8; 32] {
        self.key_material_id
    }

    /// The scheme with which the signature verified.
    #[must_use]
    pub const fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// When it was signed, by every source that vouches for a time.
    #[must_use]
    pub fn times(&self) -> &[TimeEvidence] {
        &self.times
    }

    /// The log entries that vouch for the signature.
    #[must_use]
    pub fn logs(&self) -> &[LogEvidence] {
        &self.logs
    }

    /// When it was signed, by the earliest of the times that a log or an authority vouches for: what
    /// is too old by one of them is too old. `None` where nobody but the caller says when.
    #[must_use]
    pub fn signed_at(&self) -> Option<Time> {
        let is_vouched = |time: &&TimeEvidence| {
            matches!(
                time.source,
                TimeSource::Promise { .. } | TimeSource::Timestamp { .. }
            )
        };
        let vouched = self.times.iter().filter(is_vouched);
        vouched.map(TimeEvidence::time).min()
    }

    /// Whether logs vouch for it by promises alone, and none by a proof.
    #[must_use]
    pub fn is_promise_only(&self) -> bool {
        !self.logs.is_empty() && self.logs.iter().all(|log| log.inclusion.is_none())
    }

    /// The certificate timestamps, for a certificate that was asked for them.
    #[must_use]
    pub const fn certificate_timestamps(&self) -> Option<&VerifiedScts> {
        self.scts.as_ref()
    }

    /// The digests of the artifacts that were compared.
    #[must_use]
    pub fn digests(&self) -> &[Digest] {
        &self.digests
    }

    /// The statement that was signed, for a bundle with an envelope.
    #[must_use]
    pub const fn statement(&self) -> Option<&VerifiedStatement> {
        self.statement.as_ref()
    }

    /// SHA-256 of every trusted root that the verifier was built from.
    #[must_use]
    pub fn trusted_roots(&self) -> &[[u8; 32]] {
        &self.trusted_roots
    }

    /// Every check that ran, the notes and the options.
    #[must_use]
    pub const fn report(&self) -> &Report {
        &self.report
    }

    /// The evidence in short lines of name and value, for people. Values are escaped.
    #[must_use]
    pub fn summary(&self) -> Vec<(&'static str, String)> {
        let mut lines = Vec::new();
        match &self.signer {
            Signer::Certificate(identity) => {
                lines.push(("identity", Escaped(identity.san().value()).to_string()));
                if let Some(issuer) = identity.issuer() {
                    lines.push(("issuer", Escaped(issuer).to_string()));
                }
            }
            Signer::Key { id } => lines.push(("key", hex(id))),
        }
        for time in &self.times {
            lines.push(("signed at", format!("{} ({})", time.time, time.source)));
        }
        for log in &self.logs {
            lines.push(("log entry", log.to_string()));
        }
        for digest in &self.digests {
            lines.push(("artifact", digest.to_string()));
        }
        if let Some(statement) = &self.statement {
            let predicate = Escaped(statement.statement().predicate_type()).to_string();
            lines.push(("predicate", predicate));
        }
        lines
    }
}

#[cfg(feature = "serde")]
impl Serialize for VerifiedBundle {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("VerifiedBundle", 10)?;
        out.serialize_field("version", self.version.as_str())?;
        out.serialize_field("signer", &self.signer)?;
        out.serialize_field("key", &self.key_kind.to_string())?;
        out.serialize_field("scheme", &self.scheme.to_string())?;
        out.serialize_field("times", &self.times)?;
        out.serialize_field("logs", &self.logs)?;
        out.serialize_field("certificateTimestamps", &self.scts)?;
        let digests: Vec<String> = self.digests.iter().map(Digest::to_string).collect();
        out.serialize_field("digests", &digests)?;
        out.serialize_field("statement", &self.statement)?;
        let roots: Vec<String> = self.trusted_roots.iter().map(|root| hex(root)).collect();
        out.serialize_field("trustedRoots", &roots)?;
        out.end()
    }
}

/// Who signed.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Signer {
    /// The holder of an identity that a certificate authority had checked.
    Certificate(Box<CertificateIdentity>),
    /// The holder of a key that the caller trusts.
    Key {
        /// SHA-256 of the key's SubjectPublicKeyInfo.
        id: [u8; 32],
    },
}

impl Signer {
    /// The name in the certificate by which the signer was found to be the expected one, as it
    /// stands there; `None` for a key, which has no name.
    ///
    /// An issuer gives its names as it likes: compare it together with the [issuer](Self::issuer),
    /// and print the signer itself, which escapes it.
    #[must_use]
    pub fn identity(&self) -> Option<&str> {
        match self {
            Self::Certificate(identity) => Some(identity.san().value()),
            Self::Key { .. } => None,
        }
    }

    /// Who vouched for the name to the authority, as the certificate says; `None` for a key, and for
    /// a certificate that says nothing of it.
    #[must_use]
    pub fn issuer(&self) -> Option<&str> {
        match self {
            Self::Certificate(identity) => identity.issuer(),
            Self::Key { .. } => None,
        }
    }
}

/// One line for people: the name, escaped, and who vouched for it; or the key by its SHA-256.
impl core::fmt::Display for Signer {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Certificate(identity) => {
                write!(f, "{}", Escaped(identity.san().value()))?;
                match identity.issuer() {
                    Some(issuer) => write!(f, " (issuer {})", Escaped(issuer)),
                    None => Ok(()),
                }
            }
            Self::Key { id } => write!(f, "key sha256:{}", hex(id)),
        }
    }
}

#[cfg(feature = "serde")]
impl Serialize for Signer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Signer", 1)?;
        match self {
            Self::Certificate(identity) => out.serialize_field("certificate", identity)?,
            Self::Key { id } => out.serialize_field("keySha256", &hex(id))?,
        }
        out.end()
    }
}

/// One verified time and who vouches for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeEvidence {
    pub(crate) time: Time,
    pub(crate) source: TimeSource,
}

impl TimeEvidence {
    /// The time.
    #[must_use]
    pub const fn time(&self) -> Time {
        self.time
    }

    /// Who vouches for it.
    #[must_use]
    pub const fn source(&self) -> &TimeSource {
        &self.source
    }
}

#[cfg(feature = "serde")]
impl Serialize for TimeEvidence {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("TimeEvidence", 2)?;
        out.serialize_field("time", &self.time)?;
        out.serialize_field("source", &self.source.to_string())?;
        out.end()
    }
}

/// Who vouches for a time.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TimeSource {
    /// A transparency log, by a signed entry timestamp.
    Promise {
        /// The URL of the log, from the trusted root.
        log: String,
    },
    /// A timestamp authority, by an RFC 3161 timestamp.
    Timestamp {
        /// The URI of the authority, from the trusted root.
        authority: String,
    },
    /// The caller, by the option of that name.
    Caller,
    /// The evaluation time, by the option of that name.
    CurrentTime,
    /// Nobody: it is when the certificate began. No bundle has it, only what is
    /// [unlogged](crate::VerifiedUnlogged).
    NotBefore,
}

impl core::fmt::Display for TimeSource {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let name = |f: &mut core::fmt::Formatter<'_>, what: &str, who: &str| {
            write!(f, "{what} {}", Escaped(who))
        };
        match self {
            Self::Promise { log } => name(f, "log", log),
            Self::Timestamp { authority } => name(f, "timestamp authority", authority),
            Self::Caller => f.write_str("caller"),
            Self::CurrentTime => f.write_str("evaluation time"),
            Self::NotBefore => f.write_str("start of the certificate"),
        }
    }
}

/// What one transparency log vouches for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogEvidence {
    pub(crate) entry: usize,
    pub(crate) url: String,
    pub(crate) promise: Option<VerifiedPromise>,
    pub(crate) inclusion: Option<VerifiedInclusion>,
}

impl LogEvidence {
    /// Which entry of the bundle this is, from 0.
    #[must_use]
    pub const fn entry(&self) -> usize {
        self.entry
    }

    /// The URL of the log, from the trusted root.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// That the log promised to include the entry, and since when.
    #[must_use]
    pub const fn promise(&self) -> Option<&VerifiedPromise> {
        self.promise.as_ref()
    }

    /// That the log did include it. `None` only under `allow_promise_only`.
    #[must_use]
    pub const fn inclusion(&self) -> Option<&VerifiedInclusion> {
        self.inclusion.as_ref()
    }
}

impl core::fmt::Display for LogEvidence {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{}", Escaped(&self.url))?;
        if let Some(promise) = &self.promise {
            write!(f, " index {}", promise.log_index())?;
        }
        match &self.inclusion {
            Some(proof) => write!(f, ", leaf {} of {}", proof.index(), proof.size()),
            None => f.write_str(", promise only"),
        }
    }
}

#[cfg(feature = "serde")]
impl Serialize for LogEvidence {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("LogEvidence", 4)?;
        out.serialize_field("entry", &self.entry)?;
        out.serialize_field("url", &self.url)?;
        out.serialize_field("promise", &self.promise)?;
        out.serialize_field("inclusion", &self.inclusion)?;
        out.end()
    }
}

fn hex(bytes: &[u8]) -> String {
    bonafide_digest::hex::encode(bytes)
}
