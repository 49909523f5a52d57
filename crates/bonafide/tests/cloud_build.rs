//! Provenance of Google Cloud Build.
mod common;

use bonafide::digest::{Algorithm, Digest};
use bonafide::dsse::ArtifactDigests;
use bonafide::provenance::{CloudBuildKeys, Gathered};
use bonafide::slsa::Signer;
use common::{ARTIFACT, Bench, IN_TOTO, Key, V0_1, V1, sha256, states};
use serde_json::{Value, json};

fn resource(location: &str, key: &str) -> String {
    format!(
        "projects/verified-builder/locations/{location}/keyRings/attestor/cryptoKeys/{key}/cryptoKeyVersions/1"
    )
}

fn regional() -> String {
    resource("us-west2", "builtByGCB")
}

fn signer() -> String {
    resource("global", "provenanceSigner")
}

fn worker() -> String {
    resource("global", "google-hosted-worker")
}

fn keys() -> CloudBuildKeys {
    CloudBuildKeys::default()
        .with_key_file("us-west2.pub", &Key::new("region").pem())
        .unwrap()
        .with_key_file(
            "global-pae-google-hosted-worker_1.pub",
            &Key::new("worker").pem(),
        )
        .unwrap()
        .with_key_file("global-pae-provenanceSigner_1", &Key::new("signer").pem())
        .unwrap()
}

fn statement(predicate_type: &str) -> Value {
    json!({
        "_type": "https://in-toto.io/Statement/v0.1",
        "subject": [{"name": "image", "digest": {"sha256": sha256(ARTIFACT)}}],
        "predicateType": predicate_type,
        "predicate": {
            "builder": {"id": "https://cloudbuild.googleapis.com/GoogleHostedWorker@v0.3"},
            "recipe": {"type": "x", "definedInMaterial": "-1"},
            "metadata": {"buildInvocationId": "1", "buildStartedOn": "2022-09-06T17:54:00Z"},
        },
    })
}

/// The copy for people, as the service writes it for old provenance.
fn copy(statement: &Value) -> Value {
    let mut copy = statement.clone();
    let predicate = copy.as_object_mut().unwrap().remove("predicate").unwrap();
    copy["slsaProvenance"] = predicate;
    copy
}

fn provenance(statement: &Value, envelope: Value) -> Value {
    let name = match statement["predicateType"] == V1 {
        true => "inTotoSlsaProvenanceV1",
        false => "intotoStatement",
    };
    let copy = match statement["predicateType"] == V1 {
        true => statement.clone(),
        false => copy(statement),
    };
    json!({
        "build": {name: copy},
        "createTime": "2022-09-06T17:54:23.761540Z",
        "envelope": envelope,
        "kind": "BUILD",
        "resourceUri": format!("https://docker.pkg.test/p/image@sha256:{}", sha256(ARTIFACT)),
    })
}

fn document(provenances: &[Value]) -> Value {
    json!({
        "image_summary": {
            "digest": format!("sha256:{}", sha256(ARTIFACT)),
            "fully_qualified_digest": format!("docker.pkg.test/p/image@sha256:{}", sha256(ARTIFACT)),
            "registry": "docker.pkg.test",
        },
        "provenance_summary": {"provenance": provenances},
    })
}

/// Old provenance by the key of a region, as it should be.
fn good() -> Value {
    let statement = statement(V0_1);
    provenance(
        &statement,
        Key::new("region").raw_envelope(&statement, &regional()),
    )
}

fn gather(document: &Value) -> Gathered {
    let bench = Bench::default();
    bench.gather(&bench.reader().with_cloud_build_keys(keys()), document)
}

fn state(provenance: Value) -> String {
    states(&gather(&document(&[provenance]))).remove(0)
}

const UNSIGNED: &str = "invalid dsse.threshold-not-met";

#[test]
fn each_kind_of_key_signs_in_its_way_and_its_version() {
    let signed = |seed: &str, id: &str, version: &str, is_raw: bool| {
        let statement = statement(version);
        let key = Key::new(seed);
        let envelope = match is_raw {
            true => key.raw_envelope(&statement, id),
            false => key.envelope(&statement, id),
        };
        state(provenance(&statement, envelope))
    };
    let (regional, signer, worker) = (regional(), signer(), worker());
    assert_eq!(signed("region", &regional, V0_1, true), "verified");
    assert_eq!(signed("signer", &signer, V0_1, false), "verified");
    assert_eq!(signed("worker", &worker, V1, false), "verified");
    // The other way of signing.
    assert_eq!(signed("region", &regional, V0_1, false), UNSIGNED);
    assert_eq!(signed("signer", &signer, V0_1, true), UNSIGNED);
    assert_eq!(signed("worker", &worker, V1, true), UNSIGNED);
    // The other version.
    let other = "invalid statement.predicate-type";
    assert_eq!(signed("region", &regional, V1, true), other);
    assert_eq!(signed("signer", &signer, V1, false), other);
    assert_eq!(signed("worker", &worker, V0_1, false), other);
    // Another key than the one that is named, and none.
    assert_eq!(signed("signer", &worker, V0_1, false), UNSIGNED);
    assert_eq!(signed("signer", "", V0_1, false), UNSIGNED);
    assert_eq!(
        signed("region", &resource("us-east1", "builtByGCB"), V0_1, true),
        UNSIGNED
    );
    assert_eq!(
        signed("region", &resource("", "builtByGCB"), V0_1, true),
        UNSIGNED
    );
}

