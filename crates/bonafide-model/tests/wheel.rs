//! Wheels, right and wrong in each way.
#![cfg(feature = "checks")]

#[path = "common/zips.rs"]
mod zips;

use bonafide_digest::{Algorithm, Digest, digest};
use bonafide_model::wheel::{WheelOptions, check, check_from};
use bonafide_model::zip::ZipLimits;
use bonafide_model::{CheckOutcome, CheckReport, Severity};
use proptest::prelude::*;
use zips::{Entry, Zip, zip};

const NAME: &str = "foo_bar-1.0-py3-none-any.whl";
const METADATA: &str = "Metadata-Version: 2.1\nName: Foo.Bar\nVersion: 1.0.0\n\nName: no header\n";
const WHEEL: &str =
    "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n";

/// A wheel in the making.
#[derive(Clone)]
struct Wheel {
    name: String,
    directory: String,
    files: Vec<(String, Vec<u8>)>,
}

impl Wheel {
    fn new() -> Self {
        let directory = "foo_bar-1.0.dist-info";
        Self {
            name: NAME.to_owned(),
            directory: directory.to_owned(),
            files: Vec::new(),
        }
        .with("foo_bar/__init__.py", b"x = 1\n")
        .with("foo_bar/data.bin", &[7; 3000])
        .with(&format!("{directory}/METADATA"), METADATA.as_bytes())
        .with(&format!("{directory}/WHEEL"), WHEEL.as_bytes())
    }

    /// The same with this file, instead of another of its name.
    fn with(mut self, path: &str, contents: &[u8]) -> Self {
        self.files.retain(|(existing, _)| existing != path);
        self.files.push((path.to_owned(), contents.to_vec()));
        self
    }

    fn without(mut self, path: &str) -> Self {
        self.files.retain(|(existing, _)| existing != path);
        self
    }

    fn called(mut self, name: &str) -> Self {
        self.name = name.to_owned();
        self
    }

    fn metadata(self, text: &str) -> Self {
        self.with("foo_bar-1.0.dist-info/METADATA", text.as_bytes())
    }

    fn wheel(self, text: &str) -> Self {
        self.with("foo_bar-1.0.dist-info/WHEEL", text.as_bytes())
    }

    fn rows(&self) -> Vec<String> {
        let mut rows: Vec<String> = self.files.iter().map(|(p, c)| row(p, c)).collect();
        rows.push(format!("{}/RECORD,,", self.directory));
        rows
    }

    /// The archive with RECORD as `change` leaves it.
    fn recorded(&self, change: impl Fn(&mut Vec<String>)) -> Vec<u8> {
        let mut rows = self.rows();
        change(&mut rows);
        self.archive(&(rows.join("\n") + "\n"), |_| {})
    }

    fn archive(&self, record: &str, change: impl Fn(&mut Zip)) -> Vec<u8> {
        let files = self.files.iter().map(|(p, c)| Entry::deflated(p, c));
        let path = format!("{}/RECORD", self.directory);
        let record = Entry::deflated(&path, record.as_bytes());
        let mut archive = zip(files.chain([record]).collect());
        change(&mut archive);
        archive.bytes()
    }

    fn bytes(&self) -> Vec<u8> {
        self.recorded(|_| {})
    }

    fn check(&self) -> CheckReport {
        self.judge(&self.bytes())
    }

    fn judge(&self, bytes: &[u8]) -> CheckReport {
        let options = WheelOptions::new();
        let report = check(&self.name, bytes, &options);
        let source = |buffer: &mut [u8], offset: u64| {
            let rest = &bytes[offset as usize..];
            let count = rest.len().min(buffer.len());
            buffer[..count].copy_from_slice(&rest[..count]);
            Ok(count)
        };
        let again = check_from(&self.name, &source, bytes.len() as u64, &options);
        assert_eq!(again, report);
        report
    }
}

fn row(path: &str, contents: &[u8]) -> String {
    let hash = hash(Algorithm::Sha256, contents);
    let path = match path.contains([',', '"']) {
        true => format!("\"{}\"", path.replace('"', "\"\"")),
        false => path.to_owned(),
    };
    format!("{path},{hash},{}", contents.len())
}

fn hash(algorithm: Algorithm, contents: &[u8]) -> String {
    let digest = digest(algorithm, contents).unwrap();
    format!("{algorithm}={}", base64(digest.as_bytes()))
}

fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let mut bits = 0_u32;
        for at in 0..3 {
            bits = bits << 8 | u32::from(chunk.get(at).copied().unwrap_or(0));
        }
        for at in 0..=chunk.len() {
            out.push(ALPHABET[(bits >> (18 - 6 * at) & 63) as usize] as char);
        }
    }
    out
}

fn errors(report: &CheckReport) -> Vec<&'static str> {
    let errors = report.findings().counts().iter();
    let errors = errors.filter(|(_, severity, _)| *severity == Severity::Error);
    errors.map(|(code, ..)| code.as_str()).collect()
}

