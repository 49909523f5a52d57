//! Several passes beside each other in one thread, through a kernel that interleaves them.

use core::ops::Range;
use std::collections::VecDeque;

use bonafide_multibuffer::{Kernel, Lane, Message, advance};

use super::JobError;
use super::queue::Work;
use super::run::Run;
use super::stream::Reading;
use crate::{Algorithm, Digest, Digests};

/// Bytes that a lane reads at once: a multiple of a block.
const BUFFER: usize = 128 * 1024;

/// What one thread does with a kernel: keeps its lanes occupied as long as there is work.
pub(super) fn work(run: &Run<'_, '_, '_>, worker: usize, kernel: Kernel, lanes: usize) {
    let mut lanes = Lanes {
        run,
        worker,
        batch: VecDeque::new(),
        slots: (0..lanes).map(|_| Slot::new()).collect(),
    };
    loop {
        lanes.occupy();
        lanes.single_out();
        if run.meter.is_stopped() {
            return;
        }
        if lanes.load() > 0 {
            lanes.fill();
            lanes.advance(kernel);
            lanes.end(kernel);
        } else if lanes.batch.is_empty() && !lanes.has_more() {
            return;
        }
    }
}

/// The lanes of one thread.
struct Lanes<'r, 'p, 's, 'c> {
    run: &'r Run<'p, 's, 'c>,
    worker: usize,
    /// Work that has no lane yet.
    batch: VecDeque<Work<'p, 's>>,
    slots: Vec<Slot<'p, 's>>,
}

/// One lane.
struct Slot<'p, 's> {
    buffer: Vec<u8>,
    /// What of the buffer was not hashed yet.
    rest: Range<usize>,
    running: Option<Running<'p, 's>>,
}

/// A pass in a lane.
struct Running<'p, 's> {
    work: Work<'p, 's>,
    reading: Reading,
    message: Message,
    result: Option<Result<(), JobError>>,
}

impl<'p, 's> Lanes<'_, 'p, 's, '_> {
    /// Lanes that are occupied.
    fn load(&self) -> usize {
        let occupied = self.slots.iter().filter(|slot| slot.running.is_some());
        occupied.count()
    }

    /// Bytes that the passes in its lanes have left.
    fn bytes(&self) -> u64 {
        let running = self.slots.iter().filter_map(|slot| slot.running.as_ref());
        running
            .map(|running| running.reading.left())
            .fold(0, u64::saturating_add)
    }

    /// Whether there is work in the batch, after another look into the queue.
    fn has_more(&mut self) -> bool {
        if self.batch.is_empty() {
            let load = self.bytes();
            self.run.queue.take(self.worker, load, &mut self.batch);
        }
        !self.batch.is_empty()
    }

    /// Gives each free lane a pass, and hashes at once what no lane takes.
    fn occupy(&mut self) {
        while self.load() < self.slots.len() && self.has_more() && !self.run.meter.is_stopped() {
            let free = self.slots.iter_mut().find(|slot| slot.running.is_none());
            let (Some(slot), Some(work)) = (free, self.batch.pop_front()) else {
                return;
            };
            if self.run.plan.algorithms(work.pass) == [Algorithm::Sha256] {
                slot.running = Some(Running::new(work));
            } else {
                self.run.hash(&work, &mut slot.buffer);
            }
        }
    }

    /// Hashes as one stream what would be alone from its beginning to its end.
    fn single_out(&mut self) {
        if self.load() != 1 {
            return;
        }
        for slot in &mut self.slots {
            if let Some(running) = slot.running.take_if(|running| running.is_fresh()) {
                self.run.hash(&running.work, &mut slot.buffer);
            }
        }
    }

    fn fill(&mut self) {
        for slot in &mut self.slots {
            let Some(running) = slot.running.as_mut() else {
                continue;
            };
            if slot.rest.is_empty() {
                match running.fill(&mut slot.buffer, self.run) {
                    Ok(count) => slot.rest = 0..count,
                    Err(error) => running.result = Some(Err(error)),
                }
            }
        }
    }

    /// Hashes until one lane needs more bytes or has ended.
    fn advance(&mut self, kernel: Kernel) {
        let mut ends = Vec::with_capacity(self.slots.len());
        let mut lanes = Vec::with_capacity(self.slots.len());
        for slot in &mut self.slots {
            let Some(running) = slot.running.as_mut().filter(|it| it.result.is_none()) else {
                continue;
            };
            let rest = slot.buffer.get(slot.rest.clone()).unwrap_or_default();
            let is_last = running.reading.left() == 0;
            lanes.push(if is_last {
                Lane::last(&mut running.message, rest)
            } else {
                Lane::new(&mut running.message, rest)
            });
            ends.push((&mut slot.rest, &mut running.result, is_last));
        }
        advance(kernel, &mut lanes);
        for (lane, (rest, result, is_last)) in lanes.iter().zip(ends) {
            rest.start = rest.end.saturating_sub(lane.rest().len());
            if is_last && lane.is_done() {
                *result = Some(Ok(()));
            }
        }
    }

    /// Takes the passes that have ended out of their lanes.
    fn end(&mut self, kernel: Kernel) {
        for slot in &mut self.slots {
            let ended = slot.running.take_if(|running| running.result.is_some());
            let Some(Running {
                work,
                reading,
                message,
                result,
            }) = ended
            else {
                continue;
            };
            slot.rest = 0..0;
            let length = message.length();
            let result = result.unwrap_or(Err(JobError::Cancelled)).map(|()| {
                let digest = Digest::sha256(message.finish(kernel));
                Digests::of_one(digest, length)
            });
            self.run.end(&work, result, reading.left());
        }
    }
}

impl Slot<'_, '_> {
    fn new() -> Self {
        Self {
            buffer: vec![0; BUFFER],
            rest: 0..0,
            running: None,
        }
    }
}

impl<'p, 's> Running<'p, 's> {
    fn new(work: Work<'p, 's>) -> Self {
        Self {
            reading: Reading::new(work.pass),
            work,
            message: Message::new(),
            result: None,
        }
    }

    /// Whether nothing of it was read yet.
    const fn is_fresh(&self) -> bool {
        self.reading.left() == self.work.pass.length()
    }

    /// Fills the buffer, or reads all that there is; only the last bytes are no whole blocks then.
    fn fill(&mut self, buffer: &mut [u8], run: &Run<'_, '_, '_>) -> Result<usize, JobError> {
        let opened = self.work.handle.open(&run.meter)?;
        let mut filled = 0;
        loop {
            let room = buffer.get_mut(filled..).unwrap_or_default();
            let count = self.reading.read(opened, room, &run.meter)?;
            if count == 0 {
                let bytes = u64::try_from(filled).unwrap_or(u64::MAX);
                run.meter.add(bytes, self.work.handle.name());
                return Ok(filled);
            }
            filled = filled.saturating_add(count);
        }
    }
}
