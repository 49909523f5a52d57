//! The one place that reads a clock.

use core::hash::{BuildHasher as _, Hasher as _};
use std::hash::RandomState;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

#[expect(
    clippy::disallowed_methods,
    reason = "a client must keep a deadline; nothing that is verified sees this time"
)]
pub(super) fn now() -> Instant {
    Instant::now()
}

/// Seconds since 1970, for dates up to which a server wants to be left alone.
#[expect(
    clippy::disallowed_methods,
    reason = "a server may name a date; nothing that is verified sees this time"
)]
pub(super) fn unix_seconds() -> i64 {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH);
    elapsed.map_or(0, |elapsed| {
        i64::try_from(elapsed.as_secs()).unwrap_or(i64::MAX)
    })
}

/// A number that differs from call to call and from process to process. It is no secret.
pub(super) fn any_number() -> u64 {
    RandomState::new().build_hasher().finish()
}
