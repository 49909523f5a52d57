//! Any evidence gives a verdict.

use std::sync::LazyLock;

use bonafide_digest::Digest;
use bonafide_policy::{CompiledPolicy, EvidenceSet, Subject, evaluate};
use bonafide_report::Decision;

use crate::input::Input;
use crate::kit::{self, policy};
use crate::mutate::mutate;

/// Policies whose every requirement wants somebody's word: junk satisfies none of them.
const RULES: [&str; 4] = [
    policy::RULES,
    "rules:\n- id: r\n  require:\n  - { id: a, attestation: { by: [workflow], predicate_type: [\"https://example.test/predicate/v1\"] } }\n",
    "rules:\n- id: r\n  require:\n  - { id: p, provenance: { by: [workflow] } }\n  - { id: b, sbom: { by: [workflow] } }\n",
    "rules:\n- id: r\n  require:\n  - id: any\n    any_of:\n    - { id: v, vulnerabilities: { by: [workflow], max: medium } }\n    - { id: s, vsa: { by: [workflow], verifier_ids: [\"https://v.test\"], levels: [SLSA_BUILD_LEVEL_2] } }\n    - { id: g, signature: { by: [workflow] } }\n",
];

/// The first byte chooses the policy and the second what comes with the junk: nothing, or good
/// evidence. Junk alone allows nothing, and beside good evidence it takes nothing away.
pub fn run(data: &[u8]) {
    static POLICIES: LazyLock<Vec<CompiledPolicy>> =
        LazyLock::new(|| RULES.into_iter().map(policy::compile).collect());
    let mut input = Input::new(data);
    let policy = input.choose(&POLICIES);
    let how = input.byte();
    let good = &kit::good()[usize::from(how & 1)];
    let digest = Digest::sha256(bonafide_digest::sha256(&[&good.minted.artifact]));
    let subject = Subject::blob(vec![digest]).with_name("artifact");
    let decide = |bundles: &[&[u8]]| {
        let evidence = EvidenceSet::of_blob(policy, &subject, bundles, good.now);
        let verdict = evaluate(policy, &subject, &evidence, good.now);
        assert!(!verdict.checks().is_empty());
        let allows = verdict.decision() == Decision::Allow;
        assert!(
            allows || !verdict.decisive().is_empty(),
            "a decision without a cause"
        );
        allows
    };
    let junk = junk(&mut input, how, &good.minted.bundle, &good.foreign);
    let whole = good.minted.bundle.to_string();
    if how & 4 == 0 {
        // What is changed may be good still; then it was not changed in what counts.
        let verifies = decide(&[&junk]) && !decide(&[whole.as_bytes()]);
        assert!(!verifies, "junk allowed");
        return;
    }
    assert_eq!(
        decide(&[whole.as_bytes()]),
        decide(&[whole.as_bytes(), &junk]),
        "junk beside good evidence changed the decision"
    );
}

/// Bytes of the fuzzer, or a good bundle changed so that it cannot be good.
fn junk(
    input: &mut Input<'_>,
    how: u8,
    bundle: &serde_json::Value,
    foreign: &serde_json::Value,
) -> Vec<u8> {
    if how & 2 == 0 {
        return input.all().to_vec();
    }
    let mut bundle = bundle.clone();
    mutate(input, &mut bundle, foreign);
    bundle.to_string().into_bytes()
}
