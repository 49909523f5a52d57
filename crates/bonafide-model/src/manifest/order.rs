//! The two orders in which signers record resources.

use core::cmp::Ordering;

use super::build::Entry;

/// Whether the resources stand in the order of their names, or of the components of their paths and
/// then of their ranges (models OMP-9).
pub(crate) fn is_known(names: &[&str], entries: &[Entry<'_>]) -> bool {
    names.is_sorted() || entries.is_sorted_by(|a, b| by_components(a, b) != Ordering::Greater)
}

fn by_components(a: &Entry<'_>, b: &Entry<'_>) -> Ordering {
    let paths = a.path.split('/').cmp(b.path.split('/'));
    paths.then_with(|| a.bounds().cmp(&b.bounds()))
}
