//! Who computes.

#[cfg(feature = "aws-lc")]
mod aws_lc;
#[cfg(feature = "ring")]
mod ring;
#[cfg(feature = "rustcrypto")]
mod rustcrypto;

use core::fmt::Debug;

#[cfg(feature = "aws-lc")]
pub use self::aws_lc::AwsLc;
#[cfg(feature = "aws-lc")]
pub(crate) use self::aws_lc::Read;
#[cfg(feature = "ring")]
pub use self::ring::Ring;
#[cfg(feature = "rustcrypto")]
pub use self::rustcrypto::RustCrypto;

/// An implementation of signature verification. Backends are values of this crate behind features
/// ([`Ring`](crate::Ring) by default); the trait is sealed, since every check that must not differ
/// between backends is made before they are called.
pub trait Backend: sealed::Verify + Debug + Send + Sync {
    /// The name of the feature that brings this backend.
    fn name(&self) -> &'static str;
}

/// The backend for callers who do not choose one: of those in this build the first of [`Ring`],
/// `AwsLc` and `RustCrypto`. They agree on every signature, but for what the crate page says that
/// one of them cannot do.
///
/// ```
/// # #[cfg(feature = "ring")]
/// assert_eq!(bonafide_keys::Backend::name(&bonafide_keys::default_backend()), "ring");
/// ```
#[cfg(any(feature = "ring", feature = "aws-lc", feature = "rustcrypto"))]
#[must_use]
pub const fn default_backend() -> impl Backend + Copy {
    #[cfg(feature = "ring")]
    return self::ring::Ring;
    #[cfg(all(feature = "aws-lc", not(feature = "ring")))]
    return self::aws_lc::AwsLc;
    #[cfg(all(feature = "rustcrypto", not(any(feature = "ring", feature = "aws-lc"))))]
    return self::rustcrypto::RustCrypto;
}

pub(crate) mod sealed {
    use bonafide_digest::{Algorithm, Digest};

    use crate::{Message, ecdsa, rsa};

    /// One method for each family of schemes. Keys and signatures are sound (see the crate page),
    /// hashes are SHA-256, SHA-384 or SHA-512, and a prehashed message is of the hash of the scheme.
    #[expect(
        unnameable_types,
        reason = "sealed: only this crate may name or implement it"
    )]
    pub trait Verify {
        /// ECDSA over `hash` of the message.
        fn ecdsa(
            &self,
            key: &ecdsa::Key,
            hash: Algorithm,
            message: Message<'_>,
            signature: &ecdsa::Signature<'_>,
        ) -> Answer;

        /// RSA over `hash` of the message.
        fn rsa(
            &self,
            key: &rsa::Key,
            padding: rsa::Padding,
            hash: Algorithm,
            message: Message<'_>,
            signature: &[u8],
        ) -> Answer;

        /// Pure Ed25519 over the message.
        fn ed25519(&self, key: &[u8; 32], message: Message<'_>, signature: &[u8; 64]) -> Answer;

        /// Ed25519ph over a SHA-512 digest.
        fn ed25519ph(&self, key: &[u8; 32], digest: &Digest, signature: &[u8; 64]) -> Answer;
    }

    /// What a backend says.
    #[expect(
        unnameable_types,
        reason = "sealed: only this crate may name or implement it"
    )]
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Answer {
        /// The signature verifies.
        Valid,
        /// It does not.
        Invalid,
        /// The backend cannot do `what`; the backend `enable` can.
        Unsupported {
            what: &'static str,
            enable: &'static str,
        },
    }

    impl Answer {
        /// What only the backend that lacks nothing can tell.
        pub(in crate::backend) const fn only_rustcrypto(what: &'static str) -> Self {
            Self::Unsupported {
                what,
                enable: "rustcrypto",
            }
        }
    }

    impl From<bool> for Answer {
        fn from(valid: bool) -> Self {
            if valid { Self::Valid } else { Self::Invalid }
        }
    }
}
