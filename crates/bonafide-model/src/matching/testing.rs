//! Trees and signed lists for tests.

use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use bonafide_digest::engine::Control;
use bonafide_digest::{Algorithm, digest};

use super::report::judge;
use crate::{
    Findings, HashMethod, Manifest, Outcome, Resource, SignedFile, Tree, TreeOptions, TreeReport,
};

/// A folder of its own for one test, which is removed with its content at the end.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("bonafide-model-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir(&path).unwrap();
        std::fs::create_dir(path.join("model")).unwrap();
        Self(path)
    }

    /// The model of most tests: three files in two directories.
    pub(crate) fn usual() -> Self {
        let folder = Self::new();
        for (path, content) in USUAL {
            folder.write(path, content);
        }
        folder
    }

    pub(crate) fn root(&self) -> PathBuf {
        self.0.join("model")
    }

    pub(crate) fn at(&self, path: impl AsRef<Path>) -> PathBuf {
        self.root().join(path)
    }

    pub(crate) fn write(&self, path: impl AsRef<Path>, content: impl AsRef<[u8]>) -> &Self {
        let path = self.at(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
        self
    }

    pub(crate) fn link(&self, path: &str, target: impl AsRef<Path>) -> &Self {
        let path = self.at(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        symlink(target, path).unwrap();
        self
    }

    pub(crate) fn remove(&self, path: &str) -> &Self {
        let path = self.at(path);
        if path.is_dir() && !path.is_symlink() {
            std::fs::remove_dir_all(path).unwrap();
        } else {
            std::fs::remove_file(path).unwrap();
        }
        self
    }

    pub(crate) fn tree(&self) -> Tree {
        Tree::open(self.root(), &TreeOptions::new()).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

pub(crate) const USUAL: &[(&str, &[u8])] = &[
    ("config.json", b"{}"),
    ("tokenizer/merges.txt", b"a b"),
    ("weights/model.safetensors", b"0123456789abcdef0123456789"),
];

pub(crate) const PIECES: HashMethod = HashMethod::Shards { size: 16 };

/// The signed list of these files.
pub(crate) fn signed(method: HashMethod, files: &[(&str, &[u8])]) -> Manifest {
    hashed(method, Algorithm::Sha256, files)
}

pub(crate) fn hashed(
    method: HashMethod,
    algorithm: Algorithm,
    files: &[(&str, &[u8])],
) -> Manifest {
    let mut files: Vec<SignedFile> = files
        .iter()
        .map(|(path, content)| SignedFile {
            path: (*path).to_owned(),
            resources: resources(method, algorithm, content),
        })
        .filter(|file| !file.resources.is_empty())
        .collect();
    files.sort_by(|a, b| a.path.as_bytes().cmp(b.path.as_bytes()));
    let resource_count = files.iter().map(|file| file.resources.len()).sum();
    Manifest {
        files,
        method,
        algorithm,
        allow_symlinks: false,
        ignore_paths: Vec::new(),
        root_digest: digest(Algorithm::Sha256, b"").unwrap(),
        resource_count,
    }
}

fn resources(method: HashMethod, algorithm: Algorithm, content: &[u8]) -> Vec<Resource> {
    let of = |range, bytes| Resource {
        range,
        digest: digest(algorithm, bytes).unwrap(),
    };
    match method {
        HashMethod::Files => vec![of(None, content)],
        HashMethod::Shards { size } => {
            let size = usize::try_from(size).unwrap();
            let mut start = 0_u64;
            let pieces = content.chunks(size).map(|piece| {
                let end = start + piece.len() as u64;
                let resource = of(Some(start..end), piece);
                start = end;
                resource
            });
            pieces.collect()
        }
    }
}

/// The signed lists of the usual model, by either method.
pub(crate) fn usual() -> [Manifest; 2] {
    [HashMethod::Files, PIECES].map(|method| signed(method, USUAL))
}

pub(crate) fn report(folder: &Folder, manifest: &Manifest, options: &TreeOptions) -> TreeReport {
    let tree = Tree::open(folder.root(), options).unwrap();
    report_of(&tree, manifest, options)
}

pub(crate) fn report_of(tree: &Tree, manifest: &Manifest, options: &TreeOptions) -> TreeReport {
    judge(manifest, tree, options, None, &Control::new()).0
}

/// What was found, a line each: code, severity, path.
pub(crate) fn lines(report: &TreeReport) -> Vec<String> {
    lines_of(report.findings())
}

pub(crate) fn lines_of(findings: &Findings) -> Vec<String> {
    findings
        .kept()
        .iter()
        .map(|finding| {
            let (code, severity) = (finding.code(), finding.severity().as_str());
            format!("{code} {severity} {}", finding.path())
                .trim_end()
                .to_owned()
        })
        .collect()
}

/// That the model is refused with these findings, by the plain options.
pub(crate) fn refused(folder: &Folder, manifest: &Manifest, wanted: &[&str]) {
    let report = report(folder, manifest, &TreeOptions::new());
    assert_eq!(lines(&report), wanted);
    assert_eq!(report.outcome(), Outcome::Failed);
}

/// That the model is accepted with these findings, by the plain options.
pub(crate) fn accepted(folder: &Folder, manifest: &Manifest, wanted: &[&str]) {
    let report = report(folder, manifest, &TreeOptions::new());
    assert_eq!(lines(&report), wanted);
    assert_eq!(report.outcome(), Outcome::Verified);
}
