//! Images.

use bonafide_oci::{Reference, discover};
use bonafide_testkit::image::{Layer, SimpleSigning, Statement, name};
use serde_json::json;

use super::kit::{
    Bench, PREDICATE, Parts, REPOSITORY, Registry, answers, counted, key, keyless, signed,
};
use crate::evidence::QuestionId;
use crate::*;

#[test]
fn each_signer_is_asked_about_each_piece() {
    let bench = Bench::new();
    let mut store = bench.store.clone();
    store.sign(&[bench.plan().layer(), bench.plan_by("a").layer()]);
    let stranger = keyless("other@example.test", &bench.kit.issuer);
    let policy = bench.compile(
        Parts::new(vec![
            ("a", key("a")),
            ("b", key("b")),
            ("ci", bench.keyless()),
            ("x", stranger),
        ])
        .signatures(),
    );
    assert_eq!(policy.asked["rule/r0"], [0, 1, 2, 3].map(QuestionId));
    let set = bench.gather(&store, &policy);
    assert!(set.incomplete.is_empty());
    assert!(!set.is_handed_over);
    let roles: Vec<&str> = set.pieces.iter().map(|piece| piece.role).collect();
    assert_eq!(roles, ["signature", "signature"]);
    let sources: Vec<&str> = set.pieces.iter().map(|piece| piece.source).collect();
    assert_eq!(sources, ["tag", "tag"]);
    assert_eq!(set.pieces[0].repository.as_deref(), Some(REPOSITORY));
    let of = |question| {
        let mut told = answers(&set, question);
        told.sort();
        told
    };
    assert_eq!(
        of(0).iter().filter(|told| *told == "ok").count(),
        1,
        "{:?}",
        of(0)
    );
    assert!(
        of(1).iter().all(|told| told != "ok" && !told.contains('*')),
        "{:?}",
        of(1)
    );
    assert_eq!(
        of(2).iter().filter(|told| *told == "ok").count(),
        1,
        "{:?}",
        of(2)
    );
    assert!(
        of(3).contains(&"identity.san-mismatch".to_owned()),
        "{:?}",
        of(3)
    );
    let ci = &counted(&set, 2)[0];
    assert_eq!(
        ci.principal,
        format!("keyless:{}|{}", bench.kit.issuer, bench.kit.identity)
    );
    assert_eq!(ci.identity.kind, "keyless");
    assert_eq!(ci.identity.signer, "ci");
    assert!(ci.identity.log_index.is_some() && ci.identity.signed_at.is_some());
    let a = &counted(&set, 0)[0];
    assert!(a.principal.starts_with("key:"));
    assert!(a.identity.key_sha256.is_some());
    assert_eq!(set.trust.len(), 1);
    assert_eq!(set.trust[0].name, "public");
}

#[test]
fn one_key_under_two_names_is_one_principal() {
    let bench = Bench::new();
    let mut store = bench.store.clone();
    store.sign(&[bench.plan_by("a").layer()]);
    let policy = bench.compile(Parts::new(vec![("a", key("a")), ("b", key("a"))]).signatures());
    assert_eq!(policy.notes()[0].code().as_str(), "note.policy.same-key");
    let set = bench.gather(&store, &policy);
    assert_eq!(counted(&set, 0)[0].principal, counted(&set, 1)[0].principal);
}

#[test]
fn what_is_about_another_image_is_by_the_signer_and_does_not_count() {
    let bench = Bench::new();
    let mut store = bench.store.clone();
    let other = format!("sha256:{}", "a".repeat(64));
    let payload = SimpleSigning::new(REPOSITORY, &other);
    store.sign(&[payload.plan(&bench.kit).by_key().signed_by("a").layer()]);
    let policy = bench.compile(Parts::new(vec![("a", key("a")), ("b", key("b"))]).signatures());
    let set = bench.gather(&store, &policy);
    assert_eq!(answers(&set, 0), ["signature.wrong-subject*"]);
    assert!(!answers(&set, 1)[0].contains('*'), "{:?}", answers(&set, 1));
}

#[test]
fn junk_is_told_and_is_nobodys() {
    let bench = Bench::new();
    let mut store = bench.store.clone();
    let junk = Layer::new(name::SIMPLE_SIGNING, "{}").with(name::SIGNATURE, "no base64!");
    store.sign(&[junk, bench.plan_by("a").layer()]);
    let policy = bench.compile(Parts::new(vec![("a", key("a"))]).signatures());
    let set = bench.gather(&store, &policy);
    let mut told = answers(&set, 0);
    told.sort();
    assert_eq!(told, ["image.signature-annotation?", "ok"]);
}

