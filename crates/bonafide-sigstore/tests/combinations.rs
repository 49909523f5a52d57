//! Nothing that was asked for is passed over because of something else that was asked for, or
//! because of the form in which a bundle or a trusted root puts it.
mod common;

use bonafide_digest::Digest;
use bonafide_keys::{PublicKey, Ring, Scheme};
use bonafide_report::Time;
use bonafide_sigstore::{
    Artifact, Bundle, ExpectedNames, IdentityMatcher, ParseOptions, Policy, PrivatePki, Request,
    SanKind, SanMatcher, TrustedKey, TrustedRoot, Verifier, Witness, WitnessPolicy,
};
use bonafide_testkit::{Entry, KeyKind, Minted, Sigstore, encode};
use common::{ARTIFACT, ask_root, ask_with, policy};
use serde_json::{Value, json};

const IN_TOTO: &str = "application/vnd.in-toto+json";
const PROVENANCE: &str = "https://slsa.dev/provenance/v1";

fn code(minted: &Minted, policy: &Policy) -> &'static str {
    ask_with(minted, policy).code()
}

#[test]
fn naming_the_type_of_statements_changes_nothing() {
    let kit = Sigstore::default();
    let other = kit.statement(b"another artifact").mint();
    let named = policy(&other).with_payload_type(IN_TOTO);
    assert_eq!(code(&other, &named), "artifact.not-a-subject");
    let good = kit.statement(ARTIFACT).mint();
    let named = policy(&good).with_payload_type(IN_TOTO);
    assert_eq!(code(&good, &named), "ok");
    let wanted = named.with_predicate_type("https://example.test/no-such");
    assert_eq!(code(&good, &wanted), "statement.predicate-type");
}

#[test]
fn a_wanted_predicate_is_wanted_of_everything() {
    let kit = Sigstore::default();
    let message = kit.message(ARTIFACT).mint();
    let wanted = policy(&message).with_predicate_type(PROVENANCE);
    assert_eq!(code(&message, &wanted), "statement.predicate-type");
    let text = kit.envelope("text/plain", b"hello").mint();
    let named = policy(&text).with_payload_type("text/plain");
    assert_eq!(code(&text, &named), "ok");
    let wanted = named.with_predicate_type(PROVENANCE);
    assert_eq!(code(&text, &wanted), "statement.predicate-type");
}

#[test]
fn an_identity_beside_a_private_authority_is_wanted_too() {
    let kit = Sigstore::default();
    let minted = kit.message(ARTIFACT).mint();
    let chain = kit.fulcio.chain();
    let pki = || {
        let uri = SanMatcher::named(SanKind::Uri, &*minted.identity).unwrap();
        let names = ExpectedNames::all_of(vec![uri]).unwrap();
        let pki = PrivatePki::new(&chain[1..], names).unwrap();
        Policy::private_pki(pki.with_intermediates(&chain[..1]).unwrap())
    };
    let identity = |issuer: &str| IdentityMatcher::exact(&*minted.identity, issuer).unwrap();
    assert_eq!(code(&minted, &pki()), "ok");
    let both = pki().with_identity(identity(&minted.issuer));
    assert_eq!(code(&minted, &both), "ok");
    let both = pki().with_identity(identity("https://other.test"));
    assert_eq!(code(&minted, &both), "identity.issuer-mismatch");
}

#[test]
fn witnesses_are_wanted_where_no_proof_is() {
    let kit = Sigstore::default();
    let signer = kit.message(ARTIFACT).by_key().with_kind(KeyKind::Ed25519);
    let key = PublicKey::from_pem(&signer.mint().key).unwrap();
    let witness = Witness::new("witness.test", key).unwrap();
    let one = || WitnessPolicy::new(1, vec![witness.clone()]);
    let none = || WitnessPolicy::new(0, vec![witness.clone()]);

    let unlogged = kit.message(ARTIFACT).logged(Entry::None).stamped(1).mint();
    let unasked = || policy(&unlogged).without_transparency_log();
    assert_eq!(code(&unlogged, &unasked().with_witnesses(none())), "ok");
    let answer = code(&unlogged, &unasked().with_witnesses(one()));
    assert_eq!(answer, "tlog.witness-threshold");

    let promised = kit.message(ARTIFACT).version_0_1().with_bundle(|bundle| {
        let entry = &mut bundle["verificationMaterial"]["tlogEntries"][0];
        entry.as_object_mut().unwrap().remove("inclusionProof");
    });
    let promised = promised.mint();
    let unproved = || policy(&promised).allow_promise_only();
    assert_eq!(code(&promised, &unproved().with_witnesses(none())), "ok");
    let answer = code(&promised, &unproved().with_witnesses(one()));
    assert_eq!(answer, "tlog.witness-threshold");
}

