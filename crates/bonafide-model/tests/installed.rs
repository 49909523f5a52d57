//! Distributions as they lie installed, right and wrong in each way.
#![cfg(feature = "checks")]

use std::cell::Cell;
use std::collections::BTreeMap;
use std::io;

use bonafide_digest::{Algorithm, Digest, digest};
use bonafide_model::wheel::{Installation, InstalledTree, WheelOptions, check_installed};
use bonafide_model::{CheckOutcome, CheckReport, Severity};
use proptest::prelude::*;

/// A tree in memory.
#[derive(Clone, Default)]
struct Tree {
    files: BTreeMap<String, Vec<u8>>,
    /// A file that cannot be read, or the tree itself where it is empty.
    broken: Option<String>,
    digests: Cell<usize>,
}

impl InstalledTree for Tree {
    fn list(&self, visit: &mut dyn FnMut(&str, u64)) -> io::Result<()> {
        if self.broken.as_deref() == Some("") {
            return Err(io::Error::from(io::ErrorKind::PermissionDenied));
        }
        for (path, contents) in &self.files {
            visit(path, contents.len() as u64);
        }
        Ok(())
    }

    fn digest(&self, path: &str, algorithm: Algorithm) -> io::Result<Digest> {
        if self.broken.as_deref() == Some(path) {
            return Err(io::Error::from(io::ErrorKind::PermissionDenied));
        }
        self.digests.set(self.digests.get() + 1);
        Ok(digest(algorithm, &self.files[path]).unwrap())
    }
}

const SITE: &str = "lib/python3.11/site-packages";

fn installation() -> Installation {
    Installation::new("/opt/venv", SITE, "foo-1.0.dist-info")
}

/// A file under the prefix with the row that RECORD has for it.
fn install(tree: &mut Tree, rows: &mut Vec<String>, row: &str, path: &str, contents: &[u8]) {
    tree.files.insert(path.to_owned(), contents.to_vec());
    rows.push(format!("{row},{},{}", hash(contents), contents.len()));
}

fn hash(contents: &[u8]) -> String {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let digest = digest(Algorithm::Sha256, contents).unwrap();
    let mut bits: Vec<u8> = Vec::new();
    for byte in digest.as_bytes() {
        bits.extend((0..8).rev().map(|at| byte >> at & 1));
    }
    bits.resize(258, 0);
    let letters = bits.chunks(6).map(|six| {
        let value = six
            .iter()
            .fold(0_usize, |value, bit| value << 1 | usize::from(*bit));
        char::from(ALPHABET[value])
    });
    format!("sha256={}", letters.collect::<String>())
}

fn good() -> (Tree, Vec<String>) {
    let mut tree = Tree::default();
    let mut rows = Vec::new();
    let files = [
        ("foo/__init__.py", "x = 1\n"),
        ("foo/sub/code.py", "y = 2\n"),
        ("space/foo/code.py", "z = 3\n"),
        ("foo-1.0.dist-info/METADATA", "Name: foo\n"),
        ("foo-1.0.dist-info/INSTALLER", "pip\n"),
    ];
    for (path, contents) in files {
        let full = format!("{SITE}/{path}");
        install(&mut tree, &mut rows, path, &full, contents.as_bytes());
    }
    install(
        &mut tree,
        &mut rows,
        "../../../bin/foo",
        "bin/foo",
        b"#!/opt/venv/bin/python\n",
    );
    install(
        &mut tree,
        &mut rows,
        "/opt/venv/share/foo",
        "share/foo",
        b"shared",
    );
    let record = format!("{SITE}/foo-1.0.dist-info/RECORD");
    tree.files.insert(record, Vec::new());
    rows.push("foo-1.0.dist-info/RECORD,,".to_owned());
    let bytecode = format!("{SITE}/foo/__pycache__/__init__.cpython-311.pyc");
    tree.files.insert(bytecode, vec![1]);
    rows.push("foo/__pycache__/__init__.cpython-311.pyc,,".to_owned());
    // Of somebody else.
    tree.files
        .insert(format!("{SITE}/other/__init__.py"), vec![]);
    tree.files
        .insert(format!("{SITE}/space/other/code.py"), vec![]);
    tree.files.insert(format!("{SITE}/six.py"), vec![]);
    (tree, rows)
}

fn judge(tree: &Tree, rows: &[String]) -> CheckReport {
    let record = rows.join("\n");
    check_installed(
        record.as_bytes(),
        &installation(),
        tree,
        &WheelOptions::new(),
    )
}

fn told(report: &CheckReport) -> Vec<(&'static str, Severity)> {
    let counts = report.findings().counts().iter();
    counts
        .map(|(code, severity, _)| (code.as_str(), *severity))
        .collect()
}

#[track_caller]
fn tells(report: &CheckReport, code: &str, severity: Severity) {
    assert_eq!(told(report), [(code, severity)], "{:#?}", report.findings());
    let outcome = match severity {
        Severity::Error => CheckOutcome::Fail,
        _ => CheckOutcome::Pass,
    };
    assert_eq!(report.outcome(), outcome);
}

