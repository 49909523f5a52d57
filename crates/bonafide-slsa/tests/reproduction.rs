//! Whether builds made the same of the same.

#[path = "common/attesting.rs"]
mod attesting;

use attesting::{
    OTHER, SHA256, by_key, digest, edited, provenance_json, provenance_v02_json, signed, statement,
    time,
};
use bonafide_digest::Algorithm::Sha256;
use bonafide_report::{Decision, Finding, Place, registry};
use bonafide_slsa::ReproductionResult::{
    InputsDiffer, NotComparable, OutputsDiffer, Reproduced, SameBuilder,
};
use bonafide_slsa::{
    Attestation, Evidence, Reproduction, ReproductionResult, Side, Signer, SignerClaims, Signing,
    TrackLevel, VsaStatement, compare_reproduction,
};
use proptest::prelude::*;
use serde_json::{Value, json};

const EXTERNAL: &str = "/predicate/buildDefinition/externalParameters";
const DEPENDENCIES: &str = "/predicate/buildDefinition/resolvedDependencies";

/// Compares the builds, each by a builder and an operator of its own.
fn compare(documents: &[Value]) -> Reproduction {
    compare_ignoring(documents, &[])
}

fn compare_ignoring(documents: &[Value], ignored: &[Place]) -> Reproduction {
    let attestations: Vec<Attestation> = documents
        .iter()
        .map(|document| signed(document, by_key("k")))
        .collect();
    let evidence: Vec<Evidence<'_>> = attestations
        .iter()
        .enumerate()
        .map(|(at, attestation)| {
            Evidence::new(
                attestation,
                format!("entry {at}"),
                format!("operator {at}"),
                1,
            )
        })
        .collect();
    compare_reproduction(&evidence, ignored)
}

fn with(pointer: &str, value: Option<Value>) -> Reproduction {
    compare(&[provenance_json(), edited(provenance_json(), pointer, value)])
}

fn differences(found: &[bonafide_slsa::BuildDifference]) -> Vec<(&str, Side)> {
    found
        .iter()
        .map(|difference| (difference.pointer().as_str(), difference.side()))
        .collect()
}

#[test]
fn independent_builds_of_the_same_reproduce() {
    let builds = [provenance_json(), provenance_json(), provenance_json()];
    let found = compare(&builds);
    assert_eq!(found.result(), Reproduced);
    assert_eq!(found.property(), Some("SLSA_BUILD_REPRODUCED"));
    assert!(found.inputs().is_empty() && found.outputs().is_empty());
    assert!(found.covers(&digest(Sha256, SHA256)) && !found.covers(&digest(Sha256, OTHER)));
    // Who built and when does not count, and neither does what a builder says of itself.
    for (pointer, value) in [
        ("/predicate/runDetails/builder/id", "https://other.example"),
        ("/predicate/runDetails/metadata/invocationId", "2"),
    ] {
        assert_eq!(with(pointer, Some(json!(value))).result(), Reproduced);
    }
    let claiming = edited(
        provenance_v02_json(),
        "/predicate/metadata/reproducible",
        Some(json!(true)),
    );
    let attestation = signed(&claiming, by_key("k"));
    let alone = [Evidence::new(&attestation, "a", "b", 3)];
    assert_eq!(compare_reproduction(&alone, &[]).result(), NotComparable);
}

