//! A policy from its file.

#![cfg(unix)]

use std::path::PathBuf;

use bonafide_policy::{CompiledPolicy, Files as _, FolderFiles};
use bonafide_report::{Coded as _, Failure};

const YAML: &str =
    "schema: bonafide.policy/v1\nname: p\nversion: \"1\"\ndefault: allow\nrules: []\n";
const JSON: &str = r#"{"schema": "bonafide.policy/v1", "name": "p", "version": "1", "default": "allow", "rules": []}"#;

/// A folder that goes with its test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let name = format!("bonafide-load-{name}-{}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn load(&self, name: &str, text: &str) -> Result<CompiledPolicy, Failure> {
        let path = self.0.join(name);
        std::fs::write(&path, text).unwrap();
        Ok(CompiledPolicy::load(path)?)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn the_name_tells_the_syntax_and_a_failure_its_code_once() {
    let folder = Folder::new("syntax");
    for (name, text) in [("p.yaml", YAML), ("p", YAML), ("p.json", JSON)] {
        let policy = folder.load(name, text);
        assert!(policy.is_ok(), "{name}: {policy:?}");
    }
    let refused = folder.load("q.json", YAML).unwrap_err();
    assert_eq!(refused.code().unwrap().as_str(), "policy.syntax");
    let told = format!("{refused:?}");
    assert_eq!(told.matches("policy.syntax").count(), 1, "{told}");
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let folder = Folder::new("unread");
    let absent = CompiledPolicy::load(folder.0.join("none.yaml")).unwrap_err();
    assert_eq!(absent.code().as_str(), "policy.file.unreadable");
    assert!(absent.to_string().contains("none.yaml: "), "{absent}");
    let no_file = CompiledPolicy::load(&folder.0).unwrap_err();
    assert_eq!(no_file.code().as_str(), "policy.file.path");
}

#[test]
fn the_parent_of_a_bare_name_is_the_current_folder() {
    let files = FolderFiles::open("").unwrap();
    assert!(files.read("Cargo.toml").is_ok());
}
