//! Contestants, run in turns, and what each takes at best.

use rustix::time::{ClockId, clock_gettime};

/// Runs of each contestant, of which the fastest counts.
const ROUNDS: usize = 5;

/// What one run takes at least, in seconds; shorter work is repeated within it.
const RUN: f64 = 0.01;

/// The best time of each contestant, in seconds of one run.
pub(crate) struct Contest(Vec<f64>);

/// Runs the contestants in turns, so that a slow moment of the machine is not a slow moment of one.
///
/// The clock is that of the thread's own time on the processor: what other programs take is not
/// counted, and the fastest of the runs is the one that they disturbed least.
pub(crate) fn contest(work: &mut [&mut dyn FnMut()]) -> Contest {
    let repeats: Vec<u32> = work.iter_mut().map(|one| repeats(*one)).collect();
    let mut best = vec![f64::MAX; work.len()];
    for _ in 0..ROUNDS {
        for ((one, repeats), best) in work.iter_mut().zip(&repeats).zip(&mut best) {
            *best = best.min(run(*one, *repeats));
        }
    }
    Contest(best)
}

impl Contest {
    /// The time of a contestant, in seconds.
    pub(crate) fn time(&self, which: usize) -> f64 {
        self.0[which]
    }

    /// How many times as long one takes as the other.
    pub(crate) fn ratio(&self, one: usize, other: usize) -> f64 {
        self.0[one] / self.0[other]
    }
}

/// How often a run repeats the work; this also warms up.
fn repeats(work: &mut dyn FnMut()) -> u32 {
    (RUN / run(work, 1)).ceil().max(1.0) as u32
}

fn run(work: &mut dyn FnMut(), repeats: u32) -> f64 {
    let before = now();
    for _ in 0..repeats {
        work();
    }
    // A clock that stands still would divide by nothing.
    ((now() - before) / f64::from(repeats)).max(1e-12)
}

fn now() -> f64 {
    let now = clock_gettime(ClockId::ThreadCPUTime);
    now.tv_sec as f64 + now.tv_nsec as f64 * 1e-9
}

/// A time for people.
pub(crate) fn time(seconds: f64) -> String {
    match seconds {
        s if s < 1e-3 => format!("{:.1} µs", s * 1e6),
        s if s < 1.0 => format!("{:.2} ms", s * 1e3),
        s => format!("{s:.2} s"),
    }
}

/// A speed for people, in 10⁶ bytes a second.
pub(crate) fn speed(bytes: usize, seconds: f64) -> String {
    format!("{:.0} MB/s", bytes as f64 / seconds / 1e6)
}
