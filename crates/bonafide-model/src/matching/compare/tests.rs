use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::net::UnixListener;

use rustix::fs::{CWD, FileType, Mode};

use crate::matching::testing::{
    Folder, PIECES, USUAL, accepted, lines, refused, report, signed, usual,
};
use crate::{CoverageClass, FileDifferenceKind, HashMethod, Outcome, Profile, Tree, TreeOptions};

const WEIGHTS: &str = "weights/model.safetensors";

#[test]
fn what_was_signed_is_accepted_and_covered_whole() {
    let folder = Folder::usual();
    for manifest in usual() {
        let report = report(&folder, &manifest, &TreeOptions::new());
        assert_eq!(lines(&report), [""; 0]);
        assert_eq!(report.outcome(), Outcome::Verified);
        assert!(report.coverage().is_complete());
        let signed = report.coverage().class(CoverageClass::Signed);
        assert_eq!((signed.files(), signed.bytes()), (3, 31));
    }
}

#[test]
fn a_changed_byte_is_found_by_either_method() {
    let folder = Folder::usual();
    folder.write(WEIGHTS, b"0123456789abcdef0123456788");
    for manifest in usual() {
        let report = report(&folder, &manifest, &TreeOptions::new());
        assert_eq!(
            lines(&report),
            ["oms.file.changed error weights/model.safetensors"]
        );
        assert_eq!(report.outcome(), Outcome::Failed);
        let [difference] = report.differences() else {
            panic!("one range differs");
        };
        assert_eq!(difference.kind, FileDifferenceKind::Digest);
        let is_sharded = manifest.method() == PIECES;
        assert_eq!(difference.range, is_sharded.then_some(16..26));
        assert_ne!(difference.expected, difference.actual);
        assert!(!report.coverage().is_complete());
        let changed = report.coverage().class(CoverageClass::Changed);
        assert_eq!((changed.files(), changed.bytes()), (1, 26));
    }
}

#[test]
fn another_length_is_found_without_reading_where_it_was_signed() {
    for content in [
        b"0123456789abcdef".as_slice(),
        b"0123456789abcdef0123456789a",
        b"",
    ] {
        let folder = Folder::usual();
        folder.write(WEIGHTS, content);
        let [whole, pieces] = usual();
        refused(
            &folder,
            &whole,
            &["oms.file.changed error weights/model.safetensors"],
        );
        let report = report(&folder, &pieces, &TreeOptions::new());
        assert_eq!(
            lines(&report),
            ["oms.file.size error weights/model.safetensors"]
        );
        let [difference] = report.differences() else {
            panic!("one length differs");
        };
        let lengths = (difference.expected_length, difference.actual_length);
        assert_eq!(lengths, (Some(26), Some(content.len() as u64)));
    }
}

#[test]
fn files_that_came_and_went() {
    for manifest in usual() {
        let folder = Folder::usual();
        folder.write("evil.py", "import os");
        refused(&folder, &manifest, &["oms.file.extra error evil.py"]);
        folder.remove("evil.py").remove("config.json");
        refused(&folder, &manifest, &["oms.file.missing error config.json"]);
        folder.write("Config.json", "{}");
        refused(
            &folder,
            &manifest,
            &[
                "oms.file.extra error Config.json",
                "oms.file.missing error config.json",
                "oms.name.collision warn config.json",
            ],
        );
    }
}

#[test]
fn files_that_moved_are_named_by_their_content() {
    for manifest in usual() {
        let folder = Folder::usual();
        std::fs::rename(folder.at(WEIGHTS), folder.at("other.bin")).unwrap();
        let report = report(&folder, &manifest, &TreeOptions::new());
        let [difference] = report.differences() else {
            panic!("one file is missing");
        };
        assert_eq!(difference.renamed_to.as_deref(), Some("other.bin"));
        // The directory that it lay in is empty now.
        assert_eq!(
            lines(&report),
            [
                "oms.coverage.empty-directory info",
                "oms.file.extra error other.bin",
                "oms.file.missing error weights/model.safetensors",
            ]
        );
        let quick = TreeOptions::new().fail_fast();
        let quick = crate::matching::testing::report(&folder, &manifest, &quick);
        assert_eq!(quick.differences()[0].renamed_to, None);
        let unhashed = quick.coverage().class(CoverageClass::NotHashed);
        assert_eq!(unhashed.files(), 2);
    }
}

