//! When a key gets tables.

use core::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::sync::OnceLock;

#[cfg(feature = "rustcrypto")]
use p256::NistP256;
use p384::NistP384;

use super::Point;
use super::tables::Table;

/// Verifications before tables are made: about what tables cost. So a key that is used once or twice
/// costs no more than it would, and any other less than twice of the least.
const BEFORE: u8 = 2;

/// Whether a key is to be used again and again, and what was made for it.
#[derive(Default)]
pub(super) struct Reuse {
    expected: AtomicBool,
    uses: AtomicU8,
    tables: OnceLock<Option<Tables>>,
}

pub(super) enum Tables {
    #[cfg(feature = "rustcrypto")]
    P256(Table<NistP256>),
    P384(Table<NistP384>),
}

impl Reuse {
    pub(super) fn expect(&self) {
        self.expected.store(true, Ordering::Relaxed);
    }

    /// The tables of the key with this point, from the third call on after reuse was expected.
    /// None are made for P-521.
    pub(super) fn tables(&self, point: &Point) -> Option<&Tables> {
        if !self.expected.load(Ordering::Relaxed) {
            return None;
        }
        if self.uses.load(Ordering::Relaxed) < BEFORE {
            self.uses.fetch_add(1, Ordering::Relaxed);
            return None;
        }
        self.tables.get_or_init(|| Tables::new(point)).as_ref()
    }
}

impl Tables {
    fn new(point: &Point) -> Option<Self> {
        match point {
            #[cfg(feature = "rustcrypto")]
            Point::P256(key) => Table::new((*key.as_affine()).into()).map(Self::P256),
            Point::P384(key) => Table::new((*key.as_affine()).into()).map(Self::P384),
            #[cfg(not(feature = "rustcrypto"))]
            Point::P256(_) => None,
            #[cfg(feature = "p521")]
            Point::P521(_) => None,
        }
    }

    /// Whether the signature, `r` and `s` of the length of the field, is over the leftmost bytes of
    /// `prehash`; nothing if either is too short.
    pub(super) fn verify(&self, prehash: &[u8], signature: &[u8]) -> Option<bool> {
        match self {
            #[cfg(feature = "rustcrypto")]
            Self::P256(table) => {
                let signature = p256::ecdsa::Signature::from_slice(signature).ok()?;
                table.verify(prehash, signature.split_scalars())
            }
            Self::P384(table) => {
                let signature = p384::ecdsa::Signature::from_slice(signature).ok()?;
                table.verify(prehash, signature.split_scalars())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ecdsa::{Curve, Key};

    /// The private key 1.
    fn key() -> Key {
        let signer = p384::ecdsa::SigningKey::from_slice(&one::<48>()).unwrap();
        let sec1 = signer.verifying_key().to_sec1_point(false);
        Key::from_sec1(Curve::P384, sec1.as_bytes(), false).unwrap()
    }

    fn one<const BYTES: usize>() -> [u8; BYTES] {
        let mut one = [0; BYTES];
        one[BYTES - 1] = 1;
        one
    }

    #[test]
    fn tables_are_made_at_the_third_use() {
        let key = key();
        key.expect_reuse();
        let made = [(); 4].map(|()| key.reuse.tables(&key.point).is_some());
        assert_eq!(made, [false, false, true, true]);
        assert!(key.reuse.tables.get().is_some());
    }

    #[test]
    fn keys_of_which_nothing_is_expected_have_no_tables() {
        let key = key();
        for _ in 0..10 {
            assert!(key.reuse.tables(&key.point).is_none());
        }
        assert_eq!(key.reuse.uses.load(Ordering::Relaxed), 0);
    }

    #[cfg(feature = "p521")]
    #[test]
    fn keys_on_p521_have_none() {
        let signer = p521::ecdsa::SigningKey::from_slice(&one::<66>()).unwrap();
        let sec1 = signer.verifying_key().to_sec1_point(false);
        let key = Key::from_sec1(Curve::P521, sec1.as_bytes(), false).unwrap();
        key.expect_reuse();
        for _ in 0..10 {
            assert!(key.reuse.tables(&key.point).is_none());
        }
    }
}
