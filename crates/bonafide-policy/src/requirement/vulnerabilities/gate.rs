//! Which vulnerabilities are borne.

use core::fmt::Write as _;
use core::time::Duration;
use std::collections::{BTreeMap, BTreeSet};

use bonafide_digest::hex;
use bonafide_report::{Escaped, Finding, Time, registry};
use bonafide_sbom::{
    Severity, SeverityGate, UnknownSeverity, VexEffect, VexEvaluator, VexJudgement, VexSource,
    VulnerabilityMatch,
};

use super::newest::Selection;
use super::vex::Documents;
use crate::requirement::Context;
use crate::{IgnoredFinding, VulnerabilityRequirement};

/// What was found, judged.
#[derive(Default)]
pub(super) struct Judged {
    /// Each vulnerability that is not borne.
    pub(super) failures: Vec<Finding>,
    /// Each one that would not be, were it not for a statement or for the policy; and what is to be
    /// said of statements.
    pub(super) notes: Vec<Finding>,
}

pub(super) fn judge(
    requirement: &VulnerabilityRequirement,
    context: &Context<'_>,
    selection: &Selection<'_>,
    documents: &Documents,
) -> Judged {
    let evaluator = documents.evaluator(requirement, context.subject, context.now);
    let gate = Gate::new(requirement, context.now, &evaluator);
    let mut judged = Judged::default();
    for scanned in selection.scanned() {
        scanned.each(|found| gate.judge(found, &scanned.scanner, &mut judged));
    }
    judged
}

struct Gate<'r> {
    now: Time,
    evaluator: &'r VexEvaluator<'r>,
    severities: Option<SeverityGate>,
    unknown_as: Severity,
    denied: BTreeSet<&'r str>,
    ignored: BTreeMap<&'r str, Vec<&'r IgnoredFinding>>,
    grace: BTreeMap<Severity, Duration>,
}

impl<'r> Gate<'r> {
    fn new(
        requirement: &'r VulnerabilityRequirement,
        now: Time,
        evaluator: &'r VexEvaluator<'r>,
    ) -> Self {
        let unknown_as = requirement.unknown_as.as_deref().and_then(severity);
        let unknown_as = unknown_as.unwrap_or(Severity::High);
        let severities = requirement.max.as_deref().map(|max| {
            // A word that is no severity tolerates nothing.
            SeverityGate::tolerating(severity(max).unwrap_or(Severity::None))
                .with_sources(requirement.severity_sources.iter().cloned())
                .with_unknown(UnknownSeverity::As(unknown_as))
                .with_fixable_only(requirement.fixable_only)
        });
        let mut ignored: BTreeMap<&str, Vec<&IgnoredFinding>> = BTreeMap::new();
        for one in requirement.ignore.iter().filter(|one| now < one.until) {
            ignored.entry(&one.id).or_default().push(one);
        }
        let grace = requirement.grace.iter();
        Self {
            now,
            evaluator,
            severities,
            unknown_as,
            denied: requirement.deny_ids.iter().map(String::as_str).collect(),
            ignored,
            grace: grace
                .filter_map(|(name, duration)| Some((severity(name)?, *duration)))
                .collect(),
        }
    }

