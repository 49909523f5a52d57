//! `verify_model` as it is run: its exit codes, and what it writes.

#![cfg(unix)]

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use bonafide_testkit::encode::{base64, hex};
use bonafide_testkit::{Hash, KeyKind, SigningKey};
use serde_json::{Value, json};

/// A pickle that runs a program.
const HOSTILE: &[u8] = b"cos\nsystem\n(S'id'\ntR.";
/// A pickle of nothing.
const HARMLESS: &[u8] = b"\x80\x02N.";

/// A folder with a model and its signature.
struct Case {
    folder: PathBuf,
}

impl Case {
    fn new(name: &str) -> Self {
        let folder = format!("bonafide-program-{name}-{}", std::process::id());
        let folder = std::env::temp_dir().join(folder);
        fs::create_dir_all(folder.join("model")).unwrap();
        Self { folder }
    }

    /// With files below the model.
    fn with(name: &str, files: &[(&str, &[u8])]) -> Self {
        let case = Self::new(name);
        for (path, content) in files {
            let path = case.at(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, content).unwrap();
        }
        case
    }

    fn at(&self, path: &str) -> PathBuf {
        self.folder.join("model").join(path)
    }

    fn bundle(&self) -> PathBuf {
        self.folder.join("model.sig")
    }

    fn sign(&self, model: &Path) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sign_model"));
        command.arg(model).args(["--force", "--private-key"]);
        command.arg(key("ec256.sec1.pem"));
        let output = command.arg("--out").arg(self.bundle()).output().unwrap();
        assert!(output.status.success(), "{output:?}");
    }

    fn command(&self, model: &Path, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_verify_model"));
        command.arg(model).arg("--signature").arg(self.bundle());
        command.arg("--key").arg(key("ec256.pub.pem"));
        command.args(["--now", "2027-01-01T00:00:00Z"]);
        command.args(arguments);
        command
    }

    fn verify(&self, model: &Path, arguments: &[&str]) -> (i32, String) {
        let output = self.command(model, arguments).output().unwrap();
        (code(&output), String::from_utf8(output.stdout).unwrap())
    }
}

impl Drop for Case {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn key(name: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    root.join("../crates/bonafide-model/tests/keys").join(name)
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// Signs what lies in the model as if links had been allowed then.
fn sign_with_links(case: &Case, names: &[(&str, &[u8])]) {
    let digest = |content: &[u8]| Hash::Sha256.digest(content);
    let all: Vec<u8> = names.iter().flat_map(|(_, bytes)| digest(bytes)).collect();
    let resources = names.iter().map(|(name, content)| {
        json!({"name": name, "digest": hex(&digest(content)), "algorithm": "sha256"})
    });
    let payload = json!({
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"name": "model", "digest": {"sha256": hex(&digest(&all))}}],
        "predicateType": "https://model_signing/signature/v1.0",
        "predicate": {
            "serialization": {
                "method": "files", "hash_type": "sha256", "allow_symlinks": true,
                "ignore_paths": [],
            },
            "resources": resources.collect::<Vec<_>>(),
        },
    });
    let payload = payload.to_string().into_bytes();
    let key = SigningKey::seeded(KeyKind::P256, "publisher");
    let kind = "application/vnd.in-toto+json";
    let mut message = format!("DSSEv1 28 {kind} {} ", payload.len()).into_bytes();
    message.extend_from_slice(&payload);
    let signature = key.sign(key.scheme(), &message);
    let bundle = json!({
        "mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
        "verificationMaterial": {
            "publicKey": {"hint": hex(&digest(key.pem().as_bytes()))}, "tlogEntries": [],
        },
        "dsseEnvelope": {
            "payload": base64(&payload), "payloadType": kind,
            "signatures": [{"sig": base64(&signature), "keyid": ""}],
        },
    });
    fs::write(case.bundle(), bundle.to_string()).unwrap();
    fs::write(case.folder.join("other.pem"), key.pem()).unwrap();
}

#[test]
fn a_single_file_is_checked_by_the_path_that_was_signed() {
    let case = Case::with("single", &[("model.pkl", HOSTILE)]);
    let model = case.at("model.pkl");
    case.sign(&model);
    assert_eq!(case.verify(&model, &["--checks", "all"]).0, 1);
    let (code, text) = case.verify(&model, &["--checks", "all", "--only", "."]);
    assert_eq!(code, 1, "{text}");
    assert!(text.contains("pkl."), "{text}");
    // Its name tells the type, also where its content tells none.
    assert!(text.contains("model.pkl"), "{text}");
    let (code, _) = case.verify(&model, &["--only", "."]);
    assert_eq!(code, 0);
}

#[test]
fn a_file_behind_a_directory_link_is_checked() {
    for (name, content, expected) in [("bad", HOSTILE, 1), ("good", HARMLESS, 0)] {
        let files = [("a.txt", b"a".as_slice()), ("real/model.pkl", content)];
        let case = Case::with(&format!("link-{name}"), &files);
        symlink("real", case.at("linked")).unwrap();
        sign_with_links(&case, &[("a.txt", b"a"), ("linked/model.pkl", content)]);
        let key = case.folder.join("other.pem");
        let mut command = Command::new(env!("CARGO_BIN_EXE_verify_model"));
        command
            .arg(case.at(""))
            .arg("--signature")
            .arg(case.bundle());
        command.arg("--key").arg(key);
        command.args(["--now", "2027-01-01T00:00:00Z", "--checks", "pickle"]);
        command.args(["--only", "linked/model.pkl"]);
        let output = command.output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        assert_eq!(code(&output), expected, "{text}");
        assert!(text.contains("pickle        linked/model.pkl"), "{text}");
    }
}

