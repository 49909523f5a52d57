//! Requests: what is asked, and what asking wrongly gives.

#[path = "common/real.rs"]
mod real;

use bonafide_digest::{Algorithm, Digest};
use bonafide_keys::PublicKey;
use bonafide_report::{Coded as _, Status, Time};
use bonafide_sigstore::{
    Artifact, Bundle, ExpectedIdentity, IdentityMatcher, IssuerMatcher, ParseOptions, Pattern,
    Policy, Request, SanKind, SanMatcher, Signer, TimeSource, TrustedKey, VerifiedBundle, Verifier,
};
use real::{IDENTITY, ISSUER, bundle_text, digest, now, policy, root};

/// The key of the public-good log: any P-256 key will do.
const KEY: &str = "-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE2G2Y+2tabdTV5BcGiBIx0a9fAFwr
kBbmLSGtks4L3qX6yYY0zufBnhC8Ur/iy55GhWP/9A/bY2LhC30M9+RYtw==
-----END PUBLIC KEY-----
";

fn ask(artifact: Artifact<'_>, policy: &Policy, now: Time) -> Result<VerifiedBundle, &'static str> {
    let verifier = Verifier::new(root()).unwrap();
    let bundle = Bundle::parse(bundle_text().as_bytes(), &ParseOptions::default()).unwrap();
    let request = Request::new(artifact, policy, now);
    let report = verifier.explain(&bundle, &request);
    let verdict = verifier.verify(&bundle, &request);
    assert_eq!(
        report.primary_code(),
        verdict.as_ref().err().map(|refusal| refusal.code())
    );
    verdict.map_err(|refusal| refusal.code().as_str())
}

fn with(policy: &Policy) -> Result<VerifiedBundle, &'static str> {
    ask(Artifact::from_digest(digest()), policy, now())
}

fn key() -> TrustedKey {
    TrustedKey::new(PublicKey::from_pem(KEY).unwrap())
}

#[test]
fn evidence_says_who_when_and_where() {
    let verified = with(&policy()).unwrap();
    let Signer::Certificate(identity) = verified.signer() else {
        panic!("no certificate")
    };
    assert_eq!(
        (identity.san().value(), identity.issuer()),
        (IDENTITY, Some(ISSUER))
    );
    let repository = "https://github.com/trailofbits/pypi-attestation-models";
    assert_eq!(identity.claims().source_repository_uri(), Some(repository));
    let [time] = verified.times() else {
        panic!("one time")
    };
    assert_eq!(time.time().to_string(), "2024-06-10T19:47:25Z");
    assert!(
        matches!(time.source(), TimeSource::Promise { log } if log == "https://rekor.sigstore.dev")
    );
    let [log] = verified.logs() else {
        panic!("one log")
    };
    assert_eq!(log.inclusion().unwrap().size(), 97_323_998);
    assert_eq!(log.promise().unwrap().log_index(), 101_487_427);
    assert_eq!(verified.certificate_timestamps().unwrap().parties(), 1);
    assert_eq!(verified.digests(), [digest()]);
    let statement = verified.statement().unwrap().statement();
    assert_eq!(
        statement.predicate_type(),
        "https://docs.pypi.org/attestations/publish/v1"
    );
    let statuses: Vec<Status> = verified
        .report()
        .checks()
        .iter()
        .map(bonafide_report::Check::status)
        .collect();
    assert!(
        statuses
            .iter()
            .all(|status| matches!(status, Status::Pass | Status::Skip))
    );
}

#[test]
fn evidence_serialises() {
    let verified = with(&policy()).unwrap();
    let json = serde_json::to_value(&verified).unwrap();
    let members: Vec<&str> = json
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    assert_eq!(
        members,
        [
            "certificateTimestamps",
            "digests",
            "key",
            "logs",
            "scheme",
            "signer",
            "statement",
            "times",
            "trustedRoots",
            "version",
        ]
    );
    assert_eq!(
        json["signer"]["certificate"]["claims"]["runnerEnvironment"],
        "github-hosted"
    );
    assert_eq!(json["logs"][0]["promise"]["logIndex"], 101_487_427);
    let report = serde_json::to_value(verified.report()).unwrap();
    assert_eq!(report["checks"][0]["id"], "bundle/presence");
}

#[test]
fn identities_are_whole_strings() {
    let exact = |san: &str, issuer: &str| {
        with(&Policy::identity(
            IdentityMatcher::exact(san, issuer).unwrap(),
        ))
        .map(drop)
    };
    assert_eq!(exact(IDENTITY, ISSUER), Ok(()));
    let prefix = IDENTITY.strip_suffix("a2").unwrap();
    for san in [
        prefix,
        &format!("{IDENTITY} "),
        &IDENTITY.to_uppercase(),
        &IDENTITY.replace('.', "x"),
    ] {
        assert_eq!(exact(san, ISSUER), Err("identity.san-mismatch"), "{san}");
    }
    assert_eq!(
        exact(IDENTITY, &format!("{ISSUER}/")),
        Err("identity.issuer-mismatch")
    );
}

