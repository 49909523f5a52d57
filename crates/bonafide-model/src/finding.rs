//! What a check has to say about one place of one file.

use core::cmp::Ordering;
#[cfg(feature = "oms")]
use core::fmt;

#[cfg(feature = "oms")]
use bonafide_report::write_several;
use bonafide_report::{Class, Code};
use serde::ser::{Serialize, SerializeStruct as _, Serializer};

/// How grave a finding is.
///
/// # Specification
/// models PKG-2, PRI-9.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(clippy::exhaustive_enums, reason = "closed by the report format")]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Somebody should look; an error where the strictest profile is asked for.
    Warn,
    /// The check does not pass.
    Error,
}

impl Severity {
    /// The stable lower-case name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warn => "warn",
            Self::Error => "error",
        }
    }
}

/// A code with its gravity, the file and the byte it is about, and a sentence.
///
/// Codes are stable, sentences are not. What to do about it is [`Code::remedy`].
///
/// # Specification
/// models PKG-2.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    code: Code,
    severity: Severity,
    path: String,
    member: Option<String>,
    offset: Option<u64>,
    message: String,
}

impl Finding {
    /// An error. `message` holds untrusted text only as [`Escaped`](bonafide_report::Escaped) writes
    /// it.
    #[must_use]
    pub fn error(code: Code, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Error, message.into())
    }

    /// A warning.
    #[must_use]
    pub fn warn(code: Code, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Warn, message.into())
    }

    /// A piece of information.
    #[must_use]
    pub fn info(code: Code, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Info, message.into())
    }

    const fn new(code: Code, severity: Severity, message: String) -> Self {
        Self {
            code,
            severity,
            path: String::new(),
            member: None,
            offset: None,
            message,
        }
    }

    /// The same, about the file `path` (as it is in the package, not escaped).
    #[must_use]
    pub fn at_path(mut self, path: impl Into<String>) -> Self {
        self.path = path.into();
        self
    }

    /// The same, about the member `member` of an archive, outer ones first, joined by `!`.
    #[must_use]
    pub fn at_member(mut self, member: impl Into<String>) -> Self {
        let inner = member.into();
        self.member = Some(match self.member {
            Some(kept) => format!("{inner}!{kept}"),
            None => inner,
        });
        self
    }

    /// The same, about the byte at `offset` of the file or member.
    #[must_use]
    pub const fn at_offset(mut self, offset: u64) -> Self {
        self.offset = Some(offset);
        self
    }

    /// The same, a warning made an error, as the strictest profile wants it.
    #[must_use]
    pub fn made_strict(mut self) -> Self {
        if self.severity == Severity::Warn {
            self.severity = Severity::Error;
        }
        self
    }

    /// What was found.
    #[must_use]
    pub const fn code(&self) -> Code {
        self.code
    }

    /// The class of the code; `None` for a note.
    #[must_use]
    pub const fn class(&self) -> Option<Class> {
        self.code.class()
    }

    /// How grave it is.
    #[must_use]
    pub const fn severity(&self) -> Severity {
        self.severity
    }

    /// The file, relative to the root of the package; empty for the package itself.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The member of the archive that the file is.
    #[must_use]
    pub fn member(&self) -> Option<&str> {
        self.member.as_deref()
    }

    /// Offset in bytes into the file or member.
    #[must_use]
    pub const fn offset(&self) -> Option<u64> {
        self.offset
    }

    /// A sentence for a person.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The order of a report: by path, member, offset, code (models PRI-8).
    pub(crate) fn order(&self, other: &Self) -> Ordering {
        let key = |finding: &Self| (finding.offset, finding.code.as_str());
        let by_path = self.path.as_bytes().cmp(other.path.as_bytes());
        by_path
            .then_with(|| self.member.cmp(&other.member))
            .then_with(|| key(self).cmp(&key(other)))
            .then_with(|| self.message.cmp(&other.message))
    }
}

impl Serialize for Finding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Finding", 8)?;
        out.serialize_field("code", self.code.as_str())?;
        out.serialize_field("class", &self.class().map(Class::as_str))?;
        out.serialize_field("severity", self.severity.as_str())?;
        out.serialize_field("path", &self.path)?;
        out.serialize_field("member", &self.member)?;
        out.serialize_field("offset", &self.offset)?;
        out.serialize_field("message", &self.message)?;
        out.serialize_field("remedy", self.code.remedy())?;
        out.end()
    }
}

/// The most findings of one code that are kept; further ones are counted.
const KEPT: usize = 100;

/// Findings: the first hundred of each code, and how many more there were.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    kept: Vec<Finding>,
    counts: Vec<(Code, Severity, usize)>,
}

