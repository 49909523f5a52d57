//! What no attestation, parameter, entry or order can do to an evaluation.

mod common;

use bonafide_report::Decision;
use bonafide_slsa::{Evaluation, Expectations, Settings};
use common::builders::{
    container_based, delegator, dispatched, generator, github, npm_v1, npm_v02, publish, reusable,
};
use common::cloud::{buildkit, gcb_v1, gcb_v02, gcb_v03, gitlab, tekton};
use common::{COMMIT, Case, OTHER_COMMIT, SOURCE, State};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Value, json};

const GOOD: [fn() -> Case; 13] = [
    generator,
    dispatched_freely,
    container_based,
    delegator,
    github,
    reusable,
    npm_v1,
    npm_v02,
    gcb_v02,
    gcb_v03,
    gcb_v1,
    tekton,
    gitlab,
];

fn dispatched_freely() -> Case {
    let inputs = [("version", "1.2.3"), ("dry", "true"), ("count", "7")];
    inputs.iter().fold(dispatched(), |case, (name, value)| {
        case.expect(|e| e.with_input(*name, *value))
    })
}

/// Every place in a value, from the top.
fn places(value: &Value, at: &str, out: &mut Vec<String>) {
    let mut below = |name: &str, value: &Value| {
        let place = format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"));
        places(value, &place, out);
        out.push(place);
    };
    match value {
        Value::Object(members) => members.iter().for_each(|(name, value)| below(name, value)),
        Value::Array(elements) => {
            elements
                .iter()
                .enumerate()
                .for_each(|(index, value)| below(&index.to_string(), value));
        }
        _ => {}
    }
}

/// What an attacker may write instead of something.
fn replacement() -> impl Strategy<Value = Value> {
    prop_oneof![
        select(vec![
            json!(null),
            json!(true),
            json!(false),
            json!(0),
            json!(-1),
            json!(1.5),
            json!(""),
            json!("x"),
            json!([]),
            json!({}),
            json!([null]),
            json!({"uri": "git+https://github.com/acme/app@refs/tags/v1.2.3"}),
            json!("refs/heads/main"),
            json!("refs/tags/v1.2.3"),
            json!(COMMIT),
            json!(OTHER_COMMIT),
            json!(SOURCE),
            json!("git+https://github.com/acme/app@refs/heads/main"),
            json!("git+https://github.com/mallory/app@refs/tags/v1.2.3"),
            json!("https://github.com/mallory/app"),
            json!("push"),
            json!("self-hosted"),
            json!("github-hosted"),
            json!("123456-2"),
        ]),
        "\\PC{0,20}".prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        prop::collection::vec(any::<bool>(), 0..3).prop_map(Value::from),
    ]
}

#[derive(Clone, Debug)]
enum Change {
    Replace(Index, Value),
    Remove(Index),
    Add(Index, String, Value),
    Copy(Index, Index),
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        (any::<Index>(), replacement()).prop_map(|(at, value)| Change::Replace(at, value)),
        any::<Index>().prop_map(Change::Remove),
        (any::<Index>(), "[a-zA-Z_]{1,8}", replacement())
            .prop_map(|(at, name, value)| Change::Add(at, name, value)),
        (any::<Index>(), any::<Index>()).prop_map(|(from, to)| Change::Copy(from, to)),
    ]
}

fn apply(mut case: Case, changes: &[Change]) -> Case {
    for change in changes {
        let predicate = case.statement["predicate"].clone();
        let mut all = Vec::new();
        places(&predicate, "", &mut all);
        if all.is_empty() {
            return case;
        }
        let of = |index: &Index| index.get(&all).clone();
        case = match change {
            Change::Replace(at, value) => case.set(&of(at), value.clone()),
            Change::Remove(at) => case.without(&of(at)),
            Change::Copy(from, to) => {
                let value = predicate.pointer(&of(from)).unwrap().clone();
                case.set(&of(to), value)
            }
            Change::Add(at, name, value) => match predicate.pointer(&of(at)) {
                Some(Value::Object(_)) => case.set(&format!("{}/{name}", of(at)), value.clone()),
                Some(Value::Array(_)) => case.set(&format!("{}/-", of(at)), value.clone()),
                _ => case,
            },
        };
    }
    case
}

fn rank(result: &Evaluation) -> (Decision, core::cmp::Reverse<u8>) {
    (result.decision(), core::cmp::Reverse(result.level()))
}

