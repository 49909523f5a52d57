//! Statements: what is read, what voids them.

mod common;

use bonafide_digest::Algorithm;
use bonafide_dsse::{
    Accepted, ArtifactDigests, Error, ResourceDescriptor, Statement, StatementOptions,
    StatementType,
};
use bonafide_json::{Limits, Reader};
use bonafide_report::{Coded as _, registry};
use common::{code, statement_json};
use serde_json::{Value, json};

fn parse(document: &Value) -> Result<Statement, Error> {
    parse_text(&document.to_string())
}

fn parse_text(document: &str) -> Result<Statement, Error> {
    Statement::parse(document.as_bytes(), &StatementOptions::bundle())
}

fn with(member: &str, value: Value) -> Value {
    let mut document = statement_json();
    document[member] = value;
    document
}

fn without(member: &str) -> Value {
    let mut document = statement_json();
    document.as_object_mut().unwrap().remove(member);
    document
}

fn with_digest(digest: Value) -> Value {
    with(
        "subject",
        json!([{"digest": {"sha256": "11".repeat(32)}}, {"digest": digest}]),
    )
}

#[test]
fn both_versions_are_read() {
    for (uri, version) in [
        ("https://in-toto.io/Statement/v0.1", StatementType::V01),
        ("https://in-toto.io/Statement/v1", StatementType::V1),
    ] {
        let statement = parse(&with("_type", json!(uri))).unwrap();
        assert_eq!(statement.statement_type(), version);
        assert_eq!(version.uri(), uri);
        assert_eq!(statement.predicate_type(), "https://slsa.dev/provenance/v1");
        assert_eq!(statement.predicate(), r#"{"buildDefinition":{"n":1.0}}"#);
        assert_eq!(statement.subject_count(), 1);
        let subject = statement.subjects().next().unwrap();
        assert_eq!((subject.index(), subject.name()), (0, Some("a.tar.gz")));
        assert_eq!(
            subject
                .digests()
                .map(ToString::to_string)
                .collect::<Vec<_>>(),
            [format!("sha256:{}", "11".repeat(32))]
        );
        assert!(statement.notes().is_empty() && statement.unknown_members().is_empty());
    }
}

#[test]
fn statement_type() {
    for document in [
        without("_type"),
        with("_type", Value::Null),
        with("_type", json!("")),
        with("_type", json!("https://in-toto.io/Statement/v2")),
        with("_type", json!("https://in-toto.io/Statement/v1/")),
        with("_type", json!("HTTPS://in-toto.io/Statement/v1")),
    ] {
        assert_eq!(code(parse(&document)), "statement.type", "{document}");
    }
}

#[test]
fn statement_no_subject() {
    for document in [
        without("subject"),
        with("subject", Value::Null),
        with("subject", json!([])),
    ] {
        assert_eq!(code(parse(&document)), "statement.no-subject", "{document}");
    }
    assert_eq!(code(parse(&with("subject", json!({})))), "json.type");
    assert_eq!(code(parse(&with("subject", json!(["x"])))), "json.type");
}

#[test]
fn statement_subject_digest() {
    for subject in [
        json!({"name": "x"}),
        json!({"name": "x", "digest": {}}),
        json!({"name": "x", "digest": null}),
        json!({"name": "x", "uri": "https://example.com/x"}),
    ] {
        let error =
            parse(&with("subject", json!([{"digest": {"own": "1"}}, subject]))).unwrap_err();
        assert_eq!(error, Error::SubjectDigest { subject: 1 });
        assert_eq!(error.code().as_str(), "statement.subject-digest");
        assert_eq!(error.place().as_str(), "/subject/1");
    }
    assert_eq!(code(parse(&with_digest(json!("sha256:00")))), "json.type");
    assert_eq!(
        code(parse(&with_digest(json!({"sha256": null})))),
        "json.type"
    );
    assert_eq!(code(parse(&with_digest(json!({"own": 1})))), "json.type");
}

#[test]
fn statement_predicate_shape() {
    for document in [
        without("predicateType"),
        with("predicateType", Value::Null),
        with("predicateType", json!("")),
        with("predicate", json!([])),
        with("predicate", json!("{}")),
        with("predicate", json!(0)),
    ] {
        assert_eq!(
            code(parse(&document)),
            "statement.predicate-shape",
            "{document}"
        );
    }
    for document in [
        without("predicate"),
        with("predicate", Value::Null),
        with("predicate", json!({})),
    ] {
        assert_eq!(parse(&document).unwrap().predicate(), "{}");
    }
}

#[test]
fn statement_predicate_type() {
    let statement = parse(&statement_json()).unwrap();
    assert_eq!(
        statement.expect_predicate_type("https://slsa.dev/provenance/v1"),
        Ok(())
    );
    for other in [
        "https://slsa.dev/provenance/v1/",
        "https://slsa.dev/provenance/",
        "",
        "HTTPS://slsa.dev/provenance/v1",
    ] {
        assert_eq!(
            code(statement.expect_predicate_type(other)),
            "statement.predicate-type"
        );
    }
}

#[test]
fn statement_uri_case() {
    let statement = parse(&with(
        "predicateType",
        json!("https://SLSA.dev/provenance/v1"),
    ))
    .unwrap();
    let [note] = statement.notes() else {
        panic!("one note")
    };
    assert_eq!(
        (note.code(), note.place().as_str()),
        (registry::STATEMENT_URI_CASE, "/predicateType")
    );
}

#[test]
fn digest_malformed() {
    for digest in [
        json!({"sha256": "11".repeat(31)}),
        json!({"sha256": "1".repeat(63)}),
        json!({"sha256": "11".repeat(33)}),
        json!({"sha256": "zz".repeat(32)}),
        json!({"sha256": ""}),
        json!({"own": "x", "md5": "11"}),
        json!({"gitCommit": "11".repeat(21)}),
        json!({"shake128": "111"}),
    ] {
        let error = parse(&with_digest(digest.clone())).unwrap_err();
        assert_eq!(error.code().as_str(), "digest.malformed", "{digest}");
        assert!(
            error.place().as_str().starts_with("/subject/1/digest/"),
            "{}",
            error.place()
        );
    }
    for digest in [
        json!({"gitCommit": "11".repeat(20)}),
        json!({"gitCommit": "11".repeat(32)}),
        json!({"shake256": "11".repeat(500)}),
        json!({"SHA256": "not one that is known"}),
        json!({"gce_image_id": "8487..."}),
    ] {
        assert!(parse(&with_digest(digest.clone())).is_ok(), "{digest}");
    }
}

#[test]
fn digest_uppercase() {
    let digest = json!({"sha256": "AB".repeat(32)});
    assert_eq!(
        code(parse(&with_digest(digest.clone()))),
        "digest.uppercase"
    );
    let options = StatementOptions::bundle().with_lenient_hex();
    let text = with_digest(digest).to_string();
    let statement = Statement::parse(text.as_bytes(), &options).unwrap();
    let subject = statement.subjects().nth(1).unwrap();
    assert_eq!(subject.digests().next().unwrap().to_hex(), "ab".repeat(32));
}

#[test]
fn what_the_json_reader_refuses_keeps_its_code() {
    let text = statement_json().to_string();
    for (from, to, wanted) in [
        (
            "\"subject\":",
            "\"Subject\":[],\"subject\":",
            "json.case-variant",
        ),
        (
            "\"predicateType\":",
            "\"predicatetype\":\"\",\"predicateType\":",
            "json.case-variant",
        ),
        (
            "\"digest\":",
            "\"DIGEST\":{},\"digest\":",
            "json.case-variant",
        ),
        (
            "\"predicateType\":",
            "\"predicateType\":\"\",\"predicateType\":",
            "json.duplicate-key",
        ),
        (
            "\"sha256\":",
            "\"sha\\u003256\":\"HEX\",\"sha256\":",
            "json.duplicate-key",
        ),
        ("\"n\":", "\"n\":0,\"n\":", "json.duplicate-key"),
        (
            "\"subject\":",
            "\"x\":[{\"y\":1,\"y\":2}],\"subject\":",
            "json.duplicate-key",
        ),
        ("\"a.tar.gz\"", "\"\\u0000\"", "json.nul"),
        ("\"a.tar.gz\"", "\"\\udc00\"", "json.surrogate"),
        ("\"a.tar.gz\"", "1", "json.type"),
        ("\"n\":1.0", "\"n\":01", "json.syntax"),
    ] {
        let bad = text.replacen(from, &to.replace("HEX", &"22".repeat(32)), 1);
        assert_ne!(bad, text, "{from}");
        assert_eq!(code(parse_text(&bad)), wanted, "{bad}");
    }
    assert_eq!(code(parse_text(&format!("{text}{{}}"))), "json.trailing");
    // Names of a digest set are a free map: this is an unknown algorithm.
    assert!(
        parse(&with_digest(
            json!({"sha256": "22".repeat(32), "Sha256": "x"})
        ))
        .is_ok()
    );
}

#[test]
fn unknown_members_are_listed() {
    let mut document = with("extra", json!(1));
    document["subject"][0]["more"] = json!({});
    document["predicate"]["anything"] = json!(1);
    let statement = parse(&document).unwrap();
    let mut places: Vec<&str> = statement
        .unknown_members()
        .iter()
        .map(|place| place.as_str())
        .collect();
    places.sort_unstable();
    assert_eq!(places, ["/extra", "/subject/0/more"]);
}

#[test]
fn members_of_a_subject_have_types() {
    let subject = |member: &str, value: Value| {
        let mut subject = json!({"digest": {"own": "1"}});
        subject[member] = value;
        parse(&with("subject", json!([subject])))
    };
    for (member, good, bad) in [
        ("name", json!("x"), json!(1)),
        ("uri", json!("x"), json!({})),
        ("downloadLocation", json!("x"), json!([])),
        ("mediaType", json!("x"), json!(true)),
        ("annotations", json!({"a": 1}), json!("x")),
    ] {
        assert!(subject(member, good).is_ok() && subject(member, Value::Null).is_ok());
        assert_eq!(code(subject(member, bad)), "json.type", "{member}");
    }
    assert!(subject("content", json!("--8=")).is_ok());
    assert_eq!(code(subject("content", json!("--8"))), "json.base64");
}

#[test]
fn subjects_keep_order_names_and_digests() {
    let document = with(
        "subject",
        json!([
            {"digest": {"own": "\u{e9}\"", "sha256": "11".repeat(32)}},
            {"name": "_", "digest": {"other": "v"}},
            {"name": "t\u{e9}\"\n", "digest": {"sha512": "22".repeat(64), "sha256": "33".repeat(32), "gitCommit": "44".repeat(20)}},
        ]),
    );
    let statement = parse(&document).unwrap();
    let subjects: Vec<_> = statement.subjects().collect();
    assert_eq!(
        subjects
            .iter()
            .map(|subject| subject.name())
            .collect::<Vec<_>>(),
        [None, Some("_"), Some("t\u{e9}\"\n")]
    );
    let known: Vec<Vec<Algorithm>> = subjects
        .iter()
        .map(|subject| subject.digests().map(|digest| digest.algorithm()).collect())
        .collect();
    assert_eq!(
        known,
        [
            vec![Algorithm::Sha256],
            vec![],
            // As the peer that wrote the document sorts them.
            vec![Algorithm::GitCommit, Algorithm::Sha256, Algorithm::Sha512],
        ]
    );
    let opaque: Vec<Vec<(&str, &str)>> = subjects
        .iter()
        .map(|subject| {
            subject
                .opaque_digests()
                .map(|own| (own.name(), own.value()))
                .collect()
        })
        .collect();
    assert_eq!(
        opaque,
        [vec![("own", "\u{e9}\"")], vec![("other", "v")], vec![]]
    );
    assert_eq!(
        statement.required_algorithms(&Accepted::default()),
        [Algorithm::Sha256, Algorithm::Sha512]
    );
}

#[test]
fn blake3_is_no_name_of_a_digest_set() {
    let digest = json!({"blake3": "of any form", "sha256": "11".repeat(32)});
    let statement = parse(&with_digest(digest)).unwrap();
    let subject = statement.subjects().last().unwrap();
    let known: Vec<Algorithm> = subject.digests().map(|it| it.algorithm()).collect();
    assert_eq!(known, [Algorithm::Sha256]);
    let opaque: Vec<_> = subject.opaque_digests().map(|own| own.name()).collect();
    assert_eq!(opaque, ["blake3"]);
}

#[test]
fn what_is_required_of_a_hasher_can_be_computed() {
    let digest =
        json!({"sha3_256": "11".repeat(32), "md5": "11".repeat(16), "sha384": "11".repeat(48)});
    let statement = parse(&with_digest(digest)).unwrap();
    let required = statement.required_algorithms(&Accepted::default());
    assert_eq!(required, [Algorithm::Sha256, Algorithm::Sha384]);
    let mut hasher = bonafide_digest::Hasher::new(&required).unwrap();
    hasher.update(b"x");
    let artifact = ArtifactDigests::computed(&hasher.finish());
    assert_eq!(
        code(statement.match_subjects(&artifact, &Accepted::default())),
        "digest.mismatch"
    );
}

fn descriptor(document: &str) -> Result<(Vec<String>, Vec<String>), Error> {
    let mut reader = Reader::new(document.as_bytes(), &Limits::default())?;
    let mut unknown = Vec::new();
    let found =
        ResourceDescriptor::read(&mut reader, &StatementOptions::provenance(), &mut unknown)?;
    reader.finish()?;
    let said = [
        found.name(),
        found.uri(),
        found.download_location(),
        found.media_type(),
        found.annotations(),
    ]
    .into_iter()
    .flatten()
    .map(str::to_owned)
    .chain(found.digests().iter().map(ToString::to_string))
    .chain(
        found
            .opaque_digests()
            .map(|(name, value)| format!("{name}={value}")),
    )
    .chain(found.content().map(|content| format!("{content:?}")))
    .collect();
    Ok((
        said,
        unknown
            .iter()
            .map(|place| place.as_str().to_owned())
            .collect(),
    ))
}

#[test]
fn statement_descriptor_empty() {
    for document in [
        "{}",
        r#"{"name":"x"}"#,
        r#"{"uri":"","digest":{},"content":""}"#,
        r#"{"uri":null,"mediaType":"x"}"#,
    ] {
        assert_eq!(
            code(descriptor(document)),
            "statement.descriptor-empty",
            "{document}"
        );
    }
    for document in [
        r#"{"uri":"x"}"#,
        r#"{"digest":{"own":"x"}}"#,
        r#"{"content":"eA=="}"#,
    ] {
        assert!(descriptor(document).is_ok(), "{document}");
    }
}

#[test]
fn a_descriptor_is_read_whole() {
    let hex = "11".repeat(32);
    let (said, unknown) = descriptor(&format!(
        r#"{{"name":"n","uri":"u","digest":{{"sha256":"{hex}","own":"v"}},"content":"eA==",
            "downloadLocation":"d","mediaType":"m","annotations":{{"a": [1]}},"x":1}}"#
    ))
    .unwrap();
    let hex = format!("sha256:{hex}");
    assert_eq!(
        said,
        ["n", "u", "d", "m", r#"{"a": [1]}"#, &hex, "own=v", "[120]"]
    );
    assert_eq!(unknown, ["/x"]);
    assert_eq!(
        code(descriptor(r#"{"uri":"u","digest":{"sha256":"1"}}"#)),
        "digest.malformed"
    );
    assert_eq!(code(descriptor(r#"{"Uri":"u"}"#)), "json.case-variant");
    assert_eq!(
        code(descriptor(r#"{"uri":"u","annotations":[]}"#)),
        "json.type"
    );
}
