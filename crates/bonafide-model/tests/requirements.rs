//! Lists of requirements: every rule with a twin that differs in nothing else.

#![cfg(feature = "checks")]

use std::collections::BTreeMap;

use bonafide_model::requirements::{Environment, Lock, Policy, check};
use bonafide_model::{CheckReport, Severity};
use proptest::prelude::*;

const HASH: &str = "--hash=sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

fn check_files(files: &[(&str, &str)], policy: &Policy) -> (Lock, CheckReport) {
    let files: BTreeMap<&str, &str> = files.iter().copied().collect();
    let open = |path: &str| files.get(path).map(|text| text.as_bytes().to_vec());
    check("requirements.txt", &open, policy)
}

fn check_text(text: &str, policy: &Policy) -> (Lock, CheckReport) {
    check_files(&[("requirements.txt", text)], policy)
}

fn codes_of(report: &CheckReport) -> Vec<String> {
    let rows = report.findings().counts().iter();
    let codes = rows.map(|(code, severity, _)| match severity {
        Severity::Error => code.as_str().to_owned(),
        other => format!("{} {}", other.as_str(), code.as_str()),
    });
    codes.collect()
}

fn codes(text: &str) -> Vec<String> {
    codes_of(&check_text(text, &Policy::new()).1)
}

/// The list with a hash on each line.
fn hashed(lines: &str) -> String {
    lines
        .lines()
        .map(|line| format!("{line} {HASH}\n"))
        .collect()
}

#[test]
fn a_locked_list_passes() {
    let sha512 = format!("--hash sha512:{}", "AB".repeat(64));
    let sha384 = format!("--hash=sha384:{}", "0c".repeat(48));
    let text = format!(
        "# a comment\n--require-hashes\n--no-index\n--only-binary :all:\n\n\
         Foo.Bar[Extra_One, two] == 1.0.post1 ; python_version >= '3.8' {HASH} \\\n  {sha512} # why\n\
         torch==2.1.0+cu118 \\\n    {sha384} \\\n    {HASH}\n\
         (x)\n"
    );
    let text = text.replace(
        "(x)\n",
        &format!("numpy (==2.1) {HASH}\npkg @ https://x.org/pkg-1-py3-none-any.whl {HASH}\n"),
    );
    let (lock, report) = check_text(&text, &Policy::new());
    assert_eq!(codes_of(&report), [""; 0], "{:?}", report.findings());
    let foo = &lock.requirements()[0];
    assert_eq!(
        (foo.name(), foo.version(), foo.hashes().len()),
        ("foo-bar", Some("1.0.post1"), 2)
    );
    assert_eq!(foo.extras(), ["extra-one", "two"]);
    assert_eq!(foo.hashes()[1].value(), "ab".repeat(64));
    assert_eq!(lock.requirements()[3].version(), None);
    let facts = report.facts();
    assert_eq!((facts[0].name, &*facts[0].value), ("lock.count", "4"));
    assert_eq!(
        facts[1].value,
        "foo-bar==1.0.post1\nnumpy==2.1\npkg\ntorch==2.1.0+cu118"
    );
}

#[test]
fn each_requirement_has_a_hash() {
    let good = hashed("a==1\nb==2\nc==3");
    assert_eq!(codes(&good), [""; 0]);
    let one_without = good.replace(&format!("b==2 {HASH}"), "b==2");
    assert_eq!(codes(&one_without), ["lock.unhashed"]);
    let (_, report) = check_text(&one_without, &Policy::new().without_hashes());
    assert_eq!(codes_of(&report), [""; 0]);
    let (_, report) = check_text(&one_without, &Policy::new());
    let finding = &report.findings().kept()[0];
    assert_eq!(finding.path(), "requirements.txt");
    assert_eq!(finding.message(), "b has no hash");
    assert_eq!(
        finding.offset(),
        Some(u64::try_from(one_without.find("b==2").unwrap()).unwrap())
    );
}

