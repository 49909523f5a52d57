//! Contents of members.

use miniz_oxide::inflate::TINFLStatus as Status;
use miniz_oxide::inflate::core::inflate_flags::{
    TINFL_FLAG_HAS_MORE_INPUT as MORE_INPUT,
    TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF as NOT_WRAPPING,
};
use miniz_oxide::inflate::core::{DecompressorOxide, decompress};

use super::bytes::{Bytes, PIECE};
use super::crc::Crc;
use super::{Member, Method, ZipError, ZipFault};

/// What is made of a member: its size and its checksum so far.
struct Made<S> {
    sink: S,
    crc: Crc,
    size: u64,
}

/// Gives `sink` the contents of `member` in pieces, and says afterwards whether they were right.
///
/// # Specification
/// models ZIP-4.
pub(super) fn copy(
    bytes: &Bytes<'_>,
    member: &Member,
    sink: impl FnMut(&[u8]),
) -> Result<(), ZipFault> {
    let mut made = Made {
        sink,
        crc: Crc::new(),
        size: 0,
    };
    match member.method {
        Method::Stored => bytes.each_piece(member.data, member.compressed_size, |piece| {
            made.take(piece, member)
        })?,
        Method::Deflated => inflate(bytes, member, &mut made, member.size)?,
    }
    if made.size != member.size {
        return Err(wrong("the contents end before the declared size", member));
    }
    let (declared, found) = (member.crc, made.crc.value());
    if declared != found {
        let error = ZipError::Crc { declared, found };
        return Err(ZipFault::new(error, member.offset).of(&member.name));
    }
    Ok(())
}

/// The first bytes of the contents, at most `most`. The checksum is not known by then.
pub(super) fn head(bytes: &Bytes<'_>, member: &Member, most: u64) -> Result<Vec<u8>, ZipFault> {
    let most = most.min(member.size);
    let length = usize::try_from(most).unwrap_or(usize::MAX);
    let mut kept = Vec::new();
    let mut made = Made {
        sink: |piece: &[u8]| {
            let room = length.saturating_sub(kept.len());
            kept.extend_from_slice(piece.get(..room).unwrap_or(piece));
        },
        crc: Crc::new(),
        size: 0,
    };
    match member.method {
        Method::Stored => bytes.each_piece(member.data, most, |piece| made.take(piece, member))?,
        Method::Deflated => inflate(bytes, member, &mut made, most)?,
    }
    Ok(kept)
}

impl<S: FnMut(&[u8])> Made<S> {
    fn take(&mut self, piece: &[u8], member: &Member) -> Result<(), ZipFault> {
        let more = u64::try_from(piece.len()).unwrap_or(u64::MAX);
        self.size = self.size.saturating_add(more);
        if self.size > member.size {
            return Err(wrong(
                "the contents are longer than the declared size",
                member,
            ));
        }
        self.crc.update(piece);
        (self.sink)(piece);
        Ok(())
    }
}

/// A power of two of at least the 32 KiB that a stream may refer back to.
const WINDOW: usize = 64 << 10;

/// Inflates until `enough` bytes are made, and to the end of the stream where that is all.
fn inflate<S: FnMut(&[u8])>(
    bytes: &Bytes<'_>,
    member: &Member,
    made: &mut Made<S>,
    enough: u64,
) -> Result<(), ZipFault> {
    let mut state = Box::new(DecompressorOxide::new());
    // One byte more than is declared, which tells when there is more.
    let room = usize::try_from(member.size.saturating_add(1)).unwrap_or(WINDOW);
    let mut window = vec![0; room.min(WINDOW)];
    // Until the window was full once, nothing is before its start: the decoder refuses references to
    // there only while the window does not wrap.
    let mut wrapping = NOT_WRAPPING;
    let mut filled = 0;
    let mut at = member.data;
    let mut left = member.compressed_size;
    loop {
        let wanted = left.min(PIECE);
        let piece = bytes.get(at, usize::try_from(wanted).unwrap_or_default())?;
        at = at.saturating_add(wanted);
        left = left.saturating_sub(wanted);
        let more = if left > 0 { MORE_INPUT } else { 0 };
        let mut input: &[u8] = &piece;
        loop {
            let flags = wrapping | more;
            let (status, taken, put) = decompress(&mut state, input, &mut window, filled, flags);
            input = input.get(taken..).unwrap_or_default();
            let end = filled.saturating_add(put);
            made.take(window.get(filled..end).unwrap_or_default(), member)?;
            filled = end;
            if filled >= window.len() {
                filled = 0;
                wrapping = 0;
            }
            if made.size >= enough && enough < member.size {
                return Ok(());
            }
            match status {
                Status::HasMoreOutput => {}
                Status::NeedsMoreInput if left > 0 => break,
                Status::Done if left == 0 && input.is_empty() => return Ok(()),
                Status::Done => return Err(wrong("bytes follow the compressed contents", member)),
                _ => return Err(wrong("the compressed contents are not well-formed", member)),
            }
        }
    }
}

fn wrong(what: &'static str, member: &Member) -> ZipFault {
    ZipFault::new(ZipError::Size { what }, member.data).of(&member.name)
}
