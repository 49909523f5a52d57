//! From a signature to a tree: whole, in part, as a stream, and while somebody writes to it.

#![cfg(all(feature = "oms", feature = "ring", unix))]

mod common;

use std::io::{Read as _, Write as _};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use bonafide_digest::engine::{Control, Progress};
use bonafide_model::{
    CoverageClass, ModelRefusal, Outcome, Profile, Tree, TreeLimits, TreeOptions, VerifiedManifest,
    VerifiedModel, verify_subset, verify_tree,
};
use common::{by_key, resource, signed, statement, verify};
use proptest::prelude::*;

struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("bonafide-signed-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir(&path).unwrap();
        Self(path)
    }

    fn holding(files: &[(&str, &[u8])]) -> Self {
        let folder = Self::new();
        for (path, content) in files {
            folder.write(path, content);
        }
        folder
    }

    fn write(&self, path: &str, content: &[u8]) -> &Self {
        let path = self.at(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
        self
    }

    fn at(&self, path: impl AsRef<Path>) -> PathBuf {
        self.0.join(path)
    }

    fn tree(&self) -> Tree {
        Tree::open(&self.0, &TreeOptions::new()).unwrap()
    }

    fn verify(&self, manifest: &VerifiedManifest) -> Result<VerifiedModel, ModelRefusal> {
        verify_tree(manifest.clone(), &self.tree(), &Control::new())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

const FILES: &[(&str, &[u8])] = &[
    ("config.json", b"{}"),
    ("weights/a.safetensors", b"some weights"),
    ("weights/b.safetensors", b"more weights"),
];

fn manifest_of(files: &[(&str, &[u8])], profile: Profile) -> VerifiedManifest {
    let resources = files.iter().map(|(path, content)| resource(path, content));
    let bundle = signed(&statement(resources.collect())).to_string();
    verify(&by_key(profile), bundle.as_bytes()).unwrap()
}

fn manifest() -> VerifiedManifest {
    manifest_of(FILES, Profile::SpecV1)
}

#[test]
fn a_signed_model_is_verified_and_can_be_opened() {
    let folder = Folder::holding(FILES);
    let model = folder.verify(&manifest()).unwrap();
    assert!(model.report().coverage().is_complete());
    assert_eq!(model.manifest().manifest().files().len(), 3);
    let mut content = String::new();
    let file = model.open("config.json").unwrap();
    file.file().read_to_string(&mut content).unwrap();
    assert_eq!((file.path(), content.as_str()), ("config.json", "{}"));
    let refused = model.open("evil.py").unwrap_err();
    assert_eq!(refused.code().as_str(), "oms.file.unverified");
    assert_eq!(refused.to_string(), "evil.py is not in the signed list");
    let json = serde_json::to_value(&model).unwrap();
    assert_eq!(json["tree"]["outcome"], "verified");
    assert_eq!(json["tree"]["coverage"]["classes"]["signed"]["bytes"], 26);
    assert_eq!(json["manifest"]["files"], 3);
}

#[test]
fn the_paths_of_what_was_verified_are_those_that_open() {
    let folder = Folder::holding(FILES);
    let model = folder.verify(&manifest()).unwrap();
    let paths: Vec<&str> = model.paths().collect();
    assert_eq!(
        paths,
        FILES.iter().map(|(path, _)| *path).collect::<Vec<_>>()
    );
    assert!(paths.iter().all(|path| model.open(path).is_ok()));
    let asked = ["weights/b.safetensors", "config.json", "config.json"];
    let subset = verify_subset(manifest(), &folder.tree(), &asked, &Control::new()).unwrap();
    assert!(subset.paths().eq(["config.json", "weights/b.safetensors"]));
    assert!(subset.paths().all(|path| subset.open(path).is_ok()));
}

#[cfg(feature = "checks")]
#[test]
fn a_package_of_a_verified_model_holds_what_its_links_lead_to() {
    use bonafide_model::package::{PackageFile, PackageTree};
    let folder = Folder::holding(FILES);
    std::os::unix::fs::symlink("config.json", folder.at("link.json")).unwrap();
    folder.write(".gitignore", b"ignored");
    let files: &[(&str, &[u8])] = &[("link.json", b"{}")];
    let resources = FILES.iter().chain(files);
    let resources = resources.map(|(path, content)| resource(path, content));
    let mut statement = statement(resources.collect());
    statement["predicate"]["serialization"]["allow_symlinks"] = true.into();
    let bundle = signed(&statement).to_string();
    let manifest = verify(&by_key(Profile::SpecV1), bundle.as_bytes()).unwrap();
    let model = folder.verify(&manifest).unwrap();
    let mut expected: Vec<(String, Vec<u8>)> = Vec::new();
    let unsigned: (&str, &[u8]) = (".gitignore", b"ignored");
    for (path, content) in FILES.iter().chain(files).chain([&unsigned]) {
        expected.push(((*path).to_owned(), content.to_vec()));
    }
    expected.sort();
    let found = PackageTree::files(&model).into_iter().map(|file| {
        let handle = PackageTree::open(&model, file.key()).unwrap();
        let mut content = vec![0; 100];
        let count = handle.read_at(&mut content, 0).unwrap();
        content.truncate(count);
        (file, content)
    });
    let found: Vec<_> = found.collect();
    assert_eq!(found.len(), expected.len());
    for ((file, content), (path, wanted)) in found.iter().zip(&expected) {
        let length = wanted.len() as u64;
        assert_eq!(*file, PackageFile::new(path.as_str(), length, file.key()));
        assert_eq!(content, wanted);
    }
    // It must still be what was hashed.
    folder.write("config.json", b"[]");
    let at = expected.iter().position(|(path, _)| path == "link.json");
    assert!(PackageTree::open(&model, found[at.unwrap()].0.key()).is_err());
}

#[cfg(feature = "checks")]
#[test]
fn a_package_says_what_is_no_longer_what_was_verified() {
    use bonafide_model::package::{Check, Checks, check};
    let folder = Folder::holding(FILES);
    folder.write(".gitignore", b"ignored");
    std::os::unix::fs::symlink("config.json", folder.at(".gitattributes")).unwrap();
    let model = folder.verify(&manifest()).unwrap();
    let checks = Checks::new().with_only(&[Check::References]);
    let told = || {
        let report = check(&model, &checks);
        let findings = report.findings().kept().iter().map(|finding| {
            let (path, code) = (finding.path(), finding.code());
            format!("{path} {code}: {}", finding.message())
        });
        findings.collect::<Vec<_>>()
    };
    let link = ".gitattributes pkg.limit: it cannot be read: it is a symbolic link";
    assert_eq!(told(), [link]);
    folder.write("config.json", b"[]");
    std::fs::remove_file(folder.at("weights/a.safetensors")).unwrap();
    assert_eq!(
        told(),
        [
            link,
            "config.json oms.file.unstable: it was written to since it was listed or verified, \
             and may have another digest now",
            "weights/a.safetensors oms.tree.changed: it is no longer the file that was listed or \
             verified",
        ]
    );
    assert_eq!(check(&model, &checks).outcome(), Outcome::Failed);
}

#[test]
fn a_link_is_followed_for_as_many_hops_as_allowed() {
    let folder = Folder::holding(FILES);
    for (name, target) in [("one", "config.json"), ("two", "one")] {
        std::os::unix::fs::symlink(target, folder.at(name)).unwrap();
    }
    let links: &[(&str, &[u8])] = &[("one", b"{}"), ("two", b"{}")];
    let resources = FILES.iter().chain(links);
    let resources = resources.map(|(path, content)| resource(path, content));
    let mut statement = statement(resources.collect());
    statement["predicate"]["serialization"]["allow_symlinks"] = true.into();
    let bundle = signed(&statement).to_string();
    let manifest = verify(&by_key(Profile::SpecV1), bundle.as_bytes()).unwrap();
    let within = |hops: usize| {
        let limits = TreeLimits::DEFAULT.with_hops(hops);
        let tree = Tree::open(&folder.0, &TreeOptions::new().with_limits(limits)).unwrap();
        let verdict = verify_tree(manifest.clone(), &tree, &Control::new());
        verdict.map(drop).map_err(|refusal| refusal.code().as_str())
    };
    assert_eq!(within(2), Ok(()));
    assert_eq!(within(1), Err("oms.file.missing"));
}

#[test]
fn a_refusal_keeps_what_was_found() {
    let folder = Folder::holding(FILES);
    folder
        .write("config.json", b"[]")
        .write("evil.py", b"import os");
    let refusal = folder.verify(&manifest()).unwrap_err();
    assert_eq!(refusal.outcome(), Outcome::Failed);
    assert_eq!(refusal.code().as_str(), "oms.file.changed");
    assert_eq!(refusal.class(), refusal.code().class());
    let text = refusal.to_string();
    assert!(text.starts_with("config.json has sha256:"), "{text}");
    assert!(text.ends_with("; evil.py is not signed"), "{text}");
    assert_eq!(refusal.manifest().manifest().files().len(), 3);
    let signed = refusal.report().coverage().class(CoverageClass::Signed);
    assert_eq!(signed.files(), 2);
    let json = serde_json::to_value(&refusal).unwrap();
    assert_eq!(json["tree"]["findings"][1]["code"], "oms.file.extra");
}

#[test]
fn a_refusal_says_how_much_more_was_found() {
    let folder = Folder::holding(FILES);
    for at in 0..5 {
        folder.write(&format!("evil{at}.py"), b"import os");
    }
    let refusal = folder.verify(&manifest()).unwrap_err();
    let text = refusal.to_string();
    assert!(text.ends_with("; and 2 more"), "{text}");
}

#[test]
fn a_refusal_tells_first_what_a_renamed_file_is_called() {
    let folder = Folder::holding(&FILES[1..]);
    folder.write("conf.json", b"{}").write("a.py", b"x");
    let refusal = folder.verify(&manifest()).unwrap_err();
    // What the code is about comes first.
    assert_eq!(refusal.code().as_str(), "oms.file.missing");
    let text = refusal.to_string();
    let first = "config.json is not there; conf.json has its content; ";
    assert!(text.starts_with(first), "{text}");
    assert_eq!(text.matches("; and").count(), 0, "{text}");

    // One that is away and nowhere else is as any other difference.
    let folder = Folder::holding(&FILES[1..]);
    folder.write("a.py", b"x");
    let refusal = folder.verify(&manifest()).unwrap_err();
    assert_eq!(refusal.code().as_str(), "oms.file.extra");
    assert_eq!(
        refusal.to_string(),
        "a.py is not signed; config.json is not there"
    );
}

#[test]
fn who_reads_the_list_strictly_judges_the_tree_so() {
    let folder = Folder::holding(FILES);
    folder.write(".gitignore", b"x");
    assert!(folder.verify(&manifest()).is_ok());
    let refusal = folder
        .verify(&manifest_of(FILES, Profile::Paranoid))
        .unwrap_err();
    assert_eq!(refusal.code().as_str(), "oms.coverage.ignored-by-default");
}

#[test]
fn a_tree_is_compared_by_the_options_that_it_was_opened_with() {
    let folder = Folder::holding(FILES);
    folder.write("evil.py", b"x");
    let open = |options| Tree::open(&folder.0, &options).unwrap();
    let verify = |tree: &Tree| verify_tree(manifest(), tree, &Control::new());
    assert!(verify(&open(TreeOptions::new())).is_err());
    let tree = open(TreeOptions::new().ignore_unsigned_files());
    assert!(verify(&tree).is_ok());
    assert!(verify(&tree.list_again().unwrap()).is_ok());
}

#[test]
fn a_subset_is_verified_by_itself() {
    let folder = Folder::holding(&FILES[..2]);
    folder.write("config.json", b"[]");
    let check = |paths: &[&str]| verify_subset(manifest(), &folder.tree(), paths, &Control::new());
    let subset = check(&["weights/a.safetensors"]).unwrap();
    assert!(subset.open("weights/a.safetensors").is_ok());
    let refused = subset.open("config.json").unwrap_err();
    assert_eq!(refused.code().as_str(), "oms.file.unverified");
    assert_eq!(
        refused.to_string(),
        "config.json is signed, and was not among the files to verify"
    );
    assert!(!subset.report().coverage().is_complete());
    let code = |paths: &[&str]| check(paths).unwrap_err().code().as_str();
    assert_eq!(
        code(&["weights/a.safetensors", "config.json"]),
        "oms.file.changed"
    );
    assert_eq!(code(&["weights/b.safetensors"]), "oms.file.missing");
    assert_eq!(code(&["weights"]), "oms.file.unverified");
    assert_eq!(code(&["weights/../config.json"]), "oms.file.unverified");
    // Nothing asked is nothing verified, and nothing can be opened.
    assert!(check(&[]).unwrap().open("config.json").is_err());
}

#[test]
fn a_stream_is_redeemed_at_its_end() {
    let manifest = manifest();
    let stream = manifest
        .copy("config.json", b"{}".as_slice(), Vec::new())
        .unwrap();
    assert_eq!((stream.length(), stream.into_sink()), (2, b"{}".to_vec()));
    let copy = |path, content: &[u8]| {
        let copied = manifest.copy(path, content, Vec::new());
        copied.unwrap_err().code().as_str()
    };
    assert_eq!(copy("config.json", b"[]"), "oms.file.changed");
    assert_eq!(copy("evil.py", b"{}"), "oms.file.unverified");
    let mut sink = manifest.sink("config.json", Vec::new()).unwrap();
    sink.write_all(b"{").unwrap();
    assert_eq!(
        sink.finish().unwrap_err().code().as_str(),
        "oms.file.changed"
    );
}

/// Bytes enough for several reports of progress.
const LONG: usize = 24 << 20;

/// Verifies a long file to which `meddle` is done once while it is read.
fn meddled(meddle: impl Fn(&Folder) + Sync) -> Vec<String> {
    let content = vec![b'x'; LONG];
    let files: [(&str, &[u8]); 2] = [("a", b"1"), ("long", &content)];
    let folder = Folder::holding(&files);
    let manifest = manifest_of(&files, Profile::SpecV1);
    let is_done = AtomicBool::new(false);
    let progress = |progress: &Progress<'_>| {
        if progress.done() < progress.total() && !is_done.swap(true, Ordering::SeqCst) {
            meddle(&folder);
        }
    };
    let control = Control::new().with_progress(&progress);
    let options = TreeOptions::new().with_threads(NonZeroUsize::MIN);
    let tree = Tree::open(&folder.0, &options).unwrap();
    let verdict = verify_tree(manifest, &tree, &control);
    assert!(is_done.load(Ordering::SeqCst), "nobody meddled");
    let refusal = match verdict {
        Ok(model) => {
            // What was hashed is what was signed; it is no longer what is there.
            return vec![
                model
                    .open("long")
                    .map_or_else(|error| error.code().to_string(), |_| "opened".to_owned()),
            ];
        }
        Err(refusal) => refusal,
    };
    let findings = refusal.report().findings().kept().iter();
    findings.map(|finding| finding.code().to_string()).collect()
}

#[test]
fn a_file_that_is_written_to_while_it_is_hashed_is_unstable() {
    let append = |folder: &Folder| {
        let mut options = std::fs::OpenOptions::new();
        let mut file = options.append(true).open(folder.at("long")).unwrap();
        file.write_all(b"more").unwrap();
    };
    assert_eq!(meddled(append), ["oms.file.unstable"]);
    let truncate = |folder: &Folder| {
        let mut options = std::fs::OpenOptions::new();
        let file = options.write(true).open(folder.at("long")).unwrap();
        file.set_len(1).unwrap();
    };
    assert_eq!(meddled(truncate), ["oms.file.unstable"]);
    // The same bytes once more: who may write them may write others.
    let rewrite = |folder: &Folder| {
        let mut options = std::fs::OpenOptions::new();
        let mut file = options.write(true).open(folder.at("long")).unwrap();
        file.write_all(b"x").unwrap();
    };
    assert_eq!(meddled(rewrite), ["oms.file.unstable"]);
    let replace = |folder: &Folder| {
        folder.write("new", b"evil");
        std::fs::rename(folder.at("new"), folder.at("long")).unwrap();
    };
    // Renaming over a file removes one of its links, which counts as a change of it.
    assert_eq!(meddled(replace), ["oms.file.unstable"]);
}

#[test]
fn what_vanishes_before_it_is_hashed_is_told() {
    let folder = Folder::holding(FILES);
    let tree = folder.tree();
    std::fs::remove_file(folder.at("config.json")).unwrap();
    folder.write("weights/a.safetensors", b"evil weights");
    let refusal = verify_tree(manifest(), &tree, &Control::new()).unwrap_err();
    let findings = refusal.report().findings().kept().iter();
    let found: Vec<(&str, &str)> = findings
        .map(|finding| (finding.code().as_str(), finding.path()))
        .collect();
    assert_eq!(
        found,
        [
            ("oms.tree.changed", "config.json"),
            ("oms.file.unstable", "weights/a.safetensors"),
        ]
    );
    let unreadable = refusal.report().coverage().class(CoverageClass::Unreadable);
    assert_eq!(unreadable.files(), 2);
}

#[test]
fn foreign_content_is_never_verified_while_directories_are_swapped() {
    let folder = Folder::new();
    for (path, content) in FILES {
        folder.write(&format!("model/{path}"), content);
    }
    folder.write("evil/a.safetensors", b"evil weights");
    folder.write("evil/b.safetensors", b"evil weights");
    let (place, aside) = (folder.at("model/weights"), folder.at("aside"));
    let manifest = manifest();
    let stop = AtomicBool::new(false);
    let mut verified = 0_u32;
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !stop.load(Ordering::Relaxed) {
                std::fs::rename(&place, &aside).unwrap();
                std::os::unix::fs::symlink("../evil", &place).unwrap();
                std::fs::remove_file(&place).unwrap();
                std::fs::rename(&aside, &place).unwrap();
                std::thread::sleep(std::time::Duration::from_micros(200));
            }
        });
        for _ in 0..300 {
            let tree = Tree::open(folder.at("model"), &TreeOptions::new()).unwrap();
            let Ok(model) = verify_tree(manifest.clone(), &tree, &Control::new()) else {
                continue;
            };
            verified += 1;
            for (path, content) in FILES {
                if let Ok(file) = model.open(path) {
                    let mut found = Vec::new();
                    file.into_file().read_to_end(&mut found).unwrap();
                    assert_eq!(found, *content);
                }
            }
        }
        stop.store(true, Ordering::Relaxed);
    });
    assert!(verified > 0, "the race was always lost");
}

