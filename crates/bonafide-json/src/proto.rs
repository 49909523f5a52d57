//! The JSON forms of protobuf scalars (ProtoJSON), as Sigstore bundles use them.

use crate::base64::{self, Form};
use crate::{Error, Kind, Profile, Reader, number};

/// Reads a 64-bit integer of 0 or more: a string that holds `0|[1-9][0-9]*`, at most 2^63 - 1;
/// under [`Profile::Lenient`] also such a JSON number.
///
/// # Errors
/// [`Error::IntegerRange`] for other digits, [`Error::Type`], [`Error::Limit`], [`Error::Syntax`].
///
/// # Specification
/// ProtoJSON, `int64`; stricter: negative values, which no format here has, are refused.
pub fn int64(reader: &mut Reader<'_>, profile: Profile) -> Result<u64, Error> {
    let fits = |value: &u64| i64::try_from(*value).is_ok();
    if profile == Profile::Lenient && reader.kind()? == Kind::Number {
        let lexeme = reader.number()?;
        return number::exact_unsigned(lexeme)
            .filter(fits)
            .ok_or_else(|| reader.integer_range());
    }
    let text = reader.string()?;
    number::exact_unsigned(&text)
        .filter(fits)
        .ok_or_else(|| reader.integer_range())
}

/// Reads bytes: padded standard base64; under [`Profile::Lenient`] also URL-safe or unpadded.
///
/// # Errors
/// [`Error::Base64`], [`Error::Type`], [`Error::Nul`], [`Error::Surrogate`], [`Error::Limit`],
/// [`Error::Syntax`].
///
/// # Specification
/// ProtoJSON, `bytes`; stricter: one alphabet in one string, spare bits zero.
pub fn bytes(reader: &mut Reader<'_>, profile: Profile) -> Result<Vec<u8>, Error> {
    bytes_within(reader, profile, usize::MAX, "bytes")
}

/// Reads [`bytes`] of which at most `most` are allowed, without decoding more than that.
///
/// # Errors
/// [`Error::Limit`] naming `item`; those of [`bytes`].
pub fn bytes_within(
    reader: &mut Reader<'_>,
    profile: Profile,
    most: usize,
    item: &'static str,
) -> Result<Vec<u8>, Error> {
    let form = match profile {
        Profile::Strict => Form::Standard,
        Profile::Lenient => Form::Lenient,
    };
    reader.base64(form, most, item)
}

/// What to do with the member `name`, which is none of `known`: [`Reader::unknown`], but another
/// protobuf spelling of a known name is refused under either profile.
///
/// # Errors
/// [`Error::UnknownMember`]; those of [`Reader::skip`].
///
/// # Specification
/// ProtoJSON accepts `field_name` for `fieldName`; stricter: one spelling, so that no reader sees
/// a field that another takes for unknown.
pub fn unknown(
    reader: &mut Reader<'_>,
    profile: Profile,
    known: &[&str],
    name: &str,
) -> Result<(), Error> {
    let without = |text: &str| -> String {
        text.chars()
            .filter(|c| *c != '_')
            .map(|c| c.to_ascii_lowercase())
            .collect()
    };
    let is_spelling = name.contains('_') && {
        let name = without(name);
        known.iter().any(|known| without(known) == name)
    };
    if is_spelling {
        return Err(reader.unknown_member());
    }
    reader.unknown(profile)
}

impl Reader<'_> {
    /// Reads a base64 string of which at most `most` bytes are allowed, without decoding more.
    ///
    /// # Errors
    /// [`Error::Limit`] naming `item`, [`Error::Base64`], [`Error::Type`], [`Error::Nul`],
    /// [`Error::Surrogate`], [`Error::Syntax`].
    pub fn base64(
        &mut self,
        form: Form,
        most: usize,
        item: &'static str,
    ) -> Result<Vec<u8>, Error> {
        let text = self.string()?;
        // The last quantum may hold up to two bytes less than the bound.
        if base64::decoded_bound(text.len()) > most.saturating_add(2) {
            return Err(self.limit(item, most));
        }
        let bytes = base64::decode(&text, form).map_err(|reason| Error::Base64 {
            place: self.place(),
            offset: self.offset(),
            reason,
        })?;
        if bytes.len() > most {
            return Err(self.limit(item, most));
        }
        Ok(bytes)
    }
}
