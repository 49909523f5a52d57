//! Advisories, loaded and indexed.

use std::collections::{BTreeSet, HashMap, HashSet};

use bonafide_digest::Digest;
use bonafide_json::Limits;
use bonafide_report::{Finding, Place, Time, registry};

use super::ecosystem::release_number;
use super::package::key;
use super::range::Range;
use super::read::{self, AdvisorySeverity, Document, Loaded};
use crate::Error;

/// What a set of advisories may cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AdvisoryLimits {
    advisories: usize,
    document_bytes: usize,
}

impl Default for AdvisoryLimits {
    /// 2,000,000 advisories, 32 MiB a document.
    fn default() -> Self {
        Self {
            advisories: 2_000_000,
            document_bytes: 32 << 20,
        }
    }
}

impl AdvisoryLimits {
    /// At most `advisories` advisories, withdrawn ones included.
    #[must_use]
    pub const fn with_advisories(mut self, advisories: usize) -> Self {
        self.advisories = advisories;
        self
    }

    /// At most `bytes` bytes in one document.
    #[must_use]
    pub const fn with_document_bytes(mut self, bytes: usize) -> Self {
        self.document_bytes = bytes;
        self
    }
}

/// Takes documents, and becomes the database.
#[derive(Debug)]
pub struct AdvisoryLoader {
    limits: AdvisoryLimits,
    database: AdvisoryDatabase,
}

impl AdvisoryLoader {
    /// A loader of the advisories that were current at `as_of`.
    #[must_use]
    pub fn new(as_of: Time, limits: AdvisoryLimits) -> Self {
        Self {
            limits,
            database: AdvisoryDatabase {
                as_of,
                digest: None,
                withdrawn: 0,
                unindexed: 0,
                advisories: Vec::new(),
                names: Vec::new(),
                ecosystems: HashMap::new(),
                index: HashMap::new(),
            },
        }
    }

    /// The digest of what the documents came in, for the report.
    #[must_use]
    pub fn with_digest(mut self, digest: Digest) -> Self {
        self.database.digest = Some(digest);
        self
    }

    /// Adds a document of the OSV format, schema 1.x. After an error the loader is as it was before;
    /// whoever goes on then has a database that does not know of this advisory.
    ///
    /// # Errors
    /// [`Error::Encoding`], [`Error::JsonSyntax`], [`Error::Duplicate`], [`Error::Depth`],
    /// [`Error::Shape`], [`Error::Format`], [`Error::VersionUnsupported`], [`Error::Limit`].
    ///
    /// # Specification
    /// Bill-of-materials rules, OSV-1.
    pub fn add(&mut self, document: &[u8]) -> Result<Loaded, Error> {
        let database = &mut self.database;
        if database.len().saturating_add(database.withdrawn) >= self.limits.advisories {
            return Err(Error::Limit {
                place: Place::root(),
                item: "advisories",
                limit: u64::try_from(self.limits.advisories).unwrap_or(u64::MAX),
            });
        }
        let limits = Limits::default()
            .with_bytes(self.limits.document_bytes)
            .with_depth(64);
        let document = read::read(document, &limits)?;
        if document.is_withdrawn {
            database.withdrawn = database.withdrawn.saturating_add(1);
            return Ok(Loaded::Withdrawn);
        }
        database.insert(document);
        Ok(Loaded::Active)
    }

    /// Ends the loading, and brings together the advisories that are aliases of each other.
    #[must_use]
    pub fn finish(self) -> AdvisoryDatabase {
        let mut database = self.database;
        database.join_aliases();
        database
    }
}

/// Advisories, indexed by ecosystem and package.
#[derive(Debug)]
pub struct AdvisoryDatabase {
    as_of: Time,
    digest: Option<Digest>,
    withdrawn: usize,
    unindexed: usize,
    pub(super) advisories: Vec<Advisory>,
    /// The names of each group of aliases.
    pub(super) names: Vec<Vec<Box<str>>>,
    pub(super) ecosystems: HashMap<Box<str>, Releases>,
    pub(super) index: HashMap<Box<str>, Vec<Entry>>,
}

#[derive(Debug)]
pub(super) struct Advisory {
    pub(super) id: Box<str>,
    aliases: Vec<Box<str>>,
    pub(super) related: Vec<Box<str>>,
    pub(super) upstream: Vec<Box<str>>,
    pub(super) severity: Vec<AdvisorySeverity>,
    /// Which of the groups of aliases.
    pub(super) group: usize,
}

/// The releases of an ecosystem that advisories name, as they spell them and by their numbers.
#[derive(Debug, Default)]
pub(super) struct Releases {
    ecosystem: Box<str>,
    spelled: HashSet<Box<str>>,
    numbers: HashSet<String>,
}