#[test]
fn each_message_says_what_is_wrong() {
    for (line, wanted) in [
        ("a==1", "a has no hash"),
        ("a>=1", "a has no exact version: "),
        ("a", "a has no exact version: "),
        ("./a", "a local path cannot be locked"),
        ("-e ./a", "an editable requirement cannot be locked"),
        ("--pre", "--pre weakens the list"),
        (
            "--trusted-host x.example",
            "--trusted-host x.example weakens the list",
        ),
        (
            "a==1 --global-option=x",
            "a: --global-option weakens the list",
        ),
        (
            "-i http://x.example/",
            "--index-url http://x.example/ is reached without protection",
        ),
        (
            "-r http://x.example/a.txt",
            "http://x.example/a.txt is reached without protection",
        ),
        (
            "http://x.example/a.whl",
            "http://x.example/a.whl is reached without protection",
        ),
        (
            "a @ http://x.example/a.whl",
            "a: http://x.example/a.whl is reached without protection",
        ),
        (
            "a @ git+https://x.example/a",
            "a: git+https://x.example/a cannot be locked",
        ),
        ("a==1 --hash=md5:00", "a: hashes by md5 do not count"),
        ("a==${X}", "a variable of the environment is not looked up"),
        (
            "-i https://u:p@x.example/",
            "--index-url https://***@x.example/ has credentials",
        ),
    ] {
        let (_, report) = check_text(line, &Policy::new());
        let mut kept = report.findings().kept().iter();
        let told: Vec<&str> = kept.clone().map(|finding| finding.message()).collect();
        assert!(
            kept.any(|it| it.message().starts_with(wanted)),
            "{line}: {told:?}"
        );
    }
}

#[test]
fn hashes_count_and_are_whole() {
    for (hash, wanted) in [
        (
            "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            None,
        ),
        (
            "sha256:E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855",
            None,
        ),
        (
            "md5:d41d8cd98f00b204e9800998ecf8427e",
            Some("lock.algorithm"),
        ),
        (
            "sha1:da39a3ee5e6b4b0d3255bfef95601890afd80709",
            Some("lock.algorithm"),
        ),
        (
            "sha224:d14a028c2a3a2bc9476102bb288234c415a2b01f828ea62ac5b3e42f",
            Some("lock.algorithm"),
        ),
        (
            "SHA256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            Some("lock.algorithm"),
        ),
        ("sha256:e3b0", Some("lock.malformed")),
        ("sha256:", Some("lock.malformed")),
        (
            "sha256:z3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            Some("lock.malformed"),
        ),
        ("e3b0", Some("lock.malformed")),
    ] {
        let found = codes(&format!("a==1 --hash={hash}"));
        assert_eq!(found.first().map(String::as_str), wanted, "{hash}");
    }
    // One that counts does not make up for one that does not.
    let both = format!("a==1 {HASH} --hash=md5:d41d8cd98f00b204e9800998ecf8427e");
    assert_eq!(codes(&both), ["lock.algorithm"]);
}

#[test]
fn versions_are_pinned() {
    for (line, wanted) in [
        ("a==1.0", None),
        ("a == 1!2.0rc1", None),
        ("a===1.0-odd", Some("warn lock.option")),
        ("a", Some("lock.unpinned")),
        ("a>=1.0", Some("lock.unpinned")),
        ("a~=1.0", Some("lock.unpinned")),
        ("a!=1.0", Some("lock.unpinned")),
        ("a<2", Some("lock.unpinned")),
        ("a==1.*", Some("lock.unpinned")),
        ("a==1.0,!=1.1", Some("lock.unpinned")),
        ("a[x]", Some("lock.unpinned")),
        ("a==x", Some("lock.malformed")),
        ("a===1.0,!=1.1", Some("lock.malformed")),
        ("a=1.0", Some("lock.malformed")),
        ("a==1.0 b", Some("lock.malformed")),
        ("a==1.0; nothing", Some("lock.malformed")),
        ("a[x", Some("lock.malformed")),
        ("a[-]==1", Some("lock.malformed")),
        ("a (==1.0", Some("lock.malformed")),
        ("a >=1.0, <2.*", Some("lock.malformed")),
        ("=1", Some("lock.malformed")),
    ] {
        let found = codes(&hashed(line));
        assert_eq!(found.first().map(String::as_str), wanted, "{line}");
    }
}

