//! From bytes to text.

use bonafide_report::Place;

use crate::{Error, ReadLimits, text_format};

const BOM: &[u8] = b"\xef\xbb\xbf";

/// A document as text.
#[derive(Clone, Copy)]
pub(crate) struct Text<'a> {
    /// Without a byte order mark.
    pub(crate) text: &'a str,
    /// Whether there was one.
    pub(crate) has_bom: bool,
}

impl<'a> Text<'a> {
    /// Checks size and encoding.
    ///
    /// # Specification
    /// sbom ENC-1 to ENC-3.
    pub(crate) fn of(bytes: &'a [u8], limits: &ReadLimits) -> Result<Self, Error> {
        check_size(bytes.len(), limits)?;
        if text_format::is_protobuf(bytes) {
            return Err(Error::FormatUnsupported {
                format: "CycloneDX as protobuf",
            });
        }
        if let Some(found) = wide(bytes) {
            return Err(Error::Encoding { found });
        }
        let (rest, has_bom) = bytes
            .strip_prefix(BOM)
            .map_or((bytes, false), |rest| (rest, true));
        match core::str::from_utf8(rest) {
            Ok(text) => Ok(Self { text, has_bom }),
            Err(_) => Err(not_text(rest)),
        }
    }
}

pub(crate) fn check_size(bytes: usize, limits: &ReadLimits) -> Result<(), Error> {
    if bytes > limits.bytes {
        return Err(Error::Limit {
            place: Place::root(),
            item: "bytes of input",
            limit: u64::try_from(limits.bytes).unwrap_or(u64::MAX),
        });
    }
    Ok(())
}

/// The name of an encoding of wider units, by its mark or by where its zeros are.
fn wide(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0, 0, 0xfe, 0xff, ..] | [0xff, 0xfe, 0, 0, ..] => Some("UTF-32"),
        [0xfe, 0xff, ..] | [0xff, 0xfe, ..] => Some("UTF-16"),
        [0, 0, 0, _, ..] | [1..=255, 0, 0, 0, ..] => Some("UTF-32 without its mark"),
        [0, 1..=255, 0, 1..=255, ..] | [1..=255, 0, 1..=255, 0, ..] => {
            Some("UTF-16 without its mark")
        }
        _ => None,
    }
}

/// Bytes that begin as no text does are no document at all; text that goes wrong is in another
/// encoding.
fn not_text(bytes: &[u8]) -> Error {
    let first = bytes
        .iter()
        .find(|byte| !matches!(byte, b' ' | b'\t' | b'\r' | b'\n'));
    match first {
        Some(0x0a | 0x20..=0x7e) => Error::Encoding {
            found: "the bytes are not UTF-8",
        },
        _ => Error::Format {
            reason: "the bytes are no text",
        },
    }
}
