//! What the npm registry signs.

pub(super) mod keys;
pub(super) mod set;
pub(super) mod split;
pub(super) mod verify;
