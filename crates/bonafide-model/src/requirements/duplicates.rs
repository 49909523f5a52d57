//! Distributions that are asked for twice.

use std::collections::BTreeMap;

use bonafide_report::registry::LOCK_DUPLICATE;

use super::lock::{Lock, Requirement};
use crate::python::Work;
use crate::{Finding, Findings};

/// The most requirements of one name that are compared with each other.
const ALTERNATIVES: usize = 16;

/// Finds names that stand twice under conditions that can hold together.
///
/// # Specification
/// models REQ-4.
pub(super) fn check(lock: &Lock, work: &mut Work, findings: &mut Findings) {
    let mut names: BTreeMap<&str, Vec<&Requirement>> = BTreeMap::new();
    for requirement in &lock.requirements {
        names
            .entry(&requirement.name)
            .or_default()
            .push(requirement);
    }
    for (name, alternatives) in names {
        for (at, later) in alternatives.iter().enumerate().skip(1) {
            let earlier = alternatives.get(..at).unwrap_or_default();
            let is_proven = at < ALTERNATIVES
                && earlier
                    .iter()
                    .all(|earlier| is_disjoint(earlier, later, work));
            if !is_proven {
                let message = format!("{name} is there twice, and both can be asked for");
                findings.add(later.place(Finding::error(LOCK_DUPLICATE, message)));
            }
        }
    }
}

fn is_disjoint(one: &Requirement, other: &Requirement, work: &mut Work) -> bool {
    match (&one.marker, &other.marker) {
        (Some(one), Some(other)) => one.is_disjoint(other, work),
        _ => false,
    }
}