/// The report as text.
fn report(folder: &Folder, manifest: &VerifiedManifest, threads: usize) -> (Outcome, String) {
    let options = TreeOptions::new().with_threads(NonZeroUsize::new(threads).unwrap());
    let tree = Tree::open(&folder.0, &options).unwrap();
    let verdict = verify_tree(manifest.clone(), &tree, &Control::new());
    let report = match &verdict {
        Ok(model) => model.report(),
        Err(refusal) => refusal.report(),
    };
    (report.outcome(), serde_json::to_string(report).unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn neither_order_nor_threads_change_a_report(
        mut order in Just((0_usize..12).collect::<Vec<_>>()).prop_shuffle(),
        threads in 1_usize..5,
        changed in 0_usize..12,
    ) {
        let names: Vec<String> = (0..12).map(|number| format!("d{}/f{number}", number % 3)).collect();
        let files: Vec<(&str, &[u8])> =
            names.iter().map(|name| (name.as_str(), name.as_bytes())).collect();
        let manifest = manifest_of(&files, Profile::SpecV1);
        let fill = |order: &[usize]| {
            let folder = Folder::new();
            for number in order {
                folder.write(&names[*number], names[*number].as_bytes());
            }
            folder.write(&names[changed], b"changed").write("extra", b"1");
            folder
        };
        let one = report(&fill(&order), &manifest, threads);
        order.sort_unstable();
        prop_assert_eq!(one, report(&fill(&order), &manifest, 1));
    }

    #[test]
    fn any_changed_bit_fails(file in 0_usize..3, at in any::<prop::sample::Index>(), bit in 0_u32..8) {
        let folder = Folder::holding(FILES);
        let (path, content) = FILES[file];
        let mut content = content.to_vec();
        let at = at.index(content.len());
        content[at] ^= 1 << bit;
        folder.write(path, &content);
        prop_assert_eq!(report(&folder, &manifest(), 1).0, Outcome::Failed);
    }

    #[test]
    fn unsigned_material_never_makes_it_better(
        added in prop::collection::vec("[a-z.]{1,6}(/[a-z]{1,3})?", 1..4),
        removed in 0_usize..4,
    ) {
        let folder = Folder::holding(FILES);
        if let Some((path, _)) = FILES.get(removed) {
            std::fs::remove_file(folder.at(path)).unwrap();
        }
        let before = report(&folder, &manifest(), 1).0;
        for path in &added {
            // Some are no names of files, or lie in the way of each other.
            let path = folder.at(path);
            let _ = std::fs::create_dir_all(path.parent().unwrap());
            let _ = std::fs::write(path, "{}");
        }
        let after = report(&folder, &manifest(), 1).0;
        prop_assert_eq!(before.and(after), after);
    }
}
