//! What the caller sees of a run, and how it ends one.

use core::fmt;
use core::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::Mutex;

/// Bytes between two reports of progress, at least.
const STEP: u64 = 4 << 20;

/// How a run is watched and cancelled.
#[derive(Clone, Copy, Default)]
pub struct Control<'c> {
    progress: Option<&'c (dyn Fn(&Progress<'_>) + Sync)>,
    cancel: Option<&'c AtomicBool>,
}

/// How far a run is.
#[derive(Clone, Copy, Debug)]
pub struct Progress<'n> {
    done: u64,
    total: u64,
    name: &'n str,
}

impl<'c> Control<'c> {
    /// Neither watched nor cancelled.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            progress: None,
            cancel: None,
        }
    }

    /// Calls `progress` every few mebibytes, and once at the end of a run that is not cancelled.
    /// It is called by whichever thread comes to it, never by two at once, and holds up that
    /// thread alone.
    #[must_use]
    pub const fn with_progress(mut self, progress: &'c (dyn Fn(&Progress<'_>) + Sync)) -> Self {
        self.progress = Some(progress);
        self
    }

    /// Ends the run soon after `cancel` becomes true: it is looked at before each reading.
    #[must_use]
    pub const fn with_cancel(mut self, cancel: &'c AtomicBool) -> Self {
        self.cancel = Some(cancel);
        self
    }
}

impl fmt::Debug for Control<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Control")
            .field("progress", &self.progress.is_some())
            .field("cancel", &self.cancel)
            .finish()
    }
}

impl Progress<'_> {
    /// Bytes done. It never falls, and is [`total`](Self::total) in the last report. The bytes of a
    /// job that fails are done when it does.
    #[must_use]
    pub const fn done(&self) -> u64 {
        self.done
    }

    /// Bytes of the plan.
    #[must_use]
    pub const fn total(&self) -> u64 {
        self.total
    }

    /// The name of a source that is being read; empty in the last report.
    #[must_use]
    pub const fn name(&self) -> &str {
        self.name
    }
}

/// The counter of one run.
pub(super) struct Meter<'c> {
    control: Control<'c>,
    total: u64,
    done: AtomicU64,
    /// Bytes that were done at the last report.
    reported: Mutex<u64>,
    /// The next report is due when so many bytes are done.
    due: AtomicU64,
    /// A thread panicked; the others need not go on.
    is_abandoned: AtomicBool,
}

impl<'c> Meter<'c> {
    pub(super) const fn new(control: Control<'c>, total: u64) -> Self {
        Self {
            control,
            total,
            done: AtomicU64::new(0),
            reported: Mutex::new(0),
            due: AtomicU64::new(STEP),
            is_abandoned: AtomicBool::new(false),
        }
    }

    pub(super) fn is_stopped(&self) -> bool {
        let is_cancelled = |flag: &AtomicBool| flag.load(Ordering::Relaxed);
        is_cancelled(&self.is_abandoned) || self.control.cancel.is_some_and(is_cancelled)
    }

    /// Counts `bytes` of the source `name`.
    pub(super) fn add(&self, bytes: u64, name: &str) {
        let Some(progress) = self.control.progress else {
            return;
        };
        let before = self.done.fetch_add(bytes, Ordering::Relaxed);
        if before.saturating_add(bytes) < self.due.load(Ordering::Relaxed) {
            return;
        }
        // Who finds another thread reporting leaves it to that one.
        let Ok(mut reported) = self.reported.try_lock() else {
            return;
        };
        let done = self.done.load(Ordering::Relaxed).min(self.total);
        if done >= reported.saturating_add(STEP) && done < self.total {
            *reported = done;
            self.due.store(done.saturating_add(STEP), Ordering::Relaxed);
            let total = self.total;
            progress(&Progress { done, total, name });
        }
    }

    /// The last report.
    pub(super) fn finish(&self) {
        if let Some(progress) = self.control.progress
            && !self.is_stopped()
        {
            let total = self.total;
            progress(&Progress {
                done: total,
                total,
                name: "",
            });
        }
    }
}

/// Tells the other threads when its own ends in a panic.
pub(super) struct Alarm<'m, 'c>(pub(super) &'m Meter<'c>);

impl Drop for Alarm<'_, '_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.is_abandoned.store(true, Ordering::Relaxed);
        }
    }
}
