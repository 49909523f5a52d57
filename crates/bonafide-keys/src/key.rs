//! Public keys.

use core::fmt;
use std::sync::Arc;

use bonafide_digest::{Algorithm, hex, sha256};
use bonafide_report::{Budget, Exceeded};
use const_oid::db::{rfc5912, rfc8410};

use crate::asn1::{Element, Tag, element};
use crate::backend::Backend;
use crate::backend::sealed::Answer;
use crate::ecdsa::Curve;
use crate::rsa::Padding;
use crate::{AlgorithmIdentifier, Error, KeyKind, Message, Scheme, ecdsa, ed25519, pem, rsa};

/// The longest encoding of a key that is read, in bytes. An RSA key of 8192 bits with an exponent
/// of the same length needs 2,100.
pub const MAX_KEY_BYTES: usize = 4096;

/// A public key that is sound: strict DER, a point on a named curve, an RSA modulus of 2048 to
/// 8192 bits, an Ed25519 key that is canonical and not of small order.
///
/// Two keys are equal when their encodings are. It is not checked that the y coordinate of an
/// Ed25519 key has a point; under one that has none, no signature verifies.
///
/// # Specification
/// RFC 5280 section 4.1.2.7, RFC 5480, RFC 8410, RFC 8017. Stricter: uncompressed points and named
/// curves only; RSA with rsaEncryption and NULL parameters only.
#[derive(Clone)]
pub struct PublicKey {
    material: Material,
    spki: Vec<u8>,
    id: [u8; 32],
}

#[derive(Clone)]
enum Material {
    /// Shared by clones, with what is kept for its reuse.
    Ecdsa(Arc<ecdsa::Key>),
    Ed25519([u8; 32]),
    Rsa(rsa::Key),
}

impl Material {
    /// How many signature checks a verification counts for.
    fn checks(&self) -> usize {
        match self {
            Self::Ecdsa(_) | Self::Ed25519(_) => 1,
            Self::Rsa(key) => key.checks(),
        }
    }
}

impl PublicKey {
    /// Reads a DER `SubjectPublicKeyInfo`.
    ///
    /// # Errors
    /// [`Error::Limit`] above [`MAX_KEY_BYTES`]; [`Error::Encoding`] unless it is DER to the byte;
    /// [`Error::Algorithm`], [`Error::Curve`], [`Error::CompressedPoint`], [`Error::Point`],
    /// [`Error::Ed25519Point`], [`Error::RsaModulus`] and [`Error::RsaExponent`] for keys that are
    /// not sound.
    pub fn from_spki_der(spki: &[u8]) -> Result<Self, Error> {
        Self::read(spki, false)
    }

    /// As [`PublicKey::from_spki_der`], for a key that the caller trusts by other means, and that
    /// may have a compressed point. [`PublicKey::spki_der`] stays as given, so that such a key
    /// equals no key of a bundle or log entry.
    ///
    /// # Errors
    /// As [`PublicKey::from_spki_der`].
    pub fn from_spki_der_allow_compressed(spki: &[u8]) -> Result<Self, Error> {
        Self::read(spki, true)
    }

    /// Reads PEM text with exactly one block `PUBLIC KEY`.
    ///
    /// # Errors
    /// [`Error::NotPublic`] for something else than a public key in PEM, [`Error::Pem`]; then as
    /// [`PublicKey::from_spki_der`].
    pub fn from_pem(text: &str) -> Result<Self, Error> {
        Self::from_spki_der(&spki_block(text)?)
    }

    /// As [`PublicKey::from_pem`], with [`PublicKey::from_spki_der_allow_compressed`].
    ///
    /// # Errors
    /// As [`PublicKey::from_pem`].
    pub fn from_pem_allow_compressed(text: &str) -> Result<Self, Error> {
        Self::from_spki_der_allow_compressed(&spki_block(text)?)
    }

    /// Reads a DER PKCS#1 `RSAPublicKey`, which names no algorithm of its own.
    /// [`PublicKey::spki_der`] is then the SPKI built from it.
    ///
    /// # Errors
    /// [`Error::Limit`], [`Error::Encoding`], [`Error::RsaModulus`], [`Error::RsaExponent`].
    pub fn from_pkcs1_der(pkcs1: &[u8]) -> Result<Self, Error> {
        Exceeded::check(pkcs1.len(), MAX_KEY_BYTES, "key bytes")?;
        let key = rsa::Key::from_pkcs1(pkcs1)?;
        let bits = element(Tag::BIT_STRING, &[&[0], pkcs1]);
        let spki = element(Tag::SEQUENCE, &[RSA_ALGORITHM, &bits]);
        Ok(Self::new(Material::Rsa(key), spki))
    }