fn warnings(report: &CheckReport) -> Vec<&'static str> {
    let counts = report.findings().counts().iter();
    let counts = counts.filter(|(_, severity, _)| *severity == Severity::Warn);
    counts.map(|(code, ..)| code.as_str()).collect()
}

#[track_caller]
fn clean(report: &CheckReport) {
    assert!(report.findings().is_empty(), "{:#?}", report.findings());
    assert_eq!(report.outcome(), CheckOutcome::Pass);
}

#[track_caller]
fn fails(report: &CheckReport, code: &str) {
    assert_eq!(errors(report), [code], "{:#?}", report.findings());
    assert_eq!(report.outcome(), CheckOutcome::Fail);
}

#[track_caller]
fn warns(wheel: &Wheel, code: &str) -> CheckReport {
    let report = wheel.check();
    assert_eq!(warnings(&report), [code], "{:#?}", report.findings());
    assert_eq!(report.outcome(), CheckOutcome::Pass);
    report
}

fn fact<'r>(report: &'r CheckReport, name: &str) -> &'r str {
    let facts = report.facts().iter();
    let mut found = facts.filter(|fact| fact.name == name);
    let value = &found.next().unwrap_or_else(|| panic!("no {name}")).value;
    assert!(found.next().is_none());
    value
}

#[test]
fn a_good_wheel() {
    let wheel = Wheel::new();
    let bytes = wheel.bytes();
    let report = wheel.judge(&bytes);
    clean(&report);
    assert_eq!(report.check(), "wheel");
    assert_eq!(fact(&report, "rec.name"), "foo-bar");
    assert_eq!(fact(&report, "rec.version"), "1");
    assert_eq!(fact(&report, "rec.tags"), "py3-none-any");
    assert_eq!(fact(&report, "rec.files"), "5");
    assert_eq!(fact(&report, "rec.modules"), "foo_bar");
    let sum = digest(Algorithm::Sha256, &bytes).unwrap();
    assert_eq!(fact(&report, "rec.sha256"), sum.to_hex());

    // What differs from tool to tool and means nothing.
    let crlf = wheel.archive(&(wheel.rows().join("\r\n") + "\r\n"), |_| {});
    clean(&wheel.judge(&crlf));
    clean(&wheel.judge(&wheel.archive(&wheel.rows().join("\n"), |_| {})));
    let mut reversed = wheel.rows();
    reversed.reverse();
    clean(&wheel.judge(&wheel.archive(&reversed.join("\n"), |_| {})));
    let directories = wheel.archive(&wheel.rows().join("\n"), |zip| {
        zip.entries.insert(0, Entry::stored("foo_bar/", b""));
    });
    clean(&wheel.judge(&directories));
    clean(&wheel.metadata(&METADATA.replace('\n', "\r\n")).check());
    let odd = Wheel::new()
        .with("foo_bar/a, b.txt", b"")
        .with("foo_bar/\"q\"", b"q");
    clean(&odd.check());
    let signed = Wheel::new();
    let signatures = signed.archive(&signed.rows().join("\n"), |zip| {
        for name in ["RECORD.jws", "RECORD.p7s"] {
            let path = format!("foo_bar-1.0.dist-info/{name}");
            zip.entries.push(Entry::stored(&path, b"signature"));
        }
    });
    clean(&signed.judge(&signatures));
    for algorithm in [Algorithm::Sha384, Algorithm::Sha512] {
        let bytes = Wheel::new().recorded(|rows| {
            rows[0] = format!("foo_bar/__init__.py,{},", hash(algorithm, b"x = 1\n"));
        });
        clean(&Wheel::new().judge(&bytes));
    }
}

#[test]
fn the_file_name_names_the_directory() {
    for name in [
        "foo_bar-1.0.zip",
        "foo_bar-py3-none-any.whl",
        "foo_bar-1.0-py3-none-any-x-y.whl",
        "foo_bar-one-py3-none-any.whl",
        "dir/foo_bar-1.0-py3-none-any.whl",
        "",
    ] {
        fails(&Wheel::new().called(name).check(), "rec.file-name");
    }
    // Another project, version, or spelling.
    for name in ["foo-1.0-py3-none-any.whl", "foo_bar-1.1-py3-none-any.whl"] {
        fails(&Wheel::new().called(name).check(), "rec.file-name");
    }
    for name in [
        "Foo.Bar-1-py3-none-any.whl",
        "foo_bar-v1.0.0-py3-none-any.whl",
    ] {
        clean(&Wheel::new().called(name).check());
    }
    let second = Wheel::new().with("other-1.0.dist-info/METADATA", b"");
    fails(&second.check(), "rec.file-name");
    let cased = Wheel::new().with("FOO_BAR-1.0.DIST-INFO/METADATA", b"");
    fails(&cased.check(), "rec.file-name");
    let nested = Wheel::new().with("foo_bar/_vendor/x-1.0.dist-info/METADATA", b"");
    clean(&nested.check());
    let mut none = Wheel::new();
    none.files.retain(|(path, _)| !path.contains("dist-info"));
    none.directory = "foo_bar".to_owned();
    fails(&none.check(), "rec.file-name");
}

