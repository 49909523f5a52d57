//! Points of small order, encodings that are not canonical, and the cofactor: where implementations
//! of Ed25519 differ, and these backends must not.

mod common;

use bonafide_digest::hex;
use bonafide_keys::{Error, Message, PublicKey, Scheme};
use bonafide_report::Budget;
use common::BACKENDS;
use curve25519_dalek::constants::EIGHT_TORSION;
use curve25519_dalek::edwards::{CompressedEdwardsY, EdwardsPoint};
use curve25519_dalek::scalar::Scalar;
use ed25519_dalek::{Digest as _, Sha512, Signer as _};

const MESSAGE: &[u8] = b"a message";

/// The challenge of a signature with this R.
fn challenge(point: &[u8; 32], key: &[u8; 32], message: &[u8]) -> Scalar {
    let hash = Sha512::new()
        .chain_update(point)
        .chain_update(key)
        .chain_update(message);
    Scalar::from_bytes_mod_order_wide(&hash.finalize().into())
}

fn join(point: &[u8; 32], scalar: &Scalar) -> Vec<u8> {
    [*point, scalar.to_bytes()].concat()
}

/// Three encodings of the identity as R. The equation of RFC 8032 holds, so that an implementation
/// that does not look at R, or decodes it loosely, accepts at least one of them.
#[test]
fn small_order_and_non_canonical_r_are_refused_with_every_backend() {
    let signing = ed25519_dalek::SigningKey::from_bytes(&[7; 32]);
    let (secret, public) = (signing.to_scalar(), signing.verifying_key().to_bytes());
    let key = ed25519(&public);
    let identity = EdwardsPoint::default().compress().to_bytes();
    let mut sign_bit = identity;
    sign_bit[31] |= 0x80;
    let mut above_prime = [0xff; 32];
    (above_prime[0], above_prime[31]) = (0xee, 0x7f);
    for point in [identity, sign_bit, above_prime] {
        let scalar = challenge(&point, &public, MESSAGE) * secret;
        let signature = join(&point, &scalar);
        // What is wrong is R alone.
        let equation = EdwardsPoint::mul_base(&scalar)
            - challenge(&point, &public, MESSAGE) * signing.verifying_key().to_edwards();
        assert_eq!(equation, EdwardsPoint::default());
        for backend in BACKENDS {
            for scheme in [Scheme::Ed25519, Scheme::Ed25519ph] {
                let (message, budget) = (Message::Parts(&[MESSAGE]), &mut Budget::unbounded());
                let answer = key.verify(*backend, scheme, message, &signature, budget);
                assert!(
                    matches!(answer, Err(Error::Form { .. })),
                    "{}",
                    backend.name()
                );
            }
        }
    }
}

/// No signature is ever asked for under such keys; see `keys.rs` for all of their encodings.
#[test]
fn small_order_and_non_canonical_keys_are_refused_before_any_backend() {
    for point in EIGHT_TORSION {
        let prefix = hex::decode("302a300506032b6570032100").unwrap();
        let spki = [&prefix[..], point.compress().as_bytes()].concat();
        assert_eq!(
            PublicKey::from_spki_der(&spki).unwrap_err(),
            Error::Ed25519Point {}
        );
    }
}

/// R with a component of small order satisfies the equation only after multiplication by eight,
/// which RFC 8032 allows and no backend does.
#[test]
fn no_backend_multiplies_by_the_cofactor() {
    let signing = ed25519_dalek::SigningKey::from_bytes(&[9; 32]);
    let (secret, public) = (signing.to_scalar(), signing.verifying_key().to_bytes());
    let nonce = Scalar::from(123_456_789_u64);
    for (at, torsion) in EIGHT_TORSION.iter().enumerate() {
        let point = (EdwardsPoint::mul_base(&nonce) + torsion)
            .compress()
            .to_bytes();
        let scalar = nonce + challenge(&point, &public, MESSAGE) * secret;
        let message = Message::Parts(&[MESSAGE]);
        let answer = common::verify(
            &ed25519(&public),
            Scheme::Ed25519,
            message,
            &join(&point, &scalar),
        );
        assert_eq!(answer.is_ok(), at == 0, "{at}");
    }
}

/// A key with a component of small order is canonical and of large order. Its signatures verify
/// where the challenge cancels that component, with every backend alike.
#[test]
fn keys_of_mixed_order_are_judged_alike() {
    let signing = ed25519_dalek::SigningKey::from_bytes(&[9; 32]);
    let secret = signing.to_scalar();
    let public = (signing.verifying_key().to_edwards() + EIGHT_TORSION[1])
        .compress()
        .to_bytes();
    let key = ed25519(&public);
    let nonce = Scalar::from(123_456_789_u64);
    let point = EdwardsPoint::mul_base(&nonce).compress().to_bytes();
    let mut valid = 0;
    for counter in 0..64_u8 {
        let challenge = challenge(&point, &public, &[counter]);
        let signature = join(&point, &(nonce + challenge * secret));
        let message: &[&[u8]] = &[&[counter]];
        let answer = common::verify(&key, Scheme::Ed25519, Message::Parts(message), &signature);
        let cancels = challenge.as_bytes()[0] & 7 == 0;
        assert_eq!(answer.is_ok(), cancels, "{counter}");
        valid += usize::from(cancels);
    }
    assert!(valid > 0);
}

/// About half of all canonical y have no point.
#[test]
fn keys_without_a_point_verify_nothing() {
    let key = (2..).map(|y: u8| [y].into_iter().chain([0; 31]).collect::<Vec<_>>());
    let key = key
        .map(|y| <[u8; 32]>::try_from(y).unwrap())
        .find(|y| CompressedEdwardsY(*y).decompress().is_none())
        .unwrap();
    let signature = ed25519_dalek::SigningKey::from_bytes(&[7; 32])
        .sign(MESSAGE)
        .to_bytes();
    for scheme in [Scheme::Ed25519, Scheme::Ed25519ph] {
        let message = Message::Parts(&[MESSAGE]);
        let answer = common::verify(&ed25519(&key), scheme, message, &signature);
        let lacks = matches!(answer, Err(Error::Backend { .. }));
        assert!(lacks || answer == Err(Error::Signature {}), "{answer:?}");
    }
}

fn ed25519(point: &[u8; 32]) -> PublicKey {
    let prefix = hex::decode("302a300506032b6570032100").unwrap();
    PublicKey::from_spki_der(&[&prefix[..], point].concat()).unwrap()
}
