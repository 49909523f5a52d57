use bonafide_digest::engine::Control;

use crate::matching::report::judge;
use crate::matching::testing::{Folder, PIECES, USUAL, lines, refused, report, signed, usual};
use crate::{CoverageClass, HashMethod, Manifest, Outcome, Profile, Symlinks, TreeOptions};

const METHODS: [HashMethod; 2] = [HashMethod::Files, PIECES];

fn with_links(method: HashMethod, more: &[(&str, &[u8])]) -> Manifest {
    let mut manifest = signed(method, &[USUAL, more].concat());
    manifest.allow_symlinks = true;
    manifest
}

/// Accepted as recorded, with these findings.
fn allowed(folder: &Folder, manifest: &Manifest, wanted: &[&str]) {
    let found = report(folder, manifest, &TreeOptions::new());
    assert_eq!(lines(&found), wanted);
    assert_eq!(found.outcome(), Outcome::Verified);
    assert!(!found.coverage().is_complete());
}

#[test]
fn a_link_with_the_right_content_is_no_signed_file() {
    for manifest in usual() {
        let folder = Folder::usual();
        folder
            .remove("config.json")
            .link("config.json", "../outside");
        std::fs::write(folder.root().with_file_name("outside"), "{}").unwrap();
        let wanted = [
            "oms.file.missing error config.json",
            "oms.symlink.present error config.json",
        ];
        refused(&folder, &manifest, &wanted);
        // Whatever the caller says.
        let options = TreeOptions::new().with_symlinks(Symlinks::Recorded);
        assert_eq!(lines(&report(&folder, &manifest, &options)), wanted);
        let folder = Folder::usual();
        folder.link("more", "config.json");
        refused(&folder, &manifest, &["oms.symlink.present error more"]);
    }
}

#[test]
fn a_link_to_a_file_is_hashed_under_its_own_name() {
    for method in METHODS {
        let manifest = with_links(method, &[("link.json", b"{}")]);
        let folder = Folder::usual();
        folder.link("link.json", "tokenizer/../config.json");
        allowed(&folder, &manifest, &["oms.symlink.allowed info link.json"]);
        let found = report(&folder, &manifest, &TreeOptions::new());
        let signed = found.coverage().class(CoverageClass::Signed);
        assert_eq!((signed.files(), signed.bytes()), (4, 33));
        let links = found.coverage().class(CoverageClass::Symlink).paths();
        assert_eq!(links[0].target(), Some("tokenizer/../config.json"));
        assert_eq!(links[0].is_inside(), Some(true));
        // It leads to other content, to nothing, or is not signed.
        folder
            .remove("link.json")
            .link("link.json", "tokenizer/merges.txt");
        let found = report(&folder, &manifest, &TreeOptions::new());
        assert_eq!(found.outcome(), Outcome::Failed);
        folder.remove("link.json").link("link.json", "nothing");
        refused(&folder, &manifest, &["oms.file.missing error link.json"]);
        folder.remove("link.json").link("second", "config.json");
        folder.write("link.json", "{}");
        refused(
            &folder,
            &manifest,
            &[
                "oms.file.extra error second",
                "oms.symlink.allowed info second",
            ],
        );
    }
}

#[test]
fn a_link_that_leaves_the_model_is_warned_of_or_refused() {
    for method in METHODS {
        let manifest = with_links(method, &[("out", b"outside")]);
        let folder = Folder::usual();
        let outside = folder.root().with_file_name("outside");
        std::fs::write(&outside, "outside").unwrap();
        for target in ["../outside", outside.to_str().unwrap()] {
            folder.link("out", target);
            allowed(&folder, &manifest, &["oms.symlink.outside warn out"]);
            let options = TreeOptions::new().with_symlinks(Symlinks::InsideOnly);
            let found = report(&folder, &manifest, &options);
            assert_eq!(lines(&found), ["oms.symlink.outside error out"]);
            assert_eq!(found.outcome(), Outcome::Failed);
            let options = TreeOptions::new().with_symlinks(Symlinks::Refuse);
            let found = report(&folder, &manifest, &options);
            assert_eq!(
                lines(&found),
                [
                    "oms.symlink.outside warn out",
                    "oms.symlink.policy error out"
                ]
            );
            folder.remove("out");
        }
        // Out of the model and back into it, by a path of its own.
        folder.link("out", "../model/config.json");
        let manifest = with_links(method, &[("out", b"{}")]);
        allowed(&folder, &manifest, &["oms.symlink.allowed info out"]);
        folder.remove("out").link("out", folder.at("config.json"));
        allowed(&folder, &manifest, &["oms.symlink.allowed info out"]);
        let options = TreeOptions::new().with_profile(Profile::Paranoid);
        let found = report(&folder, &manifest, &options);
        assert!(lines(&found).contains(&"oms.symlink.policy error out".to_owned()));
    }
}