    /// What is denied by its id is denied whatever its severity, its age, and whether it can be
    /// fixed; the other rules hold for it as for others.
    fn judge(&self, found: &VulnerabilityMatch<'_>, scanner: &str, judged: &mut Judged) {
        let denied = found.ids().find(|id| self.denied.contains(id));
        let by_severity = self.severities.as_ref().map(|gate| gate.judge(found));
        let above = by_severity.as_ref().and_then(|one| one.finding.as_ref());
        let detail = match (denied, above) {
            (Some(id), _) => format!("{} is denied as {}", named(found), Escaped(id)),
            (None, Some(finding)) => finding.detail().to_owned(),
            (None, None) => return,
        };
        if let Some(ignored) = self.ignored(found) {
            let until = ignored.until;
            let reason = Escaped(&ignored.reason);
            let detail = format!("{detail}; ignored until {until}: {reason}");
            judged.note(registry::VULN_BORNE, found, detail);
            return;
        }
        let severity = by_severity.and_then(|one| one.rated.severity);
        if let Some(until) = self.grace(found, severity).filter(|_| denied.is_none()) {
            let detail = format!("{detail}; borne until {until}");
            judged.note(registry::VULN_BORNE, found, detail);
            return;
        }
        let judgement = self.evaluator.judge(found);
        judged.notes.extend(judgement.findings.iter().cloned());
        match &judgement.effect {
            VexEffect::Suppressed { by } => {
                let detail = format!("{detail}; {}", suppressing(by));
                judged.note(registry::VEX_SUPPRESSED, found, detail);
            }
            VexEffect::Unchanged => {
                let detail = format!("{detail} ({}){}", Escaped(scanner), states(&judgement));
                let code = registry::VULN_ABOVE_THRESHOLD;
                judged
                    .failures
                    .push(Finding::new(code, found.place.clone(), detail));
            }
        }
    }

    fn ignored(&self, found: &VulnerabilityMatch<'_>) -> Option<&'r IgnoredFinding> {
        let purls = &found.package.purls;
        let rules = found.ids().filter_map(|id| self.ignored.get(id)).flatten();
        // Of a package with several names each must be meant.
        let mut meant = rules.filter(|rule| match &rule.purl {
            None => true,
            Some(pattern) => !purls.is_empty() && purls.iter().all(|purl| pattern.matches(purl)),
        });
        meant.next().copied()
    }

    /// Until when a vulnerability is borne that became known not long ago.
    fn grace(&self, found: &VulnerabilityMatch<'_>, severity: Option<Severity>) -> Option<Time> {
        let duration = self.grace.get(&severity.unwrap_or(self.unknown_as))?;
        let published = Time::parse_rfc3339(found.published.as_deref()?).ok()?;
        if crate::requirement::age::is_ahead(published, self.now) {
            return None;
        }
        let seconds = i64::try_from(duration.as_secs()).ok()?;
        let until = published.checked_add_seconds(seconds)?;
        (self.now < until).then_some(until)
    }
}

impl Judged {
    fn note(
        &mut self,
        code: bonafide_report::Code,
        found: &VulnerabilityMatch<'_>,
        detail: String,
    ) {
        self.notes
            .push(Finding::new(code, found.place.clone(), detail));
    }
}

/// The severity of this name.
fn severity(name: &str) -> Option<Severity> {
    const ALL: [Severity; 6] = [
        Severity::None,
        Severity::Negligible,
        Severity::Low,
        Severity::Medium,
        Severity::High,
        Severity::Critical,
    ];
    ALL.into_iter().find(|one| one.to_string() == name)
}

fn named(found: &VulnerabilityMatch<'_>) -> String {
    let package = &found.package;
    let mut text = Escaped(&found.id).to_string();
    // Writing to a text does not fail.
    if let Some(name) = package.name.as_ref().or_else(|| package.purls.first()) {
        let _ = write!(text, " in {}", Escaped(name));
    }
    if let Some(version) = &package.version {
        let _ = write!(text, " {}", Escaped(version));
    }
    text
}

fn suppressing(by: &VexSource<'_>) -> String {
    let digest = by.document.sha256().map(|digest| hex::encode(&digest));
    let alias = if by.is_alias { ", by an alias" } else { "" };
    format!(
        "{} by {} in sha256:{}{alias}",
        by.statement.status.name(),
        Escaped(by.signer.unwrap_or_default()),
        digest.unwrap_or_default(),
    )
}

/// What statements say that suppress nothing.
fn states(judgement: &VexJudgement<'_>) -> String {
    let considered = judgement.considered.iter();
    let names: BTreeSet<&str> = considered
        .map(|one| one.source.statement.status.name())
        .collect();
    if names.is_empty() {
        return String::new();
    }
    let names: Vec<&str> = names.into_iter().collect();
    format!("; statements: {}", names.join(", "))
}
