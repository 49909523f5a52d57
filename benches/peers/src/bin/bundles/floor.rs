//! Signatures by the raw primitives of each library, with keys that were read before.

use core::fmt;

use sigstore_crypto::SigningScheme;

/// Who computes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Library {
    AwsLc,
    Ring,
    RustCrypto,
}

impl fmt::Display for Library {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AwsLc => "`aws-lc`",
            Self::Ring => "`ring`",
            Self::RustCrypto => "`rustcrypto`",
        })
    }
}

/// A signature that has to be verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Check {
    pub(crate) scheme: SigningScheme,
    /// The point of the curve, or the 32 bytes of Ed25519.
    pub(crate) key: Vec<u8>,
    pub(crate) message: Vec<u8>,
    pub(crate) signature: Vec<u8>,
}

/// The verification of one signature, which holds.
pub(crate) struct Single {
    pub(crate) verify: Box<dyn Fn()>,
}

/// One check by this library. Where the library can keep a key that was read, it is read here; ring
/// has no such thing and reads it each time.
pub(crate) fn single(check: &Check, library: Library) -> Single {
    let check = check.clone();
    let single = match library {
        Library::AwsLc => aws_lc(check),
        Library::Ring => ring(check),
        Library::RustCrypto => rust_crypto(check),
    };
    (single.verify)();
    single
}

fn made(verify: impl Fn() + 'static) -> Single {
    Single {
        verify: Box::new(verify),
    }
}

fn aws_lc(check: Check) -> Single {
    use aws_lc_rs::signature::{self as lc, ParsedPublicKey, VerificationAlgorithm};
    let algorithm: &'static dyn VerificationAlgorithm = match check.scheme {
        SigningScheme::EcdsaP256Sha256 => &lc::ECDSA_P256_SHA256_ASN1,
        SigningScheme::EcdsaP256Sha384 => &lc::ECDSA_P256_SHA384_ASN1,
        SigningScheme::EcdsaP384Sha256 => &lc::ECDSA_P384_SHA256_ASN1,
        SigningScheme::EcdsaP384Sha384 => &lc::ECDSA_P384_SHA384_ASN1,
        SigningScheme::Ed25519 => &lc::ED25519,
        other => panic!("{other:?}"),
    };
    let key = ParsedPublicKey::new(algorithm, &check.key).unwrap();
    made(move || key.verify_sig(&check.message, &check.signature).unwrap())
}

fn ring(check: Check) -> Single {
    let key = ring::signature::UnparsedPublicKey::new(ring_algorithm(check.scheme), check.key);
    made(move || key.verify(&check.message, &check.signature).unwrap())
}

pub(crate) fn ring_algorithm(
    scheme: SigningScheme,
) -> &'static dyn ring::signature::VerificationAlgorithm {
    use ring::signature as r;
    match scheme {
        SigningScheme::EcdsaP256Sha256 => &r::ECDSA_P256_SHA256_ASN1,
        SigningScheme::EcdsaP256Sha384 => &r::ECDSA_P256_SHA384_ASN1,
        SigningScheme::EcdsaP384Sha256 => &r::ECDSA_P384_SHA256_ASN1,
        SigningScheme::EcdsaP384Sha384 => &r::ECDSA_P384_SHA384_ASN1,
        SigningScheme::Ed25519 => &r::ED25519,
        other => panic!("{other:?}"),
    }
}

fn rust_crypto(check: Check) -> Single {
    use p256::ecdsa::signature::{Verifier as _, hazmat::PrehashVerifier as _};
    use sha2::{Digest as _, Sha256, Sha384};
    macro_rules! curve {
        ($module:ident, $hash:ident) => {{
            let key = $module::ecdsa::VerifyingKey::from_sec1_bytes(&check.key).unwrap();
            made(move || {
                let signature = $module::ecdsa::Signature::from_der(&check.signature).unwrap();
                let digest = $hash::digest(&check.message);
                key.verify_prehash(&digest, &signature).unwrap();
            })
        }};
    }
    match check.scheme {
        SigningScheme::EcdsaP256Sha256 => curve!(p256, Sha256),
        SigningScheme::EcdsaP256Sha384 => curve!(p256, Sha384),
        SigningScheme::EcdsaP384Sha256 => {
            // The curve crate wants as many bytes as the field has; zeros before them change nothing.
            let key = p384::ecdsa::VerifyingKey::from_sec1_bytes(&check.key).unwrap();
            made(move || {
                let signature = p384::ecdsa::Signature::from_der(&check.signature).unwrap();
                let mut digest = [0; 48];
                digest[16..].copy_from_slice(&Sha256::digest(&check.message));
                key.verify_prehash(&digest, &signature).unwrap();
            })
        }
        SigningScheme::EcdsaP384Sha384 => curve!(p384, Sha384),
        SigningScheme::Ed25519 => {
            let key: [u8; 32] = check.key.try_into().unwrap();
            let key = ed25519_dalek::VerifyingKey::from_bytes(&key).unwrap();
            let signature: [u8; 64] = check.signature.try_into().unwrap();
            let signature = ed25519_dalek::Signature::from_bytes(&signature);
            made(move || key.verify(&check.message, &signature).unwrap())
        }
        other => panic!("{other:?}"),
    }
}
