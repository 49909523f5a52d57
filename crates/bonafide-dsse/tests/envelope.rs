//! Envelopes alone and in bundles: what is read and what is refused.

mod common;

use bonafide_dsse::{Envelope, EnvelopeOptions, Error, StatementOptions};
use bonafide_json::base64::DecodeError;
use bonafide_json::{Limits, Profile, Reader};
use bonafide_report::Coded as _;
use common::{IN_TOTO, code, envelope_json, parse, parse_text, statement_json};
use serde_json::{Value, json};

fn in_bundle(document: &str, profile: Profile) -> Result<Envelope, Error> {
    let mut reader = Reader::new(document.as_bytes(), &Limits::default())?;
    let envelope = Envelope::read(&mut reader, &EnvelopeOptions::bundle(profile))?;
    reader.finish()?;
    Ok(envelope)
}

fn good() -> Value {
    envelope_json(IN_TOTO, b"hello", &[(b"sig", "key")])
}

/// `good` with one member set.
fn with(member: &str, value: Value) -> Value {
    let mut document = good();
    document[member] = value;
    document
}

fn without(member: &str) -> Value {
    let mut document = good();
    document.as_object_mut().unwrap().remove(member);
    document
}

#[test]
fn a_good_envelope_is_read_everywhere() {
    let document = good().to_string();
    for envelope in [
        parse_text(&document),
        in_bundle(&document, Profile::Strict),
        in_bundle(&document, Profile::Lenient),
    ] {
        let envelope = envelope.unwrap();
        assert_eq!(envelope.payload_type(), IN_TOTO);
        assert_eq!(envelope.untrusted().payload(), b"hello");
        assert_eq!(
            envelope.payload_sha256(),
            bonafide_digest::sha256(&[b"hello"])
        );
        let [signature] = envelope.signatures() else {
            panic!("one signature")
        };
        assert_eq!(
            (signature.bytes(), signature.key_id()),
            (Ok(&b"sig"[..]), "key")
        );
        assert_eq!(signature.certificate(), None);
        assert!(envelope.unknown_members().is_empty());
    }
}

#[test]
fn an_envelope_of_parts_is_the_same() {
    let read = parse(&envelope_json(IN_TOTO, b"hello", &[(b"sig", "")])).unwrap();
    let made = Envelope::from_parts(IN_TOTO, b"hello".to_vec(), b"sig".to_vec());
    assert_eq!(made.signatures(), read.signatures());
    assert_eq!(made.pae().parts(), read.pae().parts());
}

#[test]
fn empty_strings_are_allowed_where_the_protocol_allows_them() {
    let document = envelope_json("", b"", &[(b"", "")]);
    assert!(parse(&document).is_ok());
    // A bundle's signature says something.
    assert_eq!(
        code(in_bundle(&document.to_string(), Profile::Strict)),
        "dsse.missing-field"
    );
}

#[test]
fn dsse_missing_field() {
    for member in ["payload", "payloadType", "signatures"] {
        for document in [without(member), with(member, Value::Null)] {
            let error = parse(&document).unwrap_err();
            assert_eq!(error.code().as_str(), "dsse.missing-field", "{member}");
            assert_eq!(error.place().as_str(), format!("/{member}"));
        }
    }
    let error = parse(&with("signatures", json!([{"keyid": "k"}]))).unwrap_err();
    assert_eq!(
        (error.code().as_str(), error.place().as_str()),
        ("dsse.missing-field", "/signatures/0/sig")
    );
}

#[test]
fn dsse_no_signatures() {
    assert_eq!(
        code(parse(&with("signatures", json!([])))),
        "dsse.no-signatures"
    );
}

