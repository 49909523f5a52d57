//! What stands for a kernel on machines of another architecture.

use super::{Block, Words};

pub(super) const fn is_available() -> bool {
    false
}

pub(super) const fn compress(_: &mut [Words], _: &[&[Block]]) -> bool {
    false
}
