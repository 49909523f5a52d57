//! Why a licence cannot be read.

use core::fmt;
use core::ops::Range;

/// Why a text is no licence expression or identifier, and where that shows.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LicenceFault {
    /// What is wrong.
    pub kind: LicenceFaultKind,
    /// The bytes of the text.
    pub span: Range<usize>,
    /// What may be meant. It is for a person to decide: nothing here takes it for an answer.
    pub suggestion: Option<String>,
}

/// What is wrong with the text of a licence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LicenceFaultKind {
    /// More bytes than the limit.
    Bytes,
    /// More operands than the limit.
    Operands,
    /// More parentheses inside each other than the limit.
    Depth,
    /// No licence at all.
    Empty,
    /// A character that expressions do not have.
    Character,
    /// `NONE` or `NOASSERTION` inside a longer expression.
    Reserved,
    /// A reference without a name, or with a second one.
    Reference,
    /// No licence, exception or reference.
    Term,
    /// A `+` where none can be.
    Plus,
    /// Parentheses that do not match.
    Parentheses,
    /// Anything else against the grammar.
    Grammar,
    /// Not on the SPDX licence list.
    NotListed,
}

impl LicenceFault {
    pub(super) const fn new(kind: LicenceFaultKind, span: Range<usize>) -> Self {
        Self {
            kind,
            span,
            suggestion: None,
        }
    }
}

impl fmt::Display for LicenceFaultKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Bytes => "too long",
            Self::Operands => "too many licences",
            Self::Depth => "too many parentheses inside each other",
            Self::Empty => "no licence",
            Self::Character => "a character that expressions do not have",
            Self::Reserved => "NONE and NOASSERTION stand alone",
            Self::Reference => "a malformed reference",
            Self::Term => "no licence or exception of the list",
            Self::Plus => "a misplaced +",
            Self::Parentheses => "parentheses that do not match",
            Self::Grammar => "not the grammar of expressions",
            Self::NotListed => "not on the SPDX licence list",
        })
    }
}
