//! Manifests, indexes, descriptors and digests: what is read, and what is refused.

use bonafide_oci::{
    Descriptor, Document, Error, Index, Manifest, MediaType, media_type, parse_digest,
};
use proptest::prelude::*;
use serde_json::{Value, json};

const MOST: u64 = 4 << 20;
const EMPTY: &str = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";

fn digest(seed: u8) -> String {
    format!("sha256:{}", format!("{seed:02x}").repeat(32))
}

fn descriptor(seed: u8) -> Value {
    json!({"mediaType": "a/b", "digest": digest(seed), "size": 5})
}

fn manifest() -> Value {
    json!({
        "schemaVersion": 2,
        "mediaType": media_type::OCI_MANIFEST,
        "config": {"mediaType": media_type::OCI_EMPTY, "digest": EMPTY, "size": 2},
        "layers": [descriptor(1), descriptor(2)],
    })
}

fn index() -> Value {
    json!({
        "schemaVersion": 2,
        "mediaType": media_type::OCI_INDEX,
        "manifests": [descriptor(1), descriptor(2)],
    })
}

fn with(mut document: Value, member: &str, value: Value) -> Value {
    document[member] = value;
    document
}

fn without(mut document: Value, member: &str) -> Value {
    document.as_object_mut().unwrap().remove(member);
    document
}

fn kind(text: &str) -> MediaType {
    MediaType::parse(text).unwrap()
}

fn parse(document: &Value) -> Result<Document, Error> {
    Document::parse(document.to_string().as_bytes(), None, MOST)
}

fn parse_as(document: &Value, said: &str) -> Result<Document, Error> {
    Document::parse(document.to_string().as_bytes(), Some(&kind(said)), MOST)
}

fn read_manifest(document: &Value) -> Manifest {
    match parse(document).unwrap() {
        Document::Manifest(manifest) => manifest,
        Document::Index(_) => panic!("an index"),
    }
}

fn read_index(document: &Value) -> Index {
    match parse(document).unwrap() {
        Document::Index(index) => index,
        Document::Manifest(_) => panic!("a manifest"),
    }
}

/// The code and the reason of a refusal.
fn refusal(result: Result<Document, Error>) -> (&'static str, String) {
    let error = result.unwrap_err();
    (error.code().as_str(), error.to_string())
}

fn assert_json(bytes: &[u8], cause: &str) {
    let error = Document::parse_local(bytes, None, MOST).unwrap_err();
    assert_eq!(error.code().as_str(), "image.manifest");
    match error {
        Error::Json { cause: found } => assert_eq!(found.code().as_str(), cause),
        error => panic!("{error:?}"),
    }
}

#[test]
fn what_is_right_is_read() {
    let manifest = read_manifest(&with(manifest(), "subject", descriptor(9)));
    assert_eq!(manifest.layers().len(), 2);
    assert_eq!(manifest.config().size(), 2);
    assert_eq!(manifest.subject().unwrap().digest().to_string(), digest(9));
    assert!(manifest.annotations().is_empty());
    let index = read_index(&index());
    assert_eq!(index.manifests().len(), 2);
    let docker = with(self::index(), "mediaType", json!(media_type::DOCKER_LIST));
    assert!(parse_as(&docker, media_type::DOCKER_LIST).is_ok());
    let docker = with(
        self::manifest(),
        "mediaType",
        json!(media_type::DOCKER_MANIFEST),
    );
    assert!(parse_as(&docker, media_type::DOCKER_MANIFEST).is_ok());
    // Layers of artifacts may be none, and some tools write null for that.
    for empty in [json!([]), Value::Null] {
        assert!(
            read_manifest(&with(self::manifest(), "layers", empty.clone()))
                .layers()
                .is_empty()
        );
        assert!(
            read_index(&with(self::index(), "manifests", empty))
                .manifests()
                .is_empty()
        );
    }
}

