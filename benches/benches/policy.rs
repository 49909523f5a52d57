//! The performance goals of policies, each beside what it is measured by.

#[path = "policy/large.rs"]
mod large;
#[expect(dead_code, reason = "shared with other questions")]
#[path = "provenance/measure.rs"]
mod measure;
#[path = "policy/registry.rs"]
mod registry;
#[path = "provenance/resident.rs"]
mod resident;
#[path = "policy/served.rs"]
mod served;
#[path = "provenance/table.rs"]
mod table;

use bonafide_digest::{Digest, sha256};
use bonafide_oci::{Reference, discover};
use bonafide_policy::{
    CompiledPolicy, EvidenceSet, MemoryFiles, PatternIndex, ReferencePattern, Subject, Syntax,
    evaluate,
};
use bonafide_report::{Decision, Time};
use bonafide_testkit::image::{SimpleSigning, Store};
use bonafide_testkit::{KeyKind, SigningKey, Sigstore};
use serde_json::{Value, json};

use large::compile;
use measure::{contest, time, work};
use registry::Counting;
use table::{Goal, Group, Table};

const ARTIFACT: &[u8] = b"the artifact";
const REVIEW: &str = "https://example.com/review/v1";
const REPOSITORY: &str = "registry.test/owner/app";
const SIGNERS: usize = 4;

const GROUPS: [Group; 8] = [
    ("evaluate", evaluate_rows),
    ("load", load_rows),
    ("static", static_rows),
    ("keys", key_rows),
    ("signatures", served::signature_rows),
    ("steady", served::steady_rows),
    ("cold", served::cold_rows),
    ("fetches", served::fetch_rows),
];

fn main() {
    table::run(&GROUPS);
}

/// Adds a row that says how many milliseconds a piece of work takes.
fn row(table: &mut Table, name: &str, most: f64, mut job: impl FnMut()) {
    let seconds = contest(&mut [&mut job]).time(0);
    table.add(name, Goal::AtMost(most), seconds * 1e3, time(seconds));
}

/// 100 rules that are all about the artifact, over 64 pieces of evidence.
fn evaluate_rows(table: &mut Table) {
    let kit = Sigstore::default();
    let digest = Digest::sha256(sha256(&[ARTIFACT]));
    let bundles: Vec<Vec<u8>> = (0..64).map(|piece| bundle(&kit, &digest, piece)).collect();
    let bundles: Vec<&[u8]> = bundles.iter().map(Vec::as_slice).collect();
    let now = Time::from_unix(kit.time.plus(3600).seconds).unwrap();
    let by: Vec<String> = (0..SIGNERS).map(|signer| format!("s{signer}")).collect();
    let said = |rule: usize| {
        json!({"attestation": {"by": by, "predicate_type": [REVIEW], "conditions": {"all": [
            {"pointer": "/ok", "eq": true}, {"pointer": "/piece", "ge": rule % 64}]}}})
    };
    let signed = |_| json!({"signature": {"by": by, "min": SIGNERS}});
    let kinds: [(&str, &dyn Fn(usize) -> Value); 2] = [
        ("100 rules × 64 signatures", &signed),
        ("100 rules with conditions × 64 attestations", &said),
    ];
    for (name, requirement) in kinds {
        let rules: Vec<Value> = (0..100)
            .map(|rule| one_rule(rule, &requirement(rule)))
            .collect();
        let policy = policy(&kit, &rules, SIGNERS);
        let subject = Subject::blob(vec![digest]);
        let evidence = EvidenceSet::of_blob(&policy, &subject, &bundles, now);
        let judge = || evaluate(&policy, &subject, &evidence, now);
        let verdict = judge();
        assert_eq!(
            verdict.decision(),
            Decision::Allow,
            "{:#?}",
            verdict.decisive()
        );
        assert!(verdict.checks().len() > 100);
        row(table, &format!("evaluate, ms: {name}"), 1.0, work(judge));
    }
}

/// Half of the pieces are signatures, half of them attestations.
fn bundle(kit: &Sigstore, digest: &Digest, piece: usize) -> Vec<u8> {
    let statement = json!({
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"name": "artifact", "digest": {"sha256": digest.to_hex()}}],
        "predicateType": REVIEW,
        "predicate": {"ok": true, "piece": piece + 32, "by": "somebody", "notes": ["a", "b"]},
    });
    let plan = match piece % 2 {
        0 => kit.message(ARTIFACT),
        _ => kit.envelope(
            "application/vnd.in-toto+json",
            statement.to_string().as_bytes(),
        ),
    };
    let signer = format!("s{}", piece / 2 % SIGNERS);
    let minted = plan.by_key().signed_by(&signer).mint();
    minted.bundle.to_string().into_bytes()
}

fn one_rule(number: usize, requirement: &Value) -> Value {
    let mut requirement = requirement.clone();
    requirement["id"] = json!("q");
    json!({"id": format!("r{number}"), "require": [requirement]})
}