#[test]
fn swapped_files_are_both_changed() {
    let folder = Folder::usual();
    folder
        .write("config.json", "a b")
        .write("tokenizer/merges.txt", "{}");
    refused(
        &folder,
        &usual()[0],
        &[
            "oms.file.changed error config.json",
            "oms.file.changed error tokenizer/merges.txt",
        ],
    );
}

#[test]
fn a_directory_is_no_file_and_a_file_no_directory() {
    for manifest in usual() {
        let folder = Folder::usual();
        folder.remove("config.json").write("config.json/x", "{}");
        refused(
            &folder,
            &manifest,
            &[
                "oms.file.missing error config.json",
                "oms.file.extra error config.json/x",
            ],
        );
        let folder = Folder::usual();
        folder.remove("weights").write("weights", "0");
        refused(
            &folder,
            &manifest,
            &[
                "oms.file.extra error weights",
                "oms.file.missing error weights/model.safetensors",
            ],
        );
    }
}

#[test]
fn what_is_not_there_says_what_has_its_name() {
    let [manifest, _] = usual();
    let told = |folder: &Folder, manifest: &crate::Manifest| {
        let report = report(folder, manifest, &TreeOptions::new());
        let mut missing = report.findings().kept().iter();
        let missing =
            missing.find(|finding| finding.code() == bonafide_report::registry::OMS_FILE_MISSING);
        missing.unwrap().message().to_owned()
    };
    let folder = Folder::usual();
    folder.remove("config.json");
    assert_eq!(told(&folder, &manifest), "config.json is not there");
    folder.link("config.json", "tokenizer/merges.txt");
    assert_eq!(
        told(&folder, &manifest),
        "config.json is not there: a symbolic link has its name"
    );
    let mut with_links = manifest.clone();
    with_links.allow_symlinks = true;
    folder
        .remove("config.json")
        .link("config.json", "tokenizer");
    assert_eq!(
        told(&folder, &with_links),
        "config.json is not there: a symbolic link that leads to no file has its name"
    );
    folder.remove("config.json").write("config.json/x", "1");
    assert_eq!(
        told(&folder, &manifest),
        "config.json is not there: a directory has its name"
    );
}

#[test]
fn a_file_is_no_folder_of_signed_files() {
    let folder = Folder::usual();
    let tree = Tree::open(folder.at("config.json"), &TreeOptions::new()).unwrap();
    for manifest in usual() {
        let report = crate::matching::testing::report_of(&tree, &manifest, &TreeOptions::new());
        assert_eq!(
            lines(&report),
            [
                "oms.file.missing error",
                "oms.file.missing error tokenizer/merges.txt",
                "oms.file.missing error weights/model.safetensors",
            ]
        );
        let first = report.findings().kept().first().unwrap().message();
        assert_eq!(
            first,
            "the root is the one file config.json, and 3 files were signed"
        );
        let signed = report.coverage().class(CoverageClass::Signed);
        assert_eq!(signed.files(), 1);
    }
}

#[test]
fn empty_files_are_nothing_to_pieces() {
    let folder = Folder::usual();
    folder.write("tokenizer/__init__.py", "");
    let [whole, pieces] = usual();
    refused(
        &folder,
        &whole,
        &["oms.file.extra error tokenizer/__init__.py"],
    );
    accepted(&folder, &pieces, &["oms.coverage.empty-under-shards warn"]);
    let options = TreeOptions::new().with_profile(Profile::Paranoid);
    let strict = report(&folder, &pieces, &options);
    assert_eq!(lines(&strict), ["oms.coverage.empty-under-shards error"]);
    assert_eq!(strict.outcome(), Outcome::Failed);
    // Signed whole, it is missing when it is gone.
    let mut files = USUAL.to_vec();
    files.push(("tokenizer/__init__.py", b""));
    accepted(&folder, &signed(HashMethod::Files, &files), &[]);
    folder.remove("tokenizer/__init__.py");
    refused(
        &folder,
        &signed(HashMethod::Files, &files),
        &["oms.file.missing error tokenizer/__init__.py"],
    );
}

#[test]
fn empty_directories_and_modes_are_not_signed() {
    let folder = Folder::usual();
    std::fs::create_dir(folder.at("empty")).unwrap();
    let mode = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(folder.at("config.json"), mode).unwrap();
    for manifest in usual() {
        accepted(&folder, &manifest, &["oms.coverage.empty-directory info"]);
    }
}

