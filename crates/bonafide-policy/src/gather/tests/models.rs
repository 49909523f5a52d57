//! Models.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use bonafide_model::Control;
use bonafide_testkit::encode::{base64, hex, pem as pem_of};
use bonafide_testkit::{
    CertificateAuthority, Extension, GeneralName, Hash, KeyKind, KeyUsage, Scheme, SigningKey,
    model, oid,
};
use serde_json::{Value, json};

use super::kit::{Bench, Parts, answers, code, codes, counted, key, pattern};
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

/// The signed list of a model of one file.
fn list(content: &[u8]) -> Vec<u8> {
    let resources = vec![model::resource("config.json", content)];
    model::statement(resources).to_string().into_bytes()
}

/// A signature over a model of one file, with what tells who made it.
fn signed_by(key: &SigningKey, content: &[u8], material: &Value) -> Vec<u8> {
    let payload = list(content);
    let mut pae = format!("DSSEv1 28 {PAYLOAD_TYPE} {} ", payload.len()).into_bytes();
    pae.extend_from_slice(&payload);
    let signed = key.sign(Scheme::Ecdsa(Hash::Sha256), &pae);
    let bundle: Value = json!({
        "mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
        "verificationMaterial": material,
        "dsseEnvelope": {
            "payload": base64(&payload),
            "payloadType": PAYLOAD_TYPE,
            "signatures": [{"sig": base64(&signed), "keyid": ""}],
        },
    });
    bundle.to_string().into_bytes()
}

