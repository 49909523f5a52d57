//! Which records count.

use super::super::judgement::JudgedLicence;
use super::super::policy::Basis;
use super::super::truth::Truth;
use crate::{Acknowledgement, LicenceRecord};

/// Marks the records that count, and says what they come to together.
pub(super) fn apply(
    basis: Basis,
    records: &[LicenceRecord<'_>],
    judged: &mut [JudgedLicence],
) -> Truth {
    let says = |record: &LicenceRecord<'_>, who| record.acknowledgement == who;
    let is_unspecified = |record: &LicenceRecord<'_>| says(record, Acknowledgement::Unspecified);
    // A conclusion that asserts nothing is none.
    let is_concluded = records
        .iter()
        .any(|record| says(record, Acknowledgement::Concluded) && !record.is_no_assertion());
    let main = match basis {
        Basis::ConcludedThenDeclared if is_concluded => Some(Acknowledgement::Concluded),
        Basis::ConcludedThenDeclared | Basis::Declared => Some(Acknowledgement::Declared),
        Basis::Concluded => Some(Acknowledgement::Concluded),
        Basis::Strictest => None,
    };
    let mut truth: Option<Truth> = None;
    for (record, licence) in records.iter().zip(judged.iter_mut()) {
        licence.counts = main.is_none_or(|who| says(record, who)) || is_unspecified(record);
        if licence.counts {
            truth = Some(truth.map_or(licence.truth, |truth| truth.and(licence.truth)));
        }
    }
    let has_conclusion = records
        .iter()
        .any(|record| says(record, Acknowledgement::Concluded));
    let truth = truth.unwrap_or(Truth::Unknown);
    match basis {
        Basis::Concluded if !has_conclusion => truth.and(Truth::Unknown),
        _ => truth,
    }
}

/// What the records of `who` come to together; none if they assert nothing.
pub(super) fn of_those_who_say(
    who: Acknowledgement,
    records: &[LicenceRecord<'_>],
    judged: &[JudgedLicence],
) -> Option<Truth> {
    let theirs = || {
        let pairs = records.iter().zip(judged);
        pairs.filter(move |(record, _)| record.acknowledgement == who)
    };
    if theirs().all(|(record, _)| record.is_no_assertion()) {
        return None;
    }
    theirs().map(|(_, licence)| licence.truth).min()
}
