//! Pieces of evidence as reports.

use core::time::Duration;

use bonafide_report::{Code, Escaped, Place, Time, registry};
use bonafide_sbom::{Format, ReadOptions, ReportedRole, SubjectDigest};
use bonafide_slsa::PredicateFamily;

use super::kinds::COSIGN_VULN;
use super::scanned::{Found, Reading, Report, Scanned};
use super::{cosign, cyclonedx, in_toto, osv_scanner, scan_report};
use crate::VulnerabilityRequirement;
use crate::evidence::{LocalDocument, Proof};
use crate::requirement::age::{Age, is_ahead};
use crate::requirement::sbom::digests;
use crate::requirement::{Context, Given, Unmet};

/// The signer of what nobody signed.
const NOBODY: &str = "";

/// A verified statement as a report.
pub(super) fn signed<'a>(
    requirement: &VulnerabilityRequirement,
    context: &Context<'_>,
    given: &Given<'a>,
) -> Option<Report<'a>> {
    let counted = given.counted;
    let statement = counted.statement()?.statement();
    let when = match &counted.proof {
        Proof::Bundle(verified) => verified.signed_at(),
        Proof::Model(_) => None,
        #[cfg(test)]
        Proof::Stated { .. } => None,
    };
    let predicate = statement.predicate();
    let reading = match statement.predicate_type() {
        COSIGN_VULN => cosign::read(predicate),
        uri if PredicateFamily::of(uri) == Some(PredicateFamily::Vulns) => in_toto::read(predicate),
        _ => cyclonedx::read(predicate.as_bytes()),
    };
    // By the digest of its statement it is about the artifact, whether or not it names it again.
    report(
        requirement,
        context,
        (&counted.principal, when, true),
        reading,
    )
}

/// A document that the caller handed over as a report.
pub(super) fn local<'a>(
    requirement: &VulnerabilityRequirement,
    context: &Context<'_>,
    document: &'a LocalDocument,
) -> Option<Report<'a>> {
    let reading = read_local(&document.bytes);
    let origin = (NOBODY, None, requirement.bound_by_caller);
    report(requirement, context, origin, reading)
}

fn read_local(bytes: &[u8]) -> Reading<'_> {
    match bonafide_sbom::detect(bytes, &ReadOptions::default()) {
        Ok(format) if format.is_cyclonedx() => cyclonedx::read(bytes),
        Ok(format) if format.is_spdx() || matches!(format, Format::Csaf | Format::OpenVex) => {
            Ok(None)
        }
        _ if osv_scanner::is_one(bytes) => osv_scanner::read(bytes),
        _ => scan_report::read(bytes).map(Some),
    }
}

fn report<'a>(
    requirement: &VulnerabilityRequirement,
    context: &Context<'_>,
    (principal, signed_at, is_bound): (&str, Option<Time>, bool),
    reading: Reading<'a>,
) -> Option<Report<'a>> {
    let principal = principal.to_owned();
    let scanned = match reading {
        Ok(None) => return None,
        Ok(Some(scanned)) => scanned,
        Err(unmet) => return Some(Report::refused(principal, signed_at, unmet)),
    };
    let made = time(scanned.made.as_deref());
    if let Err(unmet) = bind(&scanned, &digests(context.subject), is_bound) {
        return Some(Report::refused(principal, signed_at, unmet));
    }
    if let Some(made) = made.filter(|made| is_ahead(*made, context.now)) {
        let detail = format!("the report is of {made}, which is to come");
        let unmet = Unmet::of(registry::VULN_MALFORMED, Place::root(), detail);
        return Some(Report::refused(principal, signed_at, unmet));
    }
    let failure = whole(&scanned)
        .and_then(|()| fresh(requirement, context.now, &scanned))
        .err();
    Some(Report {
        principal,
        signed_at,
        made: made.or(signed_at),
        scanned: Some(scanned),
        failure,
    })
}

/// That the report is about the artifact, as far as it says what it is about.
///
/// # Specification
/// policy VUL-4.
fn bind(scanned: &Scanned<'_>, subject: &[SubjectDigest], is_bound: bool) -> Result<(), Unmet> {
    let unbound = || {
        let detail = "the report does not say by digest what was scanned";
        Unmet::of(registry::VULN_SUBJECT_UNBOUND, Place::root(), detail)
    };
    match &scanned.found {
        Found::Scan(report) => match report.bind(subject) {
            Ok(_) => Ok(()),
            Err(finding) if finding.code() == registry::VULN_SUBJECT_MISMATCH => {
                // The id of an image alone is no digest that a registry knows.
                let names_image = report
                    .digests
                    .iter()
                    .any(|one| !matches!(one.role, ReportedRole::Config | ReportedRole::Layer));
                match is_bound && !names_image {
                    true => Ok(()),
                    false => Err(finding.into()),
                }
            }
            Err(_) if is_bound => Ok(()),
            Err(finding) => Err(finding.into()),
        },
        Found::Model(model) => {
            cyclonedx::bind(model, subject, is_bound).unwrap_or_else(|| Err(unbound()))
        }
        Found::List(_) if is_bound => Ok(()),
        Found::List(_) => Err(unbound()),
    }
}

/// That the scanner looked at everything.
fn whole(scanned: &Scanned<'_>) -> Result<(), Unmet> {
    let Found::Scan(report) = &scanned.found else {
        return Ok(());
    };
    let mut findings = report.findings.kept().iter();
    let skipped = findings.find(|one| one.code() == registry::VULN_INCOMPLETE);
    skipped.map_or(Ok(()), |finding| Err(finding.clone().into()))
}

/// That report and database are recent enough.
///
/// # Specification
/// policy VUL-3.
fn fresh(
    requirement: &VulnerabilityRequirement,
    now: Time,
    scanned: &Scanned<'_>,
) -> Result<(), Unmet> {
    recent(
        ("the report", registry::VULN_TOO_OLD),
        scanned.made.as_deref(),
        now,
        requirement.max_age,
    )?;
    recent(
        ("the database of the scanner", registry::VULN_DB_TOO_OLD),
        scanned.database.as_deref(),
        now,
        requirement.max_db_age,
    )
}

fn recent(
    (what, code): (&str, Code),
    text: Option<&str>,
    now: Time,
    most: Option<Duration>,
) -> Result<(), Unmet> {
    let Some(most) = most else { return Ok(()) };
    let when = Escaped(text.unwrap_or_default());
    let (code, detail) = match Age::of(time(text), now, most) {
        Age::Fresh => return Ok(()),
        Age::Stale => (code, format!("{what} is of {when}")),
        Age::Unknown => (code, format!("{what} does not say when it was made")),
        Age::Future => (
            registry::VULN_MALFORMED,
            format!("{what} is of {when}, which is to come"),
        ),
    };
    Err(Unmet::of(code, Place::root(), detail))
}

fn time(text: Option<&str>) -> Option<Time> {
    Time::parse_rfc3339(text?).ok()
}
