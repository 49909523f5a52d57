//! Attestations in layers: envelopes with statements about the image.

use bonafide_sigstore::image::ImagePolicy;
use bonafide_testkit::encode::base64;
use bonafide_testkit::image::{
    Layer, Signature, Statement, Store, digest, envelope, hex_of, name, pae,
};
use bonafide_testkit::{Entry, KeyKind, SigningKey};
use serde_json::{Value, json};

use crate::kit::{Bench, PREDICATE, key, of_keys};

fn code(bench: &Bench, statement: &Statement) -> &'static str {
    bench.att_code(&statement.plan(&bench.kit).layer())
}

/// What becomes of whatever is signed as a statement.
fn payload(bench: &Bench, bytes: &[u8]) -> &'static str {
    bench.att_code(&bench.kit.envelope(name::STATEMENT, bytes).layer())
}

/// A change of the text of an envelope.
type Edit<'a> = Box<dyn Fn(&str) -> String + 'a>;

#[test]
fn subjects() {
    let bench = Bench::default();
    let with = |subjects: Value| {
        let statement = Statement {
            subjects,
            ..bench.statement().old()
        };
        code(&bench, &statement)
    };
    let hex = hex_of(&bench.store.subject).to_owned();
    let other = "00".repeat(32);
    assert_eq!(with(json!([{"digest": {"sha256": &hex}}])), "ok");
    assert_eq!(
        with(
            json!([{"name": "other", "digest": {"sha256": &other}}, {"name": "it", "digest": {"sha256": &hex}}])
        ),
        "ok"
    );
    assert_eq!(
        with(json!([{"name": "a", "digest": {"sha256": &other}}])),
        "artifact.not-a-subject"
    );
    assert_eq!(
        with(json!([{"name": &hex, "digest": {"sha256": &other}}])),
        "artifact.not-a-subject"
    );
    assert_eq!(
        with(json!([{"name": "a", "digest": {"sha512": format!("{hex}{hex}")}}])),
        "artifact.not-a-subject"
    );
    for malformed in [
        json!(null),
        json!([]),
        json!({}),
        json!([null]),
        json!([{"name": "a"}]),
        json!([{"name": "a", "digest": null}]),
        json!([{"name": "a", "digest": {}}]),
        json!([{"name": "a", "digest": {"sha256": null}}]),
        json!("sha256"),
    ] {
        assert_eq!(with(malformed.clone()), "statement.parse", "{malformed}");
    }
    for unlike in [
        hex.to_uppercase(),
        format!("sha256:{hex}"),
        hex[..62].to_owned(),
        String::new(),
    ] {
        let code = with(json!([{"name": "a", "digest": {"sha256": unlike}}]));
        assert!(
            matches!(code, "statement.parse" | "artifact.not-a-subject"),
            "{code}"
        );
    }
}

#[test]
fn statements() {
    let bench = Bench::default();
    let good = bench.statement();
    assert_eq!(code(&bench, &good), "ok");
    assert_eq!(code(&bench, &good.clone().old()), "ok");
    for kind in [
        "https://in-toto.io/Statement/v2",
        "https://in-toto.io/Statement/V1",
        "",
    ] {
        let other = Statement {
            kind: kind.to_owned(),
            ..good.clone()
        };
        assert_eq!(code(&bench, &other), "statement.type", "{kind}");
    }
    let text = String::from_utf8(good.bytes()).unwrap();
    for malformed in [
        String::new(),
        "null".to_owned(),
        "[]".to_owned(),
        "{".to_owned(),
        format!("{text}{text}"),
        format!("\u{feff}{text}"),
        text.replacen('{', "{\"subject\":null,", 1),
        text.replace("\"subject\"", "\"Subject\""),
    ] {
        let code = payload(&bench, malformed.as_bytes());
        assert!(
            matches!(
                code,
                "statement.parse" | "statement.type" | "bundle.parse" | "dsse.missing-field"
            ),
            "{malformed:.20}: {code}"
        );
    }
}

#[test]
fn predicate_types() {
    let bench = Bench::default();
    let other = "https://example.test/another/v1";
    let wanting = |types: &[&str]| {
        let policy = types.iter().fold(bench.keyless(), |policy, one| {
            policy.with_predicate_type(*one)
        });
        ImagePolicy::attestation(policy)
    };
    let store = bench.att(&[bench.attestation().layer()]);
    assert_eq!(bench.ask(&store, &wanting(&[PREDICATE])).code(), "ok");
    assert_eq!(
        bench.ask(&store, &wanting(&[other, PREDICATE])).code(),
        "ok"
    );
    assert_eq!(bench.ask(&store, &wanting(&[])).code(), "ok");
    for unlike in [
        other,
        &PREDICATE[..PREDICATE.len() - 1],
        "predicate",
        &PREDICATE.to_uppercase(),
    ] {
        let answer = bench.ask(&store, &wanting(&[unlike]));
        assert_eq!(answer.code(), "statement.predicate-type", "{unlike}");
    }
    // The hint says what is wanted and the statement does not, and the reverse.
    let right = bench.attestation().layer();
    let wrong = Statement {
        predicate_type: other.to_owned(),
        ..bench.statement()
    };
    let wrong = wrong.plan(&bench.kit).layer();
    let hinted = wrong.with(name::PREDICATE_TYPE, PREDICATE);
    assert_eq!(bench.att_code(&hinted), "statement.predicate-type");
    let mishinted = right.with(name::PREDICATE_TYPE, other);
    assert_eq!(bench.att_code(&mishinted), "statement.predicate-type");
}

