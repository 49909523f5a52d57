//! It is not known to be vulnerable.

mod around;
mod cosign;
mod cyclonedx;
mod gate;
mod in_toto;
mod kinds;
mod members;
mod newest;
mod osv_scanner;
mod report;
mod scan_report;
mod scanned;
mod vex;

use bonafide_report::{Finding, Place, registry};

use super::{Context, Given, Unmet};
use crate::VulnerabilityRequirement;
use crate::evidence::LocalDocument;
use newest::Selection;

pub(crate) use kinds::{is_of_type, is_vex};

/// So many findings are told; the rest is counted.
const MOST_FINDINGS: usize = 1000;

/// That all reports together find nothing that is not borne.
///
/// `reports` and `vex` are what is of these types, by the signers of the requirement; `local` is
/// what the caller handed over unsigned, and empty unless the requirement wants it. What is neither a
/// report nor a statement of exploitability is passed over: a bill of materials without a list of
/// vulnerabilities is none.
///
/// Of each scanner the newest report of each signer counts. One that cannot be read may be of any
/// scanner, so that no older report of its signer counts; one that is stale or incomplete adds what
/// it found, and does not stand for a scanner that looked. An unsigned document that cannot be read,
/// or is about something else, is only told of where another counts.
///
/// # Errors
/// `vuln.missing` where fewer scanners looked than are wanted, or why those that did do not count:
/// `vuln.malformed`, `vuln.subject-mismatch`, `vuln.subject-unbound`, `vuln.incomplete`,
/// `vuln.too-old`, `vuln.db-too-old`; then `vuln.above-threshold` with each vulnerability that is not
/// borne.
///
/// # Specification
/// policy VUL-1 to VUL-7.
pub(crate) fn judge(
    requirement: &VulnerabilityRequirement,
    context: &Context<'_>,
    reports: &[Given<'_>],
    vex: &[Given<'_>],
    local: &[&LocalDocument],
) -> Result<Vec<Finding>, Unmet> {
    let mut read = Vec::new();
    for given in reports {
        read.extend(report::signed(requirement, context, given));
    }
    for document in local {
        read.extend(report::local(requirement, context, document));
    }
    let selection = Selection::of(read);
    let documents = vex::Documents::read(vex);
    let judged = gate::judge(requirement, context, &selection, &documents);
    let mut notes = documents.notes;
    notes.extend(judged.notes);
    bounded(&mut notes);
    // What is found is told before that too few looked, since more looking does not undo it.
    if !judged.failures.is_empty() {
        return Err(above(judged.failures, notes));
    }
    let wanted = requirement.min_reports.max(1);
    if selection.scanners() >= wanted {
        notes.extend(selection.failures().map(|unmet| unmet.finding.clone()));
        bounded(&mut notes);
        return Ok(notes);
    }
    Err(too_few(&selection, wanted))
}

/// Why not enough reports count: the gravest of what is wrong with one, or that there are none.
fn too_few(selection: &Selection<'_>, wanted: usize) -> Unmet {
    let gravest = selection.reasons().min_by_key(|unmet| {
        (
            core::cmp::Reverse(unmet.class.severity()),
            unmet.finding.code().as_str(),
            unmet.finding.detail().to_owned(),
        )
    });
    if let Some(unmet) = gravest {
        let mut findings: Vec<Finding> = unmet.findings.clone();
        findings.extend(selection.failures().map(|one| one.finding.clone()));
        bounded(&mut findings);
        return unmet.clone().with_findings(findings);
    }
    let detail = format!(
        "{} scanners looked, wanted are {wanted}",
        selection.scanners()
    );
    let mut findings: Vec<Finding> = selection
        .failures()
        .map(|one| one.finding.clone())
        .collect();
    bounded(&mut findings);
    Unmet::of(registry::VULN_MISSING, Place::root(), detail).with_findings(findings)
}

fn above(failures: Vec<Finding>, notes: Vec<Finding>) -> Unmet {
    let mut findings = failures;
    let count = sorted(&mut findings);
    let first = findings.first().map(|one| one.detail().to_owned());
    let detail = match (first, count) {
        (Some(first), 1) => first,
        (first, _) => format!(
            "{count} vulnerabilities are not tolerated, such as {}",
            first.unwrap_or_default()
        ),
    };
    bounded(&mut findings);
    findings.extend(notes);
    Unmet::of(registry::VULN_ABOVE_THRESHOLD, Place::root(), detail).with_findings(findings)
}

/// Sorted and each once; so many are left.
fn sorted(findings: &mut Vec<Finding>) -> usize {
    findings.sort_by_cached_key(|one| {
        (
            one.code().as_str(),
            one.detail().to_owned(),
            one.place().as_str().to_owned(),
        )
    });
    findings.dedup();
    findings.len()
}

/// At most so many; that there are more is the last that is told.
fn bounded(findings: &mut Vec<Finding>) {
    let more = sorted(findings).saturating_sub(MOST_FINDINGS);
    if more > 0 {
        findings.truncate(MOST_FINDINGS);
        if let Some(code) = findings.last().map(Finding::code) {
            let detail = format!("and {more} more");
            findings.push(Finding::new(code, Place::root(), detail));
        }
    }
}

#[cfg(test)]
mod tests;
