//! Extra fields.

use super::crc::crc32;
use super::cursor::Cursor;
use super::{ZipError, ZipFault};

const ZIP64: u16 = 0x0001;
const UNICODE_PATH: u16 = 0x7075;

/// What is used of the extra fields of one header.
#[derive(Default)]
pub(super) struct Extra<'b> {
    /// The values of the wide numbers.
    pub(super) wide: Option<&'b [u8]>,
}

/// Reads the fields of a header that names its member `name`.
///
/// # Specification
/// APPNOTE 4.5.1, 4.5.3, 4.6.9; models ZIP-3.
pub(super) fn read<'b>(bytes: &'b [u8], name: &[u8], at: u64) -> Result<Extra<'b>, ZipFault> {
    let mut extra = Extra::default();
    let mut has_path = false;
    let mut fields = Cursor::new(bytes);
    while !fields.rest().is_empty() {
        let mut read = || -> Option<_> {
            let id = fields.u16()?;
            let length = fields.u16()?;
            Some((id, fields.bytes(usize::from(length))?))
        };
        let cut = || ZipFault::structure("the extra fields are not well-formed", at);
        let twice = || ZipFault::structure("an extra field is given twice", at);
        match read().ok_or_else(cut)? {
            (ZIP64, _) if extra.wide.is_some() => return Err(twice()),
            (ZIP64, value) => extra.wide = Some(value),
            (UNICODE_PATH, _) if has_path => return Err(twice()),
            (UNICODE_PATH, value) => {
                has_path = true;
                check_path(value, name, at)?;
            }
            _ => {}
        }
    }
    Ok(extra)
}

/// Another name would be the member's name in readers that know the field.
fn check_path(value: &[u8], name: &[u8], at: u64) -> Result<(), ZipFault> {
    let mut fields = Cursor::new(value);
    let version = fields.array::<1>();
    let sum = fields.u32();
    if version == Some([1]) && sum == Some(crc32(name)) && fields.rest() == name {
        return Ok(());
    }
    let what = "the Unicode path field gives another name";
    Err(ZipFault::new(ZipError::Name { what }, at))
}

/// The numbers of a header that may stand in its ZIP64 field, in the order of that field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Numbers {
    pub(super) size: u64,
    pub(super) compressed_size: u64,
    pub(super) offset: u64,
}

/// Replaces those of `narrow` that say that they stand in the ZIP64 field `value`.
///
/// Readers differ about a field that gives more numbers than are asked of it. Where it does, those
/// asked for must be the first, and the others must repeat what the header says.
pub(super) fn widen(narrow: Numbers, value: Option<&[u8]>, at: u64) -> Result<Numbers, ZipFault> {
    let wrong = |what| ZipFault::structure(what, at);
    let mut wide = narrow;
    let mut fields = Cursor::new(value.unwrap_or_default());
    let mut is_ordered = true;
    let mut is_over = false;
    let mut repeated = Vec::new();
    for number in [&mut wide.size, &mut wide.compressed_size, &mut wide.offset] {
        if *number == SATURATED {
            is_ordered &= !is_over;
            let missing = || wrong("a number is missing in the ZIP64 field");
            *number = fields.u64().ok_or_else(missing)?;
        } else {
            is_over = true;
            repeated.push(*number);
        }
    }
    let mut repeated = repeated.into_iter();
    while fields.rest().len() >= 8 {
        if !is_ordered || fields.u64() != repeated.next() {
            return Err(wrong("the ZIP64 field can be read in two ways"));
        }
    }
    check_disk(fields.rest(), at)?;
    Ok(wide)
}

/// A number of a header that stands in its ZIP64 field.
pub(super) const SATURATED: u64 = 0xffff_ffff;

/// The number of the disk may end a ZIP64 field, and there is one disk.
pub(super) fn check_disk(rest: &[u8], at: u64) -> Result<(), ZipFault> {
    match rest {
        [] | [0, 0, 0, 0] => Ok(()),
        _ => Err(ZipFault::structure(
            "the ZIP64 field has a wrong length",
            at,
        )),
    }
}
