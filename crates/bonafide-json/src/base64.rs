//! Base64 as the formats ask for it: no white space, no spare bits.

use ::base64::Engine as _;
use ::base64::alphabet;
use ::base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use bonafide_report::{Code, Coded};

/// Which base64 a format accepts. Bits after the last byte must be zero in all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "these are what the formats name")]
pub enum Form {
    /// The standard alphabet, padded (RFC 4648 section 4).
    Standard,
    /// The standard or the URL-safe alphabet, one in each string, padded.
    Either,
    /// As [`Either`](Self::Either), and the padding may be missing as a whole.
    Lenient,
}

bonafide_report::codes! {
    /// Text that is not base64 in the form that is asked for.
    pub enum DecodeError {
        /// A character that the alphabet does not have.
        Alphabet {
            /// Bytes before it.
            offset: usize,
        } => JSON_BASE64: "a character outside the base64 alphabet at position {offset}",
        /// Missing, surplus or misplaced padding, or an impossible length.
        Padding {} => JSON_BASE64: "wrong base64 padding or length",
        /// Bits set after the last byte.
        SpareBits {} => JSON_BASE64: "bits after the last byte of base64",
    }
}

impl Coded for DecodeError {
    fn code(&self) -> Code {
        Self::code(self)
    }
}

/// Decodes `text`. Allocates three quarters of its length.
///
/// ```
/// use bonafide_json::base64::{Form, decode};
/// assert_eq!(decode("aGk=", Form::Standard)?, b"hi");
/// assert!(decode("aGk", Form::Standard).is_err());
/// assert!(decode("aGl=", Form::Standard).is_err());
/// # Ok::<(), bonafide_json::base64::DecodeError>(())
/// ```
///
/// # Errors
/// [`DecodeError`] by variant.
///
/// # Specification
/// RFC 4648 sections 3.2, 3.3 and 3.5; stricter: the optional refusals of these are made.
pub fn decode(text: &str, form: Form) -> Result<Vec<u8>, DecodeError> {
    let is_padded = form != Form::Lenient || text.ends_with('=');
    let (standard, url_safe) = match is_padded {
        true => (&STANDARD, &URL_SAFE),
        false => (&STANDARD_UNPADDED, &URL_SAFE_UNPADDED),
    };
    // Nearly all text is standard, and what is URL-safe fails as that: only then it is looked for.
    // A text that mixes alphabets fails in both.
    match standard.decode(text) {
        Err(_) if form != Form::Standard && text.contains(['-', '_']) => {
            url_safe.decode(text).map_err(explain)
        }
        decoded => decoded.map_err(explain),
    }
}

/// Bytes that `encoded` bytes of padded base64 hold at most.
pub(crate) const fn decoded_bound(encoded: usize) -> usize {
    (encoded / 4).saturating_mul(3).saturating_add(encoded % 4)
}

/// Encodes `bytes` in the standard alphabet, padded.
#[must_use]
pub fn encode(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

const PADDED: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_allow_trailing_bits(false)
    .with_decode_padding_mode(DecodePaddingMode::RequireCanonical);
const UNPADDED: GeneralPurposeConfig =
    PADDED.with_decode_padding_mode(DecodePaddingMode::RequireNone);
static STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, PADDED);
static URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, PADDED);
static STANDARD_UNPADDED: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, UNPADDED);
static URL_SAFE_UNPADDED: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, UNPADDED);

fn explain(error: ::base64::DecodeError) -> DecodeError {
    use ::base64::DecodeError as Cause;
    match error {
        Cause::InvalidByte(_, b'=') | Cause::InvalidLength(_) | Cause::InvalidPadding => {
            DecodeError::Padding {}
        }
        Cause::InvalidByte(offset, _) => DecodeError::Alphabet { offset },
        Cause::InvalidLastSymbol { .. } => DecodeError::SpareBits {},
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_form_accepts_its_own() {
        let bytes = [0xfb, 0xef, 0xff, 0xfe];
        for (text, standard, either, lenient) in [
            ("++///g==", true, true, true),
            ("--___g==", false, true, true),
            ("++///g", false, false, true),
            ("--___g", false, false, true),
            ("++///g=", false, false, false),
            ("+-///g==", false, false, false),
            ("++///g===", false, false, false),
            ("++///h==", false, false, false),
            ("++///h", false, false, false),
            ("++//\n/g==", false, false, false),
            (" ++///g==", false, false, false),
            ("++=///g==", false, false, false),
        ] {
            for (form, good) in [
                (Form::Standard, standard),
                (Form::Either, either),
                (Form::Lenient, lenient),
            ] {
                let decoded = decode(text, form);
                assert_eq!(decoded.is_ok(), good, "{text} {form:?}");
                assert!(!good || decoded == Ok(bytes.to_vec()), "{text} {form:?}");
            }
        }
        assert_eq!(encode(&bytes), "++///g==");
        assert_eq!(decode("", Form::Standard), Ok(Vec::new()));
    }

    #[test]
    fn says_what_is_wrong() {
        for (text, error) in [
            ("a!==", DecodeError::Alphabet { offset: 1 }),
            ("aGk", DecodeError::Padding {}),
            ("aGl=", DecodeError::SpareBits {}),
        ] {
            assert_eq!(decode(text, Form::Standard), Err(error), "{text}");
        }
    }

    #[test]
    fn the_bound_is_never_too_small() {
        for length in 0..40_usize {
            let text = encode(&vec![7; length]);
            let bound = decoded_bound(text.len());
            assert!((length..=length + 2).contains(&bound), "{length}");
            let bare = decoded_bound(text.trim_end_matches('=').len());
            assert!((length..=length + 2).contains(&bare), "{length}");
        }
    }
}
