//! Plain keys as principals.

use bonafide_digest::Algorithm;
use bonafide_json::base64::DecodeError;
use bonafide_keys::{Backend, KeyKind, Message, PublicKey, Scheme};
use bonafide_report::{Budget, Coded as _, Finding, Place, registry};

use crate::{Envelope, Error, Pae, PrincipalId, Signature, Threshold, VerifiedEnvelope, Vouching};

/// Keys that one set may hold.
pub const MAX_KEYS: usize = 64;

/// Signatures times keys that are tried unless the caller says otherwise.
const ATTEMPTS: usize = 2048;

/// How an ECDSA signature is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "there are these two forms")]
pub enum Encoding {
    /// A DER sequence of two integers, as with keys of certificates.
    Der,
    /// The two integers with the width of the curve order, one after the other.
    P1363,
    /// Either: DER is tried first, and P1363 if the length is that of the curve.
    #[default]
    Either,
}

/// What the key id of a signature entry is good for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "a hint is followed or it binds")]
pub enum KeyIdPolicy {
    /// Keys of that id are tried first.
    #[default]
    Hint,
    /// An entry with a key id is tried with keys of that id only. The id is unauthenticated; this
    /// is for callers who must do as other tools do.
    MustMatch,
}

/// A public key, and how signatures by it are made.
#[derive(Clone, Debug)]
pub struct TrustedKey {
    key: PublicKey,
    id: String,
    hash: Option<Algorithm>,
    encoding: Encoding,
    is_pss: bool,
    signs_raw_payload: bool,
}

impl TrustedKey {
    /// A key with the usual algorithm of its kind: ECDSA with the hash of the curve in either
    /// encoding, Ed25519, or RSA PKCS#1 v1.5 with SHA-256.
    #[must_use]
    pub const fn new(key: PublicKey) -> Self {
        Self {
            key,
            id: String::new(),
            hash: None,
            encoding: Encoding::Either,
            is_pss: false,
            signs_raw_payload: false,
        }
    }

    /// The key id that entries use for it.
    #[must_use]
    pub fn with_id(mut self, id: impl Into<String>) -> Self {
        self.id = id.into();
        self
    }

    /// Another hash: SHA-256, SHA-384 or SHA-512. Ed25519 has none to set.
    #[must_use]
    pub const fn with_hash(mut self, hash: Algorithm) -> Self {
        self.hash = Some(hash);
        self
    }

    /// The encoding of ECDSA signatures.
    #[must_use]
    pub const fn with_encoding(mut self, encoding: Encoding) -> Self {
        self.encoding = encoding;
        self
    }

    /// RSA signatures are PSS, not PKCS#1 v1.5.
    #[must_use]
    pub const fn with_pss(mut self) -> Self {
        self.is_pss = true;
        self
    }

    /// Signatures are over the payload itself, without its type: an old scheme of some build
    /// services, in which nothing binds the payload type. Never the case unless the owner of the
    /// key says so. The scheme is ECDSA on P-256 with SHA-256, in DER; other keys, hashes and
    /// encodings verify nothing then.
    #[must_use]
    pub const fn with_raw_payload(mut self) -> Self {
        self.signs_raw_payload = true;
        self
    }

    /// The key.
    #[must_use]
    pub const fn key(&self) -> &PublicKey {
        &self.key
    }

