//! All compiled backends give one answer, and say so when they can give none.

mod common;

use bonafide_digest::{Algorithm, Digest, digest, hex};
use bonafide_keys::{Error, Message, PublicKey, Scheme};
use bonafide_report::{Budget, registry};
use common::BACKENDS;
use ed25519_dalek::ed25519::signature::hazmat::PrehashSigner as _;
use ed25519_dalek::{Digest as _, Sha512, Signer as _};
use proptest::prelude::*;
use ring::signature::{RsaEncoding, RsaKeyPair};
use serde_json::Value;

const MESSAGE: &[u8] = b"a message";

/// What makes signatures.
enum Signer {
    P256(p256::ecdsa::SigningKey),
    P384(p384::ecdsa::SigningKey),
    P521(p521::ecdsa::SigningKey),
    Ed25519(ed25519_dalek::SigningKey),
    Rsa(RsaKeyPair),
}

impl Signer {
    /// One of each kind; `seed` chooses among all but RSA keys.
    fn new(which: usize, seed: [u8; 32]) -> Self {
        let wide = Sha512::digest(seed);
        match which {
            0 => Self::P256(p256::ecdsa::SigningKey::from_slice(&wide[..32]).unwrap()),
            1 => Self::P384(p384::ecdsa::SigningKey::from_slice(&wide[..48]).unwrap()),
            2 => {
                let scalar = [&[0, 0], wide.as_slice()].concat();
                Self::P521(p521::ecdsa::SigningKey::from_slice(&scalar).unwrap())
            }
            3 => Self::Ed25519(ed25519_dalek::SigningKey::from_bytes(&seed)),
            _ => Self::Rsa(RsaKeyPair::from_pkcs8(include_bytes!("data/rsa-2048.pk8")).unwrap()),
        }
    }

    fn key(&self) -> PublicKey {
        let spki = |prefix: &str, point: &[u8]| {
            let spki = [&hex::decode(prefix).unwrap(), point].concat();
            PublicKey::from_spki_der(&spki).unwrap()
        };
        match self {
            Self::P256(key) => spki(
                "3059301306072a8648ce3d020106082a8648ce3d030107034200",
                key.verifying_key().to_sec1_point(false).as_bytes(),
            ),
            Self::P384(key) => spki(
                "3076301006072a8648ce3d020106052b81040022036200",
                key.verifying_key().to_sec1_point(false).as_bytes(),
            ),
            Self::P521(key) => spki(
                "30819b301006072a8648ce3d020106052b8104002303818600",
                key.verifying_key().to_sec1_point(false).as_bytes(),
            ),
            Self::Ed25519(key) => ed25519(key.verifying_key().as_bytes()),
            Self::Rsa(key) => PublicKey::from_pkcs1_der(key.public().as_ref()).unwrap(),
        }
    }

    /// The schemes of such keys.
    fn schemes(&self) -> Vec<Scheme> {
        const HASHES: [Algorithm; 3] = [Algorithm::Sha256, Algorithm::Sha384, Algorithm::Sha512];
        let over: &[fn(Algorithm) -> Scheme] = match self {
            Self::Ed25519(_) => return vec![Scheme::Ed25519, Scheme::Ed25519ph],
            Self::Rsa(_) => &[Scheme::RsaPkcs1, Scheme::RsaPss],
            _ => &[Scheme::EcdsaP1363, Scheme::Ecdsa],
        };
        over.iter().flat_map(|scheme| HASHES.map(scheme)).collect()
    }

