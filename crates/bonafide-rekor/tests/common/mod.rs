//! Logs made in memory. Everything is encoded and hashed here by other code than the crate's, from
//! the definitions of the standards; keys are seeded and signatures deterministic.

#![allow(dead_code, unreachable_pub, reason = "each test file uses its part")]

use bonafide_digest::{Algorithm, Digest};
use bonafide_json::{Profile, Reader};
use bonafide_keys::{PublicKey, Ring, Scheme};
use bonafide_rekor::{
    Binding, Body, Content, ContentKind, Error, Limits, LogEntry, LogKey, ProofOptions, Signer,
    VerifiedBinding, VerifiedInclusion, VerifiedPromise, proof, set,
};
use bonafide_report::{Budget, Time, Window};
use p256::ecdsa::signature::Signer as _;
use ring::signature::KeyPair as _;
use serde_json::{Value, json};

pub mod tree;

pub type Hash = [u8; 32];

pub fn sha256(data: &[u8]) -> Hash {
    hash_with(&ring::digest::SHA256, data).try_into().unwrap()
}

pub fn hash_with(algorithm: &'static ring::digest::Algorithm, data: &[u8]) -> Vec<u8> {
    ring::digest::digest(algorithm, data).as_ref().to_vec()
}

/// Base64 (RFC 4648 section 4), written out.
pub fn base64(data: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in data.chunks(3) {
        let bits = chunk
            .iter()
            .fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte))
            << (8 * (3 - chunk.len()));
        for place in 0..4 {
            out.push(if place <= chunk.len() {
                char::from(ALPHABET[(bits >> (18 - 6 * place) & 63) as usize])
            } else {
                '='
            });
        }
    }
    out
}

pub fn unbase64(text: &str) -> Vec<u8> {
    bonafide_json::base64::decode(text, bonafide_json::base64::Form::Standard).unwrap()
}

pub fn hex(data: &[u8]) -> String {
    data.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub fn pem(label: &str, der: &[u8]) -> String {
    let text = base64(der);
    let lines: Vec<&str> = text
        .as_bytes()
        .chunks(64)
        .map(|line| core::str::from_utf8(line).unwrap())
        .collect();
    format!(
        "-----BEGIN {label}-----\n{}\n-----END {label}-----\n",
        lines.join("\n")
    )
}

/// A key pair from a seed.
#[derive(Clone)]
pub enum Pair {
    P256(p256::ecdsa::SigningKey),
    Ed25519([u8; 32]),
}

impl Pair {
    pub fn p256(seed: u8) -> Self {
        Self::P256(p256::ecdsa::SigningKey::from_slice(&[seed; 32]).unwrap())
    }

    pub fn ed25519(seed: u8) -> Self {
        Self::Ed25519([seed; 32])
    }

    fn ring(seed: &[u8; 32]) -> ring::signature::Ed25519KeyPair {
        ring::signature::Ed25519KeyPair::from_seed_unchecked(seed).unwrap()
    }

    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        match self {
            Self::P256(key) => {
                let signature: p256::ecdsa::Signature = key.sign(message);
                signature.to_der().as_bytes().to_vec()
            }
            Self::Ed25519(seed) => Self::ring(seed).sign(message).as_ref().to_vec(),
        }
    }

    pub fn ed25519_bytes(&self) -> Vec<u8> {
        match self {
            Self::Ed25519(seed) => Self::ring(seed).public_key().as_ref().to_vec(),
            Self::P256(_) => panic!("not Ed25519"),
        }
    }

    pub fn spki(&self) -> Vec<u8> {
        match self {
            Self::P256(key) => {
                let point = key.verifying_key().to_sec1_point(false);
                let prefix = "3059301306072a8648ce3d020106082a8648ce3d030107034200";
                [unhex(prefix), point.as_bytes().to_vec()].concat()
            }
            Self::Ed25519(_) => [unhex("302a300506032b6570032100"), self.ed25519_bytes()].concat(),
        }
    }

    pub fn public(&self) -> PublicKey {
        PublicKey::from_spki_der(&self.spki()).unwrap()
    }

    /// The hash whose beginning is the key id of note signatures of this type.
    pub fn key_hash(&self, name: &str, kind: u8) -> Hash {
        match self {
            Self::P256(_) => sha256(&self.spki()),
            Self::Ed25519(_) => {
                let key = self.ed25519_bytes();
                sha256(&[name.as_bytes(), &[0x0a, kind], &key].concat())
            }
        }
    }

    pub fn key_id(&self, name: &str) -> [u8; 4] {
        self.key_hash(name, 1)[..4].try_into().unwrap()
    }

    pub fn line(&self, name: &str, text: &str) -> String {
        line(name, &self.key_id(name), &self.sign(text.as_bytes()))
    }

    pub fn cosignature(&self, name: &str, time: u64, text: &str) -> String {
        let message = format!("cosignature/v1\ntime {time}\n{text}");
        let blob = [time.to_be_bytes().to_vec(), self.sign(message.as_bytes())].concat();
        line(name, &self.key_hash(name, 4)[..4], &blob)
    }
}

