//! A distribution as it lies installed, against the RECORD that lies with it.

use std::collections::{HashMap, HashSet};
use std::io;

use bonafide_digest::{Algorithm, Digest};
use bonafide_report::{Code, Escaped, registry};

use super::WheelOptions;
use super::record::{self, Row, Rows};
use super::review::runs_by_itself;
use super::whereabouts::{self, Whereabouts};
use crate::{CheckReport, Fact, Finding, Findings};

/// The files of an installation.
///
/// It is for the caller to say what a file is: links are best not followed, since names are compared
/// as they are written.
pub trait InstalledTree {
    /// Calls `visit` with the path of each file, relative to the prefix of the installation and with
    /// `/`, and its length in bytes.
    ///
    /// # Errors
    /// What the source says.
    fn list(&self, visit: &mut dyn FnMut(&str, u64)) -> io::Result<()>;

    /// The digest of a file that was listed.
    ///
    /// # Errors
    /// What the source says.
    fn digest(&self, path: &str, algorithm: Algorithm) -> io::Result<Digest>;
}

/// Where an installation and one distribution in it are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Installation {
    pub(super) prefix: String,
    pub(super) modules: String,
    pub(super) directory: String,
}

impl Installation {
    /// `prefix` is the absolute path that nothing may leave, as it stands in RECORD, such as
    /// `/opt/venv`; `modules` the directory of modules under it, such as
    /// `lib/python3.11/site-packages`; `directory` the name of the directory of metadata in that.
    #[must_use]
    pub fn new(
        prefix: impl Into<String>,
        modules: impl Into<String>,
        directory: impl Into<String>,
    ) -> Self {
        Self {
            prefix: prefix.into(),
            modules: modules.into(),
            directory: directory.into(),
        }
    }
}

/// The name of the check in reports.
const CHECK: &str = "installed";
/// The most files of a tree.
const FILES: usize = 2_000_000;
/// The most rows of RECORD.
const ROWS: usize = 400_000;

/// Checks the files of a distribution that is installed against `record`, its RECORD.
///
/// What an installer adds is reported as facts: its own files, and bytecode, which nothing vouches
/// for. A file more in a package of the distribution is an error; in a directory without
/// `__init__.py`, which other distributions may share, a warning.
///
/// # Specification
/// models REC-6; PyPA recording installed projects.
#[must_use]
pub fn check_installed(
    record: &[u8],
    installation: &Installation,
    tree: &dyn InstalledTree,
    options: &WheelOptions,
) -> CheckReport {
    let mut check = Check {
        installation,
        tree,
        record_path: whereabouts::own(installation, "RECORD"),
        findings: Findings::new(),
        files: HashMap::new(),
        listed: HashSet::new(),
        bytecode: 0,
    };
    let facts = match check.run(record, options) {
        Ok(facts) => facts,
        Err(finding) => {
            check.findings.add(finding);
            Vec::new()
        }
    };
    CheckReport::new(CHECK, check.findings, facts)
}

struct Check<'c> {
    installation: &'c Installation,
    tree: &'c dyn InstalledTree,
    record_path: String,
    findings: Findings,
    /// Length of each file of the tree.
    files: HashMap<String, u64>,
    /// The paths under the prefix that RECORD lists.
    listed: HashSet<String>,
    /// Files of bytecode for sources that are listed.
    bytecode: u64,
}

