//! The bytes of a stream, read within its frames.

use bonafide_report::Code;
use bonafide_report::registry::{PKL_LIMIT, PKL_MALFORMED};

use super::PickleLimits;
use super::value::TooLarge;

/// Why a stream cannot be followed any further.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) code: Code,
    pub(super) message: &'static str,
    /// Bytes that the stream would need to have for this not to happen.
    pub(super) needs: Option<usize>,
}

impl Fault {
    pub(super) const fn new(code: Code, message: &'static str) -> Self {
        Self {
            code,
            message,
            needs: None,
        }
    }

    const fn needing(mut self, bytes: usize) -> Self {
        self.needs = Some(bytes);
        self
    }
}

impl From<TooLarge> for Fault {
    fn from(_: TooLarge) -> Self {
        limit("a value unfolds to more values, or nests deeper, than is followed")
    }
}

pub(super) const fn malformed(message: &'static str) -> Fault {
    Fault::new(PKL_MALFORMED, message)
}

pub(super) const fn limit(message: &'static str) -> Fault {
    Fault::new(PKL_LIMIT, message)
}

/// Bytes of an argument that ends with its line.
const LINE: usize = 4096;

/// A position in a stream. Readers differ in what they do where frames lie (some read across, some
/// drop the rest), so that nothing may cross the end of one.
#[derive(Debug)]
pub(super) struct Input<'a> {
    bytes: &'a [u8],
    at: usize,
    frame_end: Option<usize>,
    argument_bytes: u64,
    most_argument_bytes: u64,
}

impl<'a> Input<'a> {
    pub(super) const fn new(bytes: &'a [u8], limits: &PickleLimits) -> Self {
        Self {
            bytes,
            at: 0,
            frame_end: None,
            argument_bytes: 0,
            most_argument_bytes: limits.argument_bytes,
        }
    }

    /// Offset of the next byte.
    pub(super) const fn at(&self) -> usize {
        self.at
    }

    /// What was not read.
    pub(super) fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    pub(super) fn opcode(&mut self) -> Result<u8, Fault> {
        if self.frame_end == Some(self.at) {
            self.frame_end = None;
        }
        let Some(opcode) = self.bytes.get(self.at) else {
            let fault = malformed("the stream ends before STOP");
            return Err(fault.needing(self.at.saturating_add(1)));
        };
        self.at = self.at.saturating_add(1);
        Ok(*opcode)
    }

    pub(super) fn take(&mut self, length: usize) -> Result<&'a [u8], Fault> {
        let Some((taken, _)) = self.rest().split_at_checked(length) else {
            let fault = malformed("an argument is longer than what is left");
            return Err(fault.needing(self.at.saturating_add(length)));
        };
        self.advance(length)?;
        Ok(taken)
    }

    pub(super) fn byte(&mut self) -> Result<u8, Fault> {
        self.array().map(|[byte]| byte)
    }

    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N], Fault> {
        let bytes = self.take(N)?;
        bytes
            .try_into()
            .map_err(|_| malformed("an argument is cut short"))
    }

    /// A length of four bytes, which are signed where the opcode is old.
    pub(super) fn length4(&mut self, is_signed: bool) -> Result<usize, Fault> {
        let length = u32::from_le_bytes(self.array()?);
        if is_signed && i32::try_from(length).is_err() {
            return Err(malformed("a length is negative"));
        }
        usize::try_from(length).map_err(|_| malformed("a length is too large"))
    }

    pub(super) fn length8(&mut self) -> Result<usize, Fault> {
        let length = u64::from_le_bytes(self.array()?);
        usize::try_from(length).map_err(|_| malformed("a length is too large"))
    }

    /// The rest of the line, without its end.
    pub(super) fn line(&mut self) -> Result<&'a [u8], Fault> {
        let rest = self.rest();
        let looked_at = rest.get(..=LINE).unwrap_or(rest);
        let Some(length) = looked_at.iter().position(|byte| *byte == b'\n') else {
            return Err(if rest.len() > LINE {
                limit("a line is longer than 4,096 bytes")
            } else {
                malformed("a line has no end").needing(self.bytes.len().saturating_add(1))
            });
        };
        let line = self.take(length)?;
        self.advance(1)?;
        Ok(line)
    }

    /// Begins a frame of so many bytes.
    pub(super) fn begin_frame(&mut self) -> Result<(), Fault> {
        if self.frame_end.is_some() {
            return Err(malformed("a frame begins inside a frame"));
        }
        let length = self.length8()?;
        if length > self.rest().len() {
            let fault = malformed("a frame is longer than what is left");
            return Err(fault.needing(self.at.saturating_add(length)));
        }
        self.frame_end = self.at.checked_add(length);
        Ok(())
    }

    /// Ends a pickle, which must end its frame.
    pub(super) fn end_pickle(&mut self) -> Result<(), Fault> {
        match self.frame_end.take() {
            Some(end) if end != self.at => Err(malformed("a frame goes on after STOP")),
            _ => Ok(()),
        }
    }

    fn advance(&mut self, by: usize) -> Result<(), Fault> {
        let end = self.at.saturating_add(by);
        if self.frame_end.is_some_and(|frame_end| end > frame_end) {
            return Err(malformed("an argument crosses the end of its frame"));
        }
        let counted = u64::try_from(by).unwrap_or(u64::MAX);
        self.argument_bytes = self.argument_bytes.saturating_add(counted);
        if self.argument_bytes > self.most_argument_bytes {
            return Err(limit("there are more bytes of arguments than are followed"));
        }
        self.at = end;
        Ok(())
    }
}