#[test]
fn builders_are_independent_by_entry_and_operator() {
    let attestation = signed(&provenance_json(), by_key("k"));
    for (one, other, result) in [
        (("a", "x"), ("b", "y"), Reproduced),
        (("a", "x"), ("a", "y"), SameBuilder),
        (("a", "x"), ("b", "x"), SameBuilder),
        (("a", "x"), ("a", "x"), SameBuilder),
        (("", "x"), ("b", "y"), SameBuilder),
        (("a", "x"), ("b", ""), SameBuilder),
    ] {
        let evidence =
            [one, other].map(|(entry, operator)| Evidence::new(&attestation, entry, operator, 1));
        let found = compare_reproduction(&evidence, &[]);
        assert_eq!(found.result(), result, "{one:?} {other:?}");
        assert_eq!(found.property().is_some(), result == Reproduced);
        assert_eq!(found.covers(&digest(Sha256, SHA256)), result == Reproduced);
    }
    // Two of three will do, if all three agree.
    let evidence = [("a", "x"), ("a", "x"), ("b", "y")]
        .map(|(entry, operator)| Evidence::new(&attestation, entry, operator, 1));
    assert_eq!(compare_reproduction(&evidence, &[]).result(), Reproduced);
}

#[test]
fn only_verified_builds_count() {
    let good = signed(&provenance_json(), by_key("k"));
    let parsed = || statement(provenance_json().to_string().as_bytes());
    let reason = Finding::new(registry::TLOG_SET, Place::root(), "");
    let signer = Signer::Certificate(Box::new(SignerClaims::new("s")));
    let not_provenance = signed(&attesting::vsa_json(), by_key("k"));
    for bad in [
        Attestation::unsigned(parsed()),
        Attestation::without_material(parsed()),
        Attestation::covered_by_index(parsed()),
        Attestation::invalid(parsed(), reason.clone()),
        Attestation::unreadable(reason),
        signed(&provenance_json(), Signing::by(signer)),
        not_provenance,
    ] {
        let evidence = [
            Evidence::new(&good, "a", "x", 1),
            Evidence::new(&bad, "b", "y", 1),
        ];
        let found = compare_reproduction(&evidence, &[]);
        assert_eq!(found.result(), NotComparable, "{bad:?}");
        assert!(found.reason().is_some() && found.property().is_none());
    }
    let levels = |level| {
        let evidence = [
            Evidence::new(&good, "a", "x", 1),
            Evidence::new(&good, "b", "y", level),
        ];
        compare_reproduction(&evidence, &[]).result()
    };
    assert_eq!((levels(0), levels(1)), (NotComparable, Reproduced));
    assert_eq!(compare(&[]).result(), NotComparable);
    assert_eq!(compare(&vec![provenance_json(); 16]).result(), Reproduced);
    assert_eq!(
        compare(&vec![provenance_json(); 17]).result(),
        NotComparable
    );
}

