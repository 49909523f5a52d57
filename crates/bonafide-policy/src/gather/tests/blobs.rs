//! Files and packages.

use bonafide_digest::{Digest, hex::encode as hex, sha256};
use bonafide_testkit::encode::base64;
use serde_json::json;

use super::kit::{Bench, Parts, answers, code, counted, key, signed};
use crate::*;

const FILE: &[u8] = b"the file";

fn subject(bytes: &[u8]) -> Subject {
    Subject::blob(vec![Digest::sha256(sha256(&[bytes]))])
}

fn policy(bench: &Bench) -> CompiledPolicy {
    bench.compile(
        Parts::new(vec![("a", key("a")), ("ci", bench.keyless())])
            .signatures()
            .attestations(),
    )
}

#[test]
fn bundles_are_judged_for_each_question() {
    let bench = Bench::new();
    let policy = policy(&bench);
    let message = bench.kit.message(FILE).mint().bundle.to_string();
    let set = EvidenceSet::of_blob(&policy, &subject(FILE), &[message.as_bytes()], bench.now());
    assert!(set.is_handed_over);
    assert_eq!(set.pieces[0].role, "signature");
    assert_eq!(answers(&set, 1), ["ok"]);
    assert_eq!(answers(&set, 3), ["statement.predicate-type*"]);
    assert!(!answers(&set, 0)[0].contains('*'), "{:?}", answers(&set, 0));
    let statement = bench.kit.statement(FILE).mint().bundle.to_string();
    let both = [statement.as_bytes(), message.as_bytes(), b"junk"];
    let set = EvidenceSet::of_blob(&policy, &subject(FILE), &both, bench.now());
    assert!(!set.is_handed_over);
    assert_eq!(
        answers(&set, 1)[..2],
        ["statement.predicate-type*".to_owned(), "ok".to_owned()]
    );
    assert_eq!(answers(&set, 3)[0], "ok");
    assert!(answers(&set, 3)[2].ends_with('?'));
    assert!(counted(&set, 3)[0].statement().is_some());
}

#[test]
fn what_was_handed_over_is_all_that_was_looked_at() {
    let bench = Bench::new();
    let policy = policy(&bench);
    let told = |subject: &Subject, set: &EvidenceSet| {
        let verdict = evaluate(&policy, subject, set, bench.now());
        verdict
            .check("discovery/complete")
            .unwrap()
            .summary()
            .to_owned()
    };
    let set = EvidenceSet::of_blob(&policy, &subject(FILE), &[], bench.now());
    let handed = "everything that was handed over was looked at; nothing else was looked for";
    assert_eq!(told(&subject(FILE), &set), handed);
    let set = bench.gather(&bench.store, &policy);
    let seen = "everything that travels with the artifact was seen";
    assert_eq!(told(&bench.subject(), &set), seen);
}

#[test]
fn what_is_about_another_file_is_told_as_such() {
    let bench = Bench::new();
    let policy = policy(&bench);
    let statement = bench.kit.statement(FILE).mint().bundle.to_string();
    let other = subject(b"another file");
    let set = EvidenceSet::of_blob(&policy, &other, &[statement.as_bytes()], bench.now());
    assert_eq!(answers(&set, 3), ["artifact.not-a-subject*"]);
    let message = bench.kit.message(FILE).mint().bundle.to_string();
    let set = EvidenceSet::of_blob(&policy, &other, &[message.as_bytes()], bench.now());
    assert_eq!(answers(&set, 1), ["artifact.digest-mismatch"]);
    let key = bench.kit.message(FILE).by_key().signed_by("a").mint();
    let text = key.bundle.to_string();
    let set = EvidenceSet::of_blob(&policy, &subject(FILE), &[text.as_bytes()], bench.now());
    assert_eq!(answers(&set, 0), ["ok"]);
    assert_eq!(answers(&set, 1).len(), 1);
    assert!(!answers(&set, 1)[0].contains('*'));
}

