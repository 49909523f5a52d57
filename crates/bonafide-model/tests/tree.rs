//! Trees on a real file system, hostile ones among them.

#![cfg(all(feature = "oms", unix))]

use std::ffi::OsStr;
use std::io::Read as _;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use bonafide_model::{
    Difference, EntryKind, SpecialKind, Tree, TreeError, TreeLimits, TreeOptions,
};
use rustix::fs::{CWD, FileType, Mode, OFlags};

struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("bonafide-tree-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir(&path).unwrap();
        Self(path)
    }

    fn at(&self, path: impl AsRef<Path>) -> PathBuf {
        self.0.join(path)
    }

    fn write(&self, path: impl AsRef<Path>, content: &str) -> &Self {
        let path = self.at(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
        self
    }

    fn tree(&self) -> Tree {
        Tree::open(&self.0, &TreeOptions::new()).unwrap()
    }

    fn limited(&self, limits: TreeLimits) -> Result<Tree, TreeError> {
        Tree::open(&self.0, &TreeOptions::new().with_limits(limits))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn paths(tree: &Tree) -> Vec<&[u8]> {
    tree.entries().map(|entry| entry.path()).collect()
}

#[test]
fn entries_are_sorted_by_the_bytes_of_their_paths() {
    let folder = Folder::new();
    for path in ["a/b", "a.b", "a-b", "a b", ".hidden", "Z", "é"] {
        folder.write(path, path);
    }
    folder.write(OsStr::from_bytes(b"\xff\xfe"), "x");
    let tree = folder.tree();
    let wanted: [&[u8]; 9] = [
        b".hidden",
        b"Z",
        b"a",
        b"a b",
        b"a-b",
        b"a.b",
        b"a/b",
        "é".as_bytes(),
        b"\xff\xfe",
    ];
    assert_eq!(paths(&tree), wanted);
    assert_eq!(tree.len(), 9);
    let entry = tree.entry("a/b").unwrap();
    assert!(entry.is_file() && entry.length() == 3);
    assert_eq!(entry.path_text(), Some("a/b"));
    assert_eq!(tree.entry(b"\xff\xfe").unwrap().path_text(), None);
    // Names are compared byte for byte, and never put right.
    for path in ["A/b", "a//b", "./a/b", "a/b/", "", "a/../a/b", "e\u{301}"] {
        assert!(tree.entry(path).is_none(), "{path}");
    }
}

#[test]
fn each_kind_is_told_from_the_others() {
    let folder = Folder::new();
    folder.write("file", "1");
    std::fs::create_dir(folder.at("empty")).unwrap();
    symlink("no\nwhere", folder.at("link")).unwrap();
    let mode = Mode::from_raw_mode(0o600);
    rustix::fs::mknodat(CWD, folder.at("pipe"), FileType::Fifo, mode, 0).unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(folder.at("socket")).unwrap();
    let tree = folder.tree();
    let kind = |path: &str| tree.entry(path).unwrap().kind();
    assert_eq!(kind("file"), EntryKind::File);
    assert_eq!(kind("empty"), EntryKind::Directory);
    assert!(tree.entry("empty").unwrap().is_empty_directory());
    let target = b"no\nwhere".as_slice();
    assert_eq!(kind("link"), EntryKind::Symlink { target });
    assert_eq!(kind("pipe"), EntryKind::Special(SpecialKind::Pipe));
    assert_eq!(kind("socket"), EntryKind::Special(SpecialKind::Socket));
    for path in ["empty", "link", "pipe", "socket"] {
        let error = tree.open_file(&tree.entry(path).unwrap()).unwrap_err();
        assert_eq!(error.code().as_str(), "oms.tree.changed");
    }
}

#[test]
fn the_root_may_be_a_file_or_a_link_and_nothing_else() {
    let folder = Folder::new();
    folder.write("model/weights", "1").write("file", "22");
    symlink("model", folder.at("link")).unwrap();
    symlink("file", folder.at("to-file")).unwrap();
    symlink("nothing", folder.at("dangling")).unwrap();
    let open = |path: &str| Tree::open(folder.at(path), &TreeOptions::new());

    let tree = open("model").unwrap();
    assert_eq!((tree.resolved(), tree.is_file()), (None, false));
    assert_eq!(tree.base_name(), Some(b"model".as_slice()));
    for link in ["link", "link/"] {
        let tree = open(link).unwrap();
        assert_eq!(paths(&tree), [b"weights"]);
        assert_eq!(tree.base_name(), Some(b"model".as_slice()));
        assert!(tree.resolved().unwrap().ends_with("model"));
    }
    assert_eq!(
        open("model/.").unwrap().base_name(),
        Some(b"model".as_slice())
    );
    for (path, is_link) in [("file", false), ("to-file", true)] {
        let tree = open(path).unwrap();
        assert_eq!(paths(&tree), [b"file"]);
        assert_eq!((tree.resolved().is_some(), tree.is_file()), (is_link, true));
        assert_eq!(tree.entry("file").unwrap().length(), 2);
    }
    for path in ["nothing", "dangling", "file/x"] {
        let error = open(path).unwrap_err();
        assert_eq!(error.code().as_str(), "oms.file.unreadable");
    }
    let mode = Mode::from_raw_mode(0o600);
    rustix::fs::mknodat(CWD, folder.at("pipe"), FileType::Fifo, mode, 0).unwrap();
    let error = open("pipe").unwrap_err();
    assert_eq!(error.code().as_str(), "oms.tree.special-file");
    let options = TreeOptions::new().with_bundle_file(folder.at("nothing"));
    let error = Tree::open(&folder.0, &options).unwrap_err();
    assert!(matches!(error, TreeError::BundleFile { .. }));
}

#[test]
fn limits_hold_to_the_last_entry() {
    let folder = Folder::new();
    folder.write("d/e/f", "1").write("d/e/g", "2");
    symlink("f", folder.at("d/e/l")).unwrap();
    symlink("f", folder.at("d/e/m")).unwrap();
    let limits = TreeLimits::DEFAULT;
    let cases = [
        (limits.with_entries(6), limits.with_entries(5)),
        (limits.with_depth(2), limits.with_depth(1)),
        (limits.with_links(2), limits.with_links(1)),
        (limits.with_path_bytes(5), limits.with_path_bytes(4)),
        (
            limits.with_component_bytes(1),
            limits.with_component_bytes(0),
        ),
        (limits.with_name_bytes(26), limits.with_name_bytes(25)),
    ];
    for (enough, short) in cases {
        assert_eq!(folder.limited(enough).unwrap().len(), 6);
        let error = folder.limited(short).unwrap_err();
        assert!(matches!(error, TreeError::Limit { .. }), "{error}");
        assert_eq!(error.code().as_str(), "oms.limit");
    }
}

/// Directories inside each other, deeper than a path may be long.
fn dig(folder: &Folder, depth: usize) {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let mode = Mode::from_raw_mode(0o700);
    let mut at = rustix::fs::open(&folder.0, flags, Mode::empty()).unwrap();
    for _ in 0..depth {
        rustix::fs::mkdirat(&at, "d", mode).unwrap();
        at = rustix::fs::openat(&at, "d", flags, Mode::empty()).unwrap();
    }
}

#[test]
fn two_hundred_directories_inside_each_other_are_too_many() {
    let folder = Folder::new();
    dig(&folder, 200);
    let error = folder.limited(TreeLimits::DEFAULT).unwrap_err();
    assert_eq!(error.code().as_str(), "oms.limit");
    let tree = folder.limited(TreeLimits::DEFAULT.with_depth(200)).unwrap();
    assert_eq!(tree.len(), 200);
    let folder = Folder::new();
    dig(&folder, 128);
    assert_eq!(folder.tree().len(), 128);
}

#[test]
fn many_entries_of_one_directory_are_listed() {
    let folder = Folder::new();
    let directory = std::fs::File::open(&folder.0).unwrap();
    for number in 0..10_000_u32 {
        let name = format!("{number:06}");
        let flags = OFlags::CREATE | OFlags::WRONLY | OFlags::CLOEXEC;
        let mode = Mode::from_raw_mode(0o600);
        rustix::fs::openat(&directory, name, flags, mode).unwrap();
    }
    let started = std::time::Instant::now();
    assert_eq!(folder.tree().len(), 10_000);
    assert!(started.elapsed().as_secs() < 20);
}

#[test]
fn what_changed_between_two_looks_is_told() {
    let folder = Folder::new();
    for path in ["kept", "written", "removed", "replaced", "linked", "d/x"] {
        folder.write(path, "1");
    }
    symlink("kept", folder.at("link")).unwrap();
    let before = folder.tree();
    assert!(before.differences(&before.list_again().unwrap()).is_empty());
    folder.write("written", "2").write("added", "3");
    std::fs::remove_file(folder.at("removed")).unwrap();
    folder.write("new", "1");
    std::fs::rename(folder.at("new"), folder.at("replaced")).unwrap();
    for link in ["linked", "link"] {
        std::fs::remove_file(folder.at(link)).unwrap();
        symlink("d", folder.at(link)).unwrap();
    }
    let found = before.differences(&before.list_again().unwrap());
    let found: Vec<(&[u8], Difference)> = found
        .iter()
        .map(|found| (found.path.as_slice(), found.difference))
        .collect();
    assert_eq!(
        found,
        [
            (b"added".as_slice(), Difference::Added),
            (b"link", Difference::Changed),
            (b"linked", Difference::Changed),
            (b"removed", Difference::Removed),
            (b"replaced", Difference::Changed),
            (b"written", Difference::Changed),
        ]
    );
}

#[test]
fn a_model_of_one_file_is_listed_again_as_such() {
    let folder = Folder::new();
    folder.write("m", "1").write("beside", "2");
    let tree = Tree::open(folder.at("m"), &TreeOptions::new()).unwrap();
    assert!(tree.differences(&tree.list_again().unwrap()).is_empty());
    folder.write("m", "2");
    assert_eq!(tree.differences(&tree.list_again().unwrap()).len(), 1);
    std::fs::remove_file(folder.at("m")).unwrap();
    assert_eq!(
        tree.list_again().unwrap_err().code().as_str(),
        "oms.tree.changed"
    );
}

#[test]
fn an_entry_that_is_no_longer_what_was_listed_is_not_opened() {
    let folder = Folder::new();
    for path in [
        "gone", "written", "replaced", "linked", "piped", "d/x", "e/x",
    ] {
        folder.write(path, "1");
    }
    let tree = folder.tree();
    let code = |path: &str| {
        let opened = tree.open_file(&tree.entry(path).unwrap());
        opened.map_or_else(|error| error.code().as_str(), |_| "opened")
    };
    assert_eq!(code("d/x"), "opened");
    std::fs::remove_file(folder.at("gone")).unwrap();
    assert_eq!(code("gone"), "oms.tree.changed");
    folder.write("written", "22");
    assert_eq!(code("written"), "oms.file.unstable");
    folder.write("new", "1");
    std::fs::rename(folder.at("new"), folder.at("replaced")).unwrap();
    assert_eq!(code("replaced"), "oms.tree.changed");
    std::fs::remove_file(folder.at("linked")).unwrap();
    symlink("d/x", folder.at("linked")).unwrap();
    assert_eq!(code("linked"), "oms.tree.changed");
    std::fs::remove_file(folder.at("piped")).unwrap();
    let mode = Mode::from_raw_mode(0o600);
    rustix::fs::mknodat(CWD, folder.at("piped"), FileType::Fifo, mode, 0).unwrap();
    assert_eq!(code("piped"), "oms.tree.changed");
    // The same file behind a link in the place of its directory.
    std::fs::rename(folder.at("e"), folder.at("f")).unwrap();
    symlink("f", folder.at("e")).unwrap();
    assert_eq!(code("e/x"), "oms.tree.changed");
}

/// Runs `work` while another thread does `meanwhile` again and again.
fn beside(meanwhile: impl Fn() + Sync, work: impl FnOnce()) {
    struct Stop<'s>(&'s AtomicBool);
    impl Drop for Stop<'_> {
        fn drop(&mut self) {
            self.0.store(true, Ordering::Relaxed);
        }
    }
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !stop.load(Ordering::Relaxed) {
                meanwhile();
            }
        });
        let _stop = Stop(&stop);
        work();
    });
}

