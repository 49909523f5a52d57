//! What becomes of the signature of an attestation.
mod common;

use bonafide::dsse::{KeyIdPolicy, KeySet, TrustedKey};
use bonafide::keys::PublicKey;
use bonafide::provenance::{NpmKeys, ProvenanceReader};
use bonafide::report::Coded as _;
use bonafide::sigstore::{IdentityMatcher, Policy, TrustedKey as BundleKey};
use bonafide::slsa::{Authenticity, Signer, Signing, Transparency};
use bonafide_testkit::encode::base64;
use bonafide_testkit::{Entry, Minted, Sigstore};
use common::{Bench, Key, V0_1, V1, statement, states};
use serde_json::{Value, json};

const PUBLISH: &str = "https://github.com/npm/attestation/tree/main/specs/publish/v0.1";

fn signing(bench: &Bench, reader: &ProvenanceReader<'_>, document: &Value) -> Signing {
    let gathered = bench.gather(reader, document);
    let authenticity = gathered.attestations()[0].authenticity();
    authenticity
        .signing()
        .unwrap_or_else(|| panic!("{authenticity:?}"))
        .clone()
}

fn public(key: &Key) -> PublicKey {
    PublicKey::from_pem(&key.pem()).unwrap()
}

/// What the report of the first attestation notes.
fn notes(bench: &Bench, reader: &ProvenanceReader<'_>, document: &Value) -> Vec<String> {
    let gathered = bench.gather(reader, document);
    let report = gathered.report(0).unwrap();
    report
        .notes()
        .iter()
        .map(|note| note.detail().to_owned())
        .collect()
}

fn entry(bundle: &mut Value) -> &mut Value {
    &mut bundle["verificationMaterial"]["tlogEntries"][0]
}

fn remove(value: &mut Value, name: &str) {
    value.as_object_mut().unwrap().remove(name).unwrap();
}

#[test]
fn a_logged_signature_has_a_signer_a_time_and_a_proof() {
    let bench = Bench::default();
    let found = signing(&bench, &bench.reader(), &bench.bundle());
    let Signer::Certificate(claims) = found.signer() else {
        panic!("{found:?}");
    };
    assert_eq!(claims.san(), bench.kit.identity);
    assert_eq!(claims.issuer(), Some(bench.kit.issuer.as_str()));
    assert_eq!(claims.claim(12), Some("https://forge.test/owner/repo"));
    assert_eq!(found.time().unwrap().seconds(), bench.kit.time.seconds);
    assert_eq!(found.transparency(), Transparency::Proof);
    // Of several times it is the earliest.
    let earlier = bench.kit.time.plus(-100).generalized_time();
    let stamped = bench.plan().stamped(1);
    let stamped = stamped.with_token(|token| earlier.clone_into(&mut token.info.time));
    let found = signing(&bench, &bench.reader(), &stamped.mint().bundle);
    assert_eq!(
        found.time().unwrap().seconds(),
        bench.kit.time.seconds - 100
    );
    let notes = notes(&bench, &bench.reader(), &bench.bundle());
    assert!(
        notes.contains(&"option identity_left_to_caller".to_owned()),
        "{notes:?}"
    );
}

#[test]
fn every_kind_of_entry_that_was_published_is_bound() {
    let bench = Bench::default();
    for kind in [Entry::V1, Entry::Intoto] {
        for plan in [
            bench.plan(),
            bench.plan().version_0_1(),
            bench.plan().version_0_2(),
        ] {
            let minted = plan.logged(kind).mint();
            assert_eq!(bench.states(&minted.bundle), ["verified"], "{kind:?}");
        }
        // The entry of another envelope, or of another certificate of the same signer.
        let with = |from: &Minted| {
            let mut bundle = bench.plan().logged(kind).mint().bundle;
            bundle["verificationMaterial"]["tlogEntries"] =
                from.bundle["verificationMaterial"]["tlogEntries"].clone();
            bench.states(&bundle)
        };
        let foreign = bench.plan_of(&statement(V0_1)).logged(kind).mint();
        assert_eq!(with(&foreign), ["invalid tlog.body-mismatch"], "{kind:?}");
        let again = bench.plan().logged(kind).signed_by("another key").mint();
        assert_eq!(with(&again), ["invalid tlog.body-mismatch"], "{kind:?}");
    }
}

