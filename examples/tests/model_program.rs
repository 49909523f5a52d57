//! `verify_model` as it is run: its exit codes, and what it writes.

#![cfg(unix)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A pickle that runs a program.
const HOSTILE: &[u8] = b"cos\nsystem\n(S'id'\ntR.";

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
