//! Whether something is recent enough.

use core::time::Duration;

use bonafide_report::Time;

/// How far, in seconds, a time may be ahead of the evaluation time.
pub(super) const AHEAD: i64 = 300;

/// How old something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Age {
    /// Recent enough.
    Fresh,
    /// Too old.
    Stale,
    /// Of a time to come.
    Future,
    /// It does not say.
    Unknown,
}

impl Age {
    /// The age of what was made at `time`, which may be at most `most` old.
    ///
    /// # Specification
    /// policy EV-9.
    pub(super) fn of(time: Option<Time>, now: Time, most: Duration) -> Self {
        let Some(time) = time else {
            return Self::Unknown;
        };
        if is_ahead(time, now) {
            return Self::Future;
        }
        // An age that the calendar does not hold is never reached.
        let last = i64::try_from(most.as_secs())
            .ok()
            .and_then(|most| time.checked_add_seconds(most));
        match last {
            Some(last) if last < now => Self::Stale,
            _ => Self::Fresh,
        }
    }
}

/// Whether a time is further ahead than clocks differ.
pub(super) fn is_ahead(time: Time, now: Time) -> bool {
    now.checked_add_seconds(AHEAD)
        .is_some_and(|latest| time > latest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn age(time: i64, most: u64) -> Age {
        let at = |seconds| Time::from_unix(seconds).unwrap();
        Age::of(Some(at(time)), at(1_000_000), Duration::from_secs(most))
    }

    #[test]
    fn ages_are_exact_to_the_second() {
        assert_eq!(age(999_900, 100), Age::Fresh);
        assert_eq!(age(999_899, 100), Age::Stale);
        assert_eq!(age(1_000_300, 100), Age::Fresh);
        assert_eq!(age(1_000_301, 100), Age::Future);
        assert_eq!(age(1, u64::MAX), Age::Fresh);
        let now = Time::from_unix(0).unwrap();
        assert_eq!(Age::of(None, now, Duration::MAX), Age::Unknown);
    }
}
