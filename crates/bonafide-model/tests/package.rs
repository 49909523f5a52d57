//! Whole packages: every rule with a twin that differs in nothing else.

#![cfg(feature = "checks")]

use std::io;
use std::sync::atomic::{AtomicU32, Ordering};

use bonafide_digest::engine::{Identity, ReadAt};
use bonafide_model::package::{
    Check, Checks, FactsError, FormatPolicy, PackageFacts, PackageFile, PackageReport, PackageTree,
    Role, check,
};
use bonafide_model::pickle::{Allowlist, PickleOptions};
use bonafide_model::wheel::WheelOptions;
use bonafide_model::{CheckOutcome, FileType, Outcome, Severity, card, requirements, safetensors};
use bonafide_report::{Coded, Failure};
use proptest::prelude::*;

/// A package in memory.
#[derive(Clone, Default)]
struct Memory(Vec<(String, Vec<u8>)>);

impl Memory {
    fn with(mut self, path: &str, content: impl AsRef<[u8]>) -> Self {
        self.0.retain(|(other, _)| other != path);
        self.0.push((path.to_owned(), content.as_ref().to_vec()));
        self
    }

    fn without(mut self, path: &str) -> Self {
        self.0.retain(|(other, _)| other != path);
        self
    }
}

impl PackageTree for Memory {
    fn files(&self) -> Vec<PackageFile> {
        let files = self.0.iter().enumerate();
        let file = |(key, (path, bytes)): (usize, &(String, Vec<u8>))| {
            PackageFile::new(path, u64::try_from(bytes.len()).unwrap(), key)
        };
        files.map(file).collect()
    }

    fn open(&self, key: usize) -> io::Result<Box<dyn ReadAt + '_>> {
        Ok(Box::new(self.0[key].1.as_slice()))
    }
}

/// A file that cannot be read, or that is shorter than it was.
struct Broken(bool);

impl PackageTree for Broken {
    fn files(&self) -> Vec<PackageFile> {
        vec![PackageFile::new("a.txt", 10, 0)]
    }

    fn open(&self, _: usize) -> io::Result<Box<dyn ReadAt + '_>> {
        if self.0 {
            return Err(io::ErrorKind::PermissionDenied.into());
        }
        Ok(Box::new(Short))
    }
}

struct Short;

impl ReadAt for Short {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        if offset == 0 {
            buffer[0] = b'a';
            return Ok(1);
        }
        Ok(0)
    }

    fn identity(&self) -> io::Result<Option<Identity>> {
        Ok(None)
    }
}

/// A card that is written to after so many readings; never after none.
struct Meddled {
    after: u32,
    reads: AtomicU32,
}

impl Meddled {
    fn after(after: u32) -> Self {
        let reads = AtomicU32::new(0);
        Self { after, reads }
    }
}

impl PackageTree for Meddled {
    fn files(&self) -> Vec<PackageFile> {
        vec![PackageFile::new("README.md", 10, 0)]
    }

    fn open(&self, _: usize) -> io::Result<Box<dyn ReadAt + '_>> {
        Ok(Box::new(self))
    }
}

impl ReadAt for Meddled {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        self.reads.fetch_add(1, Ordering::Relaxed);
        b"---\n{}\n---\n"[..10].read_at(buffer, offset)
    }

    fn identity(&self) -> io::Result<Option<Identity>> {
        let reads = self.reads.load(Ordering::Relaxed);
        let is_written = self.after > 0 && reads >= self.after;
        Ok(Some(
            Identity::new(1, 1, 10).with_changed(is_written.into(), 0),
        ))
    }
}

fn safetensors(names: &[&str]) -> Vec<u8> {
    let tensors: Vec<String> = names
        .iter()
        .enumerate()
        .map(|(at, name)| {
            format!(
                r#""{name}":{{"dtype":"U8","shape":[1],"data_offsets":[{at},{}]}}"#,
                at + 1
            )
        })
        .collect();
    let header = format!("{{{}}}", tensors.join(","));
    let length = u64::try_from(header.len()).unwrap();
    [
        &length.to_le_bytes(),
        header.as_bytes(),
        &vec![0; names.len()],
    ]
    .concat()
}

fn lock(lines: &[&str]) -> String {
    let hash = "0c".repeat(32);
    lines
        .iter()
        .map(|line| format!("{line} --hash=sha256:{hash}\n"))
        .collect()
}

fn serving() -> Memory {
    Memory::default()
        .with("model.safetensors", safetensors(&["a"]))
        .with("tokenizer.json", "{}")
        .with("README.md", "---\nlicense: mit\n---\n# A model\ntext\n")
        .with("requirements.txt", lock(&["numpy==2.1.0"]))
        .with("sbom.cdx.json", r#"{"bomFormat": "CycloneDX"}"#)
        .with("manifest.json", "{}")
}

/// Codes with their paths; warnings and notes say so.
fn codes(report: &PackageReport) -> Vec<String> {
    let kept = report.findings().kept().iter();
    let codes = kept.map(|finding| {
        let severity = match finding.severity() {
            Severity::Error => "",
            Severity::Warn => "warn ",
            Severity::Info => "info ",
        };
        format!("{}: {severity}{}", finding.path(), finding.code().as_str())
    });
    codes.collect()
}

fn run(package: &Memory, checks: &Checks<'_>) -> Vec<String> {
    codes(&check(package, checks))
}

#[test]
fn a_good_package_passes() {
    let report = check(&serving(), &Checks::serving());
    assert_eq!(codes(&report), [""; 0]);
    assert_eq!(report.outcome(), Outcome::Verified);
    assert_eq!(report.files().len(), 6);
    let model = report
        .files()
        .iter()
        .find(|file| file.path() == "model.safetensors")
        .unwrap();
    let names: Vec<&str> = model.checks().iter().map(|check| check.check()).collect();
    assert_eq!(names, ["formats", "safetensors"]);
    assert_eq!(model.checks()[1].outcome(), CheckOutcome::Pass);
    assert!(model.detection().unwrap().is(FileType::Safetensors));
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["outcome"], "verified");
    assert_eq!(json["files"][0]["types"][0], "text");
}