pub fn unhex(text: &str) -> Vec<u8> {
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap())
        .collect()
}

pub fn line(name: &str, key_id: &[u8], signature: &[u8]) -> String {
    format!(
        "\u{2014} {name} {}\n",
        base64(&[key_id, signature].concat())
    )
}

pub fn time(seconds: i64) -> Time {
    Time::from_unix(seconds).unwrap()
}

pub const START: i64 = 1_600_000_000;
pub const END: i64 = 1_800_000_000;
pub const SIGNED: i64 = 1_700_000_000;

pub fn window() -> Window {
    Window::new(time(START), Some(time(END))).unwrap()
}

pub const V1_NAME: &str = "rekor.example";
pub const V2_NAME: &str = "log2025-1.rekor.example";
pub const TREE: &str = "1193050959916656506";

pub fn v1_pair() -> Pair {
    Pair::p256(1)
}

pub fn v2_pair() -> Pair {
    Pair::ed25519(2)
}

/// The trusted v1 log, the trusted v2 log, and a second of each.
pub fn logs() -> Vec<LogKey> {
    let ecdsa = Scheme::Ecdsa(Algorithm::Sha256);
    let log = |pair: Pair, scheme, name: &str, id: Hash| {
        LogKey::new(pair.public(), scheme, window(), &format!("https://{name}"))
            .and_then(|log| log.with_log_id(&id))
            .unwrap()
    };
    let other = "log2025-2.rekor.example";
    vec![
        log(v1_pair(), ecdsa, V1_NAME, v1_pair().key_hash("", 1)),
        log(
            v2_pair(),
            Scheme::Ed25519,
            V2_NAME,
            v2_pair().key_hash(V2_NAME, 1),
        ),
        log(
            Pair::p256(3),
            ecdsa,
            "other.rekor.example",
            Pair::p256(3).key_hash("", 1),
        ),
        log(
            Pair::ed25519(4),
            Scheme::Ed25519,
            other,
            Pair::ed25519(4).key_hash(other, 1),
        ),
    ]
}

pub const ARTIFACT: &[u8] = b"an artifact";
pub const PAYLOAD: &[u8] = br#"{"_type":"https://in-toto.io/Statement/v1"}"#;
pub const PAYLOAD_TYPE: &str = "application/vnd.in-toto+json";
/// Stands for the DER of a certificate, which this crate never looks into.
pub const CERTIFICATE: &[u8] = b"0\x0cthe signer's";

pub fn signer_pair() -> Pair {
    Pair::p256(9)
}

pub fn pae() -> Vec<u8> {
    let head = format!(
        "DSSEv1 {} {PAYLOAD_TYPE} {} ",
        PAYLOAD_TYPE.len(),
        PAYLOAD.len()
    );
    [head.as_bytes(), PAYLOAD].concat()
}

