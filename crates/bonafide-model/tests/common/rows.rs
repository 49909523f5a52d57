//! The rows of the corpus of models, each with its model as the row wants it.
#![allow(dead_code, reason = "each test file uses its part")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// One row of the table.
pub(crate) struct Row {
    pub(crate) id: String,
    pub(crate) method: String,
    pub(crate) model: PathBuf,
    pub(crate) signature: PathBuf,
    pub(crate) trust: Vec<PathBuf>,
    pub(crate) identity: String,
    pub(crate) issuer: String,
    pub(crate) options: Vec<String>,
    pub(crate) expected: String,
}

/// The rows, and a folder for the models that are made first, which is gone when this is dropped.
pub(crate) struct Rows {
    pub(crate) rows: Vec<Row>,
    scratch: PathBuf,
}

impl Drop for Rows {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.scratch);
    }
}

impl Rows {
    /// `None`, and a line that says so, without a corpus.
    pub(crate) fn read(purpose: &str) -> Option<Self> {
        let Some(corpus) = std::env::var_os("BONAFIDE_CORPUS") else {
            println!("corpus models: skipped, BONAFIDE_CORPUS is not set");
            return None;
        };
        let base = PathBuf::from(corpus).join("models");
        let name = format!("bonafide-models-{purpose}-{}", std::process::id());
        let scratch = std::env::temp_dir().join(name);
        let table = fs::read_to_string(base.join("manifest.tsv")).unwrap();
        let mut lines = table.lines();
        let header: Vec<&str> = lines.next().unwrap().split('\t').collect();
        let rows = lines
            .enumerate()
            .map(|(at, line)| {
                let fields: Vec<&str> = line.split('\t').collect();
                let field = |name: &str| {
                    let column = header.iter().position(|one| *one == name).unwrap();
                    match fields[column] {
                        "-" => "",
                        text => text,
                    }
                };
                let list = |name, sign| {
                    let parts = field(name).split(sign);
                    parts.filter(|one| !one.is_empty()).map(str::to_owned)
                };
                let root = prepare(
                    &base,
                    &scratch.join(at.to_string()),
                    field("model"),
                    field("setup"),
                );
                Row {
                    id: field("id").to_owned(),
                    method: field("method").to_owned(),
                    model: root.join(field("model")),
                    signature: base.join(field("signature")),
                    trust: list("trust", ',').map(|path| base.join(path)).collect(),
                    identity: field("identity").to_owned(),
                    issuer: field("issuer").to_owned(),
                    options: list("options", ';')
                        .flat_map(|one| one.split(',').map(str::to_owned).collect::<Vec<_>>())
                        .collect(),
                    expected: field("expected").to_owned(),
                }
            })
            .collect();
        let mut rows = Self { rows, scratch };
        // What is in the model is told by its path in the model.
        for row in &mut rows.rows {
            if row.options.iter().any(|one| one == "signature_in_model") {
                assert!(row.signature.starts_with(&row.model), "{}", row.id);
            }
        }
        Some(rows)
    }
}

/// The folder below which the model lies: the corpus itself, or a copy on which the steps were done.
fn prepare(base: &Path, scratch: &Path, model: &str, setup: &str) -> PathBuf {
    if setup.is_empty() {
        return base.to_owned();
    }
    copy(&base.join("oms"), &scratch.join("oms"));
    let model = scratch.join(model);
    for step in setup.split(';') {
        let (what, rest) = step.split_once(':').unwrap();
        match what {
            "mkdir" if rest == "." => fs::create_dir_all(&model).unwrap(),
            "mkdir" => fs::create_dir_all(model.join(rest)).unwrap(),
            "mkfifo" => {
                let made = Command::new("mkfifo")
                    .arg(model.join(rest))
                    .status()
                    .unwrap();
                assert!(made.success());
            }
            "chmod" => {
                let (path, mode) = rest.rsplit_once(':').unwrap();
                let mode = u32::from_str_radix(mode, 8).unwrap();
                set_mode(&model.join(path), mode);
            }
            "symlink" => {
                let (path, target) = rest.split_once("->").unwrap();
                link(target, &model.join(path));
            }
            "rename" => {
                let (from, to) = rest.split_once("->").unwrap();
                fs::rename(model.join(from), model.join(to)).unwrap();
            }
            other => panic!("the step {other} is not known"),
        }
    }
    scratch.to_owned()
}

#[cfg(unix)]
fn set_mode(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[cfg(unix)]
fn link(target: &str, path: &Path) {
    let _ = fs::remove_file(path);
    std::os::unix::fs::symlink(target, path).unwrap();
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Whether a row is right, of which it is known whether it was accepted and whether bytes on the disk
/// are told that the signature does not cover. `None` where either answer is.
pub(crate) fn is_right(expected: &str, accepted: bool, told: bool) -> Option<bool> {
    match expected {
        "accept" => Some(accepted),
        "accept-with-finding" => Some(accepted && told),
        "reject" | "reject-by-default" | "reject-unless-compat" | "reject-unless-timestamped" => {
            Some(!accepted)
        }
        "lenient-or-reject" | "policy" => None,
        other => panic!("{other} is not known"),
    }
}
