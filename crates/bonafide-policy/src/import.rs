//! Policies of other tools, read as native ones.
//!
//! A document is imported as a whole or refused with every reason for it. What is imported decides
//! as the tool that it was written for says it would, or stricter: where it is stricter, and where
//! its author may not have meant what it says, there is a note.

mod containers;
mod detect;
mod error;
mod note;
mod yaml;

pub use detect::Format;
pub use error::{ImportError, ImportErrorKind};
pub use note::{Note, NoteKind};

use bonafide_report::Place;

use crate::{Errors, ImportErrors, PolicyDocument};

/// The longest document that is imported, in bytes.
const MOST_BYTES: usize = 4 << 20;

/// The most containers inside each other.
const MOST_DEPTH: usize = 64;

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

/// What becomes of files that an imported policy names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum NamedFiles {
    /// Policies that name any are refused, as `E-IMPORT-UNRESOLVED`.
    #[default]
    Refused,
    /// They stay named by their absolute paths, to be read when the policy is compiled.
    Kept,
    /// They are not read: what needs them fails as `policy.requirement-unsupported`.
    Deferred,
}

/// How a policy is imported.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportOptions {
    files: NamedFiles,
}

impl ImportOptions {
    /// What becomes of files that the policy names; unless said, a policy with any is refused.
    #[must_use]
    pub const fn with_files(mut self, files: NamedFiles) -> Self {
        self.files = files;
        self
    }
}

/// Imports a policy of another tool. Without a format, the document itself says which it is.
///
/// ```
/// use bonafide_policy::{Format, ImportOptions, import};
///
/// let policy = br#"{"default": [{"type": "reject"}]}"#;
/// let imported = import(None, policy, &ImportOptions::default()).unwrap();
/// assert_eq!(imported.format, Format::ContainersPolicy);
/// assert_eq!(imported.document.rules.len(), 1);
/// ```
///
/// # Errors
/// Everything that keeps the document from being imported, at most 100 reasons; the first alone where
/// the document cannot be read at all. The formats other than [`Format::ContainersPolicy`] are
/// recognised, and refused by name.
///
/// # Specification
/// policy IMP-1 to IMP-5, IMP-7.
pub fn import(
    format: Option<Format>,
    bytes: &[u8],
    options: &ImportOptions,
) -> Result<Imported, ImportErrors> {
    let format = match format {
        Some(format) => Ok(format),
        None => detect::recognise(bytes),
    };
    let imported = format.and_then(|format| match format {
        Format::ContainersPolicy => containers::import(bytes, options),
        other => Err(vec![other.refused(Place::root())]),
    });
    let unread = || {
        let (kind, root) = (ImportErrorKind::Invalid, Place::root());
        ImportError::new(
            kind,
            root,
            "cannot be read",
            "give a document of a known format",
        )
    };
    imported.map_err(|reasons| Errors::of(reasons, unread))
}
