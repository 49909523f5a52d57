//! The cursor.

use std::borrow::Cow;

use bonafide_report::Place;

use crate::frames::{Container, Frames};
use crate::{Error, Kind, Limits, Profile};

/// A cursor over one document: the only reader, for values that are wanted and for those that are
/// passed over.
///
/// A caller asks for the type that its format has at the cursor. Scalars that turn out otherwise
/// leave the cursor where it was, so that the caller may skip them; after an error inside a container
/// the reader is of no more use, and says so at the latest in [`finish`](Reader::finish).
#[derive(Debug)]
pub struct Reader<'a> {
    pub(crate) text: &'a str,
    pub(crate) at: usize,
    pub(crate) limits: Limits,
    pub(crate) frames: Frames<'a>,
    pub(crate) values: usize,
    /// Whether the grammar has a value at the cursor. Keeps a caller's mistake (a value left
    /// unread, two read for one) from being taken for good JSON.
    pub(crate) due: bool,
    /// Whether the whole document has passed a reader before.
    pub(crate) is_checked: bool,
    /// Where texts with escapes are written.
    pub(crate) scratch: String,
    /// Where the text began and stopped being plain that was last left for that.
    pub(crate) run: (usize, usize),
}

impl<'a> Reader<'a> {
    /// A reader at the start of `input`, which is checked as a whole for its size, for a byte order
    /// mark and for UTF-8.
    ///
    /// # Errors
    /// [`Error::Limit`], [`Error::Bom`], [`Error::Utf8`], in this order.
    ///
    /// # Specification
    /// RFC 8259 section 8.1; stricter: a byte order mark is refused.
    pub fn new(input: &'a [u8], limits: &Limits) -> Result<Self, Error> {
        check_size(input.len(), limits)?;
        if input.starts_with(b"\xef\xbb\xbf") {
            return Err(Error::Bom {
                place: Place::root(),
                offset: 0,
            });
        }
        let text = core::str::from_utf8(input).map_err(|error| Error::Utf8 {
            place: Place::root(),
            offset: error.valid_up_to(),
        })?;
        Self::over(text, limits)
    }

    /// A reader at the start of `text`, such as [`raw`](Self::raw) returned.
    ///
    /// # Errors
    /// [`Error::Limit`]; a byte order mark shows as [`Error::Syntax`] when the value is read.
    pub fn over(text: &'a str, limits: &Limits) -> Result<Self, Error> {
        check_size(text.len(), limits)?;
        Ok(Self {
            text,
            at: 0,
            limits: *limits,
            frames: Frames::new(),
            values: 0,
            due: true,
            is_checked: false,
            scratch: String::new(),
            run: (0, 0),
        })
    }

    /// A reader at the start of a `text` that a reader has passed over before, such as
    /// [`raw`](Self::raw) returned: it knows no limits, since those of the first reading were kept,
    /// and containers that it skips are not checked once more. Over any other text it finds no
    /// duplicate members in what it skips.
    #[must_use]
    pub const fn again(text: &'a str) -> Self {
        Self {
            text,
            at: 0,
            limits: Limits::NONE,
            frames: Frames::new(),
            values: 0,
            due: true,
            is_checked: true,
            scratch: String::new(),
            run: (0, 0),
        }
    }

    /// Ends the reading: the document was read, and only white space follows.
    ///
    /// # Errors
    /// [`Error::Trailing`], or [`Error::Syntax`] when no whole value was read.
    pub fn finish(mut self) -> Result<(), Error> {
        if self.due || self.frames.depth() != 0 {
            return Err(self.syntax());
        }
        self.blank();
        if self.at < self.text.len() {
            return Err(Error::Trailing {
                place: Place::root(),
                offset: self.at,
            });
        }
        Ok(())
    }

    /// The type of the value at the cursor, which does not move.
    ///
    /// # Errors
    /// [`Error::Syntax`] when no value starts there.
    #[inline]
    pub fn kind(&mut self) -> Result<Kind, Error> {
        let near = self.byte_at(self.at).filter(|_| self.due);
        match near.and_then(Kind::of) {
            Some(kind) => Ok(kind),
            None => self.any_kind(),
        }
    }