#[test]
fn the_outcome_of_the_json_is_that_of_the_checks_as_well() {
    let files = [("a.txt", b"a".as_slice()), ("model.pkl", HOSTILE)];
    let case = Case::with("outcome", &files);
    let model = case.at("");
    case.sign(&model);
    let ask = |more: &[&str]| {
        let (code, text) = case.verify(&model, &[&["--json"], more].concat());
        let answer = parsed(&text);
        let text = |name: &str| answer[name].as_str().unwrap().to_owned();
        (code, text("outcome"), text("signature"), answer)
    };
    let (code, outcome, signature, answer) = ask(&["--checks", "pickle"]);
    assert_eq!(
        (code, &*outcome, &*signature),
        (1, "failed", "verified"),
        "{answer}"
    );
    let (code, outcome, signature, _) = ask(&[]);
    assert_eq!((code, &*outcome, &*signature), (0, "verified", "verified"));
    let only = ["--checks", "pickle", "--only", "a.txt"];
    let (code, outcome, signature, _) = ask(&only);
    let part = "verified-subset";
    assert_eq!((code, &*outcome, &*signature), (0, part, part));
}

#[test]
fn a_bundle_that_never_ends_is_refused() {
    let case = Case::with("endless", &[("a.txt", b"a")]);
    let fifo = Command::new("mkfifo").arg(case.bundle()).status().unwrap();
    assert!(fifo.success());
    let mut command = case.command(&case.at(""), &[]);
    let command = command.stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    let begun = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if begun.elapsed() > Duration::from_secs(20) {
            child.kill().unwrap();
            child.wait().unwrap();
            panic!("it waits for a writer");
        }
        sleep(Duration::from_millis(10));
    };
    assert_eq!(status.code(), Some(2));
}

#[test]
fn a_bundle_beyond_the_limit_is_not_read_whole() {
    let case = Case::with("sparse", &[("a.txt", b"a")]);
    let bundle = fs::File::create(case.bundle()).unwrap();
    bundle.set_len(3 << 30).unwrap();
    let verify = case.command(&case.at(""), &[]);
    let mut command = Command::new("sh");
    // 2 GiB of addresses, where the system knows the limit.
    command.args(["-c", "ulimit -v 2097152 2>/dev/null; exec \"$@\"", "sh"]);
    command.arg(verify.get_program()).args(verify.get_args());
    let output = command.output().unwrap();
    assert_eq!(code(&output), 4, "{output:?}");
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(text.contains("oms.limit"), "{text}");
}

#[test]
fn names_in_the_json_do_not_steer_a_terminal() {
    let case = Case::with("names", &[("a.txt", b"a")]);
    let model = case.at("");
    case.sign(&model);
    let name = "x\u{7f}\u{9b}31m\u{202e}lkp.\u{2066}y\u{61c}";
    fs::write(case.at(name), b"b").unwrap();
    let (code, text) = case.verify(&model, &["--json"]);
    assert_eq!(code, 1);
    let active = ['\u{7f}', '\u{9b}', '\u{202e}', '\u{2066}', '\u{61c}'];
    assert!(!text.contains(active), "{text:?}");
    assert!(text.contains(r"\u007f\u009b31m\u202elkp"), "{text}");
    parsed(&text);
}

#[test]
fn the_coverage_is_not_complete_where_files_of_version_control_are_not_signed() {
    let case = Case::with("git", &[("a.txt", b"a")]);
    let model = case.at("");
    case.sign(&model);
    let ask = |arguments: &[&str]| {
        let (code, text) = case.verify(&model, arguments);
        let line = text.lines().find(|line| line.contains("are covered"));
        (code, line.unwrap().to_owned())
    };
    let complete = "1 of 1 bytes are covered; the coverage is complete";
    assert_eq!(ask(&[]), (0, complete.to_owned()));
    fs::write(case.at(".gitignore"), b"bc").unwrap();
    let but = "1 of 3 bytes are covered; the coverage is complete but for files of version control";
    assert_eq!(ask(&[]), (0, but.to_owned()));
    // The signer recorded it as left out.
    let not = "1 of 3 bytes are covered; the coverage is not complete";
    assert_eq!(ask(&["--no-git-ignore"]), (0, not.to_owned()));
    assert_eq!(ask(&["--profile", "paranoid"]).0, 1);
}

#[test]
fn an_answer_that_cannot_be_written_is_no_success() {
    let full = Path::new("/dev/full");
    if !full.exists() {
        println!("no /dev/full: skipped");
        return;
    }
    let case = Case::with("full", &[("a.txt", b"a")]);
    let model = case.at("");
    case.sign(&model);
    for arguments in [&[][..], &["--json"], &["--help"]] {
        let mut command = case.command(&model, arguments);
        let out = fs::OpenOptions::new().write(true).open(full).unwrap();
        let output = command.stdout(out).output().unwrap();
        assert_eq!(code(&output), 2, "{arguments:?}");
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(told.contains("cannot be written"), "{told}");
    }
}

#[test]
fn a_root_that_is_a_link_is_told() {
    let case = Case::with("root", &[("a.txt", b"a")]);
    case.sign(&case.at(""));
    let link = case.folder.join("link");
    symlink("model", &link).unwrap();
    let target = fs::canonicalize(case.at("")).unwrap();
    let target = target.to_str().unwrap();
    let (code, text) = case.verify(&link, &[]);
    assert_eq!(code, 0, "{text}");
    assert!(text.contains(&format!("resolved    {target}\n")), "{text}");
    let (_, text) = case.verify(&link, &["--json"]);
    assert_eq!(parsed(&text)["resolved"], target);
    let (_, text) = case.verify(&case.at(""), &["--json"]);
    assert!(parsed(&text)["resolved"].is_null());
}
