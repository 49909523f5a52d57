//! The reports of trivy.

use std::borrow::Cow;

use bonafide_json::Reader;
use bonafide_report::{Place, registry};

use super::binding::ReportedRole;
use super::members::{Read, State, members, shape};
use super::names;
use super::report::{ScanCoverage, ScanReport, Suppressed};
use super::trivy_ratings;
use crate::{FixState, MatchedPackage, Rating, VulnerabilityMatch};

/// Reads `Metadata`.
///
/// # Specification
/// RPT-2.
pub(super) fn metadata<'a>(
    reader: &mut Reader<'a>,
    state: &mut State<'_>,
    report: &mut ScanReport<'a>,
) -> Read<()> {
    if !state.object(reader)? {
        return Ok(());
    }
    members(
        reader,
        &["ImageID", "RepoDigests", "DiffIDs"],
        |reader, name| match name {
            "ImageID" => report.digest(reader, state, ReportedRole::Config),
            "RepoDigests" => report.digest_list(reader, state, ReportedRole::Repository),
            "DiffIDs" => report.digest_list(reader, state, ReportedRole::Layer),
            _ => Ok(reader.skip()?),
        },
    )
}

/// Reads `Trivy`.
pub(super) fn about<'a>(
    reader: &mut Reader<'a>,
    state: &mut State<'_>,
    report: &mut ScanReport<'a>,
) -> Read<()> {
    if !state.object(reader)? {
        return Ok(());
    }
    members(reader, &["Version"], |reader, name| match name {
        "Version" => state.text(reader).map(|read| report.scanner.version = read),
        _ => Ok(reader.skip()?),
    })
}

/// Reads `Results`.
pub(super) fn results<'a>(
    reader: &mut Reader<'a>,
    state: &mut State<'_>,
    report: &mut ScanReport<'a>,
) -> Read<()> {
    let most = (state.limits.targets, "targets");
    state.objects(reader, most, |state, reader| {
        let mut coverage = ScanCoverage::default();
        let known = [
            "Target",
            "Class",
            "Type",
            "Vulnerabilities",
            "ExperimentalModifiedFindings",
        ];
        let every = (usize::MAX, "");
        members(reader, &known, |reader, name| match name {
            "Target" => state.text(reader).map(|read| coverage.target = read),
            "Class" => state.text(reader).map(|read| coverage.class = read),
            "Type" => state.text(reader).map(|read| coverage.kind = read),
            "Vulnerabilities" => state.objects(reader, every, |state, reader| {
                let found = vulnerability(reader, state)?;
                let found = found.ok_or_else(|| shape(reader, "a vulnerability without an id"))?;
                report.matches.push(found);
                Ok(())
            }),
            "ExperimentalModifiedFindings" => state.objects(reader, every, |state, reader| {
                report.suppressed.extend(modified(reader, state)?);
                Ok(())
            }),
            _ => Ok(reader.skip()?),
        })?;
        report.coverage.push(coverage);
        Ok(())
    })
}

/// No result is the result of a scan only where it is said what was scanned.
///
/// # Specification
/// RPT-2. Stricter: an empty list of results is as good as none.
pub(super) fn check_coverage(state: &mut State<'_>, report: &ScanReport<'_>) {
    let is_covered = |coverage: &ScanCoverage<'_>| {
        let class = coverage.class.as_deref();
        coverage.kind.is_some() && matches!(class, Some("os-pkgs" | "lang-pkgs"))
    };
    if report.matches.is_empty() && !report.coverage.iter().any(is_covered) {
        let place = Place::root().member("Results");
        let detail = "no vulnerabilities, and it is not said which packages were looked at";
        state.note(place, registry::VULN_INCOMPLETE, detail);
    }
}

