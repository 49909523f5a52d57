//! What is signed of a model, and what refuses it.
#![cfg(all(feature = "sign", unix))]

use std::cell::RefCell;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use bonafide_digest::engine::{Control, Engine, Progress};
use bonafide_digest::{Algorithm, Digest};
use bonafide_keys::{PublicKey, Ring};
use bonafide_model::{
    HashMethod, LocalKey, SignError, SignOptions, SignedBundle, Signer, SingleFileName,
    UnsignedStatement,
};
use bonafide_x509::{Certificate, ParseOptions};
use serde_json::Value;

/// A folder that goes away with the test.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("bonafide-sign-{}-{count}", std::process::id());
        let folder = Self(std::env::temp_dir().join(name));
        fs::create_dir_all(folder.model()).unwrap();
        folder
    }

    /// With two files.
    fn with_model() -> Self {
        let folder = Self::new();
        folder.write("weights.bin", b"some weights");
        folder.write("sub/config.json", b"{}");
        folder
    }

    fn model(&self) -> PathBuf {
        self.0.join("model")
    }

    fn write(&self, path: &str, bytes: &[u8]) {
        let path = self.model().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn state(path: &Path, options: &SignOptions) -> Result<UnsignedStatement, SignError> {
    UnsignedStatement::of_model(path, options, &Engine::new(), &Control::new())
}

fn refusal(folder: &Folder) -> &'static str {
    let error = state(&folder.model(), &SignOptions::new()).unwrap_err();
    error.code().as_str()
}

fn payload(statement: &UnsignedStatement) -> Value {
    serde_json::from_slice(statement.payload()).unwrap()
}

fn names(statement: &UnsignedStatement) -> Vec<String> {
    let payload = payload(statement);
    let resources = payload["predicate"]["resources"].as_array().unwrap();
    let name = |resource: &Value| resource["name"].as_str().unwrap().to_owned();
    resources.iter().map(name).collect()
}

fn key() -> LocalKey {
    LocalKey::from_pem(include_str!("keys/ec256.sec1.pem"), || None).unwrap()
}

#[test]
fn equal_models_give_equal_bytes() {
    let (one, two) = (Folder::with_model(), Folder::new());
    two.write("sub/config.json", b"{}");
    two.write(".gitignore", b"not signed");
    two.write("weights.bin", b"some weights");
    let one = state(&one.model(), &SignOptions::new()).unwrap();
    let two = state(&two.model(), &SignOptions::new()).unwrap();
    assert_eq!(one, two);
    assert_eq!(names(&one), ["sub/config.json", "weights.bin"]);
    let payload = payload(&one);
    assert_eq!(payload["subject"][0]["name"], "model");
    assert_eq!(
        payload["subject"][0]["digest"]["sha256"],
        one.root_digest().to_hex()
    );
    assert_eq!(
        payload["predicate"]["serialization"],
        serde_json::json!({
            "allow_symlinks": false, "hash_type": "sha256", "method": "files",
            "ignore_paths": [".git", ".gitattributes", ".github", ".gitignore"],
        })
    );
}

#[test]
fn shards_tile_each_file_and_empty_files_have_none() {
    let folder = Folder::with_model();
    folder.write("empty", b"");
    let options = SignOptions::new()
        .with_method(HashMethod::Shards { size: 5 })
        .with_algorithm(Algorithm::Blake3);
    let statement = state(&folder.model(), &options).unwrap();
    assert_eq!(
        names(&statement),
        [
            "sub/config.json:0:2",
            "weights.bin:0:5",
            "weights.bin:10:12",
            "weights.bin:5:10"
        ]
    );
    let payload = payload(&statement);
    assert_eq!(payload["predicate"]["serialization"]["shard_size"], 5);
    assert_eq!(payload["predicate"]["resources"][0]["algorithm"], "blake3");
}