    fn sign(&self, scheme: Scheme, message: &[u8]) -> Vec<u8> {
        macro_rules! ecdsa {
            ($module:ident, $key:expr) => {{
                // The curve crates refuse digests shorter than half of the field.
                let digest = digest(scheme.hash().unwrap(), message).unwrap();
                let padded = [
                    vec![0; 66 - digest.as_bytes().len()],
                    digest.as_bytes().to_vec(),
                ];
                let field = $key.to_bytes().len();
                let padded = padded.concat();
                let digest = match digest.as_bytes().len() < field {
                    true => &padded[66 - field..],
                    false => digest.as_bytes(),
                };
                let signature: $module::ecdsa::Signature = $key.sign_prehash(digest).unwrap();
                match scheme {
                    Scheme::Ecdsa(_) => signature.to_der().as_bytes().to_vec(),
                    _ => signature.to_bytes().to_vec(),
                }
            }};
        }
        match self {
            Self::P256(key) => ecdsa!(p256, key),
            Self::P384(key) => ecdsa!(p384, key),
            Self::P521(key) => ecdsa!(p521, key),
            Self::Ed25519(key) if scheme == Scheme::Ed25519 => key.sign(message).to_bytes().into(),
            Self::Ed25519(key) => {
                let hasher = Sha512::new_with_prefix(message);
                key.sign_prehashed(hasher, None).unwrap().to_bytes().into()
            }
            Self::Rsa(key) => {
                let mut signature = vec![0; key.public().modulus_len()];
                let random = ring::rand::SystemRandom::new();
                key.sign(rsa_encoding(scheme), &random, message, &mut signature)
                    .unwrap();
                signature
            }
        }
    }
}

fn rsa_encoding(scheme: Scheme) -> &'static dyn RsaEncoding {
    match scheme {
        Scheme::RsaPkcs1(Algorithm::Sha256) => &ring::signature::RSA_PKCS1_SHA256,
        Scheme::RsaPkcs1(Algorithm::Sha384) => &ring::signature::RSA_PKCS1_SHA384,
        Scheme::RsaPkcs1(_) => &ring::signature::RSA_PKCS1_SHA512,
        Scheme::RsaPss(Algorithm::Sha256) => &ring::signature::RSA_PSS_SHA256,
        Scheme::RsaPss(Algorithm::Sha384) => &ring::signature::RSA_PSS_SHA384,
        _ => &ring::signature::RSA_PSS_SHA512,
    }
}

fn ed25519(point: &[u8; 32]) -> PublicKey {
    let prefix = hex::decode("302a300506032b6570032100").unwrap();
    PublicKey::from_spki_der(&[&prefix[..], point].concat()).unwrap()
}

fn is_lack(answer: &Result<(), Error>) -> bool {
    matches!(answer, Err(Error::Backend { .. }))
}

/// What is done to a good question.
#[derive(Clone, Copy, Debug)]
enum Change {
    Nothing,
    SignatureBit,
    SignatureBytes,
    MessageBit,
    OtherKey,
    OtherScheme,
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(512)
    })]

    /// [`common::verify`] fails where two backends differ.
    #[test]
    fn all_backends_agree(
        which in 0..5_usize,
        seed: [u8; 32],
        scheme: prop::sample::Index,
        change in prop::sample::select(vec![
            Change::Nothing, Change::SignatureBit, Change::SignatureBytes, Change::MessageBit,
            Change::OtherKey, Change::OtherScheme,
        ]),
        at: prop::sample::Index,
        bit in 0..8_u32,
        mut message in proptest::collection::vec(any::<u8>(), 1..300),
        noise: [u8; 32],
    ) {
        let signer = Signer::new(which, seed);
        let schemes = signer.schemes();
        let mut scheme = *scheme.get(&schemes);
        let (mut key, mut signature) = (signer.key(), signer.sign(scheme, &message));
        match change {
            Change::Nothing => {}
            Change::SignatureBit => {
                let at = at.index(signature.len());
                signature[at] ^= 1 << bit;
            }
            Change::SignatureBytes => {
                let start = at.index(signature.len());
                signature[start..].iter_mut().zip(noise).for_each(|(byte, noise)| *byte ^= noise);
                prop_assume!(noise.iter().any(|byte| *byte != 0));
            }
            Change::MessageBit => {
                let at = at.index(message.len());
                message[at] ^= 1 << bit;
            }
            Change::OtherKey if which == 4 => signature.reverse(),
            Change::OtherKey => key = Signer::new(which, noise).key(),
            Change::OtherScheme => {
                let now = schemes.iter().position(|other| *other == scheme).unwrap();
                scheme = schemes[(now + 1) % schemes.len()];
            }
        }
        let (head, tail) = message.split_at(at.index(message.len()));
        let mut answers = vec![
            common::verify(&key, scheme, Message::Parts(&[&message]), &signature),
            common::verify(&key, scheme, Message::Parts(&[head, tail]), &signature),
        ];
        if let Some(hash) = scheme.hash() {
            let digest = digest(hash, &message).unwrap();
            answers.push(common::verify(&key, scheme, Message::Prehashed(&digest), &signature));
        }
        for answer in answers.iter().filter(|answer| !is_lack(answer)) {
            let wanted = matches!(change, Change::Nothing);
            prop_assert_eq!(answer.is_ok(), wanted, "{:?} {} {:?}", change, scheme, answer);
        }
    }
}

