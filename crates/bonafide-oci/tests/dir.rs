//! Images in folders with signatures beside them.

#![cfg(all(feature = "fs", unix))]

#[path = "common/local.rs"]
mod local;

use bonafide_json::base64;
use bonafide_oci::{DirAttachment, DirTransport, Error, Limits, media_type};
use local::{Folder, code, manifest, sha256};
use proptest::prelude::*;

const VERSION: &str = "Directory Transport Version: 1.1\n";

fn simple() -> Folder {
    let folder = Folder::new();
    folder
        .write("version", VERSION)
        .write("manifest.json", manifest(1));
    folder
}

fn open(folder: &Folder) -> Result<DirTransport, Error> {
    DirTransport::open(folder.path(), &Limits::default())
}

fn named(format: &str, data: &str) -> Vec<u8> {
    format!("\0{format}\n{data}").into_bytes()
}

fn json(media_type: &str, payload: &[u8]) -> String {
    let payload = base64::encode(payload);
    format!(r#"{{"mimeType":"{media_type}","payload":"{payload}","annotations":{{"a":"b"}}}}"#)
}

fn signature(payload: &[u8]) -> Vec<u8> {
    named("sigstore-json", &json(media_type::SIMPLE_SIGNING, payload))
}

/// What becomes of a signature file.
fn read(bytes: impl AsRef<[u8]>) -> Result<DirAttachment, Error> {
    read_within(bytes, &Limits::default())
}

fn read_within(bytes: impl AsRef<[u8]>, limits: &Limits) -> Result<DirAttachment, Error> {
    let folder = simple();
    folder.write("signature-1", bytes);
    let opened = DirTransport::open(folder.path(), limits).unwrap();
    assert_eq!(opened.signatures().len(), 1);
    assert!(!opened.has_more());
    opened.signatures()[0].clone()
}

#[test]
fn the_image_and_its_signatures_are_read() {
    let folder = simple();
    folder.write("signature-1", signature(b"one"));
    folder.write("signature-2", named("simple-signing", "\u{7}"));
    folder.write("signature-3", b"\x89\x02\x33");
    folder.write(
        "signature-4",
        named("sigstore-json", &json("text/plain", b"four")),
    );
    // The numbers are consecutive.
    folder.write("signature-6", signature(b"six"));
    folder.write("signature-0", signature(b"zero"));
    let opened = open(&folder).unwrap();
    assert_eq!(opened.subject(), manifest(1));
    assert_eq!(*opened.digest(), sha256(&manifest(1)));
    assert_eq!(opened.signatures().len(), 4);
    assert!(!opened.has_more());
    let Ok(DirAttachment::Layer(first)) = &opened.signatures()[0] else {
        panic!("no layer");
    };
    assert!(first.media_type().is(media_type::SIMPLE_SIGNING));
    assert_eq!(first.payload(), b"one");
    assert_eq!(first.annotations().get("a").map(String::as_str), Some("b"));
    assert_eq!(opened.signatures()[1], Ok(DirAttachment::Gpg));
    assert_eq!(opened.signatures()[2], Ok(DirAttachment::Gpg));
    let Ok(DirAttachment::Layer(fourth)) = &opened.signatures()[3] else {
        panic!("no layer");
    };
    assert_eq!(fourth.media_type().as_str(), "text/plain");
}

#[test]
fn a_folder_without_signatures_or_version_is_one() {
    let folder = simple();
    folder.remove("version");
    assert!(open(&folder).unwrap().signatures().is_empty());
}

#[test]
fn another_version_is_refused() {
    let folder = simple();
    for version in [
        "Directory Transport Version: 1.2\n",
        "Directory Transport Version: 1.1",
    ] {
        folder.write("version", version);
        assert_eq!(
            code(open(&folder)),
            "signature.unsupported-format",
            "{version}"
        );
    }
    for version in ["", "1.1\n", &" ".repeat(1000)] {
        folder.write("version", version);
        assert_eq!(code(open(&folder)), "image.layout", "{version}");
    }
    folder.write("version", VERSION).replace_by_link("version");
    assert_eq!(code(open(&folder)), "image.layout");
}

#[test]
fn the_manifest_must_be_there() {
    let folder = simple();
    folder.remove("manifest.json");
    assert_eq!(
        open(&folder).unwrap_err().to_string(),
        format!("{}: absent", folder.at("manifest.json").display())
    );
    folder
        .write("manifest.json", "")
        .replace_by_link("manifest.json");
    assert_eq!(code(open(&folder)), "image.layout");
    let limits = Limits::default();
    assert_eq!(
        code(DirTransport::open(folder.at("version"), &limits)),
        "image.layout"
    );
    assert_eq!(
        code(DirTransport::open(folder.at("none"), &limits)),
        "discovery.unavailable"
    );
}

#[test]
fn signature_files_are_read_by_the_letter() {
    let good = json(media_type::SIMPLE_SIGNING, b"payload");
    assert!(read(named("sigstore-json", &good)).is_ok());
    assert!(
        read(named(
            "sigstore-json",
            &good.replace(r#"{"a":"b"}"#, "null")
        ))
        .is_ok()
    );
    for bad in [
        good.replace("mimeType", "mimetype"),
        good.replace("payload", "Payload"),
        good.replace("annotations", "more"),
        good.replacen('{', r#"{"more":1,"#, 1),
        good.replacen('{', r#"{"payload":"","#, 1),
        good.replace(r#""a":"b""#, r#""a":"b","a":"c""#),
        good.replace(r#""a":"b""#, r#""a":1"#),
        good.replace(r#","annotations":{"a":"b"}"#, ""),
        good.replace(&base64::encode(b"payload"), "cGF5bG9hZA"),
        good.replace(&base64::encode(b"payload"), "cGF5 bG9hZA=="),
        good.replace(media_type::SIMPLE_SIGNING, "no type"),
        good.replace(media_type::SIMPLE_SIGNING, ""),
        format!("{good}{good}"),
        format!("[{good}]"),
        r#"{"mimeType":"text/plain","annotations":{}}"#.to_owned(),
        r#"{"payload":"","annotations":{}}"#.to_owned(),
        String::new(),
    ] {
        assert_eq!(
            code(read(named("sigstore-json", &bad))),
            "image.layout",
            "{bad}"
        );
    }
}

#[test]
fn other_signature_files_are_malformed() {
    let good = json(media_type::SIMPLE_SIGNING, b"payload");
    for bad in [
        Vec::new(),
        good.clone().into_bytes(),
        format!("sigstore-json\n{good}").into_bytes(),
        named("sigstore", &good),
        named("", &good),
        format!("\0sigstore-json{good}").into_bytes(),
        b"-----BEGIN PGP MESSAGE-----".to_vec(),
        vec![0x7f],
        vec![0],
    ] {
        assert_eq!(code(read(&bad)), "image.layout", "{bad:?}");
    }
}

#[test]
fn one_bad_file_does_not_spoil_the_others() {
    let folder = simple();
    folder
        .write("signature-1", "")
        .write("signature-2", signature(b"two"));
    folder
        .write("signature-3", signature(b"three"))
        .replace_by_link("signature-3");
    folder
        .write("signature-4", "")
        .replace_by_folder("signature-4");
    folder.write("signature-5", signature(b"five"));
    #[cfg(target_os = "linux")]
    folder
        .write("signature-6", "")
        .replace_by_pipe("signature-6");
    let opened = open(&folder).unwrap();
    let are_good: Vec<bool> = opened
        .signatures()
        .iter()
        .take(5)
        .map(Result::is_ok)
        .collect();
    assert_eq!(are_good, [false, true, false, false, true]);
    for signature in opened.signatures() {
        if signature.is_err() {
            assert_eq!(code(signature.clone()), "image.layout");
        }
    }
}

#[test]
fn blobs_are_hashed() {
    let folder = simple();
    let digest = sha256(b"blob");
    assert_eq!(open(&folder).unwrap().blob(&digest, 4), Ok(None));
    folder.write(&digest.to_hex(), "blob");
    let opened = open(&folder).unwrap();
    assert_eq!(opened.blob(&digest, 4), Ok(Some(b"blob".to_vec())));
    assert_eq!(code(opened.blob(&digest, 3)), "discovery.limit");
    folder.write(&digest.to_hex(), "blow");
    assert_eq!(code(opened.blob(&digest, 4)), "digest.mismatch");
    folder.replace_by_link(&digest.to_hex());
    assert_eq!(code(opened.blob(&digest, 4)), "image.layout");
}

#[test]
fn limit_of_manifest_bytes() {
    let folder = simple();
    let length = manifest(1).len() as u64;
    let open =
        |most| DirTransport::open(folder.path(), &Limits::default().with_manifest_bytes(most));
    assert!(open(length).is_ok());
    assert_eq!(code(open(length - 1)), "discovery.limit");
}

#[test]
fn limit_of_signature_files() {
    let folder = simple();
    for number in 1..=3 {
        folder.write(&format!("signature-{number}"), signature(b"payload"));
    }
    let open =
        |most| DirTransport::open(folder.path(), &Limits::default().with_layers(most)).unwrap();
    assert_eq!(open(3).signatures().len(), 3);
    assert!(!open(3).has_more());
    assert_eq!(open(2).signatures().len(), 2);
    assert!(open(2).has_more());
}

#[test]
fn limit_of_payload_bytes() {
    let limits = Limits::default().with_payload_bytes(7);
    assert!(read_within(signature(b"payload"), &limits).is_ok());
    assert_eq!(
        code(read_within(signature(b"payload2"), &limits)),
        "discovery.limit"
    );
    // Payloads of other types are bounded as envelopes are.
    let envelope =
        |payload: &[u8]| named("sigstore-json", &json(media_type::DSSE_ENVELOPE, payload));
    let limits = limits.with_envelope_bytes(8);
    assert!(read_within(envelope(b"envelope"), &limits).is_ok());
    let error = read_within(envelope(b"envelopes"), &limits);
    assert!(matches!(
        error,
        Err(Error::LayoutJson {
            cause: bonafide_json::Error::Limit { .. },
            ..
        })
    ));
}

#[test]
fn limit_of_file_bytes() {
    let bytes = signature(b"payload");
    let length = bytes.len() as u64;
    // Twelve bytes of base64, and the rest.
    let limits = Limits::default().with_envelope_bytes(7);
    assert!(read_within(&bytes, &limits.clone().with_bundle_bytes(length - 12)).is_ok());
    let error = read_within(&bytes, &limits.with_bundle_bytes(length - 13));
    assert_eq!(code(error), "discovery.limit");
}

#[test]
fn limit_of_all_bytes() {
    let folder = simple();
    let bytes = signature(b"payload");
    let length = bytes.len() as u64;
    for number in 1..=2 {
        folder.write(&format!("signature-{number}"), &bytes);
    }
    let open = |most| {
        let limits = Limits::default().with_total_bytes(most);
        let opened = DirTransport::open(folder.path(), &limits).unwrap();
        let are_good: Vec<bool> = opened.signatures().iter().map(Result::is_ok).collect();
        (are_good, opened.has_more())
    };
    assert_eq!(open(2 * length), (vec![true, true], false));
    assert_eq!(open(2 * length - 1), (vec![true, false], false));
    assert_eq!(open(length), (vec![true], true));
    assert_eq!(open(length - 1), (vec![false], true));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_signature_file_is_read_or_refused(
        bytes in prop::collection::vec(any::<u8>(), 0..200),
        is_named: bool,
    ) {
        let start: &[u8] = if is_named { b"\0sigstore-json\n" } else { b"" };
        let _ = read([start, &bytes].concat());
    }

    #[test]
    fn payloads_round_trip(payload in prop::collection::vec(any::<u8>(), 0..200)) {
        match read(signature(&payload)) {
            Ok(DirAttachment::Layer(layer)) => prop_assert_eq!(layer.payload(), payload),
            other => prop_assert!(false, "{:?}", other),
        }
    }
}