#[test]
fn metadata_names_the_project_once() {
    let code = "rec.metadata";
    for text in [
        "Name: foo-bar\nName: foo-bar\nVersion: 1.0\n",
        "Name: foo-bar\nVersion: 1.0\nversion: 1.0\n",
        "Name: foo-bar\nVersion: 1.0\nNAME: evil\n",
        "Version: 1.0\n",
        "Name: foo-bar\n\nVersion: 1.0\n",
        "Name: foo-baz\nVersion: 1.0\n",
        "Name: foo-bar\nVersion: 1.0.1\n",
        "Name: foo bar\nVersion: 1.0\n",
        "Name: foo-bar\nVersion: one\n",
        "Name: foo-bar\n x\nVersion: 1.0\n",
        "Name: foo-bar\rName: evil\nVersion: 1.0\n",
        "Name: foo-bar\nno header\nVersion: 1.0\n",
        "",
    ] {
        fails(&Wheel::new().metadata(text).check(), code);
    }
    for text in [
        "name:FOO--bar\nVERSION: v1\n",
        "Summary: x\n y\nName: foo.bar\nVersion: 1.0.0",
    ] {
        clean(&Wheel::new().metadata(text).check());
    }
    let bytes = Wheel::new().with(
        "foo_bar-1.0.dist-info/METADATA",
        b"Name: \xff\nVersion: 1\n",
    );
    fails(&bytes.check(), code);
    fails(
        &Wheel::new()
            .without("foo_bar-1.0.dist-info/METADATA")
            .check(),
        code,
    );
    fails(
        &Wheel::new().without("foo_bar-1.0.dist-info/WHEEL").check(),
        code,
    );
}

#[test]
fn the_wheel_file_tells_the_tags_of_the_file_name() {
    let with = |from: &str, to: &str| Wheel::new().wheel(&WHEEL.replace(from, to)).check();
    for (from, to) in [
        ("Wheel-Version: 1.0", "Wheel-Version: 2.0"),
        ("Wheel-Version: 1.0", "Wheel-Version: 1"),
        (
            "Wheel-Version: 1.0",
            "Wheel-Version: 1.0\nWheel-Version: 1.0",
        ),
        ("Wheel-Version: 1.0\n", ""),
        ("Root-Is-Purelib: true\n", ""),
        ("true", "yes"),
        ("true", "true\nRoot-Is-Purelib: true"),
        ("py3-none-any", "py3-none"),
        ("py3-none-any", "py3-none-any\nBuild: 1\nBuild: 1"),
    ] {
        fails(&with(from, to), "rec.metadata");
    }
    for (from, to) in [
        ("py3-none-any", "py2-none-any"),
        ("py3-none-any", "py2.py3-none-any"),
        ("Tag: py3-none-any\n", ""),
        ("py3-none-any", "py3-none-any\nTag: py3-none-win32"),
        ("py3-none-any", "py3-none-any\nBuild: 1"),
    ] {
        fails(&with(from, to), "rec.tags");
    }
    clean(&with("py3-none-any", "PY3-none-any"));
    clean(&with("1.0", "1.9"));
    let two = "foo_bar-1.0-py2.py3-none-any.whl";
    fails(&Wheel::new().called(two).check(), "rec.tags");
    for text in ["py2-none-any\nTag: py3-none-any", "py2.py3-none-any"] {
        let wheel = Wheel::new()
            .called(two)
            .wheel(&WHEEL.replace("py3-none-any", text));
        clean(&wheel.check());
    }
    let built = Wheel::new().called("foo_bar-1.0-7x-py3-none-any.whl");
    fails(&built.check(), "rec.tags");
    clean(&built.clone().wheel(&format!("{WHEEL}Build: 7x\n")).check());
    fails(
        &built.wheel(&format!("{WHEEL}Build: 7\n")).check(),
        "rec.tags",
    );
}