#[test]
fn envelopes() {
    let bench = Bench::default();
    let payload = bench.statement().old().bytes();
    for kind in [
        "application/vnd.in-toto+JSON",
        "application/json",
        "text/plain",
        "",
    ] {
        let layer = bench.kit.envelope(kind, &payload).layer();
        let code = bench.att_code(&layer);
        assert!(
            matches!(
                code,
                "dsse.payload-type" | "bundle.parse" | "dsse.missing-field"
            ),
            "{kind}: {code}"
        );
    }
    // Another type is shown than was signed.
    let retyped = bench
        .attestation()
        .logged(Entry::None)
        .stamped(1)
        .with_envelope(|bytes| {
            let text = String::from_utf8(bytes.clone()).unwrap();
            *bytes = text
                .replace("vnd.in-toto+json", "vnd.in-toto+jsom")
                .into_bytes();
        });
    let policy = ImagePolicy::attestation(bench.keyless().without_transparency_log());
    let answer = bench.ask(&bench.att(&[retyped.layer()]), &policy);
    assert_eq!(answer.code(), "signature.invalid");
    let shape = |edit: &dyn Fn(&str) -> String| {
        let layer = bench.attestation().with_envelope(|bytes| {
            let text = String::from_utf8(bytes.clone()).unwrap();
            *bytes = edit(&text).into_bytes();
        });
        bench.att_code(&layer.layer())
    };
    let encoded = base64(&payload);
    assert_eq!(shape(&|text| text.to_owned()), "ok");
    let wrong: Vec<Edit<'_>> = vec![
        Box::new(|text| text.replacen('{', "{\"more\":1,", 1)),
        Box::new(|text| {
            text.replacen('{', "{\"payloadType\":\"application/vnd.in-toto+json\",", 1)
        }),
        Box::new(|text| text.replace("payloadType", "PayloadType")),
        Box::new(|text| format!("{text}{text}")),
        Box::new(|text| format!("\u{feff}{text}")),
        Box::new(|text| text.replace(&encoded, &base64(encoded.as_bytes()))),
        Box::new(|text| text.replace(&encoded, &format!("{encoded}\\n"))),
        Box::new(|text| text.replace("\"signatures\":[", "\"signatures\":[null,")),
        Box::new(|text| {
            let at = text.find("\"signatures\"").unwrap();
            format!("{}\"signatures\":[]}}", &text[..at])
        }),
        Box::new(|_| "[]".to_owned()),
        Box::new(|_| String::new()),
    ];
    for (number, edit) in wrong.iter().enumerate() {
        let code = shape(edit.as_ref());
        assert_ne!(code, "ok", "{number}");
    }
}

/// An envelope with a signature by each of these, and nothing beside it.
fn signed_by(bench: &Bench, seeds: &[&str]) -> Layer {
    let payload = bench.statement().old().bytes();
    let message = pae(name::STATEMENT, &payload);
    let signatures: Vec<Signature> = seeds
        .iter()
        .map(|seed| {
            let key = SigningKey::seeded(KeyKind::P256, seed);
            Signature::new(&key.sign(KeyKind::P256.scheme(), &message))
        })
        .collect();
    Layer::new(
        name::ENVELOPE,
        envelope(name::STATEMENT, &payload, &signatures),
    )
}

#[test]
fn several_signatures_in_an_envelope() {
    let bench = Bench::default();
    let ask = |layer: &Layer, seeds: &[&str], wanted: usize| {
        let keys: Vec<_> = seeds.iter().map(|seed| key(seed)).collect();
        let policy = ImagePolicy::attestation(of_keys(&keys))
            .with_threshold(wanted)
            .ignore_transparency_log();
        bench
            .ask(&bench.att(std::slice::from_ref(layer)), &policy)
            .code()
    };
    let three = signed_by(&bench, &["stranger", "alice", "bob"]);
    assert_eq!(ask(&three, &["alice"], 1), "ok");
    assert_eq!(ask(&three, &["alice", "bob"], 2), "ok");
    assert_eq!(
        ask(&three, &["alice", "bob", "carol"], 3),
        "signature.threshold-not-met"
    );
    assert_eq!(ask(&three, &["carol"], 1), "signature.invalid");
    let twice = signed_by(&bench, &["alice", "alice"]);
    assert_eq!(ask(&twice, &["alice", "bob"], 1), "ok");
    assert_eq!(
        ask(&twice, &["alice", "bob"], 2),
        "signature.threshold-not-met"
    );
    let seeds: Vec<String> = (0..17).map(|number| format!("signer {number}")).collect();
    let mut seeds: Vec<&str> = seeds.iter().map(String::as_str).collect();
    seeds[15] = "alice";
    assert_eq!(ask(&signed_by(&bench, &seeds[..16]), &["alice"], 1), "ok");
    let code = ask(&signed_by(&bench, &seeds), &["alice"], 1);
    assert!(
        matches!(
            code,
            "limit.exceeded" | "dsse.too-many-signatures" | "dsse.signature-count"
        ),
        "{code}"
    );
}

