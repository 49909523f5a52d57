//! The order of work, and how it is handed out.

use core::cmp::Reverse;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use super::handle::Handle;
use super::plan::{Pass, Plan};

/// A source with as many bytes to read is large: its passes are handed out one by one. Smaller ones
/// are handed out together until they have as many.
const LARGE: u64 = 4 << 20;

/// Sources handed out together, at most.
const BATCH: usize = 256;

/// A pass, and the source that it reads.
pub(super) struct Work<'p, 's> {
    pub(super) pass: &'p Pass,
    pub(super) handle: Arc<Handle<'s>>,
    /// All passes of the source.
    pub(super) siblings: Siblings,
}

/// A run of [`Queue::order`].
#[derive(Clone, Copy)]
pub(super) struct Siblings {
    start: usize,
    end: usize,
}

/// All passes of a plan: those of large sources first, the largest before the others, then small
/// ones as they were added. The passes of one source follow each other, so that few are open.
pub(super) struct Queue<'p, 's> {
    plan: &'p Plan<'s>,
    order: Vec<&'p Pass>,
    /// How many of them are of large sources.
    large: usize,
    workers: usize,
    front: Mutex<Front<'s>>,
}

/// Where the queue is.
struct Front<'s> {
    next: usize,
    /// The source of which some passes were handed out and some not.
    current: Option<(Siblings, Arc<Handle<'s>>)>,
    /// Bytes of the passes that were not handed out.
    left: u64,
    /// Bytes that each worker had in hand when it last came.
    loads: Vec<u64>,
}

impl<'p, 's> Queue<'p, 's> {
    pub(super) fn new(plan: &'p Plan<'s>, threads: usize) -> Self {
        let (order, large) = order(plan);
        let workers = threads.min(order.len()).max(1);
        Self {
            plan,
            order,
            large,
            workers,
            front: Mutex::new(Front {
                next: 0,
                current: None,
                left: plan.bytes(),
                loads: vec![0; workers],
            }),
        }
    }

    /// How many threads have something to do.
    pub(super) const fn workers(&self) -> usize {
        self.workers
    }

    pub(super) fn siblings(&self, siblings: Siblings) -> &[&'p Pass] {
        let range = siblings.start..siblings.end;
        self.order.get(range).unwrap_or_default()
    }

    /// Hands out the next work to a worker that has `load` bytes in hand: none at the end, and
    /// none when others should have what is left, lest one of them ends long before the others.
    pub(super) fn take(&self, worker: usize, load: u64, into: &mut VecDeque<Work<'p, 's>>) {
        let mut front = self.front.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = front.loads.get_mut(worker) {
            *known = load;
        }
        if load > 0 && load.saturating_add(self.half_of_next(&front)) > self.share(&front) {
            return;
        }
        let left = self.order.len().saturating_sub(front.next);
        // The last batches are smaller, so that all end at about the same time.
        let most = left.div_ceil(self.workers.saturating_mul(2)).min(BATCH);
        let mut bytes = 0_u64;
        while let Some(work) = self.advance(&mut front) {
            bytes = bytes.saturating_add(work.pass.length());
            into.push_back(work);
            let is_full = into.len() >= most || bytes >= LARGE;
            // Neither do two workers share a small source, nor does one wait with a second large
            // one in hand that others have open: a worker opens no more than it has lanes.
            let is_between = front.current.is_none();
            let is_large = front.next <= self.large;
            if (is_large && (is_full || is_between)) || (is_full && is_between) {
                break;
            }
        }
        if let Some(known) = front.loads.get_mut(worker) {
            *known = load.saturating_add(bytes);
        }
    }

    /// Bytes of all that was not hashed, for each worker.
    fn share(&self, front: &Front<'_>) -> u64 {
        let loads = front.loads.iter().copied();
        let bytes = loads.fold(front.left, u64::saturating_add);
        let workers = u64::try_from(self.workers).unwrap_or(u64::MAX);
        bytes.checked_div(workers).unwrap_or(bytes)
    }

    /// A pass belongs to the share in which the greater part of it lies.
    fn half_of_next(&self, front: &Front<'_>) -> u64 {
        let next = self.order.get(front.next);
        next.map_or(0, |pass| pass.length() / 2)
    }

    fn advance(&self, front: &mut Front<'s>) -> Option<Work<'p, 's>> {
        let pass = *self.order.get(front.next)?;
        let (siblings, handle) = match front.current.take() {
            Some(current) => current,
            None => {
                let rest = self.order.get(front.next..).unwrap_or_default();
                let is_sibling = |other: &&&Pass| other.source == pass.source;
                let count = rest.iter().take_while(is_sibling).count();
                let siblings = Siblings {
                    start: front.next,
                    end: front.next.saturating_add(count),
                };
                let planned = *self.plan.source(pass.source)?;
                (siblings, Arc::new(Handle::new(planned, count)))
            }
        };
        front.next = front.next.saturating_add(1);
        front.left = front.left.saturating_sub(pass.length());
        if front.next < siblings.end {
            front.current = Some((siblings, Arc::clone(&handle)));
        }
        Some(Work {
            pass,
            handle,
            siblings,
        })
    }
}