/// What was signed and how, owned.
#[derive(Clone)]
pub struct Signed {
    pub key: PublicKey,
    pub certificate: Option<Vec<u8>>,
    pub scheme: Scheme,
    pub signature: Vec<u8>,
    pub others: Vec<Vec<u8>>,
    /// Over the artifact or the PAE; none for pure Ed25519.
    pub digest: Option<Digest>,
    pub envelope: Option<(String, Vec<u8>)>,
}

impl Signed {
    pub fn message() -> Self {
        Self {
            key: signer_pair().public(),
            certificate: Some(CERTIFICATE.to_vec()),
            scheme: Scheme::Ecdsa(Algorithm::Sha256),
            signature: signer_pair().sign(ARTIFACT),
            others: Vec::new(),
            digest: Some(Digest::sha256(sha256(ARTIFACT))),
            envelope: None,
        }
    }

    pub fn envelope() -> Self {
        Self {
            signature: signer_pair().sign(&pae()),
            digest: Some(Digest::sha256(sha256(&pae()))),
            envelope: Some((PAYLOAD_TYPE.to_owned(), PAYLOAD.to_vec())),
            ..Self::message()
        }
    }

    pub fn with_key(self) -> Self {
        Self {
            certificate: None,
            ..self
        }
    }

    pub fn bind(&self, body: &Body<'_>) -> Result<VerifiedBinding, Error> {
        self.bind_with(body, None)
    }

    pub fn bind_with(
        &self,
        body: &Body<'_>,
        envelope_hash: Option<&Hash>,
    ) -> Result<VerifiedBinding, Error> {
        let signer = match &self.certificate {
            Some(der) => Signer::Certificate {
                der,
                key: &self.key,
            },
            None => Signer::Key(&self.key),
        };
        let others: Vec<&[u8]> = self.others.iter().map(Vec::as_slice).collect();
        let payload_hash = self.envelope.as_ref().map(|(_, payload)| sha256(payload));
        let content = match (&self.envelope, &payload_hash) {
            (Some((payload_type, payload)), Some(payload_hash)) => Content::Envelope {
                payload_type,
                payload,
                payload_hash,
                pae: self.digest.as_ref(),
                signature: &self.signature,
                others: &others,
            },
            _ => Content::Message {
                digest: self.digest.as_ref().unwrap(),
                signature: &self.signature,
            },
        };
        let binding = Binding::new(signer, self.scheme, content);
        let binding = match envelope_hash {
            Some(hash) => binding.with_envelope_hash(hash),
            None => binding,
        };
        let bound = body.bind(&binding);
        let checked = body.check(&binding);
        assert_eq!(checked.as_ref().err(), bound.as_ref().err());
        bound
    }
}

/// Bodies of all kinds for [`Signed`], as JSON values.
pub mod body {
    use super::*;

    pub fn verifier() -> String {
        base64(pem("CERTIFICATE", CERTIFICATE).as_bytes())
    }

    pub fn key_verifier() -> String {
        base64(pem("PUBLIC KEY", &signer_pair().spki()).as_bytes())
    }

    pub fn hash(data: &[u8]) -> Value {
        json!({"algorithm": "sha256", "value": hex(&sha256(data))})
    }

    pub fn hashedrekord() -> Value {
        json!({"apiVersion": "0.0.1", "kind": "hashedrekord", "spec": {
            "data": {"hash": hash(ARTIFACT)},
            "signature": {
                "content": base64(&Signed::message().signature),
                "publicKey": {"content": verifier()},
            },
        }})
    }

    pub fn dsse() -> Value {
        json!({"apiVersion": "0.0.1", "kind": "dsse", "spec": {
            "envelopeHash": hash(b"what the client sent"),
            "payloadHash": hash(PAYLOAD),
            "signatures": [{
                "signature": base64(&Signed::envelope().signature),
                "verifier": verifier(),
            }],
        }})
    }

