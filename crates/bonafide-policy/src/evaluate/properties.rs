//! What must hold of all policies and all evidence.
//!
//! # Specification
//! policy section 2, properties 1 to 7.

use bonafide_report::{Class, Decision, registry};
use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};

use super::samples::*;
use crate::*;

const SIGNERS: [&str; 5] = ["s0", "s1", "s2", "s3", "s4"];
const YES: &str = r#"{"ok":true}"#;
const NO: &str = r#"{"ok":false}"#;

fn signers() -> impl Strategy<Value = Vec<String>> {
    let some = subsequence(SIGNERS.to_vec(), 1..=3).prop_shuffle();
    some.prop_map(|names| by(&names))
}

fn conditions() -> impl Strategy<Value = Option<Conditions>> {
    let is = |value: bool| {
        Conditions::Is(Condition {
            pointer: "/ok".to_owned(),
            operator: Operator::Eq,
            value: Comparison::Value(value.into()),
        })
    };
    select(vec![None, Some(is(true))])
}

fn attestations() -> impl Strategy<Value = AttestationRequirement> {
    (signers(), conditions()).prop_map(|(by, conditions)| AttestationRequirement {
        by,
        conditions,
        predicate_type: vec![TYPE.to_owned()],
        ..AttestationRequirement::default()
    })
}

/// Kinds for which more evidence is never worse.
fn positive() -> impl Strategy<Value = RequirementKind> {
    let count = select(vec![Count::Signers, Count::Principals]);
    let signature = (signers(), 0..4_usize, any::<bool>(), count);
    let signature = signature.prop_map(|(by, min, all, count)| SignatureRequirement {
        by,
        min,
        all,
        count,
        ..SignatureRequirement::default()
    });
    prop_oneof![
        4 => signature.prop_map(RequirementKind::Signature),
        3 => attestations().prop_map(RequirementKind::Attestation),
    ]
}

fn kinds() -> impl Strategy<Value = RequirementKind> {
    let all = attestations().prop_map(|wanted| {
        RequirementKind::Attestation(AttestationRequirement {
            quantifier: Quantifier::AllVerified,
            ..wanted
        })
    });
    prop_oneof![
        6 => positive(),
        1 => all,
        1 => forbidden(),
        1 => select(vec![Decision::Allow, Decision::Reject]).prop_map(|decision| {
            let message = String::new();
            RequirementKind::Static(StaticRequirement { decision, message })
        }),
    ]
}

fn forbidden() -> impl Strategy<Value = RequirementKind> {
    let signer = select(SIGNERS.to_vec());
    let signer = signer.prop_map(|name| ForbidRequirement::Signer(name.to_owned()));
    let statement = attestations().prop_map(ForbidRequirement::Attestation);
    prop_oneof![signer, statement].prop_map(RequirementKind::Forbid)
}

fn overrides() -> impl Strategy<Value = Overrides> {
    let decision = || {
        select(vec![
            None,
            Some(Decision::Quarantine),
            Some(Decision::Reject),
        ])
    };
    (decision(), decision(), decision()).prop_map(|(missing, unavailable, untrusted)| Overrides {
        missing,
        unavailable,
        untrusted,
    })
}

fn requirements(
    kinds: impl Strategy<Value = RequirementKind> + Clone + 'static,
) -> impl Strategy<Value = Vec<Requirement>> {
    let inner = prop::collection::vec(kinds.clone(), 1..3).prop_map(numbered);
    let any = inner.clone().prop_map(RequirementKind::AnyOf);
    let all = inner.prop_map(RequirementKind::AllOf);
    let kind = prop_oneof![6 => kinds, 1 => any, 1 => all];
    let one = (kind, overrides()).prop_map(|(kind, overrides)| Requirement {
        overrides,
        ..require("", kind)
    });
    prop::collection::vec(one, 1..4).prop_map(|mut all| {
        for (number, requirement) in all.iter_mut().enumerate() {
            requirement.id = format!("q{number}");
        }
        all
    })
}

fn numbered(kinds: Vec<RequirementKind>) -> Vec<Requirement> {
    let kinds = kinds.into_iter().enumerate();
    kinds
        .map(|(number, kind)| require(&format!("q{number}"), kind))
        .collect()
}

