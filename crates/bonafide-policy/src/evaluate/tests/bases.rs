//! What an image is said to be built on, and by whom.

use std::collections::BTreeSet;

use bonafide_digest::Digest;
use bonafide_oci::Reference;
use serde_json::{Value, json};

use crate::evaluate::samples::*;
use crate::evidence::{Answer, BaseClaim, Outcome};
use crate::requirement::kit::{Signing, statement};
use crate::*;

const PROVENANCE: &str = "https://slsa.dev/provenance/v1";

fn wanting(evidence: &[BaseEvidence]) -> CompiledPolicy {
    let built = ProvenanceRequirement {
        by: by(&["s0"]),
        ..ProvenanceRequirement::default()
    };
    let mut based = base("below");
    if let RequirementKind::BaseImage(wanted) = &mut based.kind {
        wanted.evidence = evidence.iter().copied().collect::<BTreeSet<_>>();
    }
    let mut above = rule(
        "above",
        vec![
            require("built", RequirementKind::Provenance(built)),
            signed("signed", &["s0"]),
            based,
        ],
    );
    above.matching.role.insert(Role::Image);
    let mut below = rule("below", vec![signed("signed", &["s1"])]);
    below.matching.role.insert(Role::Base);
    policy(vec![above, below])
}

/// With verified provenance that lists these images.
fn built_of(policy: &CompiledPolicy, items: &[Item], images: &[Value]) -> EvidenceSet {
    let dependencies: Vec<Value> = images
        .iter()
        .map(|digest| json!({"uri": "pkg:oci/base", "digest": digest}))
        .collect();
    let predicate = json!({
        "buildDefinition": {
            "buildType": "https://example.com/build", "externalParameters": {"source": "x"},
            "resolvedDependencies": dependencies,
        },
        "runDetails": {"builder": {"id": "https://example.com/builder"}},
    });
    let counted = Signing::key("s0").sign(&statement(PROVENANCE, &predicate));
    let mut set = evidence(policy, items);
    let piece = set.pieces.len();
    let view = crate::EvidenceView {
        digest: Some(digest(99)),
        media_type: None,
        role: "attestation",
        source: "referrer",
        repository: None,
    };
    set.pieces.push(view.into());
    let outcome = Outcome::Counts(Box::new(counted));
    let answers = set.answers.entry(policy.asked["above/built"][0]);
    answers.or_default().push(Answer { piece, outcome });
    set
}

fn annotated(base: Digest) -> Subject {
    let mut subject = subject().with_role(Role::Image);
    subject.base = Some(BaseClaim {
        name: None,
        digest: Some(base),
    });
    subject
}

fn claimed(policy: &CompiledPolicy, subject: &Subject, evidence: &EvidenceSet) -> Vec<Digest> {
    let bases = policy.bases(subject, evidence, now());
    bases.into_iter().map(|base| base.digest).collect()
}

#[test]
fn an_annotation_that_nobody_signed_hides_no_base() {
    use BaseEvidence::{Annotation, Provenance};
    let images = [7, 8].map(|byte| json!({"sha256": digest(byte).to_hex()}));
    let both = vec![digest(7), digest(8)];
    let own = [Item::signature(1, 0)];
    for (wanted, items, found) in [
        (&[Provenance][..], &own[..0], &both),
        // It counts where it is wanted and signed, and not where it is one of the two.
        (&[Provenance], &own, &both),
        (&[Annotation, Provenance], &own[..0], &both),
        (&[Annotation, Provenance], &own, &vec![digest(7)]),
    ] {
        let policy = wanting(wanted);
        let evidence = built_of(&policy, items, &images);
        let claimed = claimed(&policy, &annotated(digest(7)), &evidence);
        assert_eq!(&claimed, found, "{wanted:?}, {} signed", items.len());
    }
    // The one that is not annotated must be good too.
    let policy = wanting(&[Provenance]);
    let good = [Item::signature(2, 1)];
    for (byte, wanted) in [(1, "fail policy base.rule-failed"), (2, "pass - base.ok")] {
        let hidden = if byte == 1 { &good[..0] } else { &good[..] };
        let evidence = built_of(&policy, &own, &images)
            .with_base(Subject::image(digest(7)), evidence(&policy, &good))
            .with_base(Subject::image(digest(8)), evidence(&policy, hidden));
        let verdict = evaluate(&policy, &annotated(digest(7)), &evidence, now());
        assert_eq!(outcome(&verdict, "above/base"), wanted);
    }
}

#[test]
fn an_image_with_several_digests_is_one_base() {
    use BaseEvidence::{Annotation, Provenance};
    let strong = Digest::new(bonafide_digest::Algorithm::Sha512, &[7; 64]).unwrap();
    let image = json!({"sha512": strong.to_hex(), "sha256": digest(7).to_hex()});
    let policy = wanting(&[Provenance]);
    let evidence = built_of(&policy, &[], core::slice::from_ref(&image));
    let subject = subject().with_role(Role::Image);
    assert_eq!(claimed(&policy, &subject, &evidence), [digest(7)]);
    // An annotation may name it by either.
    let policy = wanting(&[Annotation, Provenance]);
    let evidence = built_of(&policy, &[Item::signature(1, 0)], &[image]);
    assert_eq!(claimed(&policy, &annotated(strong), &evidence), [strong]);
}

#[test]
fn a_base_is_of_a_registry_that_is_allowed_and_as_pinned_as_its_rule_wants() {
    let judged = |name: Option<&str>, edit: &dyn Fn(&mut PolicyDocument)| {
        let mut document = wanting(&[BaseEvidence::Annotation]).document;
        edit(&mut document);
        let policy = compiled(document);
        let mut below = Subject::image(digest(7));
        if let Some(name) = name {
            below = below.with_reference(Reference::parse_strict(name).unwrap());
        }
        let of_below = evidence(&policy, &[Item::signature(2, 1)]);
        let all = evidence(&policy, &[Item::signature(1, 0)]).with_base(below, of_below);
        let verdict = evaluate(&policy, &annotated(digest(7)), &all, now());
        outcome(&verdict, "above/base")
    };
    let patterns = |text: &str| vec![ReferencePattern::parse(text).unwrap()];
    let (good, bad) = ("pass - base.ok", "fail policy base.rule-failed");
    let denied = |document: &mut PolicyDocument| {
        document.registries.deny = patterns("bad.example.com/**");
    };
    let allowed = |document: &mut PolicyDocument| {
        document.registries.allow = Some(patterns("registry.example.com/**"));
    };
    let pinned = |document: &mut PolicyDocument| document.rules[1].pin = Pin::Require;
    let by_digest = format!("registry.example.com/base:1@{}", digest(7));
    type Edit<'a> = &'a dyn Fn(&mut PolicyDocument);
    let rows: [(Option<&str>, Edit<'_>, &str); 8] = [
        (Some("bad.example.com/base:1"), &|_| {}, good),
        (Some("bad.example.com/base:1"), &denied, bad),
        (Some("registry.example.com/base:1"), &denied, good),
        (Some("bad.example.com/base:1"), &allowed, bad),
        (None, &allowed, bad),
        (Some("registry.example.com/base:1"), &allowed, good),
        (Some("registry.example.com/base:1"), &pinned, bad),
        (Some(&by_digest), &pinned, good),
    ];
    for (number, (name, edit, wanted)) in rows.into_iter().enumerate() {
        assert_eq!(judged(name, edit), wanted, "{number}: {name:?}");
    }
}
