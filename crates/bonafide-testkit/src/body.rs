//! Entry bodies, as the logs write them.

use serde_json::{Value, json};

use crate::encode::{Hash, base64, hex, pem};
use crate::{KeyKind, Scheme};

/// What an entry is the record of.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// The DER of a certificate, or of a SubjectPublicKeyInfo.
    pub verifier: Vec<u8>,
    /// Whether that is a certificate.
    pub is_certificate: bool,
    /// The kind of the signer's key.
    pub kind: KeyKind,
    /// How it signed.
    pub scheme: Scheme,
    /// The signature.
    pub signature: Vec<u8>,
    /// What was signed.
    pub signed: Vec<u8>,
    /// The payload, and its type, when an envelope was signed.
    pub payload: Option<(String, Vec<u8>)>,
    /// The envelope as it was uploaded.
    pub envelope: Vec<u8>,
}

impl Recorded {
    /// The hash of a digest in the entry.
    #[must_use]
    pub const fn hash(&self) -> Hash {
        self.scheme.hash()
    }

    fn verifier_pem(&self) -> String {
        let label = if self.is_certificate {
            "CERTIFICATE"
        } else {
            "PUBLIC KEY"
        };
        base64(pem(label, &self.verifier).as_bytes())
    }

    fn payload(&self) -> &(String, Vec<u8>) {
        self.payload.as_ref().expect("an envelope")
    }

    fn payload_hash(&self) -> Value {
        sha256(&self.payload().1)
    }

    /// `hashedrekord` 0.0.1.
    #[must_use]
    pub fn hashedrekord(&self) -> Value {
        let hash = self.hash();
        json!({"apiVersion": "0.0.1", "kind": "hashedrekord", "spec": {
            "data": {"hash": {"algorithm": hash.name(), "value": hex(&hash.digest(&self.signed))}},
            "signature": {
                "content": base64(&self.signature),
                "publicKey": {"content": self.verifier_pem()},
            },
        }})
    }

    /// `dsse` 0.0.1.
    #[must_use]
    pub fn dsse(&self) -> Value {
        json!({"apiVersion": "0.0.1", "kind": "dsse", "spec": {
            "envelopeHash": sha256(&self.envelope),
            "payloadHash": self.payload_hash(),
            "signatures": [
                {"signature": base64(&self.signature), "verifier": self.verifier_pem()},
            ],
        }})
    }

    /// `intoto` 0.0.2, without the payload.
    #[must_use]
    pub fn intoto(&self) -> Value {
        json!({"apiVersion": "0.0.2", "kind": "intoto", "spec": {"content": {
            "envelope": {
                "payloadType": self.payload().0,
                "signatures": [{
                    "publicKey": self.verifier_pem(),
                    "sig": base64(base64(&self.signature).as_bytes()),
                }],
            },
            "hash": sha256(&self.envelope),
            "payloadHash": self.payload_hash(),
        }}})
    }

    /// `intoto` 0.0.1, which is without the signature.
    #[must_use]
    pub fn intoto_v1(&self) -> Value {
        json!({"apiVersion": "0.0.1", "kind": "intoto", "spec": {
            "content": {
                "hash": sha256(&self.envelope),
                "payloadHash": self.payload_hash(),
            },
            "publicKey": self.verifier_pem(),
        }})
    }

    /// `rekord` 0.0.1 in the format of X.509, without the artifact.
    #[must_use]
    pub fn rekord(&self) -> Value {
        let mut body = self.hashedrekord();
        body["kind"] = "rekord".into();
        body["spec"]["signature"]["format"] = "x509".into();
        body
    }

    /// `dsse` 0.0.2 of Rekor v2, which such logs no longer take.
    #[must_use]
    pub fn dsse_v2(&self) -> Value {
        let signed = self.hashedrekord_v2();
        let signature = signed["spec"]["hashedRekordV002"]["signature"].clone();
        let digest = Hash::Sha256.digest(&self.payload().1);
        json!({"apiVersion": "0.0.2", "kind": "dsse", "spec": {"dsseV002": {
            "payloadHash": {"algorithm": "SHA2_256", "digest": base64(&digest)},
            "signatures": [signature],
        }}})
    }

    /// `hashedrekord` 0.0.2 of Rekor v2, over an artifact or a pre-authentication encoding.
    #[must_use]
    pub fn hashedrekord_v2(&self) -> Value {
        let hash = self.hash();
        let details = match (self.kind, self.scheme) {
            (KeyKind::Ed25519, Scheme::Ed25519ph) => "PKIX_ED25519_PH",
            (kind, _) => kind.details(),
        };
        let mut verifier = json!({"keyDetails": details});
        let member = if self.is_certificate {
            "x509Certificate"
        } else {
            "publicKey"
        };
        verifier[member] = json!({"rawBytes": base64(&self.verifier)});
        json!({"apiVersion": "0.0.2", "kind": "hashedrekord", "spec": {"hashedRekordV002": {
            "data": {"algorithm": hash.enum_name(), "digest": base64(&hash.digest(&self.signed))},
            "signature": {"content": base64(&self.signature), "verifier": verifier},
        }}})
    }
}

fn sha256(bytes: &[u8]) -> Value {
    json!({"algorithm": "sha256", "value": hex(&Hash::Sha256.digest(bytes))})
}
