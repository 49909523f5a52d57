//! The name under which an image was signed.

use bonafide_oci::Reference;
use bonafide_sigstore::image::{ImagePolicy, ImageRequest, SignedIdentity};
use bonafide_testkit::image::{SimpleSigning, Statement};

use crate::kit::{Answer, Bench, REPOSITORY, by_keys, found, key};

/// What becomes of a payload with this name, asked for under that.
fn ask(bench: &Bench, signed: &str, asked: &str, policy: &ImagePolicy) -> &'static str {
    let payload = SimpleSigning::new(signed, &bench.store.subject);
    let layer = payload.plan(&bench.kit).by_key().signed_by("alice").layer();
    let found = found(&bench.sig(&[layer]));
    let asked = Reference::parse_familiar(asked).unwrap();
    let request = ImageRequest::new(&found, policy, bench.now()).with_reference(&asked);
    Answer(bench.verifier().verify_image(&request)).code()
}

const REPLAY: &str = "signature.identity-replay";

#[test]
fn the_repository_is_compared_for_keys() {
    let bench = Bench::default();
    let policy = by_keys(&[key("alice")]);
    assert_eq!(policy.signed_identity(), SignedIdentity::Repository);
    let digest = bench.store.subject.clone();
    let other = format!("sha256:{}", "00".repeat(32));
    let table = [
        (REPOSITORY.to_owned(), "ok"),
        (format!("{REPOSITORY}:v9"), "ok"),
        (format!("{REPOSITORY}@{digest}"), "ok"),
        (format!("{REPOSITORY}:v1@{digest}"), "ok"),
        (format!("{REPOSITORY}@{other}"), REPLAY),
        (String::new(), REPLAY),
        ("registry.test/owner".to_owned(), REPLAY),
        (format!("{REPOSITORY}2"), REPLAY),
        ("registry.test/other/app".to_owned(), REPLAY),
        ("registry.test:443/owner/app".to_owned(), REPLAY),
        ("other.test/owner/app".to_owned(), REPLAY),
        ("owner/app".to_owned(), REPLAY),
        (format!("https://{REPOSITORY}"), REPLAY),
        (format!(" {REPOSITORY}"), REPLAY),
        (format!("{REPOSITORY}/"), REPLAY),
        ("registry.test/owner/../owner/app".to_owned(), REPLAY),
    ];
    for (signed, code) in table {
        assert_eq!(
            ask(&bench, &signed, &format!("{REPOSITORY}:v1"), &policy),
            code,
            "{signed}"
        );
    }
    // Names on the default registry have several spellings.
    for signed in [
        "docker.io/library/alpine",
        "index.docker.io/library/alpine",
        "alpine",
    ] {
        assert_eq!(ask(&bench, signed, "alpine:3", &policy), "ok", "{signed}");
    }
}

#[test]
fn a_reference_to_other_bytes_is_refused_whoever_signed() {
    let bench = Bench::default();
    let other = format!("sha256:{}", "00".repeat(32));
    let signed = format!("{REPOSITORY}:v1");
    for policy in [by_keys(&[key("alice")]), bench.signature()] {
        let pinned = |digest: &str| {
            let asked = format!("{REPOSITORY}:v1@{digest}");
            ask(&bench, &signed, &asked, &policy)
        };
        assert_ne!(pinned(&bench.store.subject), "digest.mismatch");
        assert_eq!(pinned(&other), "digest.mismatch");
    }
}

#[test]
fn tags() {
    let bench = Bench::default();
    let with = |mode| by_keys(&[key("alice")]).with_signed_identity(mode);
    let (tagged, bare, digest) = (
        format!("{REPOSITORY}:v1"),
        REPOSITORY.to_owned(),
        format!("{REPOSITORY}@{}", bench.store.subject),
    );
    let both = format!("{tagged}@{}", bench.store.subject);
    let other = format!("{REPOSITORY}:v2");
    let table = [
        (SignedIdentity::Tag, &tagged, &tagged, "ok"),
        (SignedIdentity::Tag, &tagged, &both, "ok"),
        (SignedIdentity::Tag, &tagged, &other, REPLAY),
        (SignedIdentity::Tag, &tagged, &digest, REPLAY),
        (SignedIdentity::Tag, &bare, &tagged, "ok"),
        (SignedIdentity::Tag, &bare, &digest, "ok"),
        (SignedIdentity::Exact, &tagged, &tagged, "ok"),
        (SignedIdentity::Exact, &both, &tagged, "ok"),
        (SignedIdentity::Exact, &tagged, &other, REPLAY),
        (SignedIdentity::Exact, &bare, &tagged, REPLAY),
        (SignedIdentity::Exact, &digest, &digest, REPLAY),
    ];
    for (mode, signed, asked, code) in table {
        assert_eq!(
            ask(&bench, signed, asked, &with(mode)),
            code,
            "{mode:?} {signed} {asked}"
        );
    }
    for signed in ["", "anything at all", "other.test/a"] {
        assert_eq!(
            ask(&bench, signed, &tagged, &with(SignedIdentity::Off)),
            "ok"
        );
    }
}