#[test]
fn a_promise_suffices_and_is_told_and_a_proof_can_be_required() {
    let bench = Bench::default();
    let strict = bench.reader().require_proof();
    let mut bundle = bench.plan().version_0_1().mint().bundle;
    assert_eq!(states(&bench.gather(&strict, &bundle)), ["verified"]);
    remove(&mut entry(&mut bundle)["inclusionProof"], "checkpoint");
    for lacking in ["bundle.missing-checkpoint", "bundle.missing-proof"] {
        let found = signing(&bench, &bench.reader(), &bundle);
        assert_eq!(found.transparency(), Transparency::Promise);
        assert!(found.time().is_some());
        let notes = notes(&bench, &bench.reader(), &bundle);
        assert!(
            notes.iter().any(|note| note.contains("promise alone")),
            "{notes:?}"
        );
        let wanted = format!("invalid {lacking}");
        assert_eq!(states(&bench.gather(&strict, &bundle)), [wanted]);
        entry(&mut bundle)
            .as_object_mut()
            .unwrap()
            .remove("inclusionProof");
    }
    remove(entry(&mut bundle), "inclusionPromise");
    assert_eq!(bench.states(&bundle), ["invalid bundle.missing-proof"]);
}

#[test]
fn a_certificate_alone_is_unlogged() {
    let bench = Bench::default();
    let found = signing(&bench, &bench.reader(), &bench.unlogged());
    assert!(matches!(found.signer(), Signer::Certificate(_)));
    assert_eq!(
        (found.time(), found.transparency()),
        (None, Transparency::None)
    );
    let notes = notes(&bench, &bench.reader(), &bench.unlogged());
    assert!(
        notes.contains(&"option allow_unlogged".to_owned()),
        "{notes:?}"
    );
    // A bundle has a place for evidence, and is nothing without it.
    let bundle = bench.unlogged_mint().bundle;
    assert_eq!(bench.states(&bundle), ["invalid time.none"]);
    let mut foreign = bench.unlogged();
    let stranger = Sigstore::new("stranger.test");
    let theirs = stranger
        .statement(b"x")
        .logged(Entry::None)
        .mint()
        .envelope();
    assert_eq!(bench.states(&theirs), ["invalid cert.chain"]);
    foreign["signatures"][0]["sig"] = theirs["signatures"][0]["sig"].clone();
    assert_eq!(bench.states(&foreign), ["invalid signature.invalid"]);
    // What was refused can be read, and says so.
    let gathered = bench.gather(&bench.reader(), &foreign);
    assert_eq!(
        gathered.attestations()[0]
            .untrusted()
            .unwrap()
            .predicate_type(),
        V1
    );
    assert_eq!(
        gathered.report(0).unwrap().primary_code().unwrap().as_str(),
        "signature.invalid"
    );
}

#[test]
fn without_key_and_certificate_there_is_nothing_to_check() {
    let bench = Bench::default();
    let key = Key::new("key");
    let envelope = key.envelope(&statement(V1), "");
    assert_eq!(bench.states(&envelope), ["no-material"]);
    let bundle = bench.plan().by_key().mint().bundle;
    assert_eq!(bench.states(&bundle), ["no-material"]);
    let gathered = bench.gather(&bench.reader(), &envelope);
    assert!(gathered.report(0).unwrap().primary_code().is_none());
    // What nobody can check and nobody can read is nothing.
    let mut unreadable = envelope;
    unreadable["payload"] = json!(base64(b"[]"));
    assert_eq!(
        bench.states(&unreadable),
        ["invalid slsa.signer.no-material"]
    );
}

