//! The form of bundles: what is read, what is refused and where.

#[path = "common/real.rs"]
mod real;

use bonafide_report::Coded as _;
use bonafide_sigstore::{Bundle, BundleVersion, Error, Limits, ParseOptions};
use real::{bundle_json, bundle_text};
use serde_json::{Value, json};

fn parse(bytes: &[u8]) -> Result<Bundle, Error> {
    Bundle::parse(bytes, &ParseOptions::default())
}

fn code_of(bytes: &[u8]) -> &'static str {
    parse(bytes).expect_err("this is no bundle").code().as_str()
}

/// The code for the real bundle after one change.
fn code_after(change: impl FnOnce(&mut Value)) -> &'static str {
    let mut bundle = bundle_json();
    change(&mut bundle);
    code_of(bundle.to_string().as_bytes())
}

fn accepted_after(change: impl FnOnce(&mut Value)) -> Bundle {
    let mut bundle = bundle_json();
    change(&mut bundle);
    parse(bundle.to_string().as_bytes()).unwrap()
}

fn lenient_after(from: &str, to: &str) -> Result<Bundle, Error> {
    let text = bundle_text();
    assert!(text.contains(from), "{from}");
    Bundle::parse(
        text.replacen(from, to, 1).as_bytes(),
        &ParseOptions::lenient(),
    )
}

/// Refused in both profiles.
fn refuse_always(bytes: &[u8]) {
    for options in [ParseOptions::default(), ParseOptions::lenient()] {
        let error = Bundle::parse(bytes, &options).unwrap_err();
        let text = String::from_utf8_lossy(bytes);
        assert_eq!(error.code().as_str(), "bundle.parse", "{text}");
    }
}

fn strict_after(from: &str, to: &str) -> &'static str {
    let text = bundle_text();
    assert!(text.contains(from), "{from}");
    code_of(text.replacen(from, to, 1).as_bytes())
}

#[test]
fn the_real_bundle_is_read() {
    let bundle = parse(bundle_text().as_bytes()).unwrap();
    assert_eq!(bundle.version(), BundleVersion::V0_3);
    assert!(bundle.has_certificate() && bundle.has_envelope());
    assert_eq!((bundle.entry_count(), bundle.timestamp_count()), (1, 0));
}

#[test]
fn media_types_are_exact() {
    for media_type in [
        "application/vnd.dev.sigstore.bundle+json;version=0.3",
        "application/vnd.dev.sigstore.bundle.v0.3+json",
    ] {
        let bundle = accepted_after(|bundle| bundle["mediaType"] = json!(media_type));
        assert_eq!(bundle.version(), BundleVersion::V0_3);
    }
    for media_type in [
        "application/vnd.dev.sigstore.bundle+json;version=0.4",
        "application/vnd.dev.sigstore.bundle.v0.4+json",
        "application/vnd.dev.sigstore.bundle.v0.1+json",
        "application/vnd.dev.sigstore.bundle.v0.3+json ",
        "application/vnd.dev.sigstore.bundle.v0.3+JSON",
        "application/vnd.dev.sigstore.bundle+json; version=0.3",
        "",
    ] {
        assert_eq!(
            code_after(|b| b["mediaType"] = json!(media_type)),
            "bundle.version"
        );
    }
    let remove = |bundle: &mut Value| drop(bundle.as_object_mut().unwrap().remove("mediaType"));
    assert_eq!(code_after(remove), "bundle.version");
    assert_eq!(
        code_after(|bundle| bundle["mediaType"] = Value::Null),
        "bundle.version"
    );
}

#[test]
fn one_signer_and_one_content() {
    let material = "verificationMaterial";
    let chain = |bundle: &Value| json!({"certificates": [{"rawBytes": bundle[material]["certificate"]["rawBytes"]}]});
    assert_eq!(
        code_after(|b| b[material]["publicKey"] = json!({"hint": "x"})),
        "bundle.parse"
    );
    assert_eq!(
        code_after(|b| b[material]["publicKey"] = Value::Null),
        "bundle.parse"
    );
    assert_eq!(
        code_after(|b| b[material]["x509CertificateChain"] = chain(b)),
        "bundle.parse"
    );
    let chain_only = |b: &mut Value| {
        b[material]["x509CertificateChain"] = chain(b);
        b[material].as_object_mut().unwrap().remove("certificate");
    };
    assert_eq!(code_after(chain_only), "bundle.parse");
    let no_signer =
        |b: &mut Value| drop(b[material].as_object_mut().unwrap().remove("certificate"));
    assert_eq!(code_after(no_signer), "bundle.parse");
    let no_material = |b: &mut Value| drop(b.as_object_mut().unwrap().remove(material));
    assert_eq!(code_after(no_material), "bundle.parse");
    let both = |b: &mut Value| b["messageSignature"] = json!({"signature": "AA=="});
    assert_eq!(code_after(both), "bundle.parse");
    assert_eq!(
        code_after(|b| b["messageSignature"] = Value::Null),
        "bundle.parse"
    );
    let neither = |b: &mut Value| drop(b.as_object_mut().unwrap().remove("dsseEnvelope"));
    assert_eq!(code_after(neither), "bundle.parse");
}