#[test]
fn what_cannot_be_locked_is_refused() {
    for line in [
        "git+https://x.org/a.git@main#egg=a",
        "a @ git+https://x.org/a.git@0123",
        "a @ git+ssh://git@x.org/a.git",
        "a @ file:///tmp/a",
        "a @ ssh://x.org/a",
        "./a",
        "../a/b.whl",
        "/a",
        "a/b.whl",
        "a.whl",
        "https://x.org/a.whl",
    ] {
        assert_eq!(codes(&hashed(line)), ["lock.unlockable"], "{line}");
    }
    assert_eq!(codes("-e ."), ["lock.unlockable"]);
    assert_eq!(codes("--editable=git+https://x.org/a"), ["lock.unlockable"]);
    let url = "a @ https://x.org/a-1.tar.gz";
    assert_eq!(codes(url), ["lock.unhashed"]);
    let fragment = format!("{url}#sha256={}", "0a".repeat(32));
    assert_eq!(codes(&fragment), [""; 0]);
    assert_eq!(
        codes(&format!("{url}#sha256=0a")),
        ["lock.malformed", "lock.unhashed"]
    );
    assert_eq!(
        codes(&format!("{url}#md5={}", "0a".repeat(16))),
        ["lock.algorithm"]
    );
    assert_eq!(
        codes(&hashed("a @ http://x.org/a.whl")),
        ["lock.insecure-url"]
    );
    assert_eq!(codes(&hashed("http://x.org/a.whl")), ["lock.insecure-url"]);
    assert_eq!(codes(&hashed("a @ x")), ["lock.malformed"]);
    assert_eq!(
        codes(&hashed("a @ https://x.org/a.whl;os_name=='nt'")),
        ["lock.malformed"]
    );
    assert_eq!(
        codes(&hashed("a @ https://x.org/a.whl os_name == 'nt'")),
        ["lock.malformed"]
    );
    assert_eq!(
        codes(&hashed("a @ https://x.org/a.whl ; os_name == 'nt'")),
        [""; 0]
    );
}

#[test]
fn the_text_of_a_list_is_strict() {
    for (text, wanted) in [
        (format!("\u{feff}a==1 {HASH}"), "lock.malformed"),
        (
            format!("# -*- coding: latin-1 -*-\na==1 {HASH}"),
            "lock.malformed",
        ),
        (format!("a==1 {HASH}\\\n"), "lock.malformed"),
        (format!("# x\u{2028}evil==1\na==1 {HASH}"), "lock.malformed"),
        (format!("# x\u{c}evil==1\na==1 {HASH}"), "lock.malformed"),
        (format!("a==1 {HASH} --unknown"), "lock.malformed"),
        (format!("a==1 {HASH} b==2"), "lock.malformed"),
        (format!("a==1 {HASH} --pre"), "lock.malformed"),
        (
            format!("a==1 {HASH}\n--extra-index https://x.org"),
            "lock.malformed",
        ),
        (format!("a==1 {HASH}\n{HASH}"), "lock.malformed"),
        (
            format!("a==1 {HASH}\n${{EXTRA}}==1 {HASH}"),
            "lock.malformed",
        ),
    ] {
        assert!(
            codes(&text).contains(&wanted.to_owned()),
            "{text} {:?}",
            codes(&text)
        );
    }
    let variable = format!("a @ https://${{HOST}}/a.whl {HASH}");
    assert_eq!(codes(&variable), ["warn lock.env-var"]);
    for plain in ["# ${home}", "# $HOME", "# ${}", "# ${A"] {
        assert_eq!(codes(plain), [""; 0]);
    }
    let (lock, report) = check_text(
        &format!("a==1 {HASH} --config-settings \"x=y\""),
        &Policy::new(),
    );
    assert_eq!(
        (codes_of(&report), lock.requirements().len()),
        (vec!["warn lock.option".to_owned()], 1)
    );
    let gone = check("requirements.txt", &|_| None, &Policy::new()).1;
    assert_eq!(codes_of(&gone), ["lock.malformed"]);
    let large = check(
        "requirements.txt",
        &|_| Some(vec![b' '; (16 << 20) + 1]),
        &Policy::new(),
    )
    .1;
    assert_eq!(codes_of(&large), ["pkg.limit"]);
    let latin = check(
        "requirements.txt",
        &|_| Some(b"a==1 # \xe9".to_vec()),
        &Policy::new(),
    )
    .1;
    assert_eq!(codes_of(&latin), ["lock.malformed"]);
}

