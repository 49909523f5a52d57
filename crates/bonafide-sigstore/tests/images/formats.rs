//! Which formats are accepted, and that none is taken in silence.

use bonafide_report::Class;
use bonafide_sigstore::image::{Format, Formats, ImagePolicy};
use bonafide_testkit::Entry;

use crate::kit::{Away, Bench, by_keys, found_with, key, options};

#[test]
fn each_format_alone_and_both() {
    let bench = Bench::default();
    let mut both = bench.sig(&[bench.plan().layer()]);
    both.attach_bundle(&bench.bundle().mint());
    let formats = |formats: Formats| {
        let policy = bench.signature().with_formats(formats);
        let verified = bench.ask(&both, &policy).verified();
        let used: Vec<Format> = verified
            .attachments()
            .iter()
            .map(|one| one.format())
            .collect();
        used
    };
    assert_eq!(formats(Formats::Any).len(), 2);
    assert_eq!(formats(Formats::Bundle), [Format::Bundle]);
    assert_eq!(formats(Formats::Legacy), [Format::Legacy]);
    let legacy = bench.sig(&[bench.plan().layer()]);
    let answer = bench.ask(&legacy, &bench.signature().with_formats(Formats::Bundle));
    assert_eq!(answer.code(), "image.format-not-allowed");
    assert_eq!(answer.class(), Some(Class::Missing));
    let bundle = bench.bundles(&[bench.bundle().mint()]);
    let answer = bench.ask(&bundle, &bench.signature().with_formats(Formats::Legacy));
    assert_eq!(answer.code(), "image.format-not-allowed");
    let attested = bench.att(&[bench.attestation().layer()]);
    let answer = bench.ask(&attested, &bench.attested().with_formats(Formats::Bundle));
    assert_eq!(answer.code(), "image.format-not-allowed");
}

#[test]
fn a_source_that_fails_does_not_lead_to_the_other_format() {
    let bench = Bench::default();
    let mut store = bench.sig(&[bench.plan().layer()]);
    store.attach_bundle(&bench.bundle().mint());
    let found = found_with(&store, &[Away::Referrers], options());
    assert!(!found.completeness().is_complete());
    // What verified counts, and it is said what it was and what was not seen.
    let answer = bench.ask_found(&found, &bench.signature());
    assert!(answer.notes().len() > 1);
    let verified = answer.verified();
    assert_eq!(verified.attachments().len(), 1);
    assert_eq!(verified.attachments()[0].format(), Format::Legacy);
    assert!(
        verified
            .notes()
            .iter()
            .any(|note| note.code().as_str() == "discovery.unavailable")
    );
    // Where bundles alone are accepted, nothing counts and the reason is what was not seen.
    let answer = bench.ask_found(&found, &bench.signature().with_formats(Formats::Bundle));
    assert_eq!(answer.code(), "image.format-not-allowed");
    assert_eq!(answer.class(), Some(Class::Unavailable));
    let empty = found_with(&bench.store, &[Away::Referrers], options());
    let answer = bench.ask_found(&empty, &bench.signature());
    assert_eq!(answer.code(), "discovery.unavailable");
    assert_eq!(answer.class(), Some(Class::Unavailable));
}

#[test]
fn proofs_are_in_bundles_only() {
    let bench = Bench::default();
    let proven = bench.signature().require_proof();
    let legacy = bench.sig(&[bench.plan().layer()]);
    let answer = bench.ask(&legacy, &proven);
    assert_eq!(answer.code(), "bundle.missing-proof");
    let bundle = bench.bundles(&[bench.bundle().mint()]);
    let verified = bench.ask(&bundle, &proven).verified();
    assert!(!verified.attachments()[0].is_promise_only());
    // No wish for less makes up for it.
    let weaker = [
        bench.keyless().allow_promise_only(),
        bench
            .keyless()
            .allow_promise_only()
            .allow_legacy_entry_kinds(),
        bench.keyless().without_transparency_log(),
    ];
    for policy in weaker {
        let policy = ImagePolicy::signature(policy).require_proof();
        let answer = bench.ask(&bench.sig(&[bench.plan().layer()]), &policy);
        assert_eq!(answer.code(), "bundle.missing-proof");
        let unlogged = bench.plan().logged(Entry::None).stamped(1).layer();
        let answer = bench.ask(&bench.sig(&[unlogged]), &policy);
        assert!(matches!(answer.code(), "tlog.threshold" | "tlog.missing"));
    }
    let unlogged = bench.plan_by("alice").logged(Entry::None).layer();
    let by_key = by_keys(&[key("alice")])
        .policy()
        .clone()
        .without_transparency_log();
    let policy = ImagePolicy::signature(by_key).require_proof();
    assert_eq!(
        bench.ask(&bench.sig(&[unlogged]), &policy).code(),
        "tlog.missing"
    );
    let policy = proven.ignore_transparency_log();
    assert_eq!(bench.ask(&bundle, &policy).code(), "policy.empty");
}

#[test]
fn promises_alone_are_told() {
    let bench = Bench::default();
    let answer = bench.ask(&bench.sig(&[bench.plan().layer()]), &bench.signature());
    assert!(answer.has_note("note.promise-only"));
    let verified = answer.verified();
    assert!(verified.attachments()[0].is_promise_only());
    let answer = bench.ask(&bench.bundles(&[bench.bundle().mint()]), &bench.signature());
    assert!(!answer.has_note("promise"));
    assert!(!answer.has_note("legacy_entry_kinds"));
    let unlogged = bench.plan_by("alice").logged(Entry::None).layer();
    let policy = by_keys(&[key("alice")]).ignore_transparency_log();
    let verified = bench.ask(&bench.sig(&[unlogged]), &policy).verified();
    assert!(!verified.attachments()[0].is_promise_only());
}

#[test]
fn judgements_name_the_format() {
    let bench = Bench::default();
    let mut store = bench.sig(&[bench.plan().layer()]);
    store.attach_bundle(&bench.bundle().mint());
    let verified = bench.ask(&store, &bench.signature()).verified();
    let formats: Vec<Option<Format>> = verified
        .judgements()
        .iter()
        .map(|one| one.format())
        .collect();
    assert_eq!(formats, [Some(Format::Bundle), Some(Format::Legacy)]);
    let json = serde_json::to_value(verified.judgements()).unwrap();
    assert_eq!(json[0]["format"], "bundle");
    assert_eq!(json[1]["format"], "legacy");
    assert!(json[0]["digest"].is_string());
}
