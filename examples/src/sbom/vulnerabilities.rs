//! Vulnerabilities, whoever found them, and what statements of exploitability make of them.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::{self, Write};

use bonafide_report::registry::{VULN_ABOVE_THRESHOLD, VULN_INCOMPLETE, VULN_UNKNOWN};
use bonafide_report::{Check, Coded, Escaped, Finding, Place, Report};
use bonafide_sbom::{
    ArtifactIdentity, ComponentExposure, Exposure, Graph, HashValue, Model, Purl, ScanLimits,
    ScanReport, Severity, SeverityGate, VexEffect, VexEvaluator, VexJudgement, VexOutcome,
    VexPolicy, VexTrust, VulnerabilityMatch,
};
use serde_json::{Value, json};

use super::asked::Asked;
use super::chart::bars;
use super::gates::{Failure, outcome};

/// Vulnerabilities, and statements about them, that are shown to people.
const SHOWN: usize = 20;
/// Versions that fix one, of those that are shown.
const FIXES: usize = 3;

/// One vulnerability of one package, judged.
#[derive(Debug)]
struct Judged {
    origin: &'static str,
    id: String,
    package: String,
    severity: Option<Severity>,
    fixed: Vec<String>,
    /// The failure of the gate, if there is a gate and it counts.
    failure: Option<Finding>,
    /// Whose statement suppresses it.
    suppressed: Option<String>,
    /// What became of every statement that was considered.
    statements: Vec<String>,
}

/// All that is known.
#[derive(Debug)]
pub(super) struct Vulnerabilities {
    judged: Vec<Judged>,
    is_asked: bool,
    /// Whether anybody but the document was asked.
    is_searched: bool,
}

impl Vulnerabilities {
    /// Collects what the document, the advisories and the reports say, and adds the checks.
    pub(super) fn of(asked: &Asked, graph: &Graph<'_>, report: &mut Report) -> Self {
        let model = graph.model();
        let gate = SeverityGate::failing_at(asked.fail_on.unwrap_or(Severity::Critical));
        let evaluator = evaluator(asked, graph);
        let mut judged = Vec::new();
        let mut judge = |origin, found: &VulnerabilityMatch<'_>, report: &mut Report| {
            judged.push(judge(origin, found, &gate, &evaluator, report));
        };
        for found in model.vulnerability_matches() {
            judge("document", &found, report);
        }
        let exposures = asked
            .advisories
            .as_ref()
            .map(|one| one.database.search(model));
        for exposure in exposures.iter().flatten() {
            for found in exposure.matches(model) {
                judge("advisories", &found, report);
            }
        }
        report.push(advisories(asked, model, exposures.as_deref()));
        for (name, bytes) in &asked.reports {
            let check = match ScanReport::read(bytes, &ScanLimits::default()) {
                Ok(scan) => {
                    for found in &scan.matches {
                        judge("report", found, report);
                    }
                    scanned(asked, name, &scan)
                }
                Err(error) => {
                    let finding = Finding::new(error.code(), error.place(), error.to_string());
                    let summary = format!("{name} cannot be read");
                    outcome(
                        "sbom/report",
                        Err(Failure::new(error.code(), summary, [finding])),
                    )
                }
            };
            report.push(check);
        }
        if asked.reports.is_empty() {
            report.push(Check::skip(
                "sbom/report",
                "no report of a scanner is given",
            ));
        }
        let all = Self {
            is_asked: asked.fail_on.is_some(),
            is_searched: asked.advisories.is_some() || !asked.reports.is_empty(),
            judged,
        };
        report.push(all.gate());
        all
    }

    /// That none is as severe as is not tolerated.
    fn gate(&self) -> Check {
        let suppressed = self
            .judged
            .iter()
            .filter(|one| one.suppressed.is_some())
            .count();
        let all = self.judged.len();
        let mut summary = format!("{all} vulnerabilities, {suppressed} of them suppressed");
        if !self.is_searched {
            summary += "; the document is the only source";
        }
        let id = "sbom/severity";
        if !self.is_asked {
            return Check::skip(id, format!("{summary}; no --fail-on is given"));
        }
        let failures: Vec<Finding> = self
            .judged
            .iter()
            .filter_map(|one| one.failure.clone())
            .collect();
        outcome(
            id,
            if failures.is_empty() {
                Ok(summary)
            } else {
                let summary = format!("{summary}, {} not tolerated", failures.len());
                Err(Failure::new(VULN_ABOVE_THRESHOLD, summary, failures))
            },
        )
    }

    pub(super) fn json(&self) -> Value {
        let judged = self.judged.iter().map(|one| {
            json!({
                "origin": one.origin,
                "id": one.id,
                "package": one.package,
                "severity": one.severity.map(|severity| severity.to_string()),
                "fixed": one.fixed,
                "suppressed": one.suppressed,
                "statements": one.statements,
            })
        });
        judged.collect()
    }

    /// A bar for each severity, then the gravest that count.
    pub(super) fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.judged.is_empty() {
            return Ok(());
        }
        let mut counts: BTreeMap<Option<Severity>, usize> = BTreeMap::new();
        let mut counting: Vec<&Judged> = Vec::new();
        for one in &self.judged {
            if one.suppressed.is_none() {
                *counts.entry(one.severity).or_default() += 1;
                counting.push(one);
            }
        }
        let name = |severity: Option<Severity>| {
            severity.map_or_else(|| "unknown".to_owned(), |one| one.to_string())
        };
        let rows = counts.into_iter().rev();
        let rows: Vec<_> = rows
            .map(|(severity, count)| (name(severity), count))
            .collect();
        write!(out, "\nvulnerabilities\n{}", bars(&rows, SHOWN))?;
        counting.sort_by_key(|one| Reverse(one.severity));
        for one in counting.iter().take(SHOWN) {
            writeln!(
                out,
                "  {:10}{} in {}{} ({})",
                name(one.severity),
                Escaped(&one.id),
                Escaped(&one.package),
                fixed(&one.fixed),
                one.origin
            )?;
        }
        if counting.len() > SHOWN {
            writeln!(out, "  and {} more", counting.len() - SHOWN)?;
        }
        self.write_statements(out)
    }

    fn write_statements(&self, out: &mut dyn Write) -> io::Result<()> {
        let judged = self.judged.iter();
        let statements = judged.flat_map(|one| one.statements.iter().map(move |text| (one, text)));
        for (one, text) in statements.clone().take(SHOWN) {
            writeln!(out, "  vex       {}: {}", Escaped(&one.id), Escaped(text))?;
        }
        let more = statements.count().saturating_sub(SHOWN);
        if more > 0 {
            writeln!(out, "  and {more} more statements")?;
        }
        Ok(())
    }
}

