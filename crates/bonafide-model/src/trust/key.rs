//! Keys that are trusted.

use bonafide_digest::{Algorithm, Digest, hex, sha256};
use bonafide_json::base64;
use bonafide_keys::{KeyKind, PublicKey};
use bonafide_report::{Time, Window};

use crate::Error;

/// A public key whose signatures over models are accepted.
///
/// # Specification
/// models OMK-1, OMB-7.
#[derive(Clone, Debug)]
pub struct VerificationKey {
    key: PublicKey,
    id: Option<String>,
    window: Option<Window>,
    signed_before: Option<Time>,
    curves: Vec<KeyKind>,
    hint: String,
}

impl VerificationKey {
    /// The key in PEM text of exactly one block `PUBLIC KEY`.
    ///
    /// # Errors
    /// [`Error::Key`] for other text, [`Error::KeyKind`] for another key than ECDSA on P-256, P-384
    /// or P-521.
    pub fn from_pem(text: &str) -> Result<Self, Error> {
        Self::of(PublicKey::from_pem(text))
    }

    /// The key in the DER of its `SubjectPublicKeyInfo`.
    ///
    /// # Errors
    /// As [`Self::from_pem`].
    pub fn from_der(spki: &[u8]) -> Result<Self, Error> {
        Self::of(PublicKey::from_spki_der(spki))
    }

    fn of(key: Result<PublicKey, bonafide_keys::Error>) -> Result<Self, Error> {
        let key = key.map_err(|cause| Error::Key { cause })?;
        check_kind(key.kind())?;
        let hint = hint(key.spki_der());
        Ok(Self {
            key,
            id: None,
            window: None,
            signed_before: None,
            curves: Vec::new(),
            hint,
        })
    }

    /// The same key with a name of the caller's, which stands in the evidence.
    #[must_use]
    pub fn with_id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// Trusts the key only for what was signed within `window`. A key has no time of its own: that
    /// takes a verified timestamp.
    #[must_use]
    pub const fn with_window(mut self, window: Window) -> Self {
        self.window = Some(window);
        self
    }

    /// Trusts the key only for what was signed before `time`, as for one that was retired then.
    /// That takes a verified timestamp too.
    #[must_use]
    pub const fn with_signed_before(mut self, time: Time) -> Self {
        self.signed_before = Some(time);
        self
    }

    /// Trusts the key only if it is on one of these curves.
    #[must_use]
    pub fn with_curves(mut self, curves: &[KeyKind]) -> Self {
        self.curves = curves.to_vec();
        self
    }

    /// The key.
    #[must_use]
    pub const fn key(&self) -> &PublicKey {
        &self.key
    }

    /// The name that the caller gave it.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// SHA-256 of its PEM text in lower-case hexadecimal, by which bundles name it (models OMK-2).
    #[must_use]
    pub fn hint(&self) -> &str {
        &self.hint
    }

    /// SHA-256 of its `SubjectPublicKeyInfo`.
    #[must_use]
    pub fn fingerprint(&self) -> Digest {
        Digest::sha256(self.key.id())
    }

    pub(crate) const fn needs_time(&self) -> bool {
        self.window.is_some() || self.signed_before.is_some()
    }

    pub(crate) fn is_trusted_at(&self, time: Time) -> bool {
        self.window.is_none_or(|window| window.contains(time))
            && self.signed_before.is_none_or(|end| time < end)
    }

    pub(crate) fn is_on_wanted_curve(&self) -> bool {
        self.curves.is_empty() || self.curves.contains(&self.key.kind())
    }
}

/// Models are signed with ECDSA on three curves (models OMB-7).
pub(crate) const fn check_kind(kind: KeyKind) -> Result<(), Error> {
    match kind {
        KeyKind::EcdsaP256 | KeyKind::EcdsaP384 | KeyKind::EcdsaP521 => Ok(()),
        kind => Err(Error::KeyKind { kind }),
    }
}

/// The hash that goes with a curve (models OMB-7).
pub(crate) const fn hash_of(kind: KeyKind) -> Algorithm {
    match kind {
        KeyKind::EcdsaP384 => Algorithm::Sha384,
        KeyKind::EcdsaP521 => Algorithm::Sha512,
        _ => Algorithm::Sha256,
    }
}

/// SHA-256 of the text that OpenSSL writes for a key: lines of 64 columns, the last with its end
/// (models OMK-2).
pub(crate) fn hint(spki: &[u8]) -> String {
    let mut text = String::from("-----BEGIN PUBLIC KEY-----\n");
    let encoded = base64::encode(spki);
    for line in encoded.as_bytes().chunks(64) {
        text.extend(line.iter().copied().map(char::from));
        text.push('\n');
    }
    text.push_str("-----END PUBLIC KEY-----\n");
    hex::encode(&sha256(&[text.as_bytes()]))
}
