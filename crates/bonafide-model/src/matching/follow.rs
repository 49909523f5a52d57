//! What becomes of symbolic links.

use bonafide_report::registry;

use super::compare::{Matching, Way, about};
use crate::tree::{LinkTarget, shown};
use crate::{CoverageClass, Entry, Finding, Symlinks};

impl Matching<'_> {
    /// Finds where links lead, and judges those that do not lead to directories.
    pub(super) fn follow_links(&mut self) {
        for number in 0..self.links.len() {
            let Some(link) = self.links.get_mut(number) else {
                continue;
            };
            let (at, file) = (link.entry, link.file);
            let Some(entry) = self.tree.entry_at(at) else {
                continue;
            };
            link.target = self.tree.resolve(&entry);
            let target = link.target.clone();
            let is_excluded = self.excluded.get(at).is_some_and(Option::is_some);
            match file {
                None if is_excluded => {}
                None if self.subset.is_some() => self.set(at, CoverageClass::Symlink),
                Some(file) if !self.is_wanted(file) => {}
                _ => self.follow(number, &entry, &target),
            }
        }
        // Those that are listed and lead to no file were found after what is not there at all.
        self.absent.sort_unstable();
    }

    fn follow(&mut self, number: usize, entry: &Entry<'_>, target: &LinkTarget) {
        let Some(link) = self.links.get_mut(number) else {
            return;
        };
        link.is_followed = true;
        let (at, file) = (link.entry, link.file);
        self.set(at, CoverageClass::Symlink);
        let name = shown(entry.path());
        if !self.manifest.allow_symlinks() {
            self.absent.extend(file);
            let message =
                format!("{name} is a symbolic link, and the model was signed without any");
            let finding = Finding::error(registry::OMS_SYMLINK_PRESENT, message);
            return self.note(about(finding, entry));
        }
        if self.options.refuses_links() {
            self.refuse_by_policy(entry);
        }
        match (target, file) {
            (LinkTarget::File { inside, .. }, _) => {
                self.follow_to_file(entry, inside.is_some());
                match file {
                    Some(file) => self.push_match(file, at, Way::Link(number)),
                    None => self.extra(at, entry),
                }
            }
            (LinkTarget::Directory { .. }, None) => self.leave_open(number),
            (LinkTarget::Unreadable(cause), _) => {
                self.set(at, CoverageClass::Unreadable);
                let message = format!("the target of {name} cannot be read: {cause}");
                self.fault(registry::OMS_FILE_UNREADABLE, message, entry, false);
            }
            (LinkTarget::Special, None) => {
                let message = format!("{name} leads to a special file");
                self.fault(registry::OMS_TREE_SPECIAL_FILE, message, entry, false);
            }
            (_, Some(file)) => self.absent.push(file),
            (LinkTarget::Dangling, None) => self.refuse_link(entry, "leads nowhere"),
            (LinkTarget::TooLong, None) => {
                self.refuse_link(entry, "leads in a circle, or through too many links");
            }
        }
    }

    fn refuse_by_policy(&mut self, entry: &Entry<'_>) {
        let message = format!("{} is a symbolic link", shown(entry.path()));
        let finding = Finding::error(registry::OMS_SYMLINK_POLICY, message);
        self.note(about(finding, entry));
    }

    fn follow_to_file(&mut self, entry: &Entry<'_>, is_inside: bool) {
        let name = shown(entry.path());
        if is_inside {
            let message = format!("{name} is a symbolic link to a file of the model");
            let finding = Finding::info(registry::OMS_SYMLINK_ALLOWED, message);
            return self.note(about(finding, entry));
        }
        let message = format!("{name} is a symbolic link to a file outside of the model");
        let code = registry::OMS_SYMLINK_OUTSIDE;
        let finding = if self.options.symlinks == Symlinks::InsideOnly {
            Finding::error(code, message)
        } else {
            Finding::warn(code, message)
        };
        self.note(about(finding, entry));
    }

    fn leave_open(&mut self, number: usize) {
        if let Some(link) = self.links.get_mut(number) {
            link.is_open = true;
        }
    }

    fn refuse_link(&mut self, entry: &Entry<'_>, how: &str) {
        let message = format!("{} is a symbolic link that {how}", shown(entry.path()));
        let code = registry::OMS_SYMLINK_DIRECTORY;
        self.fault(code, message, entry, false);
    }

    /// Finds signed paths that lead through a link to a directory, as signers who enter such links
    /// list them.
    pub(super) fn find_behind(&mut self) {
        if self.links.is_empty() || !self.manifest.allow_symlinks() {
            return;
        }
        let absent = core::mem::take(&mut self.absent);
        for file in absent {
            match self.behind(file) {
                Some((number, entry)) => {
                    if let Some(link) = self.links.get_mut(number) {
                        link.behind = link.behind.saturating_add(1);
                    }
                    if self.is_wanted(file) {
                        self.pass_through(number);
                        self.push_match(file, entry, Way::Behind);
                    }
                }
                None => self.absent.push(file),
            }
        }
    }

    /// A link that is left out, or not asked for, is followed all the same where a file that is asked
    /// for lies behind it.
    fn pass_through(&mut self, number: usize) {
        let link = self.links.get_mut(number);
        let Some(link) = link.filter(|link| !link.is_followed) else {
            return;
        };
        link.is_followed = true;
        let Some(entry) = self.tree.entry_at(link.entry) else {
            return;
        };
        if self.options.refuses_links() {
            return self.refuse_by_policy(&entry);
        }
        let name = shown(entry.path());
        let message = format!("{name} is a symbolic link to a directory of the model");
        let finding = Finding::info(registry::OMS_SYMLINK_ALLOWED, message);
        self.note(about(finding, &entry));
    }

    /// The link through which a signed path leads, and the regular file there.
    fn behind(&self, file: usize) -> Option<(usize, usize)> {
        let path = self.file(file)?.path().as_bytes();
        let slashes = path.iter().enumerate().filter(|(_, byte)| **byte == b'/');
        for (end, _) in slashes {
            let (folder, rest) = path.split_at_checked(end)?;
            let at = self.tree.position(folder)?;
            let Ok(number) = self.links.binary_search_by_key(&at, |link| link.entry) else {
                continue;
            };
            let LinkTarget::Directory {
                inside: Some(target),
            } = &self.links.get(number)?.target
            else {
                return None;
            };
            let real = [target.as_slice(), rest].concat();
            let real = real.strip_prefix(b"/").unwrap_or(&real);
            let entry = self.tree.position(real)?;
            let is_file = self.tree.entry_at(entry)?.is_file();
            return is_file.then_some((number, entry));
        }
        None
    }

    /// Judges the links to directories by what was found to be signed (OMT-9).
    pub(crate) fn judge_directory_links(&mut self) {
        if self.links.iter().all(|link| !link.is_open) {
            return;
        }
        let (files, unsigned) = self.counts();
        for number in 0..self.links.len() {
            let Some(link) = self.links.get(number).filter(|link| link.is_open) else {
                continue;
            };
            let (at, behind) = (link.entry, link.behind);
            let (Some(entry), LinkTarget::Directory { inside }) =
                (self.tree.entry_at(at), &link.target)
            else {
                continue;
            };
            let Some(target) = inside else {
                self.refuse_link(&entry, "leads to a directory outside of the model");
                continue;
            };
            if is_above(target, entry.path()) {
                self.refuse_link(&entry, "leads to a directory that it lies in");
                continue;
            }
            let below = self.tree.below(target);
            let within = |counts: &[u32]| {
                let count = |at: usize| counts.get(at).copied().unwrap_or_default();
                count(below.end).saturating_sub(count(below.start))
            };
            let is_listed = usize::try_from(within(&files)).is_ok_and(|files| files == behind);
            if within(&unsigned) == 0 || is_listed {
                let name = shown(entry.path());
                let message = format!("{name} is a symbolic link to a directory of the model");
                let finding = Finding::info(registry::OMS_SYMLINK_ALLOWED, message);
                self.note(about(finding, &entry));
            } else {
                self.refuse_link(&entry, "leads to a directory with something unsigned");
            }
        }
    }

    /// How many entries before each position are no directories, and how many of them are not
    /// signed under their own names.
    fn counts(&self) -> (Vec<u32>, Vec<u32>) {
        let (mut files, mut unsigned) = (vec![0_u32], vec![0_u32]);
        let (mut all, mut bad) = (0_u32, 0_u32);
        for class in &self.classes {
            let is_file = !matches!(class, None | Some(CoverageClass::EmptyDirectory));
            let is_bad = is_file && *class != Some(CoverageClass::Signed);
            all = all.saturating_add(u32::from(is_file));
            bad = bad.saturating_add(u32::from(is_bad));
            files.push(all);
            unsigned.push(bad);
        }
        (files, unsigned)
    }
}

/// Whether `path` lies below the directory `folder`.
fn is_above(folder: &[u8], path: &[u8]) -> bool {
    folder.is_empty()
        || path
            .strip_prefix(folder)
            .is_some_and(|rest| rest.first() == Some(&b'/'))
}

#[cfg(test)]
mod tests {
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
}