#[test]
fn record_is_well_formed() {
    let first = |text: &str| {
        let text = text.to_owned();
        let bytes = Wheel::new().recorded(move |rows| {
            let (_, rest) = rows[0].split_once(',').unwrap();
            let (hash, size) = rest.split_once(',').unwrap();
            rows[0] = text.replace("HASH", hash).replace("SIZE", size);
        });
        Wheel::new().judge(&bytes)
    };
    clean(&first("foo_bar/__init__.py,HASH,SIZE"));
    clean(&first("foo_bar/__init__.py,HASH,"));
    clean(&first("\"foo_bar/__init__.py\",\"HASH\",\"SIZE\""));
    for text in [
        "foo_bar/__init__.py,HASH",
        "foo_bar/__init__.py,HASH,SIZE,",
        "foo_bar/__init__.py,HASH,SIZE\n",
        "foo_bar/__init__.py,,",
        "foo_bar/__init__.py,,SIZE",
        "foo_bar/__init__.py,HASH=,SIZE",
        "foo_bar/__init__.py,HASH,+SIZE",
        "foo_bar/__init__.py,HASH,0SIZE",
        "foo_bar/__init__.py,HASH,SIZE ",
        "foo_bar/__init__.py,sha256,SIZE",
        "foo_bar/__init__.py,sha256=abc,SIZE",
        "foo_bar/__init__.py,\"HASH\"x,SIZE",
        "foo_bar/__init__.py\r,HASH,SIZE",
        "\u{feff}foo_bar/__init__.py,HASH,SIZE",
    ] {
        fails(&first(text), "rec.malformed");
    }
    let report = first("foo_bar/__init__.py,,SIZE");
    let message = report.findings().kept()[0].message();
    assert!(message.contains("without a hash"), "{message}");
    for text in [
        "md5=1B2M2Y8AsgTpgAmY7PhCfg",
        "sha1=2jmj7l5rSw0yVb_vlWAYkK_YBwk",
        "SHA256=x",
        "=x",
    ] {
        fails(
            &first(&format!("foo_bar/__init__.py,{text},SIZE")),
            "rec.algorithm",
        );
    }
    let wheel = Wheel::new();
    let latin = {
        let mut record = wheel.rows().join("\n").into_bytes();
        record[3] = 0xe4;
        let archive = wheel.archive("", |zip| {
            *zip.entries.last_mut().unwrap() =
                Entry::deflated("foo_bar-1.0.dist-info/RECORD", &record);
        });
        wheel.judge(&archive)
    };
    fails(&latin, "rec.malformed");
    let missing = wheel.archive("", |zip| drop(zip.entries.pop()));
    fails(&wheel.judge(&missing), "rec.malformed");
    fails(&wheel.judge(&wheel.archive("", |_| {})), "rec.unlisted");
}

#[test]
fn paths_of_record_stay_inside() {
    for path in [
        "/etc/passwd",
        "../evil.py",
        "foo_bar/../../evil.py",
        "foo_bar/./x.py",
        "foo_bar//x.py",
        "foo_bar\\x.py",
        "C:/x.py",
        "foo_bar/",
        "",
    ] {
        let path = path.to_owned();
        let bytes = Wheel::new().recorded(move |rows| rows.push(format!("{path},,")));
        fails(&Wheel::new().judge(&bytes), "rec.path");
    }
}

#[test]
fn everything_is_listed_once() {
    let wheel = Wheel::new();
    fails(
        &wheel.judge(&wheel.recorded(|rows| drop(rows.remove(0)))),
        "rec.unlisted",
    );
    fails(
        &wheel.judge(&wheel.recorded(|rows| rows.push(rows[1].clone()))),
        "rec.duplicate",
    );
    // Also of RECORD itself.
    fails(
        &wheel.judge(&wheel.recorded(|rows| drop(rows.pop()))),
        "rec.unlisted",
    );
    fails(
        &wheel.judge(&wheel.recorded(|rows| rows.push(rows[4].clone()))),
        "rec.duplicate",
    );
    for own in ["sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU,", ",5"] {
        let bytes = wheel.recorded(move |rows| {
            rows[4] = format!("foo_bar-1.0.dist-info/RECORD,{own}");
        });
        fails(&wheel.judge(&bytes), "rec.malformed");
    }
    let absent = wheel.recorded(|rows| rows.push(row("foo_bar/gone.py", b"")));
    fails(&wheel.judge(&absent), "rec.absent");
    let cased = wheel.recorded(|rows| rows.push(row("foo_bar/DATA.bin", b"")));
    fails(&wheel.judge(&cased), "rec.absent");
    let directory = wheel.archive(&(wheel.rows().join("\n") + "\nfoo_bar/d,,\n"), |zip| {
        zip.entries.insert(0, Entry::stored("foo_bar/d/", b""))
    });
    fails(&wheel.judge(&directory), "rec.absent");
    let signature = wheel.archive(
        &(wheel.rows().join("\n") + "\n" + &row("foo_bar-1.0.dist-info/RECORD.jws", b"x")),
        |zip| {
            zip.entries
                .push(Entry::stored("foo_bar-1.0.dist-info/RECORD.jws", b"x"))
        },
    );
    fails(&wheel.judge(&signature), "rec.malformed");
    // Not the name alone: only beside RECORD.
    let elsewhere = wheel.archive(&wheel.rows().join("\n"), |zip| {
        zip.entries.push(Entry::stored("foo_bar/RECORD.jws", b"x"));
    });
    fails(&wheel.judge(&elsewhere), "rec.unlisted");
}

