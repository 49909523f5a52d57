//! A stable code and what belongs to it.

use core::cmp::Ordering;
use core::fmt;
use core::hash::{Hash, Hasher};

use crate::{Class, Finding, Place};

/// A stable, dotted name for one outcome, such as `cert.chain-time`.
///
/// Codes are the constants of [`registry`](crate::registry); they are never renamed or reused.
#[derive(Clone, Copy)]
pub struct Code {
    entry: &'static Entry,
}

/// One row of the registry.
pub(crate) struct Entry {
    pub(crate) name: &'static str,
    pub(crate) class: Option<Class>,
    pub(crate) summary: &'static str,
    pub(crate) remedy: &'static str,
    pub(crate) clause: &'static str,
}

impl Code {
    pub(crate) const fn new(entry: &'static Entry) -> Self {
        Self { entry }
    }

    /// The dotted name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.entry.name
    }

    /// The failure class; `None` for notes.
    #[must_use]
    pub const fn class(self) -> Option<Class> {
        self.entry.class
    }

    /// One line: what the code means.
    #[must_use]
    pub const fn summary(self) -> &'static str {
        self.entry.summary
    }

    /// What the person who sees the code can do about it.
    #[must_use]
    pub const fn remedy(self) -> &'static str {
        self.entry.remedy
    }

    /// The standard or rule that the code stands for.
    #[must_use]
    pub const fn clause(self) -> &'static str {
        self.entry.clause
    }

    /// Whether the code is `prefix` or lies below it (`tlog.checkpoint` covers
    /// `tlog.checkpoint.origin`, and not `tlog.checkpoints`).
    #[must_use]
    pub fn is_under(self, prefix: &str) -> bool {
        match self.as_str().strip_prefix(prefix) {
            Some(rest) => rest.is_empty() || rest.starts_with('.'),
            None => false,
        }
    }
}

impl PartialEq for Code {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Code {}

impl PartialOrd for Code {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Code {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_str().cmp(other.as_str())
    }
}

impl Hash for Code {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// An error that names its registered code. Every error type of every bonafide crate is one.
pub trait Coded: core::error::Error {
    /// The primary code.
    fn code(&self) -> Code;

    /// Where in the input the failure lies; the root when it concerns the whole.
    fn place(&self) -> Place {
        Place::root()
    }

    /// Finer or further codes that stand behind the primary one.
    fn findings(&self) -> Vec<Finding> {
        Vec::new()
    }

    /// This error as one finding of a larger failure.
    fn to_finding(&self) -> Finding {
        Finding::new(self.code(), self.place(), self.to_string())
    }
}

impl<T: Coded + ?Sized> Coded for Box<T>
where
    Self: core::error::Error,
{
    fn code(&self) -> Code {
        (**self).code()
    }

    fn place(&self) -> Place {
        (**self).place()
    }

    fn findings(&self) -> Vec<Finding> {
        (**self).findings()
    }
}
