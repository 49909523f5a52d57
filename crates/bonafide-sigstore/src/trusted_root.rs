//! Trusted roots: who is believed, and when.

mod by_hand;
mod read;

use bonafide_report::{Finding, Place, Time};

use crate::{Error, Limits};

/// A trusted root as it was read: logs, authorities and their windows, not judged yet.
///
/// Reading decides about the document. Whether one *instance* (a log, an authority) is usable is
/// decided when a [`Verifier`](crate::Verifier) is built from it: an unusable one is noted and left
/// aside, it never voids the others and is never trusted.
///
/// ```
/// # #[cfg(feature = "public-good")] {
/// use bonafide_sigstore::TrustedRoot;
/// let root = TrustedRoot::public_good()?;
/// assert_eq!(root.transparency_logs()[0].base_url(), "https://rekor.sigstore.dev");
/// # }
/// # Ok::<(), bonafide_sigstore::Error>(())
/// ```
///
/// # Specification
/// Sigstore protobuf-specs, `TrustedRoot`.
#[derive(Clone, Debug)]
pub struct TrustedRoot {
    sha256: [u8; 32],
    transparency_logs: Vec<LogInstance>,
    certificate_authorities: Vec<AuthorityInstance>,
    ct_logs: Vec<LogInstance>,
    timestamp_authorities: Vec<AuthorityInstance>,
    notes: Vec<Finding>,
}

/// The day on which the embedded public-good trusted root was current.
pub const PUBLIC_GOOD_DATE: &str = "2026-11-21";

impl TrustedRoot {
    /// Reads a trusted root of version 0.1 or 0.2 with the default limits.
    ///
    /// # Errors
    /// `trustroot.parse` for a document that is not one, `limit.exceeded` for one that is too
    /// large. [`Error::OtherFormat`] with the first of these codes for what looks like a bundle or
    /// an attestation.
    pub fn parse(bytes: &[u8]) -> Result<Self, Error> {
        Self::parse_with(bytes, &Limits::default())
    }

    /// Reads a trusted root with other limits.
    ///
    /// # Errors
    /// As [`TrustedRoot::parse`].
    pub fn parse_with(bytes: &[u8], limits: &Limits) -> Result<Self, Error> {
        read::trusted_root(bytes, limits)
    }

    /// The trusted root of the public-good instance as it was on [`PUBLIC_GOOD_DATE`].
    ///
    /// Roots are rotated: a bundle of a later log needs a later root, which the caller supplies.
    ///
    /// # Errors
    /// None in practice: the tests read this data.
    #[cfg(feature = "public-good")]
    pub fn public_good() -> Result<Self, Error> {
        Self::parse(include_bytes!("../data/public-good.json"))
    }

    /// The trusted root of the staging instance, for tests of producers.
    ///
    /// # Errors
    /// None in practice: the tests read this data.
    #[cfg(feature = "staging")]
    pub fn staging() -> Result<Self, Error> {
        Self::parse(include_bytes!("../data/staging.json"))
    }

    /// SHA-256 of the document, to name the trust that was used.
    #[must_use]
    pub const fn sha256(&self) -> &[u8; 32] {
        &self.sha256
    }

    /// Transparency logs, in document order.
    #[must_use]
    pub fn transparency_logs(&self) -> &[LogInstance] {
        &self.transparency_logs
    }

    /// Certificate authorities, in document order.
    #[must_use]
    pub fn certificate_authorities(&self) -> &[AuthorityInstance] {
        &self.certificate_authorities
    }

    /// Certificate transparency logs, in document order.
    #[must_use]
    pub fn ct_logs(&self) -> &[LogInstance] {
        &self.ct_logs
    }

    /// Timestamp authorities, in document order.
    #[must_use]
    pub fn timestamp_authorities(&self) -> &[AuthorityInstance] {
        &self.timestamp_authorities
    }

    /// What was read and ignored.
    #[must_use]
    pub fn notes(&self) -> &[Finding] {
        &self.notes
    }
}

/// One log of a trusted root: a transparency log or a certificate transparency log.
#[derive(Clone, Debug)]
pub struct LogInstance {
    pub(crate) place: Place,
    pub(crate) base_url: String,
    pub(crate) hash_algorithm: String,
    pub(crate) raw_key: Vec<u8>,
    pub(crate) key_details: String,
    pub(crate) valid_for: ValidFor,
    pub(crate) log_id: Vec<u8>,
    pub(crate) checkpoint_key_id: Option<Vec<u8>>,
    pub(crate) operator: Option<String>,
}

impl LogInstance {
    /// The URL of the log.
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// The id that the document states.
    #[must_use]
    pub fn log_id(&self) -> &[u8] {
        &self.log_id
    }

    /// Who runs the log, if the document says so (version 0.2).
    #[must_use]
    pub fn operator(&self) -> Option<&str> {
        self.operator.as_deref()
    }

    /// The name of key type and scheme in the Sigstore algorithm registry.
    #[must_use]
    pub fn key_details(&self) -> &str {
        &self.key_details
    }

    /// When the key is trusted, as stated.
    #[must_use]
    pub const fn valid_for(&self) -> ValidFor {
        self.valid_for
    }
}

/// One authority of a trusted root: of certificates or of timestamps.
#[derive(Clone, Debug)]
pub struct AuthorityInstance {
    pub(crate) place: Place,
    pub(crate) uri: String,
    pub(crate) chain: Vec<Vec<u8>>,
    pub(crate) valid_for: ValidFor,
    pub(crate) operator: Option<String>,
}

impl AuthorityInstance {
    /// The URI of the authority.
    #[must_use]
    pub fn uri(&self) -> &str {
        &self.uri
    }

    /// The DER certificates, the anchor last.
    #[must_use]
    pub fn chain(&self) -> &[Vec<u8>] {
        &self.chain
    }

    /// Who runs the authority, if the document says so (version 0.2).
    #[must_use]
    pub fn operator(&self) -> Option<&str> {
        self.operator.as_deref()
    }

    /// When the authority is trusted, as stated.
    #[must_use]
    pub const fn valid_for(&self) -> ValidFor {
        self.valid_for
    }
}

/// A window as a trusted root states it: both ends included, either may be missing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ValidFor {
    pub(crate) start: Option<Time>,
    pub(crate) end: Option<Time>,
}

impl ValidFor {
    /// The first instant. An instance without one is unusable.
    #[must_use]
    pub const fn start(&self) -> Option<Time> {
        self.start
    }

    /// The last instant.
    #[must_use]
    pub const fn end(&self) -> Option<Time> {
        self.end
    }
}