#[test]
fn patterns_kinds_and_claims_are_enforced() {
    let issuer = || IssuerMatcher::new(Pattern::exact(ISSUER).unwrap()).unwrap();
    let matcher = |pattern: Pattern, kind: Option<SanKind>| {
        IdentityMatcher::new(SanMatcher::new(pattern, kind).unwrap(), issuer())
    };
    let ask = |one: IdentityMatcher| with(&Policy::identity(one)).map(drop);
    let glob =
        "https://github.com/trailofbits/pypi-attestation-models/.github/workflows/*@refs/tags/*";
    let exact = || Pattern::exact(IDENTITY).unwrap();
    assert_eq!(ask(matcher(Pattern::glob(glob).unwrap(), None)), Ok(()));
    let shallow = Pattern::glob("https://github.com/trailofbits/*@refs/tags/*").unwrap();
    assert_eq!(ask(matcher(shallow, None)), Err("identity.san-mismatch"));
    let regex = Pattern::regex("https://github\\.com/trailofbits/.*@refs/tags/v[0-9.a]+").unwrap();
    assert_eq!(ask(matcher(regex, None)), Ok(()));
    let part = Pattern::regex("trailofbits/pypi-attestation-models").unwrap();
    assert_eq!(
        ask(matcher(part, Some(SanKind::Uri))),
        Err("identity.san-mismatch")
    );
    assert_eq!(
        ask(matcher(exact(), Some(SanKind::Email))),
        Err("identity.san-mismatch")
    );

    let claim = |number, value: &str| ask(matcher(exact(), None).with_claim(number, value));
    assert_eq!(claim(14, "refs/tags/v0.0.4a2"), Ok(()));
    assert_eq!(
        claim(14, "refs/tags/v0.0.4"),
        Err("identity.claim-mismatch")
    );
    assert_eq!(claim(23, ""), Err("identity.claim-mismatch"));

    let absent = IdentityMatcher::new(
        SanMatcher::new(exact(), None).unwrap(),
        IssuerMatcher::absent(),
    );
    assert_eq!(ask(absent), Err("identity.issuer-mismatch"));
}

#[test]
fn alternatives_pair_names_and_issuers() {
    let one = |san: &str, issuer: &str| IdentityMatcher::exact(san, issuer).unwrap();
    let any = |list: Vec<IdentityMatcher>| {
        with(&Policy::identity(ExpectedIdentity::any_of(list).unwrap())).map(drop)
    };
    assert_eq!(
        any(vec![one("https://x/", ISSUER), one(IDENTITY, ISSUER)]),
        Ok(())
    );
    let crossed = vec![
        one(IDENTITY, "https://accounts.google.com"),
        one("https://x/", ISSUER),
    ];
    assert_eq!(any(crossed), Err("identity.issuer-mismatch"));
    assert!(ExpectedIdentity::any_of(Vec::new()).is_err());
    assert!(ExpectedIdentity::all_of(Vec::new()).is_err());
    let everyone = with(&Policy::identity(ExpectedIdentity::any_identity_unsafe())).unwrap();
    let notes: Vec<&str> = everyone
        .report()
        .notes()
        .iter()
        .map(|note| note.code().as_str())
        .collect();
    assert_eq!(notes, ["note.option-used"]);
}

#[test]
fn an_empty_policy_accepts_nothing() {
    let code = |policy: Policy| with(&policy).unwrap_err();
    assert_eq!(code(Policy::nobody()), "policy.empty");
    assert_eq!(code(Policy::key(key())), "policy.key-with-certificate");
    assert_eq!(
        code(policy().with_key(key())),
        "policy.key-with-certificate"
    );
    assert_eq!(code(policy().with_tlog_threshold(0)), "policy.empty");
    assert_eq!(code(policy().with_sct_threshold(0)), "policy.empty");
    assert!(
        with(
            &policy()
                .without_transparency_log()
                .without_certificate_timestamps()
        )
        .is_ok()
    );
}

#[test]
fn thresholds_count() {
    let code = |policy: Policy| with(&policy).unwrap_err();
    assert_eq!(code(policy().with_tlog_threshold(2)), "tlog.threshold");
    assert_eq!(code(policy().with_sct_threshold(2)), "cert.sct");
    assert_eq!(code(policy().with_tsa_threshold(1)), "tsa.threshold");
}

#[test]
fn artifacts_are_subjects() {
    let ask =
        |digests: Vec<Digest>| ask(Artifact::from_digests(digests), &policy(), now()).map(drop);
    let other = Digest::new(Algorithm::Sha256, &[7; 32]).unwrap();
    let sha512 = Digest::new(Algorithm::Sha512, &[7; 64]).unwrap();
    assert_eq!(ask(vec![digest()]), Ok(()));
    assert_eq!(ask(vec![other]), Err("artifact.not-a-subject"));
    assert_eq!(ask(vec![sha512]), Err("artifact.not-a-subject"));
    assert_eq!(ask(vec![digest(), other]), Err("artifact.bad-digest"));
    assert_eq!(ask(Vec::new()), Err("artifact.missing"));
    let sha1 = Digest::new(Algorithm::Sha1, &[7; 20]).unwrap();
    assert_eq!(ask(vec![sha1]), Err("artifact.bad-digest"));
}

