//! Tests of the facts of a report.

use std::sync::Arc;

use serde_json::json;

use super::*;
use crate::evidence::{Answer, QuestionId};
use crate::requirement::kit::{Bench, Signing, statement};
use crate::verdict::samples;
use crate::{
    Matching, ModelSignatureRequirement, Pin, ProvenanceRequirement, Requirement, Rule,
    SbomRequirement,
};

const SOURCE: &str = "git+https://github.com/acme/app@refs/tags/v1";

fn provenance() -> serde_json::Value {
    let predicate = json!({
        "buildDefinition": {
            "buildType": "https://example.com/build",
            "externalParameters": {"target": "<b>"},
            "resolvedDependencies": [
                {"uri": "pkg:docker/rust@1.88"},
                {"uri": SOURCE, "digest": {"gitCommit": "3b".repeat(20)}},
            ],
        },
        "runDetails": {"builder": {"id": "https://example.com/builder"}},
    });
    statement("https://slsa.dev/provenance/v1", &predicate)
}

fn bill() -> serde_json::Value {
    let document = json!({
        "bomFormat": "CycloneDX", "specVersion": "1.6",
        "metadata": {"component": {"type": "container", "bom-ref": "root", "name": "app"}},
        "components": [
            {"type": "library", "bom-ref": "a", "name": "left", "version": "1",
             "purl": "pkg:npm/left@1", "licenses": [{"license": {"id": "MIT"}}]},
            {"type": "library", "bom-ref": "b", "name": "right", "version": "2"},
        ],
        "dependencies": [{"ref": "root", "dependsOn": ["a"]}, {"ref": "a", "dependsOn": ["b"]}],
    });
    statement("https://cyclonedx.org/bom", &document)
}

fn requirement(id: &str, kind: RequirementKind) -> Requirement {
    Requirement {
        id: id.to_owned(),
        kind,
        mode: Default::default(),
        overrides: Default::default(),
    }
}

/// A policy and evidence for its three requirements.
fn bench() -> Bench {
    let wanted = ProvenanceRequirement {
        slsa_build_level: Some(2),
        ..ProvenanceRequirement::default()
    };
    let mut bench = Bench::default();
    bench.policy.document.rules = vec![Rule {
        id: "internal".to_owned(),
        matching: Matching::default(),
        pin: Pin::default(),
        require: vec![
            requirement("build", RequirementKind::Provenance(wanted)),
            requirement("sbom", RequirementKind::Sbom(SbomRequirement::default())),
            requirement(
                "signed",
                RequirementKind::ModelSignature(ModelSignatureRequirement::default()),
            ),
        ],
    }];
    let signing = Signing::key("ci");
    let mut model = signing.sign(&bill());
    let (built, listed) = (signing.sign(&provenance()), model.clone());
    model.proof = Proof::Model(Arc::new(ModelProof {
        files: 3,
        bytes: 99,
        uncovered: vec!["x.bin".to_owned()],
        uncovered_count: 1,
        findings: Vec::new(),
    }));
    let answer = |piece, counted: &Counted| Answer {
        piece,
        outcome: Outcome::Counts(Box::new(counted.clone())),
    };
    for (number, check) in ["internal/build", "internal/sbom", "internal/signed"]
        .iter()
        .enumerate()
    {
        bench
            .policy
            .asked
            .insert((*check).to_owned(), vec![QuestionId(number)]);
        let answers = if number == 2 {
            vec![answer(2, &model)]
        } else {
            vec![answer(0, &built), answer(1, &listed), answer(0, &built)]
        };
        bench.evidence.answers.insert(QuestionId(number), answers);
    }
    bench
}