#[test]
fn dsse_signature_count() {
    let one = json!({"sig": "c2ln"});
    for (signatures, found) in [
        (json!([]), 0),
        (json!([one, one]), 2),
        (json!([one, 5]), 2),
        (Value::Null, 0),
    ] {
        let document = with("signatures", signatures).to_string();
        assert_eq!(
            in_bundle(&document, Profile::Strict).unwrap_err(),
            Error::SignatureCount { found },
        );
        assert_eq!(
            code(in_bundle(&document, Profile::Lenient)),
            "dsse.signature-count"
        );
    }
    assert_eq!(
        parse(&with("signatures", json!([one, one])))
            .unwrap()
            .signatures()
            .len(),
        2
    );
}

#[test]
fn dsse_too_many_signatures() {
    let entries = |count| with("signatures", json!(vec![json!({"sig": "c2ln"}); count]));
    assert_eq!(parse(&entries(32)).unwrap().signatures().len(), 32);
    assert_eq!(
        parse(&entries(33)).unwrap_err(),
        Error::TooManySignatures { limit: 32 }
    );
    assert_eq!(code(parse(&entries(33))), "dsse.too-many-signatures");
}

/// Text, whether the protocol takes it, a strict bundle, a lenient one.
const BASE64: &[(&str, bool, bool, bool)] = &[
    ("++8=", true, true, true),
    ("--8=", true, false, true),
    ("++8", false, false, true),
    ("--8", false, false, true),
    ("+-8=", false, false, false),
    ("++9=", false, false, false),
    ("++8==", false, false, false),
    ("++8=\n", false, false, false),
    (" ++8=", false, false, false),
];

#[test]
fn dsse_base64() {
    for &(text, protocol, strict, lenient) in BASE64 {
        let document = with("payload", json!(text));
        let text_of = document.to_string();
        for (result, good) in [
            (parse(&document), protocol),
            (in_bundle(&text_of, Profile::Strict), strict),
            (in_bundle(&text_of, Profile::Lenient), lenient),
        ] {
            assert_eq!(result.is_ok(), good, "{text}");
            match result {
                Ok(envelope) => assert_eq!(envelope.untrusted().payload(), [0xfb, 0xef]),
                Err(error) => assert_eq!(error.code().as_str(), "dsse.base64"),
            }
        }
    }
}

#[test]
fn an_undecodable_signature_is_an_entry_that_nobody_made() {
    for &(text, protocol, strict, _) in BASE64 {
        let document = with("signatures", json!([{"sig": text}]));
        let envelope = parse(&document).unwrap();
        assert_eq!(envelope.signatures()[0].bytes().is_ok(), protocol, "{text}");
        let bundled = in_bundle(&document.to_string(), Profile::Strict);
        assert_eq!(bundled.is_ok(), strict, "{text}");
        if let Err(error) = bundled {
            assert_eq!(error.code().as_str(), "json.base64");
        }
    }
    let envelope = parse(&with("signatures", json!([{"sig": "++9="}]))).unwrap();
    assert_eq!(
        envelope.signatures()[0].bytes(),
        Err(&DecodeError::SpareBits {})
    );
}

#[test]
fn a_certificate_that_came_another_way_stands_where_there_was_none() {
    let mut document = with(
        "signatures",
        json!([{"sig": "AAAA", "cert": "own"}, {"sig": "AAAA"}]),
    );
    document["extra"] = json!(1);
    let envelope = parse(&document).unwrap();
    let given = envelope.with_certificate("given");
    let certificates = |envelope: &Envelope| -> Vec<Option<String>> {
        let all = envelope.signatures().iter();
        all.map(|one| one.certificate().map(str::to_owned))
            .collect()
    };
    let (own, other) = (Some("own".to_owned()), Some("given".to_owned()));
    assert_eq!(certificates(&given), [own.clone(), other]);
    assert_eq!(certificates(&envelope), [own, None]);
    assert!(core::ptr::eq(
        given.untrusted().payload(),
        envelope.untrusted().payload()
    ));
    assert_eq!(given.unknown_members(), envelope.unknown_members());
}