/// The passes in order, and how many of them are of large sources.
fn order<'p>(plan: &'p Plan<'_>) -> (Vec<&'p Pass>, usize) {
    let mut bytes: Vec<u64> = Vec::new();
    for pass in plan.passes() {
        if bytes.len() <= pass.source {
            bytes.resize(pass.source.saturating_add(1), 0);
        }
        if let Some(sum) = bytes.get_mut(pass.source) {
            *sum = sum.saturating_add(pass.length());
        }
    }
    let large = |pass: &Pass| {
        let bytes = bytes.get(pass.source).copied().unwrap_or(0);
        if bytes < LARGE { 0 } else { bytes }
    };
    let mut order: Vec<&Pass> = plan.passes().iter().collect();
    order.sort_by_key(|pass| (Reverse(large(pass)), pass.source, Reverse(pass.length())));
    let count = order.partition_point(|pass| large(pass) > 0);
    (order, count)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Algorithm;
    use crate::engine::Bytes;

    fn plan<'s>(sources: &'s [Bytes<'s>], shards: u64) -> Plan<'s> {
        let mut plan = Plan::new();
        for source in sources {
            let id = plan.add_source(source);
            let length = crate::engine::Source::length(source) / shards;
            for shard in 0..shards {
                let start = shard * length;
                plan.add_job(id, start..start + length, Algorithm::Sha256);
            }
        }
        plan
    }

    #[test]
    fn there_are_no_more_workers_than_jobs() {
        let sources = [Bytes::new("", b""); 3];
        let plan = plan(&sources, 1);
        for (threads, workers) in [(1, 1), (2, 2), (3, 3), (4, 3), (32, 3)] {
            assert_eq!(Queue::new(&plan, threads).workers(), workers);
        }
        assert_eq!(Queue::new(&Plan::new(), 8).workers(), 1);
    }

    #[test]
    fn small_sources_are_handed_out_together_and_fewer_at_the_end() {
        let sources = [Bytes::new("", b"x"); 2000];
        let plan = plan(&sources, 1);
        let queue = Queue::new(&plan, 2);
        let mut batches = Vec::new();
        loop {
            let mut batch = VecDeque::new();
            queue.take(batches.len() % 2, 0, &mut batch);
            if batch.is_empty() {
                break;
            }
            batches.push(batch.len());
        }
        assert_eq!(batches.iter().sum::<usize>(), 2000);
        assert!(batches.is_sorted_by(|one, next| one >= next), "{batches:?}");
        assert_eq!((batches[0], batches[batches.len() - 1]), (256, 1));
        assert!(batches.len() < 30, "{batches:?}");
    }

    #[test]
    fn a_batch_has_no_more_bytes_than_it_needs_and_whole_sources() {
        let contents = vec![0; 3 << 20];
        let sources = [Bytes::new("", &contents); 40];
        let plan = plan(&sources, 3);
        let queue = Queue::new(&plan, 2);
        let mut batch = VecDeque::new();
        queue.take(0, 0, &mut batch);
        // Two sources are 6 MiB; one would be less than 4 MiB.
        assert_eq!(batch.len(), 6);
        assert_eq!(batch[2].pass.source, 0);
        assert_eq!(batch[5].pass.source, 1);
    }

    #[test]
    fn lanes_take_no_more_than_their_share() {
        let contents = vec![0; 4 << 20];
        let sources = [Bytes::new("", &contents); 9];
        let plan = plan(&sources, 1);
        let queue = Queue::new(&plan, 2);
        let fill = |worker| {
            let (mut load, mut count) = (0, 0);
            loop {
                let mut batch = VecDeque::new();
                queue.take(worker, load, &mut batch);
                if batch.is_empty() {
                    return count;
                }
                load += batch[0].pass.length();
                count += batch.len();
            }
        };
        assert_eq!([fill(0), fill(1), fill(0)], [5, 4, 0]);
    }

    #[test]
    fn shares_are_of_bytes() {
        const SHARD: usize = 8 << 20;
        let contents = vec![0; 4 * SHARD + SHARD / 4];
        let source = Bytes::new("", &contents);
        let mut plan = Plan::new();
        let id = plan.add_source(&source);
        for start in (0..contents.len()).step_by(SHARD) {
            let end = contents.len().min(start + SHARD);
            plan.add_job(id, start as u64..end as u64, Algorithm::Sha256);
        }
        let queue = Queue::new(&plan, 2);
        let take = |load: usize| {
            let mut batch = VecDeque::new();
            queue.take(0, load as u64, &mut batch);
            batch.len()
        };
        // A third shard would make it 3 of 4¼.
        assert_eq!([take(0), take(SHARD), take(2 * SHARD)], [1, 1, 0]);
    }
}
