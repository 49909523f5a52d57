//! What the tests of the programs share: folders, policies, and answers.
#![allow(dead_code, reason = "each file of tests uses another part")]

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

use bonafide_testkit::image::Store;
use bonafide_testkit::{KeyKind, SigningKey, Sigstore};
use serde_json::{Value, json};

/// An hour after everything was signed.
pub const NOW: &str = "2025-04-11T01:00:00Z";
/// The repository of the images.
pub const REPOSITORY: &str = "registry.test/owner/app";

/// A folder that goes with its test.
pub struct Case {
    folder: PathBuf,
}

impl Case {
    /// With the trusted root of an instance, and the keys `a.pub` and `b.pub`.
    pub fn new(kit: &Sigstore) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("bonafide-verdict-{}-{number}", std::process::id());
        let case = Self {
            folder: std::env::temp_dir().join(name),
        };
        fs::create_dir_all(&case.folder).unwrap();
        case.write("root.json", kit.trusted_root().to_string());
        for seed in ["a", "b"] {
            let key = SigningKey::seeded(KeyKind::P256, seed);
            case.write(&format!("{seed}.pub"), key.pem());
        }
        case
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    pub fn at(&self, name: &str) -> String {
        self.path(name).to_str().unwrap().to_owned()
    }

    /// Writes a file and gives its path.
    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        self.at(name)
    }

    /// Writes the layout of a store and gives its path.
    pub fn layout(&self, name: &str, store: &Store) -> String {
        store.write_layout(&self.path(name));
        self.at(name)
    }

    /// The verdict of `verify`, and its exit code.
    pub fn verdict(&self, arguments: &[&str]) -> (i32, Value) {
        let now = ["--json", "--now", NOW];
        let answer = verify(&[arguments, &now].concat());
        let verdict = serde_json::from_str(&answer.out);
        let verdict = verdict.unwrap_or_else(|error| panic!("{error}: {answer:?}"));
        (answer.code, verdict)
    }
}

impl Drop for Case {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// How a program ended, and what it wrote.
#[derive(Debug)]
pub struct Answer {
    pub code: i32,
    pub out: String,
    pub err: String,
}

pub fn verify(arguments: &[&str]) -> Answer {
    let program = Path::new(env!("CARGO_BIN_EXE_verify"));
    run(Command::new(program).args(arguments), b"")
}

/// Runs a program with this on its standard input.
pub fn run(command: &mut Command, input: &[u8]) -> Answer {
    let command = command.stdin(Stdio::piped());
    let command = command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    // A program may end before it has read everything.
    let writer = thread::spawn(move || {
        let _ = stdin.write_all(&input);
    });
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Answer {
        code: output.status.code().unwrap(),
        out: text(output.stdout),
        err: text(output.stderr),
    }
}

/// The signer with this name.
fn signer(kit: &Sigstore, name: &str) -> Value {
    let keyless =
        |issuer: &str, san: &str| json!({"trust": "public", "issuer": issuer, "san": san});
    let key = |seed: &str| json!({"file": format!("{seed}.pub"), "trust": "public"});
    match name {
        "ci" => json!({"keyless": keyless(&kit.issuer, &kit.identity)}),
        "ci-stamped" => json!({
            "keyless": keyless(&kit.issuer, &kit.identity),
            "require": ["tlog", "sct", "timestamp"],
        }),
        "other-repository" => {
            let san = "https://forge.test/other/repo/.github/workflows/*@refs/tags/*";
            json!({"keyless": keyless(&kit.issuer, san)})
        }
        "other-issuer" => json!({"keyless": keyless("https://token.other.test", &kit.identity)}),
        "other-owner" => json!({
            "keyless": {
                "trust": "public", "issuer": kit.issuer, "san": kit.identity,
                "extensions": {"source_repository_uri": "https://forge.test/other/repo"},
            },
        }),
        "expired" => json!({"key": key("a"), "not_after": "2025-03-01T00:00:00Z"}),
        "unlogged" => json!({"key": {"file": "a.pub"}, "require": []}),
        seed => json!({"key": key(seed)}),
    }
}

/// A policy of one rule, `rule`, with one requirement, `r`.
pub fn policy(kit: &Sigstore, signers: &[&str], requirement: &Value) -> Value {
    let mut requirement = requirement.clone();
    requirement["id"] = json!("r");
    let all = signers
        .iter()
        .map(|name| ((*name).to_owned(), signer(kit, name)));
    let mut policy = json!({
        "schema": "bonafide.policy/v1",
        "name": "test",
        "version": "1",
        "default": "reject",
        "allow_unpinned_files": true,
        "trust": {"public": {"trusted_root": {"file": "root.json"}}},
        "signers": all.collect::<serde_json::Map<_, _>>(),
        "rules": [{"id": "rule", "require": [requirement]}],
    });
    if signers.iter().all(|name| *name == "unlogged") {
        policy["trust"] = json!({});
    }
    policy
}

/// That whoever is named has signed it.
pub fn signature(by: &[&str]) -> Value {
    json!({"signature": {"by": by}})
}

/// The check that set the decision; the first of several.
pub fn decisive(verdict: &Value) -> &Value {
    let id = &verdict["decisive"][0];
    let checks = verdict["checks"].as_array().unwrap();
    checks
        .iter()
        .find(|check| check["id"] == *id)
        .unwrap_or(&Value::Null)
}
