//! Checkpoints as signed notes (C2SP signed-note, tlog-checkpoint, tlog-cosignature).

use crate::encode::{base64, sha256};
use crate::{KeyKind, SigningKey};

/// A checkpoint before it is signed.
#[derive(Clone, Debug)]
pub struct Note {
    /// The first line.
    pub origin: String,
    /// The second line.
    pub size: String,
    /// The third line.
    pub root: String,
    /// Further lines.
    pub extensions: Vec<String>,
    /// Who signs, in order.
    pub signers: Vec<Signer>,
}

/// A signature line to be.
#[derive(Clone, Debug)]
pub struct Signer {
    /// The name on the line.
    pub name: String,
    /// The four bytes before the signature.
    pub key_id: Vec<u8>,
    /// Who signs.
    pub key: SigningKey,
    /// The time of a cosignature; a log's own signature has none.
    pub cosigned_at: Option<u64>,
}

impl Signer {
    /// A witness that cosigns at a time.
    #[must_use]
    pub fn witness(name: &str, key: &SigningKey, at: u64) -> Self {
        let id = sha256(&[name.as_bytes(), b"\n\x04", &key.public()].concat());
        Self {
            name: name.to_owned(),
            key_id: id[..4].to_vec(),
            key: key.clone(),
            cosigned_at: Some(at),
        }
    }

    fn line(&self, text: &str) -> String {
        let signature = match self.cosigned_at {
            None => self.key.sign(self.key.scheme(), text.as_bytes()),
            Some(at) => {
                let message = format!("cosignature/v1\ntime {at}\n{text}");
                let signature = self.key.sign(self.key.scheme(), message.as_bytes());
                [at.to_be_bytes().as_slice(), &signature].concat()
            }
        };
        let blob = [self.key_id.as_slice(), &signature].concat();
        format!("\u{2014} {} {}\n", self.name, base64(&blob))
    }
}

impl Note {
    /// The signed text.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = format!("{}\n{}\n{}\n", self.origin, self.size, self.root);
        for line in &self.extensions {
            text.push_str(line);
            text.push('\n');
        }
        text
    }

    /// The whole note.
    #[must_use]
    pub fn sign(&self) -> String {
        let text = self.text();
        let lines: String = self
            .signers
            .iter()
            .map(|signer| signer.line(&text))
            .collect();
        format!("{text}\n{lines}")
    }
}

/// The key id of a log under a name.
#[must_use]
pub fn key_id(name: &str, key: &SigningKey) -> Vec<u8> {
    let id = match key.kind() {
        KeyKind::Ed25519 => sha256(&[name.as_bytes(), b"\n\x01", &key.public()].concat()),
        KeyKind::P256 | KeyKind::P384 | KeyKind::P521 => key.id(),
        KeyKind::Rsa2048 | KeyKind::Rsa3072 | KeyKind::Rsa4096 => {
            let kind = b"\n\xffPKIX-RSA-PKCS#1v1.5";
            sha256(&[name.as_bytes(), kind, &key.spki()].concat())
        }
    };
    id[..4].to_vec()
}
