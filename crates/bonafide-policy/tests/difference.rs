//! Two policies over the same evidence: which decisions and checks differ.

use bonafide_digest::{Digest, sha256};
use bonafide_policy::{
    CheckStatus, CompiledPolicy, Difference, EvidenceSet, MemoryFiles, PolicyDocument,
    PolicySource, Recorded, SourceFormat, Subject, Syntax, differences,
};
use bonafide_report::{Decision, Time};
use bonafide_testkit::Sigstore;

const ARTIFACT: &[u8] = b"an artifact";

fn policy(kit: &Sigstore, default: &str, requirements: &[&str]) -> CompiledPolicy {
    let minted = kit.message(ARTIFACT).by_key().signed_by("ci").mint();
    let requirements: Vec<String> = requirements
        .iter()
        .map(|one| format!("  - {{ {one} }}\n"))
        .collect();
    let signers = "trust: { t: { trusted_root: { file: root.json } } }\n\
                   signers: { ci: { key: { file: ci.pub, trust: t } } }\n";
    let requirements = requirements.concat();
    let signers = if requirements.contains("[ci]") {
        signers
    } else {
        ""
    };
    let text = format!(
        "schema: bonafide.policy/v1\nname: p\ndefault: {default}\nallow_unpinned_files: true\n\
         {signers}rules:\n- id: r\n  match: {{ artifact: [blob] }}\n  require:\n{requirements}"
    );
    let document = PolicyDocument::parse(text.as_bytes(), Syntax::Yaml).unwrap();
    let files = MemoryFiles::new()
        .with_file("ci.pub", minted.key)
        .with_file("root.json", minted.trusted_root.to_string());
    let source = PolicySource::new(text.as_bytes(), SourceFormat::Native);
    CompiledPolicy::compile(document, &source, &files).unwrap()
}

/// What changes for the artifact with a signature, and for another without one.
fn compare(kit: &Sigstore, before: &CompiledPolicy, after: &CompiledPolicy) -> [Difference; 2] {
    let minted = kit.message(ARTIFACT).by_key().signed_by("ci").mint();
    let bundle = minted.bundle.to_string();
    let now = Time::from_unix(minted.now).unwrap();
    let gather = |policy: &CompiledPolicy, subject: &Subject, bundles: &[&[u8]]| {
        EvidenceSet::of_blob(policy, subject, bundles, now)
    };
    let subject = |bytes: &[u8]| Subject::blob(vec![Digest::sha256(sha256(&[bytes]))]);
    let (signed, unsigned) = (subject(ARTIFACT), subject(b"another"));
    let bundles: [&[u8]; 1] = [bundle.as_bytes()];
    let (with, with_after) = (
        gather(before, &signed, &bundles),
        gather(after, &signed, &bundles),
    );
    let (none, none_after) = (
        gather(before, &unsigned, &[]),
        gather(after, &unsigned, &[]),
    );
    let recorded = [
        Recorded {
            subject: &signed,
            before: &with,
            after: &with_after,
        },
        Recorded {
            subject: &unsigned,
            before: &none,
            after: &none_after,
        },
    ];
    let found = differences(before, after, &recorded, now);
    assert_eq!(found.len(), 2);
    found.try_into().unwrap()
}

/// `id: before -> after` of each check that changes.
fn told(difference: &Difference) -> Vec<String> {
    let outcome = |outcome: Option<(CheckStatus, bonafide_report::Code)>| match outcome {
        Some((status, code)) => format!("{} {code}", status.as_str()),
        None => "none".to_owned(),
    };
    let checks = difference.checks().into_iter();
    checks
        .map(|one| {
            format!(
                "{}: {} -> {}",
                one.id,
                outcome(one.before),
                outcome(one.after)
            )
        })
        .collect()
}

const SIGNED: &str = "id: s, signature: { by: [ci] }";
const YES: &str = "id: s, static: { decision: allow, message: yes }";
const REVIEWED: &str =
    "id: a, attestation: { by: [ci], predicate_type: [\"https://example.com/v1\"] }";

#[test]
fn equal_policies_differ_in_nothing() {
    let kit = Sigstore::default();
    let policy = || policy(&kit, "reject", &[SIGNED]);
    let [signed, unsigned] = compare(&kit, &policy(), &policy());
    assert_eq!(signed.decisions(), (Decision::Allow, Decision::Allow));
    assert_eq!(
        unsigned.decisions(),
        (Decision::Quarantine, Decision::Quarantine)
    );
    for one in [signed, unsigned] {
        assert!(!one.is_change() && !one.is_looser());
        assert_eq!(one.checks(), []);
        let (before, after) = one.verdicts();
        assert_eq!(before.checks(), after.checks());
    }
}

#[test]
fn what_becomes_looser_or_stricter_is_told_with_its_checks() {
    let kit = Sigstore::default();
    let strict = policy(&kit, "reject", &[SIGNED]);
    let loose = policy(&kit, "reject", &[YES]);
    let [signed, unsigned] = compare(&kit, &strict, &loose);
    assert!(!signed.is_change() && !signed.is_looser());
    assert_eq!(
        told(&signed),
        ["r/s: pass signature.verified -> pass policy.static"]
    );
    assert_eq!(
        unsigned.decisions(),
        (Decision::Quarantine, Decision::Allow)
    );
    assert!(unsigned.is_change() && unsigned.is_looser());
    assert_eq!(
        told(&unsigned),
        ["r/s: fail signature.missing -> pass policy.static"]
    );
    let [_, unsigned] = compare(&kit, &loose, &strict);
    assert_eq!(
        unsigned.decisions(),
        (Decision::Allow, Decision::Quarantine)
    );
    assert!(unsigned.is_change() && !unsigned.is_looser());

    // From rejected to kept aside is looser too.
    let missing = format!("{SIGNED}, missing: reject");
    let stricter = policy(&kit, "reject", &[&missing]);
    let [_, unsigned] = compare(&kit, &stricter, &strict);
    assert_eq!(
        unsigned.decisions(),
        (Decision::Reject, Decision::Quarantine)
    );
    assert!(unsigned.is_change() && unsigned.is_looser());
    assert_eq!(unsigned.checks(), []);
    let [_, unsigned] = compare(&kit, &strict, &stricter);
    assert!(unsigned.is_change() && !unsigned.is_looser());
}

#[test]
fn checks_that_are_new_or_gone_are_told() {
    let kit = Sigstore::default();
    let few = policy(&kit, "reject", &[SIGNED]);
    let more = policy(&kit, "reject", &[SIGNED, REVIEWED]);
    let [signed, _] = compare(&kit, &few, &more);
    assert_eq!(told(&signed), ["r/a: none -> fail attestation.missing"]);
    assert_eq!(signed.decisions(), (Decision::Allow, Decision::Quarantine));
    let [signed, _] = compare(&kit, &more, &few);
    assert_eq!(told(&signed), ["r/a: fail attestation.missing -> none"]);
    assert!(signed.is_looser());
}