#[test]
fn two_files_are_not_installed_to_one_path() {
    let data = "foo_bar-1.0.data";
    for paths in [
        &["purelib/foo_bar/__init__.py"][..],
        &["platlib/foo_bar/__init__.py"],
        &["platlib/foo_bar/__INIT__.py"],
        &["purelib/foo_bar/x.py", "platlib/foo_bar/x.py"],
        // Composed and decomposed.
        &["purelib/foo_bar/\u{e9}.py", "platlib/foo_bar/e\u{301}.py"],
        // A file where another needs a directory.
        &["purelib/foo_bar"],
        &["platlib/foo_bar/data.bin/x.py"],
        &["purelib/foo_bar/x.py", "platlib/foo_bar/X.py/a/b.py"],
        // Over the metadata, which are installed beside the modules.
        &["purelib/foo_bar-1.0.dist-info/METADATA"],
    ] {
        let wheel = paths.iter().fold(Wheel::new(), |wheel, path| {
            wheel.with(&format!("{data}/{path}"), b"x = 2\n")
        });
        fails(&wheel.check(), "rec.duplicate");
    }
    // Two spellings of one directory of data.
    let spelled = Wheel::new()
        .with(&format!("{data}/purelib/foo_bar/x.py"), b"")
        .with("foo.bar-1.data/purelib/foo_bar/x.py", b"");
    fails(&spelled.check(), "rec.duplicate");
    // Three are told of twice.
    let three = Wheel::new()
        .with(&format!("{data}/purelib/foo_bar/__init__.py"), b"")
        .with(&format!("{data}/platlib/foo_bar/__init__.py"), b"");
    let report = three.check();
    fails(&report, "rec.duplicate");
    assert_eq!(report.findings().counts()[0].2, 2);
    // Other names, and other roots.
    let apart = Wheel::new()
        .with(&format!("{data}/purelib/foo_bar/init.py"), b"")
        .with(&format!("{data}/platlib/foo_bar/__init__.pyi"), b"")
        .with(&format!("{data}/platlib/foo_bar/data.bin.d/x"), b"")
        .with(&format!("{data}/scripts/foo_bar/init.py"), b"#!python\n");
    clean(&apart.check());
}

#[test]
fn contents_are_those_that_are_listed() {
    let wheel = Wheel::new();
    let record = wheel.rows().join("\n");
    let changed = wheel.archive(&record, |zip| {
        zip.entries[0] = Entry::deflated("foo_bar/__init__.py", b"x = 2\n");
    });
    fails(&wheel.judge(&changed), "rec.hash-mismatch");
    let longer = wheel.archive(&record, |zip| {
        zip.entries[0] = Entry::deflated("foo_bar/__init__.py", b"x = 1\n\n");
    });
    assert_eq!(
        errors(&wheel.judge(&longer)),
        ["rec.hash-mismatch", "rec.size-mismatch"]
    );
    let size = wheel.recorded(|rows| rows[1] = rows[1].replace(",3000", ",3001"));
    fails(&wheel.judge(&size), "rec.size-mismatch");
    let other = wheel.recorded(|rows| {
        let hash = hash(Algorithm::Sha512, b"x");
        rows[0] = format!("foo_bar/__init__.py,{hash},6");
    });
    fails(&wheel.judge(&other), "rec.hash-mismatch");
    // Faults of the archive under the list.
    let checksum = wheel.archive(&record, |zip| zip.entries[1].crc ^= 1);
    fails(&wheel.judge(&checksum), "zip.crc");
    let prefixed = wheel.archive(&record, |zip| zip.prefix = b"MZ".to_vec());
    fails(&wheel.judge(&prefixed), "zip.structure");
    let twice = wheel.archive(&record, |zip| zip.entries.push(zip.entries[0].clone()));
    fails(&wheel.judge(&twice), "zip.duplicate");
    // Everything is told at once.
    let many = wheel.archive(&record, |zip| {
        zip.entries[0] = Entry::deflated("foo_bar/__init__.py", b"x = 2\n");
        zip.entries[1].crc ^= 1;
        zip.entries.push(Entry::stored("evil.py", b""));
    });
    let report = wheel.judge(&many);
    assert_eq!(
        errors(&report),
        ["rec.hash-mismatch", "rec.unlisted", "zip.crc"]
    );
    let members: Vec<_> = report
        .findings()
        .kept()
        .iter()
        .map(|f| f.member())
        .collect();
    assert!(members.contains(&Some("evil.py")));
}

#[test]
fn data_directories_are_those_that_installers_know() {
    let with = |path: &str| Wheel::new().with(path, b"#!python\n");
    for path in [
        "foo_bar-1.0.data/purelib/foo_bar/x.py",
        "foo_bar-1.0.data/platlib/foo_bar/x.py",
        "foo_bar-1.0.data/scripts/run",
        "Foo.Bar-1.data/scripts/run",
    ] {
        clean(&with(path).check());
    }
    for path in [
        "foo_bar-1.0.data/stdlib/os.py",
        "foo_bar-1.0.data/Scripts/run",
        "foo_bar-1.0.data/loose.py",
        "other-1.0.data/scripts/run",
        "foo_bar-1.1.data/scripts/run",
        "x.data/purelib/foo_bar/x.py",
    ] {
        fails(&with(path).check(), "rec.path");
    }
    for path in [
        "foo_bar-1.0.data/headers/x.h",
        "foo_bar-1.0.data/data/share/x",
    ] {
        warns(&with(path), "rec.outside");
    }
}

