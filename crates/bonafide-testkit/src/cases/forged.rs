//! Material that is wrong in one part and well signed in all others.

use super::Case;

/// Unusual and right.
#[must_use]
pub fn baselines() -> Vec<Case> {
    Vec::new()
}

/// Wrong in one part.
#[must_use]
pub fn forged() -> Vec<Case> {
    Vec::new()
}
