//! Runs of plans.

use core::num::NonZeroUsize;
use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::thread;

#[cfg(feature = "multibuffer")]
use bonafide_multibuffer::Kernel;

use super::control::{Alarm, Meter};
use super::error::Instability;
#[cfg(feature = "multibuffer")]
use super::lanes;
use super::queue::{Queue, Work};
use super::stream::{self, Reading};
use super::{Control, Identity, JobError, Plan};
use crate::{Algorithm, Digest, Digests};

/// Threads of a run, at most.
const MOST_THREADS: usize = 32;

/// Threads of a run unless the caller says otherwise, at most.
const DEFAULT_THREADS: usize = 8;

/// Sources that are open at any time, at most.
#[cfg(feature = "multibuffer")]
const MOST_OPEN: usize = 64;

/// Bytes that a thread reads at once. More threads than [`DEFAULT_THREADS`] have half of it each,
/// so that all buffers together stay within 128 KiB for each of them and 1 MiB.
const BUFFER: usize = 256 * 1024;

/// Hashes what plans list, several jobs at once.
///
/// ```
/// use bonafide_digest::Algorithm;
/// use bonafide_digest::engine::{Bytes, Control, Engine, Plan};
///
/// let weights = Bytes::new("weights", b"0123456789");
/// let mut plan = Plan::new();
/// let source = plan.add_source(&weights);
/// plan.add_job(source, 0..5, Algorithm::Sha256);
/// plan.add_job(source, 5..10, Algorithm::Sha256);
/// let results = Engine::new().run(&plan, &Control::new());
/// let second = results[1].unwrap();
/// assert_eq!(second.digest(), bonafide_digest::digest(Algorithm::Sha256, b"56789")?);
/// # Ok::<(), bonafide_digest::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Engine {
    threads: Option<NonZeroUsize>,
    #[cfg(feature = "multibuffer")]
    kernel: Option<Kernel>,
}

/// What a job gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JobDigest {
    digest: Digest,
    length: u64,
    identity: Option<Identity>,
}

impl JobDigest {
    /// The digest of the range.
    #[must_use]
    pub const fn digest(&self) -> Digest {
        self.digest
    }

    /// How many bytes were hashed: those of the range.
    #[must_use]
    pub const fn length(&self) -> u64 {
        self.length
    }

    /// What its source was, both before and after it was read; `None` where it has no identity.
    #[must_use]
    pub const fn identity(&self) -> Option<Identity> {
        self.identity
    }
}

impl Engine {
    /// An engine with a thread for each core that is available, and at most 8.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            threads: None,
            #[cfg(feature = "multibuffer")]
            kernel: None,
        }
    }

    /// Uses `threads` threads, at least 1 and at most 32; never more than there are jobs. One of
    /// them is the caller's, the others live as long as the run. With 1 none is started.
    #[must_use]
    pub const fn with_threads(mut self, threads: usize) -> Self {
        self.threads = match NonZeroUsize::new(threads) {
            None => Some(NonZeroUsize::MIN),
            some => some,
        };
        self
    }

    /// Hashes several SHA-256 jobs in each thread through this kernel, or a narrower one that the
    /// processor has; [`Kernel::Portable`] means one stream at a time. Without this, the kernel is
    /// the one that is fastest here.
    #[cfg(feature = "multibuffer")]
    #[must_use]
    pub const fn with_kernel(mut self, kernel: Kernel) -> Self {
        self.kernel = Some(kernel);
        self
    }

    /// Hashes what `plan` lists. The results are in the order in which its jobs were added.
    ///
    /// At most 64 sources are open at any time.
    ///
    /// # Panics
    /// When a source or the progress callback does; other threads end their jobs soon then.
    #[must_use]
    pub fn run(&self, plan: &Plan<'_>, control: &Control<'_>) -> Vec<Result<JobDigest, JobError>> {
        let mut results = vec![Err(JobError::Cancelled); plan.jobs()];
        for (job, error) in plan.faults() {
            if let Some(result) = results.get_mut(*job) {
                *result = Err(*error);
            }
        }
        let run = Run {
            plan,
            #[cfg(feature = "multibuffer")]
            kernel: self.kernel.or_else(Kernel::best),
            queue: Queue::new(plan, self.threads()),
            meter: Meter::new(*control, plan.bytes()),
            results: Mutex::new(results),
        };
        thread::scope(|scope| {
            for worker in 1..run.queue.workers() {
                let run = &run;
                let started = thread::Builder::new().spawn_scoped(scope, move || run.work(worker));
                // Where no more threads can be had, those that there are do everything.
                if started.is_err() {
                    break;
                }
            }
            run.work(0);
        });
        run.meter.finish();
        let results = run.results.into_inner();
        results.unwrap_or_else(PoisonError::into_inner)
    }

    fn threads(&self) -> usize {
        let default = || thread::available_parallelism().map_or(1, usize::from);
        self.threads.map_or_else(
            || default().min(DEFAULT_THREADS),
            |threads| threads.get().min(MOST_THREADS),
        )
    }
}

