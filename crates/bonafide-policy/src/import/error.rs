//! Why a document is not imported.

use core::fmt;

use bonafide_report::{Code, Coded, Escaped, Place, registry};

use crate::error::{LoadError, Position};

/// A reason why a document is not imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportError {
    kind: ImportErrorKind,
    place: Place,
    position: Option<Position>,
    field: String,
    why: String,
    hint: &'static str,
}

/// What kind of reason it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum ImportErrorKind {
    /// A field that the format does not have: `E-IMPORT-UNKNOWN`.
    Unknown,
    /// The format has it, and it cannot be imported: `E-IMPORT-UNSUPPORTED`.
    Unsupported,
    /// Not what the format says: `E-IMPORT-INVALID`.
    Invalid,
    /// Fields that exclude each other: `E-IMPORT-CONFLICT`.
    Conflict,
    /// Something outside of the document that was not given: `E-IMPORT-UNRESOLVED`.
    Unresolved,
}

impl ImportErrorKind {
    /// The stable name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "E-IMPORT-UNKNOWN",
            Self::Unsupported => "E-IMPORT-UNSUPPORTED",
            Self::Invalid => "E-IMPORT-INVALID",
            Self::Conflict => "E-IMPORT-CONFLICT",
            Self::Unresolved => "E-IMPORT-UNRESOLVED",
        }
    }

    /// The registered code.
    #[must_use]
    pub const fn code(self) -> Code {
        match self {
            Self::Unknown => registry::IMPORT_UNKNOWN,
            Self::Unsupported => registry::IMPORT_UNSUPPORTED,
            Self::Invalid => registry::IMPORT_INVALID,
            Self::Conflict => registry::IMPORT_CONFLICT,
            Self::Unresolved => registry::IMPORT_UNRESOLVED,
        }
    }
}

impl ImportError {
    /// How many are reported of one document.
    pub const MOST: usize = 100;

    /// `why` holds untrusted text only as [`Escaped`] writes it.
    pub(super) fn new(
        kind: ImportErrorKind,
        place: Place,
        why: impl Into<String>,
        hint: &'static str,
    ) -> Self {
        let field = match place.as_str().rsplit_once('/') {
            Some((_, last)) => last.replace("~1", "/").replace("~0", "~"),
            None => String::new(),
        };
        Self {
            kind,
            place,
            position: None,
            field,
            why: why.into(),
            hint,
        }
    }

    #[must_use]
    pub(super) fn at(mut self, position: impl Into<Option<Position>>) -> Self {
        self.position = position.into();
        self
    }

    /// What kind of reason it is.
    #[must_use]
    pub const fn kind(&self) -> ImportErrorKind {
        self.kind
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

    /// The name of the field; empty for the whole document. It is the document's own text.
    #[must_use]
    pub fn field(&self) -> &str {
        &self.field
    }

    /// What is wrong.
    #[must_use]
    pub fn why(&self) -> &str {
        &self.why
    }

    /// What to do about it.
    #[must_use]
    pub const fn hint(&self) -> &'static str {
        self.hint
    }
}

/// What the reader of the syntax tells is about a document that is not what its format says.
impl From<LoadError> for ImportError {
    fn from(error: LoadError) -> Self {
        let hint = "correct the document";
        Self::new(
            ImportErrorKind::Invalid,
            error.place().clone(),
            error.detail(),
            hint,
        )
        .at(error.position())
    }
}

impl fmt::Display for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { why, hint, .. } = self;
        write!(f, "{}", self.kind.as_str())?;
        if let Some(Position { line, column }) = self.position {
            write!(f, " at line {line}, column {column}")?;
        }
        match self.place.is_root() {
            true => write!(f, ": {why}; {hint}"),
            false => write!(f, " in {}: {why}; {hint}", Escaped(self.place.as_str())),
        }
    }
}

impl core::error::Error for ImportError {}

impl Coded for ImportError {
    fn code(&self) -> Code {
        self.kind.code()
    }

    fn place(&self) -> Place {
        self.place.clone()
    }
}

/// What was found so far.
#[derive(Debug, Default)]
pub(super) struct Reasons {
    found: Vec<ImportError>,
}

impl Reasons {
    pub(super) fn push(&mut self, error: ImportError) {
        if self.found.len() < ImportError::MOST {
            self.found.push(error);
        }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    pub(super) fn into_vec(mut self) -> Vec<ImportError> {
        self.found.sort_by(|a, b| {
            let key = |error: &ImportError| (error.position, error.kind);
            key(a).cmp(&key(b)).then_with(|| a.place.cmp(&b.place))
        });
        self.found
    }
}