fn with(change: impl Fn(&mut Tree, &mut Vec<String>)) -> CheckReport {
    let (mut tree, mut rows) = good();
    change(&mut tree, &mut rows);
    judge(&tree, &rows)
}

#[test]
fn what_was_installed_is_there() {
    let (tree, rows) = good();
    let report = judge(&tree, &rows);
    assert!(report.findings().is_empty(), "{:#?}", report.findings());
    assert_eq!(report.check(), "installed");
    assert_eq!(report.outcome(), CheckOutcome::Pass);
    let facts: Vec<(&str, &str)> = report
        .facts()
        .iter()
        .map(|fact| (fact.name, fact.value.as_str()))
        .collect();
    let wanted = [
        ("rec.bytecode", "1"),
        ("rec.files", "9"),
        ("rec.installer", "INSTALLER"),
    ];
    assert_eq!(facts, wanted);
    assert_eq!(tree.digests.get(), 7);
}

#[test]
fn contents_are_those_of_the_list() {
    let path = format!("{SITE}/foo/__init__.py");
    let changed = with(|tree, _| drop(tree.files.insert(path.clone(), b"x = 2\n".to_vec())));
    tells(&changed, "rec.hash-mismatch", Severity::Error);
    assert_eq!(changed.findings().kept()[0].path(), path);
    let program = with(|tree, _| drop(tree.files.insert("bin/foo".into(), vec![7; 23])));
    tells(&program, "rec.hash-mismatch", Severity::Error);
    let size = with(|_, rows| rows[0] = rows[0].replace(",6", ",7"));
    tells(&size, "rec.size-mismatch", Severity::Error);
    let gone = with(|tree, _| drop(tree.files.remove(&path)));
    tells(&gone, "rec.absent", Severity::Error);
    let gone = with(|tree, _| drop(tree.files.remove("share/foo")));
    tells(&gone, "rec.absent", Severity::Error);
    // The list is about this distribution: what is missing is not in its place elsewhere.
    let moved = with(|tree, _| {
        let contents = tree.files.remove("share/foo").unwrap();
        tree.files.insert("Share/foo".to_owned(), contents);
    });
    tells(&moved, "rec.absent", Severity::Error);
}

#[test]
fn rows_are_well_formed() {
    for row in ["a", "a,b,c,d", "\"a,,", "a\tb,,"] {
        let report = with(|_, rows| rows.push(row.to_owned()));
        tells(&report, "rec.malformed", Severity::Error);
    }
    for (from, to, code) in [
        (",6", ",+6", "rec.malformed"),
        (",6", ",06", "rec.malformed"),
        (",6", "=,6", "rec.malformed"),
        ("sha256=", "md5=", "rec.algorithm"),
        ("sha256=", "sha256", "rec.malformed"),
    ] {
        let report = with(|_, rows| rows[0] = rows[0].replace(from, to));
        tells(&report, code, Severity::Error);
    }
    let own = with(|_, rows| rows[7] = "foo-1.0.dist-info/RECORD,,5".to_owned());
    tells(&own, "rec.malformed", Severity::Error);
    for again in ["foo/__init__.py", "../site-packages/foo/__init__.py"] {
        let report = with(|_, rows| rows.push(format!("{again},,")));
        tells(&report, "rec.duplicate", Severity::Error);
    }
    let absolute = format!("/opt/venv/{SITE}/foo/__init__.py,,");
    let report = with(|_, rows| rows.push(absolute.clone()));
    tells(&report, "rec.duplicate", Severity::Error);
}

#[test]
fn nothing_leaves_the_prefix() {
    for path in [
        "../../../../etc/passwd",
        "/etc/passwd",
        "/opt/venv2/x",
        "C:/x",
        "/opt",
    ] {
        let report = with(|_, rows| rows.push(format!("{path},,")));
        tells(&report, "rec.outside", Severity::Error);
    }
    for path in [
        "foo/../../x",
        "/opt/venv/../x",
        "./x",
        "foo//x",
        "foo\\x",
        "..",
        "/opt/venv/",
    ] {
        let report = with(|_, rows| rows.push(format!("{path},,")));
        tells(&report, "rec.path", Severity::Error);
    }
}

#[test]
fn bytecode_needs_a_source() {
    let cache = format!("{SITE}/foo/__pycache__");
    // More of it, listed or not, and less of it.
    for (path, row) in [
        ("__init__.cpython-312.pyc", false),
        ("__init__.cpython-311.opt-1.pyc", true),
    ] {
        let report = with(|tree, rows| {
            tree.files.insert(format!("{cache}/{path}"), vec![2]);
            if row {
                rows.push(format!("foo/__pycache__/{path},,"));
            }
        });
        assert!(report.findings().is_empty(), "{:#?}", report.findings());
        assert_eq!(report.facts()[0].value, "2");
    }
    let less = with(|tree, _| {
        tree.files
            .remove(&format!("{cache}/__init__.cpython-311.pyc"));
    });
    assert!(less.findings().is_empty());
    // Of no source.
    let alone = "foo/__pycache__/evil.cpython-311.pyc";
    let report = with(|tree, _| drop(tree.files.insert(format!("{SITE}/{alone}"), vec![2])));
    tells(&report, "rec.unlisted", Severity::Error);
    let report = with(|tree, rows| {
        tree.files.insert(format!("{SITE}/{alone}"), vec![2]);
        rows.push(format!("{alone},,"));
    });
    tells(&report, "rec.unhashed", Severity::Warn);
    let report = with(|_, rows| rows.push(format!("{alone},,")));
    tells(&report, "rec.absent", Severity::Error);
}