#[test]
fn names_stand_once_unless_their_conditions_exclude_each_other() {
    for (lines, wanted) in [
        ("a.b==1\nA_B==1", Some("lock.duplicate")),
        (
            "a==1; sys_platform == 'linux'\na==2; sys_platform == 'win32'",
            None,
        ),
        (
            "a==1; sys_platform == 'linux'\na==2; sys_platform != 'win32'",
            Some("lock.duplicate"),
        ),
        (
            "a==1; sys_platform == 'linux'\na==2",
            Some("lock.duplicate"),
        ),
        (
            "a==1; sys_platform == 'linux'\na==2; os_name == 'nt'",
            Some("lock.duplicate"),
        ),
        (
            "a==1; python_version < '3.9'\na==2; python_version >= '3.9'",
            None,
        ),
        (
            "a==1; python_version < '3.9'\na==2; python_version >= '3.8'",
            Some("lock.duplicate"),
        ),
    ] {
        let found = codes(&hashed(lines));
        assert_eq!(found.first().map(String::as_str), wanted, "{lines}");
    }
}

#[test]
fn options_that_weaken_are_found() {
    for (line, wanted) in [
        (
            "--index-url https://pypi.org/simple",
            &["warn lock.index"][..],
        ),
        ("-i https://PyPI.org:443/simple", &["warn lock.index"]),
        ("--extra-index-url=https://x.org", &["warn lock.index"]),
        ("-f ./wheels", &["warn lock.index"]),
        (
            "--find-links http://x.org",
            &["warn lock.index", "lock.insecure-url"],
        ),
        ("--trusted-host x.org", &["warn lock.option"]),
        ("--pre", &["warn lock.option"]),
        ("--no-binary :all:", &["warn lock.option"]),
        ("--prefer-binary", &[]),
    ] {
        assert_eq!(codes(line), wanted, "{line}");
    }
    let policy = Policy::new().with_origin("https://PyPI.org/");
    let allowed = check_text("--index-url https://pypi.org/simple", &policy).1;
    assert_eq!(codes_of(&allowed), [""; 0]);
    let (_, report) = check_text("--extra-index-url https://pypi.org.evil/x", &policy);
    assert_eq!(codes_of(&report), ["warn lock.index"]);
    assert!(report.findings().kept()[0].message().contains("stand in"));
}

#[test]
fn credentials_are_found_and_not_shown() {
    for line in [
        "--index-url https://me:hunter2@x.org/simple?token=hunter2",
        "--extra-index-url https://hunter2@x.org",
        "a @ https://me:hunter2@x.org/a.whl",
        "https://me:hunter2@x.org/a.whl",
        "-f https://me:hunter2@x.org",
        "a==1 --index-url https://me:hunter2@x.org",
        "a b https://me:hunter2@x.org",
        "-r https://me:hunter2@x.org/r.txt",
    ] {
        let (_, report) = check_text(line, &Policy::new());
        assert!(!format!("{report:?}").contains("hunter2"), "{line}");
        assert!(!report.findings().is_empty());
        let is_place =
            !line.starts_with("a==1") && !line.starts_with("a b") && !line.starts_with("-r");
        assert!(
            !is_place || codes(line).contains(&"lock.credentials".to_owned()),
            "{line}"
        );
    }
    assert!(!codes(&hashed("a @ https://x.org/a@1.whl")).contains(&"lock.credentials".to_owned()));
    assert_eq!(
        codes(&hashed("a @ git+ssh://git@x.org/a.git")),
        ["lock.unlockable"]
    );
}

#[test]
fn a_url_has_one_digest() {
    let (good, evil) = ("0a".repeat(32), "0b".repeat(32));
    let place = "a @ https://x.org/a-1-py3-none-any.whl";
    for (url, wanted) in [
        (format!("{place}?x=1&y=2#egg=a&sha256={good}"), &[][..]),
        (format!("{place}?sha256={evil}#sha256={good}"), &[]),
        (
            format!("{place}?x&sha256={evil}#sha256={good}"),
            &["lock.malformed"],
        ),
        (format!("{place}&md5=0#sha256={good}"), &["lock.malformed"]),
        (
            format!("{place}?x&sha256={evil} {HASH}"),
            &["lock.malformed"],
        ),
        (
            format!("{place}#sha256={good}&sha512={good}{good}"),
            &["lock.malformed"],
        ),
        (format!("{place}#x#sha256={good}"), &["lock.malformed"]),
    ] {
        assert_eq!(codes(&url), wanted, "{url}");
    }
}

#[test]
fn an_encoding_that_moves_lines_is_refused() {
    let text = format!(
        "# file encoding; coding: unicode_escape\ngood==1.0 {HASH}\n# \\nevil @ https://evil.example/e-1-py3-none-any.whl#sha256={}\n",
        "0a".repeat(32)
    );
    assert_eq!(codes(&text), ["lock.malformed"]);
    assert_eq!(codes(&text.replace("unicode_escape", "utf-8")), [""; 0]);
}