#[test]
fn what_is_left_out_is_recorded() {
    let folder = Folder::with_model();
    let bundle = folder.model().join("sub/model.sig");
    let options = SignOptions::new()
        .with_ignore_paths(["cache/", "logs"])
        .with_bundle_file(&bundle)
        .without_default_exclusions();
    folder.write("cache/x", b"x");
    folder.write(".gitignore", b"signed");
    folder.write("cached", b"signed");
    let statement = state(&folder.model(), &options).unwrap();
    assert_eq!(
        names(&statement),
        [".gitignore", "cached", "sub/config.json", "weights.bin"]
    );
    assert_eq!(
        payload(&statement)["predicate"]["serialization"]["ignore_paths"],
        serde_json::json!(["cache", "logs", "sub/model.sig"])
    );
    // A bundle beside the model is none of it.
    let beside = SignOptions::new().with_bundle_file(folder.0.join("model.sig"));
    let statement = state(&folder.model(), &beside).unwrap();
    let payload = payload(&statement);
    let ignored = &payload["predicate"]["serialization"]["ignore_paths"];
    assert_eq!(ignored.as_array().unwrap().len(), 4);
}

#[test]
fn paths_that_cannot_be_recorded_are_refused() {
    let folder = Folder::with_model();
    for path in [
        "", ".", "..", "/a", "a//b", "a/../b", "./a", "*.bin", "a?", "[a",
    ] {
        let options = SignOptions::new().with_ignore_paths([path]);
        let error = state(&folder.model(), &options).unwrap_err();
        assert_eq!(error.code().as_str(), "oms.ignore.invalid", "{path}");
        assert!(
            error.to_string().contains(&format!("\"{path}\"")),
            "{error}"
        );
    }
}

#[test]
fn one_file_has_either_of_two_names() {
    let folder = Folder::with_model();
    let file = folder.model().join("weights.bin");
    let statement = state(&file, &SignOptions::new()).unwrap();
    assert_eq!(names(&statement), ["."]);
    assert_eq!(payload(&statement)["subject"][0]["name"], "weights.bin");
    let options = SignOptions::new().with_single_file_name(SingleFileName::Basename);
    assert_eq!(names(&state(&file, &options).unwrap()), ["weights.bin"]);
}

#[test]
fn a_model_without_files_is_refused() {
    let folder = Folder::new();
    fs::create_dir(folder.model().join("empty")).unwrap();
    folder.write(".gitignore", b"");
    assert_eq!(refusal(&folder), "oms.manifest.empty");
}

#[test]
fn links_pipes_and_names_that_are_no_text_are_refused() {
    let folder = Folder::with_model();
    symlink("weights.bin", folder.model().join("link")).unwrap();
    assert_eq!(refusal(&folder), "oms.symlink.present");
    let error = state(&folder.model(), &SignOptions::new()).unwrap_err();
    assert_eq!(error.to_string(), "link is a symbolic link");

    let folder = Folder::with_model();
    let listener = std::os::unix::net::UnixListener::bind(folder.model().join("socket")).unwrap();
    assert_eq!(refusal(&folder), "oms.tree.special-file");
    let error = state(&folder.model(), &SignOptions::new()).unwrap_err();
    assert_eq!(error.to_string(), "socket is a pipe, a socket or a device");
    drop(listener);

    let folder = Folder::with_model();
    let name = std::ffi::OsStr::from_bytes(b"\xff");
    fs::write(folder.model().join(name), b"").unwrap();
    assert_eq!(refusal(&folder), "oms.name.invalid");

    let folder = Folder::with_model();
    fs::remove_dir_all(folder.model()).unwrap();
    assert_eq!(refusal(&folder), "oms.file.unreadable");
}

#[test]
fn what_is_left_out_may_be_anything() {
    let folder = Folder::with_model();
    fs::create_dir(folder.model().join("cache")).unwrap();
    symlink("/nowhere", folder.model().join("cache/link")).unwrap();
    let options = SignOptions::new().with_ignore_paths(["cache"]);
    assert!(state(&folder.model(), &options).is_ok());
}

#[test]
fn other_hashes_and_empty_shards_are_refused() {
    let folder = Folder::with_model();
    for options in [
        SignOptions::new().with_algorithm(Algorithm::Sha512),
        SignOptions::new().with_algorithm(Algorithm::Sha1),
        SignOptions::new().with_method(HashMethod::Shards { size: 0 }),
    ] {
        let error = state(&folder.model(), &options).unwrap_err();
        assert_eq!(error.code().as_str(), "oms.hash.unsupported");
    }
}