    fn any_kind(&mut self) -> Result<Kind, Error> {
        self.begin()?;
        Kind::of(self.first_byte()?).ok_or_else(|| self.syntax())
    }

    /// Reads an object: calls `each` once a member, in order, with its name and with the cursor at
    /// its value, which `each` must read or [`skip`](Self::skip); otherwise the call fails with
    /// [`Error::Syntax`].
    ///
    /// `known` are the names that the format has here, among which case variants are looked for;
    /// it is empty for a free map. Members that are not known are given to `each` all the same.
    ///
    /// # Errors
    /// What `each` returns; [`Error::Type`], [`Error::DuplicateKey`], [`Error::CaseVariant`],
    /// [`Error::Nul`], [`Error::Surrogate`], [`Error::Limit`], [`Error::Syntax`].
    ///
    /// # Specification
    /// RFC 7493 section 2.3: names are compared after their escapes are resolved.
    pub fn object<E: From<Error>>(
        &mut self,
        known: &[&str],
        mut each: impl FnMut(&mut Self, &str) -> Result<(), E>,
    ) -> Result<(), E> {
        self.members(known, &mut each)
    }

    // One copy for each type of error, not for each caller.
    fn members<E: From<Error>>(
        &mut self,
        known: &[&str],
        each: &mut dyn FnMut(&mut Self, &str) -> Result<(), E>,
    ) -> Result<(), E> {
        self.expect(Kind::Object)?;
        self.count_value()?;
        self.open(Container::Object)?;
        let depth = self.frames.depth();
        while let Some(name) = self.next_member(known)? {
            self.due = true;
            each(self, &name)?;
            self.check_level(depth)?;
        }
        self.end();
        Ok(())
    }

    /// Reads an array: calls `each` once an element, in order, with its index and with the cursor
    /// at the element, which `each` must read or [`skip`](Self::skip); otherwise the call fails
    /// with [`Error::Syntax`].
    ///
    /// # Errors
    /// What `each` returns; [`Error::Limit`] naming `item` before the element after `most` is read;
    /// [`Error::Type`], [`Error::Syntax`].
    pub fn array<E: From<Error>>(
        &mut self,
        most: usize,
        item: &'static str,
        mut each: impl FnMut(&mut Self, usize) -> Result<(), E>,
    ) -> Result<(), E> {
        self.elements(most, item, &mut each)
    }

    fn elements<E: From<Error>>(
        &mut self,
        most: usize,
        item: &'static str,
        each: &mut dyn FnMut(&mut Self, usize) -> Result<(), E>,
    ) -> Result<(), E> {
        self.expect(Kind::Array)?;
        self.count_value()?;
        self.open(Container::Array)?;
        let depth = self.frames.depth();
        let mut index = 0_usize;
        while self.next_element(most, item)? {
            self.due = true;
            each(self, index)?;
            self.check_level(depth)?;
            index = index.saturating_add(1);
        }
        self.end();
        Ok(())
    }