#[test]
fn an_entry_is_of_one_signature() {
    let bench = Bench::default();
    let both = signed_by(&bench, &["alice", "bob"]);
    let logged = bench.attestation().by_key().signed_by("alice").layer();
    let layer = both.clone().taking(name::PROMISE, &logged);
    let policy = ImagePolicy::attestation(of_keys(&[key("alice")]));
    assert_eq!(
        bench
            .ask(&bench.att(std::slice::from_ref(&logged)), &policy)
            .code(),
        "ok"
    );
    assert_eq!(
        bench.ask(&bench.att(&[layer]), &policy).code(),
        "dsse.signature-count"
    );
    // The entry of one signature does not back an envelope with another.
    let bob = signed_by(&bench, &["bob"]).taking(name::PROMISE, &logged);
    let policy = ImagePolicy::attestation(of_keys(&[key("bob")]));
    assert_eq!(
        bench.ask(&bench.att(&[bob]), &policy).code(),
        "tlog.body-mismatch"
    );
    // Key ids are hints.
    let text = String::from_utf8(both.blob.clone()).unwrap();
    let named = both.with_blob(|blob| {
        *blob = text
            .replace("\"keyid\":\"\"", "\"keyid\":\"mallory\"")
            .into_bytes();
    });
    let policy = policy.ignore_transparency_log();
    assert_eq!(bench.ask(&bench.att(&[named]), &policy).code(), "ok");
}

#[test]
fn annotations_are_those_of_the_subject_that_is_the_image() {
    let bench = Bench::default();
    let hex = hex_of(&bench.store.subject).to_owned();
    let other = hex_of(&digest(b"another")).to_owned();
    let ask = |subjects: Value| {
        let statement = Statement {
            subjects,
            ..bench.statement()
        };
        let policy = bench.attested().with_annotation("env", "prod");
        let layer = statement.plan(&bench.kit).layer();
        bench.ask(&bench.att(&[layer]), &policy).code()
    };
    let prod = json!({"env": "prod", "n": 1});
    let subject = |hex: &str, annotations: Value| json!({"name": hex, "digest": {"sha256": hex}, "annotations": annotations});
    assert_eq!(ask(json!([subject(&hex, prod.clone())])), "ok");
    assert_eq!(
        ask(json!([
            subject(&other, prod.clone()),
            subject(&hex, prod.clone())
        ])),
        "ok"
    );
    assert_eq!(
        ask(json!([
            subject(&other, prod.clone()),
            subject(&hex, json!({}))
        ])),
        "image.annotation"
    );
    assert_eq!(
        ask(json!([{"name": "a", "digest": {"sha256": &hex}}])),
        "image.annotation"
    );
    for wrong in [
        json!({"env": "test"}),
        json!({"env": ["prod"]}),
        json!({"env": 1}),
        json!({"ENV": "prod"}),
    ] {
        assert_eq!(ask(json!([subject(&hex, wrong)])), "image.annotation");
    }
}

#[test]
fn what_nobody_signed_counts_for_nothing() {
    let bench = Bench::of(Store::attested_index("app", PREDICATE));
    assert_eq!(
        bench.ask(&bench.store, &bench.attested()).code(),
        "attestation.missing"
    );
    let mut store = bench.store.clone();
    let sbom = b"{\"spdxVersion\":\"SPDX-2.3\"}";
    store.attach_sbom("text/spdx+json", sbom);
    assert_eq!(
        bench.ask(&store, &bench.attested()).code(),
        "attestation.missing"
    );
    assert_eq!(
        bench.ask(&store, &bench.signature()).code(),
        "signature.missing"
    );
}

#[test]
fn a_layer_of_an_attestation_is_no_signature_and_the_reverse() {
    let bench = Bench::default();
    let both = bench.sig(&[bench.plan().layer()]);
    assert_eq!(
        bench.ask(&both, &bench.attested()).code(),
        "attestation.missing"
    );
    let attested = bench.att(&[bench.attestation().layer()]);
    assert_eq!(
        bench.ask(&attested, &bench.signature()).code(),
        "signature.missing"
    );
    // Not even where the statement is that of a signature.
    let statement = Statement::signature(&bench.store.subject)
        .plan(&bench.kit)
        .layer();
    let store = bench.att(&[statement]);
    assert_eq!(
        bench.ask(&store, &bench.signature()).code(),
        "signature.missing"
    );
    let any = ImagePolicy::attestation(bench.keyless());
    assert_eq!(bench.ask(&store, &any).code(), "statement.predicate-type");
}
