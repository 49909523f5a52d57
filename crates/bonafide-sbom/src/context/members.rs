//! Members, and what becomes of those of the wrong type.

use std::borrow::Cow;

use bonafide_json::{Kind, Reader};
use bonafide_report::Escaped;
use bonafide_report::registry::{SBOM_TYPE, SBOM_UNKNOWN_FIELD};

use super::{Context, Halt, Known};
use crate::Error;

/// Members and their types.
///
/// # Specification
/// sbom JSN-5, JSN-6.
impl<'a> Context<'a, '_> {
    /// Passes over a value of the wrong type.
    #[cold]
    pub(crate) fn mistyped(&mut self, wanted: &'static str) -> Result<(), Halt> {
        let found = self.reader.kind()?;
        self.reader.skip()?;
        self.finding(SBOM_TYPE, format!("{found} instead of {wanted}"));
        Ok(())
    }

    /// Enters an array that nobody may overlook; `false` for `null`, which is passed over.
    pub(crate) fn structural_array(&mut self) -> Result<bool, Halt> {
        self.structural(Kind::Array, "this must be an array")
    }

    /// Reads each object of the list at the cursor, which nobody may overlook, with `entry`.
    pub(crate) fn structural_objects(
        &mut self,
        mut entry: impl FnMut(&mut Self) -> Result<(), Halt>,
    ) -> Result<(), Halt> {
        if self.structural_array()? {
            while self.next_object()? {
                entry(self)?;
            }
        }
        Ok(())
    }

    /// Enters an object that nobody may overlook; `false` for `null`, which is passed over.
    pub(crate) fn structural_object(&mut self) -> Result<bool, Halt> {
        self.structural(Kind::Object, "this must be an object")
    }

    fn structural(&mut self, wanted: Kind, reason: &'static str) -> Result<bool, Halt> {
        let found = self.reader.kind()?;
        if found == Kind::Null {
            self.mistyped("a container")?;
            return Ok(false);
        }
        if found != wanted {
            return Err(self.shape(reason));
        }
        if wanted == Kind::Array {
            self.reader.open_array()?;
        } else {
            self.reader.open_object()?;
        }
        Ok(true)
    }

    /// Checks the type of a structural member that nobody wants, and passes over it.
    pub(crate) fn skip_structural(&mut self, wanted: Kind) -> Result<(), Halt> {
        match self.reader.kind()? {
            found if found == wanted => Ok(self.reader.skip()?),
            Kind::Null => self.mistyped("a container"),
            _ => Err(self.shape("this has the wrong type")),
        }
    }

    /// Enters the next element of a structural array, which must be an object; `false` at the end.
    pub(crate) fn next_object(&mut self) -> Result<bool, Halt> {
        if !self.reader.next_value(usize::MAX, "")? {
            return Ok(false);
        }
        if self.reader.enters_object() {
            return Ok(true);
        }
        if self.reader.kind()? != Kind::Object {
            return Err(self.shape("the elements must be objects"));
        }
        self.reader.open_object()?;
        Ok(true)
    }

    #[cold]
    pub(crate) fn shape(&self, reason: &'static str) -> Halt {
        Halt::Error(Error::Shape {
            place: self.reader.place(),
            reason,
        })
    }

    /// Enters an array; anything else is passed over with a finding.
    #[inline]
    pub(crate) fn array(&mut self) -> Result<bool, Halt> {
        if self.reader.enters_array() {
            return Ok(true);
        }
        self.any_array()
    }

    fn any_array(&mut self) -> Result<bool, Halt> {
        if self.reader.kind()? != Kind::Array {
            self.mistyped("an array")?;
            return Ok(false);
        }
        self.reader.open_array()?;
        Ok(true)
    }

    /// Enters an object; anything else is passed over with a finding.
    #[inline]
    pub(crate) fn object(&mut self) -> Result<bool, Halt> {
        if self.reader.enters_object() {
            return Ok(true);
        }
        self.any_object()
    }

    fn any_object(&mut self) -> Result<bool, Halt> {
        if self.reader.kind()? != Kind::Object {
            self.mistyped("an object")?;
            return Ok(false);
        }
        self.reader.open_object()?;
        Ok(true)
    }

    /// Moves to the next of at most `most` elements.
    pub(crate) fn next(&mut self, most: usize, item: &'static str) -> Result<bool, Halt> {
        Ok(self.reader.next_value(most, item)?)
    }

    /// The next of the entries that a component may have a few hundred of.
    pub(crate) fn next_entry(&mut self) -> Result<bool, Halt> {
        self.next(self.limits().entries, "entries in one component")
    }

    /// Enters the next object of at most `most` elements; others are passed over with a finding.
    pub(crate) fn next_object_of(&mut self, most: usize, item: &'static str) -> Result<bool, Halt> {
        while self.next(most, item)? {
            if self.object()? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The same of the entries that a component may have a few hundred of.
    pub(crate) fn next_object_entry(&mut self) -> Result<bool, Halt> {
        self.next_object_of(self.limits().entries, "entries in one component")
    }

    /// A text; anything else is passed over with a finding.
    #[inline]
    pub(crate) fn text(&mut self) -> Result<Option<Cow<'a, str>>, Halt> {
        self.text_of(self.limits().text_bytes, "bytes in a text")
    }

    #[inline]
    pub(crate) fn text_of(
        &mut self,
        most: usize,
        item: &'static str,
    ) -> Result<Option<Cow<'a, str>>, Halt> {
        if let Some(text) = self.reader.plain_text(most) {
            self.spend(text.len())?;
            return Ok(Some(Cow::Borrowed(text)));
        }
        self.any_text_of(most, item)
    }

    #[inline(never)]
    fn any_text_of(
        &mut self,
        most: usize,
        item: &'static str,
    ) -> Result<Option<Cow<'a, str>>, Halt> {
        let text = match self.reader.text(most, item) {
            Ok(text) => text,
            Err(error) => return self.no_text(error),
        };
        self.spend(text.len())?;
        Ok(Some(text))
    }

    #[cold]
    fn no_text(&mut self, error: bonafide_json::Error) -> Result<Option<Cow<'a, str>>, Halt> {
        match error {
            bonafide_json::Error::Type { .. } => self.mistyped("a string").map(|()| None),
            error => Err(error.into()),
        }
    }

    /// A text in which control characters are worth a finding: names, versions, licences.
    #[inline]
    pub(crate) fn label(&mut self) -> Result<Option<Cow<'a, str>>, Halt> {
        self.checked_text(self.limits().text_bytes, "bytes in a text")
    }

    /// A reference or a package URL.
    #[inline]
    pub(crate) fn reference(&mut self) -> Result<Option<Cow<'a, str>>, Halt> {
        self.checked_text(self.limits().reference_bytes, "bytes in a reference")
    }

    #[inline]
    fn checked_text(
        &mut self,
        most: usize,
        item: &'static str,
    ) -> Result<Option<Cow<'a, str>>, Halt> {
        // Most are printable ASCII, in which there is nothing to be found.
        if let Some(text) = self.reader.printable_text(most) {
            self.spend(text.len())?;
            return Ok(Some(Cow::Borrowed(text)));
        }
        self.any_checked_text(most, item)
    }

    #[inline(never)]
    fn any_checked_text(
        &mut self,
        most: usize,
        item: &'static str,
    ) -> Result<Option<Cow<'a, str>>, Halt> {
        let text = self.any_text_of(most, item)?;
        self.check_characters(text.as_deref());
        Ok(text)
    }

    /// An element of a structural list of references, which must be a text.
    pub(crate) fn structural_reference(&mut self) -> Result<Cow<'a, str>, Halt> {
        let most = self.limits().reference_bytes;
        if let Some(text) = self.reader.printable_text(most) {
            return Ok(Cow::Borrowed(text));
        }
        if self.reader.kind()? != Kind::String {
            return Err(self.shape("the elements must be strings"));
        }
        let text = self.reader.text(most, "bytes in a reference")?;
        self.check_characters(Some(&text));
        Ok(text)
    }

    /// Whether it is so; anything but `true` and `false` is passed over with a finding.
    pub(crate) fn boolean(&mut self) -> Result<Option<bool>, Halt> {
        if self.reader.kind()? != Kind::Boolean {
            self.mistyped("a boolean")?;
            return Ok(None);
        }
        Ok(Some(self.reader.boolean()?))
    }

    /// An integer of 0 or more; anything else is passed over with a finding.
    pub(crate) fn unsigned(&mut self) -> Result<Option<u64>, Halt> {
        if self.reader.kind()? != Kind::Number {
            self.mistyped("an integer")?;
            return Ok(None);
        }
        match self.reader.unsigned() {
            Ok(number) => Ok(Some(number)),
            Err(bonafide_json::Error::IntegerRange { .. }) => {
                self.mistyped("an integer in range")?;
                Ok(None)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// A number as it is written; one beyond all floats is an error.
    ///
    /// # Specification
    /// sbom JSN-4.
    pub(crate) fn number(&mut self) -> Result<Option<Cow<'a, str>>, Halt> {
        if self.reader.kind()? != Kind::Number {
            self.mistyped("a number")?;
            return Ok(None);
        }
        let text = self.reader.number()?;
        if text.parse::<f64>().is_ok_and(f64::is_infinite) {
            return Err(self.reader.integer_range().into());
        }
        Ok(Some(Cow::Borrowed(text)))
    }

    /// A date and time that can be read, as written.
    ///
    /// # Specification
    /// sbom NRM-3.
    pub(crate) fn timestamp(&mut self) -> Result<Option<Cow<'a, str>>, Halt> {
        let text = self.text()?;
        Ok(self.checked_timestamp(text))
    }

    /// The same of formats that demand whole seconds of UTC: others are read, with a finding.
    pub(crate) fn whole_seconds(&mut self) -> Result<Option<Cow<'a, str>>, Halt> {
        let text = self.text()?;
        Ok(self.checked_seconds(text))
    }

    /// A member of another family at the cursor: another reader would see another document.
    #[cold]
    pub(crate) fn ambiguous(&self) -> Halt {
        Halt::Error(Error::FormatAmbiguous {
            place: self.reader.place(),
        })
    }

    /// The text of the structural array at the cursor, whose elements must be strings: references
    /// that are given out when it is known to what they belong.
    pub(crate) fn raw_references(&mut self) -> Result<Option<&'a str>, Halt> {
        match self.reader.kind()? {
            Kind::Array => {}
            Kind::Null => {
                self.mistyped("an array")?;
                return Ok(None);
            }
            _ => return Err(self.shape("this must be an array")),
        }
        let text = self.reader.raw()?;
        let mut reader = Reader::again(text);
        reader.open_array()?;
        while reader.next_value(usize::MAX, "")? {
            if reader.kind()? != Kind::String {
                return Err(self.shape("the elements must be strings"));
            }
            reader.skip()?;
        }
        Ok(Some(text))
    }

    /// Passes over a member that is not read. One that other decoders would take for one of `read`
    /// is worth a finding, since they would see another document.
    pub(crate) fn unread(&mut self, name: &str, read: &Known) -> Result<(), Halt> {
        self.reader.skip()?;
        if read.has_variant(name) {
            self.finding(
                SBOM_UNKNOWN_FIELD,
                format!(
                    "`{}` is a case variant of a member that is read",
                    Escaped(name)
                ),
            );
        }
        Ok(())
    }
}