#[test]
fn a_chain_before_version_0_3_is_not_empty() {
    let old = |certificates: Value| {
        move |b: &mut Value| {
            b["mediaType"] = json!("application/vnd.dev.sigstore.bundle+json;version=0.2");
            let material = b["verificationMaterial"].as_object_mut().unwrap();
            let leaf = material.remove("certificate").unwrap();
            let certificates = if certificates.is_null() {
                json!([leaf])
            } else {
                certificates
            };
            material.insert(
                "x509CertificateChain".into(),
                json!({"certificates": certificates}),
            );
        }
    };
    assert_eq!(
        accepted_after(old(Value::Null)).version(),
        BundleVersion::V0_2
    );
    assert_eq!(code_after(old(json!([]))), "bundle.parse");
    assert_eq!(code_after(old(json!([{"rawBytes": ""}]))), "bundle.parse");
    assert_eq!(code_after(old(json!([{}]))), "bundle.parse");
}

#[test]
fn null_counts_as_absent() {
    let bundle = accepted_after(|b| {
        b["verificationMaterial"]["timestampVerificationData"] = Value::Null;
    });
    assert_eq!(bundle.timestamp_count(), 0);
    let entries = accepted_after(|b| b["verificationMaterial"]["tlogEntries"] = Value::Null);
    assert_eq!(entries.entry_count(), 0);
}

#[test]
fn a_null_alone_is_neither_signer_nor_content() {
    for signer in ["certificate", "x509CertificateChain", "publicKey"] {
        let alone = |b: &mut Value| {
            let material = b["verificationMaterial"].as_object_mut().unwrap();
            material.remove("certificate");
            material.insert(signer.to_owned(), Value::Null);
        };
        assert_eq!(code_after(alone), "bundle.parse", "{signer}");
    }
    for content in ["messageSignature", "dsseEnvelope"] {
        let alone = |b: &mut Value| {
            let bundle = b.as_object_mut().unwrap();
            bundle.remove("dsseEnvelope");
            bundle.insert(content.to_owned(), Value::Null);
        };
        assert_eq!(code_after(alone), "bundle.parse", "{content}");
    }
    let material = |b: &mut Value| b["verificationMaterial"] = Value::Null;
    assert_eq!(code_after(material), "bundle.parse");
}

#[test]
fn entries_name_their_log_and_kind() {
    for (object, member) in [
        ("", "logId"),
        ("", "kindVersion"),
        ("", "canonicalizedBody"),
        ("/logId", "keyId"),
        ("/kindVersion", "kind"),
        ("/kindVersion", "version"),
    ] {
        let place = format!("/verificationMaterial/tlogEntries/0{object}");
        let refuse = |change: &dyn Fn(&mut serde_json::Map<String, Value>)| {
            let mut bundle = bundle_json();
            let entry = bundle.pointer_mut(&place).unwrap();
            change(entry.as_object_mut().unwrap());
            refuse_always(bundle.to_string().as_bytes());
        };
        refuse(&|entry| drop(entry.remove(member)));
        refuse(&|entry| drop(entry.insert(member.to_owned(), Value::Null)));
        refuse(&|entry| drop(entry.insert(member.to_owned(), json!(""))));
        refuse(&|entry| drop(entry.insert(member.to_owned(), json!({}))));
        refuse(&|entry| drop(entry.insert(member.to_owned(), json!(1))));
    }
}

#[test]
fn envelopes_name_the_type_of_their_payload() {
    let envelope = |change: &dyn Fn(&mut serde_json::Map<String, Value>)| {
        let mut bundle = bundle_json();
        change(bundle["dsseEnvelope"].as_object_mut().unwrap());
        refuse_always(bundle.to_string().as_bytes());
    };
    envelope(&|envelope| drop(envelope.remove("payloadType")));
    for value in [Value::Null, json!(1), json!([]), json!({})] {
        envelope(&|envelope| drop(envelope.insert("payloadType".to_owned(), value.clone())));
    }
}

