//! Keys whose reuse is expected give the answers that they would give otherwise.

#![cfg(any(feature = "ring", feature = "rustcrypto"))]

use core::array::from_fn;

use bonafide_digest::{Algorithm, Digest, hex};
use bonafide_keys::{Backend, Error, Message, PublicKey, Scheme};
use bonafide_report::Budget;
use p256::elliptic_curve::ff::{Field as _, PrimeField as _};
use p256::elliptic_curve::group::{Curve as _, Group as _};
use p256::elliptic_curve::ops::Reduce as _;
use p256::elliptic_curve::point::AffineCoordinates as _;
use p256::elliptic_curve::{AffinePoint, CurveArithmetic, FieldBytes, ProjectivePoint, Scalar};

/// Those that make tables.
const BACKENDS: &[&dyn Backend] = &[
    #[cfg(feature = "ring")]
    &bonafide_keys::Ring,
    #[cfg(feature = "rustcrypto")]
    &bonafide_keys::RustCrypto,
];

#[test]
fn tables_answer_as_the_curve_crate_does_on_p256() {
    compare::<p256::NistP256>(400);
}

#[test]
fn tables_answer_as_the_curve_crate_does_on_p384() {
    compare::<p384::NistP384>(400);
}

#[test]
#[ignore = "takes minutes, in release"]
fn half_a_million_on_p256() {
    compare::<p256::NistP256>(500_000);
}

#[test]
#[ignore = "takes minutes, in release"]
fn half_a_million_on_p384() {
    compare::<p384::NistP384>(500_000);
}

/// Messages, which ring takes as they are from keys without tables.
#[cfg(feature = "ring")]
#[test]
fn tables_answer_as_ring_does() {
    use p384::ecdsa::signature::Signer as _;

    let mut random = Random(3);
    let secret = random.scalar::<p384::NistP384>();
    let signer = p384::ecdsa::SigningKey::from_slice(&secret.to_repr()).unwrap();
    let point = p384::ProjectivePoint::generator() * secret;
    let key = Pair::<p384::NistP384>::new(point);
    let mut valid = 0;
    for round in 0..200_u32 {
        let message = round.to_be_bytes();
        let signature: p384::ecdsa::Signature = signer.sign(&message);
        let mut signature = signature.to_bytes().to_vec();
        if round % 2 == 1 {
            random.flip(&mut signature);
        }
        let [plain, reused] = [&key.plain, &key.reused].map(|key| {
            let (message, budget) = (Message::Parts(&[&message]), &mut Budget::unbounded());
            let scheme = Scheme::EcdsaP1363(Algorithm::Sha384);
            key.verify(&bonafide_keys::Ring, scheme, message, &signature, budget)
        });
        assert_eq!(reused, plain, "{round} {signature:x?}");
        valid += u32::from(plain.is_ok());
    }
    assert_eq!(valid, 100);
}

/// What is `r` modulo the order only.
#[test]
fn x_may_be_above_the_order() {
    fn on<C: Curve>() {
        let mut seen = 0;
        for r in 1..40_u8 {
            let Some(point) = C::point(&above_the_order::<C>(r)) else {
                continue;
            };
            seen += 1;
            // Of the signature, u1 is 7 and u2 is 5.
            let (r, seven) = (Scalar::<C>::from(u64::from(r)), Scalar::<C>::from(7));
            let fifth = Scalar::<C>::from(5).invert().unwrap();
            let generator = ProjectivePoint::<C>::generator();
            let key =
                Pair::<C>::new((ProjectivePoint::<C>::from(point) - generator * seven) * fifth);
            let s = r * fifth;
            let digest = digest_of_field::<C>(&(s * seven).to_repr());
            assert_eq!(key.ask(&digest, &r.to_repr(), &s.to_repr()), Ok(()));
            let other = (r + Scalar::<C>::ONE).to_repr();
            let wrong = Err(Error::Signature {});
            assert_eq!(key.ask(&digest, &other, &s.to_repr()), wrong);
        }
        assert!(seen > 10, "{seen}");
    }
    on::<p256::NistP256>();
    on::<p384::NistP384>();
}