#[test]
fn a_link_to_a_directory_needs_signed_files_there() {
    for method in METHODS {
        let manifest = with_links(method, &[]);
        let folder = Folder::usual();
        folder.link("dir", "tokenizer");
        allowed(&folder, &manifest, &["oms.symlink.allowed info dir"]);
        folder.write("tokenizer/evil.py", "import os");
        refused(
            &folder,
            &manifest,
            &[
                "oms.symlink.directory error dir",
                "oms.file.extra error tokenizer/evil.py",
            ],
        );
        // Left out, it is no better.
        let options = TreeOptions::new().with_ignore_paths(["tokenizer/evil.py"]);
        let found = report(&folder, &manifest, &options);
        assert!(lines(&found).contains(&"oms.symlink.directory error dir".to_owned()));
        // Nor changed.
        folder
            .remove("tokenizer/evil.py")
            .write("tokenizer/merges.txt", "a c");
        let found = report(&folder, &manifest, &TreeOptions::new());
        assert!(lines(&found).contains(&"oms.symlink.directory error dir".to_owned()));
    }
}

#[test]
fn a_link_to_a_directory_elsewhere_is_refused() {
    for method in METHODS {
        let manifest = with_links(method, &[]);
        let folder = Folder::usual();
        let evil = folder.root().with_file_name("evil-target");
        std::fs::create_dir(&evil).unwrap();
        let wanted = ["oms.symlink.directory error dir"];
        for target in [
            evil.to_str().unwrap(),
            "../evil-target",
            "..",
            ".",
            "../model",
            "nothing",
            "dir",
            "config.json/x",
        ] {
            folder.link("dir", target);
            refused(&folder, &manifest, &wanted);
            folder.remove("dir");
        }
        folder.link("tokenizer/up", "../tokenizer");
        refused(
            &folder,
            &manifest,
            &["oms.symlink.directory error tokenizer/up"],
        );
        let found = report(&folder, &manifest, &TreeOptions::new());
        let message = found.findings().kept()[0].message();
        assert!(
            message.ends_with("leads to a directory that it lies in"),
            "{message}"
        );
        folder.remove("tokenizer/up").link("a", "b").link("b", "a");
        refused(
            &folder,
            &manifest,
            &[
                "oms.symlink.directory error a",
                "oms.symlink.directory error b",
            ],
        );
    }
}

#[test]
fn links_are_followed_so_far_and_no_further() {
    let folder = Folder::usual();
    folder.link("l1", "config.json");
    for number in 2..=41 {
        folder.link(&format!("l{number}"), format!("l{}", number - 1));
    }
    let names: Vec<String> = (1..=41).map(|number| format!("l{number}")).collect();
    let mut files: Vec<(&str, &[u8])> = Vec::new();
    files.extend(names.iter().map(|name| (name.as_str(), b"{}".as_slice())));
    let manifest = with_links(HashMethod::Files, &files);
    let found = report(&folder, &manifest, &TreeOptions::new());
    let errors: Vec<String> = lines(&found)
        .into_iter()
        .filter(|line| line.contains(" error "))
        .collect();
    assert_eq!(errors, ["oms.file.missing error l41"]);
}

#[test]
fn a_link_to_a_special_file_is_refused() {
    let folder = Folder::usual();
    folder.link("null", "/dev/null");
    let manifest = with_links(HashMethod::Files, &[]);
    refused(&folder, &manifest, &["oms.tree.special-file error null"]);
    let manifest = with_links(HashMethod::Files, &[("null", b"")]);
    refused(&folder, &manifest, &["oms.file.missing error null"]);
}

