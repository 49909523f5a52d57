use core::sync::atomic::{AtomicBool, Ordering};
use std::io::Read as _;

use super::*;
use crate::matching::testing::{Folder, USUAL, hashed, lines, signed, usual};
use crate::{CoverageClass, HashMethod};

fn files(tree: &Tree, manifest: &Manifest) -> Files {
    let options = TreeOptions::new();
    let (report, detours) = judge(manifest, tree, &options, None, &Control::new());
    assert_eq!(report.outcome(), Outcome::Verified, "{:?}", lines(&report));
    Files {
        tree: tree.clone(),
        detours,
        subset: None,
    }
}

fn content(file: VerifiedFile) -> String {
    let mut content = String::new();
    file.into_file().read_to_string(&mut content).unwrap();
    content
}

#[test]
fn a_handle_is_that_of_the_file_that_was_hashed() {
    let folder = Folder::usual();
    let manifest = &usual()[0];
    let files = files(&folder.tree(), manifest);
    let opened = files.open(manifest, "tokenizer/merges.txt").unwrap();
    assert_eq!(opened.path(), "tokenizer/merges.txt");
    assert_eq!(opened.file().metadata().unwrap().len(), 3);
    assert_eq!(content(opened), "a b");
    // Written to, replaced, gone, replaced by a link, or in another directory of its name.
    let code = |path: &str| files.open(manifest, path).map(content).unwrap_err().code();
    folder.write("config.json", "[]");
    assert_eq!(code("config.json"), registry::OMS_FILE_UNSTABLE);
    folder.write("other", "{}");
    std::fs::rename(folder.at("other"), folder.at("config.json")).unwrap();
    assert_eq!(code("config.json"), registry::OMS_TREE_CHANGED);
    folder.remove("config.json");
    assert_eq!(code("config.json"), registry::OMS_TREE_CHANGED);
    folder.link("config.json", "tokenizer/merges.txt");
    assert_eq!(code("config.json"), registry::OMS_TREE_CHANGED);
    std::fs::rename(folder.at("tokenizer"), folder.at("moved")).unwrap();
    folder.link("tokenizer", "moved");
    assert_eq!(code("tokenizer/merges.txt"), registry::OMS_TREE_CHANGED);
    // Never what is not signed.
    folder.write("evil.py", "import os");
    for path in [
        "evil.py",
        "weights",
        "./weights/model.safetensors",
        "",
        "/etc/passwd",
    ] {
        assert!(matches!(
            files.open(manifest, path),
            Err(TreeError::NotListed { .. })
        ));
    }
}

#[test]
fn a_handle_through_a_link_is_that_of_its_target() {
    let folder = Folder::usual();
    folder
        .link("link", "config.json")
        .link("dir", "hidden")
        .write("hidden/a", "1");
    let more: &[(&str, &[u8])] = &[("link", b"{}"), ("dir/a", b"1")];
    let mut manifest = signed(HashMethod::Files, &[USUAL, more].concat());
    manifest.allow_symlinks = true;
    manifest.ignore_paths = vec!["hidden".to_owned()];
    let files = files(&folder.tree(), &manifest);
    let signed = manifest.files().iter().map(crate::SignedFile::path);
    assert!(files.paths(&manifest).eq(signed));
    for path in files.paths(&manifest) {
        assert_eq!(files.open(&manifest, path).unwrap().path(), path);
    }
    assert_eq!(content(files.open(&manifest, "link").unwrap()), "{}");
    assert_eq!(content(files.open(&manifest, "dir/a").unwrap()), "1");
    folder
        .remove("link")
        .write("same", "{}")
        .link("link", "same");
    let error = files.open(&manifest, "link").unwrap_err();
    assert_eq!(error.code(), registry::OMS_TREE_CHANGED);
}

#[test]
fn a_model_of_one_file_is_opened_by_its_signed_name() {
    let folder = Folder::new();
    folder.write("m.bin", "weights");
    let tree = Tree::open(folder.at("m.bin"), &TreeOptions::new()).unwrap();
    let manifest = signed(HashMethod::Files, &[(".", b"weights")]);
    let files = files(&tree, &manifest);
    assert_eq!(content(files.open(&manifest, ".").unwrap()), "weights");
    assert!(files.open(&manifest, "m.bin").is_err());
}

fn subset(folder: &Folder, manifest: &Manifest, paths: &[&str]) -> (TreeReport, Files) {
    subset_by(folder, manifest, paths, &TreeOptions::new())
}

fn subset_by(
    folder: &Folder,
    manifest: &Manifest,
    paths: &[&str],
    options: &TreeOptions,
) -> (TreeReport, Files) {
    let tree = folder.tree();
    let (report, detours, wanted) = judge_subset(manifest, &tree, paths, options, &Control::new());
    let subset = Some(wanted);
    let files = Files {
        tree,
        detours,
        subset,
    };
    (report, files)
}

