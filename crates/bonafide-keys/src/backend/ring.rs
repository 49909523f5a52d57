//! The default backend.

use bonafide_digest::{Algorithm, Digest};
use ring::signature::{
    self, RsaParameters, RsaPublicKeyComponents, UnparsedPublicKey, VerificationAlgorithm,
};

use super::Backend;
use super::sealed::{Answer, Verify};
use crate::rsa::Padding;
use crate::{Message, ecdsa, rsa};

/// The backend of feature `ring`: ring, and the curve crates for what ring lacks or is slow at, which
/// are ECDSA over a digest, and on P-384 by keys of which [reuse](crate::PublicKey::expect_reuse) is
/// expected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[expect(
    clippy::exhaustive_structs,
    reason = "a backend is a value without state"
)]
pub struct Ring;

/// Parts of a message that together are no longer than this are joined for ring, whose ECDSA takes
/// contiguous bytes only. Longer ones are hashed where they lie and verified by the curve crates,
/// which are slower on P-256: what is avoided is the copy of a large payload.
const JOINED: usize = 64 * 1024;

/// The longest exponent that ring takes.
const EXPONENT_BITS: usize = 33;

impl Backend for Ring {
    fn name(&self) -> &'static str {
        "ring"
    }
}

impl Verify for Ring {
    fn ecdsa(
        &self,
        key: &ecdsa::Key,
        hash: Algorithm,
        message: Message<'_>,
        signature: &ecdsa::Signature<'_>,
    ) -> Answer {
        if key.curve() == ecdsa::Curve::P384
            && let Some(valid) = key.verify_by_tables(|| message.digest(hash), signature)
        {
            return valid.into();
        }
        let algorithm = ecdsa_algorithm(key.curve(), hash);
        if let (Some(algorithm), Some(message)) = (algorithm, message.contiguous_within(JOINED)) {
            return ask(algorithm, key.sec1(), &message, signature.der());
        }
        message
            .digest(hash)
            .is_some_and(|digest| key.verify_digest(&digest, signature))
            .into()
    }

    fn rsa(
        &self,
        key: &rsa::Key,
        padding: Padding,
        hash: Algorithm,
        message: Message<'_>,
        signature: &[u8],
    ) -> Answer {
        let Some(message) = message.contiguous() else {
            return Answer::only_rustcrypto("RSA over a digest");
        };
        if key.exponent_bits() > EXPONENT_BITS {
            return Answer::only_rustcrypto("RSA with an exponent above 33 bits");
        }
        let Some(algorithm) = rsa_algorithm(padding, hash) else {
            return Answer::only_rustcrypto("RSA with this hash");
        };
        let components = RsaPublicKeyComponents {
            n: key.modulus(),
            e: key.exponent(),
        };
        components
            .verify(algorithm, &message, signature)
            .is_ok()
            .into()
    }

    fn ed25519(&self, key: &[u8; 32], message: Message<'_>, signature: &[u8; 64]) -> Answer {
        match message.contiguous() {
            Some(message) => ask(&signature::ED25519, key, &message, signature),
            None => Answer::Invalid,
        }
    }

    fn ed25519ph(&self, _: &[u8; 32], _: &Digest, _: &[u8; 64]) -> Answer {
        Answer::only_rustcrypto("Ed25519ph")
    }
}

fn ask(
    algorithm: &'static dyn VerificationAlgorithm,
    key: &[u8],
    message: &[u8],
    signature: &[u8],
) -> Answer {
    UnparsedPublicKey::new(algorithm, key)
        .verify(message, signature)
        .is_ok()
        .into()
}

fn ecdsa_algorithm(
    curve: ecdsa::Curve,
    hash: Algorithm,
) -> Option<&'static dyn VerificationAlgorithm> {
    Some(match (curve, hash) {
        (ecdsa::Curve::P256, Algorithm::Sha256) => &signature::ECDSA_P256_SHA256_ASN1,
        (ecdsa::Curve::P256, Algorithm::Sha384) => &signature::ECDSA_P256_SHA384_ASN1,
        (ecdsa::Curve::P384, Algorithm::Sha256) => &signature::ECDSA_P384_SHA256_ASN1,
        (ecdsa::Curve::P384, Algorithm::Sha384) => &signature::ECDSA_P384_SHA384_ASN1,
        _ => return None,
    })
}

fn rsa_algorithm(padding: Padding, hash: Algorithm) -> Option<&'static RsaParameters> {
    Some(match (padding, hash) {
        (Padding::Pkcs1, Algorithm::Sha256) => &signature::RSA_PKCS1_2048_8192_SHA256,
        (Padding::Pkcs1, Algorithm::Sha384) => &signature::RSA_PKCS1_2048_8192_SHA384,
        (Padding::Pkcs1, Algorithm::Sha512) => &signature::RSA_PKCS1_2048_8192_SHA512,
        (Padding::Pss, Algorithm::Sha256) => &signature::RSA_PSS_2048_8192_SHA256,
        (Padding::Pss, Algorithm::Sha384) => &signature::RSA_PSS_2048_8192_SHA384,
        (Padding::Pss, Algorithm::Sha512) => &signature::RSA_PSS_2048_8192_SHA512,
        _ => return None,
    })
}