/// A backend may keep what it read of a key; that must fit each hash the key is used with.
#[test]
fn one_key_is_used_with_several_hashes() {
    for which in 0..3 {
        let signer = Signer::new(which, [7; 32]);
        let key = signer.key();
        for scheme in signer.schemes().repeat(2) {
            let signature = signer.sign(scheme, MESSAGE);
            let answer = common::verify(&key, scheme, Message::Parts(&[MESSAGE]), &signature);
            assert!(answer.is_ok() || is_lack(&answer), "{scheme} {answer:?}");
        }
    }
}

/// A good question that some backends cannot answer.
struct Rare {
    what: &'static str,
    key: PublicKey,
    scheme: Scheme,
    /// Asked over this digest, or over the message.
    digest: Option<Digest>,
    signature: Vec<u8>,
}

fn rare_questions() -> Vec<Rare> {
    let over_digest = |what, which, scheme: Scheme| {
        let signer = Signer::new(which, [7; 32]);
        Rare {
            what,
            key: signer.key(),
            scheme,
            digest: digest(scheme.hash().unwrap(), MESSAGE).ok(),
            signature: signer.sign(scheme, MESSAGE),
        }
    };
    let long = &rsa_lengths()[6];
    vec![
        over_digest("Ed25519ph", 3, Scheme::Ed25519ph),
        over_digest("RSA over a digest", 4, Scheme::RsaPkcs1(Algorithm::Sha256)),
        over_digest("RSA over a digest", 4, Scheme::RsaPss(Algorithm::Sha256)),
        Rare {
            what: "RSA with an exponent above 33 bits",
            key: PublicKey::from_pkcs1_der(&bytes(&long["key"])).unwrap(),
            scheme: Scheme::RsaPkcs1(Algorithm::Sha512),
            digest: None,
            signature: bytes(&long["pkcs1"]),
        },
    ]
}

#[test]
fn a_backend_names_the_one_that_can_do_what_it_cannot() {
    for backend in BACKENDS {
        let name = backend.name();
        let lacks: &[&str] = match name {
            "ring" => &[
                "Ed25519ph",
                "RSA over a digest",
                "RSA with an exponent above 33 bits",
            ],
            "aws-lc" => &["Ed25519ph", "RSA with an exponent above 33 bits"],
            _ => &[],
        };
        for rare in rare_questions() {
            let parts: &[&[u8]] = &[MESSAGE];
            let message = match &rare.digest {
                Some(digest) => Message::Prehashed(digest),
                None => Message::Parts(parts),
            };
            let (scheme, budget) = (rare.scheme, &mut Budget::unbounded());
            let answer = rare
                .key
                .verify(*backend, scheme, message, &rare.signature, budget);
            if !lacks.contains(&rare.what) {
                assert_eq!(answer, Ok(()), "{name} {}", rare.what);
                continue;
            }
            let error = answer.unwrap_err();
            assert_eq!(error.code(), registry::KEY_UNSUPPORTED);
            let lack = Error::Backend {
                backend: name,
                what: rare.what,
                enable: "rustcrypto",
            };
            assert_eq!(error, lack);
        }
    }
}

