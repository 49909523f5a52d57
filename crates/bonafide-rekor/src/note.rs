//! Signed notes: a text and the signatures below it.

use bonafide_digest::sha256;
use bonafide_json::base64::{self, Form};
use bonafide_keys::{KeyKind, PublicKey};

use crate::{Error, KeyName, Limits};

/// The first four bytes of a hash over name, algorithm and key; tells signature lines apart.
pub type KeyId = [u8; 4];

/// A text with at least one signature line. Nothing is verified.
///
/// # Specification
/// C2SP signed-note. Stricter: no control character but the line feed, no DEL, no empty signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    text: String,
    signatures: Vec<NoteSignature>,
}

/// One signature line of a [`Note`], unverified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteSignature {
    name: String,
    key_id: KeyId,
    signature: Vec<u8>,
}

impl Note {
    /// Parses a note.
    ///
    /// # Errors
    /// - [`Error::Limit`] for more bytes, signature lines or bytes of one signature than `limits`;
    /// - [`Error::CheckpointForm`] for any other deviation from the format.
    pub fn parse(note: &[u8], limits: &Limits) -> Result<Self, Error> {
        Error::check_limit(
            note.len(),
            limits.checkpoint_bytes,
            "checkpoint bytes",
            &Error::checkpoint_place(),
        )?;
        let note = check_characters(note)?;
        let (text, block) = split(note)?;
        let first_line = text.matches('\n').count().saturating_add(2);
        let Some(block) = block.strip_suffix('\n') else {
            return Err(malformed(first_line, "no line feed at the end"));
        };
        // Counted before any line is taken apart; the block has no blank line.
        Error::check_limit(
            block.split('\n').count(),
            limits.signature_lines,
            "checkpoint signature lines",
            &Error::checkpoint_place(),
        )?;
        let signatures = block
            .split('\n')
            .zip(first_line..)
            .map(|(line, number)| NoteSignature::parse(line, number, limits))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            text: text.to_owned(),
            signatures,
        })
    }

    /// The text that is signed, its last line feed included.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The signature lines in their order.
    #[must_use]
    pub fn signatures(&self) -> &[NoteSignature] {
        &self.signatures
    }

    /// The one signature line of a known key; a second one would only cost work.
    ///
    /// # Errors
    /// [`Error::CheckpointForm`] when the name and key id occur twice.
    pub(crate) fn signature_of(
        &self,
        name: &str,
        key_id: KeyId,
    ) -> Result<Option<&NoteSignature>, Error> {
        let first_line = self.text.matches('\n').count().saturating_add(2);
        let mut lines = self
            .signatures
            .iter()
            .zip(first_line..)
            .filter(|(line, _)| line.name == name && line.key_id == key_id);
        let found = lines.next();
        match lines.next() {
            Some((_, number)) => Err(malformed(number, "a second signature by the same key")),
            None => Ok(found.map(|(line, _)| line)),
        }
    }
}

impl NoteSignature {
    fn parse(line: &str, number: usize, limits: &Limits) -> Result<Self, Error> {
        let (name, blob) = line
            .strip_prefix("\u{2014} ")
            .and_then(|rest| rest.split_once(' '))
            .ok_or(malformed(number, "not a signature line"))?;
        if !is_key_name(name) {
            return Err(malformed(number, "not a key name"));
        }
        let blob = base64::decode(blob, Form::Standard)
            .map_err(|_| malformed(number, "not strict base64"))?;
        let (key_id, signature) = blob
            .split_first_chunk()
            .filter(|(_, signature)| !signature.is_empty())
            .ok_or(malformed(number, "a signature of less than five bytes"))?;
        Error::check_limit(
            signature.len(),
            limits.signature_bytes,
            "signature bytes",
            &Error::checkpoint_place(),
        )?;
        Ok(Self {
            name: name.to_owned(),
            key_id: *key_id,
            signature: signature.to_vec(),
        })
    }

    /// The name that the signer is said to have.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The id of the key that is said to have signed.
    #[must_use]
    pub const fn key_id(&self) -> KeyId {
        self.key_id
    }

    /// The signature without its key id.
    #[must_use]
    pub fn signature(&self) -> &[u8] {
        &self.signature
    }

    pub(crate) fn key_name(&self) -> KeyName {
        KeyName::new(&self.name)
    }
}

/// Whether `name` may name a key: not empty, no Unicode space, no plus sign.
pub(crate) fn is_key_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(|c: char| c.is_whitespace() || c == '+')
}

/// The whole hash whose first four bytes are the key id of a log's signature lines.
///
/// Ed25519: SHA-256(name ‖ 0A ‖ 01 ‖ key). RSA: SHA-256(name ‖ 0A ‖ FF ‖
/// `PKIX-RSA-PKCS#1v1.5` ‖ SPKI). ECDSA, as deployed: SHA-256(SPKI).
///
/// # Specification
/// C2SP signed-note, Signature types.
#[must_use]
pub fn key_hash(name: &str, key: &PublicKey) -> [u8; 32] {
    match (key.kind(), key.ed25519_bytes()) {
        (KeyKind::Ed25519, Some(bytes)) => sha256(&[name.as_bytes(), b"\n\x01", &bytes]),
        (KeyKind::Rsa { .. }, _) => sha256(&[
            name.as_bytes(),
            b"\n\xffPKIX-RSA-PKCS#1v1.5",
            key.spki_der(),
        ]),
        _ => key.id(),
    }
}

/// The key id in front of a 32-byte hash.
pub(crate) fn key_id(hash: &[u8; 32]) -> KeyId {
    hash.first_chunk().copied().unwrap_or_default()
}

fn check_characters(note: &[u8]) -> Result<&str, Error> {
    let line_of = |offset: usize| {
        let before = note.iter().take(offset);
        before
            .filter(|byte| **byte == b'\n')
            .count()
            .saturating_add(1)
    };
    if let Some(offset) = note
        .iter()
        .position(|byte| matches!(byte, 0..=9 | 11..=31 | 127))
    {
        return Err(malformed(line_of(offset), "a control character"));
    }
    core::str::from_utf8(note).map_err(|error| malformed(line_of(error.valid_up_to()), "not UTF-8"))
}

/// The text with its line feed, and what follows the last blank line.
fn split(note: &str) -> Result<(&str, &str), Error> {
    let parts = note
        .rfind("\n\n")
        .and_then(|at| note.split_at_checked(at.saturating_add(1)))
        .and_then(|(text, rest)| Some((text, rest.strip_prefix('\n')?)));
    parts.ok_or(malformed(1, "no blank line above the signatures"))
}

pub(crate) const fn malformed(line: usize, reason: &'static str) -> Error {
    Error::CheckpointForm { line, reason }
}