#[test]
fn special_files_are_never_opened() {
    for manifest in usual() {
        let folder = Folder::usual();
        let mode = Mode::from_raw_mode(0o600);
        rustix::fs::mknodat(CWD, folder.at("pipe"), FileType::Fifo, mode, 0).unwrap();
        refused(&folder, &manifest, &["oms.tree.special-file error pipe"]);
        folder.remove("pipe").remove("config.json");
        // In the place of a signed file.
        rustix::fs::mknodat(CWD, folder.at("config.json"), FileType::Fifo, mode, 0).unwrap();
        refused(
            &folder,
            &manifest,
            &[
                "oms.file.missing error config.json",
                "oms.tree.special-file error config.json",
            ],
        );
        let folder = Folder::usual();
        let _socket = UnixListener::bind(folder.at("socket")).unwrap();
        refused(&folder, &manifest, &["oms.tree.special-file error socket"]);
        let folder = Folder::usual();
        let device = rustix::fs::makedev(1, 3);
        let made = rustix::fs::mknodat(
            CWD,
            folder.at("null"),
            FileType::CharacterDevice,
            mode,
            device,
        );
        if made.is_ok() {
            refused(&folder, &manifest, &["oms.tree.special-file error null"]);
        }
        // Left out, they are told of and are no errors.
        let folder = Folder::usual();
        std::fs::create_dir(folder.at(".git")).unwrap();
        rustix::fs::mknodat(CWD, folder.at(".git/pipe"), FileType::Fifo, mode, 0).unwrap();
        let report = report(&folder, &manifest, &TreeOptions::new());
        assert_eq!(report.outcome(), Outcome::Verified);
        assert_eq!(report.coverage().class(CoverageClass::Special).files(), 1);
        assert!(!report.coverage().is_complete());
    }
}

#[test]
fn hard_links_are_files_under_each_of_their_names() {
    let folder = Folder::usual();
    std::fs::hard_link(folder.at("config.json"), folder.at("same.json")).unwrap();
    for method in [HashMethod::Files, PIECES] {
        refused(
            &folder,
            &signed(method, USUAL),
            &["oms.file.extra error same.json"],
        );
        let mut files = USUAL.to_vec();
        files.push(("same.json", b"{}"));
        accepted(&folder, &signed(method, &files), &[]);
    }
}

#[test]
fn names_are_bytes() {
    let folder = Folder::usual();
    folder.write(OsStr::from_bytes(b"x\xff"), "x");
    let shown = "oms.file.extra error x\\xff";
    refused(
        &folder,
        &usual()[0],
        &[shown, "oms.name.suspicious warn x\\xff"],
    );

    // Composed and decomposed are two names, which other systems merge.
    let (composed, decomposed) = ("caf\u{e9}", "cafe\u{301}");
    let folder = Folder::new();
    folder.write(composed, "1").write(decomposed, "2");
    for method in [HashMethod::Files, PIECES] {
        let both = signed(method, &[(composed, b"1"), (decomposed, b"2")]);
        let collision = format!("oms.name.collision warn {composed}");
        accepted(&folder, &both, &[]);
        let one = signed(method, &[(composed, b"1")]);
        let extra = format!("oms.file.extra error {decomposed}");
        refused(&folder, &one, &[&extra, &collision]);
    }
}

#[test]
fn odd_names_are_legal_and_warned_of() {
    let folder = Folder::usual();
    for name in ["a:b", "a\nb", "a\\b", "dot.", "nul"] {
        folder.write(name, "1");
    }
    let names: [(&str, &[u8]); 2] = [("a:b", b"1"), ("a\nb", b"1")];
    let signed = signed(PIECES, &[USUAL, &names].concat());
    let found = report(
        &folder,
        &signed,
        &TreeOptions::new().ignore_unsigned_files(),
    );
    assert_eq!(found.coverage().class(CoverageClass::Signed).files(), 5);
    let [manifest, _] = usual();
    let options = TreeOptions::new().ignore_unsigned_files();
    let found = report(&folder, &manifest, &options);
    assert_eq!(found.outcome(), Outcome::Verified);
    let is_suspicious = |line: &String| line.starts_with("oms.name.suspicious warn ");
    let suspicious = lines(&found).into_iter().filter(is_suspicious);
    assert_eq!(suspicious.count(), 5);
    let strict = report(&folder, &manifest, &options.with_profile(Profile::Paranoid));
    assert_eq!(strict.outcome(), Outcome::Failed);
}

