//! Good bundles of every version and kind, from an instance of our own.

mod common;

use bonafide_report::Coded as _;
use bonafide_sigstore::{Bundle, Error, ParseOptions, SignatureFile, TrustedRoot};
use bonafide_testkit::cases::legacy_blobs;
use bonafide_testkit::{Entry, KeyKind, Sigstore};
use common::{ARTIFACT, ask, ask_digest, ask_with, code, policy};

#[test]
fn version_0_3_in_rekor_v1() {
    let kit = Sigstore::default();
    assert_eq!(code(&kit.message(ARTIFACT).mint()), "ok");
    assert_eq!(code(&kit.statement(ARTIFACT).mint()), "ok");
    assert_eq!(
        code(&kit.statement(ARTIFACT).logged(Entry::Intoto).mint()),
        "ok"
    );
    assert_eq!(ask_digest(&kit.message(ARTIFACT).mint()).code(), "ok");
    assert_eq!(ask_digest(&kit.statement(ARTIFACT).mint()).code(), "ok");
}

#[test]
fn older_versions_have_chains() {
    let kit = Sigstore::default();
    assert_eq!(code(&kit.message(ARTIFACT).version_0_1().mint()), "ok");
    assert_eq!(code(&kit.statement(ARTIFACT).version_0_2().mint()), "ok");
}

#[test]
fn it_was_signed_at_the_earliest_time_that_somebody_vouches_for() {
    let kit = Sigstore::default();
    let minted = kit.message(ARTIFACT).stamped(1).mint();
    let verified = ask(&minted).verdict.unwrap();
    let times: Vec<_> = verified.times().iter().map(|time| time.time()).collect();
    assert_eq!(times.len(), 2);
    assert_eq!(verified.signed_at(), times.iter().min().copied());
    assert!(!verified.is_promise_only());

    // The evaluation time is nobody's word.
    let unlogged = kit.message(ARTIFACT).by_key().logged(Entry::None).mint();
    let now = policy(&unlogged)
        .without_transparency_log()
        .allow_current_time();
    let verified = ask_with(&unlogged, &now).verdict.unwrap();
    assert_eq!(verified.signed_at(), None);
    assert!(!verified.is_promise_only());

    let promised = kit.message(ARTIFACT).version_0_1().with_bundle(|bundle| {
        let entry = &mut bundle["verificationMaterial"]["tlogEntries"][0];
        entry.as_object_mut().unwrap().remove("inclusionProof");
    });
    let promised = promised.mint();
    let allowed = policy(&promised).allow_promise_only();
    let verified = ask_with(&promised, &allowed).verdict.unwrap();
    assert!(verified.is_promise_only() && verified.signed_at().is_some());
}

#[test]
fn a_file_with_a_signature_is_told_by_its_format() {
    let options = ParseOptions::default();
    let kit = Sigstore::default();
    let minted = kit.statement(ARTIFACT).mint();
    let bundle = minted.bundle.to_string();
    let file = SignatureFile::parse(bundle.as_bytes(), &options).unwrap();
    assert!(!file.is_legacy() && file.bundle().has_envelope());
    #[cfg(feature = "pep740")]
    {
        assert!(file.attestation().is_none());
        let told = minted.attestation().to_string();
        let file = SignatureFile::parse(told.as_bytes(), &options).unwrap();
        assert!(!file.is_legacy() && file.attestation().is_some());
        assert!(file.bundle().has_envelope());
    }
    let older = legacy_blobs();
    let older = older.iter().find(|case| case.expected.fits(None, &[]));
    let file = SignatureFile::parse(&older.unwrap().bundle, &options).unwrap();
    assert!(file.is_legacy() && !file.bundle().has_envelope());
    // No good in its own format, and not tried in another.
    let both = bundle.replacen('{', "{\"base64Signature\":\"\",", 1);
    assert!(SignatureFile::parse(both.as_bytes(), &options).is_err());
}

