//! What can be wrong with a document of a policy.

use core::fmt;

use bonafide_report::{Code, Coded, Escaped, Place, registry};

use crate::{Errors, LoadErrors};

/// One thing that is wrong with a document, or worth knowing about it.
///
/// Loading collects them: see [`LoadError::MOST`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadError {
    code: Code,
    place: Place,
    position: Option<Position>,
    detail: String,
}

/// Where in the text of a document something stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(clippy::exhaustive_structs, reason = "text has lines and columns")]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in characters.
    pub column: usize,
}

impl LoadError {
    /// How many are reported of one document.
    pub const MOST: usize = 100;

    /// `detail` holds untrusted text only as [`Escaped`](bonafide_report::Escaped) writes it.
    pub(crate) fn new(code: Code, place: Place, detail: impl Into<String>) -> Self {
        Self {
            code,
            place,
            position: None,
            detail: detail.into(),
        }
    }

    /// The same, with its position in the text.
    #[must_use]
    pub(crate) fn at(mut self, position: impl Into<Option<Position>>) -> Self {
        self.position = position.into();
        self
    }

    /// What is wrong.
    #[must_use]
    pub const fn code(&self) -> Code {
        self.code
    }

    /// In which value: an RFC 6901 pointer.
    #[must_use]
    pub const fn place(&self) -> &Place {
        &self.place
    }

    /// Where that stands in the text, where it is known.
    #[must_use]
    pub const fn position(&self) -> Option<Position> {
        self.position
    }

    /// A sentence for a person.
    #[must_use]
    pub fn detail(&self) -> &str {
        &self.detail
    }
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.code)?;
        if let Some(Position { line, column }) = self.position {
            write!(f, " at line {line}, column {column}")?;
        }
        if !self.place.is_root() {
            write!(f, " in {}", Escaped(self.place.as_str()))?;
        }
        write!(f, ": {}", self.detail)
    }
}

impl core::error::Error for LoadError {}

impl Coded for LoadError {
    fn code(&self) -> Code {
        self.code
    }

    fn place(&self) -> Place {
        self.place.clone()
    }
}

/// What was found wrong so far; what comes after the hundredth is not kept.
#[derive(Debug, Default)]
pub(crate) struct Problems {
    found: Vec<LoadError>,
}

impl Problems {
    pub(crate) const fn new() -> Self {
        Self { found: Vec::new() }
    }

    pub(crate) fn push(&mut self, error: LoadError) {
        if self.found.len() < LoadError::MOST {
            self.found.push(error);
        }
    }

    /// Whether further ones would not be kept: a reader may stop then.
    pub(crate) const fn is_full(&self) -> bool {
        self.found.len() >= LoadError::MOST
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// Gives those a position that have none.
    pub(crate) fn locate(&mut self, position_of: impl Fn(&Place) -> Position) {
        for error in &mut self.found {
            error
                .position
                .get_or_insert_with(|| position_of(&error.place));
        }
    }

    /// In the order of the text, as far as it is known.
    pub(crate) fn into_vec(mut self) -> Vec<LoadError> {
        self.found
            .sort_by(|a, b| (a.position, &a.place, a.code).cmp(&(b.position, &b.place, b.code)));
        self.found
    }

    /// `value`, unless something is wrong.
    ///
    /// # Errors
    /// Everything that was found.
    pub(crate) fn give<T>(self, value: Option<T>) -> Result<T, LoadErrors> {
        let unread = || LoadError::new(registry::POLICY_SYNTAX, Place::root(), "cannot be read");
        match value {
            Some(value) if self.is_empty() => Ok(value),
            _ => Err(Errors::of(self.into_vec(), unread)),
        }
    }
}