    /// The schemes to try on a signature, in order.
    fn schemes(&self, signature: &[u8]) -> Vec<Scheme> {
        if self.signs_raw_payload {
            let is_p256 = self.key.kind() == KeyKind::EcdsaP256;
            let scheme = is_p256.then_some(Scheme::Ecdsa(Algorithm::Sha256));
            return scheme.into_iter().collect();
        }
        let usual = self.key.kind().default_scheme();
        let Some(hash) = self.hash.or_else(|| usual.hash()) else {
            return vec![usual];
        };
        let Some(width) = curve_width(self.key.kind()) else {
            return vec![if self.is_pss {
                Scheme::RsaPss(hash)
            } else {
                Scheme::RsaPkcs1(hash)
            }];
        };
        let is_p1363_length = signature.len() == width.saturating_mul(2);
        match self.encoding {
            Encoding::Der => vec![Scheme::Ecdsa(hash)],
            Encoding::P1363 => vec![Scheme::EcdsaP1363(hash)],
            Encoding::Either if !is_p1363_length => vec![Scheme::Ecdsa(hash)],
            // A DER sequence begins with its tag; without it the attempt need not be paid for.
            Encoding::Either if signature.first() == Some(&0x30) => {
                vec![Scheme::Ecdsa(hash), Scheme::EcdsaP1363(hash)]
            }
            Encoding::Either => vec![Scheme::EcdsaP1363(hash)],
        }
    }

    fn verify(
        &self,
        pae: &Pae<'_>,
        signature: &[u8],
        backend: &dyn Backend,
        budget: &mut Budget,
    ) -> Result<(), bonafide_keys::Error> {
        let parts = pae.parts();
        let signed: &[&[u8]] = if self.signs_raw_payload {
            parts.get(1..).unwrap_or_default()
        } else {
            &parts
        };
        let mut result = Err(bonafide_keys::Error::Signature {});
        for scheme in self.schemes(signature) {
            result = self
                .key
                .verify(backend, scheme, Message::Parts(signed), signature, budget);
            if matches!(result, Ok(()) | Err(bonafide_keys::Error::Limit { .. })) {
                break;
            }
        }
        result
    }
}

/// Bytes of a coordinate on the curve of this kind of key.
const fn curve_width(kind: KeyKind) -> Option<usize> {
    match kind {
        KeyKind::EcdsaP256 => Some(32),
        KeyKind::EcdsaP384 => Some(48),
        KeyKind::EcdsaP521 => Some(66),
        _ => None,
    }
}

/// Named principals and their keys.
#[derive(Clone, Debug)]
pub struct KeySet {
    principals: Vec<String>,
    keys: Vec<Held>,
    key_ids: KeyIdPolicy,
    attempts: usize,
}

#[derive(Clone, Debug)]
struct Held {
    principal: usize,
    material: [u8; 32],
    key: TrustedKey,
}

impl Default for KeySet {
    fn default() -> Self {
        Self::new()
    }
}