#[test]
fn what_runs_by_itself_is_told() {
    let with = |path: &str| Wheel::new().with(path, b"#!python\n");
    let is_told = |path: &str| {
        let report = with(path).check();
        assert_eq!(report.outcome(), CheckOutcome::Pass);
        warnings(&report).contains(&"rec.pth")
    };
    for path in [
        "foo_bar.pth",
        "foo.PTH",
        "sitecustomize.py",
        "usercustomize/__init__.py",
        "sitecustomize.cpython-311-x86_64-linux-gnu.so",
        "foo_bar-1.0.data/purelib/foo_bar.pth",
        "foo_bar-1.0.data/platlib/usercustomize.py",
        "foo_bar-1.0.data/data/lib/python3.11/site-packages/x.pth",
    ] {
        assert!(is_told(path), "{path}");
    }
    // Weights have this suffix too.
    for path in [
        "foo_bar/weights.pth",
        "foo_bar/sitecustomize.py",
        "foo_bar_pth.py",
    ] {
        assert!(!is_told(path), "{path}");
    }
    let points = "[console_scripts]\nrun = foo_bar:main\n# x = y\n\n[plugins]\na=b\n";
    let wheel = Wheel::new().with("foo_bar-1.0.dist-info/entry_points.txt", points.as_bytes());
    let report = warns(&wheel, "rec.entry-point");
    let messages: Vec<&str> = report
        .findings()
        .kept()
        .iter()
        .map(|f| f.message())
        .collect();
    assert_eq!(messages.len(), 2, "{messages:?}");
    assert!(
        messages
            .iter()
            .any(|m| m.contains("`run` of `console_scripts`"))
    );
    let run = "foo_bar-1.0.data/scripts/run";
    for text in [
        &b"#!/bin/sh\necho\n"[..],
        b"echo\n",
        b"",
        b"#!/usr/bin/perl python\n",
    ] {
        let wheel = Wheel::new().with(run, text);
        let told = warnings(&wheel.check()).contains(&"rec.entry-point");
        // A line that names Python is taken for one.
        assert_eq!(told, !text.ends_with(b"python\n"));
    }
    for text in [
        &b"#!python\n"[..],
        b"#!pythonw\r\n",
        b"#!/usr/bin/env python3\n",
    ] {
        clean(&Wheel::new().with(run, text).check());
    }
}

#[test]
fn modules_are_those_of_the_project() {
    let with = |path: &str| Wheel::new().with(path, b"");
    for path in ["tests/__init__.py", "evil.py", "foo/__init__.py"] {
        let report = warns(&with(path), "rec.outside");
        assert_eq!(report.findings().kept().len(), 1);
    }
    for path in [
        "foo_bar.py",
        "_foo_bar.cpython-311.so",
        "foo_bar.libs/x.so",
        "Foo_Bar/x.py",
    ] {
        assert!(
            !warnings(&with(path).check()).contains(&"rec.outside"),
            "{path}"
        );
    }
    let listed = with("tests/a.py")
        .with("tests/b.py", b"")
        .with("evil.py", b"");
    let report = warns(&listed, "rec.outside");
    assert_eq!(report.findings().kept().len(), 2);
    let listed = listed.with("foo_bar-1.0.dist-info/top_level.txt", b"foo_bar\ntests\n");
    assert_eq!(warns(&listed, "rec.outside").findings().kept().len(), 1);
}

