//! One open source, which its jobs share.

use core::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::io;
use std::sync::{Arc, OnceLock};

use super::control::Meter;
use super::error::Instability;
use super::plan::{Pass, Planned};
use super::{Identity, JobError, ReadAt};

/// A source that is opened by the first of its passes and closed after the last.
pub(super) struct Handle<'s> {
    planned: Planned<'s>,
    opened: OnceLock<Result<Opened<'s>, JobError>>,
    /// Passes that have not ended.
    left: AtomicUsize,
    is_unstable: AtomicBool,
}

/// What was opened, and what it was then.
pub(super) struct Opened<'s> {
    file: Arc<dyn ReadAt + 's>,
    identity: Option<Identity>,
}

impl<'s> Handle<'s> {
    pub(super) const fn new(planned: Planned<'s>, passes: usize) -> Self {
        Self {
            planned,
            opened: OnceLock::new(),
            left: AtomicUsize::new(passes),
            is_unstable: AtomicBool::new(false),
        }
    }

    pub(super) fn name(&self) -> &'s str {
        self.planned.source.name()
    }

    /// The source, opened if it is not yet. Others who want it wait for that.
    pub(super) fn open(&self, meter: &Meter<'_>) -> Result<&Opened<'s>, JobError> {
        if meter.is_stopped() {
            return Err(JobError::Cancelled);
        }
        let opened = self.opened.get_or_init(|| Opened::open(&self.planned));
        opened.as_ref().map_err(|error| *error)
    }

    /// The identity under which the source was opened, if it still has it.
    pub(super) fn check(
        &self,
        pass: &Pass,
        meter: &Meter<'_>,
    ) -> Result<Option<Identity>, JobError> {
        let opened = self.open(meter)?;
        // A size alone is no proof that nothing follows.
        let length = self.planned.length;
        if pass.range.end == length && opened.read(&mut [0], length, meter)? > 0 {
            return Err(Instability::Grown.error());
        }
        match opened.file.identity() {
            Ok(identity) if identity == opened.identity => Ok(identity),
            Ok(_) => Err(Instability::Changed.error()),
            Err(error) => Err(JobError::Read { kind: error.kind() }),
        }
    }

    /// Ends a pass; `true` for the last one if any of them saw the source change.
    pub(super) fn leave(&self, error: Option<JobError>) -> bool {
        if let Some(JobError::Unstable { .. }) = error {
            self.is_unstable.store(true, Ordering::Relaxed);
        }
        // Each has looked after its own last reading, hence one of them after all readings.
        let is_last = self.left.fetch_sub(1, Ordering::AcqRel) == 1;
        is_last && self.is_unstable.load(Ordering::Relaxed)
    }
}

impl<'s> Opened<'s> {
    fn open(planned: &Planned<'s>) -> Result<Self, JobError> {
        let refused = |error: io::Error| JobError::Open { kind: error.kind() };
        let file = planned.source.open().map_err(refused)?;
        let identity = file.identity().map_err(refused)?;
        if identity.is_some_and(|identity| identity.size() != planned.length) {
            return Err(Instability::Size.error());
        }
        Ok(Self { file, identity })
    }

    /// Reads once, and says how many bytes; none at the end.
    pub(super) fn read(
        &self,
        buffer: &mut [u8],
        offset: u64,
        meter: &Meter<'_>,
    ) -> Result<usize, JobError> {
        loop {
            if meter.is_stopped() {
                return Err(JobError::Cancelled);
            }
            match self.file.read_at(buffer, offset) {
                Ok(count) if count <= buffer.len() => return Ok(count),
                Ok(_) => {
                    let kind = io::ErrorKind::InvalidData;
                    return Err(JobError::Read { kind });
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(JobError::Read { kind: error.kind() }),
            }
        }
    }
}