    pub fn intoto() -> Value {
        let signature = base64(base64(&Signed::envelope().signature).as_bytes());
        json!({"apiVersion": "0.0.2", "kind": "intoto", "spec": {"content": {
            "envelope": {
                "payloadType": PAYLOAD_TYPE,
                "signatures": [{"keyid": "", "publicKey": verifier(), "sig": signature}],
            },
            "hash": hash(b"what the client sent"),
            "payloadHash": hash(PAYLOAD),
        }}})
    }

    pub fn v2(signed: &Signed) -> Value {
        v2_with(signed, "SHA2_256", "PKIX_ECDSA_P256_SHA_256")
    }

    pub fn v2_with(signed: &Signed, algorithm: &str, details: &str) -> Value {
        let digest = signed
            .digest
            .as_ref()
            .map_or(&[] as &[u8], Digest::as_bytes);
        let mut verifier = json!({"keyDetails": details});
        match &signed.certificate {
            Some(der) => verifier["x509Certificate"] = json!({"rawBytes": base64(der)}),
            None => {
                verifier["publicKey"] = json!({"rawBytes": base64(signed.key.spki_der())});
            }
        }
        json!({"apiVersion": "0.0.2", "kind": "hashedrekord", "spec": {"hashedRekordV002": {
            "data": {"algorithm": algorithm, "digest": base64(digest)},
            "signature": {"content": base64(&signed.signature), "verifier": verifier},
        }}})
    }
}

/// How to make one entry; fields are changed before [`build`](Recipe::build) signs it all.
#[derive(Clone)]
pub struct Recipe {
    pub label: (String, String),
    pub body: Vec<u8>,
    pub pair: Pair,
    pub log_id: Vec<u8>,
    pub index: usize,
    pub size: usize,
    pub log_index: u64,
    pub time: Option<i64>,
    pub origin: String,
    pub name: String,
    pub key_id: Option<[u8; 4]>,
    pub size_text: Option<String>,
    pub root_text: Option<String>,
    pub extensions: String,
    pub witnesses: Vec<(Pair, String, u64)>,
    pub set: Option<SetRecipe>,
}

/// What the signed entry timestamp says, where it differs from the entry.
#[derive(Clone, Default)]
pub struct SetRecipe {
    pub log_index: Option<u64>,
    pub time: Option<i64>,
    pub log_id: Option<Vec<u8>>,
    pub spaced: bool,
}

impl Recipe {
    pub fn v1(body: &Value) -> Self {
        Self::v1_bytes(
            body["kind"].as_str().unwrap(),
            body["apiVersion"].as_str().unwrap(),
            body.to_string().into_bytes(),
        )
    }

    pub fn v1_bytes(kind: &str, version: &str, body: Vec<u8>) -> Self {
        Self {
            label: (kind.to_owned(), version.to_owned()),
            body,
            pair: v1_pair(),
            log_id: v1_pair().key_hash("", 1).to_vec(),
            index: 4,
            size: 7,
            log_index: 4_163_435,
            time: Some(SIGNED),
            origin: format!("{V1_NAME} - {TREE}"),
            name: V1_NAME.to_owned(),
            key_id: None,
            size_text: None,
            root_text: None,
            extensions: String::new(),
            witnesses: Vec::new(),
            set: Some(SetRecipe::default()),
        }
    }

    pub fn v2(body: &Value) -> Self {
        Self {
            pair: v2_pair(),
            log_id: v2_pair().key_hash(V2_NAME, 1).to_vec(),
            log_index: 4,
            time: None,
            origin: V2_NAME.to_owned(),
            name: V2_NAME.to_owned(),
            set: None,
            ..Self::v1(body)
        }
    }

    pub fn leaves(&self) -> Vec<Hash> {
        (0..self.size)
            .map(|at| {
                if at == self.index {
                    tree::leaf(&self.body)
                } else {
                    tree::leaf(format!("leaf {at}").as_bytes())
                }
            })
            .collect()
    }

    pub fn checkpoint_text(&self) -> String {
        let root = base64(&tree::root(&self.leaves()));
        format!(
            "{}\n{}\n{}\n{}",
            self.origin,
            self.size_text.clone().unwrap_or(self.size.to_string()),
            self.root_text.clone().unwrap_or(root),
            self.extensions,
        )
    }

