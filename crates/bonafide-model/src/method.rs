//! The ways in which a model is signed.

#![cfg(feature = "oms")]

use core::fmt;

/// How a model was signed. Which one is wanted is for the trust to say, never for the bundle.
///
/// # Specification
/// OMS section 4.1; models PRI-3.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "closed by OMS section 4.1")]
pub enum Method {
    /// By a key that the verifier knows.
    Key,
    /// By a certificate under an anchor that the verifier knows.
    Certificate,
    /// By an identity, with a certificate of a Sigstore instance and a log entry.
    Sigstore,
}

impl Method {
    /// The stable name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Key => "key",
            Self::Certificate => "certificate",
            Self::Sigstore => "sigstore",
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
