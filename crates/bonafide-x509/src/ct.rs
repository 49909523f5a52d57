//! Verification of certificate timestamps.

use bonafide_digest::{Algorithm, hex};
use bonafide_keys::{Backend, KeyKind, PublicKey, Scheme};
use bonafide_report::{Budget, Finding, Place, Time, Window, registry};
#[cfg(feature = "serde")]
use serde::ser::{Serialize, SerializeStruct as _, Serializer};

use crate::certificate::Certificate;
use crate::precertificate::Precertificate;
use crate::{Error, Sct, VerifiedPath};

/// A trusted certificate transparency log.
#[derive(Clone, Debug)]
pub struct CtLog {
    key: PublicKey,
    window: Window,
    operator: Option<String>,
}

impl CtLog {
    /// A log with this key, trusted for timestamps within `window`. Logs of one `operator` count
    /// once.
    #[must_use]
    pub const fn new(key: PublicKey, window: Window, operator: Option<String>) -> Self {
        Self {
            key,
            window,
            operator,
        }
    }

    /// The SHA-256 of the log's SubjectPublicKeyInfo.
    #[must_use]
    pub fn id(&self) -> [u8; 32] {
        self.key.id()
    }

    /// Who runs the log, if the trusted root says so.
    #[must_use]
    pub fn operator(&self) -> Option<&str> {
        self.operator.as_deref()
    }

    /// When the log is trusted.
    #[must_use]
    pub const fn window(&self) -> Window {
        self.window
    }

    /// Whether the two count as one.
    fn is_same_party(&self, other: &Self) -> bool {
        self.id() == other.id() || (self.operator.is_some() && self.operator == other.operator)
    }
}

/// What is asked of certificate timestamps.
#[derive(Clone, Debug)]
pub struct SctOptions {
    now: Option<Time>,
    threshold: usize,
    ed25519: bool,
}

impl SctOptions {
    /// One log must vouch; `now` is the evaluation time, and a timestamp more than five minutes
    /// later is refused.
    #[must_use]
    pub const fn new(now: Time) -> Self {
        Self {
            now: Some(now),
            threshold: 1,
            ed25519: false,
        }
    }

    /// How many distinct logs (operators, where known) must vouch. With 0 (private instances
    /// without a log) none need to; timestamps of trusted logs are verified even so.
    #[must_use]
    pub const fn with_threshold(mut self, least: usize) -> Self {
        self.threshold = least;
        self
    }

    /// Accepts Ed25519 logs, which RFC 6962 does not know.
    #[must_use]
    pub const fn with_ed25519(mut self) -> Self {
        self.ed25519 = true;
        self
    }

    /// Does not compare timestamps with the evaluation time, for replays at an earlier time.
    #[must_use]
    pub const fn with_future_timestamps(mut self) -> Self {
        self.now = None;
        self
    }
}

/// How far a timestamp may lie after the evaluation time: clocks differ.
const TOLERANCE_SECONDS: i64 = 300;

/// Verifies the timestamps that the leaf of a verified path embeds.
///
/// Timestamps of unknown logs are skipped with a note. One of a trusted log must verify with that
/// log's key, lie in its window and not after the leaf's validity. Costs a signature check for
/// each timestamp of a trusted log.
///
/// # Errors
/// [`Error::SctParse`] and [`Error::Limit`] as for [`Sct::list_of`] (and for the budget),
/// [`Error::SctMissing`], [`Error::SctInvalid`] for the first timestamp of a trusted log that does
/// not hold, [`Error::SctThreshold`].
///
/// # Specification
/// RFC 6962 sections 3.2 and 3.3. Stricter: a timestamp after the leaf's notAfter is refused.
pub fn verify_scts(
    path: &VerifiedPath,
    logs: &[CtLog],
    options: &SctOptions,
    backend: &dyn Backend,
    budget: &mut Budget,
) -> Result<VerifiedScts, Error> {
    let Some(list) = Sct::list_of(path.leaf())? else {
        return VerifiedScts::none(options);
    };
    let precertificate = Precertificate::of(path).ok_or(Error::SctParse {
        what: "the certificate cannot be written without it",
    })?;
    let (mut verified, mut notes) = (Vec::new(), Vec::new());
    let mut parties: Vec<&CtLog> = Vec::new();
    for (index, sct) in list.iter().enumerate() {
        let invalid = |what| Error::SctInvalid { index, what };
        let mut known = logs
            .iter()
            .filter(|log| log.id() == sct.log_id())
            .peekable();
        if known.peek().is_none() {
            notes.push(unknown_log(index, sct));
            continue;
        }
        // One key may be listed with several windows.
        let log = known
            .find(|log| log.window.contains(sct.timestamp()))
            .ok_or(invalid("it lies outside the window of the log's key"))?;
        check_time(sct, path.leaf(), options).map_err(invalid)?;
        let scheme = scheme(sct, log.key.kind(), options).map_err(invalid)?;
        precertificate
            .verify(sct, (&log.key, scheme), backend, budget)
            .map_err(|error| match error {
                bonafide_keys::Error::Limit { cause } => cause.into(),
                cause @ bonafide_keys::Error::Backend { .. } => Error::Backend {
                    place: Place::root().member("scts").index(index),
                    cause: Box::new(cause),
                },
                _ => invalid("its signature does not verify"),
            })?;
        if !parties.iter().any(|party| party.is_same_party(log)) {
            parties.push(log);
        }
        verified.push(VerifiedSct {
            log_id: sct.log_id(),
            operator: log.operator.clone(),
            timestamp: sct.timestamp(),
        });
    }
    if parties.len() < options.threshold {
        return Err(Error::SctThreshold {
            wanted: options.threshold,
            found: parties.len(),
        });
    }
    Ok(VerifiedScts {
        list: verified,
        parties: parties.len(),
        notes,
    })
}