impl Findings {
    /// None yet.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            kept: Vec::new(),
            counts: Vec::new(),
        }
    }

    /// Adds one, or counts it where a hundred of its code and gravity are kept already.
    pub fn add(&mut self, finding: Finding) {
        let (code, severity) = (finding.code, finding.severity);
        let same = |row: &&mut (Code, Severity, usize)| row.0 == code && row.1 == severity;
        let count = match self.counts.iter_mut().find(same) {
            Some(row) => {
                row.2 = row.2.saturating_add(1);
                row.2
            }
            None => {
                self.counts.push((code, severity, 1));
                1
            }
        };
        if count <= KEPT {
            self.kept.push(finding);
        }
    }

    /// Adds those of another.
    pub fn append(&mut self, other: Self) {
        let mut uncounted = other.counts;
        for finding in other.kept {
            let (code, severity) = (finding.code, finding.severity);
            if let Some(row) = uncounted
                .iter_mut()
                .find(|row| row.0 == code && row.1 == severity)
            {
                row.2 = row.2.saturating_sub(1);
            }
            self.add(finding);
        }
        for (code, severity, more) in uncounted.into_iter().filter(|row| row.2 > 0) {
            match self
                .counts
                .iter_mut()
                .find(|row| row.0 == code && row.1 == severity)
            {
                Some(row) => row.2 = row.2.saturating_add(more),
                None => self.counts.push((code, severity, more)),
            }
        }
    }

    /// Sorts by path, member, offset and code, so that equal inputs give equal reports
    /// (models PRI-8).
    pub fn sort(&mut self) {
        self.kept.sort_by(Finding::order);
        self.counts
            .sort_by(|a, b| (a.0.as_str(), a.1).cmp(&(b.0.as_str(), b.1)));
    }

    /// The same with each finding changed by `change`, such as given its path.
    #[must_use]
    pub fn map(self, change: impl Fn(Finding) -> Finding) -> Self {
        let mut changed = Self::new();
        let kept = Self {
            kept: self.kept.into_iter().map(change).collect(),
            counts: self.counts,
        };
        changed.append(kept);
        changed
    }

    /// The same with every warning made an error, as the strictest profile wants it (models PRI-9).
    #[must_use]
    pub fn made_strict(mut self) -> Self {
        let counts = core::mem::take(&mut self.counts);
        for (code, severity, count) in counts {
            let severity = if severity == Severity::Warn {
                Severity::Error
            } else {
                severity
            };
            match self
                .counts
                .iter_mut()
                .find(|row| row.0 == code && row.1 == severity)
            {
                Some(row) => row.2 = row.2.saturating_add(count),
                None => self.counts.push((code, severity, count)),
            }
        }
        self.kept = core::mem::take(&mut self.kept)
            .into_iter()
            .map(Finding::made_strict)
            .collect();
        self
    }

    /// Those that were kept.
    #[must_use]
    pub fn kept(&self) -> &[Finding] {
        &self.kept
    }

    /// How many there were of each code and gravity, kept or not.
    #[must_use]
    pub fn counts(&self) -> &[(Code, Severity, usize)] {
        &self.counts
    }

    /// How many there were of this gravity, kept or not.
    pub(crate) fn count(&self, severity: Severity) -> usize {
        let counts = self.counts.iter().filter(|(_, of, _)| *of == severity);
        counts.fold(0, |sum: usize, (.., count)| sum.saturating_add(*count))
    }

    /// How many errors there were of each code, kept or not.
    pub(crate) fn error_counts(&self) -> impl Iterator<Item = (Code, usize)> {
        let errors = self.counts.iter();
        let errors = errors.filter(|(_, severity, _)| *severity == Severity::Error);
        errors.map(|(code, _, count)| (*code, *count))
    }

    /// Writes what a refusal says first, behind it other errors, and how many more there were.
    #[cfg(feature = "oms")]
    pub(crate) fn write_errors(&self, f: &mut fmt::Formatter<'_>, first: &str) -> fmt::Result {
        let is_error = |finding: &&Finding| finding.severity == Severity::Error;
        let errors = self.kept.iter().filter(is_error);
        let mut messages: Vec<&str> = errors.map(Finding::message).collect();
        let mut count = self.count(Severity::Error);
        match messages.iter().position(|message| *message == first) {
            Some(at) => drop(messages.remove(at)),
            None => count = count.saturating_add(1),
        }
        write_several(f, core::iter::once(first).chain(messages), count)
    }

    /// Whether there was one of this code.
    #[must_use]
    pub fn has(&self, code: Code) -> bool {
        self.counts.iter().any(|row| row.0 == code)
    }

    /// Whether there was none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }
}

impl Serialize for Findings {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(&self.kept)
    }
}