#[test]
fn a_refusal_says_what_decided() {
    let verified = |package: &Memory| check(package, &Checks::new()).verified();
    assert_eq!(verified(&serving()).unwrap().files().len(), 6);

    let pickle = b"cos\nsystem\n(S'id'\ntR.";
    let bad = serving().with("a.pkl", pickle).with("b.pkl", pickle);
    let refusal = verified(&bad).unwrap_err();
    assert_eq!(refusal.code().as_str(), "pkg.format.denied");
    let text = refusal.to_string();
    assert!(text.starts_with("failed: a.pkl: "), "{text}");
    assert!(text.ends_with("; and 3 more"), "{text}");
    assert_eq!(refusal.report().outcome(), Outcome::Failed);
    let findings = Coded::findings(&refusal);
    assert_eq!(findings.len(), 6);
    assert!(findings[0].detail().starts_with("a.pkl: "));
    let failure = Failure::from(refusal);
    assert_eq!(failure.code().unwrap().as_str(), "pkg.format.denied");

    for (is_denied, code, told) in [
        (true, "pkg.limit", "inconclusive: a.txt: it cannot be read"),
        (false, "oms.file.unstable", "failed: a.txt: it ends before"),
    ] {
        let refusal = check(&Broken(is_denied), &Checks::new()).verified();
        let refusal = refusal.unwrap_err();
        assert_eq!(refusal.code().as_str(), code);
        assert!(refusal.to_string().starts_with(told), "{refusal}");
    }
}

#[test]
fn a_refusal_tells_first_that_a_file_is_damaged() {
    let mut cut = safetensors(&["a"]);
    cut.truncate(40);
    let package = serving().with("model.safetensors", cut);
    let refusal = check(&package, &Checks::new()).verified().unwrap_err();
    let text = refusal.to_string();
    let first = "failed: model.safetensors: the header ends at byte ";
    assert!(text.starts_with(first), "{text}");
    assert_eq!(refusal.code().as_str(), "st.header.size");
    assert_eq!(Coded::findings(&refusal)[0].code(), refusal.code());
}

#[test]
fn a_missing_part_says_what_would_be_one() {
    let told = |path: &str, role: Role| {
        let checks = Checks::new().with_role(role);
        let refusal = check(&serving().without(path), &checks).verified();
        refusal.unwrap_err().to_string()
    };
    assert_eq!(
        told("manifest.json", Role::Manifest),
        "failed: no package manifest, such as manifest.json"
    );
    for (path, role) in [
        ("model.safetensors", Role::Weights),
        ("tokenizer.json", Role::Tokenizer),
        ("README.md", Role::Card),
        ("requirements.txt", Role::Lock),
        ("sbom.cdx.json", Role::Sbom),
    ] {
        let text = told(path, role);
        assert!(text.ends_with(&format!(", such as {path}")), "{text}");
    }
    let text = told("", Role::Handler);
    assert!(text.ends_with(", such as handler.py"), "{text}");
}

#[test]
fn a_package_without_files_has_nothing_that_held() {
    let report = check(&Memory::default(), &Checks::new());
    assert_eq!(codes(&report), [": pkg.role.missing"]);
    assert_eq!(report.outcome(), Outcome::Failed);
    let refusal = report.verified().unwrap_err();
    assert_eq!(refusal.to_string(), "failed: the package has no file");
}

#[test]
fn each_part_has_to_be_there() {
    for (path, wanted) in [
        ("model.safetensors", ": pkg.role.missing"),
        ("README.md", ": card.missing"),
        ("requirements.txt", ": pkg.role.missing"),
        ("sbom.cdx.json", ": pkg.role.missing"),
        ("manifest.json", ": pkg.role.missing"),
    ] {
        assert_eq!(
            run(&serving().without(path), &Checks::serving()),
            [wanted],
            "{path}"
        );
        assert_eq!(run(&serving().without(path), &Checks::new()), [""; 0]);
    }
    let no_tokenizer = serving().without("tokenizer.json");
    assert_eq!(run(&no_tokenizer, &Checks::serving()), [""; 0]);
    assert_eq!(
        run(&no_tokenizer, &Checks::serving().with_role(Role::Tokenizer)),
        [": pkg.role.missing"]
    );
    let renamed = serving().without("manifest.json").with("about.txt", "x");
    let checks = Checks::serving().with_role_path(Role::Manifest, "about.txt");
    assert_eq!(run(&renamed, &checks), [""; 0]);
    let elsewhere = Checks::serving().with_role_path(Role::Manifest, "nothing.txt");
    assert_eq!(run(&renamed, &elsewhere), [": pkg.role.missing"]);
}