#[test]
fn dig_1_digests() {
    let hex = &"07".repeat(32);
    for (text, code) in [
        (format!("sha256:{hex}"), None),
        (format!("sha512:{hex}{hex}"), None),
        (
            format!("sha256:{}", "AB".repeat(32)),
            Some("digest.malformed"),
        ),
        (
            format!("sha256:{}", hex.split_at(1).1),
            Some("digest.malformed"),
        ),
        (format!("sha256:{hex}0"), Some("digest.malformed")),
        (format!("sha512:{hex}"), Some("digest.malformed")),
        (
            format!("sha256:{}g", hex.split_at(1).1),
            Some("digest.malformed"),
        ),
        (
            "sha256:../../etc/passwd".to_owned(),
            Some("digest.malformed"),
        ),
        (format!("sha256:{hex}\n"), Some("digest.malformed")),
        (format!("Sha256:{hex}"), Some("digest.malformed")),
        (format!("sha256{hex}"), Some("digest.malformed")),
        (
            format!("sha384:{}", "0".repeat(96)),
            Some("digest.algorithm-unsupported"),
        ),
        (
            format!("blake3:{hex}"),
            Some("digest.algorithm-unsupported"),
        ),
        (
            format!("sha1:{}", hex.split_at(40).0),
            Some("digest.algorithm-unsupported"),
        ),
        (format!("a+b.c:{hex}"), Some("digest.algorithm-unsupported")),
    ] {
        let found = parse_digest(&text).map_err(|error| error.code().as_str());
        assert_eq!(found.err(), code, "{text}");
    }
}

#[test]
fn dig_2_digests_of_other_algorithms_do_not_match() {
    let of = Descriptor::of(kind("a/b"), b"{}");
    assert_eq!(of.digest().to_string(), EMPTY);
    assert!(of.check(b"{}").is_ok());
    let sha512 = "sha512:27c74670adb75075fad058d5ceaf7b20c4e7786c83bae8a32f626f9782af34c9a33c2046ef60fd2a7878d378e29fec851806bbd9a67878f3a9f1cda4830763fd";
    let entry = json!({"mediaType": "a/b", "digest": sha512, "size": 2});
    let index = read_index(&with(index(), "manifests", json!([entry])));
    let descriptor = index.manifests()[0].as_ref().unwrap();
    assert!(descriptor.check(b"{}").is_ok());
    assert_ne!(descriptor.digest(), of.digest());
}

#[test]
fn dig_4_sizes_come_before_digests() {
    let of = Descriptor::of(kind("a/b"), b"12345");
    for (bytes, code) in [
        (&b"1234"[..], "digest.size-mismatch"),
        (b"123456", "digest.size-mismatch"),
        (b"12346", "digest.mismatch"),
    ] {
        let error = of.check(bytes).unwrap_err();
        assert_eq!(error.code().as_str(), code);
        assert!(error.to_string().contains(&of.digest().to_string()));
    }
    let sized = |size: &str| {
        let text = index()
            .to_string()
            .replacen("\"size\":5", &format!("\"size\":{size}"), 1);
        let document = Document::parse(text.as_bytes(), None, MOST).unwrap();
        let Document::Index(index) = document else {
            panic!()
        };
        assert!(index.manifests()[1].is_ok(), "the other entry is as before");
        index.manifests()[0].clone()
    };
    assert_eq!(sized("0").unwrap().size(), 0);
    assert_eq!(sized("9007199254740991").unwrap().size(), (1 << 53) - 1);
    for size in [
        "9007199254740992",
        "-1",
        "5.0",
        "5e0",
        "\"5\"",
        "null",
        "18446744073709551616",
    ] {
        assert_eq!(
            sized(size).unwrap_err().code().as_str(),
            "image.manifest",
            "{size}"
        );
    }
    // A number that JSON does not have spoils the document.
    let text = index().to_string().replacen("\"size\":5", "\"size\":05", 1);
    assert_json(text.as_bytes(), "json.syntax");
}

#[test]
fn dig_5_the_empty_config() {
    let of = Descriptor::of(kind(media_type::OCI_EMPTY), b"{}");
    assert_eq!((of.digest().to_string().as_str(), of.size()), (EMPTY, 2));
}

