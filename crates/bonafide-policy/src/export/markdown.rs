//! A verdict as a comment on a pull request.

use core::fmt::Write as _;

use super::escape::{markdown, markdown_code, prose, raw};
use crate::{CheckStatus, Mode, Verdict, VerdictCheck};

/// Rows of the table of checks, and checks that are explained below it: comments have an end.
const ROWS: usize = 200;

impl Verdict {
    /// The decision, a table of the checks, and for each that did not pass what was looked at and
    /// what can be done.
    pub(super) fn to_markdown(&self) -> String {
        let mut out = String::new();
        let _ = writeln!(out, "## {}\n", markdown(&self.decision_phrase()));
        if let Some(reference) = &self.subject.reference {
            let _ = writeln!(out, "Subject: {}  ", code(reference));
        }
        if let Some(digest) = &self.subject.digest {
            let _ = writeln!(out, "Digest: {}  ", code(&digest.to_string()));
        }
        let policy = code(&self.policy.name);
        let _ = writeln!(out, "Policy: {policy} {}\n", code(&self.policy.version));
        self.write_table(&mut out);
        for check in self.failed_checks().take(ROWS) {
            write_failure(&mut out, check);
        }
        let notes = self.incomplete.iter().chain(&self.warnings).take(ROWS);
        for note in notes {
            let detail = markdown(&prose(note.detail()));
            let _ = writeln!(out, "\n> {} {detail}", code(note.code().as_str()));
        }
        out
    }

    fn write_table(&self, out: &mut String) {
        out.push_str("| | check | code | what was found |\n|---|---|---|---|\n");
        let failed = self
            .checks
            .iter()
            .filter(|it| it.status == CheckStatus::Fail);
        let others = self
            .checks
            .iter()
            .filter(|it| it.status != CheckStatus::Fail);
        for check in failed.chain(others).take(ROWS) {
            let summary = markdown(&prose(&check.summary));
            let (id, name) = (code(&check.id), code(check.code.as_str()));
            let _ = writeln!(out, "| {} | {id} | {name} | {summary} |", outcome(check));
        }
        let more = self.checks.len().saturating_sub(ROWS);
        if more > 0 {
            let _ = writeln!(out, "\n{more} further checks are not shown.");
        }
    }
}

fn write_failure(out: &mut String, check: &VerdictCheck) {
    let _ = writeln!(out, "\n### {}\n", code(&check.id));
    let _ = writeln!(out, "{}\n", markdown(&prose(&check.summary)));
    if let Some(place) = &check.place {
        let _ = writeln!(out, "- Where: {}", markdown_code(&prose(place)));
    }
    if !check.code.remedy().is_empty() {
        let _ = writeln!(out, "- Remedy: {}", markdown(check.code.remedy()));
    }
    for candidate in &check.candidates {
        let digest = candidate.digest.as_ref().map(ToString::to_string);
        let digest = digest.as_deref().map(code).unwrap_or_default();
        let summary = markdown(&prose(&candidate.summary));
        let name = code(candidate.code.as_str());
        let _ = writeln!(out, "- Looked at: {digest} {name} {summary}");
    }
    let more = check
        .candidates_count
        .saturating_sub(check.candidates.len());
    if more > 0 {
        let _ = writeln!(out, "- and {more} more");
    }
}

const fn outcome(check: &VerdictCheck) -> &'static str {
    match (check.status, check.mode) {
        (CheckStatus::Pass, _) => "✅ pass",
        (CheckStatus::Fail, Mode::Enforce) => "❌ fail",
        (CheckStatus::Fail, Mode::Audit) => "⚠️ audit",
        (CheckStatus::Skip, _) => "➖ skip",
    }
}

fn code(text: &str) -> String {
    markdown_code(&raw(text))
}

#[cfg(test)]
mod tests {
    use crate::verdict::samples;

    #[test]
    fn failures_come_first_and_are_explained() {
        let text = samples::rejected().to_markdown();
        assert!(text.starts_with("## reject\n\nSubject: <code>registry.example.com/team/app"));
        assert!(text.contains("| ❌ fail | <code>internal/signed</code> | <code>signature.wrong-subject</code> | the only"));
        let (failed, passed) = (text.find("❌ fail"), text.find("✅ pass"));
        assert!(failed < passed && failed.is_some());
        assert!(text.contains("### <code>internal/signed</code>"));
        assert!(text.contains("- Remedy: "));
        assert!(text.contains("- Looked at: <code>sha256&#58;b1b1"));
    }

    #[test]
    fn hostile_text_adds_no_markup() {
        let (plain, hostile) = (samples::rejected(), samples::hostile());
        let text = hostile.to_markdown();
        assert!(!text.contains("<script") && !text.contains("<img") && !text.contains("]("));
        assert!(!text.contains("**") && !text.contains('`') && !text.contains("https://"));
        assert!(!text.contains("@user") && !text.contains("#1 ") && !text.contains("www."));
        let rows = |text: &str| text.lines().filter(|line| line.starts_with('|')).count();
        assert_eq!(rows(&text), rows(&plain.to_markdown()));
        for row in text.lines().filter(|line| line.starts_with('|')) {
            assert_eq!(row.matches('|').count(), 5, "{row}");
        }
    }
}