fn fixed(versions: &[String]) -> String {
    if versions.is_empty() {
        return String::new();
    }
    let shown = versions.iter().take(FIXES);
    let shown: Vec<String> = shown.map(|one| Escaped(one).to_string()).collect();
    let more = if versions.len() > FIXES { ", …" } else { "" };
    format!(", fixed in {}{more}", shown.join(", "))
}

fn judge(
    origin: &'static str,
    found: &VulnerabilityMatch<'_>,
    gate: &SeverityGate,
    evaluator: &VexEvaluator<'_>,
    report: &mut Report,
) -> Judged {
    let severity = gate.judge(found);
    let judgement = evaluator.judge(found);
    for finding in judgement.findings.iter().chain(&severity.rated.findings) {
        report.note(finding.clone());
    }
    let suppressed = match &judgement.effect {
        VexEffect::Suppressed { by } => Some(by.statement.status.name().to_owned()),
        VexEffect::Unchanged => None,
    };
    Judged {
        origin,
        id: found.id.clone().into_owned(),
        package: package(found),
        severity: severity.rated.severity,
        fixed: found
            .fixed_versions
            .iter()
            .map(|version| version.clone().into_owned())
            .collect(),
        failure: severity.finding.filter(|_| suppressed.is_none()),
        suppressed,
        statements: statements(&judgement),
    }
}

fn package(found: &VulnerabilityMatch<'_>) -> String {
    let package = &found.package;
    let name = package.name.as_ref().or_else(|| package.purls.first());
    let name = name.map_or("a package that is not named", |name| name);
    match &package.version {
        Some(version) => format!("{name} {version}"),
        None => name.to_owned(),
    }
}

/// What became of each statement.
fn statements(judgement: &VexJudgement<'_>) -> Vec<String> {
    let considered = judgement.considered.iter().map(|one| {
        let statement = one.source.statement;
        let (status, place) = (statement.status.name(), &statement.place);
        match &one.outcome {
            VexOutcome::Applied => format!("{status} at {place}: applied"),
            VexOutcome::Rejected(reason) => format!("{status} at {place}: {reason}"),
        }
    });
    considered.collect()
}