#[test]
fn dig_7_inline_data_is_checked() {
    let read = |data: &str| {
        let mut entry = descriptor(1);
        entry["digest"] =
            json!("sha256:5994471abb01112afcc18159f6cc74b4f511b99806da59b3caf5a9c173cacfc5");
        entry["data"] = json!(data);
        let index = read_index(&with(index(), "manifests", json!([entry])));
        index.manifests()[0].clone().unwrap()
    };
    let right = read("MTIzNDU=");
    assert_eq!(right.data(), Some(&b"12345"[..]));
    assert!(!right.has_wrong_data());
    for wrong in [
        "MTIzNDY=",
        "MTIzNA==",
        "MTIzNDU",
        "MTIzNDU=\n",
        "MTIzNDV=",
        "",
        "%",
    ] {
        let descriptor = read(wrong);
        assert!(
            descriptor.data().is_none() && descriptor.has_wrong_data(),
            "{wrong}"
        );
    }
    let mut entry = descriptor(1);
    entry["data"] = Value::Null;
    let index = read_index(&with(index(), "manifests", json!([entry])));
    assert!(!index.manifests()[0].as_ref().unwrap().has_wrong_data());
}

#[test]
fn obj_1_json_is_strict() {
    let good = index().to_string();
    for (bytes, cause) in [
        (format!("\u{feff}{good}").into_bytes(), "json.bom"),
        (format!("{good} x").into_bytes(), "json.trailing"),
        (good.as_bytes()[..good.len() - 1].to_vec(), "json.syntax"),
        (b"\xff".to_vec(), "json.utf8"),
        (b"".to_vec(), "json.syntax"),
        (b"[]".to_vec(), "json.type"),
        (
            good.replacen('{', "{\"schemaVersion\":2,", 1).into_bytes(),
            "json.duplicate-key",
        ),
        (
            good.replacen("\"size\":5", "\"size\":5,\"size\":5", 1)
                .into_bytes(),
            "json.duplicate-key",
        ),
        (
            good.replacen('{', "{\"unknown\":[{\"a\":1,\"a\":1}],", 1)
                .into_bytes(),
            "json.duplicate-key",
        ),
        (
            good.replacen("\"digest\"", "\"Digest\"", 1).into_bytes(),
            "json.case-variant",
        ),
        (
            good.replacen("\"manifests\"", "\"MANIFESTS\"", 1)
                .into_bytes(),
            "json.case-variant",
        ),
        (
            good.replacen("\"schemaVersion\":2", "\"schemaVersion\":2.0", 1)
                .into_bytes(),
            "json.integer-range",
        ),
    ] {
        assert_json(&bytes, cause);
    }
    assert!(Document::parse(format!("{good} \n\t").as_bytes(), None, MOST).is_ok());
    // The document is the first of 32 containers inside each other.
    let nested = |depth: usize| {
        good.replacen(
            '{',
            &format!("{{\"x\":{}{},", "[".repeat(depth), "]".repeat(depth)),
            1,
        )
    };
    assert!(Document::parse(nested(31).as_bytes(), None, MOST).is_ok());
    assert_json(nested(32).as_bytes(), "json.limit");
    // Members that are not known may be anything.
    let unknown = json!({"a": [1.5, null, "\u{1b}", {"b": -1e9}]});
    assert!(
        parse(&with(
            with(manifest(), "unknown", unknown.clone()),
            "schema",
            unknown
        ))
        .is_ok()
    );
}

#[test]
fn obj_1_documents_are_bounded() {
    let text = index().to_string();
    let length = u64::try_from(text.len()).unwrap();
    assert!(
        Document::parse_local(text.as_bytes(), None, length).is_err_and(
            // So short a document is allowed one descriptor, and more cannot be written.
            |error| matches!(error, Error::Limit { .. })
        ) || length / 64 >= 2
    );
    assert!(Document::parse(text.as_bytes(), None, length.max(128)).is_ok());
    let error = Document::parse(text.as_bytes(), None, length - 1).unwrap_err();
    assert!(matches!(error, Error::Json { .. }), "{error:?}");
}

#[test]
fn obj_1_what_names_nothing_takes_no_memory() {
    let junk = |number: usize| {
        let entries = vec!["{}"; number].join(",");
        format!(
            r#"{{"schemaVersion":2,"mediaType":"{}","manifests":[{entries}]}}"#,
            media_type::OCI_INDEX
        )
    };
    let most = usize::try_from(MOST / 64).unwrap();
    let Document::Index(index) = Document::parse(junk(most).as_bytes(), None, MOST).unwrap() else {
        panic!()
    };
    assert_eq!(index.manifests().len(), most);
    let error = Document::parse(junk(most + 1).as_bytes(), None, MOST).unwrap_err();
    assert_eq!(error.code().as_str(), "discovery.limit");
}