#[test]
fn attestations_are_no_signatures_nor_the_reverse() {
    let bench = Bench::new();
    let mut store = bench.store.clone();
    let statement = Statement::attestation(&store.subject, PREDICATE, json!({"a": 1}));
    let minted = statement.plan(&bench.kit).mint();
    store.attach_bundle(&minted);
    store.attach_bundle(
        &Statement::signature(&bench.store.subject)
            .plan(&bench.kit)
            .mint(),
    );
    let policy = bench.compile(
        Parts::new(vec![("ci", bench.keyless())])
            .signatures()
            .attestations(),
    );
    let set = bench.gather(&store, &policy);
    let (signatures, attestations) = (answers(&set, 0), answers(&set, 1));
    for told in [&signatures, &attestations] {
        let mut told = told.clone();
        told.sort();
        assert_eq!(told, ["ok", "statement.predicate-type*"]);
    }
    let statement = counted(&set, 1)[0].statement().unwrap().statement();
    assert_eq!(statement.predicate_type(), PREDICATE);
    let mut roles: Vec<&str> = set.pieces.iter().map(|piece| piece.role).collect();
    roles.sort_unstable();
    assert_eq!(roles, ["attestation", "signature"]);
}

#[test]
fn names_are_compared_as_the_requirement_says() {
    let bench = Bench::new();
    let mut store = bench.store.clone();
    store.sign(&[bench.plan_by("a").layer()]);
    let other = Reference::parse_familiar("registry.test/other/app:v1").unwrap();
    let nameless = Subject::image(bench.subject().digests[0]);
    let ask = |edit: fn(&mut SignatureRequirement), subject: &Subject| {
        let parts = Parts::new(vec![("a", key("a"))]).asking(|by| {
            let mut wanted = signed(by);
            edit(&mut wanted);
            RequirementKind::Signature(wanted)
        });
        let policy = bench.compile(parts);
        let found = bench.found(&store, &policy);
        let set = EvidenceSet::of_image(&policy, subject, &found, bench.now());
        answers(&set, 0).join(" ")
    };
    let own = bench.subject();
    let moved = bench.subject().with_reference(other);
    let replay = "signature.identity-replay*";
    assert_eq!(ask(|_| (), &own), "ok");
    assert_eq!(ask(|_| (), &moved), replay);
    assert_eq!(ask(|_| (), &nameless), "ok");
    let strict: fn(&mut SignatureRequirement) =
        |wanted| wanted.identity_replay = Some(IdentityReplay::Strict);
    // What was signed has no tag.
    assert_eq!(ask(strict, &own), replay);
    assert_eq!(ask(strict, &nameless), replay);
    assert_eq!(
        ask(|one| one.identity_replay = Some(IdentityReplay::Tag), &own),
        "ok"
    );
    assert_eq!(
        ask(
            |one| one.identity_replay = Some(IdentityReplay::Off),
            &moved
        ),
        "ok"
    );
    let mirrored: fn(&mut SignatureRequirement) =
        |wanted| wanted.repository = Some(REPOSITORY.to_owned());
    assert_eq!(ask(mirrored, &moved), "ok");
    assert_eq!(ask(mirrored, &nameless), "ok");
    let elsewhere: fn(&mut SignatureRequirement) =
        |wanted| wanted.repository = Some("registry.test/elsewhere".to_owned());
    assert_eq!(ask(elsewhere, &own), replay);
    let imported: fn(&mut SignatureRequirement) =
        |wanted| wanted.signed_identity = Some(SignedIdentityRule::MatchRepository);
    assert_eq!(ask(imported, &own), "ok");
    assert_eq!(ask(imported, &moved), replay);
    assert_eq!(ask(imported, &nameless), replay);
    let exact: fn(&mut SignatureRequirement) =
        |wanted| wanted.signed_identity = Some(SignedIdentityRule::MatchExact);
    assert_eq!(ask(exact, &own), replay);
    let annotated: fn(&mut SignatureRequirement) = |wanted| {
        wanted
            .annotations
            .insert("env".to_owned(), "prod".to_owned());
    };
    assert_eq!(ask(annotated, &own), "image.annotation*");
    let proven: fn(&mut SignatureRequirement) = |wanted| wanted.promise = Promise::Deny;
    assert!(ask(proven, &own).ends_with('*'), "{}", ask(proven, &own));
    let bundles: fn(&mut SignatureRequirement) = |wanted| wanted.formats = SignatureFormats::Bundle;
    assert_eq!(ask(bundles, &own), "image.format-not-allowed?");
}

