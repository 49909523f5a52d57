//! Who signs: a key in memory, or one that never leaves its device.

use bonafide_digest::Digest;
use bonafide_keys::PublicKey;

use super::SignError;

/// A holder of an ECDSA key on P-256, P-384 or P-521: in memory ([`LocalKey`](super::LocalKey)), in a
/// hardware module, or behind a service.
///
/// # Specification
/// models SGN-8.
pub trait Signer {
    /// The public key.
    fn public_key(&self) -> &PublicKey;

    /// Signs a digest of the algorithm that goes with the curve (SHA-256, SHA-384, SHA-512), and gives `r` and `s`
    /// big-endian, each as long as the order of the curve, one after the other (IEEE P1363).
    ///
    /// # Errors
    /// [`SignError::Signer`] when the device refuses.
    fn sign_digest(&self, digest: &Digest) -> Result<Vec<u8>, SignError>;
}