/// A policy of these rules, with so many signers by key.
fn policy(kit: &Sigstore, rules: &[Value], signers: usize) -> CompiledPolicy {
    let key = |number: usize| {
        (
            format!("s{number}"),
            json!({"key": {"trust": "t", "file": format!("{number}.pub")}}),
        )
    };
    let keys: serde_json::Map<String, Value> = (0..signers).map(key).collect();
    let document = json!({
        "schema": "bonafide.policy/v1", "name": "p", "default": "reject",
        "allow_unpinned_files": true, "rules": rules, "signers": keys,
        "trust": {"t": {"trusted_root": {"file": "root.json"}}},
    });
    let mut files = MemoryFiles::new().with_file("root.json", kit.trusted_root().to_string());
    for number in 0..signers {
        let pem = SigningKey::seeded(KeyKind::P256, &format!("s{number}")).pem();
        files = files.with_file(format!("{number}.pub"), pem);
    }
    compile(document.to_string().as_bytes(), Syntax::Json, &files)
}

fn load_rows(table: &mut Table) {
    let files = large::files();
    let json = large::document(1000).to_string();
    // The same in the form that people write: flow collections in YAML.
    let yaml = json
        .replace("},{", "},\n {")
        .replace("\",\"", "\", \"")
        .replace("\":", "\": ");
    for (name, text, syntax) in [("JSON", &json, Syntax::Json), ("YAML", &yaml, Syntax::Yaml)] {
        let name = format!("load, ms: 1,000 rules and 10,000 patterns, {name}");
        let load = || compile(text.as_bytes(), syntax, &files);
        assert_eq!(load().document().rules.len(), 1000);
        row(table, &name, 100.0, work(load));
    }
    let policy = compile(json.as_bytes(), Syntax::Json, &files);
    let rules = policy.document().rules.iter();
    let patterns: Vec<ReferencePattern> = rules
        .flat_map(|rule| rule.matching.reference.clone())
        .collect();
    let index = PatternIndex::new(patterns);
    let asked = Reference::parse_familiar(large::ASKED).unwrap();
    assert_eq!(index.matching(&asked).len(), 1);
    row(
        table,
        "lookup of one image among 10,000 patterns, ms",
        0.05,
        work(|| index.matching(&asked)),
    );
    let subject = Subject::image(Digest::sha256([1; 32])).with_reference(asked);
    let now = Time::from_unix(1_800_000_000).unwrap();
    let judge = || evaluate(&policy, &subject, &EvidenceSet::default(), now);
    assert!(judge().check("rule-57/signed").is_some());
    row(
        table,
        "evaluate by 1,000 rules, of which one applies, ms",
        1.0,
        work(judge),
    );
}

fn static_rows(table: &mut Table) {
    let policy = compile(
        large::document(1000).to_string().as_bytes(),
        Syntax::Json,
        &large::files(),
    );
    let now = Time::from_unix(1_800_000_000).unwrap();
    let rows = [
        ("denied.example.com/team/app:1", "a registry that is denied"),
        (
            "nowhere.example.com/team/app:1",
            "an image that no rule is about",
        ),
    ];
    for (name, what) in rows {
        let reference = Reference::parse_familiar(name).unwrap();
        let subject = Subject::image(Digest::sha256([1; 32])).with_reference(reference);
        let judge = || policy.decides_statically(&subject, now);
        assert_eq!(judge().unwrap().decision(), Decision::Reject);
        row(
            table,
            &format!("decided by the name among 1,000 rules, ms: {what}"),
            1.0,
            work(judge),
        );
    }
}

/// An image with three signatures, for a policy of 15 keys.
fn key_rows(table: &mut Table) {
    const KEYS: usize = 15;
    let kit = Sigstore::default();
    let mut store = Store::image("app");
    let payload = SimpleSigning::new(REPOSITORY, &store.subject);
    let layers: Vec<_> = ["s3", "s9", "s14"]
        .iter()
        .map(|signer| payload.plan(&kit).by_key().signed_by(signer).layer())
        .collect();
    store.sign(&layers);
    let by: Vec<String> = (0..KEYS).map(|signer| format!("s{signer}")).collect();
    let wanted = json!({"signature": {"by": by, "min": 3}});
    let policy = policy(&kit, &[one_rule(0, &wanted)], KEYS);
    let asked = Reference::parse_familiar(&format!("{REPOSITORY}:v1@{}", store.subject)).unwrap();
    let digest = bonafide_oci::parse_digest(&store.subject).unwrap();
    let now = Time::from_unix(kit.time.plus(3600).seconds).unwrap();
    let registry = Counting::new(&store);
    let judge = || {
        let subject = Subject::image(digest).with_reference(asked.clone());
        let lookup = bonafide_oci::Subject::of(&asked);
        let found = discover(&registry, &lookup, policy.discovery_options(&subject)).unwrap();
        let evidence = EvidenceSet::of_image(&policy, &subject, &found, now);
        evaluate(&policy, &subject, &evidence, now)
    };
    assert_eq!(judge().decision(), Decision::Allow);
    let fetched = registry.blobs();
    table.add(
        "15 keys × 3 signatures, payloads fetched",
        Goal::AtMost(3.0),
        f64::from(fetched),
        "of which each is one signature's".to_owned(),
    );
    row(
        table,
        "15 keys × 3 signatures, discovered and judged, ms",
        10.0,
        work(judge),
    );
}
