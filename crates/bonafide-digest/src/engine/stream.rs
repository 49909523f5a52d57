//! One pass after the other.

use super::JobError;
use super::control::Meter;
use super::error::Instability;
use super::handle::Opened;
use super::plan::Pass;
use super::queue::Work;
use crate::{Algorithm, Digests, Error, Hasher};

/// Where in its range a pass is.
pub(super) struct Reading {
    offset: u64,
    end: u64,
}

impl Reading {
    pub(super) const fn new(pass: &Pass) -> Self {
        Self {
            offset: pass.range.start,
            end: pass.range.end,
        }
    }

    /// Bytes that have not been read.
    pub(super) const fn left(&self) -> u64 {
        self.end.saturating_sub(self.offset)
    }

    /// Reads the next bytes into the start of `buffer`, and says how many: none at the end of the
    /// range, and before that at least one.
    pub(super) fn read(
        &mut self,
        opened: &Opened<'_>,
        buffer: &mut [u8],
        meter: &Meter<'_>,
    ) -> Result<usize, JobError> {
        let most = usize::try_from(self.left()).unwrap_or(usize::MAX);
        let room = buffer.len().min(most);
        if room == 0 {
            return Ok(0);
        }
        let count = opened.read(
            buffer.get_mut(..room).unwrap_or_default(),
            self.offset,
            meter,
        )?;
        if count == 0 {
            return Err(Instability::Ended.error());
        }
        let bytes = u64::try_from(count).unwrap_or(u64::MAX);
        self.offset = self.offset.saturating_add(bytes);
        Ok(count)
    }
}

/// Reads a pass from its beginning to its end, and hashes it with all of its algorithms.
pub(super) fn hash(
    work: &Work<'_, '_>,
    algorithms: &[Algorithm],
    reading: &mut Reading,
    buffer: &mut [u8],
    meter: &Meter<'_>,
) -> Result<Digests, JobError> {
    let opened = work.handle.open(meter)?;
    let mut hasher = Hasher::new(algorithms).map_err(not_computable)?;
    loop {
        let count = reading.read(opened, buffer, meter)?;
        if count == 0 {
            return Ok(hasher.finish());
        }
        hasher.update(buffer.get(..count).unwrap_or_default());
        meter.add(u64::try_from(count).unwrap_or(u64::MAX), work.handle.name());
    }
}

/// A plan takes only algorithms that are computed.
fn not_computable(error: Error) -> JobError {
    match error {
        Error::NotComputable { algorithm } => JobError::NotComputable { algorithm },
        _ => JobError::Length { length: 0, end: 0 },
    }
}