#[test]
fn includes_stay_inside() {
    let base = format!("-r sub/more.txt\na==1 {HASH}\n");
    let files = |second: &str| {
        let second = second.to_owned();
        let base = base.clone();
        move |path: &str| match path {
            "requirements.txt" => Some(base.clone().into_bytes()),
            "sub/more.txt" => Some(second.clone().into_bytes()),
            "limits.txt" => Some(b"c>=1\nd==2\n".to_vec()),
            // Whoever left the package would come to this one.
            "x.txt" => Some(Vec::new()),
            _ => None,
        }
    };
    let run = |second: &str| check("requirements.txt", &files(second), &Policy::new());
    let (lock, report) = run(&format!("b==1 {HASH}\n-c ../limits.txt"));
    assert_eq!(codes_of(&report), [""; 0]);
    assert_eq!(
        lock.files(),
        ["requirements.txt", "sub/more.txt", "limits.txt"]
    );
    let names: Vec<&str> = lock.requirements().iter().map(|one| one.name()).collect();
    assert_eq!(names, ["a", "b"]);
    for (second, wanted) in [
        ("b==1", "lock.unhashed"),
        ("-r ../../x.txt", "lock.malformed"),
        ("-r /etc/x.txt", "lock.malformed"),
        ("-r ~/x.txt", "lock.malformed"),
        ("-r https://x.org/x.txt", "lock.malformed"),
        ("-r http://x.org/x.txt", "lock.insecure-url"),
        ("-r missing.txt", "lock.malformed"),
        ("-r ../requirements.txt", "lock.duplicate"),
        ("-c more.txt", "lock.duplicate"),
    ] {
        assert_eq!(codes_of(&run(second).1), [wanted], "{second}");
    }
    // Each file includes the next one.
    let chain = |most: usize| {
        let open = move |path: &str| {
            let at: usize = path.strip_suffix(".txt").unwrap().parse().unwrap_or(0);
            Some(
                if at < most {
                    format!("-r {}.txt", at + 1)
                } else {
                    String::new()
                }
                .into_bytes(),
            )
        };
        codes_of(&check("0.txt", &open, &Policy::new()).1)
    };
    assert_eq!(chain(99), [""; 0]);
    assert_eq!(chain(100), ["pkg.limit"]);
}

#[test]
fn targets_choose_what_is_effective() {
    let text = hashed(
        "a==1; sys_platform == 'linux'\nb==2; sys_platform == 'win32'\nc==3; python_version < '3.11'\nd==4",
    );
    let names = |policy: &Policy| {
        let (lock, _) = check_text(&text, policy);
        lock.effective()
            .map(|one| one.name().to_owned())
            .collect::<Vec<_>>()
    };
    let new = Environment::linux("3.12.1", "x86_64");
    let old = Environment::linux("3.10.1", "x86_64");
    assert_eq!(names(&Policy::new()), ["a", "b", "c", "d"]);
    assert_eq!(names(&Policy::new().with_target(new.clone())), ["a", "d"]);
    assert_eq!(
        names(&Policy::new().with_target(new.clone()).with_target(old)),
        ["a", "c", "d"]
    );
    let odd = hashed("a==1; sys_platform < 'm'");
    let (lock, report) = check_text(&odd, &Policy::new().with_target(new));
    assert_eq!(codes_of(&report), ["lock.malformed"]);
    assert_eq!(lock.effective().count(), 1);
}

#[test]
fn the_bill_of_materials_has_the_same() {
    let text = hashed("Foo_Bar==1.0\nb==2; sys_platform == 'win32'");
    let linux = Policy::new().with_target(Environment::linux("3.12.1", "x86_64"));
    let run = |pairs: &[(&'static str, &'static str)]| {
        let policy = linux.clone().with_components(pairs.iter().copied());
        codes_of(&check_text(&text, &policy).1)
    };
    assert_eq!(run(&[("foo.bar", "1.0")]), [""; 0]);
    assert_eq!(run(&[("foo-bar", "1.0.0")]), [""; 0]);
    for other in [
        &[("foo-bar", "1.1")][..],
        &[],
        &[("foo-bar", "1.0"), ("b", "2")],
        &[("c", "1.0")],
    ] {
        assert_eq!(run(other), ["lock.sbom.mismatch"], "{other:?}");
    }
    let none = linux.clone().with_components([]);
    assert_eq!(codes_of(&check_text("", &none).1), ["lock.sbom.mismatch"]);
    let url = hashed("foo-bar @ https://x.org/a.whl");
    let policy = linux.with_components([("foo-bar", "7")]);
    assert_eq!(codes_of(&check_text(&url, &policy).1), [""; 0]);
}

