//! The payload of an image signature, well signed and wrong.

use bonafide_sigstore::image::{ImagePolicy, SimpleSigning, Value};
use bonafide_testkit::image::{SimpleSigning as Minted, Store, name};
use serde_json::json;

use crate::kit::{Bench, REPOSITORY};

fn code(bench: &Bench, bytes: &[u8]) -> &'static str {
    bench.sig_code(&bench.kit.message(bytes).layer())
}

#[test]
fn another_image() {
    let bench = Bench::default();
    let other = Store::image("another");
    let payload = Minted::new(REPOSITORY, &other.subject);
    assert_eq!(code(&bench, &payload.bytes()), "signature.wrong-subject");
    let digest = &bench.store.subject;
    let hex = digest.strip_prefix("sha256:").unwrap();
    let table = [
        (format!("sha512:{hex}{hex}"), "signature.wrong-subject"),
        (format!("sha256:{}", hex.to_uppercase()), "image.payload"),
        (format!("SHA256:{hex}"), "image.payload"),
        (format!("sha512:{hex}"), "image.payload"),
        (format!("sha384:{hex}{}", &hex[..32]), "image.payload"),
        (format!("sha256:{hex} "), "image.payload"),
        (hex.to_owned(), "image.payload"),
        (String::new(), "image.payload"),
    ];
    for (digest, wanted) in table {
        let payload = Minted::new(REPOSITORY, &digest);
        assert_eq!(code(&bench, &payload.bytes()), wanted, "{digest}");
    }
    // The digest in a place that does not count.
    let beside = Minted::new(REPOSITORY, &other.subject)
        .with_optional(json!({"docker-manifest-digest": digest}));
    assert_eq!(code(&bench, &beside.bytes()), "signature.wrong-subject");
}

#[test]
fn another_kind_of_document() {
    let bench = Bench::default();
    let payload = bench.payload();
    assert_eq!(
        code(&bench, &payload.without("/critical/type")),
        "image.payload"
    );
    for kind in [
        "",
        "cosign blob signature",
        "Cosign container image signature",
    ] {
        let payload = bench.payload().with_kind(kind);
        assert_eq!(
            code(&bench, &payload.bytes()),
            "image.payload-type",
            "{kind}"
        );
    }
    let atomic = bench.payload().with_kind(name::ATOMIC_SIGNATURE);
    let layer = atomic.plan(&bench.kit).layer();
    assert_eq!(bench.sig_code(&layer), "image.payload-type");
    let allowed = bench.signature().allow_atomic_signatures();
    let answer = bench.ask(&bench.sig(&[layer]), &allowed);
    assert!(answer.has_note("atomic_container_signature"));
    assert_eq!(answer.code(), "ok");
    let other = bench.payload().with_kind("atomic");
    let layer = other.plan(&bench.kit).layer();
    assert_eq!(
        bench.ask(&bench.sig(&[layer]), &allowed).code(),
        "image.payload-type"
    );
}

#[test]
fn members_are_those_and_no_others() {
    let bench = Bench::default();
    let payload = bench.payload();
    for pointer in [
        "/critical",
        "/optional",
        "/critical/image",
        "/critical/identity",
        "/critical/image/docker-manifest-digest",
        "/critical/identity/docker-reference",
    ] {
        assert_eq!(
            code(&bench, &payload.without(pointer)),
            "image.payload",
            "{pointer}"
        );
    }
    for parent in ["", "/critical", "/critical/image", "/critical/identity"] {
        let extra = payload.edited(|value| {
            value.pointer_mut(parent).unwrap()["extra"] = json!(1);
        });
        assert_eq!(code(&bench, &extra), "image.payload", "{parent}");
        let no_object = payload.edited(|value| {
            *value.pointer_mut(parent).unwrap() = json!([]);
        });
        assert_eq!(code(&bench, &no_object), "image.payload", "{parent}");
    }
    for (pointer, value) in [
        ("/optional", json!([])),
        ("/optional", json!("")),
        ("/optional", json!(false)),
        ("/critical/type", json!(null)),
        ("/critical/identity/docker-reference", json!(null)),
        ("/critical/image/docker-manifest-digest", json!(1)),
    ] {
        let wrong = payload.edited(|whole| *whole.pointer_mut(pointer).unwrap() = value.clone());
        assert_eq!(code(&bench, &wrong), "image.payload", "{pointer}");
    }
    let text = String::from_utf8(payload.bytes()).unwrap();
    for (from, to) in [
        ("critical", "Critical"),
        ("optional", "OPTIONAL"),
        ("type", "Type"),
    ] {
        let renamed = text.replacen(&format!("\"{from}\""), &format!("\"{to}\""), 1);
        assert_eq!(code(&bench, renamed.as_bytes()), "image.payload", "{to}");
    }
}

