//! Drills: what a sound policy refuses, and which policies are shown to allow what they must not.

use bonafide_policy::{
    CompiledPolicy, Drill, DrillCase, MemoryFiles, PolicyDocument, PolicySource, SourceFormat,
    Syntax, drill,
};
use bonafide_report::{Decision, Time};
use bonafide_testkit::{KeyKind, SigningKey};

const NOW: i64 = 1_800_000_000;

fn compile(text: &str) -> CompiledPolicy {
    let document = PolicyDocument::parse(text.as_bytes(), Syntax::Yaml).unwrap();
    let pem = |seed| SigningKey::seeded(KeyKind::P256, seed).pem();
    let files = MemoryFiles::new()
        .with_file("ci.pub", pem("ci"))
        .with_file("qa.pub", pem("qa"));
    let source = PolicySource::new(text.as_bytes(), SourceFormat::Native);
    CompiledPolicy::compile(document, &source, &files).unwrap()
}

/// A policy with these settings and these rules, and the signers that they name.
fn policy(settings: &str, rules: &str) -> CompiledPolicy {
    let signers = ["ci", "qa"].into_iter().filter(|name| rules.contains(name));
    let signers: Vec<String> = signers
        .map(|name| format!("{name}: {{ key: {{ file: {name}.pub }}, require: [] }}"))
        .collect();
    compile(&format!(
        "schema: bonafide.policy/v1\nname: p\n{settings}\nallow_unpinned_files: true\n\
         signers: {{ {} }}\nrules:\n{rules}\n",
        signers.join(", ")
    ))
}

fn run(policy: &CompiledPolicy) -> Vec<Drill> {
    drill(policy, Time::from_unix(NOW).unwrap())
}

/// `rule case` of what is allowed.
fn allowed(policy: &CompiledPolicy) -> Vec<String> {
    let drills = run(policy);
    let allowed = drills.iter().filter(|drill| drill.is_allowed());
    allowed
        .map(|drill| format!("{} {}", drill.rule(), drill.case().as_str()))
        .collect()
}

/// The code of a check of one case.
fn code(drills: &[Drill], case: DrillCase, check: &str) -> &'static str {
    let drill = drills.iter().find(|drill| drill.case() == case).unwrap();
    let checks = drill.verdict().unwrap().checks();
    let check = checks.iter().find(|one| one.id() == check).unwrap();
    check.code().as_str()
}

const SOUND: &str = r#"
- id: signed
  match: { artifact: [oci], ref: ["registry.example.com/**"], except: ["registry.example.com/x/**"] }
  pin: require
  require:
  - { id: s, signature: { by: [ci] } }
  - { id: a, attestation: { by: [qa], predicate_type: ["https://example.com/review/v1"] } }
- id: any-host
  match: { ref: ["**/library/*"], namespace: [prod], role: [volume] }
  require:
  - { id: two, signature: { by: [ci, qa], min: 2 } }
- id: files
  match: { artifact: [blob] }
  require:
  - id: either
    any_of:
    - { id: s, signature: { by: [ci] } }
    - { id: v, vulnerabilities: { by: [qa], max: high } }
- id: models
  match: { artifact: [model] }
  require:
  - { id: m, model_signature: { by: [ci] } }
- id: one-digest
  match: { digest: ["sha256:abababababababababababababababababababababababababababababababab"] }
  require:
  - { id: p, provenance: { by: [ci] } }
  - { id: not-qa, forbid: { signer: qa } }
"#;

#[test]
fn a_sound_policy_refuses_every_case_of_every_rule() {
    let policy = policy("default: reject", SOUND);
    let drills = run(&policy);
    assert_eq!(drills.len(), 5 * DrillCase::ALL.len());
    for rule in ["signed", "any-host", "files", "models", "one-digest"] {
        let own = drills.iter().filter(|drill| drill.rule() == rule);
        let cases: Vec<DrillCase> = own.clone().map(Drill::case).collect();
        assert_eq!(cases, DrillCase::ALL, "{rule}");
        for drill in own {
            let verdict = drill.verdict().expect(rule);
            let case = drill.case().as_str();
            assert!(!drill.is_allowed(), "{rule} {case}");
            assert_ne!(verdict.decision(), Decision::Allow);
            // What was made up is what the rule is about, but for the registry nobody knows.
            let prefix = format!("{rule}/");
            let is_about = verdict
                .checks()
                .iter()
                .any(|check| check.id().starts_with(&prefix));
            let is_elsewhere = drill.case() == DrillCase::UnknownRegistry;
            assert!(is_about || is_elsewhere, "{rule} {case}");
        }
    }
}

