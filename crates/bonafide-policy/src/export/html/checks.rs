//! The checks of a verdict: first those that decided, then all.

use core::fmt::Write as _;

use bonafide_report::{Decision, Finding};

use super::super::ExportOptions;
use super::MAX_CHECKS;
use super::parts::{code, counted, key, linked, mono, rows, sentence, table};
use crate::{CandidateView, CheckStatus, Mode, Verdict, VerdictCheck};

/// Decisive checks that are explained at the top.
const MAX_CAUSES: usize = 20;

impl Verdict {
    /// What decided: cause, place and remedy of each decisive check.
    pub(super) fn write_causes(&self, out: &mut String, options: &ExportOptions) {
        if self.decision == Decision::Allow || self.decisive.is_empty() {
            return;
        }
        out.push_str("<section>\n<h2>What decided</h2>\n");
        for check in self.decisive_checks().take(MAX_CAUSES) {
            write_cause(out, check, options);
        }
        let more = self.decisive.len().saturating_sub(MAX_CAUSES);
        if more > 0 {
            let _ = writeln!(
                out,
                "<p class=\"soft\">and {}, listed below</p>",
                counted(more, "more check")
            );
        }
        out.push_str("</section>\n");
    }

    /// Every check, those that did not pass first.
    pub(super) fn write_checks(&self, out: &mut String) {
        let _ = writeln!(
            out,
            "<section>\n<h2>Checks</h2>\n<p class=\"soft\">{}</p>",
            self.tally()
        );
        table(out, ["Outcome", "Check", "What was found"]);
        let mut checks: Vec<&VerdictCheck> = self.checks.iter().collect();
        checks.sort_by_key(|check| rank(check));
        for check in checks.iter().take(MAX_CHECKS) {
            write_row(out, check);
        }
        out.push_str("</tbody>\n</table>\n");
        let more = checks.len().saturating_sub(MAX_CHECKS);
        if more > 0 {
            let _ = writeln!(
                out,
                "<p class=\"soft\">{} not shown</p>",
                counted(more, "further check")
            );
        }
        out.push_str("</section>\n");
    }
}

fn write_cause(out: &mut String, check: &VerdictCheck, options: &ExportOptions) {
    let tone = check.decision.as_str();
    let _ = writeln!(
        out,
        "<div class=\"card cause {tone}\">\n<p>{}</p>",
        sentence(&check.summary)
    );
    let remedy = check.code.remedy();
    let class = check
        .class
        .map(|class| format!("{class}, which leads to {}", check.decision));
    rows(
        out,
        [
            (
                "Cause",
                Some(format!(
                    "{} {}",
                    linked(check.code, options),
                    sentence(check.code.summary())
                )),
            ),
            ("Where", check.place.as_deref().map(place)),
            (
                "Remedy",
                (!remedy.is_empty()).then(|| format!("<strong>{}</strong>", sentence(remedy))),
            ),
            ("Check", Some(key(&check.id))),
            ("Class", class),
        ],
    );
    write_details(out, check);
    out.push_str("</div>\n");
}

fn write_row(out: &mut String, check: &VerdictCheck) {
    let (tone, word) = outcome(check);
    let _ = write!(out, "<tr><td><span class=\"tag {tone}\">{word}</span></td>");
    let (id, summary) = (key(&check.id), sentence(&check.summary));
    let _ = write!(out, "<td>{id}</td><td>{summary}");
    let _ = write!(out, "<br><span class=\"soft\">{}", mono(&check.code));
    if let Some(waiver) = &check.waived_by {
        let _ = write!(out, " waived by {}", code(waiver));
    }
    if check.retryable {
        out.push_str(" trying again may help");
    }
    out.push_str("</span>");
    write_details(out, check);
    out.push_str("</td></tr>\n");
}

/// What was looked at and what was found, folded.
fn write_details(out: &mut String, check: &VerdictCheck) {
    if !check.candidates.is_empty() {
        let title = counted(check.candidates_count, "candidate");
        let _ = writeln!(out, "<details><summary>{title}</summary>\n<ul>");
        for candidate in &check.candidates {
            write_candidate(out, candidate);
        }
        let more = check
            .candidates_count
            .saturating_sub(check.candidates.len());
        if more > 0 {
            let _ = writeln!(out, "<li>and {more} more</li>");
        }
        out.push_str("</ul></details>\n");
    }
    if !check.findings.is_empty() {
        let title = counted(check.findings.len(), "finding");
        let _ = writeln!(out, "<details><summary>{title}</summary>\n<ul>");
        for finding in &check.findings {
            write_finding(out, finding);
        }
        out.push_str("</ul></details>\n");
    }
}

fn write_candidate(out: &mut String, candidate: &CandidateView) {
    let _ = write!(
        out,
        "<li>{} {}",
        mono(&candidate.code),
        sentence(&candidate.summary)
    );
    if let Some(digest) = &candidate.digest {
        let _ = write!(out, "<br>{}", mono(digest));
    }
    out.push_str("</li>\n");
}

fn write_finding(out: &mut String, finding: &Finding) {
    let _ = write!(
        out,
        "<li>{} {}",
        mono(&finding.code()),
        sentence(finding.detail())
    );
    if !finding.place().is_root() {
        let _ = write!(out, "<br>{}", code(finding.place().as_str()));
    }
    out.push_str("</li>\n");
}

/// A place as it was put, which may hold what an input says in escaped form.
fn place(text: &str) -> String {
    format!("<code>{}</code>", sentence(text))
}

fn rank(check: &VerdictCheck) -> u8 {
    match (check.status, check.mode) {
        (CheckStatus::Fail, Mode::Enforce) => match check.decision {
            Decision::Reject => 0,
            _ => 1,
        },
        (CheckStatus::Fail, Mode::Audit) => 2,
        (CheckStatus::Skip, _) => 3,
        (CheckStatus::Pass, _) => 4,
    }
}

const fn outcome(check: &VerdictCheck) -> (&'static str, &'static str) {
    match (check.status, check.mode, check.decision) {
        (CheckStatus::Pass, _, _) => ("pass", "✓ Pass"),
        (CheckStatus::Skip, _, _) => ("skip", "– Skip"),
        (CheckStatus::Fail, Mode::Audit, _) => ("audit", "! Audit"),
        (CheckStatus::Fail, Mode::Enforce, Decision::Reject) => ("fail", "✕ Fail"),
        (CheckStatus::Fail, Mode::Enforce, _) => ("quarantine", "! Fail"),
    }
}