fn documents(
    kinds: impl Strategy<Value = RequirementKind> + Clone + 'static,
) -> impl Strategy<Value = PolicyDocument> {
    let chosen = || {
        select(vec![
            None,
            Some(Decision::Quarantine),
            Some(Decision::Reject),
        ])
    };
    let decisions = (chosen(), chosen(), chosen(), chosen()).prop_map(
        |(missing, untrusted, expired, policy)| ClassDecisions {
            missing,
            untrusted,
            expired,
            policy,
            ..ClassDecisions::default()
        },
    );
    let rules = prop::collection::vec(requirements(kinds), 1..3);
    (rules, decisions).prop_map(|(rules, decisions)| {
        let rules = rules.into_iter().enumerate();
        let rules = rules.map(|(number, require)| rule(&format!("r{number}"), require));
        let mut document = document(rules.collect());
        document.decisions = decisions;
        document
    })
}

fn any_document() -> impl Strategy<Value = PolicyDocument> {
    documents(kinds().boxed())
}

/// By one of the signers, and good.
fn valid() -> impl Strategy<Value = Item> {
    (1..20_u8, 0..3_u8, any::<bool>()).prop_map(|(piece, key, is_signature)| match is_signature {
        true => Item::signature(piece, key),
        false => Item::statement(piece, key, YES),
    })
}

/// By one of the signers, and something is wrong with it.
fn faulty() -> impl Strategy<Value = Item> {
    let codes = vec![
        registry::SIGNATURE_WRONG_SUBJECT,
        registry::CERT_TIME,
        registry::KEY_UNSUPPORTED,
    ];
    let statement = (20..30_u8, 0..3_u8, select(vec![TYPE, OTHER_TYPE]));
    prop_oneof![
        (valid(), select(codes)).prop_map(|(item, code)| item.with(Fault::Own(code))),
        statement.prop_map(|(piece, key, uri)| Item::statement(piece, key, NO).of_type(uri)),
    ]
}

/// What anybody can add: unsigned, foreign, unreadable.
fn junk() -> impl Strategy<Value = Item> {
    let says = select(vec![YES, NO]);
    (30..60_u8, any::<bool>(), any::<bool>(), says).prop_map(
        |(piece, is_signature, is_readable, says)| {
            let item = match is_signature {
                true => Item::signature(piece, STRANGER),
                false => Item::statement(piece, STRANGER, says),
            };
            item.with(if is_readable {
                Fault::None
            } else {
                Fault::Unreadable
            })
        },
    )
}

fn items() -> impl Strategy<Value = Vec<Item>> {
    let one = prop_oneof![4 => valid(), 2 => faulty(), 1 => junk()];
    prop::collection::vec(one, 0..6)
}

/// With discovery complete or not.
fn verdict(document: &PolicyDocument, items: &[Item], is_complete: bool) -> Verdict {
    let policy = compiled(document.clone());
    let mut found = evidence(&policy, items);
    if !is_complete {
        found = incomplete(found);
    }
    super::evaluate(&policy, &subject(), &found, now())
}

fn is_unwaivable(check: &VerdictCheck) -> bool {
    matches!(check.class, Some(Class::Mismatch | Class::Revoked))
}

fn shuffled<T>(items: &mut [T], seed: &[Index]) {
    for (at, index) in seed.iter().enumerate().take(items.len()) {
        let other = index.index(items.len());
        items.swap(at, other);
    }
}

/// Asks the holder of a key too.
fn wanted_of(requirement: &mut Requirement, key: u8) {
    let by = match &mut requirement.kind {
        RequirementKind::Signature(wanted) => &mut wanted.by,
        RequirementKind::Attestation(wanted) => &mut wanted.by,
        RequirementKind::AnyOf(inner) | RequirementKind::AllOf(inner) => {
            return inner.iter_mut().for_each(|inner| wanted_of(inner, key));
        }
        _ => return,
    };
    let names = [format!("s{key}"), format!("s{}", key + 3)];
    if !by.iter().any(|name| names.contains(name)) {
        by.push(names[0].clone());
    }
}

