//! How far the hashing is.

use std::io::{IsTerminal as _, Write as _, stderr};
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// Work that is shorter shows nothing.
const PATIENCE: Duration = Duration::from_millis(500);
/// How often a terminal is written to.
const FRAME: Duration = Duration::from_millis(100);
/// How often anything else is.
const LINE: Duration = Duration::from_secs(10);
const WIDTH: usize = 30;

/// A bar on the standard error output where that is a terminal, and now and then a line where it is
/// not.
#[derive(Debug)]
pub(super) struct Progress {
    begun: Instant,
    is_terminal: bool,
    last: Mutex<Option<Instant>>,
}

impl Progress {
    pub(super) fn new() -> Self {
        Self {
            begun: Instant::now(),
            is_terminal: stderr().is_terminal(),
            last: Mutex::new(None),
        }
    }

    pub(super) fn report(&self, at: &bonafide_digest::engine::Progress<'_>) {
        let elapsed = self.begun.elapsed();
        let (patience, pause) = if self.is_terminal {
            (PATIENCE, FRAME)
        } else {
            (LINE, LINE)
        };
        let Ok(mut last) = self.last.try_lock() else {
            return;
        };
        if elapsed < patience || last.is_some_and(|last| last.elapsed() < pause) {
            return;
        }
        *last = Some(Instant::now());
        let line = line(at.done(), at.total(), elapsed);
        // Nobody reads it who has closed it.
        let _ = if self.is_terminal {
            write!(stderr(), "\r{line}\x1b[K")
        } else {
            writeln!(stderr(), "{line}")
        };
    }

    /// Takes the bar away.
    pub(super) fn end(&self) {
        let was_shown = self.last.lock().is_ok_and(|last| last.is_some());
        if self.is_terminal && was_shown {
            let _ = write!(stderr(), "\r\x1b[K");
        }
    }
}

fn line(done: u64, total: u64, elapsed: Duration) -> String {
    let share = if total == 0 {
        1.0
    } else {
        done as f64 / total as f64
    };
    let filled = (share * WIDTH as f64) as usize;
    let bar: String = (0..WIDTH)
        .map(|at| if at < filled { '#' } else { '.' })
        .collect();
    let mebibytes = |bytes: u64| bytes >> 20;
    let speed = done as f64 / elapsed.as_secs_f64().max(0.001) / f64::from(1 << 20);
    format!(
        "[{bar}] {:3.0} %  {} of {} MiB  {speed:.0} MiB/s",
        share * 100.0,
        mebibytes(done),
        mebibytes(total)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_says_how_far_it_is() {
        let half = line(512 << 20, 1 << 30, Duration::from_secs(1));
        let bar = "[###############...............]";
        assert_eq!(half, format!("{bar}  50 %  512 of 1024 MiB  512 MiB/s"));
        assert!(line(0, 0, Duration::ZERO).starts_with("[####"));
    }
}
