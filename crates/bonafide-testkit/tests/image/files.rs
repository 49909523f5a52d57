//! What is written is read back, archives by another reader.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use bonafide_testkit::Sigstore;
use bonafide_testkit::image::tar::{Header, Tar, kind, record};
use bonafide_testkit::image::{By, Options, SignedImage, Store, SubjectForm, digest, hex_of, name};
use serde_json::{Value, json};

use crate::FORMS;

#[test]
fn layouts_are_read_back() {
    let kit = Sigstore::default();
    let options = Options {
        form: SubjectForm::Index,
        signers: vec![By::key("alice"), By::key("bob")],
        attestations: vec![("https://example.test/predicate".to_owned(), json!({}))],
        ..Options::default()
    };
    let image = SignedImage::new(&kit, &options);
    let folder = scratch("layout");
    image.store.write_layout(&folder);
    let index: Value = serde_json::from_slice(&read(&folder, "index.json")).unwrap();
    let names: Vec<&str> = index["manifests"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["annotations"][name::REF_NAME].as_str().unwrap())
        .collect();
    let (sig, att) = ["sig", "att"]
        .map(|suffix| Store::tag_of(&image.digest, suffix))
        .into();
    assert_eq!(names, ["v1", &sig, &att]);
    for entry in index["manifests"].as_array().unwrap() {
        let digest_of = entry["digest"].as_str().unwrap();
        let bytes = read(&folder, &format!("blobs/sha256/{}", hex_of(digest_of)));
        assert_eq!(digest(&bytes), digest_of);
        assert_eq!(entry["size"], bytes.len());
    }
    let kinds: Vec<Value> = image.store.layout_by_kind().index["manifests"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["annotations"][name::KIND].clone())
        .collect();
    let kind = |text: &str| format!("dev.cosignproject.cosign/{text}");
    assert_eq!(kinds, ["imageIndex", "sigs", "atts"].map(kind));
}

#[test]
fn dir_folders_hold_signatures() {
    let kit = Sigstore::default();
    for form in FORMS {
        let options = Options {
            form,
            signers: vec![By::key("alice"), By::key("bob")],
            ..Options::default()
        };
        let image = SignedImage::new(&kit, &options);
        let folder = scratch(&format!("dir-{form:?}"));
        image.store.write_dir(&folder);
        assert_eq!(digest(&read(&folder, "manifest.json")), image.digest);
        for number in ["signature-1", "signature-2"] {
            let file = read(&folder, number);
            let json = file.strip_prefix(b"\0sigstore-json\n").unwrap();
            let json: Value = serde_json::from_slice(json).unwrap();
            assert_eq!(json["mimeType"], name::SIMPLE_SIGNING);
            assert!(json["annotations"][name::SIGNATURE].is_string());
        }
    }
}

#[test]
fn archives_are_read_by_another_reader() {
    let kit = Sigstore::default();
    let image = SignedImage::new(&kit, &Options::default());
    let layout = image.store.layout();
    let Some(names) = names_in(&layout.tar()) else {
        return;
    };
    let mut expected: Vec<String> = ["blobs/", "blobs/sha256/"].map(str::to_owned).into();
    expected.extend(layout.files().into_iter().map(|(name, _)| name));
    assert_eq!(names, expected);

    let long = |length: usize| format!("{}/file", "a".repeat(length));
    let mut archive = Tar::new();
    archive.file(&long(120), b"split");
    archive.pax(&[("path", &long(300))]);
    archive.file("short", b"by a record");
    archive.long_name(&long(200));
    archive.member(&Header::new(kind::FILE, "short", 3).gnu(), b"gnu");
    archive.symlink("link", "short");
    let binary = Header::new(kind::FILE, "binary", 0)
        .gnu()
        .with_binary_size(4);
    archive.member(&binary, b"four");
    let names = names_in(&archive.finish()).unwrap();
    let expected = [&long(120), &long(300), &long(200), "link", "binary"];
    assert_eq!(names, expected);
    // The length counts its own digits.
    for (value, length) in [(90, 99), (91, 101)] {
        assert_eq!(record("path", &"a".repeat(value)).len(), length);
    }
}

/// The names in an archive as the system's reader lists them, if there is one.
fn names_in(archive: &[u8]) -> Option<Vec<String>> {
    #[expect(clippy::disallowed_methods, reason = "another reader")]
    let mut reader = Command::new("tar")
        .args(["tf", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .ok()?;
    reader.stdin.take().unwrap().write_all(archive).unwrap();
    let output = reader.wait_with_output().unwrap();
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).unwrap();
    Some(text.lines().map(str::to_owned).collect())
}

fn scratch(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("image-{name}"));
    // What an earlier run left there.
    let _ = std::fs::remove_dir_all(&folder);
    folder
}

#[expect(clippy::disallowed_methods, reason = "tests read files")]
fn read(folder: &Path, name: &str) -> Vec<u8> {
    std::fs::read(folder.join(name)).unwrap()
}
