//! What can be wrong with a document.

use core::fmt;

use bonafide_report::{Code, Coded, Place};

use crate::base64::DecodeError;

/// The six types of a JSON value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "RFC 8259 section 3 closes the set")]
pub enum Kind {
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean,
    /// A number.
    Number,
    /// A string.
    String,
    /// An array.
    Array,
    /// An object.
    Object,
}

impl Kind {
    /// The type of a value that begins with `byte`.
    #[inline]
    pub(crate) const fn of(byte: u8) -> Option<Self> {
        match byte {
            b'{' => Some(Self::Object),
            b'[' => Some(Self::Array),
            b'"' => Some(Self::String),
            b't' | b'f' => Some(Self::Boolean),
            b'n' => Some(Self::Null),
            b'-' | b'0'..=b'9' => Some(Self::Number),
            _ => None,
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Null => "null",
            Self::Boolean => "boolean",
            Self::Number => "number",
            Self::String => "string",
            Self::Array => "array",
            Self::Object => "object",
        })
    }
}

bonafide_report::codes! {
    /// A document that is not accepted, with the place and the byte offset where that showed.
    ///
    /// The place holds at most about 1 KiB of the document's own text.
    pub enum Error {
        /// The bytes do not follow the grammar, or end too early.
        Syntax {
            /// The value in which it happened.
            place: Place,
            /// Bytes before the fault.
            offset: usize,
            /// Whether the document ends there, or in a literal that begins there: it is empty, or was
            /// cut off.
            is_end: bool,
        } => JSON_SYNTAX: "{}"; Fault { offset: *offset, is_end: *is_end },
        /// The bytes are not UTF-8.
        Utf8 {
            /// The root: encoding is checked before anything else.
            place: Place,
            /// Bytes before the fault.
            offset: usize,
        } => JSON_UTF8: "not UTF-8 at byte {offset}",
        /// The document begins with a byte order mark.
        Bom {
            /// The root.
            place: Place,
            /// Always 0.
            offset: usize,
        } => JSON_BOM: "a byte order mark at byte {offset}",
        /// Something other than white space follows the document.
        Trailing {
            /// The root.
            place: Place,
            /// Bytes before the surplus.
            offset: usize,
        } => JSON_TRAILING: "data after the document at byte {offset}",
        /// One object has two members of this name.
        DuplicateKey {
            /// The second of the members.
            place: Place,
            /// Bytes up to the end of its name.
            offset: usize,
        } => JSON_DUPLICATE_KEY: "the member at byte {offset} is there twice",
        /// A member name differs from a known one, and folds to it.
        CaseVariant {
            /// The member.
            place: Place,
            /// Bytes up to the end of its name.
            offset: usize,
        } => JSON_CASE_VARIANT: "the member name at byte {offset} is a case variant of a known one",
        /// A `\u` escape is half of a surrogate pair.
        Surrogate {
            /// The value, or the object whose member name it is.
            place: Place,
            /// Bytes before the escape.
            offset: usize,
        } => JSON_SURROGATE: "an unpaired surrogate at byte {offset}",
        /// U+0000 in a member name or in a string that is read.
        Nul {
            /// The value, or the object whose member name it is.
            place: Place,
            /// Bytes before the string.
            offset: usize,
        } => JSON_NUL: "U+0000 in the string at byte {offset}",
        /// The value has another type.
        Type {
            /// The value.
            place: Place,
            /// Bytes before the value.
            offset: usize,
            /// The type that the format has here.
            wanted: Kind,
            /// The type that is there.
            found: Kind,
        } => JSON_TYPE: "{found} instead of {wanted} at byte {offset}",
        /// The number, or the decimal string, is no integer in plain form or does not fit.
        IntegerRange {
            /// The value.
            place: Place,
            /// Bytes before the value.
            offset: usize,
        } => JSON_INTEGER_RANGE: "not the exact integer that is wanted at byte {offset}",
        /// The format has no such member.
        UnknownMember {
            /// The member.
            place: Place,
            /// Bytes before its value.
            offset: usize,
        } => JSON_UNKNOWN_MEMBER: "an unknown member before byte {offset}",
        /// The string is not the base64 that the format asks for.
        Base64 {
            /// The value.
            place: Place,
            /// Bytes before the value.
            offset: usize,
            /// What is wrong with it.
            reason: DecodeError,
        } => JSON_BASE64: "{reason} in the string at byte {offset}",
        /// More of `item` than `limit`.
        Limit {
            /// The value in which the limit was reached.
            place: Place,
            /// Bytes read until then.
            offset: usize,
            /// What there was too much of, such as `members per object`.
            item: &'static str,
            /// The greatest value that is accepted.
            limit: u64,
        } => JSON_LIMIT: "more than {limit} {item} at byte {offset}",
    }
}

/// Why the grammar does not go on.
struct Fault {
    offset: usize,
    is_end: bool,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.is_end, self.offset) {
            (true, 0) => f.write_str("the document is empty"),
            (true, offset) => write!(f, "the document ends too early, at byte {offset}"),
            (false, offset) => write!(f, "not the grammar of JSON at byte {offset}"),
        }
    }
}

impl Error {
    /// Bytes of the document before the fault.
    #[must_use]
    pub const fn offset(&self) -> usize {
        self.whereabouts().1
    }

    /// The same error, its place seen from `outer`: for a document inside another.
    #[must_use]
    pub fn within(mut self, outer: &Place) -> Self {
        let joined = outer.join(self.whereabouts().0);
        match &mut self {
            Self::Syntax { place, .. }
            | Self::Utf8 { place, .. }
            | Self::Bom { place, .. }
            | Self::Trailing { place, .. }
            | Self::DuplicateKey { place, .. }
            | Self::CaseVariant { place, .. }
            | Self::Surrogate { place, .. }
            | Self::Nul { place, .. }
            | Self::Type { place, .. }
            | Self::IntegerRange { place, .. }
            | Self::UnknownMember { place, .. }
            | Self::Base64 { place, .. }
            | Self::Limit { place, .. } => *place = joined,
        }
        self
    }

    const fn whereabouts(&self) -> (&Place, usize) {
        match self {
            Self::Syntax { place, offset, .. }
            | Self::Utf8 { place, offset }
            | Self::Bom { place, offset }
            | Self::Trailing { place, offset }
            | Self::DuplicateKey { place, offset }
            | Self::CaseVariant { place, offset }
            | Self::Surrogate { place, offset }
            | Self::Nul { place, offset }
            | Self::Type { place, offset, .. }
            | Self::IntegerRange { place, offset }
            | Self::UnknownMember { place, offset }
            | Self::Base64 { place, offset, .. }
            | Self::Limit { place, offset, .. } => (place, *offset),
        }
    }
}

impl Coded for Error {
    fn code(&self) -> Code {
        Self::code(self)
    }

    fn place(&self) -> Place {
        self.whereabouts().0.clone()
    }
}