#[test]
fn every_artifact_must_be_a_subject() {
    let verifier = Verifier::new(root()).unwrap();
    let bundle = Bundle::parse(bundle_text().as_bytes(), &ParseOptions::default()).unwrap();
    let policy = policy();
    let request = Request::new(Artifact::from_digest(digest()), &policy, now());
    assert!(
        verifier
            .verify(
                &bundle,
                &request
                    .clone()
                    .with_artifact(Artifact::from_digest(digest()))
            )
            .is_ok()
    );
    let other = || Artifact::from_bytes(b"other");
    let refusal = verifier.verify(&bundle, &request.with_artifact(other()));
    let refusal = refusal.unwrap_err();
    assert_eq!(refusal.code().as_str(), "artifact.not-a-subject");
    assert!(refusal.to_string().starts_with("artifact 1: "), "{refusal}");
    // One alone has no number.
    let refusal = verifier.verify(&bundle, &Request::new(other(), &policy, now()));
    let told = refusal.unwrap_err().to_string();
    assert!(!told.contains("artifact 0"), "{told}");
}

#[test]
fn a_stream_is_hashed_once_for_what_is_needed() {
    let bundle = Bundle::parse(bundle_text().as_bytes(), &ParseOptions::default()).unwrap();
    assert_eq!(bundle.digest_algorithms(&policy()), [Algorithm::Sha256]);
    let artifact = Artifact::read(&b"other"[..], &bundle, &policy()).unwrap();
    assert_eq!(
        ask(artifact, &policy(), now()).unwrap_err(),
        "artifact.not-a-subject"
    );
}

#[test]
fn predicate_types_are_exact() {
    let publish = "https://docs.pypi.org/attestations/publish/v1";
    assert!(with(&policy().with_predicate_type(publish)).is_ok());
    assert!(
        with(
            &policy()
                .with_predicate_type("x:y")
                .with_predicate_type(publish)
        )
        .is_ok()
    );
    let code = with(&policy().with_predicate_type("https://slsa.dev/provenance/v1")).unwrap_err();
    assert_eq!(code, "statement.predicate-type");
}

#[test]
fn the_evaluation_time_is_a_bound() {
    let at = |text: &str, policy: &Policy| {
        ask(
            Artifact::from_digest(digest()),
            policy,
            Time::parse_rfc3339(text).unwrap(),
        )
        .map(drop)
    };
    assert_eq!(at("2024-06-10T19:47:25Z", &policy()), Ok(()));
    // The certificate timestamp has a fraction of the same second.
    assert_eq!(at("2024-06-10T19:42:26Z", &policy()), Ok(()));
    assert_eq!(at("2024-06-10T19:42:24Z", &policy()), Err("time.future"));
    assert_eq!(
        at("2024-06-10T19:42:24Z", &policy().allow_future_times()),
        Ok(())
    );
}

#[test]
fn caller_times_must_fit_too() {
    let time = |text: &str| Time::parse_rfc3339(text).unwrap();
    let with_time = |text: &str| with(&policy().with_time_from_caller(time(text))).map(drop);
    assert_eq!(with_time("2024-06-10T19:50:00Z"), Ok(()));
    assert_eq!(with_time("2024-06-10T20:50:00Z"), Err("cert.time"));
    assert_eq!(
        with(&policy().allow_current_time()).map(drop),
        Err("cert.time")
    );
}

#[test]
fn a_refusal_keeps_what_had_passed() {
    let verifier = Verifier::new(root()).unwrap();
    let bundle = Bundle::parse(bundle_text().as_bytes(), &ParseOptions::default()).unwrap();
    let policy = Policy::identity(IdentityMatcher::exact("https://x/", ISSUER).unwrap());
    let request = Request::new(Artifact::from_digest(digest()), &policy, now());
    let refusal = verifier.verify(&bundle, &request).unwrap_err();
    let checks = refusal.report().checks();
    let (last, before) = checks.split_last().unwrap();
    assert_eq!(
        (last.id(), last.status()),
        ("certificate/identity", Status::Fail)
    );
    assert!(before.iter().all(|check| check.status() != Status::Fail));
    let whole = verifier.explain(&bundle, &request);
    assert_eq!(&whole.checks()[..checks.len()], checks);
    assert_eq!(whole.checks().len(), 15);
    assert_eq!(refusal.place(), refusal.error().place());
}

#[test]
fn a_verifier_is_shared_between_threads() {
    let verifier = Verifier::new(root()).unwrap();
    let bundle = Bundle::parse(bundle_text().as_bytes(), &ParseOptions::default()).unwrap();
    let policy = policy();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let request = Request::new(Artifact::from_digest(digest()), &policy, now());
                assert!(verifier.verify(&bundle, &request).is_ok());
            });
        }
    });
}