impl Releases {
    fn insert(&mut self, ecosystem: &str, release: &str) {
        if self.spelled.insert(release.into()) {
            self.ecosystem = ecosystem.into();
            self.numbers.extend(release_number(ecosystem, release));
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.spelled.is_empty()
    }

    pub(super) fn spells(&self, release: &str) -> bool {
        self.spelled.contains(release)
    }

    pub(super) fn holds(&self, release: &str) -> bool {
        let number = || release_number(&self.ecosystem, release);
        self.spells(release) || number().is_some_and(|number| self.numbers.contains(&number))
    }
}

/// What an advisory says of one package.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) advisory: usize,
    pub(super) release: Option<Box<str>>,
    pub(super) versions: Vec<Box<str>>,
    pub(super) ranges: Vec<Range>,
    pub(super) severity: Vec<AdvisorySeverity>,
}

impl AdvisoryDatabase {
    /// The time for which the caller states the advisories.
    #[must_use]
    pub const fn as_of(&self) -> Time {
        self.as_of
    }

    /// The digest that the caller stated.
    #[must_use]
    pub const fn digest(&self) -> Option<&Digest> {
        self.digest.as_ref()
    }

    /// Advisories in force.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.advisories.len()
    }

    /// Whether there is no advisory in force.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.advisories.is_empty()
    }

    /// Advisories that were withdrawn.
    #[must_use]
    pub const fn withdrawn(&self) -> usize {
        self.withdrawn
    }

    /// Entries of advisories that name no package, such as those about a repository alone: nothing
    /// is matched against them.
    #[must_use]
    pub const fn unindexed(&self) -> usize {
        self.unindexed
    }

    /// Whether the advisories are older than `max_age` seconds at `now`; exactly as old is not.
    ///
    /// # Specification
    /// Bill-of-materials rules, OSV-1: `vuln.db-too-old`.
    #[must_use]
    pub fn age_finding(&self, now: Time, max_age: u64) -> Option<Finding> {
        let last = i64::try_from(max_age)
            .ok()
            .and_then(|age| self.as_of.checked_add_seconds(age));
        // An age that the calendar does not hold is never reached.
        last.filter(|last| *last < now).map(|_| {
            let detail = format!("the advisories are of {}, before {now}", self.as_of);
            Finding::new(registry::VULN_DB_TOO_OLD, Place::root(), detail)
        })
    }

    fn insert(&mut self, document: Document) {
        let advisory = self.advisories.len();
        for affected in document.affected {
            let (Some(ecosystem), Some(name)) = (affected.ecosystem, affected.name) else {
                self.unindexed = self.unindexed.saturating_add(1);
                continue;
            };
            let key = key(&ecosystem, &name);
            let releases = self.ecosystems.entry(ecosystem.clone()).or_default();
            if let Some(release) = &affected.release {
                releases.insert(&ecosystem, release);
            }
            self.index.entry(key.into()).or_default().push(Entry {
                advisory,
                release: affected.release,
                versions: affected.versions,
                ranges: affected.ranges,
                severity: affected.severity,
            });
        }
        self.advisories.push(Advisory {
            id: document.id,
            aliases: document.aliases,
            related: document.related,
            upstream: document.upstream,
            severity: document.severity,
            group: 0,
        });
    }

    /// Advisories that share a name, or are named by one another, are one group.
    fn join_aliases(&mut self) {
        let mut parents: Vec<usize> = (0..self.advisories.len()).collect();
        let mut owners: HashMap<&str, usize> = HashMap::new();
        for (at, advisory) in self.advisories.iter().enumerate() {
            for name in core::iter::once(&advisory.id).chain(&advisory.aliases) {
                let owner = *owners.entry(name).or_insert(at);
                let (a, b) = (root(&mut parents, owner), root(&mut parents, at));
                // The earlier one is the root, so that a group has the number of its first.
                if let Some(parent) = parents.get_mut(a.max(b)) {
                    *parent = a.min(b);
                }
            }
        }
        let mut numbers: HashMap<usize, usize> = HashMap::new();
        let mut names: Vec<BTreeSet<Box<str>>> = Vec::new();
        let mut groups = Vec::with_capacity(self.advisories.len());
        for (at, advisory) in self.advisories.iter().enumerate() {
            let number = *numbers.entry(root(&mut parents, at)).or_insert_with(|| {
                names.push(BTreeSet::new());
                names.len().saturating_sub(1)
            });
            if let Some(names) = names.get_mut(number) {
                names.insert(advisory.id.clone());
                names.extend(advisory.aliases.iter().cloned());
            }
            groups.push(number);
        }
        for (advisory, group) in self.advisories.iter_mut().zip(groups) {
            advisory.group = group;
        }
        self.names = names
            .into_iter()
            .map(|names| names.into_iter().collect())
            .collect();
    }
}

/// The first of the group of `at`; the way to it is halved for the next who asks.
fn root(parents: &mut [usize], mut at: usize) -> usize {
    while let Some(parent) = parents.get(at).copied().filter(|parent| *parent != at) {
        let next = parents.get(parent).copied().unwrap_or(parent);
        if let Some(parent) = parents.get_mut(at) {
            *parent = next;
        }
        at = next;
    }
    at
}
