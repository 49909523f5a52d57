//! The backend of AWS-LC.

use std::sync::OnceLock;

use aws_lc_rs::digest::{self, Digest as AwsDigest};
use aws_lc_rs::signature::{
    self, EcdsaVerificationAlgorithm, ParsedPublicKey, RsaParameters, RsaPublicKeyComponents,
    UnparsedPublicKey,
};
use bonafide_digest::{Algorithm, Digest};

use super::Backend;
use super::sealed::{Answer, Verify};
use crate::rsa::Padding;
use crate::{Message, ecdsa, rsa};

/// The backend of feature `aws-lc`: aws-lc-rs, over digests made here, so that no message is
/// copied but one in parts under pure Ed25519.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[expect(
    clippy::exhaustive_structs,
    reason = "a backend is a value without state"
)]
pub struct AwsLc;

/// The longest exponent that AWS-LC takes.
const EXPONENT_BITS: usize = 33;

impl Backend for AwsLc {
    fn name(&self) -> &'static str {
        "aws-lc"
    }
}

impl Verify for AwsLc {
    fn ecdsa(
        &self,
        key: &ecdsa::Key,
        hash: Algorithm,
        message: Message<'_>,
        signature: &ecdsa::Signature<'_>,
    ) -> Answer {
        let Some(algorithm) = ecdsa_algorithm(key.curve(), hash) else {
            return Answer::only_rustcrypto("ECDSA with this hash");
        };
        let Some(digest) = import(message, hash) else {
            return Answer::Invalid;
        };
        let verified = match key.read.with(algorithm, hash, key.sec1()) {
            Some(read) => read.verify_digest_sig(&digest, signature.der()),
            None => UnparsedPublicKey::new(algorithm, key.sec1())
                .verify_digest(&digest, signature.der()),
        };
        verified.is_ok().into()
    }

    fn rsa(
        &self,
        key: &rsa::Key,
        padding: Padding,
        hash: Algorithm,
        message: Message<'_>,
        signature: &[u8],
    ) -> Answer {
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
        import(message, hash)
            .zip(components.to_parsed_public_key(algorithm).ok())
            .is_some_and(|(digest, key)| key.verify_digest_sig(&digest, signature).is_ok())
            .into()
    }

    fn ed25519(&self, key: &[u8; 32], message: Message<'_>, signature: &[u8; 64]) -> Answer {
        message
            .contiguous()
            .is_some_and(|message| {
                UnparsedPublicKey::new(&signature::ED25519, key)
                    .verify(&message, signature)
                    .is_ok()
            })
            .into()
    }

    fn ed25519ph(&self, _: &[u8; 32], _: &Digest, _: &[u8; 64]) -> Answer {
        Answer::only_rustcrypto("Ed25519ph")
    }
}

/// A key that was read for the first hash that it was used with; it is used with one as a rule.
#[derive(Clone, Debug, Default)]
pub(crate) struct Read(OnceLock<Option<(Algorithm, ParsedPublicKey)>>);

impl Read {
    /// The key for this hash; none when it was read for another one, or cannot be read.
    fn with(
        &self,
        algorithm: &'static EcdsaVerificationAlgorithm,
        hash: Algorithm,
        sec1: &[u8],
    ) -> Option<&ParsedPublicKey> {
        let read = || Some((hash, ParsedPublicKey::new(algorithm, sec1).ok()?));
        let (of, key) = self.0.get_or_init(read).as_ref()?;
        (*of == hash).then_some(key)
    }
}

/// The digest of the message as a value of aws-lc-rs.
fn import(message: Message<'_>, hash: Algorithm) -> Option<AwsDigest> {
    let algorithm = match hash {
        Algorithm::Sha256 => &digest::SHA256,
        Algorithm::Sha384 => &digest::SHA384,
        Algorithm::Sha512 => &digest::SHA512,
        _ => return None,
    };
    AwsDigest::import_less_safe(message.digest(hash)?.as_bytes(), algorithm).ok()
}

const fn ecdsa_algorithm(
    curve: ecdsa::Curve,
    hash: Algorithm,
) -> Option<&'static EcdsaVerificationAlgorithm> {
    use ecdsa::Curve::{P256, P384, P521};
    Some(match (curve, hash) {
        (P256, Algorithm::Sha256) => &signature::ECDSA_P256_SHA256_ASN1,
        (P256, Algorithm::Sha384) => &signature::ECDSA_P256_SHA384_ASN1,
        (P256, Algorithm::Sha512) => &signature::ECDSA_P256_SHA512_ASN1,
        (P384, Algorithm::Sha256) => &signature::ECDSA_P384_SHA256_ASN1,
        (P384, Algorithm::Sha384) => &signature::ECDSA_P384_SHA384_ASN1,
        (P384, Algorithm::Sha512) => &signature::ECDSA_P384_SHA512_ASN1,
        (P521, Algorithm::Sha256) => &signature::ECDSA_P521_SHA256_ASN1,
        (P521, Algorithm::Sha384) => &signature::ECDSA_P521_SHA384_ASN1,
        (P521, Algorithm::Sha512) => &signature::ECDSA_P521_SHA512_ASN1,
        _ => return None,
    })
}

const fn rsa_algorithm(padding: Padding, hash: Algorithm) -> Option<&'static RsaParameters> {
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