#[test]
fn inputs_are_commit_dependencies_and_parameters() {
    let other_commit = json!({
        "uri": "git+https://github.com/acme/app@refs/tags/v1.0.0",
        "digest": {"gitCommit": "bb".repeat(20)},
    });
    let mut moved = provenance_json();
    moved.pointer_mut(DEPENDENCIES).unwrap()[0] = other_commit;
    let found = compare(&[provenance_json(), moved]);
    assert_eq!(found.result(), InputsDiffer);
    let source = format!("{DEPENDENCIES}/0");
    assert_eq!(
        differences(found.inputs()),
        [
            (format!("{source}/digest").as_str(), Side::Both),
            (&source, Side::First),
            (&source, Side::Second),
        ]
    );
    assert_eq!(found.inputs()[0].name(), "source commit");
    assert_eq!(found.candidate_cause(), None);

    for (pointer, value, place, side) in [
        (
            format!("{EXTERNAL}/inputs/target"),
            Some(json!("one")),
            format!("{EXTERNAL}/inputs/target"),
            Side::Both,
        ),
        (
            format!("{EXTERNAL}/vars"),
            Some(json!({})),
            format!("{EXTERNAL}/vars"),
            Side::Second,
        ),
        (
            format!("{EXTERNAL}/inputs"),
            None,
            format!("{EXTERNAL}/inputs"),
            Side::First,
        ),
        (
            format!("{DEPENDENCIES}/2"),
            None,
            format!("{DEPENDENCIES}/2"),
            Side::First,
        ),
        (
            format!("{DEPENDENCIES}/-"),
            Some(json!({"uri": "pkg:npm/left@1.2.3", "digest": {"sha256": SHA256}})),
            format!("{DEPENDENCIES}/3"),
            Side::Second,
        ),
    ] {
        let found = with(&pointer, value);
        assert_eq!(found.result(), InputsDiffer, "{pointer}");
        assert_eq!((found.inputs().len(), found.input_count()), (1, 1));
        // Of two equal entries either may be the one too many.
        let place = place.replace("/3", "");
        let found = differences(found.inputs());
        assert!(
            found[0].0.starts_with(&place) && found[0].1 == side,
            "{found:?}"
        );
    }
    // Two commits of one source are none.
    let again = json!({
        "uri": "https://github.com/acme/app",
        "digest": {"gitCommit": "bb".repeat(20)},
    });
    let torn = edited(provenance_json(), &format!("{DEPENDENCIES}/-"), Some(again));
    assert_eq!(compare(&[torn.clone(), torn]).result(), NotComparable);
    // Where nothing says which commit was built, nothing says that it was the same.
    let unknown = edited(provenance_json(), DEPENDENCIES, Some(json!([])));
    let found = compare(&[unknown.clone(), unknown]);
    assert_eq!(found.result(), NotComparable);

    let other = edited(
        provenance_json(),
        &format!("{EXTERNAL}/inputs/target"),
        Some(json!("x")),
    );
    let ignored = Place::root().member("inputs").member("target");
    let builds = [provenance_json(), other];
    assert_eq!(compare_ignoring(&builds, &[ignored]).result(), Reproduced);
    let beside = Place::root().member("inputs").member("tar");
    assert_eq!(compare_ignoring(&builds, &[beside]).result(), InputsDiffer);
}

#[test]
fn the_commit_of_a_certificate_counts_first() {
    let unknown = edited(provenance_json(), DEPENDENCIES, Some(json!([])));
    let by = |commit: &str| {
        let claims = SignerClaims::new("s").with_claim(13, commit);
        let signing = Signing::by(Signer::Certificate(Box::new(claims)));
        signed(&unknown, signing.at(time("2024-05-01T12:00:00Z")))
    };
    let (one, other) = (by("aa"), by("bb"));
    let compare = |one, other| {
        let evidence = [
            Evidence::new(one, "a", "x", 1),
            Evidence::new(other, "b", "y", 1),
        ];
        compare_reproduction(&evidence, &[])
    };
    assert_eq!(compare(&one, &one).result(), Reproduced);
    let found = compare(&one, &other);
    assert_eq!(found.result(), InputsDiffer);
    assert_eq!(
        differences(found.inputs()),
        [("/signer/claims/13", Side::Both)]
    );
}