#[test]
fn keys_count_under_the_names_that_the_caller_gives_them() {
    let bench = Bench::default();
    let (key, other) = (Key::new("key"), Key::new("other"));
    let set = |policy: KeyIdPolicy| {
        let trusted = TrustedKey::new(public(&key)).with_id("the id");
        let set = KeySet::new().with_key("builder", trusted).unwrap();
        bench.reader().with_keys(set.with_key_ids(policy))
    };
    let hint = set(KeyIdPolicy::Hint);
    let found = signing(&bench, &hint, &key.envelope(&statement(V1), "whatever"));
    let name = "builder".to_owned();
    assert_eq!(*found.signer(), Signer::Key { name });
    assert_eq!(
        (found.time(), found.transparency()),
        (None, Transparency::None)
    );
    let of = |reader: &ProvenanceReader<'_>, document: &Value| {
        states(&bench.gather(reader, document)).remove(0)
    };
    let refused = "invalid dsse.threshold-not-met";
    assert_eq!(
        of(&hint, &other.envelope(&statement(V1), "the id")),
        refused
    );
    let bound = set(KeyIdPolicy::MustMatch);
    assert_eq!(
        of(&bound, &key.envelope(&statement(V1), "the id")),
        "verified"
    );
    assert_eq!(
        of(&bound, &key.envelope(&statement(V1), "another")),
        refused
    );
    assert_eq!(of(&hint, &key.raw_envelope(&statement(V1), "")), refused);
    // A certificate beside the signature is looked at where no key fits.
    assert_eq!(of(&hint, &bench.unlogged()), "verified-unlogged");
    let mut wrong = key.envelope(&statement(V1), "");
    wrong["payloadType"] = json!("application/json");
    assert_eq!(of(&hint, &wrong), refused);
}

#[test]
fn a_certificate_may_come_by_another_way() {
    let bench = Bench::default();
    let minted = bench.unlogged_mint();
    let mut envelope = minted.envelope();
    let signature = &mut envelope["signatures"][0];
    let pem = signature["cert"].as_str().unwrap().to_owned();
    remove(signature, "cert");
    assert_eq!(bench.states(&envelope), ["no-material"]);
    let reader = bench.reader().with_certificate(pem);
    assert_eq!(
        states(&bench.gather(&reader, &envelope)),
        ["verified-unlogged"]
    );
    let other = bench.plan().signed_by("another").logged(Entry::None).mint();
    let mut envelope = other.envelope();
    assert_eq!(
        states(&bench.gather(&reader, &envelope)),
        ["verified-unlogged"]
    );
    remove(&mut envelope["signatures"][0], "cert");
    assert_eq!(
        states(&bench.gather(&reader, &envelope)),
        ["invalid signature.invalid"]
    );
}

#[test]
fn the_work_with_keys_has_a_limit_that_is_told() {
    let bench = Bench::default();
    let (key, other) = (Key::new("key"), Key::new("other"));
    let set = KeySet::new()
        .with_key("k", TrustedKey::new(public(&key)))
        .unwrap();
    let wrong = other.envelope(&statement(V1), "").to_string();
    let right = key.envelope(&statement(V1), "").to_string();
    let file = format!("{wrong}\n{right}\n{right}");
    let of = |most: u64| {
        let reader = bench
            .reader()
            .with_keys(set.clone())
            .with_key_signatures(most);
        let gathered = bench.bytes(&reader, file.as_bytes()).unwrap();
        (
            states(&gathered),
            gathered.is_complete(),
            gathered.findings().len(),
        )
    };
    let refused = "invalid dsse.threshold-not-met".to_owned();
    let good = "verified".to_owned();
    assert_eq!(of(3), (vec![refused.clone(), good.clone(), good], true, 0));
    let stopped = "invalid limit.exceeded".to_owned();
    assert_eq!(of(1), (vec![refused, stopped], false, 1));
}

#[test]
fn bundles_by_keys_count_too() {
    let bench = Bench::default();
    let minted = bench.plan().by_key().mint();
    let key = PublicKey::from_pem(&minted.key).unwrap();
    let reader = bench
        .reader()
        .with_bundle_key("release", BundleKey::new(key));
    let found = signing(&bench, &reader, &minted.bundle);
    let name = "release".to_owned();
    assert_eq!(*found.signer(), Signer::Key { name });
    assert_eq!(found.transparency(), Transparency::Proof);
    let other = bench.plan().by_key().signed_by("another").mint().bundle;
    assert_eq!(
        states(&bench.gather(&reader, &other)),
        ["invalid signature.invalid"]
    );
}

