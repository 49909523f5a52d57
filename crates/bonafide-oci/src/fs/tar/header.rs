//! One header of an archive.

use core::ops::Range;

/// Bytes of a header, and the unit of everything in an archive.
pub(super) const BLOCK: usize = 512;
/// The largest size that the twelve octal digits and terminator of a header can say.
pub(super) const LARGEST_OCTAL: u64 = (8 << 30) - 1;

const NAME: Range<usize> = 0..100;
const SIZE: Range<usize> = 124..136;
const CHECKSUM: Range<usize> = 148..156;
const KIND: usize = 156;
const MAGIC: Range<usize> = 257..265;
const PREFIX: Range<usize> = 345..500;
const TAIL: Range<usize> = 508..512;

/// What a header says, before any extension that stands before it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) name: Vec<u8>,
    pub(super) size: u64,
    pub(super) kind: Kind,
}

/// What stands behind a header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A file.
    File,
    /// A folder.
    Folder,
    /// A link, a device or a pipe.
    Other,
    /// Records for the next member.
    Pax,
    /// Records for all members that follow.
    GlobalPax,
    /// The name of the next member.
    LongName,
    /// The target of the next member, which is a link.
    LongLink,
}

/// Reads a header that is not all zeros.
pub(super) fn parse(block: &[u8; BLOCK]) -> Result<Header, &'static str> {
    check_sum(block)?;
    let kind = match block.get(KIND) {
        Some(0 | b'0' | b'7') => Kind::File,
        Some(b'5') => Kind::Folder,
        Some(b'1'..=b'4' | b'6') => Kind::Other,
        Some(b'x') => Kind::Pax,
        Some(b'g') => Kind::GlobalPax,
        Some(b'L') => Kind::LongName,
        Some(b'K') => Kind::LongLink,
        Some(b'S') => return Err("a sparse member"),
        _ => return Err("a kind of member that is not read"),
    };
    let mut name = text(field(block, NAME))?.to_vec();
    if field(block, MAGIC) == b"ustar\x0000" {
        if field(block, TAIL) == b"tar\0" {
            // Another format under the same mark, with a shorter prefix.
            return Err("a kind of header that is not read");
        }
        let prefix = text(field(block, PREFIX))?;
        if !prefix.is_empty() {
            name = [prefix, b"/", &name].concat();
        }
    }
    let size = number(field(block, SIZE)).ok_or("a size that is no number")?;
    Ok(Header { name, size, kind })
}

/// The sum of all bytes, for which those of the sum itself count as spaces.
fn check_sum(block: &[u8; BLOCK]) -> Result<(), &'static str> {
    let sum = |bytes: &[u8]| -> u64 { bytes.iter().map(|byte| u64::from(*byte)).sum() };
    let own = field(block, CHECKSUM);
    let spaces = sum(&[b' '; 8]);
    let wanted = sum(block).saturating_sub(sum(own)).saturating_add(spaces);
    if number(own) == Some(wanted) {
        Ok(())
    } else {
        Err("a wrong checksum, or no archive")
    }
}

fn field(block: &[u8; BLOCK], range: Range<usize>) -> &[u8] {
    block.get(range).unwrap_or_default()
}

/// A text that ends with the first NUL, if there is one. Some reader may see what is behind it.
fn text(field: &[u8]) -> Result<&[u8], &'static str> {
    let end = field.iter().position(|byte| *byte == 0);
    let (text, rest) = field.split_at(end.unwrap_or(field.len()));
    if rest.iter().all(|byte| *byte == 0) {
        Ok(text)
    } else {
        Err("NUL in a name")
    }
}

/// An octal number between spaces and NULs, 0 when there is none; or a binary one of GNU tar, which
/// is marked by the highest bit.
fn number(field: &[u8]) -> Option<u64> {
    if let Some((0x80, rest)) = field.split_first() {
        return rest.iter().try_fold(0_u64, |value, byte| {
            value.checked_mul(256)?.checked_add(u64::from(*byte))
        });
    }
    let blanks = field.iter().take_while(|byte| **byte == b' ').count();
    let (_, field) = field.split_at(blanks);
    let digits = field
        .iter()
        .take_while(|byte| matches!(byte, b'0'..=b'7'))
        .count();
    let (digits, rest) = field.split_at(digits);
    if !rest.iter().all(|byte| matches!(byte, 0 | b' ')) {
        return None;
    }
    digits.iter().try_fold(0_u64, |value, digit| {
        let digit = u64::from(digit.saturating_sub(b'0'));
        value.checked_mul(8)?.checked_add(digit)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_octal_or_marked_as_binary() {
        for (field, value) in [
            (&b"00000000017\0"[..], Some(15)),
            (b"17          ", Some(15)),
            (b"  17 \0", Some(15)),
            (b"\0\0\0", Some(0)),
            (b"777777777777", Some((1 << 36) - 1)),
            (b"\x80\0\0\0\0\0\0\0\0\0\x01\x00", Some(256)),
            (
                b"\x80\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff",
                Some(u64::MAX),
            ),
            (b"\x80\0\0\x01\0\0\0\0\0\0\0\0", None),
            (b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", None),
            (b"8", None),
            (b"1 7", None),
            (b"-1", None),
            (b"0x1", None),
        ] {
            assert_eq!(number(field), value, "{field:?}");
        }
    }

    #[test]
    fn texts_hide_nothing() {
        assert_eq!(text(b"a\0\0"), Ok(&b"a"[..]));
        assert_eq!(text(b"abc"), Ok(&b"abc"[..]));
        assert_eq!(text(b"a\0b"), Err("NUL in a name"));
    }
}
