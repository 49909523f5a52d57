//! Contestants, run in turns.

use core::hint::black_box;

use rustix::time::{ClockId, clock_gettime};

/// Runs of each contestant, of which the median counts.
const ROUNDS: usize = 25;

/// What one run takes at least, in seconds; shorter work is repeated within it.
const RUN: f64 = 0.002;

/// What several pieces of work took, in seconds of one run each, round by round.
pub(crate) struct Contest {
    /// One list a contestant.
    times: Vec<Vec<f64>>,
}

/// Runs the contestants in turns, so that a slow moment of the machine is a slow moment of all.
///
/// The clock is that of the thread's own time on the processor: what other programs take is not
/// counted, though what they do to caches and clock rates is.
pub(crate) fn contest(work: &mut [&mut dyn FnMut()]) -> Contest {
    let repeats: Vec<u32> = work.iter_mut().map(|one| repeats(*one)).collect();
    let mut times = vec![Vec::with_capacity(ROUNDS); work.len()];
    for _ in 0..ROUNDS {
        for ((one, repeats), times) in work.iter_mut().zip(&repeats).zip(&mut times) {
            times.push(run(*one, *repeats));
        }
    }
    Contest { times }
}

/// Work as a contestant: what it returns is used as far as the compiler knows.
pub(crate) fn work<T>(mut work: impl FnMut() -> T) -> impl FnMut() {
    move || {
        black_box(work());
    }
}

impl Contest {
    /// The median time of a contestant, in seconds.
    pub(crate) fn time(&self, which: usize) -> f64 {
        median(self.times[which].clone())
    }

    /// How many times as long one takes as the other: the median over the rounds.
    pub(crate) fn ratio(&self, one: usize, other: usize) -> f64 {
        let rounds = self.times[one].iter().zip(&self.times[other]);
        median(rounds.map(|(one, other)| one / other).collect())
    }

    /// Between which ratios half of the rounds lie.
    #[allow(dead_code, reason = "each bench has its own rows")]
    pub(crate) fn quartiles(&self, one: usize, other: usize) -> [f64; 2] {
        let rounds = self.times[one].iter().zip(&self.times[other]);
        let mut ratios: Vec<f64> = rounds.map(|(one, other)| one / other).collect();
        ratios.sort_by(f64::total_cmp);
        [ROUNDS / 4, ROUNDS - 1 - ROUNDS / 4].map(|at| ratios[at])
    }

    /// The same for one contestant against the sum of several.
    #[allow(dead_code, reason = "each bench has its own rows")]
    pub(crate) fn ratio_to_sum(&self, one: usize, others: &[usize]) -> f64 {
        let rounds = (0..ROUNDS).map(|round| {
            let sum: f64 = others.iter().map(|other| self.times[*other][round]).sum();
            self.times[one][round] / sum
        });
        median(rounds.collect())
    }
}

fn repeats(work: &mut dyn FnMut()) -> u32 {
    let mut repeats = 1;
    loop {
        let once = run(work, repeats);
        let whole = once * f64::from(repeats);
        if whole >= RUN {
            return repeats;
        }
        repeats = (repeats * 2).max((RUN / once) as u32);
    }
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

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// A time for people.
pub(crate) fn time(seconds: f64) -> String {
    match seconds {
        s if s < 1e-6 => format!("{:.0} ns", s * 1e9),
        s if s < 1e-3 => format!("{:.1} µs", s * 1e6),
        s => format!("{:.2} ms", s * 1e3),
    }
}

/// A speed for people, in 10⁹ bytes a second.
#[allow(dead_code, reason = "each bench has its own rows")]
pub(crate) fn speed(bytes: usize, seconds: f64) -> String {
    format!("{:.2} GB/s", bytes as f64 / seconds / 1e9)
}