/// How somebody may spoil a good attestation.
fn spoil(case: Case, how: u8) -> Case {
    match how % 7 {
        0 => case.state(State::Invalid),
        1 => case.state(State::Unsigned),
        2 => case.state(State::NoMaterial),
        3 => case.state(State::Unreadable),
        4 => case.subjects(json!([{"name": "pkg:npm/x@1", "digest": {"sha256": "00".repeat(32)}}])),
        5 => case
            .with(|case| case.key = "mallory".to_owned())
            .with(|case| {
                case.san = case.san.as_ref().map(|_| {
                    "https://github.com/mallory/app/.github/workflows/x.yml@refs/heads/main"
                        .to_owned()
                });
            }),
        _ => case.with(|case| case.hint = Some("https://example.com/x".to_owned())),
    }
}

fn shuffled<T>(list: &mut [T], mut seed: u64) {
    for at in (1..list.len()).rev() {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let bound = u64::try_from(at).unwrap() + 1;
        list.swap(at, usize::try_from((seed >> 33) % bound).unwrap());
    }
}

proptest! {
    #[test]
    fn no_predicate_ends_in_a_panic_or_in_another_source(
        good in select(GOOD.to_vec()),
        changes in prop::collection::vec(change(), 1..5),
        compat: bool,
        wanted: bool,
    ) {
        let mut case = apply(good(), &changes);
        if compat {
            case.settings = Settings::compat(case.settings.now());
        }
        if wanted {
            case = case.expect(|e| e.with_tag("v1.2.3").with_workflow("**").unwrap());
        }
        let result = case.evaluate();
        let _ = (result.text(), serde_json::to_string(&result).unwrap());
        if result.decision() == Decision::Allow && case.san.is_some() {
            let leading = &result.candidates()[0];
            let wanted = case.expected_source();
            prop_assert_eq!(leading.source(), Some(wanted), "{}", result.text());
            prop_assert!(leading.commit().is_none_or(|commit| commit == COMMIT));
            prop_assert!(leading.reference().is_none_or(|reference| case.claims.iter().any(|(_, claim)| claim == reference)));
            prop_assert!(leading.builder().is_some());
        }
        // Nothing that can be written makes the level higher.
        prop_assert!(result.level() <= good().evaluate().level());
    }

    #[test]
    fn another_attestation_never_lets_in_what_is_refused(
        good in select(GOOD.to_vec()),
        changes in prop::collection::vec(change(), 0..3),
        state in 0_u8..9,
        others in prop::collection::vec((select(GOOD.to_vec()), 0_u8..7), 0..5),
    ) {
        let case = apply(good(), &changes);
        let case = if state < 7 { spoil(case, state) } else { case };
        let before = case.evaluate();
        let after = others.iter().fold(case.clone(), |case, (other, how)| {
            // Spoiled from the same, so that they are about the same artifact.
            let _ = other;
            let other = spoil(good(), *how);
            case.beside(&other)
        }).evaluate();
        if before.decision() != Decision::Allow {
            prop_assert_ne!(after.decision(), Decision::Allow, "{}", after.text());
        }
        prop_assert!(after.level() <= before.level());
    }

    #[test]
    fn a_parameter_that_nobody_expects_only_worsens(
        good in select(vec![container_based as fn() -> Case, delegator, github, reusable, npm_v1, gcb_v1, gitlab]),
        name in "[a-zA-Z/~._-]{1,12}",
        value in replacement(),
        compat: bool,
    ) {
        let mut case = good();
        if compat {
            case.settings = Settings::compat(case.settings.now());
        }
        let place = format!("/buildDefinition/externalParameters/{}", name.replace('~', "~0").replace('/', "~1"));
        let parameters = &case.statement["predicate"]["buildDefinition"]["externalParameters"];
        prop_assume!(parameters.get(&name).is_none());
        let (before, after) = (case.evaluate(), case.clone().set(&place, value.clone()).evaluate());
        prop_assert!(rank(&after) >= rank(&before));
        let is_nothing = value.is_null() || value == json!("") || value == json!([]) || value == json!({});
        if !compat && !is_nothing {
            prop_assert_eq!(after.decision(), Decision::Reject, "{}", after.text());
        }
    }

    #[test]
    fn order_decides_nothing(
        good in select(GOOD.to_vec()),
        changes in prop::collection::vec(change(), 0..3),
        others in prop::collection::vec(0_u8..7, 0..5),
        more in prop::collection::vec(select(vec![
            json!({"uri": "git+https://github.com/acme/app@refs/heads/main", "digest": {"sha1": COMMIT}}),
            json!({"uri": "git+https://github.com/acme/app@refs/tags/v1.2.3", "digest": {"sha1": COMMIT}}),
            json!({"uri": "git+https://github.com/acme/app@refs/tags/v1.2.3", "digest": {"gitCommit": OTHER_COMMIT}}),
            json!({"uri": "git+https://github.com/acme/app"}),
            json!({"uri": "git+https://github.com/mallory/app@refs/tags/v1.2.3", "digest": {"sha1": COMMIT}}),
            json!({"uri": "pkg:docker/alpine@3"}),
        ]), 0..4),
        seed: u64,
    ) {
        let mut case = apply(good(), &changes);
        // The formats of Cloud Build before v1 name their source by its place.
        let is_placed = case.key.contains("builtByGCB");
        let dependencies = |case: &mut Case| -> Option<Vec<Value>> {
            ["/predicate/materials", "/predicate/buildDefinition/resolvedDependencies"].iter()
                .find_map(|place| case.statement.pointer_mut(place)?.as_array_mut().map(core::mem::take))
        };
        let put = |case: &mut Case, list: Vec<Value>| {
            for place in ["/predicate/materials", "/predicate/buildDefinition/resolvedDependencies"] {
                if let Some(array @ Value::Array(_)) = case.statement.pointer_mut(place) {
                    *array = Value::Array(list);
                    return;
                }
            }
        };
        let mut other = case.clone();
        if let Some(mut list) = dependencies(&mut case).filter(|_| !is_placed) {
            list.extend(more);
            put(&mut case, list.clone());
            shuffled(&mut list, seed);
            put(&mut other, list);
        } else {
            case = other.clone();
        }
        let subject = other.statement["subject"][0].clone();
        let foreign = json!({"name": "x", "digest": {"sha256": "00".repeat(32)}});
        case.statement["subject"] = json!([subject, foreign]);
        other.statement["subject"] = json!([foreign, subject]);
        let mut one = vec![case.attestation()];
        let mut two = vec![other.attestation()];
        for how in others {
            let spoiled = spoil(good(), how).attestation();
            one.push(spoiled.clone());
            two.push(spoiled);
        }
        shuffled(&mut two, seed);
        let (one, two) = (case.evaluate_these(&one), case.evaluate_these(&two));
        prop_assert_eq!(rank(&one), rank(&two), "{}\n{}", one.text(), two.text());
        prop_assert_eq!(one.code().map(|c| c.as_str()), two.code().map(|c| c.as_str()));
    }

    #[test]
    fn to_trust_fewer_builders_never_raises_the_level(
        good in select(GOOD.to_vec()),
        changes in prop::collection::vec(change(), 0..2),
        removed in prop::collection::vec(any::<Index>(), 1..4),
        claim in prop::option::of((select(vec![9_u32, 11, 12, 13, 14, 18]), "[a-z]{1,5}")),
    ) {
        let mut case = apply(good(), &changes);
        if let Some((number, value)) = claim {
            case = case.claim(number, &value);
        }
        let before = case.evaluate();
        let names: Vec<String> = case.builders.entries().iter().map(|entry| entry.name().to_owned()).collect();
        for index in removed {
            let name: &String = index.get(&names);
            case.builders = case.builders.without(name);
        }
        let after = case.evaluate();
        prop_assert!(after.level() <= before.level(), "{}", after.text());
        if before.decision() != Decision::Allow {
            prop_assert_ne!(after.decision(), Decision::Allow);
        }
    }
}

#[test]
fn one_more_publication_or_an_opted_index_do_not_change_that() {
    let npm = || npm_v1().expect(Expectations::with_npm_publish);
    for how in 0..7 {
        let spoiled = spoil(publish(), how);
        // Which keys are the registry's is for the caller to say.
        if how == 5 {
            continue;
        }
        assert_ne!(
            npm().beside(&spoiled).evaluate().decision(),
            Decision::Allow,
            "{how}"
        );
        let index = buildkit().beside(&spoil(generator(), how)).evaluate();
        assert_ne!(index.decision(), Decision::Allow, "{how}");
    }
}
