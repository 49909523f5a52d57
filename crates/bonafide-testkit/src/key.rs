//! Signing keys: seeded, with signatures that are the same in each run.

use std::fmt;
use std::sync::Arc;

use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::signature::hazmat::PrehashSigner as _;
use ring::rsa::KeyPair as RsaKeyPair;
use sha2::Digest as _;

use crate::encode::{Hash, sha256};
use crate::{der, oid};

/// A type of key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyKind {
    /// ECDSA on NIST P-256.
    P256,
    /// ECDSA on NIST P-384.
    P384,
    /// ECDSA on NIST P-521.
    P521,
    /// Ed25519.
    Ed25519,
    /// RSA with a modulus of 2048 bits.
    Rsa2048,
    /// RSA with a modulus of 3072 bits.
    Rsa3072,
    /// RSA with a modulus of 4096 bits.
    Rsa4096,
}

impl KeyKind {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::P256,
        Self::P384,
        Self::P521,
        Self::Ed25519,
        Self::Rsa2048,
        Self::Rsa3072,
        Self::Rsa4096,
    ];

    /// How Sigstore signs with such a key: the hash that fits the curve, SHA-256 with RSA.
    #[must_use]
    pub const fn scheme(self) -> Scheme {
        match self {
            Self::P256 => Scheme::Ecdsa(Hash::Sha256),
            Self::P384 => Scheme::Ecdsa(Hash::Sha384),
            Self::P521 => Scheme::Ecdsa(Hash::Sha512),
            Self::Ed25519 => Scheme::Ed25519,
            Self::Rsa2048 | Self::Rsa3072 | Self::Rsa4096 => Scheme::Rsa(Hash::Sha256),
        }
    }

    /// Its name in the Sigstore algorithm registry.
    #[must_use]
    pub const fn details(self) -> &'static str {
        match self {
            Self::P256 => "PKIX_ECDSA_P256_SHA_256",
            Self::P384 => "PKIX_ECDSA_P384_SHA_384",
            Self::P521 => "PKIX_ECDSA_P521_SHA_512",
            Self::Ed25519 => "PKIX_ED25519",
            Self::Rsa2048 => "PKIX_RSA_PKCS1V15_2048_SHA256",
            Self::Rsa3072 => "PKIX_RSA_PKCS1V15_3072_SHA256",
            Self::Rsa4096 => "PKIX_RSA_PKCS1V15_4096_SHA256",
        }
    }
}

/// How a key signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// ECDSA over this hash; the signature is DER.
    Ecdsa(Hash),
    /// RSASSA-PKCS1-v1_5 over this hash.
    Rsa(Hash),
    /// Ed25519.
    Ed25519,
    /// Ed25519ph.
    Ed25519ph,
}

impl Scheme {
    /// The hash of the message. For Ed25519 that of the CMS (RFC 8419) and of Ed25519ph, SHA-512.
    #[must_use]
    pub const fn hash(self) -> Hash {
        match self {
            Self::Ecdsa(hash) | Self::Rsa(hash) => hash,
            Self::Ed25519 | Self::Ed25519ph => Hash::Sha512,
        }
    }

    /// The AlgorithmIdentifier for signatures of certificates and CMS.
    #[must_use]
    pub fn identifier(self) -> Vec<u8> {
        match self {
            Self::Ecdsa(hash) => der::sequence(&[der::oid(match hash {
                Hash::Sha1 => oid::ECDSA_WITH_SHA1,
                Hash::Sha256 => oid::ECDSA_WITH_SHA256,
                Hash::Sha384 => oid::ECDSA_WITH_SHA384,
                Hash::Sha512 => oid::ECDSA_WITH_SHA512,
            })]),
            Self::Rsa(hash) => {
                let algorithm = match hash {
                    Hash::Sha1 => oid::SHA1_WITH_RSA,
                    Hash::Sha256 => oid::SHA256_WITH_RSA,
                    Hash::Sha384 => oid::SHA384_WITH_RSA,
                    Hash::Sha512 => oid::SHA512_WITH_RSA,
                };
                der::sequence(&[der::oid(algorithm), der::null()])
            }
            Self::Ed25519 | Self::Ed25519ph => der::sequence(&[der::oid(oid::ED25519)]),
        }
    }
}

/// A private key.
///
/// ECDSA signatures are those of RFC 6979 (its nonce derived with the curve's own hash, whatever
/// the hash of the message), so that all the kit makes is the same in each run.
#[derive(Clone)]
pub struct SigningKey {
    kind: KeyKind,
    secret: Secret,
}

