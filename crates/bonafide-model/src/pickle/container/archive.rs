//! ZIP archives of torch and NumPy.

use std::collections::{BTreeMap, BTreeSet};

use bonafide_report::registry::{PKL_CONTAINER, PKL_LIMIT, PKL_TORCHSCRIPT};

use super::{Kind, kind, npy};
use crate::Finding;
use crate::pickle::report::{PickleDenial, PickleEvent, PickleReport};
use crate::pickle::storages::Storages;
use crate::pickle::stream::{self, Guess};
use crate::pickle::{PickleLimits, PickleOptions};
use crate::zip::{Archive, Member};

/// Bytes of a member that are looked at to tell whether it may be a pickle.
const HEAD: u64 = 64 << 10;

pub(in crate::pickle) fn scan_archive(
    archive: &Archive<'_>,
    options: &PickleOptions,
) -> PickleReport {
    let mut report = PickleReport::new(&options.allowlist);
    if archive.members().len() > options.limits.members {
        let message = "the archive has more members than are looked into";
        report.find(Finding::error(PKL_LIMIT, message));
        return report;
    }
    if !options.allows_torchscript {
        find_torchscript(archive, &mut report);
    }
    let sizes: BTreeMap<&str, u64> = archive
        .members()
        .iter()
        .map(|member| (member.name(), member.size()))
        .collect();
    let mut scan = Scan {
        archive,
        options,
        sizes,
        storages: BTreeMap::new(),
    };
    let is_file = |member: &&Member| !member.is_directory();
    let (pickles, others): (Vec<&Member>, Vec<&Member>) = archive
        .members()
        .iter()
        .filter(is_file)
        .partition(|member| is_named_so(member.name()));
    for member in pickles {
        let inner = scan.pickle(member);
        report.add_member(member.name(), inner);
    }
    for member in others {
        let inner = scan.other(member);
        report.add_member(member.name(), inner);
    }
    report
}

/// Whether the name says that it is a pickle.
fn is_named_so(name: &str) -> bool {
    let tail = name.len().checked_sub(4).and_then(|at| name.get(at..));
    tail.is_some_and(|tail| tail.eq_ignore_ascii_case(".pkl"))
}

/// Code lies beside the pickles of a module: `NAME/code/…`. Some readers ignore case.
fn find_torchscript(archive: &Archive<'_>, report: &mut PickleReport) {
    let names = archive.members().iter().map(Member::name);
    let names: Vec<String> = names.map(str::to_ascii_lowercase).collect();
    let is_sign = |name: &str| {
        matches!(
            name,
            "data.pkl" | "constants.pkl" | "model.json" | "version"
        )
    };
    let roots: BTreeSet<&str> = names
        .iter()
        .map(|name| split(name.as_str()))
        .filter(|(_, rest)| is_sign(rest))
        .map(|(root, _)| root)
        .collect();
    let is_code = |name: &str| {
        let (root, rest) = split(name);
        let is_inner = rest.starts_with("code/") && roots.contains(root);
        is_inner || (root == "code" && roots.contains(""))
    };
    if let Some(name) = names.iter().find(|name| is_code(name)) {
        let message = "code of TorchScript lies beside the pickles";
        let finding = Finding::error(PKL_TORCHSCRIPT, message);
        report.find(finding.at_member(name.as_str()));
    }
}

fn split(name: &str) -> (&str, &str) {
    name.split_once('/').unwrap_or(("", name))
}

struct Scan<'s> {
    archive: &'s Archive<'s>,
    options: &'s PickleOptions,
    sizes: BTreeMap<&'s str, u64>,
    /// Members that are storages, with their bytes.
    storages: BTreeMap<String, u64>,
}