/// Signatures by keys and with nonces small, large and random, over digests of every length; four of
/// ten are good, and the others are changed, out of range, or lead to the point at infinity.
fn compare<C: Curve>(rounds: usize) {
    let mut random = Random(1);
    let one = Scalar::<C>::ONE;
    let half = Scalar::<C>::TWO_INV;
    let mut secrets = vec![one, one.double(), -one, -one.double(), half, half - one];
    secrets.extend((0..64).map(|power| one.double().pow_vartime([power * 6 + 1])));
    secrets.extend((0..8).map(|_| random.scalar::<C>()));
    let keys: Vec<_> = secrets
        .iter()
        .map(|secret| Pair::<C>::new(ProjectivePoint::<C>::generator() * secret))
        .collect();
    let edges = [above_the_order::<C>(0), above_the_order::<C>(1)]
        .into_iter()
        .chain([one, -one, one.double(), half, -half, Scalar::<C>::ZERO].map(|s| s.to_repr()))
        .chain([random.bytes::<C>(0xff)]);
    let edges: Vec<_> = edges.collect();

    let mut nonces = Nonces::<C>::new(one);
    for round in 0..rounds {
        if round == rounds / 4 {
            nonces = Nonces::new(random.scalar::<C>());
        }
        let (nonce, x) = nonces.next();
        let (secret, key) = random.pick(secrets.iter().zip(&keys));
        let digest = random.digest(&edges);
        let z = number::<C>(&digest);
        let mut r = Scalar::<C>::reduce(&x);
        let mut s = (z + r * secret) * nonce.invert().unwrap();
        let fault = round % 10;
        match fault {
            // As good as the other.
            3 => s = -s,
            // The point at infinity, whatever s is.
            9 => r = -z * secret.invert().unwrap(),
            _ => {}
        }
        let (mut r, mut s, mut signed) = (r.to_repr(), s.to_repr(), digest);
        match fault {
            4 => random.flip(&mut r),
            5 => random.flip(&mut s),
            6 => {
                let mut bytes = digest.as_bytes().to_vec();
                let field = bytes.len().min(r.len());
                random.flip(&mut bytes[..field]);
                signed = Digest::new(digest.algorithm(), &bytes).unwrap();
            }
            7 => r = *random.pick(edges.iter()),
            8 => s = *random.pick(edges.iter()),
            _ => {}
        }
        let answer = key.ask(&signed, &r, &s);
        assert_eq!(answer.is_ok(), fault < 4, "{round}: {answer:?}");
    }
    println!("{rounds} rounds, {} keys", keys.len());
}

/// The points whose x is `r`, one by one, each by an addition.
struct Nonces<C: Curve> {
    step: Scalar<C>,
    now: Scalar<C>,
    step_point: ProjectivePoint<C>,
    point: ProjectivePoint<C>,
}

impl<C: Curve> Nonces<C> {
    fn new(step: Scalar<C>) -> Self {
        let step_point = ProjectivePoint::<C>::generator() * step;
        Self {
            step,
            now: step,
            step_point,
            point: step_point,
        }
    }

    fn next(&mut self) -> (Scalar<C>, FieldBytes<C>) {
        let given = (self.now, self.point.to_affine().x());
        self.now += self.step;
        self.point += self.step_point;
        given
    }
}

/// One key twice: as it was read, and with tables.
struct Pair<C: Curve> {
    plain: PublicKey,
    reused: PublicKey,
    curve: core::marker::PhantomData<C>,
}

impl<C: Curve> Pair<C> {
    fn new(point: ProjectivePoint<C>) -> Self {
        let point = point.to_affine();
        let prefix = hex::decode(C::SPKI).unwrap();
        let spki = [&prefix[..], &point.x()[..], &point.y()[..]].concat();
        let pair = Self {
            plain: PublicKey::from_spki_der(&spki).unwrap(),
            reused: PublicKey::from_spki_der(&spki).unwrap(),
            curve: core::marker::PhantomData,
        };
        pair.reused.expect_reuse();
        let (digest, one) = (digest_of_field::<C>(&point.x()), Scalar::<C>::ONE.to_repr());
        for _ in 0..2 {
            let early = pair.ask(&digest, &one, &one);
            assert_eq!(early, Err(Error::Signature {}));
        }
        pair
    }