#[test]
fn a_policy_of_the_caller_is_held_to() {
    let bench = Bench::default();
    let of = |policy: Policy, document: &Value| {
        states(&bench.gather(&bench.reader().with_policy(policy), document)).remove(0)
    };
    let named =
        |name: &str| Policy::identity(IdentityMatcher::exact(name, &*bench.kit.issuer).unwrap());
    assert_eq!(of(named(&bench.kit.identity), &bench.bundle()), "verified");
    let other = named("https://forge.test/other");
    let wanted = "invalid identity.san-mismatch";
    assert_eq!(of(other.clone(), &bench.bundle()), wanted);
    assert_eq!(of(other, &bench.unlogged()), wanted);
    // A private instance has timestamps for a log.
    let private = Policy::identity_left_to_caller()
        .without_transparency_log()
        .with_tsa_threshold(1);
    let stamped = bench.plan().logged(Entry::None).stamped(1).mint().bundle;
    assert_eq!(of(private.clone(), &stamped), "verified");
    assert_eq!(of(private, &bench.unlogged()), "invalid tsa.threshold");
    let keyed = bench.plan().by_key().logged(Entry::None).mint();
    let key = BundleKey::new(PublicKey::from_pem(&keyed.key).unwrap());
    let reader = bench.reader().with_bundle_key("k", key);
    assert_eq!(
        states(&bench.gather(&reader, &keyed.bundle)),
        ["invalid tlog.threshold"]
    );
    let lone = reader.with_policy(Policy::identity_left_to_caller().without_transparency_log());
    assert_eq!(states(&bench.gather(&lone, &keyed.bundle)), ["verified"]);
}

/// The keys of a registry: the minted key under this id, valid in this window.
fn npm_keys(minted: &Minted, usage: &str, window: &Value) -> NpmKeys {
    let pem: String = minted
        .key
        .lines()
        .filter(|line| !line.starts_with('-'))
        .collect();
    let keys = json!({"keys": [{
        "keyId": "SHA256:key",
        "keyUsage": usage,
        "publicKey": {
            "rawBytes": pem,
            "keyDetails": "PKIX_ECDSA_P256_SHA_256",
            "validFor": window,
        },
    }]});
    NpmKeys::parse(keys.to_string().as_bytes()).unwrap()
}

fn publish(bench: &Bench) -> Minted {
    let hint = |bundle: &mut Value| {
        bundle["verificationMaterial"]["publicKey"]["hint"] = json!("SHA256:key");
    };
    bench
        .plan_of(&statement(PUBLISH))
        .by_key()
        .signed_by("npm")
        .with_bundle(hint)
        .mint()
}

fn npm_set(bundles: &[&Value]) -> Value {
    let attestation = |bundle: &&Value| json!({"predicateType": "", "bundle": bundle});
    let attestations: Vec<Value> = bundles.iter().map(attestation).collect();
    json!({"attestations": attestations})
}

#[test]
fn the_key_of_a_registry_must_have_been_valid() {
    let bench = Bench::default();
    let minted = publish(&bench);
    let at = |seconds: i64| {
        bonafide::report::Time::from_unix(bench.kit.time.seconds + seconds)
            .unwrap()
            .to_string()
    };
    let of = |usage: &str, window: Value| {
        let reader = bench
            .reader()
            .with_npm_keys(npm_keys(&minted, usage, &window));
        states(&bench.gather(&reader, &minted.bundle)).remove(0)
    };
    let usage = "npm:attestations";
    assert_eq!(of(usage, json!({})), "verified");
    assert_eq!(of(usage, json!({"start": at(0), "end": at(0)})), "verified");
    for window in [
        json!({"start": at(1)}),
        json!({"start": at(-9), "end": at(-1)}),
    ] {
        assert_eq!(of(usage, window), "invalid npm.key-validity");
    }
    // A key that signs tarballs is another key, whatever its id.
    assert_eq!(of("npm:signatures", json!({})), "no-material");
    // Without any trusted time there is nothing to be valid at.
    let timeless = publish_without_time(&bench);
    let keys = npm_keys(&timeless, usage, &json!({}));
    let reader = bench.reader().with_npm_keys(keys);
    assert_eq!(
        states(&bench.gather(&reader, &timeless.bundle)),
        ["invalid npm.key-validity"]
    );
}

fn publish_without_time(bench: &Bench) -> Minted {
    let mut minted = publish(bench);
    remove(entry(&mut minted.bundle), "inclusionPromise");
    remove(entry(&mut minted.bundle), "integratedTime");
    minted
}