#[test]
fn the_signer_is_the_key_by_its_full_name() {
    let gathered = gather(&document(&[good()]));
    let attestation = &gathered.attestations()[0];
    let name = regional();
    assert_eq!(
        *attestation.authenticity().signing().unwrap().signer(),
        Signer::Key { name }
    );
    assert_eq!(attestation.label(), "provenance/0");
    let text = good().to_string();
    assert_eq!(
        bonafide::digest::hex::encode(attestation.sha256()),
        sha256(text.as_bytes())
    );
}

#[test]
fn a_good_one_among_others_is_found() {
    let mut forged = good();
    forged["envelope"]["signatures"][0]["sig"] = json!("AAAA");
    let mut unreadable = good();
    unreadable["envelope"] = json!(null);
    let mut without = good();
    without.as_object_mut().unwrap().remove("envelope");
    let gathered = gather(&document(&[forged, unreadable, json!(7), without, good()]));
    assert_eq!(
        states(&gathered),
        [
            UNSIGNED,
            "invalid json.type",
            "invalid json.type",
            "invalid prov.missing-field",
            "verified"
        ]
    );
    // A second signature does no harm either.
    let mut twice = good();
    let good = twice["envelope"]["signatures"][0].clone();
    twice["envelope"]["signatures"] = json!([{"sig": "AAAA", "keyid": signer()}, good]);
    assert_eq!(state(twice), "verified");
}

#[test]
fn signatures_in_the_url_safe_alphabet_are_read() {
    let mut provenance = good();
    let text = provenance["envelope"]["signatures"][0]["sig"]
        .as_str()
        .unwrap()
        .to_owned();
    provenance["envelope"]["signatures"][0]["sig"] =
        json!(text.replace('+', "-").replace('/', "_"));
    assert_eq!(state(provenance), "verified");
}

#[test]
fn without_keys_there_is_nothing_to_check() {
    let bench = Bench::default();
    assert_eq!(bench.states(&document(&[good()])), ["no-material"]);
}

#[test]
fn the_payload_type_is_exact() {
    let statement = statement(V0_1);
    let mut envelope = Key::new("region").raw_envelope(&statement, &regional());
    assert_eq!(envelope["payloadType"], IN_TOTO);
    // Nothing of the raw scheme binds it, so that it is all the more compared.
    envelope["payloadType"] = json!("application/vnd.in-toto.provenance+json");
    assert_eq!(
        state(provenance(&statement, envelope)),
        "invalid dsse.payload-type"
    );
}

#[test]
fn the_copy_for_people_says_what_was_signed() {
    let with = |edit: fn(&mut Value)| {
        let mut provenance = good();
        edit(&mut provenance["build"]["intotoStatement"]);
        state(provenance)
    };
    let mismatch = "invalid gcb.text-mismatch";
    assert_eq!(with(|_| ()), "verified");
    assert_eq!(
        with(|copy| copy["slsaProvenance"]["builder"]["id"] = json!("x")),
        mismatch
    );
    assert_eq!(
        with(|copy| copy["slsaProvenance"]["more"] = json!(1)),
        mismatch
    );
    assert_eq!(
        with(|copy| copy["slsaProvenance"]["recipe"]["type"] = json!("y")),
        mismatch
    );
    assert_eq!(
        with(|copy| copy["slsaProvenance"]["metadata"]["buildStartedOn"] = json!("")),
        mismatch
    );
    assert_eq!(
        with(|copy| copy["slsaProvenance"]["recipe"] = json!(1)),
        mismatch
    );
    assert_eq!(
        with(|copy| copy["subject"][0]["name"] = json!("other")),
        mismatch
    );
    assert_eq!(with(|copy| copy["predicateType"] = json!(V1)), mismatch);
    assert_eq!(with(|copy| copy["_type"] = json!("other")), mismatch);
    assert_eq!(with(|copy| *copy = json!({})), mismatch);
    assert_eq!(with(|copy| *copy = json!(null)), mismatch);
    // It may hold its predicate twice, and must then agree with itself.
    assert_eq!(
        with(|copy| copy["predicate"] = copy["slsaProvenance"].clone()),
        "verified"
    );
    assert_eq!(
        with(|copy| copy["slsaProvenance"] = json!({"builder": 1})),
        mismatch
    );
    let other = |copy: &mut Value| {
        copy["predicate"] = copy["slsaProvenance"].clone();
        copy["slsaProvenance"]["builder"]["id"] = json!("x");
    };
    assert_eq!(with(other), mismatch);
    // These two it may state otherwise, and a member in another order is the same.
    assert_eq!(
        with(|copy| copy["slsaProvenance"]["recipe"]["definedInMaterial"] = json!(0)),
        "verified"
    );
    assert_eq!(
        with(|copy| copy["slsaProvenance"]["metadata"]["buildInvocationId"] = json!("2")),
        "verified"
    );
    // The same names elsewhere are not those two.
    assert_eq!(
        with(|copy| copy["slsaProvenance"]["builder"]["definedInMaterial"] = json!(0)),
        mismatch
    );
}