#[test]
fn files_beside_the_listed_are_told() {
    let add = |path: &str| {
        let path = format!("{SITE}/{path}");
        with(|tree, _| drop(tree.files.insert(path.clone(), vec![1])))
    };
    for path in ["foo/evil.py", "foo/sub/evil.so", "foo/new/deep/evil.py"] {
        tells(&add(path), "rec.unlisted", Severity::Error);
    }
    tells(
        &add("foo-1.0.dist-info/evil"),
        "rec.unlisted",
        Severity::Error,
    );
    // A directory that other distributions may share.
    tells(&add("space/foo/evil.py"), "rec.unlisted", Severity::Warn);
    for path in ["foo.py", "foobar/x.py", "space/x.py", "bar-1.0.dist-info/x"] {
        assert!(add(path).findings().is_empty(), "{path}");
    }
    // What installers add to the metadata, and who signs them.
    for file in ["REQUESTED", "direct_url.json", "RECORD.jws"] {
        assert!(
            add(&format!("foo-1.0.dist-info/{file}"))
                .findings()
                .is_empty(),
            "{file}"
        );
    }
    let report = add("foo-1.0.dist-info/direct_url.json");
    assert_eq!(report.facts()[2].value, "INSTALLER direct_url.json");
}

#[test]
fn what_is_not_hashed_or_runs_is_told() {
    let unhashed = with(|_, rows| rows[0] = "foo/__init__.py,,6".to_owned());
    tells(&unhashed, "rec.unhashed", Severity::Warn);
    for path in ["foo.pth", "sitecustomize.py"] {
        let report = with(|tree, rows| {
            install(tree, rows, path, &format!("{SITE}/{path}"), b"import foo\n");
        });
        tells(&report, "rec.pth", Severity::Warn);
    }
    let weights = with(|tree, rows| {
        install(tree, rows, "foo/w.pth", &format!("{SITE}/foo/w.pth"), b"");
    });
    assert!(weights.findings().is_empty());
}

#[test]
fn what_cannot_be_read_is_not_known() {
    for broken in ["", "bin/foo"] {
        let report = with(|tree, _| tree.broken = Some(broken.to_owned()));
        assert_eq!(told(&report), [("pkg.limit", Severity::Error)]);
        assert_eq!(report.outcome(), CheckOutcome::Unknown);
    }
    let (tree, rows) = good();
    let record = rows.join("\n");
    let judge = |most: usize| {
        let options = WheelOptions::new().with_document_bytes(most as u64);
        check_installed(record.as_bytes(), &installation(), &tree, &options).outcome()
    };
    assert_eq!(judge(record.len()), CheckOutcome::Pass);
    assert_eq!(judge(record.len() - 1), CheckOutcome::Unknown);
    let many: String = (0..400_001).map(|n| format!("{n},,\n")).collect();
    let report = check_installed(
        many.as_bytes(),
        &installation(),
        &tree,
        &WheelOptions::new(),
    );
    assert_eq!(report.outcome(), CheckOutcome::Unknown);
}

#[test]
fn many_files_are_linear_work() {
    let time = |count: usize| {
        let (mut tree, mut rows) = good();
        for n in 0..count {
            let path = format!("foo/d{}/{n}.py", n % 100);
            install(&mut tree, &mut rows, &path, &format!("{SITE}/{path}"), b"");
        }
        let start = std::time::Instant::now();
        assert!(judge(&tree, &rows).findings().is_empty());
        start.elapsed()
    };
    let (few, many) = (time(2_000), time(40_000));
    assert!(
        many < few * 80 + std::time::Duration::from_millis(500),
        "{few:?} {many:?}"
    );
}

proptest! {
    #[test]
    fn no_record_panics(text in "([a./,\"]{0,20}\n?){0,5}|\\PC{0,60}") {
        let (tree, _) = good();
        let _ = check_installed(text.as_bytes(), &installation(), &tree, &WheelOptions::new());
    }

    #[test]
    fn no_installation_panics(prefix in "[a/.]{0,6}", modules in "[a/.]{0,6}", own in "[a/.]{0,6}") {
        let (tree, rows) = good();
        let installation = Installation::new(prefix, modules, own);
        let record = rows.join("\n");
        let _ = check_installed(record.as_bytes(), &installation, &tree, &WheelOptions::new());
    }
}