#[test]
fn outputs_are_matched_by_name_and_then_by_digest() {
    let sha512 = "ab".repeat(64);
    let one = |name: &str, value: &str| json!({"name": name, "digest": {"sha256": value}});
    let nameless = |value: &str| json!({"digest": {"sha256": value}});
    let compare = |first: Value, second: Value| {
        let set = |subjects| edited(provenance_json(), "/subject", Some(subjects));
        compare(&[set(first), set(second)])
    };
    for (first, second) in [
        (
            json!([one("a", SHA256), one("b", OTHER)]),
            json!([one("b", OTHER), one("a", SHA256)]),
        ),
        (json!([one("a", SHA256)]), json!([one("x/a", SHA256)])),
        (
            json!([one("_", SHA256), one("_", OTHER)]),
            json!([one("_", OTHER), nameless(SHA256)]),
        ),
        (
            json!([one("_", SHA256), nameless(OTHER)]),
            json!([one("_", OTHER), nameless(SHA256)]),
        ),
        (
            json!([nameless(SHA256), nameless(SHA256)]),
            json!([one("a", SHA256), one("a", SHA256)]),
        ),
        (
            json!([{"name": "a", "digest": {"sha256": SHA256, "sha512": sha512}}]),
            json!([one("a", SHA256)]),
        ),
        (
            json!([{"name": "a", "digest": {"sha256": SHA256, "sha1": "aa".repeat(20)}}]),
            json!([{"name": "a", "digest": {"sha256": SHA256, "sha1": "bb".repeat(20)}}]),
        ),
    ] {
        let found = compare(first.clone(), second.clone());
        assert_eq!(found.result(), Reproduced, "{first} {second}: {found:?}");
    }
    for (first, second, wanted) in [
        (
            json!([one("a", SHA256)]),
            json!([one("a", OTHER)]),
            &[("/subject/0", Side::Both)][..],
        ),
        (
            json!([one("a", SHA256), one("b", SHA256)]),
            json!([one("a", SHA256)]),
            &[("/subject/1", Side::First)],
        ),
        (
            json!([one("a", SHA256)]),
            json!([one("b", OTHER), one("a", SHA256)]),
            &[("/subject/0", Side::Second)],
        ),
        (
            json!([{"name": "a", "digest": {"sha256": SHA256, "sha512": sha512}}]),
            json!([{"name": "a", "digest": {"sha256": SHA256, "sha512": "cd".repeat(64)}}]),
            &[("/subject/0", Side::Both)],
        ),
        // The name goes first, even if the digests are only exchanged.
        (
            json!([one("a", SHA256), one("b", OTHER)]),
            json!([one("a", OTHER), one("b", SHA256)]),
            &[("/subject/0", Side::Both), ("/subject/1", Side::Both)],
        ),
        (
            json!([nameless(SHA256), nameless(SHA256)]),
            json!([nameless(SHA256)]),
            &[("/subject/1", Side::First)],
        ),
    ] {
        let found = compare(first, second);
        assert_eq!(found.result(), OutputsDiffer);
        assert_eq!(differences(found.outputs()), wanted);
        assert_eq!(found.output_count(), wanted.len());
        assert_eq!(found.candidate_cause(), None);
    }
    for (first, second) in [
        (json!([one("a", SHA256)]), json!([one("b", OTHER)])),
        (
            json!([{"name": "a", "digest": {"sha1": "aa".repeat(20)}}]),
            json!([{"name": "a", "digest": {"sha1": "aa".repeat(20)}}]),
        ),
        (
            json!([{"name": "a", "digest": {"sha256": SHA256}}]),
            json!([{"name": "a", "digest": {"sha512": sha512}}]),
        ),
    ] {
        assert_eq!(compare(first, second).result(), NotComparable);
    }
}

#[test]
fn a_difference_of_inputs_may_explain_one_of_outputs() {
    let first = provenance_json();
    let target = format!("{EXTERNAL}/inputs/target");
    let second = edited(provenance_json(), &target, Some(json!("one")));
    let second = edited(
        second,
        "/subject",
        Some(json!([{"name": "app", "digest": {"sha256": OTHER}}])),
    );
    let found = compare(&[first, second]);
    assert_eq!(found.result(), OutputsDiffer);
    let cause = found.candidate_cause().unwrap();
    assert_eq!(
        (cause.pointer().as_str(), cause.builds()),
        (target.as_str(), (0, 1))
    );
    let text = serde_json::to_value(&found).unwrap();
    assert_eq!(text["result"], "outputs-differ");
    assert_eq!(
        text["inputs"],
        json!([{"builds": [0, 1], "pointer": target, "name": "/inputs/target", "side": "both"}])
    );
}

#[test]
fn lists_are_cut_and_counts_are_not() {
    let subjects: Vec<Value> = (0..1500)
        .map(|at| json!({"name": format!("{at}"), "digest": {"sha256": format!("{at:064x}")}}))
        .collect();
    let many = edited(provenance_json(), "/subject", Some(json!(subjects)));
    let few = edited(provenance_json(), "/subject", Some(json!([subjects[0]])));
    let found = compare(&[many, few]);
    assert_eq!((found.outputs().len(), found.output_count()), (1024, 1499));
}