impl Check<'_> {
    fn run(&mut self, record: &[u8], options: &WheelOptions) -> Result<Vec<Fact>, Finding> {
        let most = options.document;
        if u64::try_from(record.len()).unwrap_or(u64::MAX) > most {
            let message = format!("RECORD has more than {most} bytes");
            return Err(Finding::error(registry::PKG_LIMIT, message));
        }
        self.list()?;
        let malformed = |(offset, what): (u64, &'static str)| {
            Finding::error(registry::REC_MALFORMED, what).at_offset(offset)
        };
        // Sources are known before bytecode is judged.
        let mut rows = Vec::new();
        for row in Rows::new(record).map_err(malformed)? {
            let row = row.map_err(malformed)?;
            if rows.len() >= ROWS {
                let message = format!("RECORD has more than {ROWS} rows");
                return Err(Finding::error(registry::PKG_LIMIT, message));
            }
            if let Some(path) = self.place(&row) {
                rows.push((path, row));
            }
        }
        for (path, row) in &rows {
            self.row(path, row);
        }
        self.extra();
        Ok(self.facts(rows.len()))
    }

    fn list(&mut self) -> Result<(), Finding> {
        let files = &mut self.files;
        let mut is_over = false;
        let listed = self.tree.list(&mut |path, length| {
            if files.len() >= FILES {
                is_over = true;
            } else {
                files.insert(path.to_owned(), length);
            }
        });
        listed.map_err(|error| unreadable("the tree", error.kind()))?;
        match is_over {
            true => {
                let message = format!("more than {FILES} files");
                Err(Finding::error(registry::PKG_LIMIT, message))
            }
            false => Ok(()),
        }
    }

    fn wrong(&mut self, code: Code, what: String, row: &Row<'_>) {
        self.findings
            .add(Finding::error(code, what).at_offset(row.offset));
    }

    /// The path of a row under the prefix, once.
    fn place(&mut self, row: &Row<'_>) -> Option<String> {
        let shown = Escaped(&row.path);
        let path = match whereabouts::of(&row.path, self.installation) {
            Whereabouts::Inside(path) => path,
            Whereabouts::Outside => {
                let what = format!("`{shown}` leads out of the prefix of the installation");
                self.wrong(registry::REC_OUTSIDE, what, row);
                return None;
            }
            Whereabouts::Wrong(what) => {
                self.wrong(registry::REC_PATH, format!("`{shown}`: {what}"), row);
                return None;
            }
        };
        if !self.listed.insert(path.clone()) {
            self.wrong(
                registry::REC_DUPLICATE,
                format!("`{shown}` is listed before"),
                row,
            );
            return None;
        }
        Some(path)
    }

    fn row(&mut self, path: &str, row: &Row<'_>) {
        let shown = Escaped(path);
        let is_bytecode = self.is_bytecode(path);
        if let Some(what) = self.in_modules(path).and_then(runs_by_itself) {
            self.findings
                .add(Finding::warn(registry::REC_PTH, what).at_path(path));
        }
        let Some(length) = self.files.get(path).copied() else {
            // Bytecode is made and removed at will.
            if !is_bytecode || !row.hash.is_empty() {
                self.wrong(
                    registry::REC_ABSENT,
                    format!("there is no file `{shown}`"),
                    row,
                );
            }
            return;
        };
        if path == self.record_path {
            if !row.hash.is_empty() || !row.size.is_empty() {
                let what = "RECORD gives a hash or size of itself".to_owned();
                self.wrong(registry::REC_MALFORMED, what, row);
            }
            return;
        }
        if row.hash.is_empty() {
            if is_bytecode {
                self.bytecode = self.bytecode.saturating_add(1);
                return;
            }
            let what = "RECORD lists it without a hash";
            self.findings
                .add(Finding::warn(registry::REC_UNHASHED, what).at_path(path));
            return;
        }
        let size = record::size(&row.size).map_err(|what| (registry::REC_MALFORMED, what));
        match record::digest(&row.hash).and_then(|digest| Ok((digest, size?))) {
            Err((code, what)) => self.wrong(code, format!("`{shown}`: {what}"), row),
            Ok((digest, size)) => self.compare(path, length, &digest, size),
        }
    }

    fn compare(&mut self, path: &str, length: u64, digest: &Digest, size: Option<u64>) {
        if let Some(size) = size
            && size != length
        {
            let message = format!("{length} bytes, and RECORD lists {size}");
            let finding = Finding::error(registry::REC_SIZE_MISMATCH, message);
            self.findings.add(finding.at_path(path));
        }
        match self.tree.digest(path, digest.algorithm()) {
            Ok(found) if found == *digest => {}
            Ok(_) => {
                let message = "the contents are not those that RECORD lists";
                let finding = Finding::error(registry::REC_HASH_MISMATCH, message);
                self.findings.add(finding.at_path(path));
            }
            Err(error) => self
                .findings
                .add(unreadable("it", error.kind()).at_path(path)),
        }
    }

    fn in_modules<'p>(&self, path: &'p str) -> Option<&'p str> {
        whereabouts::below(path, &self.installation.modules)
    }

    /// Whether `path` is bytecode for a source that is listed.
    fn is_bytecode(&self, path: &str) -> bool {
        whereabouts::source_of(path).is_some_and(|source| self.listed.contains(&source))
    }

    /// Looks for files beside those that are listed.
    fn extra(&mut self) {
        let own = whereabouts::own(self.installation, "");
        let mut packages: HashSet<&str> = HashSet::from([own.as_str()]);
        let mut shared: HashSet<&str> = HashSet::new();
        for path in &self.listed {
            let Some((directory, file)) = path.rsplit_once('/') else {
                continue;
            };
            let below = whereabouts::below(directory, &self.installation.modules);
            if below.is_some_and(|below| !below.is_empty()) {
                shared.insert(directory);
                if matches!(file, "__init__.py" | "__init__.pyi") {
                    packages.insert(directory);
                }
            }
        }
        let mut extra: Vec<(&str, bool)> = Vec::new();
        for path in self
            .files
            .keys()
            .filter(|path| !self.listed.contains(*path))
        {
            let directories = path.match_indices('/').filter_map(|(at, _)| path.get(..at));
            let is_inside = directories.into_iter().any(|d| packages.contains(d));
            let parent = path.rsplit_once('/').map(|(parent, _)| parent);
            if is_inside || parent.is_some_and(|parent| shared.contains(parent)) {
                extra.push((path, is_inside));
            }
        }
        extra.sort_unstable();
        for (path, is_inside) in extra {
            if self.is_bytecode(path) {
                self.bytecode = self.bytecode.saturating_add(1);
            } else if !self.is_of_installer(path) && path != self.record_path {
                let message = "RECORD does not list it";
                let finding = match is_inside {
                    true => Finding::error(registry::REC_UNLISTED, message),
                    false => Finding::warn(registry::REC_UNLISTED, message),
                };
                self.findings.add(finding.at_path(path));
            }
        }
    }

    /// Whether this is a file that an installer, or who signs RECORD, adds to the metadata.
    fn is_of_installer(&self, path: &str) -> bool {
        let own = whereabouts::own(self.installation, "");
        let file = whereabouts::below(path, &own);
        file.is_some_and(|file| INSTALLER.contains(&file) || SIGNATURES.contains(&file))
    }

    fn facts(&self, rows: usize) -> Vec<Fact> {
        let installer = INSTALLER.iter().copied().filter(|file| {
            let path = whereabouts::own(self.installation, file);
            self.files.contains_key(&path)
        });
        let installer: Vec<&str> = installer.collect();
        let fact = |name, value: String| Fact { name, value };
        vec![
            fact("rec.bytecode", self.bytecode.to_string()),
            fact("rec.files", rows.to_string()),
            fact("rec.installer", installer.join(" ")),
        ]
    }
}

const INSTALLER: [&str; 3] = ["INSTALLER", "REQUESTED", "direct_url.json"];
const SIGNATURES: [&str; 2] = ["RECORD.jws", "RECORD.p7s"];

fn unreadable(what: &str, kind: io::ErrorKind) -> Finding {
    Finding::error(
        registry::PKG_LIMIT,
        format!("{what} cannot be read: {kind}"),
    )
}