#[test]
fn what_only_images_have_is_not_had_by_files() {
    let bench = Bench::new();
    let text = bench.kit.message(FILE).mint().bundle.to_string();
    let ask = |edit: fn(&mut SignatureRequirement)| {
        let parts = Parts::new(vec![("ci", bench.keyless())]).asking(|by| {
            let mut wanted = signed(by);
            edit(&mut wanted);
            RequirementKind::Signature(wanted)
        });
        let policy = bench.compile(parts);
        let set = EvidenceSet::of_blob(&policy, &subject(FILE), &[text.as_bytes()], bench.now());
        answers(&set, 0).join(" ")
    };
    assert_eq!(ask(|_| ()), "ok");
    assert_eq!(ask(|one| one.promise = Promise::Deny), "ok");
    assert_eq!(ask(|one| one.formats = SignatureFormats::Bundle), "ok");
    let legacy = ask(|one| one.formats = SignatureFormats::Legacy);
    assert_eq!(legacy, "image.format-not-allowed");
    let named = ask(|one| one.repository = Some("r.test/a".to_owned()));
    assert_eq!(named, "signature.identity-replay");
    let annotated = ask(|one| {
        one.annotations.insert("a".to_owned(), "b".to_owned());
    });
    assert_eq!(annotated, "image.annotation");
}

#[test]
fn so_many_pieces_are_judged() {
    let bench = Bench::new();
    let policy = policy(&bench);
    for (count, told) in [(256, 0), (257, 1)] {
        let pieces = vec![b"junk".as_slice(); count];
        let set = EvidenceSet::of_blob(&policy, &subject(FILE), &pieces, bench.now());
        assert_eq!((set.pieces.len(), set.incomplete.len()), (256, told));
    }
}

#[test]
fn local_documents_are_evidence_that_nobody_signed() {
    let set = EvidenceSet::default().with_local_document(*b"{}", Some("application/json"));
    assert_eq!(
        (set.pieces[0].role, set.pieces[0].source),
        ("report", "local")
    );
    assert_eq!(
        (set.local[0].piece, set.local[0].bytes.as_slice()),
        (0, b"{}".as_slice())
    );
}

#[test]
fn a_bundle_beyond_a_limit_was_not_seen() {
    let bench = Bench::new();
    let parts = Parts::new(vec![("a", key("a"))])
        .asking(|by| RequirementKind::Forbid(ForbidRequirement::Signer(by[0].clone())));
    let policy = bench.compile(parts);
    let large = vec![b' '; 65 << 20];
    let set = EvidenceSet::of_blob(&policy, &subject(FILE), &[&large], bench.now());
    assert_eq!(answers(&set, 0), ["limit.exceeded?"]);
    assert_eq!(set.incomplete.len(), 1);
    let verdict = evaluate(&policy, &subject(FILE), &set, bench.now());
    assert_eq!(code(&verdict), "limit.exceeded");
}

#[test]
fn what_is_no_signature_is_beside_signatures() {
    let bench = Bench::new();
    let statement = bench.kit.statement(FILE).mint().bundle.to_string();
    let message = bench.kit.message(FILE).mint().bundle.to_string();
    let told = |parts: Parts, bundle: &str| {
        let policy = bench.compile(parts);
        let set = EvidenceSet::of_blob(&policy, &subject(FILE), &[bundle.as_bytes()], bench.now());
        assert_eq!(answers(&set, 0), ["statement.predicate-type*"]);
        code(&evaluate(&policy, &subject(FILE), &set, bench.now()))
    };
    let parts = || Parts::new(vec![("ci", bench.keyless())]);
    assert_eq!(told(parts().signatures(), &statement), "signature.missing");
    assert_eq!(
        told(parts().attestations(), &message),
        "attestation.missing"
    );
}

const DISTRIBUTION: &str = "sample_project-1.2.3.tar.gz";

/// An attestation of a distribution of this name.
fn attestation(bench: &Bench, file: &str) -> String {
    let statement = json!({
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"name": file, "digest": {"sha256": hex(&sha256(&[FILE]))}}],
        "predicateType": "https://docs.pypi.org/attestations/publish/v1",
        "predicate": null,
    });
    let payload = statement.to_string();
    let plan = bench
        .kit
        .envelope("application/vnd.in-toto+json", payload.as_bytes());
    plan.mint().attestation().to_string()
}