#[derive(Clone)]
enum Secret {
    P256(p256::ecdsa::SigningKey),
    P384(p384::ecdsa::SigningKey),
    P521(p521::ecdsa::SigningKey),
    Ed25519(ed25519_dalek::SigningKey),
    Rsa(Arc<RsaKeyPair>),
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "SigningKey({:?})", self.kind)
    }
}

impl SigningKey {
    /// The key of this kind that belongs to `seed`. There is one RSA key of each size, whatever
    /// the seed.
    #[must_use]
    pub fn seeded(kind: KeyKind, seed: &str) -> Self {
        let wide = sha2::Sha512::digest(seed.as_bytes());
        let secret = match kind {
            KeyKind::P256 => Secret::P256(
                p256::ecdsa::SigningKey::from_slice(&wide[..32]).expect("a scalar below the order"),
            ),
            KeyKind::P384 => Secret::P384(
                p384::ecdsa::SigningKey::from_slice(&wide[..48]).expect("a scalar below the order"),
            ),
            KeyKind::P521 => {
                let scalar = [&[0, 0], wide.as_slice()].concat();
                Secret::P521(
                    p521::ecdsa::SigningKey::from_slice(&scalar).expect("a scalar below the order"),
                )
            }
            KeyKind::Ed25519 => Secret::Ed25519(ed25519_dalek::SigningKey::from_bytes(&sha256(
                seed.as_bytes(),
            ))),
            KeyKind::Rsa2048 => rsa(include_bytes!("../keys/rsa-2048.pk8")),
            KeyKind::Rsa3072 => rsa(include_bytes!("../keys/rsa-3072.pk8")),
            KeyKind::Rsa4096 => rsa(include_bytes!("../keys/rsa-4096.pk8")),
        };
        Self { kind, secret }
    }

    /// Its kind.
    #[must_use]
    pub const fn kind(&self) -> KeyKind {
        self.kind
    }

    /// How it signs unless told otherwise.
    #[must_use]
    pub const fn scheme(&self) -> Scheme {
        self.kind.scheme()
    }

    /// The public key: a point, 32 bytes of Ed25519, or the DER of PKCS #1.
    #[must_use]
    pub fn public(&self) -> Vec<u8> {
        match &self.secret {
            Secret::P256(key) => key.verifying_key().to_sec1_point(false).as_bytes().to_vec(),
            Secret::P384(key) => key.verifying_key().to_sec1_point(false).as_bytes().to_vec(),
            Secret::P521(key) => key.verifying_key().to_sec1_point(false).as_bytes().to_vec(),
            Secret::Ed25519(key) => key.verifying_key().to_bytes().to_vec(),
            Secret::Rsa(key) => key.public().as_ref().to_vec(),
        }
    }

    /// The SubjectPublicKeyInfo.
    #[must_use]
    pub fn spki(&self) -> Vec<u8> {
        spki(self.kind, &self.public())
    }

    /// SHA-256 of the SubjectPublicKeyInfo: the id of a log.
    #[must_use]
    pub fn id(&self) -> [u8; 32] {
        sha256(&self.spki())
    }

    /// The public key as a PEM block.
    #[must_use]
    pub fn pem(&self) -> String {
        crate::encode::pem("PUBLIC KEY", &self.spki())
    }

    /// Signs `message`.
    #[must_use]
    pub fn sign(&self, scheme: Scheme, message: &[u8]) -> Vec<u8> {
        match (&self.secret, scheme) {
            (Secret::Ed25519(key), Scheme::Ed25519ph) => key
                .sign_prehashed(sha2::Sha512::new_with_prefix(message), None)
                .expect("no context")
                .to_bytes()
                .to_vec(),
            (Secret::Ed25519(key), _) => key.sign(message).to_bytes().to_vec(),
            (Secret::Rsa(key), scheme) => {
                let encoding: &dyn ring::signature::RsaEncoding = match scheme.hash() {
                    Hash::Sha384 => &ring::signature::RSA_PKCS1_SHA384,
                    Hash::Sha512 => &ring::signature::RSA_PKCS1_SHA512,
                    _ => &ring::signature::RSA_PKCS1_SHA256,
                };
                let mut signature = vec![0; key.public().modulus_len()];
                key.sign(
                    encoding,
                    &ring::rand::SystemRandom::new(),
                    message,
                    &mut signature,
                )
                .expect("RSA PKCS#1 v1.5 signs every message");
                signature
            }
            (_, scheme) => self.sign_digest(&scheme.hash().digest(message)),
        }
    }