/// A signature by a key over a model of one file.
fn signature(seed: &str, content: &[u8]) -> Vec<u8> {
    let key = SigningKey::seeded(KeyKind::P256, seed);
    let hint = hex(&Hash::Sha256.digest(key.pem().as_bytes()));
    let material = json!({"publicKey": {"hint": hint}, "tlogEntries": []});
    signed_by(&key, content, &material)
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
    assert_eq!(
        (&*proof.uncovered, proof.uncovered_count),
        (&["more".to_owned()][..], 1)
    );
    let verdict = evaluate(&policy, &Subject::model(), &set, bench.now());
    let told = |text: &str| {
        verdict
            .checks()
            .iter()
            .any(|check| check.summary().ends_with(text))
    };
    assert!(
        told("; 1 file is not covered: more"),
        "{:?}",
        verdict.checks()
    );
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

/// The answer for one signer, or why there can be none.
fn told(bench: &Bench, signer: SignerRule, bundle: &[u8]) -> String {
    let folder = Folder::new();
    let parts = Parts::new(vec![("one", signer)]).asking(|by| wanted(by.clone(), Unlisted::Reject));
    match bench.try_compile(parts) {
        Ok(policy) => answers(&gather(bench, &policy, &folder.0, bundle), 0).join(" "),
        Err(errors) => codes(&errors).join(" "),
    }
}

fn claiming(bench: &Bench, value: TextPattern) -> SignerRule {
    let mut signer = bench.keyless();
    if let SignerKind::Keyless { extensions, .. } = &mut signer.kind {
        extensions.insert("source_repository_owner_id".to_owned(), value);
    }
    signer
}

#[test]
fn an_identity_signs_models() {
    let bench = Bench::new();
    let minted = bench.kit.envelope(PAYLOAD_TYPE, &list(b"{}")).mint();
    let bundle = minted.bundle.to_string().into_bytes();
    assert_eq!(told(&bench, bench.keyless(), &bundle), "ok");
    let other = super::kit::keyless("https://else.test/x", &bench.kit.issuer);
    assert_eq!(told(&bench, other, &bundle), "identity.san-mismatch");
    let changed = bench.kit.envelope(PAYLOAD_TYPE, &list(b"[]")).mint();
    let changed = changed.bundle.to_string();
    assert!(told(&bench, bench.keyless(), changed.as_bytes()).ends_with('*'));
    let folder = Folder::new();
    let parts = Parts::new(vec![("one", bench.keyless())]);
    let policy = bench.compile(parts.asking(|by| wanted(by, Unlisted::Reject)));
    let set = gather(&bench, &policy, &folder.0, &bundle);
    let found = counted(&set, 0)[0];
    let (issuer, san) = (&bench.kit.issuer, &bench.kit.identity);
    assert_eq!(found.principal, format!("keyless:{issuer}|{san}"));
    assert_eq!(found.identity.kind, "keyless");
    assert_eq!(found.identity.issuer.as_ref(), Some(issuer));
    assert_eq!(found.identity.san.as_ref(), Some(san));
    assert!(found.identity.signed_at.is_some() && found.identity.key_sha256.is_none());
    assert_eq!(set.trust[0].name, "public");
}

#[test]
fn claims_hold_for_models_too() {
    let bench = Bench::new();
    let plan = bench.kit.envelope(PAYLOAD_TYPE, &list(b"{}"));
    let minted = plan.with_leaf(|leaf| leaf.set(Extension::claim(17, "1234")));
    let bundle = minted.mint().bundle.to_string().into_bytes();
    assert_eq!(
        told(&bench, claiming(&bench, pattern("1234")), &bundle),
        "ok"
    );
    let other = claiming(&bench, pattern("12345"));
    assert_eq!(told(&bench, other, &bundle), "identity.claim-mismatch");
    let wrong = "policy.signer /signers/one";
    for value in [
        pattern("12*"),
        pattern("12\\*"),
        TextPattern::regex("1234").unwrap(),
        TextPattern::wildcard("1234").unwrap(),
    ] {
        assert_eq!(told(&bench, claiming(&bench, value), &bundle), wrong);
    }
    let mut stamped = bench.keyless();
    stamped.require.insert(Demand::Timestamp);
    assert_eq!(told(&bench, stamped, &bundle), wrong);
}

#[test]
fn a_certificate_signs_models() {
    let bench = Bench::new();
    let start = bench.kit.time;
    let authority =
        CertificateAuthority::new("publisher.test", KeyKind::P384, oid::CODE_SIGNING, start);
    let key = SigningKey::seeded(KeyKind::P256, "publisher");
    let mut leaf = authority.leaf(key.spki(), start, start.plus(365 * 86_400));
    leaf.set(Extension::key_usage(&[KeyUsage::DigitalSignature]));
    leaf.set(Extension::extended_key_usage(false, &[oid::CODE_SIGNING]));
    let email = "release@publisher.test";
    let name = GeneralName::Email(email.to_owned());
    leaf.set(Extension::subject_alt_name(&[name]));
    let issuer = authority.issuer();
    let leaf = leaf.sign(&issuer.key, issuer.scheme);
    let chain = authority.chain();
    let (root, between) = chain.split_last().unwrap();
    let sent: Vec<Value> = core::iter::once(&leaf)
        .chain(between)
        .map(|der| json!({"rawBytes": base64(der)}))
        .collect();
    let material = json!({"x509CertificateChain": {"certificates": sent}, "tlogEntries": []});
    let bundle = signed_by(&key, b"{}", &material);
    let signer = |names: &[(NameKind, &str)], current_time| SignerRule {
        kind: SignerKind::Certificate {
            roots: vec![Material::Inline(pem_of("CERTIFICATE", root))],
            intermediates: Vec::new(),
            names: names
                .iter()
                .map(|(kind, name)| (*kind, pattern(name)))
                .collect(),
            current_time,
        },
        require: std::collections::BTreeSet::new(),
        not_before: None,
        not_after: None,
    };
    let own = [(NameKind::Email, email)];
    assert_eq!(told(&bench, signer(&own, true), &bundle), "ok");
    let other = [(NameKind::Email, "else@publisher.test")];
    let refused = told(&bench, signer(&other, true), &bundle);
    assert!(refused != "ok" && !refused.is_empty(), "{refused}");
    let kind = [(NameKind::Dns, email)];
    let refused = told(&bench, signer(&kind, true), &bundle);
    assert!(refused != "ok" && !refused.is_empty(), "{refused}");
    // Without the time of now one must be stamped, and no authority is known.
    let timed = told(&bench, signer(&own, false), &bundle);
    assert!(timed != "ok" && !timed.is_empty(), "{timed}");
    let two = [(NameKind::Email, email), (NameKind::Email, email)];
    let wrong = "policy.signer /signers/one";
    assert_eq!(told(&bench, signer(&two, true), &bundle), wrong);
    let mut logged = signer(&own, true);
    logged.require.insert(Demand::Tlog);
    assert_eq!(told(&bench, logged, &bundle), wrong);
    let folder = Folder::new();
    let parts = Parts::new(vec![("one", signer(&own, true))]);
    let policy = bench.compile(parts.asking(|by| wanted(by, Unlisted::Reject)));
    let set = gather(&bench, &policy, &folder.0, &bundle);
    let found = counted(&set, 0)[0];
    assert!(found.principal.starts_with("certificate:"));
    assert!(found.principal.ends_with(email));
    assert_eq!(found.identity.san.as_deref(), Some(email));
    let mut late = signer(&own, true);
    late.not_after = bonafide_report::Time::from_unix(start.seconds);
    assert_eq!(told(&bench, late, &bundle), "key.validity*");
}

#[test]
fn so_many_signatures_over_a_model_are_judged() {
    let bench = Bench::new();
    let folder = Folder::new();
    let parts = Parts::new(vec![("a", signer("a"))]);
    let policy = bench.compile(parts.asking(|by| wanted(by, Unlisted::Reject)));
    let good = signature("a", b"{}");
    for (count, told) in [(16, 0), (17, 1)] {
        let signatures = vec![ModelSignature::new(&good); count];
        let (now, control) = (bench.now(), Control::new());
        let set = EvidenceSet::of_model(&policy, &folder.0, &signatures, now, &control);
        assert!(!set.is_handed_over);
        assert_eq!((answers(&set, 0).len(), set.incomplete.len()), (16, told));
    }
}
