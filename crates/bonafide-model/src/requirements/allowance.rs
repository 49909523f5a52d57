//! What may be spent on all lists of a package.

use crate::python::Work;

/// What is left of it.
pub(crate) struct Allowance {
    pub(super) requirements: usize,
    pub(super) work: Work,
}

impl Allowance {
    /// As many requirements, in all lists.
    pub(crate) const fn new(requirements: usize) -> Self {
        Self {
            requirements,
            work: Work::new(),
        }
    }
}
