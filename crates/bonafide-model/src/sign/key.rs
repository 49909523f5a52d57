//! Private keys in PEM.

use core::fmt;

use bonafide_digest::Digest;
use bonafide_keys::{PublicKey, pem};
use p256::ecdsa::signature::hazmat::PrehashSigner as _;
use pkcs8::der::Decode as _;
use pkcs8::{
    EncodePublicKey as _, EncryptedPrivateKeyInfoRef, ObjectIdentifier, PrivateKeyInfoRef,
};
use zeroize::Zeroizing;

use super::{SignError, Signer};

/// The most bytes of a key in DER, with room for attributes.
const MOST: usize = 16 * 1024;

const EC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const P256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
const P384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.34");
const P521: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.35");

/// A private ECDSA key on P-256, P-384 or P-521. It is wiped from memory when it is dropped, and
/// nothing shows it.
///
/// Signatures are deterministic (RFC 6979).
pub struct LocalKey {
    secret: Secret,
    public: PublicKey,
}

enum Secret {
    P256(p256::ecdsa::SigningKey),
    P384(p384::ecdsa::SigningKey),
    P521(p521::ecdsa::SigningKey),
}

impl LocalKey {
    /// Reads a key in PEM: `EC PRIVATE KEY` (SEC 1), `PRIVATE KEY` (PKCS#8) or `ENCRYPTED PRIVATE
    /// KEY` (PKCS#8 with PBES2), for which `passphrase` is asked. A block `EC PARAMETERS` may precede
    /// it, as OpenSSL writes one.
    ///
    /// # Errors
    /// [`SignError::Key`], [`SignError::Algorithm`], [`SignError::PassphraseMissing`] and
    /// [`SignError::Passphrase`].
    ///
    /// # Specification
    /// models SGN-5; RFC 5915, RFC 5958, RFC 8018.
    pub fn from_pem(
        text: &str,
        passphrase: impl FnOnce() -> Option<Zeroizing<Vec<u8>>>,
    ) -> Result<Self, SignError> {
        let text = without_parameters(text);
        let wrong = |_| SignError::Key {
            what: "not one PEM block",
        };
        let block = pem::decode(text, MOST).map_err(wrong)?;
        let der = Zeroizing::new(block.der);
        match block.label {
            "EC PRIVATE KEY" => Self::from_sec1(&der),
            "PRIVATE KEY" => Self::from_pkcs8(&der),
            "ENCRYPTED PRIVATE KEY" => {
                let wrong = |_| SignError::Key {
                    what: "not an encrypted key of PKCS#8",
                };
                let info = EncryptedPrivateKeyInfoRef::from_der(&der).map_err(wrong)?;
                let passphrase = passphrase().ok_or(SignError::PassphraseMissing {})?;
                let opened = info.decrypt(&*passphrase);
                Self::from_pkcs8(opened.map_err(|_| SignError::Passphrase {})?.as_bytes())
            }
            _ => Err(SignError::Key {
                what: "the block has another label",
            }),
        }
    }

    fn from_sec1(der: &[u8]) -> Result<Self, SignError> {
        let wrong = |_| SignError::Key {
            what: "not a key of SEC 1",
        };
        let key = sec1::EcPrivateKey::from_der(der).map_err(wrong)?;
        let curve = key
            .parameters
            .and_then(|parameters| parameters.named_curve());
        Self::on_curve(curve, key.private_key, key.public_key)
    }

    fn from_pkcs8(der: &[u8]) -> Result<Self, SignError> {
        let wrong = |_| SignError::Key {
            what: "not a key of PKCS#8",
        };
        let info = PrivateKeyInfoRef::from_der(der).map_err(wrong)?;
        if info.algorithm.oid != EC {
            return Err(SignError::Algorithm {});
        }
        let curve = info.algorithm.parameters_oid().ok();
        let wrong = |_| SignError::Key {
            what: "not a key of SEC 1 in PKCS#8",
        };
        let key = sec1::EcPrivateKey::from_der(info.private_key.as_bytes()).map_err(wrong)?;
        let inner = key
            .parameters
            .and_then(|parameters| parameters.named_curve());
        if inner.is_some() && inner != curve {
            return Err(SignError::Key {
                what: "it names two curves",
            });
        }
        Self::on_curve(curve, key.private_key, key.public_key)
    }

    fn on_curve(
        curve: Option<ObjectIdentifier>,
        scalar: &[u8],
        stated: Option<&[u8]>,
    ) -> Result<Self, SignError> {
        let secret = match curve {
            Some(P256) => p256::ecdsa::SigningKey::from_slice(scalar).map(Secret::P256),
            Some(P384) => p384::ecdsa::SigningKey::from_slice(scalar).map(Secret::P384),
            Some(P521) => p521::ecdsa::SigningKey::from_slice(scalar).map(Secret::P521),
            _ => return Err(SignError::Algorithm {}),
        };
        let secret = secret.map_err(|_| SignError::Key {
            what: "no scalar of its curve",
        })?;
        let (spki, point) = secret.public();
        if stated.is_some_and(|stated| stated != &*point) {
            return Err(SignError::Key {
                what: "its public half is another key",
            });
        }
        let wrong = |_| SignError::Key {
            what: "its public key is not usable",
        };
        let public = PublicKey::from_spki_der(&spki).map_err(wrong)?;
        Ok(Self { secret, public })
    }
}

impl Secret {
    /// The public key as a `SubjectPublicKeyInfo`, and as an uncompressed point.
    fn public(&self) -> (Vec<u8>, Box<[u8]>) {
        macro_rules! of {
            ($key:expr) => {{
                let public = $key.verifying_key();
                let spki = public.to_public_key_der();
                let spki = spki.map(|document| document.into_vec()).unwrap_or_default();
                (spki, public.to_sec1_point(false).as_bytes().into())
            }};
        }
        match self {
            Self::P256(key) => of!(key),
            Self::P384(key) => of!(key),
            Self::P521(key) => of!(key),
        }
    }
}

impl Signer for LocalKey {
    fn public_key(&self) -> &PublicKey {
        &self.public
    }

    fn sign_digest(&self, digest: &Digest) -> Result<Vec<u8>, SignError> {
        macro_rules! with {
            ($key:expr, $signature:ty) => {{
                let signed: Result<$signature, _> = $key.sign_prehash(digest.as_bytes());
                signed.map(|signature| signature.to_bytes().to_vec())
            }};
        }
        let signed = match &self.secret {
            Secret::P256(key) => with!(key, p256::ecdsa::Signature),
            Secret::P384(key) => with!(key, p384::ecdsa::Signature),
            Secret::P521(key) => with!(key, p521::ecdsa::Signature),
        };
        signed.map_err(|_| SignError::Signer {
            what: "the digest is too short",
        })
    }
}

impl fmt::Debug for LocalKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LocalKey")
            .field("public", &self.public)
            .finish_non_exhaustive()
    }
}

/// What follows the block of curve parameters that OpenSSL writes before a key.
fn without_parameters(text: &str) -> &str {
    const END: &str = "-----END EC PARAMETERS-----";
    let text = text.trim_start();
    if !text.starts_with("-----BEGIN EC PARAMETERS-----") {
        return text;
    }
    text.split_once(END).map_or(text, |(_, key)| key)
}