#[test]
fn a_subset_says_nothing_of_the_rest() {
    for manifest in usual() {
        let folder = Folder::usual();
        folder
            .remove("config.json")
            .write("evil.py", "x")
            .link("l", "evil.py");
        folder.write("tokenizer/merges.txt", "changed");
        let path = "weights/model.safetensors";
        let (report, files) = subset(&folder, &manifest, &[path]);
        assert_eq!(lines(&report), ["oms.coverage.unsigned warn"]);
        assert_eq!(report.outcome(), Outcome::Verified);
        let count = |class| report.coverage().class(class).files();
        assert_eq!(count(CoverageClass::Signed), 1);
        assert_eq!(count(CoverageClass::NotHashed), 1);
        assert_eq!(count(CoverageClass::Missing), 1);
        assert!(!report.coverage().is_complete());
        assert!(files.paths(&manifest).eq([path]));
        assert!(files.open(&manifest, path).is_ok());
        let other = files.open(&manifest, "tokenizer/merges.txt").unwrap_err();
        assert!(matches!(other, TreeError::NotVerified { .. }), "{other}");
    }
}

#[test]
fn a_hurried_subset_is_hashed_whatever_else_is_away() {
    for manifest in usual() {
        let folder = Folder::usual();
        folder
            .remove("config.json")
            .write("tokenizer/merges.txt", "a c");
        let options = TreeOptions::new().fail_fast();
        let check = |path: &str| {
            let (report, _) = subset_by(&folder, &manifest, &[path], &options);
            (lines(&report), report)
        };
        let (found, report) = check("tokenizer/merges.txt");
        assert_eq!(found, ["oms.file.changed error tokenizer/merges.txt"]);
        assert_eq!(report.outcome(), Outcome::Failed);
        let (found, report) = check("weights/model.safetensors");
        assert_eq!(found, [""; 0]);
        assert_eq!(report.outcome(), Outcome::Verified);
        let signed = report.coverage().class(CoverageClass::Signed);
        assert_eq!(signed.files(), 1);
        let (found, report) = check("config.json");
        assert_eq!(found, ["oms.file.missing error config.json"]);
        assert_eq!(report.outcome(), Outcome::Failed);
    }
}

#[test]
fn a_subset_fails_for_each_of_its_paths() {
    for manifest in usual() {
        let folder = Folder::usual();
        let check = |paths: &[&str]| lines(&subset(&folder, &manifest, paths).0);
        folder.write("evil.py", "x").write("config.json", "[]");
        let unsigned = "oms.coverage.unsigned warn";
        assert_eq!(
            check(&["evil.py"]),
            [unsigned, "oms.file.unverified error evil.py"]
        );
        assert_eq!(check(&["no"]), [unsigned, "oms.file.unverified error no"]);
        assert_eq!(
            check(&["config.json"]),
            [unsigned, "oms.file.changed error config.json"]
        );
        folder
            .remove("config.json")
            .link("config.json", "tokenizer/merges.txt");
        assert_eq!(
            check(&["config.json"]),
            [
                unsigned,
                "oms.file.missing error config.json",
                "oms.symlink.present error config.json",
            ]
        );
    }
}

#[test]
fn what_is_cancelled_is_inconclusive() {
    let folder = Folder::usual();
    let cancel = AtomicBool::new(false);
    cancel.store(true, Ordering::Relaxed);
    let control = Control::new().with_cancel(&cancel);
    let (tree, options) = (folder.tree(), TreeOptions::new());
    let (report, _) = judge(&usual()[0], &tree, &options, None, &control);
    assert_eq!(report.outcome(), Outcome::Inconclusive);
    assert_eq!(report.code(), Some(registry::OMS_LIMIT));
    assert_eq!(report.coverage().class(CoverageClass::NotHashed).files(), 3);
}

#[test]
fn each_algorithm_of_the_format_is_computed() {
    use bonafide_digest::Algorithm;
    let folder = Folder::usual();
    for algorithm in [Algorithm::Sha256, Algorithm::Blake2b, Algorithm::Blake3] {
        for method in [HashMethod::Files, crate::matching::testing::PIECES] {
            files(&folder.tree(), &hashed(method, algorithm, USUAL));
        }
    }
}

/// A regular file that opens and cannot be read, even by those who may read everything.
#[cfg(target_os = "linux")]
#[test]
fn what_cannot_be_read_is_inconclusive() {
    let tree = Tree::open("/proc/self/mem", &TreeOptions::new()).unwrap();
    let manifest = signed(HashMethod::Files, &[("mem", b"")]);
    let options = TreeOptions::new();
    let (report, _) = judge(&manifest, &tree, &options, None, &Control::new());
    assert_eq!(lines(&report), ["oms.file.unreadable error mem"]);
    assert_eq!(report.outcome(), Outcome::Inconclusive);
    assert_eq!(report.code(), Some(registry::OMS_FILE_UNREADABLE));
    assert_eq!(
        report.coverage().class(CoverageClass::Unreadable).files(),
        1
    );
}