#[test]
fn the_property_is_stated_only_for_what_was_reproduced() {
    let reproduced = compare(&[provenance_json(), provenance_json()]);
    let base = |digests: &[&str]| {
        let statement = VsaStatement::new(
            Decision::Allow,
            "https://verifier.example",
            "pkg:oci/app",
            time("2024-05-01T12:00:00Z"),
        );
        let level = TrackLevel::new("BUILD", 2).unwrap();
        let statement = statement
            .with_policy("p", [])
            .with_level(level)
            .with_property("A");
        digests.iter().fold(statement, |statement, hex| {
            statement.with_subject(None, [digest(Sha256, hex)])
        })
    };
    let text = |statement: VsaStatement| String::from_utf8(statement.to_bytes().unwrap()).unwrap();
    let made = text(base(&[SHA256]).with_reproduction(&reproduced).unwrap());
    assert!(
        made.contains(r#"["SLSA_BUILD_LEVEL_2","SLSA_BUILD_REPRODUCED","A"]"#),
        "{made}"
    );

    let same = signed(&provenance_json(), by_key("k"));
    let same = [
        Evidence::new(&same, "a", "x", 1),
        Evidence::new(&same, "a", "x", 1),
    ];
    let same = compare_reproduction(&same, &[]);
    for (statement, reproduction) in [
        (base(&[OTHER]), &reproduced),
        (base(&[SHA256, OTHER]), &reproduced),
        (base(&[]), &reproduced),
        (base(&[SHA256]), &same),
    ] {
        let error = statement.with_reproduction(reproduction).unwrap_err();
        assert_eq!(error.code().as_str(), "emit.not-allowed");
    }
    let later = base(&[SHA256])
        .with_reproduction(&reproduced)
        .unwrap()
        .with_subject(None, [digest(Sha256, OTHER)]);
    assert!(!text(later).contains("REPRODUCED"));
}

proptest! {
    /// The order of builds, subjects and dependencies does not matter.
    #[test]
    fn order_does_not_matter(
        builds in prop::collection::vec(
            (prop::collection::vec((0_u8..3, 1_u8..3), 1..4), prop::collection::vec(1_u8..3, 0..3)),
            2..4,
        ),
    ) {
        let document = |(subjects, dependencies): &(Vec<(u8, u8)>, Vec<u8>), is_reversed: bool| {
            let hex = |byte: &u8| format!("{byte:02x}").repeat(32);
            let mut subjects: Vec<Value> = subjects
                .iter()
                .map(|(name, value)| match name {
                    0 => json!({"digest": {"sha256": hex(value)}}),
                    name => json!({"name": format!("n{name}"), "digest": {"sha256": hex(value)}}),
                })
                .collect();
            let mut dependencies: Vec<Value> = dependencies
                .iter()
                .map(|value| json!({"uri": "https://x/y", "digest": {"sha256": hex(value)}}))
                .collect();
            dependencies.push(provenance_json().pointer(DEPENDENCIES).unwrap()[0].clone());
            if is_reversed {
                subjects.reverse();
                dependencies.reverse();
            }
            let document = edited(provenance_json(), "/subject", Some(json!(subjects)));
            edited(document, DEPENDENCIES, Some(json!(dependencies)))
        };
        let result = |documents: Vec<Value>| -> (ReproductionResult, usize, usize) {
            let found = compare(&documents);
            (found.result(), found.input_count(), found.output_count())
        };
        let straight: Vec<Value> = builds.iter().map(|build| document(build, false)).collect();
        let reversed: Vec<Value> = builds.iter().map(|build| document(build, true)).collect();
        let wanted = result(straight.clone());
        prop_assert_eq!(result(reversed), wanted);
        let backwards: Vec<Value> = straight.into_iter().rev().collect();
        prop_assert_eq!(result(backwards), wanted);
    }
}