    /// What kind of key it is.
    #[must_use]
    pub fn kind(&self) -> KeyKind {
        match &self.material {
            Material::Ecdsa(key) => key.curve().kind(),
            Material::Ed25519(_) => KeyKind::Ed25519,
            Material::Rsa(key) => key.kind(),
        }
    }

    /// The `SubjectPublicKeyInfo`, as it was read.
    #[must_use]
    pub fn spki_der(&self) -> &[u8] {
        &self.spki
    }

    /// SHA-256 of the `SubjectPublicKeyInfo`, which is the id of a log with this key.
    #[must_use]
    pub const fn id(&self) -> [u8; 32] {
        self.id
    }

    /// What tells keys apart, whatever form they came in: a SHA-256 that is the same for a point
    /// written in full and compressed, where [`PublicKey::id`] differs. It is the id of nothing.
    #[must_use]
    pub fn material_id(&self) -> [u8; 32] {
        match &self.material {
            Material::Ecdsa(key) => sha256(&[key.sec1()]),
            Material::Ed25519(_) | Material::Rsa(_) => self.id,
        }
    }

    /// The 32 bytes of an Ed25519 key; none for other kinds.
    #[must_use]
    pub const fn ed25519_bytes(&self) -> Option<[u8; 32]> {
        match &self.material {
            Material::Ed25519(bytes) => Some(*bytes),
            Material::Ecdsa(_) | Material::Rsa(_) => None,
        }
    }

    /// Says that this key or its clones will verify many signatures, as a key of a trusted root
    /// does. No answer changes, but a backend may keep tables that make them faster; there is no way
    /// back as long as one of the clones lives.
    ///
    /// `RustCrypto` keeps 18 KiB for a key on P-256 and 26 KiB for one on P-384, and as much once in
    /// a process for each of the two curves. It makes them at the third verification, which then
    /// takes two to four times as long as one without. `Ring` does so on P-384 alone, where tables
    /// are several times as fast as ring. `AwsLc` keeps nothing, and nothing is kept for keys of
    /// other kinds.
    pub fn expect_reuse(&self) {
        #[cfg(any(feature = "ring", feature = "rustcrypto"))]
        if let Material::Ecdsa(key) = &self.material {
            key.expect_reuse();
        }
    }

    /// Verifies `signature` over `message`. Costs one signature check and the length of the parts
    /// in hashed bytes, taken from the budget first. With an RSA key it costs one check for every
    /// 64 bits of the exponent, a last few bits counting as 64.
    ///
    /// # Errors
    /// [`Error::Scheme`] when the scheme does not fit the key, [`Error::Digest`] when the message
    /// is a digest that the scheme does not sign, [`Error::Limit`] when the budget is used up,
    /// [`Error::Form`] and [`Error::Signature`] when the signature is not valid,
    /// [`Error::Backend`] when only another backend can tell.
    pub fn verify(
        &self,
        backend: &dyn Backend,
        scheme: Scheme,
        message: Message<'_>,
        signature: &[u8],
        budget: &mut Budget,
    ) -> Result<(), Error> {
        let misfit = Error::Scheme {
            scheme,
            kind: self.kind(),
        };
        if !scheme.fits(self.kind()) {
            return Err(misfit);
        }
        message.check(scheme)?;
        for _ in 0..self.material.checks() {
            budget.signature_check()?;
        }
        budget.hash(message.length())?;
        let answer = match (&self.material, scheme) {
            (Material::Ecdsa(key), Scheme::Ecdsa(hash)) => {
                let signature = ecdsa::Signature::from_der(key.curve(), signature)?;
                backend.ecdsa(key, hash, message, &signature)
            }
            (Material::Ecdsa(key), Scheme::EcdsaP1363(hash)) => {
                let signature = ecdsa::Signature::from_p1363(key.curve(), signature)?;
                backend.ecdsa(key, hash, message, &signature)
            }
            (Material::Rsa(key), Scheme::RsaPkcs1(hash)) => {
                key.check_length(signature)?;
                backend.rsa(key, Padding::Pkcs1, hash, message, signature)
            }
            (Material::Rsa(key), Scheme::RsaPss(hash)) => {
                key.check_length(signature)?;
                backend.rsa(key, Padding::Pss, hash, message, signature)
            }
            (Material::Ed25519(key), Scheme::Ed25519) => {
                backend.ed25519(key, message, ed25519::check_signature(signature)?)
            }
            (Material::Ed25519(key), Scheme::Ed25519ph) => {
                let signature = ed25519::check_signature(signature)?;
                match message.digest(Algorithm::Sha512) {
                    Some(digest) => backend.ed25519ph(key, &digest, signature),
                    None => Answer::Invalid,
                }
            }
            _ => return Err(misfit),
        };
        match answer {
            Answer::Valid => Ok(()),
            Answer::Invalid => Err(Error::Signature {}),
            Answer::Unsupported { what, enable } => Err(Error::Backend {
                backend: backend.name(),
                what,
                enable,
            }),
        }
    }

