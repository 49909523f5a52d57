//! What stands before and after the data of a member.

use super::bytes::Bytes;
use super::central::{DESCRIPTOR, Header, VERSION};
use super::cursor::Cursor;
use super::extra::{self, SATURATED, check_disk};
use super::{Method, ZipError, ZipFault};

const SIGNATURE: [u8; 4] = *b"PK\x03\x04";
const LENGTH: usize = 30;
const DESCRIPTOR_SIGNATURE: [u8; 4] = *b"PK\x07\x08";

/// The fields of fixed length.
struct Fixed {
    signature: [u8; 4],
    version: u8,
    flags: u16,
    method: u16,
    crc: u32,
    compressed_size: u32,
    size: u32,
    name: u16,
    extra: u16,
}

/// Checks the member against its `header`, up to `next`, where the next structure begins. Gives
/// where its data begin.
///
/// # Specification
/// APPNOTE 4.3.7 and 4.3.9; models ZIP-1, ZIP-2.
pub(super) fn check(bytes: &Bytes<'_>, header: &Header<'_>, next: u64) -> Result<u64, ZipFault> {
    let at = header.numbers.offset;
    let cut = || ZipFault::structure("the local header is cut off", at);
    let fixed = bytes.get(at, LENGTH)?;
    let fixed = read_fixed(&fixed).ok_or_else(cut)?;
    if fixed.signature != SIGNATURE {
        return Err(ZipFault::structure("there is no local header", at));
    }
    if fixed.version > VERSION {
        return Err(ZipFault::structure("the version of the format is none", at));
    }
    let name_at = at.saturating_add(u64::try_from(LENGTH).unwrap_or_default());
    let variable = usize::from(fixed.name).saturating_add(usize::from(fixed.extra));
    let variable = bytes.get(name_at, variable)?;
    let split = variable.split_at_checked(usize::from(fixed.name));
    let (raw_name, raw_extra) = split.ok_or_else(cut)?;
    let mismatch = |field| Err(ZipFault::new(ZipError::HeaderMismatch { field }, at));
    if raw_name != header.name.as_bytes() {
        return mismatch("the name");
    }
    if fixed.flags != header.flags {
        return mismatch("the flags");
    }
    if fixed.method != header.method.number() {
        return mismatch("the method");
    }
    let wide = extra::read(raw_extra, raw_name, at)?.wide;
    if let Some(field) = wrong_number(&fixed, header, wide, at)? {
        return mismatch(field);
    }
    let data = u64::try_from(variable.len()).unwrap_or(u64::MAX);
    let data = name_at.saturating_add(data);
    let end = data.checked_add(header.numbers.compressed_size);
    let after = end.and_then(|end| next.checked_sub(end));
    let overlap = || ZipFault::new(ZipError::Overlap {}, at);
    let after = after.ok_or_else(overlap)?;
    let end = next.saturating_sub(after);
    if header.flags & DESCRIPTOR != 0 {
        check_descriptor(bytes, header, end, after, wide.is_some())?;
    } else if after > 0 {
        let what = "bytes after the member belong to nothing";
        return Err(ZipFault::structure(what, end));
    }
    Ok(data)
}

fn read_fixed(bytes: &[u8]) -> Option<Fixed> {
    let mut fields = Cursor::new(bytes);
    let signature = fields.array()?;
    let [version, _] = fields.array()?;
    let flags = fields.u16()?;
    let method = fields.u16()?;
    let _time = fields.u32()?;
    Some(Fixed {
        signature,
        version,
        flags,
        method,
        crc: fields.u32()?,
        compressed_size: fields.u32()?,
        size: fields.u32()?,
        name: fields.u16()?,
        extra: fields.u16()?,
    })
}

/// The first number of the local header that differs. Where a data descriptor follows, zero is right
/// too.
fn wrong_number(
    fixed: &Fixed,
    header: &Header<'_>,
    wide: Option<&[u8]>,
    at: u64,
) -> Result<Option<&'static str>, ZipFault> {
    let may_be_zero = header.flags & DESCRIPTOR != 0;
    let numbers = header.numbers;
    let fits = |found: u64, right: u64| found == right || (may_be_zero && found == 0);
    let mut fields = Cursor::new(wide.unwrap_or_default());
    let mut number = |narrow: u32| match u64::from(narrow) {
        SATURATED if wide.is_some() => fields.u64(),
        narrow => Some(narrow),
    };
    let sizes = (number(fixed.size), number(fixed.compressed_size));
    let (Some(size), Some(compressed_size)) = sizes else {
        let what = "a number is missing in the ZIP64 field";
        return Err(ZipFault::structure(what, at));
    };
    // What follows is not asked for. Writers repeat the sizes there, or give the offset, which has no
    // place in a local header.
    while let Some(more) = fields.u64() {
        let own = [numbers.size, numbers.compressed_size, numbers.offset];
        if !own.iter().any(|own| fits(more, *own)) {
            return Ok(Some("the ZIP64 field"));
        }
    }
    check_disk(fields.rest(), at)?;
    let wrong = [
        ("the checksum", u64::from(fixed.crc), u64::from(header.crc)),
        ("the size", size, numbers.size),
        (
            "the compressed size",
            compressed_size,
            numbers.compressed_size,
        ),
    ];
    let wrong = wrong
        .into_iter()
        .find(|(_, found, right)| !fits(*found, *right));
    Ok(wrong.map(|(field, ..)| field))
}

/// Checks the data descriptor, which fills the `length` bytes at `at`.
fn check_descriptor(
    bytes: &Bytes<'_>,
    header: &Header<'_>,
    at: u64,
    length: u64,
    has_wide: bool,
) -> Result<(), ZipFault> {
    let wrong = |what| Err(ZipFault::structure(what, at));
    // Readers that go from front to back know the width by the ZIP64 field.
    let is_wide = match length {
        12 | 16 => false,
        20 | 24 => true,
        _ => return wrong("bytes after the member belong to nothing"),
    };
    if is_wide != (has_wide || header.is_wide) {
        return wrong("the data descriptor has another width than the header says");
    }
    let descriptor = bytes.get(at, usize::try_from(length).unwrap_or_default())?;
    let is_signed = length == 16 || length == 24;
    if descriptor.starts_with(&DESCRIPTOR_SIGNATURE) != is_signed {
        return wrong("the data descriptor can be read in two ways");
    }
    let signature = if is_signed { 4 } else { 0 };
    let mut fields = Cursor::new(descriptor.get(signature..).unwrap_or_default());
    let crc = fields.u32();
    let mut size = || match is_wide {
        true => fields.u64(),
        false => fields.u32().map(u64::from),
    };
    let (compressed_size, size) = (size(), size());
    let numbers = header.numbers;
    let field = if crc != Some(header.crc) {
        "the checksum of the data descriptor"
    } else if compressed_size != Some(numbers.compressed_size) || size != Some(numbers.size) {
        "a size of the data descriptor"
    } else {
        return Ok(());
    };
    Err(ZipFault::new(ZipError::HeaderMismatch { field }, at))
}

impl Method {
    const fn number(self) -> u16 {
        match self {
            Self::Stored => 0,
            Self::Deflated => 8,
        }
    }
}
