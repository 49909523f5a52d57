//! What to hash.

use core::fmt;
use core::ops::Range;

use super::{JobError, Source};
use crate::Algorithm;

/// Sources, and jobs over ranges of them.
///
/// Jobs that are added one after the other over the same range of the same source, with different
/// algorithms, are one pass: the range is read once.
#[derive(Default)]
pub struct Plan<'s> {
    sources: Vec<Planned<'s>>,
    jobs: Vec<Algorithm>,
    passes: Vec<Pass>,
    faults: Vec<(usize, JobError)>,
}

/// A source of a [`Plan`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SourceId(usize);

/// A source with the length that it said to have when it was added.
#[derive(Clone, Copy)]
pub(super) struct Planned<'s> {
    pub(super) source: &'s dyn Source,
    pub(super) length: u64,
}

/// One reading of one range, for one job or for several that follow each other.
#[derive(Clone, Debug)]
pub(super) struct Pass {
    pub(super) source: usize,
    pub(super) range: Range<u64>,
    pub(super) jobs: Range<usize>,
}

impl Pass {
    pub(super) const fn length(&self) -> u64 {
        self.range.end.saturating_sub(self.range.start)
    }
}

impl<'s> Plan<'s> {
    /// A plan of nothing.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            sources: Vec::new(),
            jobs: Vec::new(),
            passes: Vec::new(),
            faults: Vec::new(),
        }
    }

    /// Adds a source. Its length is asked here, and not again.
    ///
    /// Sources of one folder should be added one after the other: those that are small are read in
    /// this order.
    pub fn add_source(&mut self, source: &'s dyn Source) -> SourceId {
        let id = SourceId(self.sources.len());
        let length = source.length();
        self.sources.push(Planned { source, length });
        id
    }

    /// Adds a job over the bytes `range` of a source of this plan. The results of a run are in the
    /// order in which jobs were added.
    ///
    /// A job that cannot be done, because its range is not within its source or its algorithm is
    /// not computed, gives its error in the run, where nothing is read for it.
    pub fn add_job(&mut self, source: SourceId, range: Range<u64>, algorithm: Algorithm) {
        let job = self.jobs.len();
        self.jobs.push(algorithm);
        if let Err(error) = self.check(source, &range, algorithm) {
            self.faults.push((job, error));
            return;
        }
        let after = job.saturating_add(1);
        match self.passes.last_mut() {
            Some(last)
                if last.source == source.0 && last.range == range && last.jobs.end == job =>
            {
                last.jobs.end = after;
            }
            _ => self.passes.push(Pass {
                source: source.0,
                range,
                jobs: job..after,
            }),
        }
    }

    /// Adds a job over the whole of a source of this plan.
    pub fn add_whole(&mut self, source: SourceId, algorithm: Algorithm) {
        let length = self.sources.get(source.0).map_or(0, |known| known.length);
        self.add_job(source, 0..length, algorithm);
    }

    /// How many jobs it has.
    #[must_use]
    pub const fn jobs(&self) -> usize {
        self.jobs.len()
    }

    /// How many bytes a run reads: a range counts once, however many algorithms it is hashed with.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        let lengths = self.passes.iter().map(Pass::length);
        lengths.fold(0, u64::saturating_add)
    }

    /// The bytes of the longest job. A run takes at least the time of this one: within a job,
    /// nothing is done at once.
    #[must_use]
    pub fn longest(&self) -> u64 {
        self.passes.iter().map(Pass::length).max().unwrap_or(0)
    }

    fn check(
        &self,
        source: SourceId,
        range: &Range<u64>,
        algorithm: Algorithm,
    ) -> Result<(), JobError> {
        let known = self.sources.get(source.0);
        let length = known.map_or(0, |known| known.length);
        if known.is_none() || range.start > range.end || range.end > length {
            let end = range.end;
            return Err(JobError::Length { length, end });
        }
        if !algorithm.is_computable() {
            return Err(JobError::NotComputable { algorithm });
        }
        Ok(())
    }

    pub(super) fn passes(&self) -> &[Pass] {
        &self.passes
    }

    pub(super) fn faults(&self) -> &[(usize, JobError)] {
        &self.faults
    }

    pub(super) fn source(&self, index: usize) -> Option<&Planned<'s>> {
        self.sources.get(index)
    }

    pub(super) fn algorithms(&self, pass: &Pass) -> &[Algorithm] {
        self.jobs.get(pass.jobs.clone()).unwrap_or_default()
    }
}

impl fmt::Debug for Plan<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Plan")
            .field("sources", &self.sources.len())
            .field("jobs", &self.jobs.len())
            .finish_non_exhaustive()
    }
}
