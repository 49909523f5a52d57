//! Models.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use bonafide_model::Control;
use bonafide_testkit::encode::{base64, hex};
use bonafide_testkit::{Hash, KeyKind, Scheme, SigningKey};
use serde_json::{Value, json};

use super::kit::{Bench, Parts, answers, code, codes, counted, key};
use crate::evidence::Proof;
use crate::*;

const PAYLOAD_TYPE: &str = "application/vnd.in-toto+json";

struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("bonafide-policy-model-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        std::fs::write(path.join("config.json"), "{}").unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A signature by a key over a model of one file.
fn signature(seed: &str, content: &[u8]) -> Vec<u8> {
    let key = SigningKey::seeded(KeyKind::P256, seed);
    let digest = Hash::Sha256.digest(content);
    let resource = json!({"name": "config.json", "digest": hex(&digest), "algorithm": "sha256"});
    let root = hex(&Hash::Sha256.digest(&digest));
    let statement = json!({
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"name": "model", "digest": {"sha256": root}}],
        "predicateType": "https://model_signing/signature/v1.0",
        "predicate": {
            "serialization": {
                "method": "files",
                "hash_type": "sha256",
                "allow_symlinks": false,
                "ignore_paths": [".git", ".gitattributes", ".github", ".gitignore"],
            },
            "resources": [resource],
        },
    });
    let payload = statement.to_string().into_bytes();
    let mut pae = format!("DSSEv1 28 {PAYLOAD_TYPE} {} ", payload.len()).into_bytes();
    pae.extend_from_slice(&payload);
    let signed = key.sign(Scheme::Ecdsa(Hash::Sha256), &pae);
    let hint = hex(&Hash::Sha256.digest(key.pem().as_bytes()));
    let bundle: Value = json!({
        "mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
        "verificationMaterial": {"publicKey": {"hint": hint}, "tlogEntries": []},
        "dsseEnvelope": {
            "payload": base64(&payload),
            "payloadType": PAYLOAD_TYPE,
            "signatures": [{"sig": base64(&signed), "keyid": ""}],
        },
    });
    bundle.to_string().into_bytes()
}

fn signer(seed: &str) -> SignerRule {
    let mut signer = key(seed);
    signer.require.clear();
    signer
}

fn wanted(by: Vec<String>, unlisted: Unlisted) -> RequirementKind {
    RequirementKind::ModelSignature(ModelSignatureRequirement {
        by,
        ignore: Vec::new(),
        unlisted,
    })
}

fn gather(bench: &Bench, policy: &CompiledPolicy, root: &Path, bundle: &[u8]) -> EvidenceSet {
    EvidenceSet::of_model(
        policy,
        &Subject::model(),
        root,
        &[ModelSignature::new(bundle)],
        bench.now(),
        &Control::new(),
    )
}

#[test]
fn a_model_is_what_was_signed_by_whom_the_policy_names() {
    let bench = Bench::new();
    let folder = Folder::new();
    let policy = bench.compile(
        Parts::new(vec![("a", signer("a")), ("b", signer("b"))])
            .asking(|by| wanted(by.clone(), Unlisted::Reject))
            .asking(|by| wanted(by.clone(), Unlisted::Allow)),
    );
    let good = signature("a", b"{}");
    let set = gather(&bench, &policy, &folder.0, &good);
    assert!(set.is_handed_over);
    assert_eq!(answers(&set, 0), ["ok"]);
    assert_ne!(answers(&set, 1), ["ok"]);
    assert_eq!(answers(&set, 2), ["ok"]);
    let found = counted(&set, 0)[0];
    assert!(found.principal.starts_with("key:"));
    assert_eq!(found.identity.kind, "key");
    assert!(found.identity.key_sha256.is_some());
    let Proof::Model(proof) = &found.proof else {
        panic!("another proof")
    };
    assert_eq!((proof.files, proof.bytes), (1, 2));
    let changed = gather(&bench, &policy, &folder.0, &signature("a", b"[]"));
    assert!(
        answers(&changed, 0)[0].ends_with('*'),
        "{:?}",
        answers(&changed, 0)
    );
    std::fs::write(folder.0.join("more"), "x").unwrap();
    let set = gather(&bench, &policy, &folder.0, &good);
    assert_eq!(answers(&set, 0), ["oms.file.extra*"]);
    assert_eq!(answers(&set, 2), ["ok"]);
    let Proof::Model(proof) = &counted(&set, 2)[0].proof else {
        panic!("another proof")
    };
    assert_eq!(proof.uncovered, ["more"]);
    let junk = gather(&bench, &policy, &folder.0, b"junk");
    assert!(!answers(&junk, 0)[0].contains('*'));
}

#[test]
fn signers_of_models_demand_what_can_be_had() {
    let bench = Bench::new();
    let parts = Parts::new(vec![("a", key("a"))]).asking(|by| wanted(by, Unlisted::Reject));
    let errors = bench.try_compile(parts).unwrap_err();
    assert_eq!(codes(&errors), ["policy.signer /signers/a"]);
}

#[test]
fn a_model_by_whom_the_policy_forbids_is_seen() {
    let bench = Bench::new();
    let folder = Folder::new();
    let told = |rule: SignerRule, seed: &str, content: &[u8]| {
        let parts = Parts::new(vec![("a", rule)])
            .asking(|by| RequirementKind::Forbid(ForbidRequirement::Signer(by[0].clone())));
        let policy = bench.compile(parts);
        let set = gather(&bench, &policy, &folder.0, &signature(seed, content));
        code(&evaluate(&policy, &Subject::model(), &set, bench.now()))
    };
    assert_eq!(told(signer("a"), "a", b"{}"), "policy.forbid-present");
    // What it signed was another model once: it signed this list all the same.
    assert_eq!(told(signer("a"), "a", b"[]"), "policy.forbid-present");
    assert_eq!(told(signer("a"), "b", b"{}"), "policy.forbid-absent");
    // Its signatures over models cannot be judged as it demands.
    let unjudged = "policy.requirement-unsupported";
    assert_eq!(told(key("a"), "a", b"{}"), unjudged);
}

#[test]
fn a_signature_beyond_a_limit_was_not_seen() {
    let bench = Bench::new();
    let folder = Folder::new();
    let parts = Parts::new(vec![("a", signer("a"))]).asking(|by| wanted(by, Unlisted::Reject));
    let policy = bench.compile(parts);
    let large = vec![b' '; 65 << 20];
    let set = gather(&bench, &policy, &folder.0, &large);
    assert_eq!(answers(&set, 0), ["oms.limit"]);
    assert_eq!(set.incomplete[0].finding.code().as_str(), "oms.limit");
}
