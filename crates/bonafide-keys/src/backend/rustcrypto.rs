//! The backend without C.

mod rsa;

use bonafide_digest::{Algorithm, Digest};
use ed25519_dalek::ed25519::signature::digest;
use ed25519_dalek::{Signature, VerifyingKey};

use super::Backend;
use super::sealed::{Answer, Verify};
use crate::rsa::{Key as RsaKey, Padding};
use crate::{Message, ecdsa};

/// The backend of feature `rustcrypto`: the curve crates, and RSA by this crate. It needs no C
/// compiler, lacks nothing, and is slower than the others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[expect(
    clippy::exhaustive_structs,
    reason = "a backend is a value without state"
)]
pub struct RustCrypto;

impl Backend for RustCrypto {
    fn name(&self) -> &'static str {
        "rustcrypto"
    }
}

impl Verify for RustCrypto {
    fn ecdsa(
        &self,
        key: &ecdsa::Key,
        hash: Algorithm,
        message: Message<'_>,
        signature: &ecdsa::Signature<'_>,
    ) -> Answer {
        let Some(digest) = message.digest(hash) else {
            return Answer::Invalid;
        };
        key.verify_by_tables(|| Some(digest), signature)
            .unwrap_or_else(|| key.verify_digest(&digest, signature))
            .into()
    }

    fn rsa(
        &self,
        key: &RsaKey,
        padding: Padding,
        hash: Algorithm,
        message: Message<'_>,
        signature: &[u8],
    ) -> Answer {
        message
            .digest(hash)
            .is_some_and(|digest| rsa::verify(key, padding, &digest, signature))
            .into()
    }

    fn ed25519(&self, key: &[u8; 32], message: Message<'_>, signature: &[u8; 64]) -> Answer {
        let (Ok(key), Some(message)) = (VerifyingKey::from_bytes(key), message.contiguous()) else {
            return Answer::Invalid;
        };
        key.verify_strict(&message, &Signature::from_bytes(signature))
            .is_ok()
            .into()
    }

    fn ed25519ph(&self, key: &[u8; 32], digest: &Digest, signature: &[u8; 64]) -> Answer {
        let (Ok(key), Ok(digest)) = (VerifyingKey::from_bytes(key), digest.as_bytes().try_into())
        else {
            return Answer::Invalid;
        };
        key.verify_prehashed_strict(Finished(digest), None, &Signature::from_bytes(signature))
            .is_ok()
            .into()
    }
}

/// A SHA-512 digest in the place of the hasher that the curve crate asks for.
struct Finished([u8; 64]);

impl Default for Finished {
    fn default() -> Self {
        Self([0; 64])
    }
}

impl digest::HashMarker for Finished {}

impl digest::OutputSizeUser for Finished {
    type OutputSize = digest::consts::U64;
}

impl digest::Update for Finished {
    /// Never called: what was to be hashed is.
    fn update(&mut self, _: &[u8]) {}
}

impl digest::FixedOutput for Finished {
    fn finalize_into(self, out: &mut digest::Output<Self>) {
        *out = self.0.into();
    }
}