#[test]
fn signers_may_have_entered_links_to_directories() {
    for method in METHODS {
        let folder = Folder::usual();
        folder
            .link("dir", "hidden")
            .write("hidden/a", "1")
            .write("hidden/b/c", "2");
        let more: [(&str, &[u8]); 2] = [("dir/a", b"1"), ("dir/b/c", b"2")];
        let mut manifest = with_links(method, &more);
        manifest.ignore_paths = vec!["hidden".to_owned()];
        allowed(
            &folder,
            &manifest,
            &[
                "oms.coverage.ignored-by-signature warn",
                "oms.symlink.allowed info dir",
            ],
        );
        let found = report(&folder, &manifest, &TreeOptions::new());
        assert_eq!(found.coverage().class(CoverageClass::Signed).files(), 5);
        // One more file there than is listed.
        folder.write("hidden/evil", "3");
        let found = report(&folder, &manifest, &TreeOptions::new());
        assert!(lines(&found).contains(&"oms.symlink.directory error dir".to_owned()));
        folder.remove("hidden/evil").write("hidden/b/c", "3");
        let found = report(&folder, &manifest, &TreeOptions::new());
        assert!(lines(&found).contains(&"oms.file.changed error dir/b/c".to_owned()));
    }
}

#[test]
fn a_link_on_the_way_to_a_signed_file_is_refused_wherever_it_lies() {
    let refusing = [
        TreeOptions::new().with_symlinks(Symlinks::Refuse),
        TreeOptions::new().with_profile(Profile::Paranoid),
    ];
    let policy = "oms.symlink.policy error link";
    let allowed = "oms.symlink.allowed info link";
    for method in METHODS {
        let folder = Folder::new();
        folder
            .write("real/x.bin", "1")
            .write("real/y.bin", "2")
            .link("link", "real");
        let files: [(&str, &[u8]); 4] = [
            ("link/x.bin", b"1"),
            ("link/y.bin", b"2"),
            ("real/x.bin", b"1"),
            ("real/y.bin", b"2"),
        ];
        let mut manifest = signed(method, &files);
        manifest.allow_symlinks = true;
        let judged = |manifest: &Manifest, options: &TreeOptions, subset: Option<[bool; 4]>| {
            let tree = folder.tree();
            let subset = subset.map(|subset| subset.to_vec());
            let (report, _) = judge(manifest, &tree, options, subset, &Control::new());
            let links = lines(&report).into_iter();
            let links: Vec<_> = links.filter(|line| line.contains(".symlink.")).collect();
            (links, report.outcome())
        };
        let mut recorded = manifest.clone();
        recorded.ignore_paths = vec!["link".to_owned()];
        let both = Some([true, true, false, false]);
        let real = Some([false, false, true, true]);
        for options in &refusing {
            let refused = (vec![policy.to_owned()], Outcome::Failed);
            let leaving_out = options.clone().with_ignore_paths(["link"]);
            assert_eq!(judged(&manifest, options, both), refused);
            assert_eq!(judged(&manifest, &leaving_out, None), refused);
            assert_eq!(judged(&manifest, &leaving_out, both), refused);
            assert_eq!(judged(&recorded, options, None), refused);
            let hurried = options.clone().fail_fast();
            assert_eq!(judged(&manifest, &hurried, both), refused);
            // Nobody passes through it.
            assert_eq!(judged(&manifest, options, real).0, [""; 0]);
        }
        let told = (vec![allowed.to_owned()], Outcome::Verified);
        let options = TreeOptions::new();
        let leaving_out = TreeOptions::new().with_ignore_paths(["link"]);
        assert_eq!(judged(&manifest, &options, None), told);
        assert_eq!(judged(&manifest, &options, both), told);
        assert_eq!(judged(&manifest, &leaving_out, None), told);
        assert_eq!(judged(&recorded, &options, None), told);
        assert_eq!(
            judged(&manifest, &options, real),
            (Vec::new(), Outcome::Verified)
        );
    }
}

#[test]
fn links_among_what_is_left_out_are_told_of() {
    for manifest in usual() {
        let folder = Folder::usual();
        folder.link(".git/hook", "/bin/sh");
        let found = report(&folder, &manifest, &TreeOptions::new());
        assert_eq!(lines(&found), ["oms.coverage.ignored-by-default warn"]);
        assert_eq!(found.outcome(), Outcome::Verified);
        let links = found.coverage().class(CoverageClass::Symlink);
        assert_eq!(links.paths()[0].path(), ".git/hook");
        assert_eq!(links.paths()[0].is_inside(), Some(false));
        assert!(!found.coverage().is_complete());
    }
}