    /// Reads a string; it borrows from the input unless it has escapes.
    ///
    /// # Errors
    /// [`Error::Nul`] when it holds U+0000, [`Error::Type`], [`Error::Surrogate`],
    /// [`Error::Limit`], [`Error::Syntax`].
    pub fn string(&mut self) -> Result<Cow<'a, str>, Error> {
        self.expect(Kind::String)?;
        let text = self.text_here()?;
        if text.has_nul {
            return Err(self.nul());
        }
        self.consume(text.end)?;
        Ok(text.value)
    }

    /// Reads `true` or `false`.
    ///
    /// # Errors
    /// [`Error::Type`], [`Error::Limit`], [`Error::Syntax`].
    pub fn boolean(&mut self) -> Result<bool, Error> {
        self.expect(Kind::Boolean)?;
        let value = self.byte_at(self.at) == Some(b't');
        let end = self.literal_end(if value { "true" } else { "false" })?;
        self.consume(end)?;
        Ok(value)
    }

    /// Reads a `null` if there is one; otherwise the cursor stays.
    ///
    /// # Errors
    /// [`Error::Limit`], [`Error::Syntax`].
    pub fn null(&mut self) -> Result<bool, Error> {
        if self.kind()? != Kind::Null {
            return Ok(false);
        }
        let end = self.literal_end("null")?;
        self.consume(end)?;
        Ok(true)
    }

    /// What to do with a member that the format does not have: refuse it, or skip it.
    ///
    /// # Errors
    /// [`Error::UnknownMember`] under [`Profile::Strict`]; those of [`skip`](Self::skip).
    pub fn unknown(&mut self, profile: Profile) -> Result<(), Error> {
        match profile {
            Profile::Strict => Err(self.unknown_member()),
            Profile::Lenient => self.skip(),
        }
    }

    /// The name of the member at the cursor, or of the last one begun in the innermost open object;
    /// unlike the name that [`object`](Self::object) passes on, it may outlive the reader.
    #[must_use]
    pub fn name(&self) -> Cow<'a, str> {
        self.frames.name()
    }

    /// The RFC 6901 pointer of the value at the cursor, or of the last one read; shortened with `…`
    /// once it holds 1 KiB of names.
    #[must_use]
    pub fn place(&self) -> Place {
        self.frames.place()
    }

    /// Bytes of the document before the cursor.
    #[must_use]
    pub const fn offset(&self) -> usize {
        self.at
    }
}

/// Errors at the cursor, for the rules of a format that the grammar does not know.
impl Reader<'_> {
    /// Two members that the format holds for one, such as an alias beside its canonical name.
    #[must_use]
    #[cold]
    pub fn duplicate_key(&self) -> Error {
        Error::DuplicateKey {
            place: self.place(),
            offset: self.at,
        }
    }

    /// More than `most` of `item`.
    #[must_use]
    #[cold]
    pub fn limit(&self, item: &'static str, most: usize) -> Error {
        Error::Limit {
            place: self.place(),
            offset: self.at,
            item,
            limit: u64::try_from(most).unwrap_or(u64::MAX),
        }
    }

    /// A number that the format does not allow here.
    #[must_use]
    #[cold]
    pub fn integer_range(&self) -> Error {
        Error::IntegerRange {
            place: self.place(),
            offset: self.at,
        }
    }

    /// A member that the format does not have.
    #[must_use]
    #[cold]
    pub fn unknown_member(&self) -> Error {
        Error::UnknownMember {
            place: self.place(),
            offset: self.at,
        }
    }

    #[cold]
    pub(crate) fn mistyped(&self, wanted: Kind, found: Kind) -> Error {
        Error::Type {
            place: self.place(),
            offset: self.at,
            wanted,
            found,
        }
    }

    #[cold]
    pub(crate) fn case_variant(&self) -> Error {
        Error::CaseVariant {
            place: self.place(),
            offset: self.at,
        }
    }

    #[cold]
    pub(crate) fn nul(&self) -> Error {
        Error::Nul {
            place: self.place(),
            offset: self.at,
        }
    }

    #[cold]
    pub(crate) fn syntax(&self) -> Error {
        self.syntax_at(self.at)
    }

    #[cold]
    pub(crate) fn syntax_at(&self, offset: usize) -> Error {
        Error::Syntax {
            place: self.place(),
            offset,
            is_end: self.ends_at(offset),
        }
    }

    /// Whether the document ends here, or in the literal that begins here.
    fn ends_at(&self, offset: usize) -> bool {
        let rest = self.bytes().get(offset..).unwrap_or_default();
        let literals = [b"true".as_slice(), b"false", b"null"];
        literals.iter().any(|literal| literal.starts_with(rest))
    }

    #[cold]
    pub(crate) fn surrogate_at(&self, offset: usize) -> Error {
        Error::Surrogate {
            place: self.place(),
            offset,
        }
    }
}

fn check_size(bytes: usize, limits: &Limits) -> Result<(), Error> {
    if bytes > limits.bytes {
        return Err(Error::Limit {
            place: Place::root(),
            offset: 0,
            item: "bytes",
            limit: u64::try_from(limits.bytes).unwrap_or(u64::MAX),
        });
    }
    Ok(())
}