#[test]
fn a_mirror_holds_what_was_signed_elsewhere() {
    let bench = Bench::default();
    let original = Reference::parse_familiar("upstream.test/owner/app").unwrap();
    let policy = by_keys(&[key("alice")]).with_signed_repository(original.repository().clone());
    let asked = format!("{REPOSITORY}:v1");
    assert_eq!(
        ask(&bench, "upstream.test/owner/app", &asked, &policy),
        "ok"
    );
    assert_eq!(ask(&bench, REPOSITORY, &asked, &policy), REPLAY);
    let exact = policy.with_signed_identity(SignedIdentity::Exact);
    assert_eq!(
        ask(&bench, "upstream.test/owner/app:v1", &asked, &exact),
        "ok"
    );
    assert_eq!(
        ask(&bench, "upstream.test/owner/app:v2", &asked, &exact),
        REPLAY
    );
    // Who names a repository wants it compared, whoever signs.
    let keyless = bench
        .signature()
        .with_signed_repository(original.repository().clone());
    let answer = bench.ask(&bench.sig(&[bench.plan().layer()]), &keyless);
    assert_eq!(answer.code(), REPLAY);
    assert_eq!(bench.signature().signed_identity(), SignedIdentity::Off);
}

#[test]
fn certificates_name_a_workflow_and_need_no_name() {
    let bench = Bench::default();
    let payload = SimpleSigning::new("other.test/a", &bench.store.subject);
    let store = bench.sig(&[payload.plan(&bench.kit).layer()]);
    assert_eq!(bench.ask(&store, &bench.signature()).code(), "ok");
    let compared = bench
        .signature()
        .with_signed_identity(SignedIdentity::Repository);
    assert_eq!(bench.ask(&store, &compared).code(), REPLAY);
}

#[test]
fn bundles_have_a_name_in_the_subject_if_at_all() {
    let bench = Bench::default();
    let ask = |name: Option<&str>, policy: &ImagePolicy| {
        let mut statement = Statement::signature(&bench.store.subject);
        if let Some(name) = name {
            statement = statement.named(name);
        }
        let minted = statement
            .plan(&bench.kit)
            .by_key()
            .signed_by("alice")
            .mint();
        bench.ask(&bench.bundles(&[minted]), policy)
    };
    // Nothing asks for a name: it is told that none was compared.
    let policy = by_keys(&[key("alice")]);
    let answer = ask(None, &policy);
    assert!(answer.has_note("note.name-not-compared"));
    assert_eq!(answer.code(), "ok");
    // A policy that asks for it is not ignored.
    let compared = policy.with_signed_identity(SignedIdentity::Repository);
    let answer = ask(Some(REPOSITORY), &compared);
    assert!(!answer.has_note("note.name-not-compared"));
    assert_eq!(answer.code(), "ok");
    assert_eq!(ask(None, &compared).code(), REPLAY);
    assert_eq!(ask(Some("other.test/a"), &compared).code(), REPLAY);
    assert_eq!(ask(Some(""), &compared).code(), REPLAY);
    let exact = compared.with_signed_identity(SignedIdentity::Exact);
    assert_eq!(ask(Some(REPOSITORY), &exact).code(), REPLAY);
    assert_eq!(ask(Some(&format!("{REPOSITORY}:v1")), &exact).code(), "ok");
    let original = Reference::parse_familiar("upstream.test/owner/app").unwrap();
    let mirror = by_keys(&[key("alice")]).with_signed_repository(original.repository().clone());
    assert_eq!(ask(Some("upstream.test/owner/app"), &mirror).code(), "ok");
    assert_eq!(ask(Some(REPOSITORY), &mirror).code(), REPLAY);
    assert_eq!(ask(None, &mirror).code(), REPLAY);
    // The bytes of a manifest have no name.
    let manifest = bench.store.subject().bytes.clone();
    let minted = bench
        .kit
        .message(&manifest)
        .by_key()
        .signed_by("alice")
        .mint();
    let policy = by_keys(&[key("alice")]).allow_message_signatures();
    let store = bench.bundles(&[minted]);
    assert_eq!(bench.ask(&store, &policy).code(), "ok");
    let compared = policy.with_signed_identity(SignedIdentity::Repository);
    assert_eq!(bench.ask(&store, &compared).code(), REPLAY);
}
