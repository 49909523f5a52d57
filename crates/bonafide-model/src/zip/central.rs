//! Headers of the central directory.

use super::cursor::Cursor;
use super::extra::{self, Numbers, SATURATED};
use super::{Method, ZipError, ZipFault, ZipLimits, name};

const SIGNATURE: [u8; 4] = *b"PK\x01\x02";
const END: [u8; 4] = *b"PK\x05\x06";

/// Flag bits: encrypted, strongly encrypted, masked.
const ENCRYPTED: u16 = 1 | 1 << 6 | 1 << 13;
/// A data descriptor follows the data.
pub(super) const DESCRIPTOR: u16 = 1 << 3;
/// The name is UTF-8.
const UTF8: u16 = 1 << 11;
/// Those, and the two that tell how hard the compressor tried.
const KNOWN: u16 = ENCRYPTED | DESCRIPTOR | UTF8 | 1 << 1 | 1 << 2;

/// The newest version of the format, in tenths. Readers leave out members that ask for a newer one.
pub(super) const VERSION: u8 = 63;

/// One header, checked alone.
pub(super) struct Header<'d> {
    pub(super) flags: u16,
    pub(super) method: Method,
    pub(super) crc: u32,
    pub(super) name: &'d str,
    pub(super) is_directory: bool,
    pub(super) numbers: Numbers,
    /// Whether one of the sizes stands in the ZIP64 field.
    pub(super) is_wide: bool,
}

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
    comment: u16,
    disk: u16,
    attributes: u32,
    offset: u32,
}

/// Reads the header at the front of `fields`, which stands at `at` in the file.
///
/// # Specification
/// APPNOTE 4.3.12 and 4.4; models ZIP-1, ZIP-3, ZIP-4, ZIP-5.
pub(super) fn read<'d>(
    fields: &mut Cursor<'d>,
    at: u64,
    limits: &ZipLimits,
) -> Result<Header<'d>, ZipFault> {
    let cut = || ZipFault::structure("the central directory is cut off", at);
    let fixed = read_fixed(fields).ok_or_else(cut)?;
    if fixed.signature != SIGNATURE {
        let what = "the central directory holds something else than its headers";
        return Err(ZipFault::structure(what, at));
    }
    let mut variable = |length: u16| fields.bytes(usize::from(length)).ok_or_else(cut);
    let raw_name = variable(fixed.name)?;
    let raw_extra = variable(fixed.extra)?;
    let comment = variable(fixed.comment)?;
    let text = name::decode(raw_name, fixed.flags & UTF8 != 0, at)?;
    let inner = || -> Result<Header<'d>, ZipFault> {
        if fixed.disk != 0 || comment.windows(END.len()).any(|w| w == END) {
            let what = "the header leads out of the archive";
            return Err(ZipFault::structure(what, at));
        }
        let method = check_coding(&fixed, at)?;
        let extra = extra::read(raw_extra, raw_name, at)?;
        let narrow = Numbers {
            size: u64::from(fixed.size),
            compressed_size: u64::from(fixed.compressed_size),
            offset: u64::from(fixed.offset),
        };
        let header = Header {
            flags: fixed.flags,
            method,
            crc: fixed.crc,
            name: text,
            is_directory: text.ends_with('/'),
            numbers: extra::widen(narrow, extra.wide, at)?,
            is_wide: narrow.size == SATURATED || narrow.compressed_size == SATURATED,
        };
        check_kind(&header, fixed.attributes, at)?;
        check_size(&header, limits, at)?;
        Ok(header)
    };
    inner().map_err(|fault| fault.of(text))
}

fn read_fixed(fields: &mut Cursor<'_>) -> Option<Fixed> {
    let signature = fields.array()?;
    let [_, _, version, _] = fields.array()?;
    let flags = fields.u16()?;
    let method = fields.u16()?;
    let _time = fields.u32()?;
    let crc = fields.u32()?;
    let compressed_size = fields.u32()?;
    let size = fields.u32()?;
    let name = fields.u16()?;
    let extra = fields.u16()?;
    let comment = fields.u16()?;
    let disk = fields.u16()?;
    let _internal = fields.u16()?;
    Some(Fixed {
        signature,
        version,
        flags,
        method,
        crc,
        compressed_size,
        size,
        name,
        extra,
        comment,
        disk,
        attributes: fields.u32()?,
        offset: fields.u32()?,
    })
}

fn check_coding(fixed: &Fixed, at: u64) -> Result<Method, ZipFault> {
    if fixed.flags & ENCRYPTED != 0 {
        return Err(ZipFault::new(ZipError::Encrypted {}, at));
    }
    if fixed.version > VERSION {
        return Err(ZipFault::structure("the version of the format is none", at));
    }
    if fixed.flags & !KNOWN != 0 {
        return Err(ZipFault::structure("a reserved flag is set", at));
    }
    match fixed.method {
        0 => Ok(Method::Stored),
        8 => Ok(Method::Deflated),
        method => Err(ZipFault::new(ZipError::Method { method }, at)),
    }
}

/// The name, the mode bits and the older attributes must tell the same kind.
fn check_kind(header: &Header<'_>, attributes: u32, at: u64) -> Result<(), ZipFault> {
    let [low, _, mode @ ..] = attributes.to_le_bytes();
    let mode = u16::from_le_bytes(mode);
    let is_right = match mode & 0o170_000 {
        0 => true,
        0o100_000 => !header.is_directory,
        0o040_000 => header.is_directory,
        _ => false,
    };
    let says_directory = low & 0x10 != 0;
    if !is_right || (says_directory && !header.is_directory) {
        return Err(ZipFault::new(ZipError::Link { mode }, at));
    }
    Ok(())
}

fn check_size(header: &Header<'_>, limits: &ZipLimits, at: u64) -> Result<(), ZipFault> {
    let wrong = |what| Err(ZipFault::new(ZipError::Size { what }, at));
    let Numbers {
        size,
        compressed_size,
        ..
    } = header.numbers;
    if header.is_directory && size != 0 {
        return wrong("a directory has contents");
    }
    if header.method == Method::Stored {
        return match size == compressed_size {
            true => Ok(()),
            false => wrong("a stored member has two sizes"),
        };
    }
    if size > limits.member {
        let item = "bytes of one member";
        return Err(ZipFault::limit(item, limits.member, at));
    }
    if size > limits.ratio_from && size > compressed_size.saturating_mul(limits.ratio) {
        let item = "bytes from one compressed byte";
        return Err(ZipFault::limit(item, limits.ratio, at));
    }
    Ok(())
}