#[test]
fn obj_2_ambiguous_documents_are_refused() {
    for (document, member, value) in [
        (index(), "layers", json!([])),
        (index(), "layers", Value::Null),
        (index(), "config", descriptor(3)),
        (index(), "fsLayers", json!([])),
        (index(), "fsLayers", Value::Null),
        (manifest(), "manifests", json!([])),
        (manifest(), "manifests", Value::Null),
        (manifest(), "manifests", json!([descriptor(1)])),
    ] {
        let document = with(document, member, value);
        let (code, text) = refusal(parse(&document));
        assert_eq!(
            (code, text.as_str()),
            ("image.manifest", "both a manifest and an index")
        );
        let local = document.to_string();
        assert!(Document::parse_local(local.as_bytes(), None, MOST).is_err());
    }
}

#[test]
fn obj_3_every_word_about_the_type_agrees() {
    // Parameters and letter case do not count.
    assert!(
        parse_as(
            &index(),
            "Application/VND.oci.image.index.v1+json; charset=utf-8"
        )
        .is_ok()
    );
    for (document, said) in [
        (index(), media_type::OCI_MANIFEST),
        (index(), media_type::DOCKER_LIST),
        (index(), "application/json"),
        (index(), "text/html"),
        (manifest(), media_type::OCI_INDEX),
        (manifest(), media_type::DOCKER_MANIFEST),
    ] {
        let (code, text) = refusal(parse_as(&document, said));
        assert_eq!(code, "image.manifest", "{said}");
        assert!(
            text.contains("differs from the type it was served as"),
            "{text}"
        );
    }
    // The type of an OCI document may be left out of it, and then what was said counts.
    let bare = without(index(), "mediaType");
    assert!(parse_as(&bare, media_type::OCI_INDEX).is_ok());
    let bare_manifest = without(manifest(), "mediaType");
    assert!(parse_as(&bare_manifest, media_type::OCI_MANIFEST).is_ok());
    for (document, said) in [
        (&bare, media_type::OCI_MANIFEST),
        (&bare_manifest, media_type::OCI_INDEX),
        (&bare, "application/json"),
    ] {
        assert!(
            refusal(parse_as(document, said))
                .1
                .contains("does not fit the members")
        );
    }
    // Docker's documents say theirs.
    for (document, said) in [
        (&bare, media_type::DOCKER_LIST),
        (&bare_manifest, media_type::DOCKER_MANIFEST),
    ] {
        assert!(
            refusal(parse_as(document, said))
                .1
                .contains("absent where this format needs it")
        );
    }
    // Shape alone is enough in layouts only.
    assert!(refusal(parse(&bare)).1.contains("nobody says what this is"));
    assert!(Document::parse_local(bare.to_string().as_bytes(), None, MOST).is_ok());
    assert!(Document::parse_local(bare_manifest.to_string().as_bytes(), None, MOST).is_ok());
    for kind in [
        json!("application/vnd.oci.image.config.v1+json"),
        json!("a/b"),
    ] {
        let (code, text) = refusal(parse(&with(index(), "mediaType", kind)));
        assert_eq!(code, "image.manifest");
        assert!(text.contains("does not fit the members"));
    }
    let (_, text) = refusal(parse(&with(index(), "mediaType", json!("no type"))));
    assert!(text.contains("not a media type"), "{text}");
    let typed = parse_as(&bare, "application/vnd.oci.image.index.v1+json;x=y").unwrap();
    assert!(typed.media_type().unwrap().is(media_type::OCI_INDEX));
}

#[test]
fn obj_3_schema_versions() {
    let first = json!({"schemaVersion": 1, "name": "a", "tag": "b", "fsLayers": [], "history": []});
    let said = "application/vnd.docker.distribution.manifest.v1+prettyjws";
    let (code, text) = refusal(parse_as(&first, said));
    assert_eq!(code, "signature.unsupported-format");
    assert!(text.contains("convert it"), "{text}");
    for version in [json!(0), json!(3), json!(4294967298_u64)] {
        assert_eq!(
            refusal(parse(&with(index(), "schemaVersion", version))).0,
            "image.manifest"
        );
    }
    assert!(parse(&without(index(), "schemaVersion")).is_err());
    for version in [json!("2"), Value::Null, json!(true)] {
        let text = with(index(), "schemaVersion", version).to_string();
        assert_json(text.as_bytes(), "json.type");
    }
}

