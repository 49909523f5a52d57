//! Limits of parsing, and what a verification may accept.

/// Bounds on one response, checked before the part that they bound is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseOptions {
    pub(crate) bytes: usize,
    pub(crate) certificates: usize,
    pub(crate) certificate: bonafide_x509::ParseOptions,
}

impl Default for ParseOptions {
    /// 64 KiB, ten certificates.
    fn default() -> Self {
        Self {
            bytes: 64 * 1024,
            certificates: 10,
            certificate: bonafide_x509::ParseOptions::default(),
        }
    }
}

impl ParseOptions {
    /// The bytes that one response may have.
    #[must_use]
    pub const fn with_bytes(mut self, most: usize) -> Self {
        self.bytes = most;
        self
    }

    /// The certificates that one token may bring along.
    #[must_use]
    pub const fn with_certificates(mut self, most: usize) -> Self {
        self.certificates = most;
        self
    }

    /// The bounds on each of these certificates.
    #[must_use]
    pub fn with_certificate_options(mut self, options: bonafide_x509::ParseOptions) -> Self {
        self.certificate = options;
        self
    }
}

/// What a verification wants and accepts. The default is strict and wants no particular policy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VerifyOptions {
    pub(crate) noncritical_eku: bool,
    pub(crate) policy: Option<String>,
}

impl VerifyOptions {
    /// Accepts an authority whose extended key usage is not critical, against RFC 3161 section 2.3;
    /// for old private authorities.
    #[must_use]
    pub const fn with_noncritical_eku(mut self, accepted: bool) -> Self {
        self.noncritical_eku = accepted;
        self
    }

    /// Wants the timestamp made under exactly this policy (a dotted object identifier).
    #[must_use]
    pub fn with_policy(mut self, oid: impl Into<String>) -> Self {
        self.policy = Some(oid.into());
        self
    }
}