/// The same number modulo the modulus, and as long: only one of the two is a signature.
#[test]
fn rsa_signatures_are_below_the_modulus() {
    let rows = rsa_lengths();
    let mut seen = 0;
    for row in &rows {
        let (pkcs1, signature) = (bytes(&row["key"]), bytes(&row["pkcs1"]));
        let modulus = &pkcs1[modulus_at(&pkcs1)..][..signature.len()];
        let (sum, carry) = add(&signature, modulus);
        if carry {
            continue;
        }
        seen += 1;
        let key = PublicKey::from_pkcs1_der(&pkcs1).unwrap();
        let scheme = Scheme::RsaPkcs1(Algorithm::from_name(row["hash"].as_str().unwrap()).unwrap());
        let ask = |signature| common::verify(&key, scheme, Message::Parts(&[MESSAGE]), signature);
        if !is_lack(&ask(&signature)) {
            assert_eq!(ask(&signature), Ok(()));
            assert_eq!(ask(&sum), Err(Error::Signature {}), "{}", row["bits"]);
            assert_eq!(ask(modulus), Err(Error::Signature {}), "{}", row["bits"]);
            assert_eq!(ask(&vec![0; modulus.len()]), Err(Error::Signature {}));
        }
    }
    assert!(seen > 2);
}

#[test]
fn long_rsa_exponents_cost_more_checks() {
    for (row, bits, checks) in [(0, 2, 1), (5, 64, 1), (6, 65, 2), (7, 2046, 32)] {
        let row = &rsa_lengths()[row];
        assert_eq!(row["exponent_bits"], bits);
        let key = PublicKey::from_pkcs1_der(&bytes(&row["key"])).unwrap();
        let hash = Algorithm::from_name(row["hash"].as_str().unwrap()).unwrap();
        let ask = |budget: &mut Budget| {
            let message = Message::Parts(&[MESSAGE]);
            key.verify(
                BACKENDS[0],
                Scheme::RsaPss(hash),
                message,
                &bytes(&row["pss"]),
                budget,
            )
        };
        let mut enough = Budget::new(checks, 1000);
        let answer = ask(&mut enough);
        assert!(answer == Ok(()) || is_lack(&answer), "{answer:?}");
        assert_eq!(enough.signatures(), checks);
        let error = ask(&mut Budget::new(checks - 1, 1000)).unwrap_err();
        assert_eq!(error.code(), registry::LIMIT_EXCEEDED);
    }
}

fn rsa_lengths() -> Vec<Value> {
    let file: Value = serde_json::from_str(include_str!("data/rsa_lengths.json")).unwrap();
    file["rows"].as_array().unwrap().clone()
}

fn bytes(value: &Value) -> Vec<u8> {
    hex::decode(value.as_str().unwrap()).unwrap()
}

/// Where the modulus begins in a PKCS#1 key: after two headers of four bytes, and a zero if its
/// first bit is set.
fn modulus_at(pkcs1: &[u8]) -> usize {
    8 + usize::from(pkcs1[8] == 0)
}

/// The sum of two numbers of the same length, and whether it is longer.
fn add(a: &[u8], b: &[u8]) -> (Vec<u8>, bool) {
    let mut carry = 0;
    let mut out = vec![0; a.len()];
    for at in (0..a.len()).rev() {
        let digit = u16::from(a[at]) + u16::from(b[at]) + carry;
        out[at] = digit as u8;
        carry = digit >> 8;
    }
    (out, carry == 1)
}