#[test]
fn obj_4_the_artifact_type_is_that_of_the_manifest() {
    let of = |document: &Value| {
        read_manifest(document)
            .artifact_type()
            .map(|it| it.as_str().to_owned())
    };
    assert_eq!(of(&manifest()), None);
    let mut old = manifest();
    old["config"]["mediaType"] = json!("a/config");
    assert_eq!(of(&old).as_deref(), Some("a/config"));
    let typed = with(old.clone(), "artifactType", json!("a/type"));
    assert_eq!(of(&typed).as_deref(), Some("a/type"));
    assert_eq!(
        of(&with(old, "artifactType", json!(""))).as_deref(),
        Some("a/config")
    );
}

#[test]
fn obj_5_media_types() {
    let most = format!("a/{}", "b".repeat(253));
    for (text, is_type) in [
        ("application/vnd.oci.image.index.v1+json", true),
        ("a/b; charset=utf-8", true),
        ("spdx+json", true),
        (most.as_str(), true),
        (&format!("{most}b"), false),
        ("", false),
        ("a", false),
        ("a/b/c", false),
        ("a /b", false),
        ("a/b\r\nx", false),
        ("-a/b", false),
        ("a/\u{e9}", false),
    ] {
        assert_eq!(MediaType::parse(text).is_some(), is_type, "{text}");
    }
    assert_eq!(kind("A/B;x=y"), kind("a/b"));
    let mut entry = descriptor(1);
    entry["mediaType"] = json!("no type");
    let index = read_index(&with(index(), "manifests", json!([entry, descriptor(2)])));
    assert!(index.manifests()[0].is_err() && index.manifests()[1].is_ok());
}

#[test]
fn obj_6_addresses_are_seen() {
    let mut entry = descriptor(1);
    entry["urls"] = json!(["https://attacker.test/layer"]);
    assert!(
        parse(&with(index(), "manifests", json!([entry])))
            .unwrap()
            .has_urls()
    );
    assert!(
        parse(&with(manifest(), "config", entry))
            .unwrap()
            .has_urls()
    );
    assert!(!parse(&index()).unwrap().has_urls());
}

#[test]
fn obj_8_manifests_have_a_config_and_layers() {
    for member in ["config", "layers"] {
        let (code, text) = refusal(parse(&without(manifest(), member)));
        assert_eq!(code, "image.manifest");
        assert!(text.contains(member) && text.contains("absent"), "{text}");
    }
    for member in ["subject", "annotations", "artifactType"] {
        assert!(
            parse(&with(manifest(), member, Value::Null)).is_ok(),
            "{member}"
        );
    }
    assert!(parse(&with(manifest(), "config", Value::Null)).is_err());
    for member in ["subject", "config"] {
        let wrong = json!({"mediaType": "a/b", "digest": "sha384:00", "size": 1});
        let (code, _) = refusal(parse(&with(manifest(), member, wrong)));
        assert_eq!(code, "digest.algorithm-unsupported", "{member}");
        let (code, _) = refusal(parse(&with(manifest(), member, json!(5))));
        assert_eq!(code, "image.manifest", "{member}");
    }
}