#[test]
fn an_entry_without_a_signature_backs_no_bundle() {
    let kit = Sigstore::default();
    let old = kit.statement(ARTIFACT).logged(Entry::Old).mint();
    assert_eq!(code(&old, &policy(&old)), "tlog.unsupported-kind");
    let named = policy(&old).allow_legacy_entry_kinds();
    assert_eq!(code(&old, &named), "tlog.unsupported-kind");
}

#[test]
fn no_record_holds_a_signature_over_the_message_itself() {
    let kit = Sigstore::default();
    let by_key = || kit.message(ARTIFACT).by_key().with_kind(KeyKind::Ed25519);
    let pure = || by_key().with_scheme(bonafide_testkit::Scheme::Ed25519);
    let wanted = |minted: &Minted| {
        let key = PublicKey::from_pem(&minted.key).unwrap();
        Policy::key(TrustedKey::new(key).with_scheme(Scheme::Ed25519))
    };
    let logged = pure().mint();
    assert_eq!(code(&logged, &wanted(&logged)), "tlog.body-mismatch");
    let unlogged = pure().logged(Entry::None).mint();
    let unasked = wanted(&unlogged).without_transparency_log();
    assert_eq!(code(&unlogged, &unasked), "ok");
    // An entry that anybody can add, of a log that nobody trusts, changes nothing.
    let added = logged.bundle["verificationMaterial"]["tlogEntries"].clone();
    let added = pure().logged(Entry::None).with_bundle(move |bundle| {
        bundle["verificationMaterial"]["tlogEntries"] = added.clone();
    });
    let added = added.mint();
    let mut root = added.trusted_root.clone();
    root["tlogs"] = json!([]);
    assert_eq!(ask_root(&added, &unasked, &root).code(), "ok");
}

#[test]
fn stated_digests_that_contradict_each_other_are_refused() {
    let kit = Sigstore::default();
    let good = Digest::sha256(bonafide_digest::sha256(&[ARTIFACT]));
    let bad = Digest::sha256(bonafide_digest::sha256(&[b"other"]));
    for minted in [kit.message(ARTIFACT).mint(), kit.statement(ARTIFACT).mint()] {
        let ask = |digests: [Digest; 2]| {
            let artifact = Artifact::from_digests(digests);
            common::ask_artifact(&minted, &policy(&minted), &minted.trusted_root, artifact).code()
        };
        assert_eq!(ask([good, good]), "ok");
        assert_eq!(ask([good, bad]), "artifact.bad-digest");
        assert_eq!(ask([bad, good]), "artifact.bad-digest");
    }
}

#[test]
fn subjects_without_a_known_digest_are_no_subjects_in_every_form_of_input() {
    let kit = Sigstore::default();
    for digest in [json!({"sha1": "0".repeat(40)}), json!({"other": "value"})] {
        let statement = json!({"_type": "https://in-toto.io/Statement/v1", "predicate": {},
            "predicateType": PROVENANCE, "subject": [{"name": "a", "digest": digest}]});
        let minted = kit.envelope(IN_TOTO, statement.to_string().as_bytes());
        let minted = minted.mint();
        assert_eq!(code(&minted, &policy(&minted)), "artifact.not-a-subject");
        assert_eq!(common::ask_digest(&minted).code(), "artifact.not-a-subject");
    }
}

