//! The end of the central directory, from which everything else is found.

use super::bytes::Bytes;
use super::cursor::Cursor;
use super::{ZipFault, ZipLimits};

/// Where the central directory is and how much it lists.
pub(super) struct End {
    pub(super) members: u64,
    pub(super) directory: u64,
    pub(super) directory_end: u64,
}

const SIGNATURE: [u8; 4] = *b"PK\x05\x06";
const LENGTH: usize = 22;
const LOCATOR: [u8; 4] = *b"PK\x06\x07";
const LOCATOR_LENGTH: u64 = 20;
const RECORD: [u8; 4] = *b"PK\x06\x06";
const RECORD_LENGTH: u64 = 56;
/// A record with the longest comment.
const TAIL: u64 = 22 + 65_535;

/// The numbers of an end record, of whichever width.
struct Numbers {
    members: u64,
    size: u64,
    offset: u64,
}

/// Finds the one record whose comment ends with the file, and everything that must fit it.
///
/// # Specification
/// models ZIP-1; APPNOTE 4.3.14 to 4.3.16.
pub(super) fn find(bytes: &Bytes<'_>, limits: &ZipLimits) -> Result<End, ZipFault> {
    let length = bytes.length();
    let tail_at = length.saturating_sub(TAIL);
    let tail_length = usize::try_from(length.saturating_sub(tail_at)).unwrap_or_default();
    let tail = bytes.get(tail_at, tail_length)?;
    // Readers that look from the back take the last signature, others one whose comment fits: it
    // must be the same.
    let last = tail.windows(SIGNATURE.len()).rposition(|w| w == SIGNATURE);
    let none = || ZipFault::structure("there is no end of central directory record", length);
    let last = last.ok_or_else(none)?;
    let at = tail_at.saturating_add(u64::try_from(last).unwrap_or_default());
    let record = tail.get(last..).unwrap_or_default();
    let narrow = narrow(record, at)?;
    let (numbers, directory_end) = match wide(bytes, at)? {
        Some((numbers, record_at)) => {
            check_narrow(&narrow, &numbers, at)?;
            (numbers, record_at)
        }
        None => (narrow, at),
    };
    if numbers.offset.checked_add(numbers.size) != Some(directory_end) {
        let what = "the central directory does not end where its end record begins";
        return Err(ZipFault::structure(what, at));
    }
    bound(&numbers, limits, at)?;
    Ok(End {
        members: numbers.members,
        directory: numbers.offset,
        directory_end,
    })
}

fn bound(numbers: &Numbers, limits: &ZipLimits, at: u64) -> Result<(), ZipFault> {
    if numbers.members > limits.members {
        return Err(ZipFault::limit("members", limits.members, at));
    }
    if numbers.size > limits.directory {
        let item = "bytes of central directory";
        return Err(ZipFault::limit(item, limits.directory, at));
    }
    Ok(())
}

/// The record of the original format. `bytes` begin with its signature and end with the file.
fn narrow(bytes: &[u8], at: u64) -> Result<Numbers, ZipFault> {
    let short = || ZipFault::structure("the end of central directory record is cut off", at);
    if bytes.len() < LENGTH {
        return Err(short());
    }
    let mut fields = Cursor::new(bytes);
    let mut read = || -> Option<_> {
        let _signature = fields.u32()?;
        let disks = (fields.u16()?, fields.u16()?);
        let members = (fields.u16()?, fields.u16()?);
        let numbers = Numbers {
            members: u64::from(members.1),
            size: u64::from(fields.u32()?),
            offset: u64::from(fields.u32()?),
        };
        Some((disks, members, numbers, fields.u16()?))
    };
    let (disks, members, numbers, comment) = read().ok_or_else(short)?;
    if disks != (0, 0) || members.0 != members.1 {
        return Err(ZipFault::structure("the archive spans several files", at));
    }
    if usize::from(comment) != fields.rest().len() {
        let what = "the comment of the archive does not end with the file";
        return Err(ZipFault::structure(what, at));
    }
    Ok(numbers)
}

/// The wide record with its offset, where there is a locator before the narrow record at `end`.
fn wide(bytes: &Bytes<'_>, end: u64) -> Result<Option<(Numbers, u64)>, ZipFault> {
    let Some(locator_at) = end.checked_sub(LOCATOR_LENGTH) else {
        return Ok(None);
    };
    let locator = bytes.get(
        locator_at,
        usize::try_from(LOCATOR_LENGTH).unwrap_or_default(),
    )?;
    if !locator.starts_with(&LOCATOR) {
        return Ok(None);
    }
    let wrong = |what| ZipFault::structure(what, locator_at);
    let mut fields = Cursor::new(&locator);
    let mut read = || -> Option<_> {
        let _signature = fields.u32()?;
        Some((fields.u32()?, fields.u64()?, fields.u32()?))
    };
    let (disk, offset, disks) = read().ok_or_else(|| wrong("the ZIP64 locator is cut off"))?;
    if disk != 0 || disks != 1 {
        return Err(wrong("the archive spans several files"));
    }
    if offset.checked_add(RECORD_LENGTH) != Some(locator_at) {
        return Err(wrong(
            "the ZIP64 record does not end where its locator begins",
        ));
    }
    let record = bytes.get(offset, usize::try_from(RECORD_LENGTH).unwrap_or_default())?;
    wide_record(&record, offset).map(|numbers| Some((numbers, offset)))
}

fn wide_record(record: &[u8], at: u64) -> Result<Numbers, ZipFault> {
    let wrong = |what| ZipFault::structure(what, at);
    let mut fields = Cursor::new(record);
    let mut read = || -> Option<_> {
        let signature = fields.array::<4>()?;
        let size = fields.u64()?;
        let _versions = fields.u32()?;
        let disks = (fields.u32()?, fields.u32()?);
        let members = (fields.u64()?, fields.u64()?);
        let numbers = Numbers {
            members: members.1,
            size: fields.u64()?,
            offset: fields.u64()?,
        };
        Some((signature, size, disks, members, numbers))
    };
    let read = read().ok_or_else(|| wrong("the ZIP64 record is cut off"))?;
    let (signature, size, disks, members, numbers) = read;
    // The size does not count the signature and itself. A longer record would hold what encrypts
    // the directory.
    if signature != RECORD || size != RECORD_LENGTH.saturating_sub(12) {
        return Err(wrong(
            "the locator does not lead to a ZIP64 record of 56 bytes",
        ));
    }
    if disks != (0, 0) || members.0 != members.1 {
        return Err(wrong("the archive spans several files"));
    }
    Ok(numbers)
}

/// Each number of the narrow record is that of the wide one, or says that it is there.
fn check_narrow(narrow: &Numbers, wide: &Numbers, at: u64) -> Result<(), ZipFault> {
    let most = u64::from(u32::MAX);
    let fits = |narrow: u64, wide: u64, most: u64| narrow == wide || narrow == most;
    if fits(narrow.members, wide.members, u64::from(u16::MAX))
        && fits(narrow.size, wide.size, most)
        && fits(narrow.offset, wide.offset, most)
    {
        return Ok(());
    }
    let what = "the end record and the ZIP64 record differ";
    Err(ZipFault::structure(what, at))
}