#[test]
fn message_signatures_state_a_known_digest() {
    let with = |signature: Value| {
        move |b: &mut Value| {
            b.as_object_mut().unwrap().remove("dsseEnvelope");
            b["messageSignature"] = signature;
        }
    };
    let digest = |algorithm: &str, bytes: usize| {
        let digest = bonafide_json::base64::encode(&vec![7; bytes]);
        json!({"signature": "AA==", "messageDigest": {"algorithm": algorithm, "digest": digest}})
    };
    for (algorithm, bytes) in [("SHA2_256", 32), ("SHA2_384", 48), ("SHA2_512", 64)] {
        assert!(!accepted_after(with(digest(algorithm, bytes))).has_envelope());
    }
    assert!(!accepted_after(with(json!({"signature": "AA=="}))).has_envelope());
    assert_eq!(code_after(with(json!({"signature": ""}))), "bundle.parse");
    assert_eq!(code_after(with(json!({}))), "bundle.parse");
    for algorithm in [
        "SHA2_224",
        "HASH_ALGORITHM_UNSPECIFIED",
        "sha2_256",
        "",
        "1",
    ] {
        assert_eq!(
            code_after(with(digest(algorithm, 32))),
            "bundle.parse",
            "{algorithm}"
        );
    }
    let number = json!({"signature": "AA==", "messageDigest": {"algorithm": 1, "digest": ""}});
    assert_eq!(code_after(with(number)), "bundle.parse");
    assert_eq!(
        code_after(with(digest("SHA2_512", 32))),
        "artifact.digest-mismatch"
    );
    assert_eq!(
        code_after(with(digest("SHA2_256", 0))),
        "artifact.digest-mismatch"
    );
}

#[test]
fn envelopes_have_exactly_one_signature() {
    let signatures = |change: fn(&mut Vec<Value>)| {
        move |b: &mut Value| change(b["dsseEnvelope"]["signatures"].as_array_mut().unwrap())
    };
    let twice = |list: &mut Vec<Value>| list.push(list[0].clone());
    assert_eq!(code_after(signatures(twice)), "dsse.signature-count");
    assert_eq!(code_after(signatures(Vec::clear)), "dsse.signature-count");
    assert_eq!(
        code_after(signatures(|list| list[0]["sig"] = json!(""))),
        "bundle.parse"
    );
    let no_payload = |b: &mut Value| {
        b["dsseEnvelope"].as_object_mut().unwrap().remove("payload");
    };
    assert_eq!(code_after(no_payload), "bundle.parse");
}

#[test]
fn the_strict_profile_reads_one_spelling() {
    let integer = "\"logIndex\": \"101487427\"";
    assert_eq!(
        strict_after(integer, "\"logIndex\": 101487427"),
        "bundle.parse"
    );
    assert!(lenient_after(integer, "\"logIndex\": 101487427").is_ok());
    for other in [
        "+1",
        "01",
        "1e3",
        "-1",
        "0x1",
        " 1",
        "9223372036854775808",
        "",
    ] {
        let text = format!("\"logIndex\": \"{other}\"");
        assert_eq!(strict_after(integer, &text), "bundle.parse", "{other}");
        assert!(lenient_after(integer, &text).is_err(), "{other}");
    }

    let top = "\"mediaType\"";
    assert_eq!(
        strict_after(top, "\"other\": 1, \"mediaType\""),
        "bundle.parse"
    );
    assert!(lenient_after(top, "\"other\": [{\"a\": null}], \"mediaType\"").is_ok());
    // Never accepted, in either profile.
    for (from, to) in [
        (top, "\"mediaType\": \"x\", \"mediaType\""),
        (top, "\"other\": {\"a\": 1, \"a\": 2}, \"mediaType\""),
        (top, "\"media_type\": \"x\", \"mediaType\""),
        (top, "\"MediaType\": \"x\", \"mediaType\""),
        ("\"tlogEntries\"", "\"tlog_entries\""),
        ("\"kindVersion\": {", "\"kindVersion\": { \"\\ud800\": 1,"),
    ] {
        assert_eq!(strict_after(from, to), "bundle.parse", "{to}");
        assert!(lenient_after(from, to).is_err(), "{to}");
    }
}