#[test]
fn one_timestamp_authority_of_two_roots_is_one() {
    let kit = Sigstore::default();
    let minted = kit.message(ARTIFACT).stamped(2).with_bundle(|bundle| {
        let signature = bundle["messageSignature"]["signature"].as_str().unwrap();
        let later = kit.tsa.stamp(&encode::unbase64(signature), kit.time.plus(2));
        bundle["verificationMaterial"]["timestampVerificationData"]["rfc3161Timestamps"][1]
            ["signedTimestamp"] = json!(encode::base64(&later));
    });
    let minted = minted.mint();
    let iso = |seconds: i64| Time::from_unix(seconds).unwrap().to_string();
    let mut until = minted.trusted_root.clone();
    until["timestampAuthorities"][0]["validFor"] =
        json!({"start": "2020-01-01T00:00:00Z", "end": iso(kit.time.seconds + 1)});
    let mut named = minted.trusted_root.clone();
    named["mediaType"] = json!("application/vnd.dev.sigstore.trustedroot.v0.2+json");
    named["timestampAuthorities"][0]["operator"] = json!("operator.test");
    let parse = |root: &Value| TrustedRoot::parse(root.to_string().as_bytes()).unwrap();
    let verifier = Verifier::builder(parse(&until), Ring).with_root(parse(&named));
    let verifier = verifier.build().unwrap();
    let bundle = minted.bundle.to_string();
    let bundle = Bundle::parse(bundle.as_bytes(), &ParseOptions::default()).unwrap();
    let ask = |threshold| {
        let policy = policy(&minted).with_tsa_threshold(threshold);
        let now = Time::from_unix(minted.now).unwrap();
        let request = Request::new(Artifact::from_bytes(ARTIFACT), &policy, now);
        let verdict = verifier.verify(&bundle, &request);
        verdict.map(drop).map_err(|refusal| refusal.code().as_str())
    };
    assert_eq!(ask(1), Ok(()));
    assert_eq!(ask(2), Err("tsa.threshold"));
}

/// A bundle with an entry of either log.
fn of_both_logs(kit: &Sigstore, stamped: bool) -> Minted {
    let first = kit.message(ARTIFACT).mint();
    let both = kit.message(ARTIFACT).v2().with_bundle(|bundle| {
        let material = bundle["verificationMaterial"].as_object_mut().unwrap();
        let entry = first.bundle["verificationMaterial"]["tlogEntries"][0].clone();
        let entries = material["tlogEntries"].as_array_mut().unwrap();
        entries.push(entry);
        if !stamped {
            material.remove("timestampVerificationData");
        }
    });
    both.mint()
}

#[test]
fn an_entry_of_the_second_log_is_timestamped_whatever_stands_beside_it() {
    let kit = Sigstore::default();
    let stamped = of_both_logs(&kit, true);
    assert_eq!(code(&stamped, &policy(&stamped)), "ok");
    let bare = of_both_logs(&kit, false);
    assert_eq!(code(&bare, &policy(&bare)), "time.none");
}

#[test]
fn a_log_that_is_listed_twice_is_used_as_it_is_listed_best() {
    let kit = Sigstore::default();
    let minted = kit.message(ARTIFACT).mint();
    let mut root = minted.trusted_root.clone();
    let good = root["tlogs"][0].clone();
    let mut old = good.clone();
    old["publicKey"]["validFor"] =
        json!({"start": "2020-01-01T00:00:00Z", "end": "2021-01-01T00:00:00Z"});
    let mut alias = good.clone();
    alias["baseUrl"] = json!("https://alias.test");
    let mut ask = |logs: Value| {
        root["tlogs"] = logs;
        ask_root(&minted, &policy(&minted), &root).code()
    };
    assert_eq!(ask(json!([&old])), "tlog.key-validity");
    assert_eq!(ask(json!([&old, &good])), "ok");
    assert_eq!(ask(json!([&good, &old])), "ok");
    assert_eq!(ask(json!([&alias, &good])), "ok");
}