#[test]
fn attestations_of_distributions_are_about_the_file_that_they_name() {
    let bench = Bench::new();
    let policy = policy(&bench);
    let package = |bytes: &[u8], name: &str| {
        Subject::package(vec![Digest::sha256(sha256(&[bytes]))]).with_name(name)
    };
    let text = attestation(&bench, DISTRIBUTION);
    let of = |subject: &Subject, question| {
        let set = EvidenceSet::of_blob(&policy, subject, &[text.as_bytes()], bench.now());
        answers(&set, question).join(" ")
    };
    let own = package(FILE, DISTRIBUTION);
    assert_eq!(of(&own, 3), "ok");
    let below = package(FILE, &format!("dist/{DISTRIBUTION}"));
    assert_eq!(of(&below, 3), "ok");
    // It is no signature, and not by a key.
    assert_eq!(of(&own, 1), "statement.predicate-type*");
    assert!(!of(&own, 2).contains("ok"));
    let renamed = package(FILE, "sample_project-1.2.4.tar.gz");
    assert_eq!(of(&renamed, 3), "artifact.name-mismatch*");
    assert_eq!(of(&package(FILE, "file.txt"), 3), "artifact.not-a-subject*");
    assert_eq!(of(&subject(FILE), 3), "artifact.not-a-subject*");
    let other = of(&package(b"else", DISTRIBUTION), 3);
    assert_eq!(other, "artifact.not-a-subject*");
    let is_told = |subject: &Subject, why| {
        let set = EvidenceSet::of_blob(&policy, subject, &[text.as_bytes()], bench.now());
        format!("{set:?}").contains(why)
    };
    let named = package(FILE, "dist/file\u{202e}.txt");
    assert!(is_told(&subject(FILE), "no name was given"));
    assert!(!is_told(&named, "no name was given"));
    assert!(is_told(&named, r"`file\\u{202e}.txt` is the name of none"));
}

#[test]
fn a_malformed_timestamp_beside_a_good_signature_spoils_it() {
    let bench = Bench::new();
    let policy = policy(&bench);
    let of = |plan: bonafide_testkit::Plan<'_>| {
        let text = plan.mint().bundle.to_string();
        let set = EvidenceSet::of_blob(&policy, &subject(FILE), &[text.as_bytes()], bench.now());
        answers(&set, 1).join(" ")
    };
    assert_eq!(of(bench.kit.message(FILE).stamped(1)), "ok");
    let spoilt = bench.kit.message(FILE).stamped(1).with_bundle(|bundle| {
        let times = &mut bundle["verificationMaterial"]["timestampVerificationData"];
        times["rfc3161Timestamps"][0]["signedTimestamp"] = base64(b"junk").into();
    });
    let spoilt = of(spoilt);
    assert!(spoilt.starts_with("tsa."), "{spoilt}");
}

#[test]
fn a_changed_or_cut_attestation_has_its_code_beside_another() {
    let bench = Bench::new();
    let other = "https://example.test/other/v1";
    let statement = |kind: &str| {
        let statement = json!({
            "_type": "https://in-toto.io/Statement/v1",
            "subject": [{"name": "file", "digest": {"sha256": hex(&sha256(&[FILE]))}}],
            "predicateType": kind,
            "predicate": {},
        });
        let kind = "application/vnd.in-toto+json";
        let plan = bench.kit.envelope(kind, statement.to_string().as_bytes());
        plan.mint().bundle
    };
    let good = statement(other).to_string();
    let mut changed = statement(super::kit::PREDICATE);
    changed["dsseEnvelope"]["payload"] = json!(base64(b"{}"));
    let changed = changed.to_string();
    let whole = statement(super::kit::PREDICATE).to_string();
    let cut = &whole.as_bytes()[..whole.len() / 2];
    // A second signer, whom neither can be by, is no second reason.
    let signers = vec![("a", key("a")), ("ci", bench.keyless())];
    let policy = bench.compile(Parts::new(signers).attestations());
    let told = |bundles: &[&[u8]]| {
        let set = EvidenceSet::of_blob(&policy, &subject(FILE), bundles, bench.now());
        let verdict = evaluate(&policy, &subject(FILE), &set, bench.now());
        assert_eq!(verdict.decision, bonafide_report::Decision::Reject);
        code(&verdict)
    };
    for bad in [changed.as_bytes(), cut] {
        assert_eq!(told(&[bad]), told(&[bad, good.as_bytes()]));
        assert_eq!(told(&[bad]), told(&[bad, bad]));
    }
    assert_eq!(told(&[good.as_bytes(), cut]), "bundle.parse");
    assert_eq!(told(&[changed.as_bytes(), cut]), "signature.invalid");
}
