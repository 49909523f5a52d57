//! Digests of files.

use bonafide_digest::{Algorithm, Digest};
use bonafide_report::registry::{LOCK_ALGORITHM, LOCK_MALFORMED};
use bonafide_report::{Code, Escaped};

/// A digest of a file that a requirement allows.
///
/// # Specification
/// models REQ-2.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hash {
    algorithm: Algorithm,
    value: String,
}

impl Hash {
    /// SHA-256, SHA-384 or SHA-512.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The digest in lower-case hexadecimal.
    #[must_use]
    pub fn value(&self) -> &str {
        &self.value
    }

    /// Reads `algorithm:hexadecimal`.
    pub(super) fn parse(text: &str) -> Result<Self, (Code, String)> {
        let Some((name, value)) = text.split_once(':') else {
            return Err((LOCK_MALFORMED, "a hash names no algorithm".to_owned()));
        };
        Self::new(name, value)
    }

    pub(super) fn new(name: &str, value: &str) -> Result<Self, (Code, String)> {
        let algorithm = match name {
            "sha256" => Algorithm::Sha256,
            "sha384" => Algorithm::Sha384,
            "sha512" => Algorithm::Sha512,
            _ => {
                let message = format!("hashes by {} do not count", Escaped(name));
                return Err((LOCK_ALGORITHM, message));
            }
        };
        let value = value.to_ascii_lowercase();
        if Digest::from_hex(algorithm, &value).is_err() {
            let message = format!("a hash is none that {name} gives");
            return Err((LOCK_MALFORMED, message));
        }
        Ok(Self { algorithm, value })
    }
}