impl KeySet {
    /// A set without keys.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            principals: Vec::new(),
            keys: Vec::new(),
            key_ids: KeyIdPolicy::Hint,
            attempts: ATTEMPTS,
        }
    }

    /// Adds a key of the principal `name`, who may have several.
    ///
    /// # Errors
    /// [`Error::ThresholdConfig`] when the key is already that of another principal, or there are
    /// more than [`MAX_KEYS`].
    ///
    /// # Specification
    /// DSSE protocol: two key ids of one key are one principal.
    pub fn with_key(mut self, name: &str, key: TrustedKey) -> Result<Self, Error> {
        let refuse = |reason| Err(Error::ThresholdConfig { reason });
        if self.keys.len() >= MAX_KEYS {
            return refuse("there are more than 64 keys");
        }
        let known = self.principals.iter().position(|known| known == name);
        let principal = known.unwrap_or(self.principals.len());
        let material = key.key.material_id();
        let is_of_another = |held: &Held| held.material == material && held.principal != principal;
        if self.keys.iter().any(is_of_another) {
            return refuse("one key was given to two principals");
        }
        if known.is_none() {
            self.principals.push(name.to_owned());
        }
        self.keys.push(Held {
            principal,
            material,
            key,
        });
        Ok(self)
    }

    /// What key ids are good for.
    #[must_use]
    pub const fn with_key_ids(mut self, policy: KeyIdPolicy) -> Self {
        self.key_ids = policy;
        self
    }

    /// At most `attempts` signatures times keys in one envelope; 2,048 unless set.
    #[must_use]
    pub const fn with_attempts(mut self, attempts: usize) -> Self {
        self.attempts = attempts;
        self
    }

    /// The names of the principals; a [`PrincipalId`] is an index into them.
    #[must_use]
    pub fn principals(&self) -> &[String] {
        &self.principals
    }

    /// The threshold of `wanted` of these principals.
    ///
    /// # Errors
    /// [`Error::ThresholdConfig`].
    pub const fn threshold(&self, wanted: usize) -> Result<Threshold, Error> {
        Threshold::new(wanted, self.principals.len())
    }

    /// Whether a key of this set made `signature`: one answer for [`Envelope::verify`], for callers
    /// who also know other signers.
    ///
    /// # Errors
    /// [`Error::Limit`] when the budget is exhausted.
    pub fn vouch(
        &self,
        signature: &Signature,
        pae: &Pae<'_>,
        backend: &dyn Backend,
        budget: &mut Budget,
    ) -> Result<Vouching, Error> {
        let bytes = match signature.bytes() {
            Ok(bytes) => bytes,
            Err(reason) => return Ok(Vouching::Refused(undecodable(reason))),
        };
        let mut refusal = None;
        for held in self.candidates(signature.key_id()) {
            match held.key.verify(pae, bytes, backend, budget) {
                Ok(()) => {
                    return Ok(Vouching::By {
                        signer: held.material.to_vec(),
                        principals: vec![PrincipalId::new(held.principal)],
                    });
                }
                Err(bonafide_keys::Error::Limit { cause }) => return Err(cause.into()),
                // A key that cannot be used says more than a signature by somebody else.
                Err(error) if error.code() != registry::SIGNATURE_INVALID => {
                    refusal = Some(error.to_finding());
                }
                Err(error) => refusal = refusal.or_else(|| Some(error.to_finding())),
            }
        }
        Ok(Vouching::Refused(refusal.unwrap_or_else(no_such_key)))
    }

    /// The keys to try, those of the id that the entry names first.
    fn candidates<'a>(&'a self, key_id: &'a str) -> impl Iterator<Item = &'a Held> {
        let is_named = move |held: &&Held| !key_id.is_empty() && held.key.id == key_id;
        let others_too = key_id.is_empty() || self.key_ids == KeyIdPolicy::Hint;
        let named = self.keys.iter().filter(is_named);
        let others = self
            .keys
            .iter()
            .filter(move |held| others_too && !is_named(held));
        named.chain(others)
    }
}

impl Envelope {
    /// Verifies with plain keys: as many distinct principals of `keys` as `threshold` wants must have
    /// signed.
    ///
    /// Costs at most two signature checks for each signature and key.
    ///
    /// # Errors
    /// [`Error::TooManyAttempts`] before any work; [`Error::ThresholdConfig`],
    /// [`Error::ThresholdNotMet`]; [`Error::Limit`] when the budget is exhausted.
    pub fn verify_with_keys(
        &self,
        keys: &KeySet,
        threshold: &Threshold,
        backend: &dyn Backend,
        budget: &mut Budget,
    ) -> Result<VerifiedEnvelope, Error> {
        let attempts = self.signatures().len().saturating_mul(keys.keys.len());
        if attempts > keys.attempts {
            return Err(Error::TooManyAttempts {
                wanted: attempts,
                limit: keys.attempts,
            });
        }
        self.verify(threshold, |signature, pae| {
            keys.vouch(signature, pae, backend, budget)
        })
    }
}

fn undecodable(reason: &DecodeError) -> Finding {
    Finding::new(registry::JSON_BASE64, Place::root(), reason.to_string())
}

fn no_such_key() -> Finding {
    let detail = "no key has the id that the signature names";
    Finding::new(registry::KEY_HINT_MISMATCH, Place::root(), detail)
}