#[test]
fn a_log_may_be_listed_by_the_id_of_its_checkpoints_alone() {
    let kit = Sigstore::default();
    let minted = kit.message(ARTIFACT).v2().mint();
    let mut root = minted.trusted_root.clone();
    root["mediaType"] = json!("application/vnd.dev.sigstore.trustedroot.v0.2+json");
    let id = root["tlogs"][1]["logId"].clone();
    root["tlogs"][1]["checkpointKeyId"] = id;
    assert_eq!(ask_root(&minted, &policy(&minted), &root).code(), "ok");
    root["tlogs"][1].as_object_mut().unwrap().remove("logId");
    assert_eq!(ask_root(&minted, &policy(&minted), &root).code(), "ok");
}

#[test]
fn what_cannot_be_used_is_named_once_it_is_missed() {
    let kit = Sigstore::default();
    let minted = kit.message(ARTIFACT).without_promise().stamped(1).mint();
    let mut root = minted.trusted_root.clone();
    let authority = root["timestampAuthorities"][0].as_object_mut().unwrap();
    authority.remove("validFor");
    for policy in [
        policy(&minted),
        policy(&minted).skip_unknown_timestamp_authorities(),
        policy(&minted).skip_bad_timestamps(),
    ] {
        let answer = ask_root(&minted, &policy, &root).code();
        assert_eq!(answer, "trustroot.instance");
    }
    let minted = of_both_logs(&kit, true);
    let both = policy(&minted).with_tlog_threshold(2);
    let mut root = minted.trusted_root.clone();
    assert_eq!(ask_root(&minted, &both, &root).code(), "ok");
    root["tlogs"][0]["publicKey"]["keyDetails"] = json!("UNKNOWN");
    let answer = ask_root(&minted, &both, &root).code();
    assert_eq!(answer, "trustroot.instance");
    assert_eq!(ask_root(&minted, &policy(&minted), &root).code(), "ok");
}

/// What else is known of a distribution does not stand for its SHA-256 digest.
#[cfg(feature = "pep740")]
#[test]
fn attestations_name_the_sha256_digest() {
    use bonafide_digest::Algorithm;
    use bonafide_sigstore::pep740::{Attestation, ExpectedDistribution};
    let kit = Sigstore::default();
    let ask = |algorithms: &[Algorithm]| {
        let mut digest = json!({});
        for algorithm in algorithms {
            let value = bonafide_digest::digest(*algorithm, ARTIFACT).unwrap();
            digest[algorithm.name()] = json!(value.to_hex());
        }
        let statement = json!({"_type": "https://in-toto.io/Statement/v1", "predicate": null,
            "predicateType": "https://docs.pypi.org/attestations/publish/v1",
            "subject": [{"name": "a-1.tar.gz", "digest": digest}]});
        let minted = kit.envelope(IN_TOTO, statement.to_string().as_bytes());
        let minted = minted.mint();
        let material = &minted.bundle["verificationMaterial"];
        let envelope = &minted.bundle["dsseEnvelope"];
        let attestation = json!({"version": 1,
            "verification_material": {
                "certificate": encode::base64(&minted.certificate),
                "transparency_entries": material["tlogEntries"]},
            "envelope": {
                "statement": envelope["payload"],
                "signature": envelope["signatures"][0]["sig"]}});
        let root = TrustedRoot::parse(minted.trusted_root.to_string().as_bytes()).unwrap();
        let verifier = Verifier::new(root).unwrap();
        let options = ParseOptions::default();
        let attestation = attestation.to_string();
        let attestation = Attestation::parse(attestation.as_bytes(), &options).unwrap();
        let policy = policy(&minted);
        let now = Time::from_unix(minted.now).unwrap();
        let request = Request::new(Artifact::from_bytes(ARTIFACT), &policy, now);
        let expected = ExpectedDistribution::new("a-1.tar.gz").unwrap();
        let verdict = verifier.verify_attestation(&attestation, &expected, &request);
        verdict.map(drop).map_err(|refusal| refusal.code().as_str())
    };
    assert_eq!(ask(&[Algorithm::Sha256]), Ok(()));
    assert_eq!(ask(&[Algorithm::Sha256, Algorithm::Sha512]), Ok(()));
    assert_eq!(ask(&[Algorithm::Sha512]), Err("artifact.not-a-subject"));
}
