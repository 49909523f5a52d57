//! What tells a file from another, and from what it was before.

use bonafide_digest::engine::Identity;
use rustix::fs::Stat;

/// What the system says of a file, as the digest engine compares it.
///
/// # Specification
/// models ENG-13: device, inode, length, and the times of the last change of content and of status
/// in nanoseconds.
pub(super) fn identity(stat: &Stat) -> Identity {
    let (device, inode) = (unsigned(stat.st_dev), unsigned(stat.st_ino));
    Identity::new(device, inode, unsigned(stat.st_size))
        .with_modified(signed(stat.st_mtime), signed(stat.st_mtime_nsec))
        .with_changed(signed(stat.st_ctime), signed(stat.st_ctime_nsec))
}

/// What stands in the place of an identity that the system did not tell.
pub(super) const UNKNOWN: Identity = Identity::new(0, 0, 0);

/// Systems differ in the types of these numbers.
fn unsigned(number: impl TryInto<u64>) -> u64 {
    number.try_into().unwrap_or(u64::MAX)
}

fn signed(number: impl TryInto<i64>) -> i64 {
    number.try_into().unwrap_or(i64::MAX)
}