impl Scan<'_> {
    /// A member that is a pickle by its name.
    fn pickle(&mut self, member: &Member) -> PickleReport {
        let contents = match self.contents(member) {
            Ok(contents) => contents,
            Err(report) => return *report,
        };
        let Some(root) = root_of_data(member.name()) else {
            // A name is no promise: other content is looked at as what it is.
            return match kind(&contents) {
                Kind::Stream => stream::scan(&contents, self.options),
                other => self.nested(other, &contents),
            };
        };
        let (mut report, storages) = stream::scan_with_members(&contents, self.options);
        self.compare(root, &storages, &mut report);
        report
    }

    /// Each storage is a member of its size.
    fn compare(&mut self, root: &str, storages: &Storages<'_>, report: &mut PickleReport) {
        for (key, storage) in storages.by_key() {
            let name = format!("{root}data/{key}");
            let reason = match self.sizes.get(name.as_str()) {
                None => "the storage is no member of the archive",
                Some(size) if *size != storage.bytes() => {
                    "the storage has another size than its member"
                }
                Some(size) => {
                    self.storages.insert(name, *size);
                    continue;
                }
            };
            report.deny(PickleDenial {
                event: PickleEvent::PersistentId,
                module: String::new(),
                name: (*key).to_owned(),
                reason,
                member: None,
                offset: crate::pickle::machine::wide(storage.offset),
            });
        }
    }

    /// Any other member.
    fn other(&self, member: &Member) -> PickleReport {
        let head = match self.archive.head(member, HEAD) {
            Ok(head) => head,
            Err(fault) => return self.unreadable(&fault.to_string()),
        };
        let is_storage = self.storages.contains_key(member.name());
        let kind = kind(&head);
        if !is_storage && kind == Kind::Npy {
            return match self.contents(member) {
                Ok(contents) => npy::scan(&contents, self.options),
                Err(report) => *report,
            };
        }
        if !is_storage && kind != Kind::Stream {
            return self.nested(kind, &head);
        }
        let (size, options) = (member.size(), self.options);
        let mut contents = head;
        let mut guess = stream::guess(&contents, size, is_storage, options);
        if matches!(guess, Guess::Open) {
            contents = match self.contents(member) {
                Ok(contents) => contents,
                Err(report) => return *report,
            };
            guess = stream::guess(&contents, size, is_storage, options);
        }
        let report = match guess {
            Guess::Pickle => stream::scan(&contents, options),
            Guess::Inert | Guess::Open => PickleReport::new(&options.allowlist),
        };
        // A reader that minds the checksum and one that does not have to see the same.
        match self.archive.copy(member, |_| ()) {
            Ok(()) => report,
            Err(fault) => self.unreadable(&fault.to_string()),
        }
    }

    fn nested(&self, kind: Kind, contents: &[u8]) -> PickleReport {
        let what = match kind {
            Kind::Npy => return npy::scan(contents, self.options),
            Kind::Tar => "a tar archive",
            Kind::Zip => "a ZIP archive",
            Kind::Wrapped(what) => what,
            Kind::Stream => "a stream",
        };
        super::refused(
            &format!("{what} within an archive is not looked into"),
            self.options,
        )
    }

    fn contents(&self, member: &Member) -> Result<Vec<u8>, Box<PickleReport>> {
        let PickleLimits { member_bytes, .. } = self.options.limits;
        if member.size() > member_bytes {
            let mut report = PickleReport::new(&self.options.allowlist);
            let message = "the member is larger than what is looked into";
            report.find(Finding::error(PKL_LIMIT, message));
            return Err(Box::new(report));
        }
        self.archive
            .contents(member, member_bytes)
            .map_err(|fault| Box::new(self.unreadable(&fault.to_string())))
    }

    fn unreadable(&self, fault: &str) -> PickleReport {
        let mut report = PickleReport::new(&self.options.allowlist);
        let message = format!("the member cannot be read: {fault}");
        report.find(Finding::error(PKL_CONTAINER, message));
        report
    }
}

/// `NAME/` of `NAME/data.pkl`, the pickle whose storages are `NAME/data/KEY`.
fn root_of_data(name: &str) -> Option<&str> {
    let root = name.strip_suffix("data.pkl")?;
    (root.is_empty() || root.ends_with('/')).then_some(root)
}
