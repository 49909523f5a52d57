//! Reports as cosign attests to them.

use super::around::{Around, without_result};
use super::members::malformed;
use super::scanned::Reading;
use super::{in_toto, scan_report};

/// Reads the predicate: the result is the report of the scanner in its own format, or in the one of
/// in-toto.
///
/// # Specification
/// policy VUL-1; cosign vulnerability attestation v1.
pub(super) fn read(predicate: &str) -> Reading<'_> {
    let around = Around::read(predicate).map_err(|error| malformed(&error))?;
    let Some((result, place)) = &around.result else {
        return Err(without_result());
    };
    if result.trim_start().starts_with('[') {
        return in_toto::of_list(&around);
    }
    let mut scanned = scan_report::read(result.as_bytes()).map_err(|mut unmet| {
        unmet.finding = unmet.finding.within(place);
        unmet
    })?;
    scanned.made = scanned.made.or_else(|| around.made.clone());
    scanned.database = scanned.database.or_else(|| around.database.clone());
    Ok(Some(scanned))
}
