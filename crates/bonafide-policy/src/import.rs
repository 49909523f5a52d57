//! Policies of other tools, read as native ones.
//!
//! A document is imported as a whole or refused with every reason for it. What is imported decides
//! as the tool that it was written for says it would, or stricter: where it is stricter, and where
//! its author may not have meant what it says, there is a note.

mod containers;
mod detect;
mod error;
mod imported;
mod note;
mod options;
mod yaml;

pub use detect::Format;
pub use error::{ImportError, ImportErrorKind};
pub use imported::Imported;
pub use note::{Note, NoteKind};
pub use options::{ImportOptions, NamedFiles};

use bonafide_report::Place;

use crate::{Errors, ImportErrors};

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