    /// An ECDSA signature over a digest.
    #[must_use]
    pub fn sign_digest(&self, digest: &[u8]) -> Vec<u8> {
        let fixed = match &self.secret {
            Secret::P256(key) => {
                let signature: p256::ecdsa::Signature = key.sign_prehash(digest).expect("signs");
                signature.to_bytes().to_vec()
            }
            Secret::P384(key) => {
                let signature: p384::ecdsa::Signature = key.sign_prehash(digest).expect("signs");
                signature.to_bytes().to_vec()
            }
            Secret::P521(key) => {
                let signature: p521::ecdsa::Signature = key.sign_prehash(digest).expect("signs");
                signature.to_bytes().to_vec()
            }
            Secret::Ed25519(_) | Secret::Rsa(_) => panic!("{:?} signs messages", self.kind),
        };
        let (r, s) = fixed.split_at(fixed.len() / 2);
        der::sequence(&[der::unsigned(r), der::unsigned(s)])
    }
}

/// A SubjectPublicKeyInfo of this kind around any bytes.
#[must_use]
pub fn spki(kind: KeyKind, public: &[u8]) -> Vec<u8> {
    let algorithm = match kind {
        KeyKind::P256 => [der::oid(oid::EC_PUBLIC_KEY), der::oid(oid::PRIME256V1)].concat(),
        KeyKind::P384 => [der::oid(oid::EC_PUBLIC_KEY), der::oid(oid::SECP384R1)].concat(),
        KeyKind::P521 => [der::oid(oid::EC_PUBLIC_KEY), der::oid(oid::SECP521R1)].concat(),
        KeyKind::Ed25519 => der::oid(oid::ED25519),
        KeyKind::Rsa2048 | KeyKind::Rsa3072 | KeyKind::Rsa4096 => {
            [der::oid(oid::RSA_ENCRYPTION), der::null()].concat()
        }
    };
    der::sequence(&[der::tlv(0x30, &algorithm), der::bits(public)])
}

fn rsa(pkcs8: &[u8]) -> Secret {
    Secret::Rsa(Arc::new(
        RsaKeyPair::from_pkcs8(pkcs8).expect("the kit's key"),
    ))
}

#[cfg(test)]
mod tests {
    use ring::signature as backend;

    use super::*;

    fn verifies(algorithm: &dyn backend::VerificationAlgorithm, kind: KeyKind, scheme: Scheme) {
        let key = SigningKey::seeded(kind, "test");
        let signature = key.sign(scheme, b"message");
        backend::VerificationAlgorithm::verify(
            algorithm,
            key.public().as_slice().into(),
            b"message".as_slice().into(),
            signature.as_slice().into(),
        )
        .unwrap_or_else(|_| panic!("{kind:?} {scheme:?}"));
        assert_eq!(
            signature,
            key.sign(scheme, b"message"),
            "{kind:?} {scheme:?}"
        );
    }

    #[test]
    fn signatures_hold_and_repeat() {
        use Hash::{Sha256, Sha384, Sha512};
        verifies(
            &backend::ECDSA_P256_SHA256_ASN1,
            KeyKind::P256,
            Scheme::Ecdsa(Sha256),
        );
        verifies(
            &backend::ECDSA_P384_SHA256_ASN1,
            KeyKind::P384,
            Scheme::Ecdsa(Sha256),
        );
        verifies(
            &backend::ECDSA_P384_SHA384_ASN1,
            KeyKind::P384,
            Scheme::Ecdsa(Sha384),
        );
        verifies(&backend::ED25519, KeyKind::Ed25519, Scheme::Ed25519);
        verifies(
            &backend::RSA_PKCS1_2048_8192_SHA256,
            KeyKind::Rsa2048,
            Scheme::Rsa(Sha256),
        );
        verifies(
            &backend::RSA_PKCS1_2048_8192_SHA512,
            KeyKind::Rsa4096,
            Scheme::Rsa(Sha512),
        );
    }

    #[test]
    fn p521_signs_any_hash() {
        use p521::ecdsa::signature::hazmat::PrehashVerifier as _;
        let key = SigningKey::seeded(KeyKind::P521, "test");
        let public = p521::ecdsa::VerifyingKey::from_sec1_bytes(&key.public()).unwrap();
        let digest = Hash::Sha512.digest(b"message");
        let padded = [vec![0; 2], digest.clone()].concat();
        let signature = key.sign_digest(&digest);
        let signature = p521::ecdsa::Signature::from_der(&signature).unwrap();
        public.verify_prehash(&padded, &signature).unwrap();
        public.verify_prehash(&digest, &signature).unwrap();
        let short = p521::ecdsa::Signature::from_der(&key.sign_digest(&[1; 32])).unwrap();
        public
            .verify_prehash(&[[0; 34].as_slice(), &[1; 32]].concat(), &short)
            .unwrap();
    }
}