#[test]
fn formats_that_run_code_are_denied() {
    let clear = b"\x80\x02}q\0.";
    for (path, content) in [
        ("handler.py", &b"print()\n"[..]),
        ("libx.so", b"\x7fELF\x02\x01"),
        ("run.sh", b"#!/bin/sh\n"),
        ("a.pkl", clear),
        ("a.ipynb", b"{\"cells\": [], \"nbformat\": 4}"),
        ("a.h5", b"\x89HDF\r\n\x1a\n"),
        ("a.keras", b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
        ("unknown", b"\xff\0\xff"),
        ("a.onnx", b"\x08\x07\x12\x07pytorch\x3a\x00"),
    ] {
        let package = serving().with(path, content);
        let wanted = format!("{path}: pkg.format.denied");
        assert_eq!(run(&package, &Checks::new()), [wanted.as_str()], "{path}");
        let by_path = FormatPolicy::no_executable_formats().with_path(path);
        assert_eq!(
            run(&package, &Checks::new().with_formats(by_path)),
            [""; 0],
            "{path}"
        );
    }
    let nested = serving().with("code/handler.py", "x\n");
    let below = FormatPolicy::no_executable_formats().with_path("code/");
    assert_eq!(run(&nested, &Checks::new().with_formats(below)), [""; 0]);
    let beside = FormatPolicy::no_executable_formats().with_path("code");
    assert_eq!(run(&nested, &Checks::new().with_formats(beside)).len(), 1);
    let typed = FormatPolicy::no_executable_formats().with_type(FileType::PythonSource);
    assert_eq!(run(&nested, &Checks::new().with_formats(typed)), [""; 0]);
}

#[test]
fn both_types_of_a_file_are_looked_into() {
    // A pickle under the name of weights: its own check and the one that the name asks for.
    let attack = serving().with("model.safetensors", b"cos\nsystem\n(S'id'\ntR.");
    let found = run(&attack, &Checks::new());
    for wanted in [
        "pkg.type.mismatch",
        "pkg.format.denied",
        "pkl.denied",
        "st.header.size",
    ] {
        let wanted = format!("model.safetensors: {wanted}");
        assert!(found.contains(&wanted), "{found:?}");
    }
    let allowed = FormatPolicy::no_executable_formats().with_path("model.safetensors");
    let found = run(&attack, &Checks::new().with_formats(allowed));
    assert!(found.contains(&"model.safetensors: pkl.denied".to_owned()));
    // Weights that an archive follows.
    let mut polyglot = safetensors(&["a"]);
    polyglot.extend_from_slice(b"PK\x05\x06");
    polyglot.extend_from_slice(&[0; 18]);
    let found = run(
        &serving().with("model.safetensors", polyglot),
        &Checks::new(),
    );
    for wanted in [
        "pkg.type.mismatch",
        "pkg.format.denied",
        "st.offset.trailing",
        "zip.structure",
    ] {
        assert!(
            found.contains(&format!("model.safetensors: {wanted}")),
            "{found:?}"
        );
    }
}

#[test]
fn what_is_compressed_is_not_taken_for_harmless() {
    let checks = Checks::new().with_only(&[Check::Pickle]);
    let gzip: &[u8] = b"\x1f\x8b\x08\0\0\0\0\0\0\x03";
    let zlib: &[u8] = b"\x78\x9c\x4b\xce\x2f";
    let cases: [(&str, &[u8]); 14] = [
        ("model.pkl.gz", gzip),
        ("model.nemo", gzip),
        ("notes", gzip),
        ("model.dat", zlib),
        ("model.bin", zlib),
        ("model.pt", zlib),
        ("model.pth", b"\x28\xb5\x2f\xfd\0"),
        ("model.ckpt", b"BZh91AY&SY\0"),
        ("model.joblib", b"\x78\x5e\x4b"),
        ("model.joblib", b"ZF0x10"),
        ("model.txt", b"\xfd7zXZ\x00\0"),
        ("a", b"\x5d\0\0\x80\0"),
        ("a.7z", b"7z\xbc\xaf\x27\x1c\0"),
        ("a", b"Rar!\x1a\x07\x01\0"),
    ];
    for (path, content) in cases {
        let report = check(&Memory::default().with(path, content), &checks);
        assert_eq!(
            codes(&report),
            [format!("{path}: pkl.container")],
            "{content:?}"
        );
        assert_ne!(report.outcome(), Outcome::Verified, "{path}");
    }
    // A name suffices: what cannot be followed is not cleared.
    for path in [
        "model.bin",
        "model.nemo",
        "a.pdparams",
        "a.gz",
        "a.xz",
        "a.rar",
    ] {
        let found = run(&Memory::default().with(path, b"\xff\xfe\xfd"), &checks);
        assert_eq!(found.len(), 1, "{path}: {found:?}");
    }
    for (path, content) in [
        ("model.bin", &b"GGUF\x03\0\0\0"[..]),
        ("model.bin", b""),
        ("model.bin", b"\x80\x02N."),
        ("model.tflite", b"\x1c\0\0\0TFL3"),
        ("a.txt", b"words"),
    ] {
        let found = run(&Memory::default().with(path, content), &checks);
        assert_eq!(found, [""; 0], "{path}");
    }
}

#[test]
fn hdf5_is_found_far_behind_the_head() {
    let checks = Checks::new().with_only(&[Check::Formats]);
    for offset in [4096, 8192, 1 << 16, 1 << 20] {
        let mut file = b"words ".repeat(offset / 6 + 1);
        file.truncate(offset);
        file.extend_from_slice(b"\x89HDF\r\n\x1a\n");
        let mut package = Memory::default().with("vocab.txt", &file);
        let found = run(&package, &checks);
        assert!(
            found.contains(&"vocab.txt: pkg.type.mismatch".to_owned()),
            "{offset}: {found:?}"
        );
        file.splice(..6, *b"GIF89a");
        package = Memory::default().with("a.gif", &file);
        let found = run(&package, &checks);
        assert!(
            found.contains(&"a.gif: pkg.type.mismatch".to_owned()),
            "{offset}: {found:?}"
        );
        file.remove(0);
        package = Memory::default().with("vocab.txt", &file);
        let found = check(&package, &checks);
        let kind = found.files()[0].detection().unwrap();
        assert!(!kind.is(FileType::Hdf5), "{offset}");
    }
}

#[test]
fn archives_and_wheels_are_checked() {
    let empty = [&b"PK\x05\x06"[..], &[0; 18]].concat();
    let formats = FormatPolicy::no_executable_formats().with_type(FileType::Zip);
    let checks = Checks::new().with_formats(formats.with_type(FileType::Checkpoint));
    assert_eq!(run(&serving().with("data.zip", &empty), &checks), [""; 0]);
    let prefixed = [b"PK\x03\x04", &empty[..]].concat();
    let found = run(&serving().with("data.zip", prefixed), &checks);
    assert_eq!(found, ["data.zip: zip.structure"]);
    let found = run(&serving().with("x-1.0-py3-none-any.whl", &empty), &checks);
    assert!(found.iter().any(|code| code.contains("rec.")), "{found:?}");
    // What a name alone calls a checkpoint is read as a pickle.
    let found = run(&serving().with("model.pt", b"plain text"), &checks);
    assert!(found.iter().any(|code| code.contains("pkl.")), "{found:?}");
}

#[test]
fn each_format_is_held_to_its_own_settings() {
    let tensors = Memory::default().with("a.safetensors", safetensors(&["a", "b"]));
    let most = |tensors| {
        let limits = safetensors::Limits::default().with_tensors(tensors);
        Checks::new().with_safetensors(limits)
    };
    assert_eq!(run(&tensors, &most(2)), [""; 0]);
    assert_eq!(run(&tensors, &most(1)), ["a.safetensors: pkg.limit"]);

    let called = Memory::default().with("a.pkl", b"cmylab.layers\nScale\nK\x02\x85R.");
    let only = Checks::new().with_only(&[Check::Pickle]);
    assert_eq!(run(&called, &only), ["a.pkl: pkl.denied"; 2]);
    let wider = Allowlist::torch().with_callable("mylab.layers", "Scale");
    let only = only.with_pickle(PickleOptions::default().with_allowlist(wider));
    assert_eq!(run(&called, &only), [""; 0]);

    let empty = [&b"PK\x05\x06"[..], &[0; 18]].concat();
    let wheel = Memory::default().with("x-1.0-py3-none-any.whl", &empty);
    let only = Checks::new().with_only(&[Check::Wheel]);
    let unlocked = run(&wheel, &only);
    let lock = WheelOptions::new().with_lock([]);
    let locked = run(&wheel, &only.with_wheel(lock));
    let mismatch = "x-1.0-py3-none-any.whl: lock.hash.mismatch".to_owned();
    assert!(!unlocked.contains(&mismatch), "{unlocked:?}");
    assert!(locked.contains(&mismatch), "{locked:?}");
}

#[test]
fn indexes_are_compared_with_what_is_beside_them() {
    let (one, two) = (
        "w/model-00001-of-00002.safetensors",
        "w/model-00002-of-00002.safetensors",
    );
    let index = r#"{"metadata": {"total_size": 3}, "weight_map": {
        "a": "model-00001-of-00002.safetensors", "b": "model-00001-of-00002.safetensors",
        "c": "model-00002-of-00002.safetensors"}}"#;
    let package = serving()
        .with(one, safetensors(&["a", "b"]))
        .with(two, safetensors(&["c"]))
        .with("w/model.safetensors.index.json", index);
    assert_eq!(run(&package, &Checks::new()), [""; 0]);
    let at = "w/model.safetensors.index.json: st.index.";
    let code = |package: &Memory| run(package, &Checks::new());
    assert_eq!(
        code(&package.clone().without(two)),
        [format!("{at}missing-file")]
    );
    let surplus = package
        .clone()
        .with("w/model-00003-of-00002.safetensors", safetensors(&["d"]));
    assert_eq!(code(&surplus), [format!("{at}surplus-file")]);
    let wrong = package.clone().with(two, safetensors(&["d"]));
    assert_eq!(code(&wrong), [format!("{at}tensor"), format!("{at}tensor")]);
    // Files of another directory are none of its own.
    let elsewhere = package.with("v/model-00003-of-00002.safetensors", safetensors(&["d"]));
    assert_eq!(code(&elsewhere), [""; 0]);
}