#[test]
fn json_is_strict() {
    let bench = Bench::default();
    let payload = bench.payload();
    let other = Minted::new(REPOSITORY, &Store::image("another").subject);
    let optional = |text: &str| {
        let whole = String::from_utf8(payload.bytes()).unwrap();
        whole
            .replace("\"optional\":null", &format!("\"optional\":{text}"))
            .into_bytes()
    };
    let mut utf16 = vec![0xff, 0xfe];
    utf16.extend(payload.bytes().iter().flat_map(|byte| [*byte, 0]));
    let table = [
        payload.twice(&other),
        other.twice(&payload),
        payload.after_mark(),
        payload.trailed_by(b"{}"),
        payload.trailed_by(b"\0"),
        payload.nested(100_000),
        payload.nested(33),
        optional("{\"a\":1,\"a\":1}"),
        optional("{\"deep\":{\"a\":1,\"a\":1}}"),
        optional("{\"a\":1,}"),
        optional("{\"a\":\"\u{1}\"}"),
        Vec::new(),
        b"null".to_vec(),
        vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1, 0, 0],
        utf16,
        [payload.bytes(), vec![0xff]].concat(),
    ];
    for bytes in &table {
        assert_eq!(
            code(&bench, bytes),
            "image.payload",
            "{}",
            String::from_utf8_lossy(bytes).len()
        );
    }
    assert_eq!(code(&bench, &payload.nested(20)), "ok");
}

#[test]
fn annotations_are_those_of_the_payload() {
    let bench = Bench::default();
    let optional =
        json!({"env": "prod", "number": 1, "yes": true, "none": null, "extra": {"a": 1}});
    let payload = bench.payload().with_optional(optional);
    let layer = payload.plan(&bench.kit).layer();
    let store = bench.sig(std::slice::from_ref(&layer));
    let asked = |pairs: &[(&str, &str)]| {
        let policy = pairs
            .iter()
            .fold(bench.signature(), |policy, (name, value)| {
                policy.with_annotation(*name, *value)
            });
        bench.ask(&store, &policy).code()
    };
    assert_eq!(asked(&[("env", "prod")]), "ok");
    for (name, value) in [
        ("env", "Prod"),
        ("env", ""),
        ("ENV", "prod"),
        ("number", "1"),
        ("yes", "true"),
        ("none", "null"),
        ("none", ""),
        ("absent", ""),
        ("extra", "{\"a\": 1}"),
    ] {
        assert_eq!(
            asked(&[("env", "prod"), (name, value)]),
            "image.annotation",
            "{name}"
        );
    }
    // Both of two values of one name cannot be there.
    assert_eq!(
        asked(&[("env", "prod"), ("env", "test")]),
        "image.annotation"
    );
    // The annotations of the layer, of the manifest and of another layer are not the payload's.
    let bare = bench.plan().layer().with("env", "prod");
    let store = bench.sig(&[bare, layer.with(name::SIGNATURE, "anVuaw==")]);
    let policy = bench.signature().with_annotation("env", "prod");
    let answer = bench.ask(&store, &policy);
    assert_eq!(answer.codes(), ["image.annotation", "signature.invalid"]);
    assert_eq!(answer.code(), "image.annotation");
}

#[test]
fn a_payload_is_read_and_kept() {
    let text = br#"{"critical":{"identity":{"docker-reference":""},"image":{"docker-manifest-digest":"sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},"type":"any"},"optional":{"a":"b","n": 1.0}}"#;
    let read = SimpleSigning::parse(text).unwrap();
    assert_eq!(read.reference(), "");
    assert_eq!(read.optional()["a"], Value::Text("b".to_owned()));
    assert_eq!(read.optional()["n"], Value::Json("1.0".to_owned()));
    let long = [text.as_slice(), &vec![b' '; 1 << 20]].concat();
    assert_eq!(
        SimpleSigning::parse(&long).unwrap_err().code().as_str(),
        "image.payload"
    );
}

#[test]
fn nothing_of_a_payload_is_told_before_its_signature_holds() {
    let bench = Bench::default();
    let secret = "https://unsigned.test/shown";
    let layer = bench
        .payload()
        .with_kind(secret)
        .with_optional(json!({"a": secret}))
        .plan(&bench.kit)
        .with_signature(|bytes| bytes[20] ^= 1)
        .layer();
    let policy: ImagePolicy = bench.signature();
    let refusal = bench.ask(&bench.sig(&[layer]), &policy).0.unwrap_err();
    let told = format!("{refusal} {:?}", refusal.judgements());
    let json = serde_json::to_string(refusal.judgements()).unwrap();
    assert!(!told.contains("unsigned.test") && !json.contains("unsigned.test"));
}