#[test]
fn base64_is_standard_padded_and_canonical() {
    let key_id = "wNI9atQGlz+VWfO6LRygH4QUfY/8W4RFwiT5i5WRgB0=";
    let url_safe = key_id.replace('+', "-").replace('/', "_");
    assert_eq!(strict_after(key_id, &url_safe), "bundle.parse");
    assert!(lenient_after(key_id, &url_safe).is_ok());
    let unpadded = key_id.trim_end_matches('=');
    assert_eq!(strict_after(key_id, unpadded), "bundle.parse");
    assert!(lenient_after(key_id, unpadded).is_ok());
    for other in [
        key_id.replace("gB0=", "gB1="),
        key_id.replace("wNI9", "wNI9\\n"),
        key_id.replace("wNI9", " wNI9"),
        key_id.replace("gB0=", "gB0=="),
        format!("{key_id}AAAA"),
    ] {
        assert_eq!(strict_after(key_id, &other), "bundle.parse", "{other}");
        assert!(lenient_after(key_id, &other).is_err(), "{other}");
    }
}

#[test]
fn one_document_and_nothing_else() {
    let text = bundle_text();
    assert!(parse(format!(" \n{text}\r\n\t ").as_bytes()).is_ok());
    for around in [
        format!("\u{feff}{text}"),
        format!("{text}\u{feff}"),
        format!("{text}{{}}"),
        format!("{text}\n{text}"),
        format!("{text}null"),
        format!("{text},"),
        format!("{text}\0"),
        format!("[{text}]"),
    ] {
        refuse_always(around.as_bytes());
    }
    refuse_always(&text.as_bytes()[..text.len() / 2]);
    for other in [b"[]".as_slice(), b"", b" ", b"null", b"\xff"] {
        refuse_always(other);
    }
}

#[test]
fn the_finer_code_stands_as_a_finding() {
    let text = bundle_text().replacen("\"mediaType\"", "\"mediaType\": \"x\", \"mediaType\"", 1);
    let error = parse(text.as_bytes()).unwrap_err();
    assert_eq!(error.place().as_str(), "/mediaType");
    let findings: Vec<&str> = error
        .findings()
        .iter()
        .map(|one| one.code().as_str())
        .collect();
    assert_eq!(findings, ["json.duplicate-key"]);
}

#[test]
fn lines_are_judged_one_by_one() {
    let one: String = bundle_json().to_string();
    let text = format!("{one}\n\n  \n{{}}\r\n{one}");
    let lines = Bundle::parse_lines(text.as_bytes(), &ParseOptions::default()).unwrap();
    let seen: Vec<(usize, bool)> = lines
        .iter()
        .map(|line| (line.number(), line.bundle().is_ok()))
        .collect();
    assert_eq!(seen, [(1, true), (4, false), (5, true)]);
    assert_eq!(
        lines[1].bundle().unwrap_err().code().as_str(),
        "bundle.version"
    );

    let options = ParseOptions::default().with_limits(Limits::default().with_lines(2));
    let error = Bundle::parse_lines(text.as_bytes(), &options).unwrap_err();
    assert_eq!(error.code().as_str(), "limit.exceeded");
}

#[test]
fn deep_and_long_input_ends_early() {
    let nested = format!("{}{}", "[".repeat(20_000), "]".repeat(20_000));
    assert_eq!(code_of(nested.as_bytes()), "bundle.parse");
    let in_member = format!("{{\"other\": {nested}}}");
    let lenient = Bundle::parse(in_member.as_bytes(), &ParseOptions::lenient()).unwrap_err();
    assert_eq!(lenient.code().as_str(), "limit.exceeded");
    assert_eq!(lenient.findings()[0].code().as_str(), "json.limit");

    let duplicates = format!("{{{}\"a\":0}}", "\"a\":0,".repeat(1_000_000));
    assert_eq!(code_of(duplicates.as_bytes()), "bundle.parse");
    let entries = format!(
        "{{\"verificationMaterial\":{{\"tlogEntries\":[{}{{}}]}}}}",
        "{},".repeat(1_000_000)
    );
    assert_eq!(code_of(entries.as_bytes()), "bundle.parse");
}

#[test]
fn a_small_stack_is_enough() {
    let nested = format!("{{\"a\": {}", "[".repeat(20_000));
    let thread = std::thread::Builder::new().stack_size(512 * 1024);
    let code = thread
        .spawn(move || code_of(nested.as_bytes()))
        .unwrap()
        .join()
        .unwrap();
    assert_eq!(code, "bundle.parse");
}
