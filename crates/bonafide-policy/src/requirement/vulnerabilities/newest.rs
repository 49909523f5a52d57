//! Which of several reports count.

use std::collections::{BTreeMap, BTreeSet};

use bonafide_report::Time;

use super::scanned::{Report, Scanned};
use crate::requirement::Unmet;

/// The reports that count, and what is wrong with those that do not.
pub(super) struct Selection<'a> {
    newest: Vec<Report<'a>>,
}

impl<'a> Selection<'a> {
    /// The newest report of each scanner by each signer.
    ///
    /// What has no time is never older than another. What cannot be read may be of any scanner: what
    /// its signer is not known to have signed later does not stand for a scanner that looked.
    ///
    /// # Specification
    /// policy VUL-5.
    pub(super) fn of(reports: Vec<Report<'a>>) -> Self {
        let mut latest: BTreeMap<(String, String), Time> = BTreeMap::new();
        for report in &reports {
            if let (Some(key), Some(made)) = (key(report), report.made) {
                let known = latest.entry(key).or_insert(made);
                *known = made.max(*known);
            }
        }
        let mut newest: Vec<Report<'a>> = reports
            .into_iter()
            .filter(|report| {
                let known = key(report).and_then(|key| latest.get(&key).copied());
                match (report.made, known) {
                    (Some(made), Some(known)) => made >= known,
                    _ => true,
                }
            })
            .collect();
        overshadow(&mut newest);
        Self { newest }
    }

    /// How many scanners looked.
    pub(super) fn scanners(&self) -> usize {
        let good = self.newest.iter().filter(|one| one.failure.is_none());
        let names: BTreeSet<&str> = good
            .filter_map(|one| one.scanned.as_ref())
            .map(|one| one.scanner.as_str())
            .collect();
        names.len()
    }

    /// What was found, by whatever report.
    pub(super) fn scanned(&self) -> impl Iterator<Item = &Scanned<'a>> {
        self.newest.iter().filter_map(|one| one.scanned.as_ref())
    }

    /// Why reports do not count.
    pub(super) fn failures(&self) -> impl Iterator<Item = &Unmet> {
        self.newest.iter().filter_map(|one| one.failure.as_ref())
    }

    /// Of them, those that tell why too few scanners looked: where one did, unsigned documents that
    /// are no reports of the artifact are not the reason.
    pub(super) fn reasons(&self) -> impl Iterator<Item = &Unmet> {
        let is_any = self.scanners() > 0;
        let newest = self.newest.iter();
        newest
            .filter(move |one| !(is_any && one.is_unsigned() && one.scanned.is_none()))
            .filter_map(|one| one.failure.as_ref())
    }
}

fn key(report: &Report<'_>) -> Option<(String, String)> {
    let scanner = report.scanned.as_ref()?.scanner.clone();
    Some((report.principal.clone(), scanner))
}

/// Reports of a signer of whom there is one that cannot be read, and is not known to be older.
fn overshadow(reports: &mut Vec<Report<'_>>) {
    // By signer: the latest that cannot be read; `None` for one whose time is not known.
    let mut unread: BTreeMap<String, (Option<Time>, Unmet)> = BTreeMap::new();
    for report in reports.iter() {
        // What nobody signed is not all by one: it says nothing of what lies beside it.
        let (None, Some(unmet), false) = (&report.scanned, &report.failure, report.is_unsigned())
        else {
            continue;
        };
        let new = (report.signed_at, unmet.clone());
        match unread.get_mut(&report.principal) {
            None => drop(unread.insert(report.principal.clone(), new)),
            Some(known) if known.0.is_some() && (new.0.is_none() || new.0 > known.0) => {
                *known = new
            }
            Some(_) => {}
        }
    }
    // What is known to be older than a report that can be read says nothing any more.
    let mut readable: BTreeMap<String, Time> = BTreeMap::new();
    for report in reports.iter().filter(|one| one.scanned.is_some()) {
        if let Some(signed) = report.signed_at {
            let known = readable.entry(report.principal.clone()).or_insert(signed);
            *known = signed.max(*known);
        }
    }
    for report in reports.iter_mut() {
        let Some((time, unmet)) = unread.get(&report.principal) else {
            continue;
        };
        let is_later = matches!((report.signed_at, time), (Some(own), Some(time)) if own >= *time);
        if report.scanned.is_some() && !is_later && report.failure.is_none() {
            report.failure = Some(unmet.clone());
        }
    }
    reports.retain(|report| {
        let later = readable.get(&report.principal);
        let is_superseded =
            matches!((report.signed_at, later), (Some(own), Some(later)) if own <= *later);
        report.scanned.is_some() || !is_superseded
    });
}
