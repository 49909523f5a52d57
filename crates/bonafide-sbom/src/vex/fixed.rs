//! Whether a version has a fix.

use super::range::{is_told, scheme};
use super::target::Target;
use crate::{Purl, VulnerabilityMatch};

/// Whether the package is at least as new as every version that is known to have a fix. Of several
/// fixed versions each may be on a branch of its own, so that only the last one tells.
///
/// # Specification
/// VEX-5.
pub(super) fn is_fixed(found: &VulnerabilityMatch<'_>, package: &Target) -> bool {
    let [purl] = package.purls.as_slice() else {
        return false;
    };
    let Some(order) = scheme(Purl::kind(purl)) else {
        return false;
    };
    let ours = package.ours(Some(purl));
    let Some(text) = ours.full() else {
        return false;
    };
    let Some(version) = order.parse(&text) else {
        return false;
    };
    let is_reached = |fixed: &std::borrow::Cow<'_, str>| {
        let known = order.parse(fixed);
        known.is_some_and(|known| version > known || version == known && is_told(fixed, &text))
    };
    !found.fixed_versions.is_empty() && found.fixed_versions.iter().all(is_reached)
}