/// The vulnerability at the cursor; `None` if it has no id.
fn vulnerability<'a>(
    reader: &mut Reader<'a>,
    state: &mut State<'_>,
) -> Read<Option<VulnerabilityMatch<'a>>> {
    state.count(reader)?;
    let place = reader.place();
    let (mut id, mut others, mut package) = (None, Vec::new(), MatchedPackage::default());
    let (mut fixed, mut status, mut said) = (None, None, Rating::default());
    let mut ratings = Vec::new();
    let known = [
        "VulnerabilityID",
        "VendorIDs",
        "PkgName",
        "PkgIdentifier",
        "InstalledVersion",
        "FixedVersion",
        "Status",
        "Severity",
        "SeveritySource",
        "VendorSeverity",
        "CVSS",
    ];
    members(reader, &known, |reader, name| match name {
        "VulnerabilityID" => state.text(reader).map(|read| id = read),
        "VendorIDs" => state.texts(reader).map(|read| others = read),
        "PkgName" => state.text(reader).map(|read| package.name = read),
        "PkgIdentifier" => identifier(reader, state, &mut package),
        "InstalledVersion" => state.text(reader).map(|read| package.version = read),
        "FixedVersion" => state.text(reader).map(|read| fixed = read),
        "Status" => state.text(reader).map(|read| status = read),
        "Severity" => state.text(reader).map(|read| said.severity = read),
        "SeveritySource" => state.text(reader).map(|read| said.source = read),
        "VendorSeverity" => trivy_ratings::vendors(reader, state, &mut ratings),
        "CVSS" => trivy_ratings::cvss(reader, state, &mut ratings),
        _ => Ok(reader.skip()?),
    })?;
    let Some(id) = id else {
        return Ok(None);
    };
    if package.name.is_none() && package.purls.is_empty() {
        let detail = "a package without a name";
        state.note(place.clone(), registry::SBOM_REQUIRED, detail);
    }
    let mut found = VulnerabilityMatch::new(id, package);
    if said.severity.is_some() {
        found.ratings.push(said);
    }
    found.ratings.extend(ratings);
    found.fix = match status.as_deref() {
        Some("fixed") => FixState::Fixed,
        Some("affected" | "will_not_fix" | "fix_deferred" | "end_of_life") => FixState::NotFixed,
        _ => FixState::Unknown,
    };
    found.fixed_versions = fixed.map(versions).unwrap_or_default();
    found.place = place;
    names::assign(&mut found, others);
    Ok(Some(found))
}

fn identifier<'a>(
    reader: &mut Reader<'a>,
    state: &mut State<'_>,
    package: &mut MatchedPackage<'a>,
) -> Read<()> {
    if !state.object(reader)? {
        return Ok(());
    }
    members(reader, &["PURL"], |reader, name| match name {
        "PURL" => state.text(reader).map(|read| package.purls.extend(read)),
        _ => Ok(reader.skip()?),
    })
}

/// The most versions in one text; a text with more is left as it is.
const VERSIONS: usize = 64;

/// Several versions stand in one text, with commas between them.
fn versions(text: Cow<'_, str>) -> Vec<Cow<'_, str>> {
    fn parts(text: &str) -> impl Iterator<Item = &str> {
        text.split(',')
            .map(str::trim)
            .filter(|part| !part.is_empty())
    }
    if parts(&text).nth(VERSIONS).is_some() {
        return vec![text];
    }
    match text {
        Cow::Borrowed(text) => parts(text).map(Cow::Borrowed).collect(),
        Cow::Owned(text) => parts(&text)
            .map(|part| Cow::Owned(part.to_owned()))
            .collect(),
    }
}

/// An entry of the list of what was left out; `None` if it is no vulnerability.
fn modified<'a>(reader: &mut Reader<'a>, state: &mut State<'_>) -> Read<Option<Suppressed<'a>>> {
    let (mut kind, mut found, mut has_finding) = (None, None, false);
    let (mut status, mut reason, mut source) = (None, None, None);
    let known = ["Type", "Status", "Statement", "Source", "Finding"];
    members(reader, &known, |reader, name| match name {
        "Type" => state.text(reader).map(|read| kind = read),
        "Status" => state.text(reader).map(|read| status = read),
        "Statement" => state.text(reader).map(|read| reason = read),
        "Source" => state.text(reader).map(|read| source = read),
        "Finding" => {
            if state.object(reader)? {
                has_finding = true;
                found = vulnerability(reader, state)?;
            }
            Ok(())
        }
        _ => Ok(reader.skip()?),
    })?;
    if kind.as_deref().is_some_and(|kind| kind != "vulnerability") {
        return Ok(None);
    }
    let found = found.ok_or_else(|| shape(reader, "a vulnerability without an id"))?;
    Ok(has_finding.then_some(Suppressed {
        found,
        status,
        reason,
        source,
    }))
}
