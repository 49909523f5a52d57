//! Whose signatures over models are accepted.

#![cfg(feature = "oms")]

mod certificate;
mod key;

use bonafide_report::Time;
use bonafide_x509::{Authority, ExpectedIdentity};

use crate::Method;
pub use certificate::{CertificateTrust, ExpectedSigner};
pub(crate) use certificate::{fingerprint, key_fingerprint};
pub use key::VerificationKey;
#[cfg(feature = "sign")]
pub(crate) use key::hint;
pub(crate) use key::{check_kind, hash_of};

/// Whose signatures are accepted: by keys, by certificates, or by an identity of a Sigstore
/// instance. Nothing is trusted that is not named here.
///
/// # Specification
/// models PRI-2, PRI-3, section 9.
#[derive(Debug)]
pub struct Trust {
    pub(crate) signers: Signers,
    pub(crate) timestamps: Timestamps,
}

#[derive(Debug)]
pub(crate) enum Signers {
    Keys(Vec<VerificationKey>),
    Certificates(Box<CertificateTrust>),
    Sigstore(Box<Sigstore>),
}

/// A Sigstore instance and who must have signed.
#[derive(Debug)]
pub(crate) struct Sigstore {
    pub(crate) verifier: bonafide_sigstore::Verifier,
    pub(crate) policy: bonafide_sigstore::Policy,
}

/// Which timestamps count, and whether one is needed.
#[derive(Debug, Default)]
pub(crate) struct Timestamps {
    pub(crate) authorities: Vec<Authority>,
    pub(crate) is_required: bool,
    /// How many seconds before the evaluation time one may lie that stands in for it.
    pub(crate) age: Option<i64>,
}

impl Timestamps {
    /// Whether a timestamp of `time` is recent enough at `now`.
    pub(crate) fn is_recent(&self, time: Time, now: Time) -> bool {
        let Some(age) = self.age else {
            return true;
        };
        time.checked_add_seconds(age).is_none_or(|end| now <= end)
    }
}

impl Trust {
    /// Signatures by any of these keys.
    #[must_use]
    pub fn keys(keys: Vec<VerificationKey>) -> Self {
        Self::of(Signers::Keys(keys))
    }

    /// Signatures by certificates.
    #[must_use]
    pub fn certificates(certificates: CertificateTrust) -> Self {
        Self::of(Signers::Certificates(Box::new(certificates)))
    }

    /// Signatures by an identity that `verifier` verifies under its trusted roots: a log entry,
    /// a certificate timestamp and a trusted time are needed. An identity that is anybody is
    /// refused when the verifier of models is built.
    #[must_use]
    pub fn sigstore(
        verifier: bonafide_sigstore::Verifier,
        identity: impl Into<ExpectedIdentity>,
    ) -> Self {
        // The subject of a model signature is no artifact but its own list.
        let policy = bonafide_sigstore::Policy::identity(identity).subjects_left_to_caller();
        Self::of(Signers::Sigstore(Box::new(Sigstore { verifier, policy })))
    }

    const fn of(signers: Signers) -> Self {
        Self {
            signers,
            timestamps: Timestamps {
                authorities: Vec::new(),
                is_required: false,
                age: None,
            },
        }
    }

    /// Trusts the timestamps (RFC 3161) of this authority for keys and certificates.
    #[must_use]
    pub fn with_timestamp_authority(mut self, authority: Authority) -> Self {
        self.timestamps.authorities.push(authority);
        self
    }

    /// Wants a verified timestamp, whatever the evaluation time.
    #[must_use]
    pub const fn require_timestamp(mut self) -> Self {
        self.timestamps.is_required = true;
        self
    }

    /// How many seconds before the evaluation time a timestamp may lie that stands in for it where a
    /// certificate has expired since; without bound unless set.
    #[must_use]
    pub const fn with_timestamp_age(mut self, seconds: u32) -> Self {
        self.timestamps.age = Some(widen(seconds));
        self
    }

    /// The one method whose signatures are accepted.
    #[must_use]
    pub const fn method(&self) -> Method {
        match self.signers {
            Signers::Keys(_) => Method::Key,
            Signers::Certificates(_) => Method::Certificate,
            Signers::Sigstore(_) => Method::Sigstore,
        }
    }
}

#[expect(clippy::as_conversions, reason = "there is no const widening but this")]
const fn widen(seconds: u32) -> i64 {
    seconds as i64
}