fn shuffle_lists(requirement: &mut Requirement, seed: &[Index]) {
    match &mut requirement.kind {
        RequirementKind::Signature(wanted) => shuffled(&mut wanted.by, seed),
        RequirementKind::Attestation(wanted)
        | RequirementKind::Forbid(ForbidRequirement::Attestation(wanted)) => {
            shuffled(&mut wanted.by, seed);
        }
        RequirementKind::AnyOf(inner) | RequirementKind::AllOf(inner) => {
            inner
                .iter_mut()
                .for_each(|inner| shuffle_lists(inner, seed));
            shuffled(inner, seed);
        }
        _ => {}
    }
}

proptest! {
    /// (1)
    #[test]
    fn more_to_satisfy_never_improves(
        document in any_document(),
        added in requirements(kinds().boxed()),
        forbid in forbidden(),
        items in items(),
        complete in any::<bool>(),
        way in 0..4_u8,
    ) {
        let before = verdict(&document, &items, complete);
        let mut more = document;
        match way {
            0 => more.rules.push(rule("added", added)),
            1 => more.rules[0].require.push(Requirement { id: "added".to_owned(), ..added[0].clone() }),
            2 => more.rules[0].require.push(require("added", forbid)),
            _ => {
                let denied = ReferencePattern::parse("registry.example.com/team/**").unwrap();
                more.registries.deny.push(denied);
            }
        }
        let after = verdict(&more, &items, complete);
        prop_assert!(after.decision >= before.decision);
        prop_assert!(after.would_be >= before.would_be);
    }

    /// (2)
    #[test]
    fn junk_changes_no_allow_and_improves_nothing(
        document in any_document(),
        items in items(),
        junk in prop::collection::vec(junk(), 1..5),
        repeated in prop::collection::vec(any::<Index>(), 0..3),
        complete in any::<bool>(),
    ) {
        let before = verdict(&document, &items, complete);
        let mut more = items.clone();
        more.extend(junk);
        if !items.is_empty() {
            more.extend(repeated.iter().map(|index| index.get(&items).clone()));
        }
        let after = verdict(&document, &more, complete);
        prop_assert!(after.decision >= before.decision);
        if before.decision == Decision::Allow {
            prop_assert_eq!(after.decision, Decision::Allow);
        }
        for (before, after) in before.checks.iter().zip(&after.checks) {
            prop_assert_eq!(&before.id, &after.id);
            prop_assert!(is_unwaivable(before) || !is_unwaivable(after));
            let is_plain = !before.summary.contains("requirements hold");
            if is_plain && before.class != after.class {
                prop_assert_eq!(before.class, Some(Class::Missing));
                prop_assert_eq!(after.class, Some(Class::Untrusted));
            }
        }
    }

    /// (2), of what the caller handed over
    #[test]
    fn junk_that_was_handed_over_improves_nothing(
        document in any_document(),
        items in items(),
        junk in prop::collection::vec(junk(), 1..4),
    ) {
        let policy = compiled(document);
        let judged = |items: &[Item]| {
            let mut found = evidence(&policy, items);
            found.is_local = true;
            super::evaluate(&policy, &subject(), &found, now())
        };
        let (before, after) = (judged(&items), judged(&[items.clone(), junk].concat()));
        prop_assert!(after.decision >= before.decision);
        if before.decision == Decision::Allow {
            prop_assert_eq!(after.decision, Decision::Allow);
        }
        for (before, after) in before.checks.iter().zip(&after.checks) {
            prop_assert!(is_unwaivable(before) || !is_unwaivable(after));
        }
    }

    /// (3)
    #[test]
    fn order_means_nothing(
        document in any_document(),
        items in items(),
        seed in prop::collection::vec(any::<Index>(), 6),
        complete in any::<bool>(),
    ) {
        let before = verdict(&document, &items, complete);
        let (mut other, mut mixed) = (document, items);
        shuffled(&mut mixed, &seed);
        shuffled(&mut other.rules, &seed);
        for rule in &mut other.rules {
            rule.require.iter_mut().for_each(|requirement| shuffle_lists(requirement, &seed));
            shuffled(&mut rule.require, &seed);
        }
        let after = verdict(&other, &mixed, complete);
        prop_assert_eq!(format!("{before:?}"), format!("{after:?}"));
    }

    /// (4)
    #[test]
    fn less_that_is_valid_never_improves(
        document in documents(positive().boxed()),
        items in items(),
        taken in valid(),
        complete in any::<bool>(),
    ) {
        // Valid is what a requirement asks for: to all others it is a stranger's, which may turn what
        // is missing into what is untrusted.
        let mut document = document;
        for rule in &mut document.rules {
            rule.require.iter_mut().for_each(|requirement| wanted_of(requirement, taken.key));
        }
        let after = verdict(&document, &items, complete);
        let mut all = items;
        all.push(taken);
        let before = verdict(&document, &all, complete);
        prop_assert!(after.decision >= before.decision);
    }

    /// (5)
    #[test]
    fn one_principal_counts_once(pieces in 1..8_u8, key in 0..2_u8, min in 2..4_usize) {
        // Of these, `s0` and `s3`, and `s1` and `s4`, are one.
        for by in [vec!["s0", "s3", "s1", "s4"], vec!["s0", "s3"], vec!["s1", "s4"]] {
            let kind = RequirementKind::Signature(signature(&by, min));
            let document = document(vec![rule("r", vec![require("q", kind)])]);
            let items: Vec<Item> = (0..pieces).map(|piece| Item::signature(piece, key)).collect();
            prop_assert_ne!(verdict(&document, &items, true).decision, Decision::Allow);
        }
    }

    /// (6)
    #[test]
    fn an_exception_holds_between_its_times_and_for_its_checks(
        document in any_document(),
        items in items(),
        waived in any::<Index>(),
        from in -20..20_i64,
        lasts in 1..20_i64,
    ) {
        let plain = verdict(&document, &items, true);
        let own: Vec<&VerdictCheck> =
            plain.checks.iter().filter(|check| check.id.starts_with('r')).collect();
        let id = waived.get(&own).id.clone();
        let mut borne = document;
        borne.exceptions.push(Exception {
            id: "E".to_owned(),
            matching: Matching::default(),
            waive: vec![id.clone()],
            from: Some(at(NOW + from)),
            until: at(NOW + from + lasts),
            reason: String::new(),
            ticket: None,
            approved_by: Vec::new(),
        });
        let after = verdict(&borne, &items, true);
        prop_assert_eq!(after.would_be >= plain.decision, true);
        let is_current = from <= 0 && 0 < from + lasts;
        if !is_current {
            prop_assert_eq!(&after.checks, &plain.checks);
            prop_assert_eq!(after.decision, plain.decision);
        }
        prop_assert!(after.waivers_used.is_empty() || is_current);
        for (before, after) in plain.checks.iter().zip(&after.checks) {
            if after.waived_by.is_some() {
                prop_assert_eq!(&after.id, &id);
                prop_assert!(before.status == CheckStatus::Fail && !is_unwaivable(before));
            }
        }
    }

    /// (7)
    #[test]
    fn what_is_only_told_changes_nothing_else(
        document in any_document(),
        items in items(),
        which in any::<Index>(),
        complete in any::<bool>(),
    ) {
        let enforced = verdict(&document, &items, complete);
        let mut told = document.clone();
        let number = which.index(told.rules[0].require.len());
        told.rules[0].require[number].mode = Mode::Audit;
        let told = verdict(&told, &items, complete);
        prop_assert_eq!(told.would_be, enforced.would_be);
        let mut without = document;
        without.rules[0].require.remove(number);
        let without = verdict(&without, &items, complete);
        prop_assert_eq!(told.decision, without.decision);
        let audited = enforced.clone().audited();
        prop_assert_eq!(audited.would_be, enforced.decision);
        prop_assert_eq!(audited.allowed().is_ok(), enforced.decision == Decision::Allow);
    }

    /// Equal inputs give equal verdicts, and what is decided by the name alone stays so.
    #[test]
    fn evidence_changes_nothing_that_the_name_decides(document in any_document(), items in items()) {
        let one = verdict(&document, &items, true);
        prop_assert_eq!(&one, &verdict(&document, &items, true));
        let policy = compiled(document);
        if let Some(decided) = policy.decides_statically(&subject(), now()) {
            prop_assert_eq!(decided.decision, Decision::Reject);
            prop_assert_eq!(decided, one);
        }
    }
}
