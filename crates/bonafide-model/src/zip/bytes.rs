//! Where the bytes of an archive come from.

use std::borrow::Cow;
use std::io;

use super::{ZipError, ZipFault};

/// Reads some bytes that begin at an offset into the start of a buffer, and says how many; none only
/// at the end.
pub type ReadAt<'a> = dyn Fn(&mut [u8], u64) -> io::Result<usize> + Sync + 'a;

/// A whole archive, in memory or behind a function.
#[derive(Clone, Copy)]
pub(crate) enum Bytes<'a> {
    Memory(&'a [u8]),
    Source { read: &'a ReadAt<'a>, length: u64 },
}

impl<'a> Bytes<'a> {
    pub(crate) fn length(&self) -> u64 {
        match self {
            Self::Memory(bytes) => u64::try_from(bytes.len()).unwrap_or(u64::MAX),
            Self::Source { length, .. } => *length,
        }
    }

    /// Exactly `length` bytes from `offset`. The caller has bounded `length`.
    pub(super) fn get(&self, offset: u64, length: usize) -> Result<Cow<'a, [u8]>, ZipFault> {
        let truncated = || ZipFault::structure("the file ends within a structure", offset);
        let wide = u64::try_from(length).map_err(|_| truncated())?;
        let end = offset.checked_add(wide).ok_or_else(truncated)?;
        if end > self.length() {
            return Err(truncated());
        }
        match self {
            Self::Memory(bytes) => {
                let from = usize::try_from(offset).map_err(|_| truncated())?;
                let rest = bytes.get(from..).and_then(|rest| rest.get(..length));
                rest.map(Cow::Borrowed).ok_or_else(truncated)
            }
            Self::Source { read, .. } => {
                let mut buffer = vec![0; length];
                fill(*read, &mut buffer, offset)?;
                Ok(Cow::Owned(buffer))
            }
        }
    }

    /// Gives `sink` the bytes of `offset..offset + length` in pieces, in their order.
    pub(crate) fn each_piece(
        &self,
        offset: u64,
        length: u64,
        mut sink: impl FnMut(&[u8]) -> Result<(), ZipFault>,
    ) -> Result<(), ZipFault> {
        let mut at = offset;
        let mut left = length;
        while left > 0 {
            let piece = self.get(at, usize::try_from(left.min(PIECE)).unwrap_or_default())?;
            sink(&piece)?;
            let taken = u64::try_from(piece.len()).unwrap_or(u64::MAX);
            at = at.saturating_add(taken);
            left = left.saturating_sub(taken);
        }
        Ok(())
    }
}

/// Bytes read at once: they stay in the cache for what is done with them.
pub(super) const PIECE: u64 = 64 << 10;

fn fill(read: &ReadAt<'_>, mut buffer: &mut [u8], mut offset: u64) -> Result<(), ZipFault> {
    while !buffer.is_empty() {
        let room = buffer.len();
        match read(buffer, offset) {
            Ok(0) => return Err(ZipFault::structure("the file ends early", offset)),
            Ok(count) => {
                let count = count.min(room);
                buffer = buffer.get_mut(count..).unwrap_or_default();
                offset = offset.saturating_add(u64::try_from(count).unwrap_or(u64::MAX));
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => {
                let kind = error.kind();
                return Err(ZipFault::new(ZipError::Unreadable { kind }, offset));
            }
        }
    }
    Ok(())
}