/// One run of a plan.
pub(super) struct Run<'p, 's, 'c> {
    pub(super) plan: &'p Plan<'s>,
    pub(super) queue: Queue<'p, 's>,
    pub(super) meter: Meter<'c>,
    #[cfg(feature = "multibuffer")]
    kernel: Option<Kernel>,
    results: Mutex<Vec<Result<JobDigest, JobError>>>,
}

impl<'p, 's> Run<'p, 's, '_> {
    /// What each thread does.
    fn work(&self, worker: usize) {
        let _alarm = Alarm(&self.meter);
        #[cfg(feature = "multibuffer")]
        if let Some(kernel) = self.kernel {
            // Each lane may have its own source open, and the queue one more.
            let most = MOST_OPEN.saturating_sub(1);
            let most = most.checked_div(self.queue.workers()).unwrap_or(1);
            let lanes = kernel.lanes().min(most);
            if lanes > 1 {
                return lanes::work(self, worker, kernel, lanes);
            }
        }
        let bytes = if self.queue.workers() > DEFAULT_THREADS {
            BUFFER / 2
        } else {
            BUFFER
        };
        let mut buffer = vec![0; bytes];
        let mut batch = VecDeque::new();
        loop {
            self.queue.take(worker, 0, &mut batch);
            if batch.is_empty() {
                return;
            }
            while let Some(work) = batch.pop_front() {
                if self.meter.is_stopped() {
                    return;
                }
                self.hash(&work, &mut buffer);
            }
        }
    }

    /// Hashes one pass as one stream.
    pub(super) fn hash(&self, work: &Work<'p, 's>, buffer: &mut [u8]) {
        let mut reading = Reading::new(work.pass);
        let algorithms = self.plan.algorithms(work.pass);
        let result = stream::hash(work, algorithms, &mut reading, buffer, &self.meter);
        self.end(work, result, reading.left());
    }

    /// Ends a pass, of which `left` bytes were not read.
    pub(super) fn end(&self, work: &Work<'p, 's>, result: Result<Digests, JobError>, left: u64) {
        let result = result.and_then(|digests| {
            let identity = work.handle.check(work.pass, &self.meter)?;
            Ok((digests, identity))
        });
        self.meter.add(left, work.handle.name());
        let mut results = self.results.lock().unwrap_or_else(PoisonError::into_inner);
        for (job, algorithm) in work.pass.jobs.clone().zip(self.plan.algorithms(work.pass)) {
            if let Some(slot) = results.get_mut(job) {
                *slot = of_job(&result, *algorithm);
            }
        }
        if work.handle.leave(result.err()) {
            // A digest of one range says nothing once another range was seen to change.
            for sibling in self.queue.siblings(work.siblings) {
                for slot in results.get_mut(sibling.jobs.clone()).into_iter().flatten() {
                    *slot = slot.and(Err(Instability::Changed.error()));
                }
            }
        }
    }
}

fn of_job(
    result: &Result<(Digests, Option<Identity>), JobError>,
    algorithm: Algorithm,
) -> Result<JobDigest, JobError> {
    let (digests, identity) = result.as_ref().map_err(|error| *error)?;
    let digest = digests.get(algorithm);
    Ok(JobDigest {
        digest: *digest.ok_or(JobError::NotComputable { algorithm })?,
        length: digests.length(),
        identity: *identity,
    })
}