#[test]
fn obj_9_annotations_spoil_only_what_they_stand_in() {
    let annotated = |annotations: Value| {
        let mut entry = descriptor(1);
        entry["annotations"] = annotations;
        let manifest = read_manifest(&with(manifest(), "layers", json!([entry, descriptor(2)])));
        assert!(manifest.layers()[1].is_ok(), "the other layer is as before");
        manifest.layers()[0].clone()
    };
    let many = |number: usize| {
        (0..number)
            .map(|it| (format!("a{it}"), json!("v")))
            .collect()
    };
    assert_eq!(
        annotated(Value::Object(many(256)))
            .unwrap()
            .annotations()
            .len(),
        256
    );
    let error = annotated(Value::Object(many(257))).unwrap_err();
    assert!(matches!(
        error,
        Error::Limit {
            item: "annotations",
            limit: 256
        }
    ));
    assert_eq!(error.code().as_str(), "discovery.limit");
    let long = |length: usize| json!({"a": "v".repeat(length)});
    assert!(annotated(long(65_536)).is_ok());
    let error = annotated(long(65_537)).unwrap_err();
    assert!(matches!(error, Error::Limit { limit: 65_536, .. }));
    assert!(annotated(json!({"n".repeat(65_536): "v"})).is_ok());
    for wrong in [
        json!([]),
        json!("a"),
        json!({"a": 1}),
        json!({"a": null}),
        json!({"a": {"b": "c"}}),
    ] {
        let error = annotated(wrong).unwrap_err();
        assert_eq!(error.code().as_str(), "image.manifest");
    }
    assert!(annotated(Value::Null).unwrap().annotations().is_empty());
    // Those of the document are of all of it.
    let (code, _) = refusal(parse(&with(
        manifest(),
        "annotations",
        Value::Object(many(257)),
    )));
    assert_eq!(code, "discovery.limit");
}

#[test]
fn entries_of_the_wrong_kind_spoil_only_themselves() {
    let good = descriptor(2);
    let edited = |member: &str, value: Value| with(descriptor(1), member, value);
    let mut junk = vec![
        json!(1),
        Value::Null,
        json!("a"),
        json!([]),
        json!({}),
        json!([[]]),
    ];
    for value in [json!(1), json!([]), json!({}), json!(true)] {
        for member in [
            "mediaType",
            "digest",
            "artifactType",
            "data",
            "platform",
            "annotations",
        ] {
            let is_object = value.is_object() && ["platform", "annotations"].contains(&member);
            if !is_object {
                junk.push(edited(member, value.clone()));
            }
        }
    }
    junk.push(edited(
        "platform",
        json!({"os": 1, "architecture": "amd64"}),
    ));
    junk.push(edited("size", json!(-1)));
    junk.push(without(descriptor(1), "digest"));
    junk.push(without(descriptor(1), "size"));
    junk.push(edited("digest", json!("md5:00")));
    junk.push(edited("digest", json!("sha256:00\u{0}")));
    for entry in junk {
        let list = json!([entry, good.clone(), entry]);
        let index = read_index(&with(index(), "manifests", list.clone()));
        let read: Vec<bool> = index.manifests().iter().map(Result::is_ok).collect();
        assert_eq!(read, [false, true, false], "{entry}");
        let manifest = read_manifest(&with(manifest(), "layers", list));
        assert!(manifest.layers()[1].is_ok());
    }
}

#[test]
fn members_that_are_null_are_absent() {
    for member in [
        "mediaType",
        "artifactType",
        "platform",
        "annotations",
        "data",
        "urls",
    ] {
        let entry = with(descriptor(1), member, Value::Null);
        let index = read_index(&with(index(), "manifests", json!([entry])));
        assert!(index.manifests()[0].is_ok(), "{member}");
    }
}

proptest! {
    #[test]
    fn random_bytes_never_panic(bytes: Vec<u8>, most in 0_u64..200) {
        let _ = Document::parse(&bytes, None, most);
        let _ = Document::parse_local(&bytes, None, MOST);
    }

    #[test]
    fn altered_documents_never_panic(
        at in 0_usize..2000,
        byte: u8,
        is_index: bool,
        cut in 0_usize..2000,
    ) {
        let document = if is_index { index() } else { manifest() };
        let mut bytes = document.to_string().into_bytes();
        let length = bytes.len();
        bytes[at % length] = byte;
        for bytes in [&bytes[..], &bytes[..cut % length]] {
            for read in [Document::parse(bytes, None, MOST), Document::parse_local(bytes, None, MOST)] {
                if let Err(error) = read {
                    prop_assert!(!error.to_string().chars().any(char::is_control));
                }
            }
        }
    }

    #[test]
    fn no_digest_panics(text in "\\PC{0,80}") {
        if let Ok(digest) = parse_digest(&text) {
            prop_assert_eq!(digest.to_string(), text);
        }
    }
}