#[test]
fn each_lock_is_judged_for_itself() {
    let requirements = |path: &str, package: &Memory| {
        let report = check(package, &Checks::new());
        let file = report.files().iter().find(|file| file.path() == path);
        let mut checks = file.unwrap().checks().iter();
        checks
            .rfind(|check| check.check() == "requirements")
            .unwrap()
            .outcome()
    };
    // What a constraint may be, a list that is installed may not.
    let limited = serving()
        .with(
            "requirements.txt",
            "evil-package\nother>=1 ; python_version > '3'\n",
        )
        .with(
            "requirements-dev.txt",
            format!("-c requirements.txt\n{}", lock(&["good==1"])),
        );
    assert_eq!(
        requirements("requirements.txt", &limited),
        CheckOutcome::Fail
    );
    assert_eq!(
        requirements("requirements-dev.txt", &limited),
        CheckOutcome::Pass
    );
    let found = run(&limited, &Checks::new());
    for code in ["lock.unhashed", "lock.unpinned"] {
        let wanted = format!("requirements.txt: {code}");
        assert_eq!(
            found.iter().filter(|one| **one == wanted).count(),
            2,
            "{found:?}"
        );
    }
    // Two that include each other.
    let mutual = serving()
        .with("requirements.txt", "evil-package\n-r requirements-b.txt\n")
        .with("requirements-b.txt", "-r requirements.txt\n");
    assert_eq!(
        requirements("requirements.txt", &mutual),
        CheckOutcome::Fail
    );
    assert_eq!(
        requirements("requirements-b.txt", &mutual),
        CheckOutcome::Fail
    );
    let found = run(&mutual, &Checks::new());
    assert!(
        found.contains(&"requirements.txt: lock.unhashed".to_owned()),
        "{found:?}"
    );
    let policy = requirements::Policy::new().with_components([]);
    let found = run(&mutual, &Checks::new().with_requirements(policy));
    for path in ["requirements.txt", "requirements-b.txt"] {
        let wanted = format!("{path}: lock.sbom.mismatch");
        assert!(found.contains(&wanted), "{found:?}");
    }
    // One that is included by another is compared as a part of that one.
    let parts = serving()
        .with(
            "requirements.txt",
            format!("-r requirements-more.txt\n{}", lock(&["numpy==2.1.0"])),
        )
        .with("requirements-more.txt", lock(&["torch==2"]));
    let compared = |components: &[(&'static str, &'static str)]| {
        let policy = requirements::Policy::new().with_components(components.iter().copied());
        run(&parts, &Checks::new().with_requirements(policy))
    };
    assert_eq!(compared(&[("numpy", "2.1.0"), ("torch", "2")]), [""; 0]);
    assert_eq!(
        compared(&[("numpy", "2.1.0")]),
        ["requirements.txt: lock.sbom.mismatch"]
    );
    // One that only limits another is not.
    let policy = requirements::Policy::new().with_components([("numpy", "2.1.0")]);
    let limits = parts.with(
        "requirements.txt",
        format!("-c requirements-more.txt\n{}", lock(&["numpy==2.1.0"])),
    );
    assert_eq!(
        run(&limits, &Checks::new().with_requirements(policy)),
        ["requirements-more.txt: lock.sbom.mismatch"; 2]
    );
}

