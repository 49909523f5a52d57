//! How a signed file differs from what is there.

use core::ops::Range;

use bonafide_digest::Digest;
use serde::ser::{Serialize, SerializeStruct as _, Serializer};

/// What differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a file is away, or of another length, or of other bytes"
)]
pub enum FileDifferenceKind {
    /// It is not there as a regular file.
    Missing,
    /// It has another length than was signed; nothing was hashed.
    Length,
    /// The digest of the file, or of one range of it, is another.
    Digest,
}

impl FileDifferenceKind {
    /// The stable lower-case name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Length => "length",
            Self::Digest => "digest",
        }
    }
}

/// A signed file, or a range of one, that is not there as it was signed: what has to be fetched to
/// repair the model.
///
/// # Specification
/// models OMH-2, OMH-5.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FileDifference {
    /// The path, as signed.
    pub path: String,
    /// What differs.
    pub kind: FileDifferenceKind,
    /// The bytes that differ; `None` for the whole file.
    pub range: Option<Range<u64>>,
    /// The signed digest of the range.
    pub expected: Option<Digest>,
    /// The digest of what is there.
    pub actual: Option<Digest>,
    /// The signed length of the file in bytes, where it was signed.
    pub expected_length: Option<u64>,
    /// The length of what is there.
    pub actual_length: Option<u64>,
    /// An unsigned file with the same content: the missing one under another name.
    pub renamed_to: Option<String>,
}

impl FileDifference {
    pub(super) const fn new(path: String, kind: FileDifferenceKind) -> Self {
        Self {
            path,
            kind,
            range: None,
            expected: None,
            actual: None,
            expected_length: None,
            actual_length: None,
            renamed_to: None,
        }
    }
}

impl Serialize for FileDifference {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let range = self.range.as_ref().map(|range| [range.start, range.end]);
        let mut out = serializer.serialize_struct("FileDifference", 8)?;
        out.serialize_field("path", &self.path)?;
        out.serialize_field("kind", self.kind.as_str())?;
        out.serialize_field("range", &range)?;
        out.serialize_field("expected", &self.expected)?;
        out.serialize_field("actual", &self.actual)?;
        out.serialize_field("expectedLength", &self.expected_length)?;
        out.serialize_field("actualLength", &self.actual_length)?;
        out.serialize_field("renamedTo", &self.renamed_to)?;
        out.end()
    }
}