    /// The answer of both.
    fn ask(&self, digest: &Digest, r: &FieldBytes<C>, s: &FieldBytes<C>) -> Result<(), Error> {
        let scheme = Scheme::EcdsaP1363(digest.algorithm());
        let signature = [&r[..], &s[..]].concat();
        let ask = |key: &PublicKey, backend: &dyn Backend| {
            let (message, budget) = (Message::Prehashed(digest), &mut Budget::unbounded());
            key.verify(backend, scheme, message, &signature, budget)
        };
        let plain = ask(&self.plain, BACKENDS[0]);
        for backend in BACKENDS {
            let reused = ask(&self.reused, *backend);
            assert_eq!(reused, plain, "{:?} {digest} {signature:x?}", self.plain);
        }
        plain
    }
}

/// A curve with what tells keys on it.
trait Curve: CurveArithmetic {
    /// A `SubjectPublicKeyInfo` up to the coordinates.
    const SPKI: &str;

    /// A point with this x, if there is one.
    fn point(x: &FieldBytes<Self>) -> Option<AffinePoint<Self>>;
}

impl Curve for p256::NistP256 {
    const SPKI: &str = "3059301306072a8648ce3d020106082a8648ce3d03010703420004";

    fn point(x: &FieldBytes<Self>) -> Option<AffinePoint<Self>> {
        let sec1 = [&[2], &x[..]].concat();
        let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(&sec1).ok()?;
        Some(*key.as_affine())
    }
}

impl Curve for p384::NistP384 {
    const SPKI: &str = "3076301006072a8648ce3d020106052b8104002203620004";

    fn point(x: &FieldBytes<Self>) -> Option<AffinePoint<Self>> {
        let sec1 = [&[2], &x[..]].concat();
        let key = p384::ecdsa::VerifyingKey::from_sec1_bytes(&sec1).ok()?;
        Some(*key.as_affine())
    }
}

/// The order plus `more`, which is below the prime of the field and of no carry.
fn above_the_order<C: Curve>(more: u8) -> FieldBytes<C> {
    let mut bytes = (-Scalar::<C>::ONE).to_repr();
    *bytes.last_mut().unwrap() += 1 + more;
    bytes
}

/// The number that is signed, in the words of FIPS 186-5: the leftmost bits, or all of fewer.
fn number<C: Curve>(digest: &Digest) -> Scalar<C> {
    let mut field = FieldBytes::<C>::default();
    let length = field.len().min(digest.as_bytes().len());
    let start = field.len() - length;
    field[start..].copy_from_slice(&digest.as_bytes()[..length]);
    Scalar::<C>::reduce(&field)
}

fn digest_of_field<C: Curve>(value: &FieldBytes<C>) -> Digest {
    let hash = match value.len() {
        32 => Algorithm::Sha256,
        _ => Algorithm::Sha384,
    };
    Digest::new(hash, value).unwrap()
}

/// Xorshift with a multiplication: the same in every run.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() >> 33).unwrap() % end
    }

    fn pick<T>(&mut self, mut from: impl ExactSizeIterator<Item = T>) -> T {
        let at = self.below(from.len());
        from.nth(at).unwrap()
    }

    /// Bytes that are random where `mask` is not set.
    fn bytes<C: Curve>(&mut self, mask: u8) -> FieldBytes<C> {
        let mut bytes = FieldBytes::<C>::default();
        bytes.fill_with(|| self.next() as u8 | mask);
        bytes
    }

    fn scalar<C: Curve>(&mut self) -> Scalar<C> {
        Scalar::<C>::reduce(&self.bytes::<C>(0))
    }

    fn flip(&mut self, bytes: &mut [u8]) {
        let at = self.below(bytes.len());
        bytes[at] ^= 1 << self.below(8);
    }

    /// A digest of one of three hashes, which begins with an edge now and then.
    fn digest<T: AsRef<[u8]>>(&mut self, edges: &[T]) -> Digest {
        use Algorithm::{Sha256, Sha384, Sha512};
        let mut bytes: [u8; 64] = from_fn(|_| self.next() as u8);
        if self.below(4) == 0 {
            let edge = self.pick(edges.iter()).as_ref();
            bytes[..edge.len()].copy_from_slice(edge);
        }
        let (hash, length) = self.pick([(Sha256, 32), (Sha384, 48), (Sha512, 64)].into_iter());
        Digest::new(hash, &bytes[..length]).unwrap()
    }
}