#[test]
fn a_signature_without_the_proof_that_is_wanted_is_told_as_that() {
    let bench = Bench::new();
    let mut store = bench.store.clone();
    store.sign(&[bench.plan().layer()]);
    let parts = Parts::new(vec![("ci", bench.keyless())]).asking(|by| {
        let mut wanted = signed(by);
        wanted.promise = Promise::Deny;
        RequirementKind::Signature(wanted)
    });
    let policy = bench.compile(parts);
    let set = bench.gather(&store, &policy);
    let verdict = evaluate(&policy, &bench.subject(), &set, bench.now());
    // The certificate was not looked at, so that it may be anybody's.
    assert_eq!(super::kit::code(&verdict), "key.untrusted");
    let failed = verdict.decisive_checks().next().unwrap();
    let proof = bonafide_report::registry::BUNDLE_MISSING_PROOF;
    for told in [proof.as_str(), proof.remedy()] {
        assert!(failed.summary().contains(told), "{}", failed.summary());
    }
}

#[test]
fn what_was_not_seen_is_told_with_whether_asking_again_helps() {
    let bench = Bench::new();
    let policy = bench.compile(Parts::new(vec![("a", key("a"))]).signatures());
    let registry = Registry {
        store: &bench.store,
        is_referrers_away: true,
    };
    let asked = bonafide_oci::Subject::of(&bench.asked());
    let found = discover(
        &registry,
        &asked,
        policy.discovery_options(&bench.subject()),
    )
    .unwrap();
    let set = EvidenceSet::of_image(&policy, &bench.subject(), &found, bench.now());
    assert_eq!(
        set.incomplete[0].finding.code().as_str(),
        "discovery.unavailable"
    );
    assert!(set.incomplete[0].is_retryable);
    let cause = bonafide_oci::SourceError::new(bonafide_oci::SourceErrorKind::Timeout, "late");
    let set = EvidenceSet::of_failed_discovery(&bonafide_oci::Error::Source { cause });
    assert!(set.incomplete[0].is_retryable);
    // A child that was not looked at.
    let child = Subject::image(bonafide_digest::Digest::sha256([7; 32]));
    let set = EvidenceSet::of_image(&policy, &child, &found, bench.now());
    let told: Vec<&str> = set
        .incomplete
        .iter()
        .map(|one| one.finding.code().as_str())
        .collect();
    assert!(told.contains(&"discovery.incomplete"), "{told:?}");
}

#[test]
fn a_signature_on_an_index_covers_what_is_in_it() {
    let bench = Bench {
        store: bonafide_testkit::image::Store::index("app"),
        ..Bench::new()
    };
    let mut store = bench.store.clone();
    store.sign(&[bench.plan_by("a").layer()]);
    let child = bonafide_oci::parse_digest(store.children().iter().next().unwrap()).unwrap();
    for (subject, expected) in [(SubjectScope::Covered, "ok"), (SubjectScope::Exact, "")] {
        let parts = Parts::new(vec![("a", key("a"))]).asking(|by| {
            RequirementKind::Signature(SignatureRequirement {
                subject,
                ..signed(by)
            })
        });
        let policy = bench.compile(parts);
        let registry = Registry {
            store: &store,
            is_referrers_away: false,
        };
        let options = policy
            .discovery_options(&bench.subject())
            .with_children(bonafide_oci::Children::All);
        let asked = bonafide_oci::Subject::of(&bench.asked());
        let found = discover(&registry, &asked, options).unwrap();
        let about = Subject::of_child(&found, &child).unwrap();
        assert_eq!(about.covered_by, [*found.image().digest()]);
        let set = EvidenceSet::of_image(
            &policy,
            &about.with_reference(bench.asked()),
            &found,
            bench.now(),
        );
        assert_eq!(answers(&set, 0).join(" "), expected);
        assert!(Subject::of_child(&found, &bonafide_digest::Digest::sha256([7; 32])).is_none());
    }
}