/// The timestamps that vouch for a leaf.
///
/// ```compile_fail,E0451
/// let scts = bonafide_x509::VerifiedScts { parties: 1 };
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedScts {
    list: Vec<VerifiedSct>,
    parties: usize,
    notes: Vec<Finding>,
}

impl VerifiedScts {
    /// What a leaf without timestamps amounts to.
    const fn none(options: &SctOptions) -> Result<Self, Error> {
        if options.threshold > 0 {
            return Err(Error::SctMissing {});
        }
        Ok(Self {
            list: Vec::new(),
            parties: 0,
            notes: Vec::new(),
        })
    }

    /// The timestamps that verified, in the order of the certificate.
    #[must_use]
    pub fn list(&self) -> &[VerifiedSct] {
        &self.list
    }

    /// How many distinct logs, or operators where they are known, vouch.
    #[must_use]
    pub const fn parties(&self) -> usize {
        self.parties
    }

    /// Timestamps of unknown logs, which were skipped.
    #[must_use]
    pub fn notes(&self) -> &[Finding] {
        &self.notes
    }
}

#[cfg(feature = "serde")]
impl Serialize for VerifiedScts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("VerifiedScts", 2)?;
        out.serialize_field("timestamps", &self.list)?;
        out.serialize_field("parties", &self.parties)?;
        out.end()
    }
}

/// One timestamp that verified.
///
/// ```compile_fail,E0451
/// let sct = bonafide_x509::VerifiedSct { log_id: [0; 32] };
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedSct {
    log_id: [u8; 32],
    operator: Option<String>,
    timestamp: Time,
}

impl VerifiedSct {
    /// The id of the log.
    #[must_use]
    pub const fn log_id(&self) -> [u8; 32] {
        self.log_id
    }

    /// Who runs the log, if the trusted root says so.
    #[must_use]
    pub fn operator(&self) -> Option<&str> {
        self.operator.as_deref()
    }

    /// When the log promised to include the certificate.
    #[must_use]
    pub const fn timestamp(&self) -> Time {
        self.timestamp
    }
}

#[cfg(feature = "serde")]
impl Serialize for VerifiedSct {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("VerifiedSct", 3)?;
        out.serialize_field("logId", &hex::encode(&self.log_id))?;
        out.serialize_field("operator", &self.operator)?;
        out.serialize_field("timestamp", &self.timestamp)?;
        out.end()
    }
}

fn unknown_log(index: usize, sct: &Sct) -> Finding {
    Finding::new(
        registry::NOTE_UNKNOWN_SCT,
        Place::root().member("scts").index(index),
        format!("no trusted log has the id {}", hex::encode(&sct.log_id())),
    )
}

fn check_time(sct: &Sct, leaf: &Certificate, options: &SctOptions) -> Result<(), &'static str> {
    if sct.timestamp() > leaf.not_after() {
        return Err("it is later than the validity of the certificate");
    }
    let latest = options
        .now
        .and_then(|now| now.checked_add_seconds(TOLERANCE_SECONDS));
    if latest.is_some_and(|latest| sct.timestamp() > latest) {
        return Err("it lies in the future");
    }
    Ok(())
}

/// The scheme that the timestamp states, if the log's key can have signed so.
fn scheme(sct: &Sct, kind: KeyKind, options: &SctOptions) -> Result<Scheme, &'static str> {
    let scheme = match (sct.algorithm, kind) {
        ([4, 3], KeyKind::EcdsaP256 | KeyKind::EcdsaP384) => Scheme::Ecdsa(Algorithm::Sha256),
        ([4, 1], KeyKind::Rsa { .. }) => Scheme::RsaPkcs1(Algorithm::Sha256),
        ([8, 7], KeyKind::Ed25519) if options.ed25519 => Scheme::Ed25519,
        _ => return Err("its algorithm is not accepted or not that of the log's key"),
    };
    Ok(scheme)
}
