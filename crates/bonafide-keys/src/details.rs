//! The names of the Sigstore algorithm registry.

use core::fmt;

use bonafide_digest::Algorithm::{self, Sha256, Sha384, Sha512};

use crate::{Error, KeyKind, PublicKey, Scheme};

macro_rules! details {
    ($( $(#[$doc:meta])* $variant:ident $name:literal for $kinds:pat => $scheme:expr; )+) => {
        /// Key and signature scheme as one name of the Sigstore algorithm registry
        /// (`PublicKeyDetails` in its protobuf form).
        ///
        /// Names of schemes that no key of this crate has (HMAC, LMS, ML-DSA) are unknown.
        #[non_exhaustive]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum KeyDetails {
            $( $(#[$doc])* $variant, )+
        }

        impl KeyDetails {
            /// Every name, in the order of declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The registered name.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $( Self::$variant => $name, )+ }
            }

            /// How such a key signs.
            #[must_use]
            pub const fn scheme(self) -> Scheme {
                match self { $( Self::$variant => $scheme, )+ }
            }

            /// Whether the name describes a key of this kind; names that state a modulus length
            /// describe that length only.
            #[must_use]
            pub const fn fits(self, kind: KeyKind) -> bool {
                match self { $( Self::$variant => matches!(kind, $kinds), )+ }
            }
        }
    };
}

details! {
    /// ECDSA P-256 with SHA-256.
    EcdsaP256Sha256 "PKIX_ECDSA_P256_SHA_256" for KeyKind::EcdsaP256 => Scheme::Ecdsa(Sha256);
    /// ECDSA P-384 with SHA-384.
    EcdsaP384Sha384 "PKIX_ECDSA_P384_SHA_384" for KeyKind::EcdsaP384 => Scheme::Ecdsa(Sha384);
    /// ECDSA P-521 with SHA-512.
    EcdsaP521Sha512 "PKIX_ECDSA_P521_SHA_512" for KeyKind::EcdsaP521 => Scheme::Ecdsa(Sha512);
    /// ECDSA P-384 with SHA-256; deprecated.
    EcdsaP384Sha256 "PKIX_ECDSA_P384_SHA_256" for KeyKind::EcdsaP384 => Scheme::Ecdsa(Sha256);
    /// ECDSA P-521 with SHA-256; deprecated.
    EcdsaP521Sha256 "PKIX_ECDSA_P521_SHA_256" for KeyKind::EcdsaP521 => Scheme::Ecdsa(Sha256);
    /// Pure Ed25519.
    Ed25519 "PKIX_ED25519" for KeyKind::Ed25519 => Scheme::Ed25519;
    /// Ed25519ph.
    Ed25519ph "PKIX_ED25519_PH" for KeyKind::Ed25519 => Scheme::Ed25519ph;
    /// RSA 2048, PKCS#1 v1.5 with SHA-256.
    RsaPkcs1v15_2048Sha256 "PKIX_RSA_PKCS1V15_2048_SHA256" for KeyKind::Rsa { bits: 2048 } => Scheme::RsaPkcs1(Sha256);
    /// RSA 3072, PKCS#1 v1.5 with SHA-256.
    RsaPkcs1v15_3072Sha256 "PKIX_RSA_PKCS1V15_3072_SHA256" for KeyKind::Rsa { bits: 3072 } => Scheme::RsaPkcs1(Sha256);
    /// RSA 4096, PKCS#1 v1.5 with SHA-256.
    RsaPkcs1v15_4096Sha256 "PKIX_RSA_PKCS1V15_4096_SHA256" for KeyKind::Rsa { bits: 4096 } => Scheme::RsaPkcs1(Sha256);
    /// RSA 2048, PSS with SHA-256.
    RsaPss2048Sha256 "PKIX_RSA_PSS_2048_SHA256" for KeyKind::Rsa { bits: 2048 } => Scheme::RsaPss(Sha256);
    /// RSA 3072, PSS with SHA-256.
    RsaPss3072Sha256 "PKIX_RSA_PSS_3072_SHA256" for KeyKind::Rsa { bits: 3072 } => Scheme::RsaPss(Sha256);
    /// RSA 4096, PSS with SHA-256.
    RsaPss4096Sha256 "PKIX_RSA_PSS_4096_SHA256" for KeyKind::Rsa { bits: 4096 } => Scheme::RsaPss(Sha256);
    /// RSA of any length in PKCS#1 encoding, PKCS#1 v1.5; deprecated.
    Pkcs1RsaPkcs1v5 "PKCS1_RSA_PKCS1V5" for KeyKind::Rsa { .. } => Scheme::RsaPkcs1(Sha256);
    /// RSA of any length in PKCS#1 encoding, PSS; deprecated.
    Pkcs1RsaPss "PKCS1_RSA_PSS" for KeyKind::Rsa { .. } => Scheme::RsaPss(Sha256);
    /// RSA of any length, PKCS#1 v1.5; deprecated.
    PkixRsaPkcs1v5 "PKIX_RSA_PKCS1V5" for KeyKind::Rsa { .. } => Scheme::RsaPkcs1(Sha256);
    /// RSA of any length, PSS; deprecated.
    PkixRsaPss "PKIX_RSA_PSS" for KeyKind::Rsa { .. } => Scheme::RsaPss(Sha256);
}

impl KeyDetails {
    /// The details with exactly this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|details| details.name() == name)
    }

    /// What a Rekor v2 entry must state for a key of this kind: the name, and the hash of its
    /// digest. None for RSA moduli other than 2048, 3072 and 4096 bits.
    ///
    /// # Specification
    /// Rekor v2 specification, section 6.1.4.
    #[must_use]
    pub const fn for_log_entry(kind: KeyKind) -> Option<(Self, Algorithm)> {
        Some(match kind {
            KeyKind::EcdsaP256 => (Self::EcdsaP256Sha256, Sha256),
            KeyKind::EcdsaP384 => (Self::EcdsaP384Sha384, Sha384),
            KeyKind::EcdsaP521 => (Self::EcdsaP521Sha512, Sha512),
            KeyKind::Ed25519 => (Self::Ed25519ph, Sha512),
            KeyKind::Rsa { bits: 2048 } => (Self::RsaPkcs1v15_2048Sha256, Sha256),
            KeyKind::Rsa { bits: 3072 } => (Self::RsaPkcs1v15_3072Sha256, Sha256),
            KeyKind::Rsa { bits: 4096 } => (Self::RsaPkcs1v15_4096Sha256, Sha256),
            KeyKind::Rsa { .. } => return None,
        })
    }

    /// Whether a key so described is encoded as PKCS#1 instead of `SubjectPublicKeyInfo`.
    #[must_use]
    pub const fn is_pkcs1(self) -> bool {
        matches!(self, Self::Pkcs1RsaPkcs1v5 | Self::Pkcs1RsaPss)
    }

    /// Reads the key that a trusted root holds under these details.
    ///
    /// # Errors
    /// As [`PublicKey::from_spki_der`] or [`PublicKey::from_pkcs1_der`]; [`Error::Details`] when
    /// the key is of another kind.
    pub fn read_key(self, raw: &[u8]) -> Result<PublicKey, Error> {
        let key = if self.is_pkcs1() {
            PublicKey::from_pkcs1_der(raw)?
        } else {
            PublicKey::from_spki_der(raw)?
        };
        if !self.fits(key.kind()) {
            return Err(Error::Details {
                details: self.name(),
                kind: key.kind(),
            });
        }
        Ok(key)
    }
}

impl fmt::Display for KeyDetails {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The name of a hash in Sigstore's `HashAlgorithm`; none for hashes that no bundle may use.
#[must_use]
pub const fn hash_name(hash: Algorithm) -> Option<&'static str> {
    match hash {
        Sha256 => Some("SHA2_256"),
        Sha384 => Some("SHA2_384"),
        Sha512 => Some("SHA2_512"),
        _ => None,
    }
}

/// The hash with exactly this name in Sigstore's `HashAlgorithm`.
#[must_use]
pub fn hash_from_name(name: &str) -> Option<Algorithm> {
    [Sha256, Sha384, Sha512]
        .into_iter()
        .find(|hash| hash_name(*hash) == Some(name))
}
