//! Transparency logs: their keys, names, trees and promises.

use serde_json::{Value, json};

use crate::encode::{base64, canonical, hex, sha256};
use crate::merkle::Tree;
use crate::note::{Note, key_id};
use crate::{KeyKind, SigningKey, Time, Window};

/// A transparency log of either generation.
#[derive(Clone, Debug)]
pub struct Log {
    /// Where it says it is.
    pub base_url: String,
    /// The name under which it signs its checkpoints.
    pub name: String,
    /// The number of its tree, for Rekor v1; Rekor v2 has none.
    pub tree: Option<u64>,
    /// Who runs it; shown in a trusted root of version 0.2.
    pub operator: Option<String>,
    /// Its key.
    pub key: SigningKey,
    /// When its key is trusted.
    pub window: Window,
    /// The index of an entry in the log as a whole, for Rekor v1.
    pub first_index: u64,
    /// Leaves of its tree.
    pub size: u64,
    /// The index of an entry in the tree.
    pub index: u64,
}

impl Log {
    /// A log of Rekor v1 at `https://NAME`.
    #[must_use]
    pub fn v1(name: &str, kind: KeyKind, start: Time) -> Self {
        Self {
            base_url: format!("https://{name}"),
            name: name.to_owned(),
            tree: Some(1_193_050_959_916_656_506),
            operator: None,
            key: SigningKey::seeded(kind, name),
            window: Window::from(start),
            first_index: 1_000_000,
            size: 11,
            index: 6,
        }
    }

    /// A log of Rekor v2 at `https://NAME`.
    #[must_use]
    pub fn v2(name: &str, kind: KeyKind, start: Time) -> Self {
        Self {
            tree: None,
            first_index: 0,
            ..Self::v1(name, kind, start)
        }
    }

    /// Its id in entries and trusted roots: of the key alone, or of name and key for the Ed25519
    /// logs of Rekor v2.
    #[must_use]
    pub fn id(&self) -> [u8; 32] {
        match (self.tree, self.key.kind()) {
            (None, KeyKind::Ed25519) => {
                sha256(&[self.name.as_bytes(), b"\n\x01", &self.key.public()].concat())
            }
            _ => self.key.id(),
        }
    }

    /// The first line of its checkpoints.
    #[must_use]
    pub fn origin(&self) -> String {
        match self.tree {
            Some(tree) => format!("{} - {tree}", self.name),
            None => self.name.clone(),
        }
    }

    /// The index that an entry states beside its proof.
    #[must_use]
    pub const fn entry_index(&self) -> u64 {
        self.first_index + self.index
    }

    /// A tree with `body` at the index of this log and others around it.
    #[must_use]
    pub fn tree_with(&self, body: &[u8]) -> Tree {
        Tree::around(self.index, self.size, body)
    }

    /// Its checkpoint over a tree, to be altered before it is signed.
    #[must_use]
    pub fn checkpoint(&self, tree: &Tree) -> Note {
        Note {
            origin: self.origin(),
            size: tree.size().to_string(),
            root: base64(&tree.root()),
            extensions: Vec::new(),
            signers: vec![crate::note::Signer {
                name: self.name.clone(),
                key_id: key_id(&self.name, &self.key),
                key: self.key.clone(),
                cosigned_at: None,
            }],
        }
    }

    /// Its promise to include a body, to be altered before it is signed.
    #[must_use]
    pub fn promise(&self, body: &[u8], time: Time) -> Promise {
        Promise {
            body: base64(body),
            integrated_time: time.seconds,
            log_id: hex(&self.id()),
            log_index: self.entry_index(),
            signer: self.key.clone(),
        }
    }

    /// Its instance in a trusted root.
    #[must_use]
    pub fn instance(&self) -> Value {
        let mut instance = instance(&self.base_url, &self.key, self.window, &self.id());
        if let Some(operator) = &self.operator {
            instance["operator"] = operator.as_str().into();
        }
        instance
    }
}

/// What a signed entry timestamp is over.
#[derive(Clone, Debug)]
pub struct Promise {
    /// The body in base64.
    pub body: String,
    /// When the log took the entry.
    pub integrated_time: i64,
    /// The id of the log in hexadecimal.
    pub log_id: String,
    /// The index in the log as a whole.
    pub log_index: u64,
    /// Who signs.
    pub signer: SigningKey,
}

impl Promise {
    /// The signature over the canonical JSON.
    #[must_use]
    pub fn sign(&self) -> Vec<u8> {
        self.sign_text(&self.text())
    }

    /// The canonical JSON.
    #[must_use]
    pub fn text(&self) -> String {
        canonical(&json!({
            "body": self.body,
            "integratedTime": self.integrated_time,
            "logID": self.log_id,
            "logIndex": self.log_index,
        }))
    }

    /// The signature over any text.
    #[must_use]
    pub fn sign_text(&self, text: &str) -> Vec<u8> {
        self.signer.sign(self.signer.scheme(), text.as_bytes())
    }
}

/// A log of a trusted root.
#[must_use]
pub fn instance(base_url: &str, key: &SigningKey, window: Window, id: &[u8]) -> Value {
    json!({
        "baseUrl": base_url,
        "hashAlgorithm": "SHA2_256",
        "publicKey": {
            "rawBytes": base64(&key.spki()),
            "keyDetails": key.kind().details(),
            "validFor": window.json(),
        },
        "logId": {"keyId": base64(id)},
    })
}