    fn new(material: Material, spki: Vec<u8>) -> Self {
        Self {
            material,
            id: sha256(&[&spki]),
            spki,
        }
    }

    fn read(spki: &[u8], allow_compressed: bool) -> Result<Self, Error> {
        Exceeded::check(spki.len(), MAX_KEY_BYTES, "key bytes")?;
        let info = Element::parse(spki).and_then(key_info);
        let (algorithm, key) = info.ok_or(Error::Encoding {
            what: "SubjectPublicKeyInfo",
        })?;
        let material = if algorithm.is(&rfc5912::ID_EC_PUBLIC_KEY) {
            let curve = named_curve(algorithm)?;
            let key = ecdsa::Key::from_sec1(curve, key, allow_compressed)?;
            Material::Ecdsa(Arc::new(key))
        } else if algorithm.is(&rfc8410::ID_ED_25519) && algorithm.parameters().is_none() {
            let key: [u8; 32] = key.try_into().map_err(|_| Error::Encoding {
                what: "Ed25519 key",
            })?;
            ed25519::check_key(&key)?;
            Material::Ed25519(key)
        } else if algorithm.is(&rfc5912::RSA_ENCRYPTION)
            && algorithm.parameters().is_some_and(Element::is_null)
        {
            Material::Rsa(rsa::Key::from_pkcs1(key)?)
        } else {
            return Err(Error::Algorithm {});
        };
        Ok(Self::new(material, spki.to_vec()))
    }
}

impl PartialEq for PublicKey {
    fn eq(&self, other: &Self) -> bool {
        self.spki == other.spki
    }
}

impl Eq for PublicKey {}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({}, {})", self.kind(), hex::encode(&self.id))
    }
}

/// The DER `AlgorithmIdentifier` of rsaEncryption with NULL parameters.
const RSA_ALGORITHM: &[u8] = &[
    0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00,
];

/// Bytes of another label that an error shows.
const SHOWN: usize = 64;
/// The label of a block that is a public key.
const LABEL: &str = "PUBLIC KEY";

fn spki_block(text: &str) -> Result<Vec<u8>, Error> {
    let error = match pem::decode(text, MAX_KEY_BYTES) {
        Ok(block) if block.label == LABEL => return Ok(block.der),
        Err(error @ Error::Limit { .. }) => return Err(error),
        Ok(_) => Error::Pem {
            what: "the label is not PUBLIC KEY",
        },
        Err(error) => error,
    };
    Err(in_place_of_key(text).map_or(error, |found| Error::NotPublic { found }))
}

/// What a text is that is no public key, with its article; `None` where it is one that is damaged.
fn in_place_of_key(text: &str) -> Option<String> {
    let text = text.trim();
    // OpenSSL writes a block of parameters before a private key.
    let label = pem::labels(text).find(|label| *label != "EC PARAMETERS");
    if let Some(label) = label.filter(|label| *label != LABEL) {
        let article = if label.starts_with(['E', 'O']) {
            "an"
        } else {
            "a"
        };
        let mut found = format!("{article} {}", label.get(..SHOWN).unwrap_or(label));
        if label.len() > SHOWN {
            found.push('…');
        }
        return Some(found);
    }
    let is_ssh = ["ssh-", "ecdsa-sha2-", "sk-"]
        .iter()
        .any(|kind| text.starts_with(kind));
    let found = match text {
        "" => return None,
        _ if text.contains("-----BEGIN ") => return None,
        _ if is_ssh => "a key of OpenSSH",
        _ if text.starts_with(['{', '[']) => "JSON",
        _ => "no PEM text",
    };
    Some(found.to_owned())
}

/// The two fields of a `SubjectPublicKeyInfo`: what the key is for, and the octets of its BIT STRING.
/// `None` for anything else, whatever the kind of the key.
///
/// # Specification
/// RFC 5280 section 4.1.2.7.
#[must_use]
pub fn key_info(spki: Element<'_>) -> Option<(AlgorithmIdentifier<'_>, &[u8])> {
    let mut fields = spki.open(Tag::SEQUENCE)?;
    let algorithm = AlgorithmIdentifier::read(fields.next()?)?;
    let key = fields.next()?.octets_of_bits()?;
    fields.is_empty().then_some((algorithm, key))
}

fn named_curve(algorithm: AlgorithmIdentifier<'_>) -> Result<Curve, Error> {
    let curve = algorithm.parameters().and_then(Element::oid);
    let known = [
        (rfc5912::SECP_256_R_1, Curve::P256),
        (rfc5912::SECP_384_R_1, Curve::P384),
        (rfc5912::SECP_521_R_1, Curve::P521),
    ];
    known
        .into_iter()
        .find(|(oid, _)| curve == Some(oid.as_bytes()))
        .map(|(_, curve)| curve)
        .ok_or(Error::Curve {})
}