/// Statements are about what the command line says the artifact is, or what the document says of its
/// root.
fn evaluator<'a>(asked: &'a Asked, graph: &Graph<'_>) -> VexEvaluator<'a> {
    let policy = VexPolicy::default().with_trust_unsigned(asked.trusts_unsigned_vex);
    let mut artifact = ArtifactIdentity::default();
    for subject in &asked.subjects {
        let digest = subject.digest;
        if let Ok(value) = HashValue::parse(digest.algorithm().name(), &digest.to_hex()) {
            artifact = artifact.with_digest(value);
        }
    }
    for root in graph.roots().filter_map(|root| graph.component(root)) {
        for purl in root.purls().filter_map(|text| Purl::parse(text).ok()) {
            artifact = artifact.with_purl(purl);
        }
    }
    let documents = asked
        .vex
        .iter()
        .map(|document| (document, VexTrust::Unverified));
    VexEvaluator::new(documents, policy, artifact, asked.now)
}

/// That it is known of every component whether advisories are about it.
fn advisories(asked: &Asked, model: &Model, exposures: Option<&[ComponentExposure<'_>]>) -> Check {
    let id = "sbom/advisories";
    let (Some(advisories), Some(exposures)) = (&asked.advisories, exposures) else {
        return Check::skip(id, "no advisories are given");
    };
    let (mut affected, mut clean, mut unknown) = (0, 0, Vec::new());
    let mut reasons: BTreeMap<String, usize> = BTreeMap::new();
    for one in exposures {
        match &one.exposure {
            Exposure::Affected { .. } => affected += 1,
            Exposure::NotAffected => clean += 1,
            Exposure::Unknown { undecided } => {
                let reason = undecided
                    .first()
                    .map(ToString::to_string)
                    .unwrap_or_default();
                *reasons.entry(reason.clone()).or_default() += 1;
                unknown.extend(model.component(one.component).map(|component| {
                    let name = Escaped(component.name().unwrap_or_default());
                    let version = Escaped(component.version().unwrap_or_default());
                    let detail = format!("{name} {version}: {reason}");
                    Finding::new(VULN_UNKNOWN, component.place(), detail)
                }));
            }
        }
    }
    let database = &advisories.database;
    let mut summary = format!(
        "{affected} affected, {clean} not affected, {} unknown, by {} advisories as of {}",
        unknown.len(),
        database.len(),
        database.as_of()
    );
    for (reason, count) in reasons {
        summary += &format!("; {count} times {reason}");
    }
    if !advisories.refused.is_empty() {
        summary += &format!("; {} files cannot be read", advisories.refused.len());
    }
    // What could not be read can be about any component.
    let unread = advisories.refused.iter();
    let unread = unread.map(|file| Finding::new(VULN_INCOMPLETE, Place::root(), file.as_str()));
    outcome(
        id,
        if !unknown.is_empty() {
            Err(Failure::new(VULN_UNKNOWN, summary, unknown))
        } else if !advisories.refused.is_empty() {
            Err(Failure::new(VULN_INCOMPLETE, summary, unread))
        } else {
            Ok(summary)
        },
    )
}

/// That a report is about the subject and whole.
fn scanned(asked: &Asked, name: &str, scan: &ScanReport<'_>) -> Check {
    let id = "sbom/report";
    let scanner = Escaped(&scan.scanner.name).to_string();
    let (found, left) = (scan.len(), scan.suppressed.len());
    let mut summary =
        format!("{name}: {found} vulnerabilities by {scanner}, {left} suppressed by it");
    if asked.subjects.is_empty() {
        summary += "; whether it is about this artifact was not asked";
    } else if let Err(finding) = scan.bind(&asked.subjects) {
        return outcome(id, Err(Failure::new(finding.code(), summary, [finding])));
    }
    let kept = scan.findings.kept().iter();
    let incomplete: Vec<_> = kept
        .filter(|one| one.code() == VULN_INCOMPLETE)
        .cloned()
        .collect();
    outcome(
        id,
        if incomplete.is_empty() {
            Ok(summary)
        } else {
            Err(Failure::new(VULN_INCOMPLETE, summary, incomplete))
        },
    )
}