#[test]
fn a_package_has_one_publish_attestation_and_one_provenance() {
    let bench = Bench::default();
    let minted = publish(&bench);
    let provenance = bench.bundle();
    let reader = bench
        .reader()
        .with_npm_keys(npm_keys(&minted, "npm:attestations", &json!({})));
    let pair = |bundles: &[&Value]| {
        let gathered = bench.gather(&reader, &npm_set(bundles));
        let has_findings = !gathered.findings().is_empty();
        let pair = gathered.npm().unwrap().pair();
        assert_eq!(pair.is_none(), has_findings);
        pair
    };
    let mut forged = minted.bundle.clone();
    forged["dsseEnvelope"]["signatures"][0]["sig"] = json!(base64(&[0x30; 70]));
    assert_eq!(pair(&[&minted.bundle, &provenance]), Some((0, 1)));
    assert_eq!(pair(&[&provenance, &minted.bundle]), Some((1, 0)));
    assert_eq!(pair(&[&minted.bundle]), None);
    assert_eq!(pair(&[&provenance]), None);
    assert_eq!(pair(&[&minted.bundle, &provenance, &provenance]), None);
    assert_eq!(pair(&[&minted.bundle, &minted.bundle, &provenance]), None);
    assert_eq!(pair(&[&forged, &provenance]), None);
    // The registry signs that it published, and nobody else does.
    let by_certificate = bench.plan_of(&statement(PUBLISH)).mint().bundle;
    assert_eq!(pair(&[&by_certificate, &provenance]), None);
    // And the registry does not sign how it was built.
    let hint = |bundle: &mut Value| {
        bundle["verificationMaterial"]["publicKey"]["hint"] = json!("SHA256:key");
    };
    let by_key = bench
        .plan()
        .by_key()
        .signed_by("npm")
        .with_bundle(hint)
        .mint()
        .bundle;
    assert_eq!(states(&bench.gather(&reader, &by_key)), ["verified"]);
    assert_eq!(pair(&[&minted.bundle, &by_key]), None);
    let gathered = bench.gather(&reader, &npm_set(&[&minted.bundle, &provenance]));
    assert_eq!(states(&gathered), ["verified", "verified"]);
    let name = "SHA256:key".to_owned();
    let signing = gathered.attestations()[0].authenticity().signing().unwrap();
    assert_eq!(*signing.signer(), Signer::Key { name });
}

#[test]
fn keys_of_a_registry_are_read_strictly() {
    let key = |edit: fn(&mut Value)| {
        let mut keys = json!({"keys": [{
            "keyId": "SHA256:key",
            "keyUsage": "npm:attestations",
            "publicKey": {
                "rawBytes": base64(&Key::new("npm").spki()),
                "keyDetails": "PKIX_ECDSA_P256_SHA_256",
                "validFor": {"start": "2025-01-13T00:00:00.000Z"},
            },
        }]});
        edit(&mut keys);
        let result = NpmKeys::parse(keys.to_string().as_bytes());
        result.err().map_or("ok", |error| error.code().as_str())
    };
    assert_eq!(key(|_| ()), "ok");
    assert_eq!(
        key(|keys| keys["keys"][0]["keyId"] = json!("")),
        "config.builders"
    );
    let details = |keys: &mut Value| keys["keys"][0]["publicKey"]["keyDetails"] = json!("X");
    assert_eq!(key(details), "config.builders");
    let bytes = |keys: &mut Value| keys["keys"][0]["publicKey"]["rawBytes"] = json!("AAAA");
    assert_eq!(key(bytes), "config.builders");
    let text = |keys: &mut Value| keys["keys"][0]["publicKey"]["rawBytes"] = json!("!");
    assert_eq!(key(text), "config.builders");
    let start = |keys: &mut Value| {
        keys["keys"][0]["publicKey"]["validFor"]["start"] = json!("2025-01-13");
    };
    assert_eq!(key(start), "config.builders");
    assert!(key(|keys| keys["other"] = json!(1)).starts_with("json."));
}

#[test]
fn errors_of_attestations_are_findings_with_a_place() {
    let bench = Bench::default();
    let mut bundle = bench.bundle();
    bundle["dsseEnvelope"]["signatures"][0]["sig"] = json!(base64(&[0x30; 70]));
    let gathered = bench.gather(&bench.reader(), &bundle);
    let Authenticity::Invalid(reason) = gathered.attestations()[0].authenticity() else {
        panic!("it is not valid");
    };
    assert_eq!(reason.place().as_str(), "/dsseEnvelope/signatures/0/sig");
    assert_eq!(reason.code(), reason.to_finding().code());
}