#[test]
fn each_case_is_refused_for_what_it_is() {
    let rules = "- id: r\n  match: { ref: [\"registry.example.com/**\"] }\n  require:\n  \
                 - { id: s, signature: { by: [ci] } }\n";
    let drills = run(&policy("default: reject", rules));
    let rows = [
        (DrillCase::Unsigned, "r/s", "signature.missing"),
        (DrillCase::TamperedDigest, "r/s", "signature.wrong-subject"),
        (DrillCase::WrongSigner, "r/s", "identity.san-mismatch"),
        (DrillCase::ExpiredKey, "r/s", "key.validity"),
        (
            DrillCase::UnknownRegistry,
            "ref/rule",
            "ref.no-matching-rule",
        ),
        (DrillCase::MutableTag, "r/s", "signature.missing"),
        (
            DrillCase::UnverifiableDiscovery,
            "r/s",
            "discovery.unavailable",
        ),
    ];
    for (case, check, wanted) in rows {
        assert_eq!(code(&drills, case, check), wanted, "{}", case.as_str());
    }
    let pinned = policy(
        "default: reject",
        &rules.replace("  require", "  pin: require\n  require"),
    );
    let drills = run(&pinned);
    assert_eq!(
        code(&drills, DrillCase::MutableTag, "ref/pin"),
        "digest.not-pinned"
    );
    assert_eq!(code(&drills, DrillCase::Unsigned, "ref/pin"), "ref.ok");
    let denied = policy(
        "default: allow\nregistries: { allow: [\"registry.example.com/**\"] }",
        rules,
    );
    assert_eq!(allowed(&denied), [""; 0]);
    let drills = run(&denied);
    assert_eq!(
        code(&drills, DrillCase::UnknownRegistry, "ref/registry"),
        "ref.registry-not-allowed"
    );
}

#[test]
fn a_default_that_allows_is_shown() {
    let rules = "- id: r\n  match: { ref: [\"registry.example.com/**\"] }\n  require:\n  \
                 - { id: s, signature: { by: [ci] } }\n";
    let found = allowed(&policy("default: allow", rules));
    assert_eq!(found, ["r unknown-registry"]);
    assert_eq!(allowed(&policy("default: quarantine", rules)), [""; 0]);
}

#[test]
fn a_rule_that_allows_whatever_it_is_about_is_shown() {
    let rules = "- id: r\n  require:\n  - { id: yes, static: { decision: allow, message: \"so it is\" } }\n\
                 - id: s\n  match: { ref: [\"registry.example.com/**\"] }\n  pin: require\n  require:\n  \
                 - { id: s, signature: { by: [ci] } }\n";
    let found = allowed(&policy("default: reject", rules));
    let mut expected: Vec<String> = DrillCase::ALL
        .iter()
        .map(|case| format!("r {}", case.as_str()))
        .collect();
    // The first rule is about everything.
    expected.push("s unknown-registry".to_owned());
    assert_eq!(found, expected);
}

#[test]
fn what_is_only_told_is_shown_to_allow() {
    let rules = "- id: r\n  match: { ref: [\"registry.example.com/**\"] }\n  require:\n  \
                 - { id: s, signature: { by: [ci] }, mode: audit }\n";
    let policy = policy("default: reject", rules);
    let found = allowed(&policy);
    let all = DrillCase::ALL.iter();
    let expected: Vec<String> = all
        .filter(|case| **case != DrillCase::UnknownRegistry)
        .map(|case| format!("r {}", case.as_str()))
        .collect();
    assert_eq!(found, expected);
    let drills = run(&policy);
    let told = drills.iter().filter(|drill| drill.is_allowed());
    assert!(
        told.map(|drill| drill.verdict().unwrap())
            .all(|verdict| verdict.would_be() != Decision::Allow)
    );
}

#[test]
fn where_nothing_can_be_made_up_there_is_no_verdict() {
    let rules = "- id: r\n  match: { ref: [\"registry.example.com/a/**\"], except: [\"registry.example.com/**\"] }\n  \
                 require:\n  - { id: s, signature: { by: [ci] } }\n";
    for drill in run(&policy("default: reject", rules)) {
        let is_elsewhere = drill.case() == DrillCase::UnknownRegistry;
        assert_eq!(drill.verdict().is_some(), is_elsewhere);
        assert!(!drill.is_allowed());
    }
}
