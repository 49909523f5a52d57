//! Certificate transparency: logs and their SCTs (RFC 6962 section 3).

use serde_json::Value;

use crate::encode::{Hash, sha256};
use crate::{KeyKind, Scheme, SigningKey, Time, Window, log};

/// A certificate transparency log.
#[derive(Clone, Debug)]
pub struct CtLog {
    /// Where it says it is.
    pub base_url: String,
    /// Who runs it; shown in a trusted root of version 0.2.
    pub operator: Option<String>,
    /// Its key.
    pub key: SigningKey,
    /// When its key is trusted.
    pub window: Window,
}

/// A signed certificate timestamp before it is signed.
#[derive(Clone, Debug)]
pub struct Sct {
    /// 0 for v1.
    pub version: u8,
    /// The id of the log.
    pub log_id: Vec<u8>,
    /// Milliseconds since the epoch.
    pub milliseconds: u64,
    /// The extensions, covered by the signature.
    pub extensions: Vec<u8>,
    /// SHA-256 of the issuer's SubjectPublicKeyInfo.
    pub issuer_key_hash: Vec<u8>,
    /// The TBSCertificate of the precertificate, without poison and SCT list.
    pub tbs: Vec<u8>,
    /// The two octets that name hash and signature algorithm.
    pub algorithm: [u8; 2],
    /// Who signs.
    pub signer: SigningKey,
    /// How.
    pub scheme: Scheme,
}

impl CtLog {
    /// A log named `name`, trusted from `start` on.
    #[must_use]
    pub fn new(name: &str, kind: KeyKind, start: Time) -> Self {
        Self {
            base_url: format!("https://{name}"),
            operator: None,
            key: SigningKey::seeded(kind, name),
            window: Window::from(start),
        }
    }

    /// A timestamp of this log for a precertificate.
    #[must_use]
    pub fn sct(&self, tbs: &[u8], issuer_spki: &[u8], time: Time) -> Sct {
        Sct {
            version: 0,
            log_id: self.key.id().to_vec(),
            milliseconds: time.seconds as u64 * 1000 + u64::from(time.nanoseconds / 1_000_000),
            extensions: Vec::new(),
            issuer_key_hash: sha256(issuer_spki).to_vec(),
            tbs: tbs.to_vec(),
            algorithm: match self.key.kind() {
                KeyKind::Rsa2048 | KeyKind::Rsa3072 | KeyKind::Rsa4096 => [4, 1],
                KeyKind::Ed25519 => [8, 7],
                _ => [4, 3],
            },
            signer: self.key.clone(),
            scheme: match self.key.scheme() {
                Scheme::Ecdsa(_) => Scheme::Ecdsa(Hash::Sha256),
                scheme => scheme,
            },
        }
    }

    /// Its instance in a trusted root.
    #[must_use]
    pub fn instance(&self) -> Value {
        let mut instance = log::instance(&self.base_url, &self.key, self.window, &self.key.id());
        if let Some(operator) = &self.operator {
            instance["operator"] = operator.as_str().into();
        }
        instance
    }
}

impl Sct {
    /// The bytes that are signed.
    #[must_use]
    pub fn signed(&self) -> Vec<u8> {
        let length = (self.tbs.len() as u32).to_be_bytes();
        [
            &[self.version, 0],
            self.milliseconds.to_be_bytes().as_slice(),
            &[0, 1],
            &self.issuer_key_hash,
            &length[1..],
            &self.tbs,
            &counted(&self.extensions),
        ]
        .concat()
    }

    /// The timestamp with its signature.
    #[must_use]
    pub fn sign(&self) -> Vec<u8> {
        let signature = self.signer.sign(self.scheme, &self.signed());
        [
            &[self.version],
            self.log_id.as_slice(),
            &self.milliseconds.to_be_bytes(),
            &counted(&self.extensions),
            &self.algorithm,
            &counted(&signature),
        ]
        .concat()
    }
}

/// A `SignedCertificateTimestampList`.
#[must_use]
pub fn sct_list(timestamps: &[Vec<u8>]) -> Vec<u8> {
    let items: Vec<u8> = timestamps.iter().flat_map(|item| counted(item)).collect();
    counted(&items)
}

fn counted(bytes: &[u8]) -> Vec<u8> {
    [&(bytes.len() as u16).to_be_bytes(), bytes].concat()
}