    pub fn checkpoint(&self) -> String {
        let text = self.checkpoint_text();
        let key_id = self.key_id.unwrap_or(self.pair.key_id(&self.name));
        let own = line(&self.name, &key_id, &self.pair.sign(text.as_bytes()));
        let cosigned: String = self
            .witnesses
            .iter()
            .map(|(pair, name, time)| pair.cosignature(name, *time, &text))
            .collect();
        format!("{text}\n{own}{cosigned}")
    }

    fn promise(&self, recipe: &SetRecipe) -> Vec<u8> {
        let payload = format!(
            r#"{{"body":"{}","integratedTime":{},"logID":"{}","logIndex":{}}}"#,
            base64(&self.body),
            recipe.time.or(self.time).unwrap_or_default(),
            hex(recipe.log_id.as_deref().unwrap_or(&self.log_id)),
            recipe.log_index.unwrap_or(self.log_index),
        );
        let payload = if recipe.spaced {
            payload.replace(',', ", ")
        } else {
            payload
        };
        self.pair.sign(payload.as_bytes())
    }

    pub fn build(&self) -> Value {
        let leaves = self.leaves();
        let hashes: Vec<String> = tree::inclusion(self.index, &leaves)
            .iter()
            .map(|hash| base64(hash))
            .collect();
        let mut entry = json!({
            "logIndex": self.log_index.to_string(),
            "logId": {"keyId": base64(&self.log_id)},
            "kindVersion": {"kind": self.label.0, "version": self.label.1},
            "inclusionProof": {
                "logIndex": self.index.to_string(),
                "treeSize": self.size.to_string(),
                "rootHash": base64(&tree::root(&leaves)),
                "hashes": hashes,
                "checkpoint": {"envelope": self.checkpoint()},
            },
            "canonicalizedBody": base64(&self.body),
        });
        if let Some(time) = self.time {
            entry["integratedTime"] = json!(time.to_string());
        }
        if let Some(recipe) = &self.set {
            entry["inclusionPromise"] =
                json!({"signedEntryTimestamp": base64(&self.promise(recipe))});
        }
        entry
    }
}

/// What a whole check of one entry found.
#[derive(Debug)]
pub struct Found {
    pub promise: Option<VerifiedPromise>,
    pub inclusion: VerifiedInclusion,
    pub binding: VerifiedBinding,
}

pub fn read(entry: &Value, profile: Profile) -> Result<LogEntry, Error> {
    read_text(&entry.to_string(), profile, &Limits::default())
}

pub fn read_text(text: &str, profile: Profile, limits: &Limits) -> Result<LogEntry, Error> {
    let mut reader = Reader::new(text.as_bytes(), &bonafide_json::Limits::default())?;
    let entry = LogEntry::read(&mut reader, profile, limits)?;
    reader.finish()?;
    Ok(entry)
}

/// Checks one entry in the order that a bundle verifier has: body, promise, proof, binding.
pub fn check(
    entry: &Value,
    signed: &Signed,
    options: &ProofOptions<'_>,
    profile: Profile,
) -> Result<Found, Error> {
    check_with_logs(entry, signed, options, profile, &logs())
}

pub fn check_with_logs(
    entry: &Value,
    signed: &Signed,
    options: &ProofOptions<'_>,
    profile: Profile,
    logs: &[LogKey],
) -> Result<Found, Error> {
    let mut budget = Budget::new(100, 1 << 24);
    let entry = read(entry, profile)?;
    let body = Body::parse(&entry, profile, &Limits::default())?;
    let log = LogKey::find(logs, &entry).ok_or(Error::UnknownLog {})?;
    let promise = match entry.promise() {
        Some(_) => Some(set::verify(&entry, log, &Ring, &mut budget)?),
        None => None,
    };
    let inclusion = proof::verify(&entry, log, options, &Ring, &mut budget)?;
    let binding = signed.bind(&body)?;
    Ok(Found {
        promise,
        inclusion,
        binding,
    })
}

