//! What an import gives.

use super::detect::Format;
use super::note::Note;
use crate::PolicyDocument;

/// An imported policy.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Imported {
    /// The format that it was written in.
    pub format: Format,
    /// What it says.
    pub document: PolicyDocument,
    /// What its author may want to know.
    pub notes: Vec<Note>,
}
