//! What holds for every set of documents.

use bonafide_sbom::{VexDocument, VexEvaluator, VexTrust};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{
    DIGEST, LODASH, OTHER_DIGEST, Verdict, found, image, judge_all, now, openvex, policy, read,
    says, signed, summary, with,
};

/// Products that are the package or the artifact, from wide to narrow, and some that are neither.
fn products() -> Vec<(u8, Value)> {
    let digest = |hex: &str| format!("pkg:oci/app@sha256%3A{hex}");
    vec![
        (1, json!({"@id": "pkg:npm/lodash"})),
        (2, json!({"@id": "pkg:npm/lodash?vers=vers:npm/%3C5.0.0"})),
        (3, json!({"@id": LODASH})),
        (4, json!({"@id": digest(DIGEST)})),
        (0, json!({"@id": digest(OTHER_DIGEST)})),
        (0, json!({"@id": "pkg:npm/lodash@1.0.0"})),
        (
            0,
            json!({"@id": digest(DIGEST), "subcomponents": [{"@id": "pkg:npm/other"}]}),
        ),
        (0, json!({"@id": "lodash"})),
    ]
}

prop_compose! {
    fn statement()(
        status in prop::sample::select(vec!["not_affected", "affected", "fixed", "under_investigation"]),
        product in prop::sample::select(products()),
        day in prop::option::of(1_u32..5),
        is_justified in any::<bool>(),
    ) -> Value {
        let mut one = with(says(status, ""), json!({"products": [product.1]}));
        if let Some(day) = day {
            one["timestamp"] = json!(format!("2025-03-0{day}T00:00:00Z"));
        }
        if !is_justified {
            one.as_object_mut().unwrap().remove("justification");
        }
        one
    }
}

prop_compose! {
    fn document()(
        statements in prop::collection::vec(statement(), 0..4),
        number in 0_u32..1_000_000,
    ) -> VexDocument {
        // No two of them are versions of one document.
        let id = format!("https://example.com/{number}");
        read(&with(openvex(json!(statements)), json!({"@id": id})))
    }
}

fn run(documents: &[(&VexDocument, VexTrust)]) -> Verdict {
    judge_all(documents, policy(), image("pkg:oci/app"), &found(LODASH))
}

fn trusted(documents: &[VexDocument]) -> Vec<(&VexDocument, VexTrust)> {
    documents.iter().map(|one| (one, signed())).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Documents of strangers never change what comes out.
    #[test]
    fn strangers_change_nothing(
        documents in prop::collection::vec(document(), 0..4),
        others in prop::collection::vec(document(), 1..4),
        is_signed in any::<bool>(),
    ) {
        let trust = if is_signed {
            VexTrust::Verified { signer: "stranger".to_owned() }
        } else {
            VexTrust::Unverified
        };
        let mut all = trusted(&documents);
        let before = run(&all).is_suppressed;
        all.extend(others.iter().map(|one| (one, trust.clone())));
        prop_assert_eq!(run(&all).is_suppressed, before);
        // Not even with the identifier and a later version of a document that counts.
        if let Some(first) = documents.first() {
            let copy = with(openvex(json!([says("not_affected", LODASH)])),
                json!({"@id": first.id(), "version": 1000}));
            let copy = read(&copy);
            let mut all = trusted(&documents);
            all.push((&copy, trust));
            prop_assert_eq!(run(&all).is_suppressed, before);
        }
    }

    /// In which order documents are given does not matter, and one that is given twice is one.
    #[test]
    fn the_order_of_documents_does_not_matter(documents in prop::collection::vec(document(), 0..5)) {
        let forward = run(&trusted(&documents));
        let mut turned = trusted(&documents);
        turned.reverse();
        prop_assert_eq!(&run(&turned), &forward);
        let twice: Vec<_> = trusted(&documents).into_iter().chain(trusted(&documents)).collect();
        prop_assert_eq!(run(&twice).is_suppressed, forward.is_suppressed);
    }

    /// A statement that is less specific than the one that decides never changes the effect.
    #[test]
    fn the_less_specific_never_overrides(
        product in prop::sample::select(products()),
        wider in prop::sample::select(products()),
        status in prop::sample::select(vec!["not_affected", "affected", "fixed", "under_investigation"]),
        other in prop::sample::select(vec!["not_affected", "affected", "fixed", "under_investigation"]),
        day in 1_u32..9,
    ) {
        prop_assume!(product.0 > wider.0);
        let one = |status: &str, product: &Value, day: u32, id: &str| read(&with(openvex(json!([with(
            says(status, ""),
            json!({"products": [product], "timestamp": format!("2025-03-0{day}T00:00:00Z")}),
        )])), json!({"@id": id})));
        let first = one(status, &product.1, 5, "a");
        let second = one(other, &wider.1, day, "b");
        let before = run(&[(&first, signed())]).is_suppressed;
        prop_assert_eq!(run(&[(&first, signed()), (&second, signed())]).is_suppressed, before);
    }

    /// What is suppressed was said, by a trusted document, of this package or artifact.
    #[test]
    fn nothing_is_suppressed_without_a_statement(documents in prop::collection::vec(document(), 0..4)) {
        let all = trusted(&documents);
        let evaluator = VexEvaluator::new(all, policy(), image("pkg:oci/app"), now());
        let found = found(LODASH);
        let judgement = evaluator.judge(&found);
        let verdict = summary(&judgement);
        let applied = verdict.outcomes.iter().filter(|one| *one == "applied").count();
        if let bonafide_sbom::VexEffect::Suppressed { by } = &judgement.effect {
            prop_assert!(by.statement.status.suppresses() && applied > 0);
            prop_assert!(by.statement.status == bonafide_sbom::VexStatus::Fixed || by.statement.is_justified());
        }
        let statements: usize = documents.iter().map(|one| one.statements().len()).sum();
        prop_assert_eq!(verdict.outcomes.len(), statements);
        // An affected statement at the highest standing always wins over what ties with it.
        if verdict.codes.contains(&"vex.conflict".to_owned()) {
            prop_assert!(!verdict.is_suppressed);
        }
    }

    /// No text makes a reader panic.
    #[test]
    fn any_text_is_read_or_refused(text in "[{}\\[\\]\",:a-z@0-9 ]{0,60}") {
        let openvex = format!(r#"{{"@context":"https://openvex.dev/ns","statements":[{{{text}}}]}}"#);
        let csaf = format!(r#"{{"document":{{"csaf_version":"2.0","category":"csaf_vex"}},"product_tree":{{{text}}}}}"#);
        for document in [openvex, csaf] {
            let _ = VexDocument::read(document.as_bytes(), &bonafide_sbom::VexLimits::default());
        }
    }
}