#[test]
fn a_model_that_changes_meanwhile_is_refused() {
    type Change = fn(&Folder);
    let changes: [(&str, Change); 3] = [
        ("weights.bin", |folder| {
            folder.write("weights.bin", b"other weigths");
        }),
        ("added", |folder| {
            folder.write("added", b"");
        }),
        ("sub/config.json", |folder| {
            fs::remove_file(folder.model().join("sub/config.json")).unwrap();
        }),
    ];
    for (path, change) in changes {
        let folder = Folder::with_model();
        let once = Mutex::new(Some(change));
        let progress = |_: &Progress<'_>| {
            if let Some(change) = once.lock().unwrap().take() {
                change(&folder);
            }
        };
        let error = UnsignedStatement::of_model(
            folder.model(),
            &SignOptions::new(),
            &Engine::new().with_threads(1),
            &Control::new().with_progress(&progress),
        );
        let error = error.unwrap_err();
        let code = error.code().as_str();
        assert!(
            ["oms.tree.changed", "oms.file.unstable"].contains(&code),
            "{code}"
        );
        assert!(error.to_string().starts_with(path), "{error}");
    }
}

#[test]
fn signing_can_be_cancelled() {
    let folder = Folder::with_model();
    let cancel = AtomicBool::new(true);
    let control = Control::new().with_cancel(&cancel);
    let refused = UnsignedStatement::of_model(
        folder.model(),
        &SignOptions::new(),
        &Engine::new(),
        &control,
    );
    assert_eq!(refused.unwrap_err(), SignError::Cancelled {});
}

/// What a device makes of a good signature.
type Answer = fn(Vec<u8>) -> Result<Vec<u8>, SignError>;

/// A holder of a key that answers as it is told, and keeps what it was asked.
struct Device {
    key: LocalKey,
    answer: Answer,
    asked: RefCell<Vec<Digest>>,
}

impl Signer for Device {
    fn public_key(&self) -> &PublicKey {
        self.key.public_key()
    }

    fn sign_digest(&self, digest: &Digest) -> Result<Vec<u8>, SignError> {
        self.asked.borrow_mut().push(*digest);
        (self.answer)(self.key.sign_digest(digest)?)
    }
}

#[test]
fn what_a_device_gives_is_verified() {
    let folder = Folder::with_model();
    let statement = state(&folder.model(), &SignOptions::new()).unwrap();
    let sign = |answer| {
        let device = Device {
            key: key(),
            answer,
            asked: RefCell::default(),
        };
        let signed = SignedBundle::sign(&statement, &device, &[], &Ring);
        assert_eq!(device.asked.borrow()[0].algorithm(), Algorithm::Sha256);
        signed
    };
    let honest = sign(Ok).unwrap();
    assert_eq!(
        honest,
        SignedBundle::sign(&statement, &key(), &[], &Ring).unwrap()
    );
    let wrong: [Answer; 4] = [
        |mut signature| {
            signature[40] ^= 1;
            Ok(signature)
        },
        |_| Ok(Vec::new()),
        |signature| Ok(signature[..63].to_vec()),
        |_| {
            Err(SignError::Signer {
                what: "no finger on it",
            })
        },
    ];
    for answer in wrong {
        assert_eq!(sign(answer).unwrap_err().code().as_str(), "oms.sig.invalid");
    }
}

#[test]
fn the_chain_is_that_of_the_key() {
    let folder = Folder::with_model();
    let statement = state(&folder.model(), &SignOptions::new()).unwrap();
    let certificate = |text: &str| Certificate::from_pem(text, &ParseOptions::default()).unwrap();
    let chain = [certificate(include_str!("keys/ec256.cert.pem"))];
    let bundle = SignedBundle::sign(&statement, &key(), &chain, &Ring).unwrap();
    let json: Value = serde_json::from_slice(bundle.json()).unwrap();
    let material = &json["verificationMaterial"];
    let certificates = material["x509CertificateChain"]["certificates"].as_array();
    assert_eq!(certificates.unwrap().len(), 1);
    assert_eq!(material.get("publicKey"), None);
    let other = LocalKey::from_pem(include_str!("keys/ec384.sec1.pem"), || None).unwrap();
    let error = SignedBundle::sign(&statement, &other, &chain, &Ring).unwrap_err();
    assert_eq!(error.code().as_str(), "oms.cert.identity");
}
