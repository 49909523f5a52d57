//! Provenance that is minted, and what the reader makes of it.
#![allow(
    dead_code,
    unreachable_pub,
    reason = "a module of several tests, each of which uses a part"
)]

use bonafide::provenance::{Gathered, ProvenanceReader};
use bonafide::report::Time;
use bonafide::sigstore::{TrustedRoot, Verifier};
use bonafide::slsa::{Attestation, Authenticity, Error};
use bonafide_testkit::encode::{Hash, base64, hex};
use bonafide_testkit::image::pae;
use bonafide_testkit::{Entry, KeyKind, Minted, Plan, Scheme, SigningKey, Sigstore};
use serde_json::{Value, json};

pub const ARTIFACT: &[u8] = b"the artifact";
pub const IN_TOTO: &str = "application/vnd.in-toto+json";
pub const V0_1: &str = "https://slsa.dev/provenance/v0.1";
pub const V1: &str = "https://slsa.dev/provenance/v1";

/// An instance and a verifier that trusts it.
pub struct Bench {
    pub kit: Sigstore,
    pub verifier: Verifier,
    pub now: Time,
}

impl Default for Bench {
    fn default() -> Self {
        let kit = Sigstore::default();
        let root = kit.trusted_root().to_string();
        let root = TrustedRoot::parse(root.as_bytes()).unwrap();
        let now = Time::from_unix(kit.time.plus(3600).seconds).unwrap();
        let verifier = Verifier::new(root).unwrap();
        Self { kit, verifier, now }
    }
}

impl Bench {
    pub fn reader(&self) -> ProvenanceReader<'_> {
        ProvenanceReader::new(&self.verifier)
    }

    /// Provenance of the artifact, to be signed with a certificate and logged.
    pub fn plan(&self) -> Plan<'_> {
        self.plan_of(&statement(V1))
    }

    pub fn plan_of(&self, statement: &Value) -> Plan<'_> {
        self.kit.envelope(IN_TOTO, statement.to_string().as_bytes())
    }

    pub fn bundle(&self) -> Value {
        self.plan().mint().bundle
    }

    /// An envelope with a certificate, and no log entry.
    pub fn unlogged(&self) -> Value {
        self.unlogged_mint().envelope()
    }

    pub fn unlogged_mint(&self) -> Minted {
        self.plan().logged(Entry::None).mint()
    }

    pub fn gather(&self, reader: &ProvenanceReader<'_>, document: &Value) -> Gathered {
        self.bytes(reader, document.to_string().as_bytes()).unwrap()
    }

    pub fn bytes(&self, reader: &ProvenanceReader<'_>, document: &[u8]) -> Result<Gathered, Error> {
        reader.attestations(document, self.now)
    }

    /// The states of the attestations in a document, to a reader that knows no keys.
    pub fn states(&self, document: &Value) -> Vec<String> {
        states(&self.gather(&self.reader(), document))
    }
}

/// A statement about the artifact.
pub fn statement(predicate_type: &str) -> Value {
    about(ARTIFACT, predicate_type)
}

pub fn about(artifact: &[u8], predicate_type: &str) -> Value {
    json!({
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"name": "artifact", "digest": {"sha256": sha256(artifact)}}],
        "predicateType": predicate_type,
        "predicate": {},
    })
}

pub fn sha256(bytes: &[u8]) -> String {
    hex(&Hash::Sha256.digest(bytes))
}

/// Names of states, with the codes of what is invalid.
pub fn states(gathered: &Gathered) -> Vec<String> {
    gathered.attestations().iter().map(state).collect()
}

pub fn state(attestation: &Attestation) -> String {
    match attestation.authenticity() {
        Authenticity::Invalid(reason) => format!("invalid {}", reason.code()),
        other => other.as_str().to_owned(),
    }
}

/// A key that signs envelopes.
pub struct Key(SigningKey);

impl Key {
    pub fn new(seed: &str) -> Self {
        Self(SigningKey::seeded(KeyKind::P256, seed))
    }

    pub fn pem(&self) -> String {
        self.0.pem()
    }

    pub fn spki(&self) -> Vec<u8> {
        self.0.spki()
    }

    pub fn sign(&self, bytes: &[u8]) -> String {
        base64(&self.0.sign(Scheme::Ecdsa(Hash::Sha256), bytes))
    }

    /// An envelope by this key, over the encoding that DSSE has.
    pub fn envelope(&self, statement: &Value, key_id: &str) -> Value {
        let payload = statement.to_string();
        let signature = self.sign(&pae(IN_TOTO, payload.as_bytes()));
        envelope(&payload, &signature, key_id)
    }

    /// An envelope by this key, over the payload itself.
    pub fn raw_envelope(&self, statement: &Value, key_id: &str) -> Value {
        let payload = statement.to_string();
        let signature = self.sign(payload.as_bytes());
        envelope(&payload, &signature, key_id)
    }
}

fn envelope(payload: &str, signature: &str, key_id: &str) -> Value {
    json!({
        "payload": base64(payload.as_bytes()),
        "payloadType": IN_TOTO,
        "signatures": [{"keyid": key_id, "sig": signature}],
    })
}