#[test]
fn lists_of_the_policy_are_kept() {
    let text = hashed("a==1.5\nb==2");
    let run = |policy: &Policy| codes_of(&check_text(&text, policy).1);
    let policy = Policy::new;
    assert_eq!(run(&policy().with_required("A", "1.5.0")), [""; 0]);
    assert_eq!(run(&policy().with_required("a", "1.6")), ["lock.denied"]);
    assert_eq!(run(&policy().with_required("c", "1")), ["lock.denied"]);
    assert_eq!(run(&policy().with_denied("a", ">=1.6").unwrap()), [""; 0]);
    assert_eq!(
        run(&policy().with_denied("a", ">=1.0,<1.6").unwrap()),
        ["lock.denied"]
    );
    assert_eq!(
        run(&policy().with_denied("B", "").unwrap()),
        ["lock.denied"]
    );
    assert!(policy().with_denied("b", "x").is_none() && policy().with_denied("", "").is_none());
    assert_eq!(
        run(&policy().with_baseline([("a", "1.5"), ("b", "2")])),
        [""; 0]
    );
    for changed in [
        &[("a", "1.5")][..],
        &[("a", "1.4"), ("b", "2")],
        &[("a", "1.5"), ("b", "2"), ("c", "1")],
    ] {
        let policy = policy().with_baseline(changed.iter().copied());
        assert_eq!(run(&policy), ["warn lock.baseline"]);
    }
}

#[test]
fn many_requirements_are_read_in_time() {
    let lines: String = (0..100_000)
        .map(|at| format!("p{at}==1 {HASH}\n"))
        .collect();
    assert_eq!(codes(&lines), [""; 0]);
    // The same name, again and again, under conditions that are hard to tell apart.
    let condition = (0..8).map(|at| format!("(python_version<'3.{at}' or os_name!='{at}')"));
    let condition = condition.collect::<Vec<_>>().join(" and ");
    let same: String = (0..5_000)
        .map(|at| format!("p{}==1;{condition}\n", at % 300))
        .collect();
    assert!(codes(&same).contains(&"lock.duplicate".to_owned()));
    let joined = "a \\\n".repeat(100_000);
    assert!(!codes(&joined).is_empty());
    let hashes = format!("#{}", " #".repeat(500_000));
    assert_eq!(codes(&hashes), [""; 0]);
}

#[test]
fn more_requirements_than_the_limit_are_not_read() {
    let lines: String = (0..200_001).map(|at| format!("p{at}==1\n")).collect();
    let (lock, report) = check_text(&lines, &Policy::new().without_hashes());
    assert_eq!(
        (lock.requirements().len(), codes_of(&report)),
        (200_000, vec!["pkg.limit".to_owned()])
    );
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = check("r", &|_| Some(bytes.clone()), &Policy::new());
    }

    #[test]
    fn any_line_is_read_or_refused(line in "[ab.\\-=!<>~1*+@:/#;'\"\\\\ \t\n()\\[\\],$A{}]{0,60}") {
        let policy = Policy::new().with_target(Environment::linux("3.12.1", "x"));
        let _ = check_text(&line, &policy);
        let _ = check_text(&hashed(&format!("a==1;{line}")), &policy);
        let _ = check_text(&hashed(&format!("a @ https:{line}")), &policy);
    }

    #[test]
    fn any_condition_is_read_or_refused(
        parts in proptest::collection::vec(
            prop::sample::select(vec![
                "python_version", "os_name", "extra", "'3.8'", "'a'", "<", "==", "~=", "!=", "in",
                "not in", "and", "or", "(", ")", " ",
            ]), 0..14,
        )
    ) {
        let condition = parts.join(" ");
        let policy = Policy::new().with_target(Environment::linux("3.12.1", "x"));
        let _ = check_text(&hashed(&format!("a==1;{condition}\na==2;{condition}")), &policy);
    }
}