#[test]
fn an_index_speaks_of_safetensors_files() {
    let at = "model.safetensors.index.json: st.index.";
    let mapped = |file: &str| {
        let index = format!(r#"{{"metadata":{{"total_size":1}},"weight_map":{{"w":"{file}"}}}}"#);
        let package = serving().without("model.safetensors");
        package.with("model.safetensors.index.json", index)
    };
    let checks = Checks::new();
    let good = mapped("w.safetensors").with("w.safetensors", safetensors(&["w"]));
    assert_eq!(run(&good, &checks), [""; 0]);
    let text = mapped("vocab.txt").with("vocab.txt", "a\n");
    assert_eq!(run(&text, &checks), [format!("{at}path")]);
    let other = mapped("w.safetensors").with("w.safetensors", "a\n");
    let found = run(&other, &checks);
    assert!(found.contains(&format!("{at}tensor")), "{found:?}");
}

/// The files and the tensors beside them are looked at once, and not for each of the indexes.
#[test]
fn many_indexes_are_in_one_directory() {
    let mut package = Memory::default();
    for at in 0..4000 {
        let path = format!("w/{at:05}.safetensors.index.json");
        package.0.push((path, br#"{"weight_map": {}}"#.to_vec()));
    }
    let report = check(&package, &Checks::new());
    assert_eq!(codes(&report), [""; 0]);
    assert_eq!(report.files().len(), 4000);
    // Each tells of the files that it does not name, and not of each of them.
    let named = "m-00001-of-00001.safetensors";
    let index = format!(r#"{{"weight_map": {{"a": "{named}"}}}}"#);
    let mut package = Memory::default().with(named, safetensors(&["a"]));
    for at in 0..200 {
        let path = format!("{at:05}.safetensors.index.json");
        package.0.push((path, index.clone().into_bytes()));
        let path = format!("m-{:05}-of-00001.safetensors", at + 2);
        package.0.push((path, safetensors(&["b"])));
    }
    let report = check(&package, &Checks::new().with_only(&[Check::Safetensors]));
    let counts = report.findings().counts();
    assert_eq!(counts.len(), 1);
    assert_eq!(
        (counts[0].0.as_str(), counts[0].2),
        ("st.index.surplus-file", 200 * 101)
    );
}

#[test]
fn all_lists_together_are_bounded() {
    let long = format!("#{}\n", "x".repeat(13 << 20));
    let package = |count: usize| {
        let lists = (0..count).map(|at| format!("requirements-{at}.txt"));
        let base = Memory::default().with("long.txt", &long);
        lists.fold(base, |package, path| package.with(&path, "-c long.txt\n"))
    };
    assert_eq!(run(&package(4), &Checks::new()), [""; 0]);
    assert_eq!(run(&package(5), &Checks::new()), ["long.txt: pkg.limit"]);
    let many = |count: usize| {
        let lists = (0..count).map(|at| (format!("requirements-{at}.txt"), Vec::new()));
        Memory(lists.collect())
    };
    assert_eq!(run(&many(1000), &Checks::new()), [""; 0]);
    assert_eq!(run(&many(1001), &Checks::new()), [": pkg.limit"]);
}

#[test]
fn lists_are_found_by_their_names() {
    for (path, is_list) in [
        ("requirements.txt", true),
        ("Requirements-dev.TXT", true),
        ("dev-requirements.txt", true),
        ("requirements.lock", true),
        ("constraints.txt", true),
        ("constraints-gpu.txt", true),
        ("requirements/base.txt", true),
        ("a/requirements/b/c.txt", true),
        ("dev-requirements.in", false),
        ("my-constraints.txt", false),
        ("requirements/base.md", false),
    ] {
        let found = run(&Memory::default().with(path, "evil==1\n"), &Checks::new());
        let wanted = format!("{path}: lock.unhashed");
        assert_eq!(found.contains(&wanted), is_list, "{found:?}");
    }
    // A list that only limits versions is neither the lock nor compared.
    let limits = serving().with("constraints.txt", lock(&["numpy==2.1.0", "more==1"]));
    let alone = limits.clone().without("requirements.txt");
    assert_eq!(run(&alone, &Checks::serving()), [": pkg.role.missing"]);
    let limits = limits.with(
        "requirements.txt",
        format!("-c constraints.txt\n{}", lock(&["numpy==2.1.0"])),
    );
    let policy = requirements::Policy::new().with_components([("numpy", "2.1.0")]);
    assert_eq!(
        run(&limits, &Checks::serving().with_requirements(policy)),
        [""; 0]
    );
}

#[test]
fn documents_that_are_not_looked_into_are_refused() {
    for (content, code) in [
        ("\u{feff}{}", "json.bom"),
        (r#"{"a": 1, "a": 2}"#, "json.duplicate-key"),
        (r#"{"revision": "#, "json.syntax"),
    ] {
        let report = check(&serving().with("config.json", content), &Checks::new());
        assert_eq!(codes(&report), [format!("config.json: {code}")]);
        assert_eq!(report.outcome(), Outcome::Failed);
    }
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    let report = check(&serving().with("config.json", deep), &Checks::new());
    assert_eq!(codes(&report), ["config.json: pkg.limit"]);
    assert_eq!(report.outcome(), Outcome::Inconclusive);
    let members = (0..100_000).map(|at| format!("\"t{at}\": {at}"));
    let words = format!("{{{}}}", members.collect::<Vec<_>>().join(", "));
    let package = serving().with("vocab.json", words);
    assert_eq!(run(&package, &Checks::new()), [""; 0]);
    let longest = |most: usize| serving().with("Dockerfile", format!("#{}", "x".repeat(most)));
    assert_eq!(run(&longest((1 << 20) - 1), &Checks::new()), [""; 0]);
    assert_eq!(
        run(&longest(1 << 20), &Checks::new()),
        ["Dockerfile: pkg.limit"]
    );
}

#[test]
fn included_lists_are_covered() {
    let package = serving()
        .with(
            "requirements.txt",
            format!("-r more.txt\n{}", lock(&["numpy==2.1.0"])),
        )
        .with("more.txt", lock(&["torch==2"]));
    let some = |path: &str| path != "more.txt";
    let checks = Checks::new()
        .with_only(&[Check::Requirements])
        .with_coverage(&some);
    assert_eq!(run(&package, &checks), ["more.txt: pkg.uncovered"]);
}

#[test]
fn locks_that_a_list_includes_fail_with_it() {
    let package = serving()
        .with(
            "requirements.txt",
            format!("-r requirements-more.txt\n{}", lock(&["numpy==2.1.0"])),
        )
        .with("requirements-more.txt", "torch==2\n");
    assert_eq!(
        run(&package, &Checks::new()),
        ["requirements-more.txt: lock.unhashed"; 2]
    );
    let policy = requirements::Policy::new().without_hashes();
    assert_eq!(
        run(&package, &Checks::new().with_requirements(policy)),
        [""; 0]
    );
    let named = serving().with("deps.in", "torch\n");
    assert_eq!(run(&named, &Checks::new()), [""; 0]);
    let checks = Checks::new().with_role_path(Role::Lock, "deps.in");
    assert_eq!(
        run(&named, &checks),
        ["deps.in: lock.unhashed", "deps.in: lock.unpinned"]
    );
}

#[test]
fn unwanted_dependencies_are_found() {
    let checks = Checks::new().with_unwanted("NumPy");
    assert_eq!(
        run(&serving(), &checks),
        ["requirements.txt: warn pkg.dep.unwanted"]
    );
    assert_eq!(
        run(&serving(), &Checks::new().with_unwanted("torch")),
        [""; 0]
    );
    let strict = check(&serving(), &checks.made_strict());
    assert_eq!(strict.outcome(), Outcome::Failed);
}

#[test]
fn floating_references_are_found() {
    let config =
        |revision: &str| serving().with("config.json", format!(r#"{{"revision": "{revision}"}}"#));
    assert_eq!(
        run(&config("main"), &Checks::new()),
        ["config.json: warn pkg.ref.floating"]
    );
    assert_eq!(run(&config(&"0a".repeat(20)), &Checks::new()), [""; 0]);
    let image = serving().with("Dockerfile", "FROM python:3.12\n");
    assert_eq!(
        run(&image, &Checks::new()),
        ["Dockerfile: warn pkg.ref.floating"]
    );
    let based = serving().with("README.md", "---\nlicense: mit\nbase_model: a/b\n---\n");
    assert_eq!(
        run(&based, &Checks::new()),
        ["README.md: info pkg.ref.floating"]
    );
}

#[test]
fn what_is_checked_is_covered() {
    let all = |_: &str| true;
    let checks = Checks::serving().with_coverage(&all);
    assert_eq!(run(&serving(), &checks), [""; 0]);
    let some = |path: &str| path != "README.md" && path != "model.safetensors";
    let checks = Checks::serving().with_coverage(&some);
    assert_eq!(
        run(&serving(), &checks),
        [
            "README.md: card.uncovered",
            "model.safetensors: pkg.uncovered"
        ]
    );
    // A licence counts where it is covered.
    let other = "---\nlicense: other\nlicense_name: x\nlicense_link: LICENSE\n---\n";
    let package = serving().with("README.md", other).with("LICENSE", "x");
    assert_eq!(run(&package, &Checks::new()), [""; 0]);
    let some = |path: &str| path != "LICENSE";
    let found = run(&package, &Checks::new().with_coverage(&some));
    assert_eq!(
        found,
        ["LICENSE: pkg.uncovered", "README.md: card.license.conflict"]
    );
}

#[test]
fn only_what_is_asked_for_runs() {
    let package = serving()
        .with("a.pkl", b"cos\nsystem\n(S'id'\ntR.")
        .with("README.md", "x");
    for (only, wanted) in [
        (Check::Formats, "a.pkl: pkg.format.denied"),
        (Check::Pickle, "a.pkl: pkl.denied"),
        (Check::Card, "README.md: card.key.missing"),
    ] {
        let mut found = run(&package, &Checks::new().with_only(&[only]));
        found.dedup();
        assert_eq!(found, [wanted]);
    }
    for only in [
        Check::Safetensors,
        Check::Wheel,
        Check::Requirements,
        Check::References,
    ] {
        assert_eq!(run(&package, &Checks::new().with_only(&[only])), [""; 0]);
    }
    for one in Check::ALL {
        assert_eq!(Check::parse(one.as_str()), Some(*one));
    }
    assert_eq!(Check::parse("x"), None);
    let policy = card::Policy::new().without_keys();
    let checks = Checks::new().with_only(&[Check::Card]).with_card(policy);
    assert_eq!(run(&package, &checks), [""; 0]);
}

#[test]
fn checks_without_files_are_told() {
    let text = Memory::default().with("a.txt", "text\n");
    let asked = [Check::Card, Check::Wheel, Check::Safetensors];
    let report = check(&text, &Checks::new().with_only(&asked));
    assert_eq!(report.outcome(), Outcome::Verified);
    assert_eq!(
        report.idle(),
        [Check::Safetensors, Check::Wheel, Check::Card]
    );
    let told = "verified: 1 file; no file to check for: safetensors, wheel, card";
    assert_eq!(report.to_string(), told);
    let json = serde_json::to_value(&report).unwrap();
    let wanted = serde_json::json!(["safetensors", "wheel", "card"]);
    assert_eq!(json["idle"], wanted);
    let idle = |package: &Memory, only: &[Check]| {
        let report = check(package, &Checks::new().with_only(only));
        report.idle().to_vec()
    };
    assert_eq!(idle(&serving(), &asked), [Check::Wheel]);
    assert_eq!(
        check(&serving(), &Checks::new()).idle(),
        idle(&serving(), Check::ALL)
    );
    assert_eq!(idle(&text, &[]), []);
    let pickles = text.with("a.pkl", "x").with("b.pkl", "x");
    let report = check(&pickles, &Checks::new().with_only(&[Check::Formats]));
    assert_eq!(report.to_string(), "failed: 3 files, 4 errors");
    let floating = Memory::default().with("Dockerfile", "FROM python\n");
    let report = check(&floating, &Checks::new().with_only(&[Check::References]));
    assert_eq!(report.to_string(), "verified: 1 file, 1 warning");
    // Each check applies to the files of its kind.
    for (only, path, content) in [
        (Check::Formats, "b.txt", &b"text\n"[..]),
        (
            Check::Safetensors,
            "x.safetensors.index.json",
            b"{\"weight_map\": {}}",
        ),
        (Check::Pickle, "a.pkl", b"\x80\x02}q\0."),
        (Check::Wheel, "x-1.0-py3-none-any.whl", b"x"),
        (Check::Requirements, "requirements.txt", b"a==1\n"),
        (Check::Card, "README.md", b"text\n"),
        (Check::References, "Dockerfile", b"FROM scratch\n"),
    ] {
        let bare = Memory::default();
        assert_eq!(idle(&bare, &[only]), [only]);
        assert_eq!(idle(&bare.with(path, content), &[only]), [], "{path}");
    }
}

#[test]
fn what_cannot_be_read_is_unknown() {
    let report = check(&Broken(true), &Checks::new());
    assert_eq!(codes(&report), ["a.txt: pkg.limit"]);
    assert_eq!(report.outcome(), Outcome::Inconclusive);
}

#[test]
fn what_changes_while_it_is_checked_fails() {
    let report = check(&Broken(false), &Checks::new());
    assert_eq!(codes(&report), ["a.txt: oms.file.unstable"]);
    assert_eq!(report.outcome(), Outcome::Failed);
    // Two readings tell what it is, the third is for its own check.
    let (unstable, missing) = (
        "README.md: oms.file.unstable",
        "README.md: card.key.missing",
    );
    for (reads, wanted) in [
        (0, &[missing][..]),
        (1, &[missing, unstable]),
        (3, &[unstable]),
        (4, &[missing]),
    ] {
        let checks = Checks::new().with_only(&[Check::Card]);
        let report = check(&Meddled::after(reads), &checks);
        assert_eq!(codes(&report), wanted, "{reads}");
    }
}

#[test]
fn facts_are_compared_with_an_approved_package() {
    let facts = check(&serving(), &Checks::new()).facts().clone();
    let json = serde_json::to_vec(&facts).unwrap();
    let approved = PackageFacts::parse(&json).unwrap();
    assert_eq!(approved, facts);
    let rows: Vec<_> = facts.iter().collect();
    assert!(rows.contains(&("README.md", "card.license", "mit")));
    assert!(rows.contains(&("model.safetensors", "pkg.format", "safetensors")));
    let edges: Vec<_> = facts.edges().collect();
    assert_eq!(edges, [("requirements.txt", "numpy==2.1.0")]);
    let checks = Checks::new().with_baseline(&approved);
    assert_eq!(run(&serving(), &checks), [""; 0]);
    let signer = Checks::new()
        .with_baseline(&approved)
        .with_fact("signer", "us");
    assert_eq!(run(&serving(), &signer), [": warn pkg.drift"]);
    let changed = serving().with("README.md", "---\nlicense: apache-2.0\n---\n");
    assert_eq!(run(&changed, &checks), ["README.md: warn pkg.drift"]);
    let added = serving().with("b.txt", "x");
    assert_eq!(run(&added, &checks), ["b.txt: warn pkg.drift"]);
    let removed = serving().without("tokenizer.json");
    assert_eq!(run(&removed, &checks), ["tokenizer.json: warn pkg.drift"]);
}

#[test]
fn facts_are_read_back_strictly() {
    let schema = r#""schema":"bonafide.package-facts/v1""#;
    let fact = r#"{"path":"a","name":"b","value":"c"}"#;
    let good = format!(r#"{{{schema},"facts":[{fact}],"edges":[{{"from":"a","to":"b"}}]}}"#);
    assert_eq!(
        PackageFacts::parse(good.as_bytes()).unwrap().iter().count(),
        1
    );
    for (bad, schema_is_wrong) in [
        (good.replace("/v1", "/v2"), true),
        (format!("{{{schema}}}"), true),
        (r#"{"facts":[]}"#.to_owned(), true),
        (good.replace("\"edges\"", "\"other\""), false),
        (good.replace(fact, &format!("{fact},{fact}")), false),
        (good.replace(r#","value":"c""#, ""), false),
        (good.replace(r#""value":"c""#, r#""value":1"#), false),
        (
            good.replace(r#""value":"c""#, r#""value":"c","x":1"#),
            false,
        ),
        (
            good.replace(r#""to":"b"}"#, r#""to":"b"},{"from":"a","to":"b"}"#),
            false,
        ),
        (format!("{good} x"), false),
        ("[]".to_owned(), false),
    ] {
        let error = PackageFacts::parse(bad.as_bytes()).unwrap_err();
        assert_eq!(error == FactsError::Schema, schema_is_wrong, "{bad}");
        assert!(!error.to_string().is_empty());
    }
    let missing = good.replace(r#","value":"c""#, "");
    let error = PackageFacts::parse(missing.as_bytes()).unwrap_err();
    assert_eq!(error, FactsError::Missing { member: "value" });
}

#[test]
fn the_order_of_files_changes_nothing() {
    let package = serving()
        .with("x.py", "x\n")
        .with("a.pkl", b"cos\nsystem\n)R.");
    let mut turned = package.clone();
    turned.0.reverse();
    let json =
        |package: &Memory| serde_json::to_string(&check(package, &Checks::serving())).unwrap();
    assert_eq!(json(&package), json(&turned));
}

#[test]
fn many_files_are_checked_in_time() {
    let mut package = serving();
    for at in 0..20_000 {
        package
            .0
            .push((format!("d{}/f{at}.txt", at % 100), b"text".to_vec()));
    }
    assert_eq!(run(&package, &Checks::serving()), [""; 0]);
}

proptest! {
    #[test]
    fn any_files_are_checked(
        files in proptest::collection::vec(
            ("[a-z]{0,6}(/[a-z]{1,3})?\\.?(safetensors|pkl|pt|zip|whl|txt|json|md|npz|npy|tar)?",
             proptest::collection::vec(any::<u8>(), 0..120), 0..4_usize),
            0..6,
        )
    ) {
        let mut package = serving();
        for (path, mut content, prefix) in files {
            let prefixes: [&[u8]; 4] = [b"", b"\x80\x04", b"PK\x03\x04", b"---\n"];
            content.splice(0..0, prefixes[prefix].iter().copied());
            package = package.with(&path, content);
        }
        let report = check(&package, &Checks::serving());
        prop_assert_eq!(report.files().len(), package.0.len());
        let facts = serde_json::to_vec(report.facts()).unwrap();
        prop_assert_eq!(&PackageFacts::parse(&facts).unwrap(), report.facts());
    }
}
