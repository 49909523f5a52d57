//! One detail: a code, where it applies, and a sentence.

#[cfg(feature = "serde")]
use serde::ser::{Serialize, SerializeStruct as _, Serializer};

use crate::{Code, Coded, Place};

/// A code with its place and a sentence: the cause behind a failure, or a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    code: Code,
    place: Place,
    detail: String,
}

impl Finding {
    /// A finding; `detail` must hold untrusted text only as [`Escaped`](crate::Escaped) writes it.
    #[must_use]
    pub fn new(code: Code, place: Place, detail: impl Into<String>) -> Self {
        Self {
            code,
            place,
            detail: detail.into(),
        }
    }

    /// What was found.
    #[must_use]
    pub const fn code(&self) -> Code {
        self.code
    }

    /// Where.
    #[must_use]
    pub const fn place(&self) -> &Place {
        &self.place
    }

    /// A sentence for a person.
    #[must_use]
    pub fn detail(&self) -> &str {
        &self.detail
    }

    /// The same finding, its place seen from `outer`.
    #[must_use]
    pub fn within(mut self, outer: &Place) -> Self {
        self.place = outer.join(&self.place);
        self
    }
}

impl core::fmt::Display for Finding {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&self.detail)
    }
}

impl core::error::Error for Finding {}

/// A finding can stand for the error that it was made of.
impl Coded for Finding {
    fn code(&self) -> Code {
        self.code
    }

    fn place(&self) -> Place {
        self.place.clone()
    }
}

#[cfg(feature = "serde")]
impl Serialize for Finding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Finding", 3)?;
        out.serialize_field("code", self.code.as_str())?;
        out.serialize_field("place", self.place.as_str())?;
        out.serialize_field("detail", &self.detail)?;
        out.end()
    }
}
