//! Signed entry timestamps: the promise of a v1 log to have the entry, and since when.

use bonafide_digest::hex;
use bonafide_json::base64;
use bonafide_keys::{Backend, Message};
use bonafide_report::{Budget, Time};
#[cfg(feature = "serde")]
use serde::ser::{Serialize, SerializeStruct as _, Serializer};

use crate::{Error, Generation, LogEntry, LogKey};

/// The greatest integer that RFC 8785 writes exactly.
const LARGEST_INTEGER: u64 = (1 << 53) - 1;

/// Verifies the signed entry timestamp of `entry` with the key of `log`.
///
/// Costs one signature check over the body in base64.
///
/// # Errors
/// - [`Error::SetForm`] when the entry has no promise or no time, is of a v2 log, or has a time
///   after the year 9999 or an index above 2^53 - 1;
/// - [`Error::UnknownLog`] when the entry does not name `log`;
/// - [`Error::SetSignature`] when the signature does not verify;
/// - [`Error::KeyValidity`] when the key was not trusted at the time that the log signed;
/// - [`Error::Budget`], [`Error::Key`].
///
/// # Specification
/// Rekor, signed entry timestamp: RFC 8785 JSON of body, time, log id and index.
pub fn verify(
    entry: &LogEntry,
    log: &LogKey,
    backend: &dyn Backend,
    budget: &mut Budget,
) -> Result<VerifiedPromise, Error> {
    let malformed = |reason| Error::SetForm { reason };
    let promise = entry.promise().ok_or(malformed("there is none"))?;
    if entry.generation() == Generation::V2 {
        return Err(malformed("entries of a v2 log have none"));
    }
    let seconds = entry
        .integrated_time()
        .ok_or(malformed("the entry has no time"))?;
    let time = i64::try_from(seconds)
        .ok()
        .and_then(Time::from_unix)
        .ok_or(malformed("the time is after the year 9999"))?;
    if entry.log_index() > LARGEST_INTEGER {
        return Err(malformed("the index is above 2^53 - 1"));
    }
    if !log.is_named_by(entry) {
        return Err(Error::UnknownLog {});
    }
    let payload = payload(entry, seconds);
    log.key()
        .verify(
            backend,
            log.scheme(),
            Message::Parts(&[payload.as_bytes()]),
            promise,
            budget,
        )
        .map_err(|cause| Error::of_key(cause, |cause| Error::SetSignature { cause }))?;
    log.check_time(time)?;
    Ok(VerifiedPromise {
        log_id: log.log_id(),
        operator: log.operator().map(str::to_owned),
        log_index: entry.log_index(),
        time,
    })
}

/// What the log signed: canonical JSON, in which base64 and hexadecimal need no escapes.
fn payload(entry: &LogEntry, seconds: u64) -> String {
    format!(
        r#"{{"body":"{}","integratedTime":{seconds},"logID":"{}","logIndex":{}}}"#,
        base64::encode(entry.body()),
        hex::encode(entry.log_id()),
        entry.log_index(),
    )
}

/// A promise that was verified: the log had the entry at that time.
///
/// Only verification makes one:
///
/// ```compile_fail,E0616
/// use bonafide_rekor::VerifiedPromise;
/// fn postdate(promise: &mut VerifiedPromise, time: bonafide_report::Time) {
///     promise.time = time;
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedPromise {
    log_id: Vec<u8>,
    operator: Option<String>,
    log_index: u64,
    time: Time,
}

impl VerifiedPromise {
    /// The id of the log that promised.
    #[must_use]
    pub fn log_id(&self) -> &[u8] {
        &self.log_id
    }

    /// Who runs the log, if the trust material says so.
    #[must_use]
    pub fn operator(&self) -> Option<&str> {
        self.operator.as_deref()
    }

    /// The index of the entry in the log as a whole.
    #[must_use]
    pub const fn log_index(&self) -> u64 {
        self.log_index
    }

    /// When the log had the entry.
    #[must_use]
    pub const fn time(&self) -> Time {
        self.time
    }
}

#[cfg(feature = "serde")]
impl Serialize for VerifiedPromise {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("VerifiedPromise", 4)?;
        out.serialize_field("logId", &hex::encode(&self.log_id))?;
        out.serialize_field("operator", &self.operator)?;
        out.serialize_field("logIndex", &self.log_index)?;
        out.serialize_field("time", &self.time)?;
        out.end()
    }
}
