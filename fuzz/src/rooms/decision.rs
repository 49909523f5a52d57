//! Any evidence gives a verdict.

use std::sync::LazyLock;

use bonafide_digest::Digest;
use bonafide_policy::{CompiledPolicy, EvidenceSet, Subject, evaluate};
use bonafide_report::Decision;

use super::mutated_bundle::changed;
use crate::input::Input;
use crate::kit::{self, Good, policy};
use crate::mutate::mutate;

/// Policies whose every requirement wants somebody's word: junk satisfies none of them.
const RULES: [&str; 4] = [
    policy::RULES,
    "rules:
- id: r
  require:
  - { id: a, attestation: { by: [workflow], predicate_type: [\"https://example.test/predicate/v1\"] } }
",
    "rules:
- id: r
  require:
  - { id: p, provenance: { by: [workflow] } }
  - { id: b, sbom: { by: [workflow] } }
",
    "rules:
- id: r
  require:
  - id: any
    any_of:
    - { id: v, vulnerabilities: { by: [workflow], max: medium } }
    - { id: s, vsa: { by: [workflow], verifier_ids: [\"https://v.test\"], levels: [SLSA_BUILD_LEVEL_2] } }
    - { id: g, signature: { by: [workflow] } }
",
];

/// The first bytes choose the policy, the good evidence and the junk: bytes of the fuzzer, or a good
/// bundle that was changed. There is always a verdict. Junk alone allows nothing, and beside good
/// evidence it takes nothing away and adds nothing.
pub fn run(data: &[u8]) {
    let mut input = Input::new(data);
    let policy = input.choose(&POLICIES);
    let how = input.byte();
    let good = &kit::good()[usize::from(how & 1)];
    let is_bundle = how & 2 != 0;
    let junk = if is_bundle {
        let mut bundle = good.minted.bundle.clone();
        mutate(&mut input, &mut bundle, &good.foreign);
        bundle.to_string().into_bytes()
    } else {
        input.all().to_vec()
    };
    let whole = good.minted.bundle.to_string();
    if how & 4 == 0 {
        let allows = allows(policy, good, &[&junk]);
        // What was changed may be good still, where nothing that counts was.
        let is_good = is_bundle && changed(good, &junk).is_empty();
        assert!(is_good || !allows, "junk is allowed");
    } else {
        assert_eq!(
            allows(policy, good, &[whole.as_bytes()]),
            allows(policy, good, &[whole.as_bytes(), &junk]),
            "junk beside good evidence changes the decision"
        );
    }
}

static POLICIES: LazyLock<Vec<CompiledPolicy>> = LazyLock::new(|| {
    let policies: Vec<CompiledPolicy> = RULES.into_iter().map(policy::compile).collect();
    for (policy, good) in [(0, 0), (1, 1), (3, 0)] {
        let (policy, good) = (&policies[policy], &kit::good()[good]);
        let whole = good.minted.bundle.to_string();
        assert!(
            allows(policy, good, &[whole.as_bytes()]),
            "good evidence is refused"
        );
    }
    policies
});

fn allows(policy: &CompiledPolicy, good: &Good, bundles: &[&[u8]]) -> bool {
    let digest = Digest::sha256(bonafide_digest::sha256(&[&good.minted.artifact]));
    let subject = Subject::blob(vec![digest]).with_name("artifact");
    let evidence = EvidenceSet::of_blob(policy, &subject, bundles, good.now);
    let verdict = evaluate(policy, &subject, &evidence, good.now);
    let allows = verdict.decision() == Decision::Allow;
    assert!(!verdict.checks().is_empty());
    assert!(
        allows || !verdict.decisive().is_empty(),
        "a decision without a cause"
    );
    allows
}
