//! Kinds of keys, and the signature schemes that fit them.

use core::fmt;

use bonafide_digest::Algorithm;

/// What kind of key it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum KeyKind {
    /// ECDSA on NIST P-256.
    EcdsaP256,
    /// ECDSA on NIST P-384.
    EcdsaP384,
    /// ECDSA on NIST P-521.
    EcdsaP521,
    /// Ed25519, pure or prehashed.
    Ed25519,
    /// RSA.
    Rsa {
        /// Length of the modulus in bits.
        bits: u32,
    },
}

impl KeyKind {
    /// The scheme that signs with such a key unless something else is declared: ECDSA with the
    /// hash of the curve's size, pure Ed25519, RSA PKCS#1 v1.5 with SHA-256.
    ///
    /// # Specification
    /// Sigstore algorithm registry.
    #[must_use]
    pub const fn default_scheme(self) -> Scheme {
        match self {
            Self::EcdsaP256 => Scheme::Ecdsa(Algorithm::Sha256),
            Self::EcdsaP384 => Scheme::Ecdsa(Algorithm::Sha384),
            Self::EcdsaP521 => Scheme::Ecdsa(Algorithm::Sha512),
            Self::Ed25519 => Scheme::Ed25519,
            Self::Rsa { .. } => Scheme::RsaPkcs1(Algorithm::Sha256),
        }
    }
}

impl fmt::Display for KeyKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EcdsaP256 => f.write_str("ECDSA P-256"),
            Self::EcdsaP384 => f.write_str("ECDSA P-384"),
            Self::EcdsaP521 => f.write_str("ECDSA P-521"),
            Self::Ed25519 => f.write_str("Ed25519"),
            Self::Rsa { bits } => write!(f, "RSA {bits}"),
        }
    }
}

/// How a signature is made and encoded. It is never taken from the signature itself.
///
/// Hashes are SHA-256, SHA-384 and SHA-512, each with each kind of ECDSA and RSA key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Scheme {
    /// ECDSA over this hash; the signature is a DER SEQUENCE of two INTEGERs.
    Ecdsa(Algorithm),
    /// ECDSA over this hash; the signature is `r` and `s`, each as long as the field (IEEE P1363).
    EcdsaP1363(Algorithm),
    /// RSASSA-PKCS1-v1_5 over this hash.
    RsaPkcs1(Algorithm),
    /// RSASSA-PSS over this hash, with MGF1 over the same hash and a salt of its length.
    RsaPss(Algorithm),
    /// Pure Ed25519.
    Ed25519,
    /// Ed25519ph: over SHA-512 of the message, with an empty context.
    Ed25519ph,
}

impl Scheme {
    /// The hash of the message that is signed; none for pure Ed25519, which signs the message.
    #[must_use]
    pub const fn hash(self) -> Option<Algorithm> {
        match self {
            Self::Ecdsa(hash)
            | Self::EcdsaP1363(hash)
            | Self::RsaPkcs1(hash)
            | Self::RsaPss(hash) => Some(hash),
            Self::Ed25519ph => Some(Algorithm::Sha512),
            Self::Ed25519 => None,
        }
    }

    /// Whether keys of this kind sign so.
    #[must_use]
    pub const fn fits(self, kind: KeyKind) -> bool {
        let same_kind = match self {
            Self::Ecdsa(_) | Self::EcdsaP1363(_) => matches!(
                kind,
                KeyKind::EcdsaP256 | KeyKind::EcdsaP384 | KeyKind::EcdsaP521
            ),
            Self::RsaPkcs1(_) | Self::RsaPss(_) => matches!(kind, KeyKind::Rsa { .. }),
            Self::Ed25519 | Self::Ed25519ph => matches!(kind, KeyKind::Ed25519),
        };
        let strong_hash = matches!(
            self.hash(),
            None | Some(Algorithm::Sha256 | Algorithm::Sha384 | Algorithm::Sha512)
        );
        same_kind && strong_hash
    }
}

impl fmt::Display for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ecdsa(hash) => write!(f, "ECDSA with {hash}"),
            Self::EcdsaP1363(hash) => write!(f, "ECDSA (P1363) with {hash}"),
            Self::RsaPkcs1(hash) => write!(f, "RSA PKCS#1 v1.5 with {hash}"),
            Self::RsaPss(hash) => write!(f, "RSA PSS with {hash}"),
            Self::Ed25519 => f.write_str("Ed25519"),
            Self::Ed25519ph => f.write_str("Ed25519ph"),
        }
    }
}
