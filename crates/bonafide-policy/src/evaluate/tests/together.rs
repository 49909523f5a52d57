//! What requirements have in common is looked at once, and changes none of them.

use super::*;

#[test]
fn a_requirement_is_judged_as_if_it_were_alone() {
    let signed = |min| {
        RequirementKind::Signature(SignatureRequirement {
            by: by(&["s0", "s1"]),
            min,
            ..SignatureRequirement::default()
        })
    };
    let says = |value: bool| {
        RequirementKind::Attestation(AttestationRequirement {
            by: by(&["s0", "s1"]),
            predicate_type: vec![TYPE.to_owned()],
            conditions: Some(Conditions::Is(Condition {
                pointer: "/ok".to_owned(),
                operator: Operator::Eq,
                value: Comparison::Value(value.into()),
            })),
            ..AttestationRequirement::default()
        })
    };
    let forbid = RequirementKind::Forbid(ForbidRequirement::Signer("s1".to_owned()));
    let kinds = [signed(1), signed(2), says(true), says(false), forbid];
    let items = [
        Item::signature(1, 0),
        Item::signature(2, 1).with(Fault::Own(registry::CERT_TIME)),
        Item::signature(3, STRANGER),
        Item::statement(4, 0, r#"{"ok":true}"#),
        Item::statement(5, 1, r#"{"ok":false}"#),
        Item::statement(6, 1, "{}").of_type(OTHER_TYPE),
    ];
    let judged = |kinds: &[(usize, RequirementKind)]| {
        let numbered = kinds.iter().cloned();
        let rules = numbered.map(|(number, kind)| {
            let require = vec![require("q", kind)];
            rule(&format!("r{number}"), require)
        });
        let policy = policy(rules.collect());
        let evidence = evidence(&policy, &items);
        evaluate(&policy, &subject(), &evidence, now())
    };
    let all: Vec<(usize, RequirementKind)> = kinds.into_iter().enumerate().collect();
    let together = judged(&all);
    let mut candidates = 0;
    for one in &all {
        let alone = judged(core::slice::from_ref(one));
        let id = format!("r{}/q", one.0);
        assert_eq!(alone.check(&id), together.check(&id), "{id}");
        candidates += alone.check(&id).unwrap().candidates().len();
    }
    assert!(candidates > 12);
}