#[test]
fn facts_are_those_of_the_evidence_that_counts() {
    let bench = bench();
    let verdict = samples::allowed().with_facts(&bench.policy, &bench.evidence);
    let facts = verdict.facts();
    let [built] = facts.provenance() else {
        panic!("{facts:?}");
    };
    assert_eq!(built.check(), "internal/build");
    assert_eq!(built.builder(), Some("https://example.com/builder"));
    assert_eq!(built.source(), Some(SOURCE));
    assert_eq!(built.commit(), Some(&*"3b".repeat(20)));
    assert_eq!(built.build_level(), Some(2));
    assert_eq!(built.parameters()["target"], "\"<b>\"");
    assert_eq!(built.dependencies_count(), 2);
    let [bill] = facts.sboms() else {
        panic!("{facts:?}");
    };
    assert_eq!(bill.format(), "cdx-json 1.6");
    let names: Vec<_> = bill.components().iter().map(ComponentFacts::name).collect();
    assert_eq!(names, ["app", "pkg:npm/left@1", "right 2"]);
    assert_eq!(bill.components()[0].depends_on(), [1]);
    assert_eq!(bill.components()[1].depends_on(), [2]);
    assert_eq!(bill.licences()["MIT"], 1);
    let [covered] = facts.coverage() else {
        panic!("{facts:?}");
    };
    assert_eq!((covered.files(), covered.bytes()), (3, 99));
    assert_eq!(covered.uncovered(), ["x.bin"]);
}

#[test]
fn a_level_is_that_of_a_check_that_passed() {
    let bench = bench();
    let mut verdict = samples::allowed();
    for check in &mut verdict.checks {
        check.status = CheckStatus::Fail;
    }
    let verdict = verdict.with_facts(&bench.policy, &bench.evidence);
    assert_eq!(verdict.facts().provenance()[0].build_level(), None);
}

#[test]
fn facts_stand_in_one_order() {
    let bench = bench();
    let mut other = self::bench();
    for answers in other.evidence.answers.values_mut() {
        answers.reverse();
    }
    let one = samples::allowed().with_facts(&bench.policy, &bench.evidence);
    let two = samples::allowed().with_facts(&other.policy, &other.evidence);
    assert_eq!(one.to_json(), two.to_json());
}

/// The same requirements, inside one that stands for them.
fn nested(combined: fn(Vec<Requirement>) -> RequirementKind) -> Bench {
    let mut bench = bench();
    let rule = &mut bench.policy.document.rules[0];
    let inner = combined(std::mem::take(&mut rule.require));
    let all = RequirementKind::AllOf(vec![requirement("inner", inner)]);
    rule.require = vec![requirement("build", all)];
    let asked = std::mem::take(&mut bench.policy.asked);
    let renamed = asked.into_iter().map(|(check, questions)| {
        let (_, name) = check.split_once('/').unwrap();
        (format!("internal/build.inner.{name}"), questions)
    });
    bench.policy.asked = renamed.collect();
    bench
}

#[test]
fn requirements_inside_others_have_facts_too() {
    for (combined, level) in [
        (
            RequirementKind::AllOf as fn(Vec<Requirement>) -> RequirementKind,
            Some(2),
        ),
        // Another of the three may be the one that holds.
        (RequirementKind::AnyOf, None),
    ] {
        let bench = nested(combined);
        let verdict = samples::allowed().with_facts(&bench.policy, &bench.evidence);
        let facts = verdict.facts();
        assert_eq!(facts.provenance()[0].check(), "internal/build");
        assert_eq!(facts.provenance()[0].build_level(), level);
        assert_eq!(facts.sboms()[0].components_count(), 3);
        assert_eq!(facts.coverage()[0].uncovered(), ["x.bin"]);
    }
}

#[test]
fn requirements_too_deep_inside_each_other_have_no_facts() {
    let mut bench = bench();
    let mut wanted = bench.policy.document.rules[0].require.remove(0);
    let mut id = "internal/build".to_owned();
    for depth in 0..=DEPTH {
        let questions = bench.policy.asked["internal/build"].clone();
        bench.policy.asked.insert(id.clone(), questions);
        bench.policy.document.rules[0].require = vec![wanted.clone()];
        let verdict = samples::allowed().with_facts(&bench.policy, &bench.evidence);
        assert_eq!(verdict.facts().provenance().len(), 1, "{depth}");
        wanted = requirement("build", RequirementKind::AllOf(vec![wanted]));
        id.push_str(".build");
    }
    let questions = bench.policy.asked["internal/build"].clone();
    bench.policy.asked.insert(id, questions);
    bench.policy.document.rules[0].require = vec![wanted];
    let verdict = samples::allowed().with_facts(&bench.policy, &bench.evidence);
    assert!(verdict.facts().is_empty());
}