/// An ELF file for `machine` that needs these versions of symbols.
fn elf(is_wide: bool, is_little: bool, machine: u16, needs: &[&str]) -> Vec<u8> {
    let number = |out: &mut Vec<u8>, value: u64, width: usize| {
        let bytes = value.to_le_bytes();
        let mut bytes = bytes[..width].to_vec();
        if !is_little {
            bytes.reverse();
        }
        out.extend(bytes);
    };
    let word = if is_wide { 8 } else { 4 };
    let base = 0x1_0000_u64;
    let mut strings = b"\0libc.so.6\0".to_vec();
    let names: Vec<u64> = needs
        .iter()
        .map(|need| {
            let at = strings.len() as u64;
            strings.extend(need.as_bytes());
            strings.push(0);
            at
        })
        .collect();
    let (header, segment) = if is_wide { (64_u64, 56_u64) } else { (52, 32) };
    let dynamic_at = header + 2 * segment;
    let dynamic_length = 4 * 2 * word as u64;
    let needs_at = dynamic_at + dynamic_length;
    let needs_length = 16 + 16 * needs.len() as u64;
    let strings_at = needs_at + needs_length;
    let total = strings_at + strings.len() as u64;

    let mut out = vec![0x7f, b'E', b'L', b'F', if is_wide { 2 } else { 1 }];
    out.push(if is_little { 1 } else { 2 });
    out.extend([1, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    number(&mut out, 3, 2);
    number(&mut out, u64::from(machine), 2);
    number(&mut out, 1, 4);
    for value in [0, header, 0] {
        number(&mut out, value, word);
    }
    number(&mut out, 0, 4);
    for value in [header, segment, 2, 0, 0, 0] {
        number(&mut out, value, 2);
    }
    for (kind, offset, length) in [(1, 0, total), (2, dynamic_at, dynamic_length)] {
        number(&mut out, kind, 4);
        if is_wide {
            number(&mut out, 4, 4);
        }
        for value in [offset, base + offset, base + offset, length, length] {
            number(&mut out, value, word);
        }
        number(&mut out, 0, if is_wide { 8 } else { 4 });
        if !is_wide {
            number(&mut out, 0, 4);
        }
    }
    for (tag, value) in [
        (5, base + strings_at),
        (0x6fff_fffe, base + needs_at),
        (0x6fff_ffff, 1),
        (0, 0),
    ] {
        number(&mut out, tag, word);
        number(&mut out, value, word);
    }
    number(&mut out, 1, 2);
    number(&mut out, needs.len() as u64, 2);
    for value in [1, 16, 0] {
        number(&mut out, value, 4);
    }
    for (at, name) in names.iter().enumerate() {
        number(&mut out, 0, 4);
        number(&mut out, 0, 4);
        number(&mut out, *name, 4);
        number(&mut out, if at + 1 == names.len() { 0 } else { 16 }, 4);
    }
    assert_eq!(out.len() as u64, strings_at);
    out.extend(strings);
    out
}

fn native(platform: &str, code: &[u8]) -> Wheel {
    let tag = format!("cp311-cp311-{platform}");
    Wheel::new()
        .called(&format!("foo_bar-1.0-{tag}.whl"))
        .wheel(&WHEEL.replace("py3-none-any", &tag).replace("true", "false"))
        .with("foo_bar/_native.so", code)
}

#[test]
fn native_code_fits_the_tags() {
    let code = elf(true, true, 62, &["GLIBC_2.2.5", "GLIBC_2.14"]);
    warns(
        &Wheel::new().with("foo_bar/_native.so", &code),
        "rec.native",
    );
    warns(&Wheel::new().with("foo_bar/run.exe", b"MZ"), "rec.native");
    warns(
        &Wheel::new().with("foo_bar/x.dylib", b"\xcf\xfa\xed\xfe"),
        "rec.native",
    );
    warns(
        &native("linux_x86_64", &code)
            .wheel("Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: cp311-cp311-linux_x86_64\n"),
        "rec.native",
    );

    warns(&native("any", &code), "rec.native");
    clean(&native("linux_x86_64", &code).check());
    clean(&native("manylinux2014_x86_64", &code).check());
    clean(&native("manylinux_2_14_x86_64", &code).check());
    warns(&native("manylinux_2_13_x86_64", &code), "rec.native");
    warns(
        &native("manylinux1_x86_64.manylinux_2_28_x86_64", &code),
        "rec.native",
    );
    warns(&native("musllinux_1_1_x86_64", &code), "rec.native");
    warns(&native("manylinux2014_aarch64", &code), "rec.native");
    warns(&native("win_amd64", &code), "rec.native");
    warns(&native("linux_x86_64", b"MZ"), "rec.native");
    warns(&native("win32", b"\xfe\xed\xfa\xce"), "rec.native");
    clean(&native("win32", b"MZ").check());
    clean(&native("macosx_11_0_universal2", b"\xca\xfe\xba\xbe").check());

    for (is_wide, is_little, machine, tag) in [
        (false, true, 3, "i686"),
        (true, true, 183, "aarch64"),
        (true, false, 22, "s390x"),
        (false, false, 20, "unknown"),
    ] {
        let code = elf(
            is_wide,
            is_little,
            machine,
            &["GLIBC_2.17", "GLIBCXX_3.4", "GLIBC_ABI"],
        );
        clean(&native(&format!("manylinux_2_17_{tag}"), &code).check());
        let report = warns(
            &native(&format!("manylinux_2_16_{tag}"), &code),
            "rec.native",
        );
        assert!(report.findings().kept()[0].message().contains("glibc 2.17"));
    }
    // Cut anywhere it is still not trusted to be well-formed.
    for end in 0..code.len() {
        let report = native("manylinux1_x86_64", &code[..end]).check();
        assert_eq!(report.outcome(), CheckOutcome::Pass);
    }
    for at in 0..code.len() {
        let mut changed = code.clone();
        changed[at] = 0xff;
        assert_eq!(
            native("manylinux1_x86_64", &changed).check().outcome(),
            CheckOutcome::Pass
        );
    }
}

#[test]
fn the_lock_has_the_digest() {
    let wheel = Wheel::new();
    let bytes = wheel.bytes();
    let own = digest(Algorithm::Sha256, &bytes).unwrap();
    let other = Digest::sha256([1; 32]);
    let with = |lock: Vec<Digest>| check(NAME, &bytes, &WheelOptions::new().with_lock(lock));
    clean(&with(vec![other, own]));
    fails(&with(vec![other]), "lock.hash.mismatch");
    fails(&with(vec![]), "lock.hash.mismatch");
    // Only SHA-256 counts.
    let longer = digest(Algorithm::Sha512, &bytes).unwrap();
    fails(&with(vec![longer]), "lock.hash.mismatch");
    // Also of what is no archive.
    let none = check(NAME, b"x", &WheelOptions::new().with_lock([other]));
    assert_eq!(errors(&none), ["lock.hash.mismatch", "zip.structure"]);
}

#[test]
fn beyond_a_limit_nothing_is_known() {
    let bytes = Wheel::new().bytes();
    let judge = |options: &WheelOptions| check(NAME, &bytes, options);
    let size = METADATA
        .len()
        .max(WHEEL.len())
        .max(Wheel::new().rows().join("\n").len() + 1);
    clean(&judge(
        &WheelOptions::new().with_document_bytes(size as u64),
    ));
    let report = judge(&WheelOptions::new().with_document_bytes(size as u64 - 1));
    assert_eq!(errors(&report), ["pkg.limit"]);
    assert_eq!(report.outcome(), CheckOutcome::Unknown);
    let report = judge(&WheelOptions::new().with_zip(ZipLimits::DEFAULT.with_members(4)));
    assert_eq!(errors(&report), ["zip.limit"]);
    assert_eq!(report.outcome(), CheckOutcome::Unknown);
    // A library that is too large is not looked into.
    let code = elf(true, true, 62, &["GLIBC_2.30"]);
    let wheel = native("manylinux1_x86_64", &code);
    let options = WheelOptions::new().with_native_bytes(code.len() as u64);
    assert_eq!(
        warnings(&check(&wheel.name, &wheel.bytes(), &options)),
        ["rec.native"]
    );
    let options = WheelOptions::new().with_native_bytes(code.len() as u64 - 1);
    clean(&check(&wheel.name, &wheel.bytes(), &options));
}

#[test]
fn many_files_are_linear_work() {
    let time = |count: usize| {
        let mut wheel = Wheel::new();
        for n in 0..count {
            let path = format!("foo_bar/d{}/{n}.py", n % 200);
            wheel.files.push((path, n.to_string().into_bytes()));
        }
        let bytes = wheel.bytes();
        let start = std::time::Instant::now();
        clean(&check(NAME, &bytes, &WheelOptions::new()));
        start.elapsed()
    };
    let (few, many) = (time(2_000), time(40_000));
    assert!(
        many < few * 80 + std::time::Duration::from_millis(500),
        "{few:?} {many:?}"
    );
    // A list of much that is not there.
    let wheel = Wheel::new();
    let absent: String = (0..100_000).map(|n| format!("foo_bar/{n},,\n")).collect();
    let bytes = wheel.archive(&(wheel.rows().join("\n") + "\n" + &absent), |_| {});
    let report = check(NAME, &bytes, &WheelOptions::new());
    fails(&report, "rec.absent");
    assert_eq!(report.findings().counts()[0].2, 100_000);
    assert_eq!(report.findings().kept().len(), 100);
}

proptest! {
    #[test]
    fn no_record_panics(record in "[a-c,\"=/\\.\\r\\n0-9]{0,60}|\\PC{0,40}") {
        let wheel = Wheel::new();
        let report = wheel.judge(&wheel.archive(&record, |_| {}));
        prop_assert_eq!(report.outcome(), CheckOutcome::Fail);
    }

    #[test]
    fn no_document_panics(text in "(Name|Version|Tag|Build|[a-z ]{0,3})?:? ?[a-z0-9.\\r\\n -]{0,30}") {
        let _ = Wheel::new().metadata(&text).check();
        let _ = Wheel::new().wheel(&text).check();
        let _ = Wheel::new().called(&text).check();
    }

    #[test]
    fn no_changed_byte_passes(at: prop::sample::Index, bit in 0_u8..8) {
        let wheel = Wheel::new();
        let mut bytes = wheel.bytes();
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        let report = wheel.judge(&bytes);
        if report.outcome() == CheckOutcome::Pass {
            // Times, versions and attributes say nothing about contents.
            let lock = digest(Algorithm::Sha256, &wheel.bytes()).unwrap();
            let locked = check(NAME, &bytes, &WheelOptions::new().with_lock([lock]));
            prop_assert_eq!(locked.outcome(), CheckOutcome::Fail);
            prop_assert_eq!(fact(&report, "rec.files"), "5");
        }
    }
}