/// The message of the error, which has this code whatever else it says.
fn refused<T>(read: Result<T, Error>, code: &str) -> String {
    let error = read.err().unwrap();
    assert_eq!(error.code().as_str(), code);
    error.to_string()
}

#[test]
fn a_format_that_was_taken_for_another_is_told() {
    let (strict, lenient) = (ParseOptions::default(), ParseOptions::lenient());
    let minted = Sigstore::default().statement(ARTIFACT).mint();
    let attestation = minted.attestation().to_string();
    let bundle = minted.bundle.to_string();
    let parse = |text: &str, options| Bundle::parse(text.as_bytes(), options);
    let wanted = "looks like a PEP 740 attestation, which `pep740::Attestation::parse`";
    for options in [&strict, &lenient] {
        let told = refused(parse(&attestation, options), "bundle.parse");
        assert!(told.contains(wanted), "{told}");
        assert!(told.contains("`Verifier::verify_attestation`"), "{told}");
    }
    let lines = Bundle::parse_lines(attestation.as_bytes(), &strict).unwrap();
    let told = lines[0].bundle().unwrap_err().to_string();
    assert!(told.contains(wanted), "{told}");
    // Where it went wrong and why stay as they were.
    let error = parse(&attestation, &strict).unwrap_err();
    let Error::OtherFormat { cause, .. } = &error else {
        panic!("{error:?}");
    };
    assert_eq!(error.place(), cause.place());
    assert_eq!(error.findings(), cause.findings());
    assert!(!error.findings().is_empty());

    let older = parse(r#"{"base64Signature": ""}"#, &strict);
    let told = refused(older, "bundle.parse");
    assert!(told.contains("`Bundle::parse_legacy`"), "{told}");
    let provenance = format!(r#"{{"version": 1, "attestation_bundles": [{attestation}]}}"#);
    let told = refused(parse(&provenance, &strict), "bundle.parse");
    assert!(told.contains("`pep740::Provenance::parse`"), "{told}");

    let root = minted.trusted_root.to_string();
    let told = refused(parse(&root, &strict), "bundle.parse");
    assert!(told.contains("`TrustedRoot::parse`"), "{told}");

    let envelope = minted.bundle["dsseEnvelope"].to_string();
    let told = refused(parse(&envelope, &strict), "bundle.parse");
    assert!(
        told.contains("looks like a DSSE envelope by itself"),
        "{told}"
    );
    let bare = r#"{"_type": "https://in-toto.io/Statement/v1", "predicateType": "x"}"#;
    let told = refused(parse(bare, &strict), "bundle.parse");
    assert!(told.contains("a statement that nobody signed"), "{told}");
    let npm = format!(r#"{{"attestations": [{{"bundle": {bundle}}}]}}"#);
    let told = refused(parse(&npm, &strict), "bundle.parse");
    assert!(told.contains("looks like attestations of npm"), "{told}");
    let build = r#"{"image_summary": {}, "provenance_summary": {"payloadType": ""}}"#;
    let told = refused(parse(build, &strict), "bundle.parse");
    assert!(told.contains("Google Cloud Build"), "{told}");
    let lines = format!("{bundle}\n{bundle}\n");
    let told = refused(parse(&lines, &strict), "bundle.parse");
    assert!(told.contains("`Bundle::parse_lines`"), "{told}");
    let cut = format!(r#"{{"dsseEnvelope": {}"#, &envelope[..envelope.len() - 1]);
    let told = parse(&cut, &strict).unwrap_err().to_string();
    assert!(!told.contains("looks like"), "{told}");

    // A bundle that is no good, and what is no format at all.
    let broken = bundle.replacen("\"mediaType\"", "\"kind\"", 1);
    for text in [&*broken, "{}", "[]", ""] {
        let told = parse(text, &strict).unwrap_err().to_string();
        assert!(!told.contains("looks like"), "{told}");
    }
    let few = bonafide_sigstore::Limits::default().with_bundle_bytes(16);
    let few = ParseOptions::default().with_limits(few);
    let told = refused(parse(&attestation, &few), "limit.exceeded");
    assert!(!told.contains("looks like"), "{told}");
}

#[test]
fn what_was_taken_for_a_trusted_root_is_told() {
    let minted = Sigstore::default().statement(ARTIFACT).mint();
    let attestation = minted.attestation().to_string();
    let provenance = format!(r#"{{"version": 1, "attestation_bundles": [{attestation}]}}"#);
    let bundle = minted.bundle.to_string();
    for (text, reader) in [
        (bundle.as_str(), "`Bundle::parse`"),
        (&attestation, "`pep740::Attestation::parse`"),
        (&provenance, "`pep740::Provenance::parse`"),
        (r#"{"base64Signature": ""}"#, "`Bundle::parse_legacy`"),
        ("\n-----BEGIN CERTIFICATE-----\n", "PEM"),
    ] {
        let told = refused(TrustedRoot::parse(text.as_bytes()), "trustroot.parse");
        assert!(
            told.contains("looks like") && told.contains(reader),
            "{told}"
        );
    }
    let root = minted.trusted_root.to_string();
    let broken = root.replacen("trustedroot", "trustedroot.x", 1);
    for text in [&*broken, "{}", "[]", ""] {
        let told = refused(TrustedRoot::parse(text.as_bytes()), "trustroot.parse");
        assert!(!told.contains("looks like"), "{told}");
    }
    let few = bonafide_sigstore::Limits::default().with_root_bytes(16);
    let told = refused(
        TrustedRoot::parse_with(bundle.as_bytes(), &few),
        "limit.exceeded",
    );
    assert!(!told.contains("looks like"), "{told}");
}

#[test]
fn what_is_empty_or_cut_off_is_said_to_be() {
    let minted = Sigstore::default().statement(ARTIFACT).mint();
    let options = ParseOptions::default();
    let (bundle, root) = (minted.bundle.to_string(), minted.trusted_root.to_string());
    let of_bundle = |text: &str| Bundle::parse(text.as_bytes(), &options).err();
    let of_file = |text: &str| SignatureFile::parse(text.as_bytes(), &options).err();
    let of_root = |text: &str| TrustedRoot::parse(text.as_bytes()).err();
    for (empty, cut) in [
        (of_bundle(""), of_bundle(&bundle[..bundle.len() / 2])),
        (of_file(""), of_file(&bundle[..bundle.len() / 2])),
        (of_root(""), of_root(&root[..root.len() / 2])),
    ] {
        let [empty, cut] = [empty, cut].map(|error| error.unwrap().to_string());
        assert!(empty.ends_with("the document is empty"), "{empty}");
        assert!(cut.contains("the document ends too early"), "{cut}");
    }
}

#[cfg(feature = "pep740")]
#[test]
fn a_bundle_that_was_taken_for_an_attestation_is_told() {
    use bonafide_sigstore::pep740::{Attestation, Provenance};
    let options = ParseOptions::default();
    let minted = Sigstore::default().statement(ARTIFACT).mint();
    let bundle = minted.bundle.to_string();
    let attestation = minted.attestation().to_string();
    let provenance = format!(r#"{{"version": 1, "attestation_bundles": [{attestation}]}}"#);
    let one = |text: &str| Attestation::parse(text.as_bytes(), &options).map(drop);
    let all = |text: &str| Provenance::parse(text.as_bytes(), &options).map(drop);
    let rows = [
        (one(&bundle), "bundle.version", "`Bundle::parse`"),
        (
            one(&provenance),
            "bundle.parse",
            "`pep740::Provenance::parse`",
        ),
        (all(&bundle), "bundle.version", "`Bundle::parse`"),
        (
            all(&attestation),
            "bundle.parse",
            "`pep740::Attestation::parse`",
        ),
    ];
    for (read, code, reader) in rows {
        let told = refused(read, code);
        assert!(
            told.contains("looks like") && told.contains(reader),
            "{told}"
        );
    }
    let broken = attestation.replacen("\"envelope\"", "\"letter\"", 1);
    let told = one(&broken).unwrap_err().to_string();
    assert!(!told.contains("looks like"), "{told}");
}

#[test]
fn keys_sign_as_well() {
    let kit = Sigstore::default();
    assert_eq!(code(&kit.message(ARTIFACT).by_key().mint()), "ok");
    assert_eq!(code(&kit.statement(ARTIFACT).by_key().mint()), "ok");
}

#[test]
fn every_kind_of_key() {
    let kit = Sigstore::default();
    for kind in [
        KeyKind::P256,
        KeyKind::P384,
        KeyKind::P521,
        KeyKind::Rsa2048,
        KeyKind::Rsa4096,
    ] {
        assert_eq!(
            code(&kit.message(ARTIFACT).with_kind(kind).mint()),
            "ok",
            "{kind:?}"
        );
        assert_eq!(
            code(&kit.statement(ARTIFACT).with_kind(kind).mint()),
            "ok",
            "{kind:?}"
        );
    }
    // The prehashed form is another backend's.
    let ed25519 = kit.message(ARTIFACT).with_kind(KeyKind::Ed25519).mint();
    assert_eq!(code(&ed25519), "key.unsupported");
    assert_eq!(
        code(&kit.statement(ARTIFACT).with_kind(KeyKind::Ed25519).mint()),
        "ok"
    );
}

#[test]
fn evidence_names_the_instance() {
    let kit = Sigstore::default();
    let verified = ask(&kit.message(ARTIFACT).mint()).verdict.unwrap();
    assert_eq!(verified.logs()[0].url(), "https://rekor.sigstore.test");
    assert_eq!(verified.times()[0].time().seconds(), kit.time.seconds);
    assert_eq!(verified.certificate_timestamps().unwrap().parties(), 1);
}

#[test]
fn rekor_v2_with_timestamps() {
    let kit = Sigstore::default();
    assert_eq!(code(&kit.message(ARTIFACT).v2().mint()), "ok");
    assert_eq!(code(&kit.statement(ARTIFACT).v2().mint()), "ok");
    assert_eq!(code(&kit.message(ARTIFACT).stamped(2).mint()), "ok");
    assert_eq!(code(&kit.message(ARTIFACT).by_key().v2().mint()), "ok");
    assert_eq!(
        code(&kit.message(ARTIFACT).by_key().logged(Entry::V2).mint()),
        "ok"
    );
    for kind in [
        KeyKind::P384,
        KeyKind::P521,
        KeyKind::Rsa2048,
        KeyKind::Rsa3072,
    ] {
        assert_eq!(
            code(&kit.message(ARTIFACT).with_kind(kind).v2().mint()),
            "ok",
            "{kind:?}"
        );
        assert_eq!(
            code(&kit.statement(ARTIFACT).with_kind(kind).v2().mint()),
            "ok",
            "{kind:?}"
        );
    }
}

#[test]
fn a_media_type_that_is_not_there_is_told() {
    let minted = Sigstore::default().message(ARTIFACT).mint();
    let [mut bundle, mut root] = [minted.bundle, minted.trusted_root];
    for document in [&mut bundle, &mut root] {
        document.as_object_mut().unwrap().remove("mediaType");
    }
    let bundle = Bundle::parse(bundle.to_string().as_bytes(), &ParseOptions::default());
    let root = TrustedRoot::parse(root.to_string().as_bytes());
    for told in [
        refused(bundle, "bundle.version"),
        refused(root, "trustroot.parse"),
    ] {
        assert!(told.contains("there is no media type"), "{told}");
    }
}