#[test]
fn a_directory_that_becomes_a_link_leads_nowhere_else() {
    let folder = Folder::new();
    let outside = Folder::new();
    folder.write("model/d/secret", "good");
    outside.write("secret", "evil");
    let (place, aside) = (folder.at("model/d"), folder.at("aside"));
    let swap = || {
        std::fs::rename(&place, &aside).unwrap();
        symlink(&outside.0, &place).unwrap();
        std::fs::remove_file(&place).unwrap();
        std::fs::rename(&aside, &place).unwrap();
        std::thread::sleep(std::time::Duration::from_micros(200));
    };
    let mut opened = 0_u32;
    beside(swap, || {
        for _ in 0..500 {
            let tree = Tree::open(folder.at("model"), &TreeOptions::new()).unwrap();
            let Some(entry) = tree.entry("d/secret") else {
                continue;
            };
            for _ in 0..5 {
                let Ok(mut file) = tree.open_file(&entry) else {
                    continue;
                };
                let mut content = String::new();
                file.read_to_string(&mut content).unwrap();
                assert_eq!(content, "good");
                opened += 1;
            }
        }
    });
    assert!(opened > 0, "the race was always lost");
}

#[test]
fn entries_that_come_and_go_while_they_are_listed_are_told_of() {
    let folder = Folder::new();
    for number in 0..100 {
        folder.write(format!("d/{number}"), "1");
    }
    let come_and_go = || {
        std::fs::write(folder.at("d/x"), "1").unwrap();
        std::fs::remove_file(folder.at("d/x")).unwrap();
    };
    beside(come_and_go, || {
        let seen = (0..2_000).any(|_| {
            let tree = folder.tree();
            let mut directories = tree.entries();
            directories
                .any(|entry| entry.kind() == EntryKind::Directory && entry.changed_meanwhile())
        });
        assert!(seen, "no walk saw a change");
    });
    let quiet = folder.tree();
    assert!(!quiet.root_changed());
    assert!(!quiet.entries().any(|entry| entry.changed_meanwhile()));
}

#[cfg(target_os = "linux")]
#[test]
fn other_file_systems_are_told_of() {
    // Where there are devices, others are usually mounted among them.
    let Ok(tree) = Tree::open("/dev", &TreeOptions::new()) else {
        return;
    };
    for entry in tree.entries().filter(|entry| entry.is_mount_point()) {
        assert_eq!(entry.kind(), EntryKind::Directory);
        let root = std::fs::metadata("/dev").unwrap();
        let device = std::os::unix::fs::MetadataExt::dev(&root);
        assert_ne!(entry.identity().unwrap().device(), device);
    }
}