#[test]
fn unknown_members_are_listed_alone_and_refused_in_a_strict_bundle() {
    let mut document = with("extra", json!({"deep": [1]}));
    document["signatures"][0]["other"] = json!(2);
    document["signatures"][0]["cert"] = json!("-----BEGIN CERTIFICATE-----");
    let envelope = parse(&document).unwrap();
    let mut places: Vec<&str> = envelope
        .unknown_members()
        .iter()
        .map(|place| place.as_str())
        .collect();
    places.sort_unstable();
    assert_eq!(places, ["/extra", "/signatures/0/other"]);
    assert_eq!(
        envelope.signatures()[0].certificate(),
        Some("-----BEGIN CERTIFICATE-----")
    );

    let text = document.to_string();
    assert_eq!(
        code(in_bundle(&text, Profile::Strict)),
        "json.unknown-member"
    );
    let lenient = in_bundle(&text, Profile::Lenient).unwrap();
    assert_eq!(lenient.signatures()[0].certificate(), None);
    let spelled = with("payload_type", json!("x")).to_string();
    assert_eq!(
        code(in_bundle(&spelled, Profile::Lenient)),
        "json.unknown-member"
    );
}

#[test]
fn what_the_json_reader_refuses_keeps_its_code() {
    let text = good().to_string();
    for (from, to, wanted) in [
        (
            "\"payload\":",
            "\"Payload\":\"\",\"payload\":",
            "json.case-variant",
        ),
        ("\"sig\":", "\"Sig\":\"\",\"sig\":", "json.case-variant"),
        (
            "\"sig\":",
            "\"\u{17f}ig\":\"\",\"sig\":",
            "json.case-variant",
        ),
        (
            "\"payload\":",
            "\"payload\":\"\",\"payload\":",
            "json.duplicate-key",
        ),
        (
            "\"payloadType\":",
            "\"\\u0070ayloadType\":\"\",\"payloadType\":",
            "json.duplicate-key",
        ),
        (
            "\"payload\":",
            "\"x\":{\"y\":1,\"y\":1},\"payload\":",
            "json.duplicate-key",
        ),
        ("\"keyid\":\"key\"", "\"keyid\":1", "json.type"),
        ("\"keyid\":\"key\"", "\"keyid\":\"\\u0000\"", "json.nul"),
        (
            "\"keyid\":\"key\"",
            "\"keyid\":\"\\ud800\"",
            "json.surrogate",
        ),
        ("}]}", "}],}", "json.syntax"),
    ] {
        let bad = text.replacen(from, to, 1);
        assert_ne!(bad, text, "{from}");
        assert_eq!(code(parse_text(&bad)), wanted, "{bad}");
    }
    assert_eq!(code(parse_text(&format!("{text} x"))), "json.trailing");
    assert_eq!(code(parse_text(&format!("\u{feff}{text}"))), "json.bom");
    assert_eq!(code(parse_text("[]")), "json.type");
    let bytes = [text.as_bytes(), b"\xff"].concat();
    assert_eq!(
        code(Envelope::parse(&bytes, &EnvelopeOptions::provenance())),
        "json.utf8"
    );
}

#[test]
fn a_statement_can_be_looked_at_without_trust() {
    let payload = statement_json().to_string();
    // Whatever the payload type is: nobody vouches for that either.
    let envelope = parse(&envelope_json(
        "text/plain",
        payload.as_bytes(),
        &[(b"x", "")],
    ))
    .unwrap();
    let statement = envelope
        .untrusted()
        .statement(&StatementOptions::bundle())
        .unwrap();
    assert_eq!(statement.predicate_type(), "https://slsa.dev/provenance/v1");
}

#[test]
fn printing_an_envelope_does_not_print_its_payload() {
    let shown = format!("{:?}", parse(&good()).unwrap());
    assert!(
        !shown.contains("hello") && shown.contains("payload_bytes: 5"),
        "{shown}"
    );
}