#[test]
fn what_was_signed_twice_agrees_with_itself() {
    let with = |builder: &str| {
        let mut statement = statement(V0_1);
        statement["slsaProvenance"] = statement["predicate"].clone();
        statement["slsaProvenance"]["builder"]["id"] = json!(builder);
        let envelope = Key::new("region").raw_envelope(&statement, &regional());
        statement.as_object_mut().unwrap().remove("slsaProvenance");
        state(provenance(&statement, envelope))
    };
    let same = "https://cloudbuild.googleapis.com/GoogleHostedWorker@v0.3";
    assert_eq!(with(same), "verified");
    assert_eq!(
        with("https://cloudbuild.googleapis.com/other"),
        "invalid gcb.text-mismatch"
    );
}

#[test]
fn what_stands_around_it_is_about_the_same_image() {
    let other = format!("sha256:{}", sha256(b"another"));
    let with = |edit: &dyn Fn(&mut Value)| {
        let mut document = document(&[good()]);
        edit(&mut document);
        states(&gather(&document)).remove(0)
    };
    let provenance = |document: &mut Value, name: &str, value: Value| {
        document["provenance_summary"]["provenance"][0][name] = value;
    };
    let wrong = "invalid gcb.metadata";
    assert_eq!(with(&|_| ()), "verified");
    assert_eq!(
        with(&|document| provenance(document, "kind", json!("VULNERABILITY"))),
        wrong
    );
    let uri = json!(format!("https://docker.pkg.test/p/image@{other}"));
    assert_eq!(
        with(&|document| provenance(document, "resourceUri", uri.clone())),
        wrong
    );
    let summary = |name: &'static str, value: String| {
        with(&move |document: &mut Value| document["image_summary"][name] = json!(value))
    };
    assert_eq!(summary("digest", other.clone()), wrong);
    assert_eq!(summary("digest", sha256(ARTIFACT)), wrong);
    assert_eq!(
        summary("fully_qualified_digest", format!("image@{other}")),
        wrong
    );
    // Every subject has a digest that can be compared.
    let mut statement = statement(V0_1);
    let other = json!({"name": "b", "digest": {"sha512": "00".repeat(64)}});
    statement["subject"].as_array_mut().unwrap().push(other);
    let envelope = Key::new("region").raw_envelope(&statement, &regional());
    assert_eq!(state(self::provenance(&statement, envelope)), wrong);
}

#[test]
fn the_summary_names_one_image() {
    let gathered = gather(&document(&[good()]));
    let summary = gathered.cloud_build().unwrap();
    let of = |bytes: &[u8]| Digest::sha256(bonafide::digest::sha256(&[bytes]));
    assert!(summary.check(&of(ARTIFACT)).is_ok());
    let error = summary.check(&of(b"another")).unwrap_err();
    assert_eq!(error.code().as_str(), "gcb.metadata");
    // The same digits of another algorithm are another digest.
    let bytes = bonafide::digest::sha256(&[ARTIFACT]);
    let other = Digest::new(Algorithm::Sha3_256, &bytes).unwrap();
    assert!(summary.check(&other).is_err());
    assert!(summary.fully_qualified_digest().ends_with(summary.digest()));
    // What is about another image is left aside where that is asked for.
    let bench = Bench::default();
    let another = ArtifactDigests::stated([of(b"another").into()]).unwrap();
    let reader = bench.reader().with_cloud_build_keys(keys()).about(another);
    let gathered = bench.gather(&reader, &document(&[good()]));
    assert!(gathered.attestations().is_empty() && gathered.ignored_count() == 1);
}

#[test]
fn keys_have_names_that_say_what_they_are() {
    let pem = Key::new("one").pem();
    let of = |name: &str| {
        let result = CloudBuildKeys::default().with_key_file(name, &pem);
        result.err().map_or("ok", |error| error.code().as_str())
    };
    for name in [
        "global.pub",
        "us-west4",
        "global-pae.pub",
        "global-pae-provenanceSigner_2.pub",
    ] {
        assert_eq!(of(name), "ok", "{name}");
    }
    for name in [
        "",
        ".pub",
        "US.pub",
        "global-pae-x_1.pub",
        "global-pae-provenanceSigner",
        "a/b.pub",
    ] {
        assert_eq!(of(name), "config.builders", "{name}");
    }
    let twice = keys().with_key_file("us-east1.pub", &Key::new("region").pem());
    assert_eq!(twice.unwrap_err().code().as_str(), "config.builders");
    let junk = CloudBuildKeys::default().with_key(&regional(), "no key");
    assert_eq!(junk.unwrap_err().code().as_str(), "config.builders");
    // The first signer stands in two files.
    let again = keys().with_key_file("global-pae.pub", &Key::new("signer").pem());
    assert!(again.is_ok());
}