/// One base of the tests: its name, how to make its entry, and what it is the record of.
pub type Base = (&'static str, Recipe, Signed);

/// Entries of every kind that can back a signature.
pub fn bases() -> Vec<Base> {
    let (message, envelope) = (Signed::message(), Signed::envelope());
    vec![
        ("v1m", Recipe::v1(&body::hashedrekord()), message.clone()),
        ("v1d", Recipe::v1(&body::dsse()), envelope.clone()),
        ("v1i", Recipe::v1(&body::intoto()), envelope.clone()),
        ("v2m", Recipe::v2(&body::v2(&message)), message),
        ("v2d", Recipe::v2(&body::v2(&envelope)), envelope),
    ]
}

pub fn v1_bases() -> Vec<Base> {
    bases()
        .into_iter()
        .filter(|base| base.0.starts_with("v1"))
        .collect()
}

pub fn v2_bases() -> Vec<Base> {
    bases()
        .into_iter()
        .filter(|base| base.0.starts_with("v2"))
        .collect()
}

pub fn options<'a>(signed: &Signed, logs: &'a [LogKey]) -> ProofOptions<'a> {
    let content = match signed.envelope {
        Some(_) => ContentKind::Envelope,
        None => ContentKind::Message,
    };
    ProofOptions::backing(content).with_logs(logs)
}

/// The whole check with everything as usual.
pub fn try_entry(entry: &Value, signed: &Signed) -> Result<Found, Error> {
    let logs = logs();
    check(entry, signed, &options(signed, &logs), Profile::Strict)
}

/// The code with which the entry is refused; fails the test when it is accepted.
pub fn code(entry: &Value, signed: &Signed) -> &'static str {
    try_entry(entry, signed).unwrap_err().code().as_str()
}

/// Asserts that the entry of each base, changed, is refused with `wanted`.
pub fn refuse(bases: Vec<Base>, wanted: &str, change: impl Fn(&mut Value)) {
    for (name, recipe, signed) in bases {
        let mut entry = recipe.build();
        change(&mut entry);
        assert_eq!(code(&entry, &signed), wanted, "{name}");
    }
}

/// Asserts that the entry of each base, made otherwise, is refused with `wanted`.
pub fn refuse_made(bases: Vec<Base>, wanted: &str, change: impl Fn(&mut Recipe)) {
    for (name, mut recipe, signed) in bases {
        change(&mut recipe);
        assert_eq!(code(&recipe.build(), &signed), wanted, "{name}");
    }
}

/// A base64 string of an entry with one bit of its bytes flipped.
pub fn flip(value: &mut Value, at: usize) {
    let mut bytes = unbase64(value.as_str().unwrap());
    bytes[at] ^= 1;
    *value = json!(base64(&bytes));
}

/// An RSA key of which only the length of the modulus matters.
pub fn rsa(bits: usize) -> PublicKey {
    rsa_with_exponent(bits, &[1, 0, 1])
}

pub fn rsa_with_exponent(bits: usize, exponent: &[u8]) -> PublicKey {
    let bytes = bits / 8;
    let mut modulus = vec![0x5a; bytes + 1];
    (modulus[0], modulus[1], modulus[bytes]) = (0, 0x80, 0x01);
    let integer = |value: &[u8]| der(0x02, value);
    let key = der(0x30, &[integer(&modulus), integer(exponent)].concat());
    PublicKey::from_pkcs1_der(&key).unwrap()
}

pub fn der(tag: u8, value: &[u8]) -> Vec<u8> {
    let length = value.len();
    let header = match length {
        0..=127 => vec![tag, length as u8],
        _ => vec![tag, 0x82, (length >> 8) as u8, length as u8],
    };
    [header, value.to_vec()].concat()
}

pub fn v1m() -> (Recipe, Signed) {
    let (_, recipe, signed) = bases().remove(0);
    (recipe, signed)
}