#[test]
fn a_model_that_is_one_file_goes_by_its_name_or_by_a_dot() {
    let folder = Folder::new();
    folder.write("model.bin", "weights").write("beside", "x");
    let open = |name| Tree::open(folder.at(name), &TreeOptions::new()).unwrap();
    let check = |tree: &Tree, path: &str| {
        let manifest = signed(HashMethod::Files, &[(path, b"weights")]);
        let report = crate::matching::testing::report_of(tree, &manifest, &TreeOptions::new());
        lines(&report)
    };
    let tree = open("model.bin");
    assert_eq!(check(&tree, "."), [""; 0]);
    assert_eq!(check(&tree, "model.bin"), [""; 0]);
    assert_eq!(
        check(&tree, "other.bin"),
        [
            "oms.file.extra error model.bin",
            "oms.file.missing error other.bin",
        ]
    );
    // Of a directory, a dot is no file.
    let whole = Tree::open(folder.root(), &TreeOptions::new()).unwrap();
    let found = check(&whole, ".");
    assert!(
        found.contains(&"oms.name.invalid error .".to_owned()),
        "{found:?}"
    );
    // One path, and no second.
    let manifest = signed(
        HashMethod::Files,
        &[(".", b"weights"), ("model.bin", b"weights")],
    );
    let report = crate::matching::testing::report_of(&tree, &manifest, &TreeOptions::new());
    assert_eq!(
        lines(&report),
        ["oms.file.missing error", "oms.file.missing error model.bin"]
    );
}

#[test]
fn what_the_system_does_not_tell_is_not_verified() {
    use crate::matching::testing::report_of;
    use crate::tree::Kind;
    let unreadable = Kind::Unreadable(std::io::ErrorKind::PermissionDenied);
    let folder = Folder::usual();
    folder.write(".git/x", "1").write("extra", "2");
    let options = TreeOptions::new().with_ignore_paths(["extra"]);
    let found = |path: &str, kind: Kind| {
        let tree = folder.tree().with_kind(path, kind);
        let report = report_of(&tree, &usual()[0], &options);
        let line = lines(&report)
            .into_iter()
            .find(|line| line.ends_with(path))
            .unwrap();
        let unreadable = report.coverage().class(CoverageClass::Unreadable);
        assert_eq!(unreadable.files(), 1);
        assert!(!report.coverage().is_complete());
        (line, report.outcome())
    };
    let line = |line: &str, outcome| (line.to_owned(), outcome);
    for (path, kind, wanted) in [
        (
            "config.json",
            unreadable,
            line(
                "oms.file.unreadable error config.json",
                Outcome::Inconclusive,
            ),
        ),
        (
            "config.json",
            Kind::Changed,
            line("oms.tree.changed error config.json", Outcome::Failed),
        ),
        (
            ".git/x",
            unreadable,
            line("oms.file.unreadable warn .git/x", Outcome::Verified),
        ),
        (
            "extra",
            Kind::Changed,
            line("oms.tree.changed warn extra", Outcome::Verified),
        ),
    ] {
        assert_eq!(found(path, kind), wanted);
    }
    folder.write("more", "3");
    let (line, outcome) = found("more", unreadable);
    assert_eq!(line, "oms.file.unreadable error more");
    assert_eq!(outcome, Outcome::Inconclusive);
}

#[test]
fn other_file_systems_in_a_model_are_told_of() {
    // Where there are devices, others are usually mounted among them.
    let Ok(tree) = Tree::open("/dev", &TreeOptions::new()) else {
        return;
    };
    let mounted = tree.entries().find(|entry| entry.is_mount_point());
    let Some(path) = mounted.and_then(|entry| entry.path_text()) else {
        println!("nothing is mounted in /dev: skipped");
        return;
    };
    let manifest = signed(HashMethod::Files, &[("x", b"1")]);
    let found = crate::matching::testing::report_of(&tree, &manifest, &TreeOptions::new());
    let wanted = format!("oms.tree.mount info {path}");
    assert!(lines(&found).contains(&wanted), "{wanted}");
}

#[test]
fn unsigned_files_may_be_ignored_and_nothing_else() {
    let options = TreeOptions::new().ignore_unsigned_files();
    for manifest in usual() {
        let folder = Folder::usual();
        folder.write("evil.py", "import os");
        let found = report(&folder, &manifest, &options);
        assert_eq!(lines(&found), ["oms.coverage.unsigned warn"]);
        assert_eq!(found.outcome(), Outcome::Verified);
        assert!(!found.coverage().is_complete());
        folder.remove("config.json");
        let found = report(&folder, &manifest, &options);
        assert_eq!(found.outcome(), Outcome::Failed);
    }
}
