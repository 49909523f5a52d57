//! A verdict as lines for a terminal.

use core::fmt::Write as _;

use super::escape::{prose, raw};
use crate::{CheckStatus, Verdict, VerdictCheck};

impl Verdict {
    /// One line for each check, then the decision, then what can be done.
    ///
    /// # Specification
    /// policy EX-1.
    pub(super) fn to_text(&self) -> String {
        let mut out = String::new();
        if let Some(reference) = &self.subject.reference {
            let _ = writeln!(out, "subject: {}", raw(reference));
        }
        if let Some(digest) = &self.subject.digest {
            let _ = writeln!(out, "digest: {digest}");
        }
        for check in &self.checks {
            write_check(&mut out, check);
        }
        for reason in &self.incomplete {
            let _ = writeln!(
                out,
                "incomplete: {} {}",
                reason.code(),
                prose(reason.detail())
            );
        }
        for warning in &self.warnings {
            let _ = writeln!(
                out,
                "warning: {} {}",
                warning.code(),
                prose(warning.detail())
            );
        }
        let _ = writeln!(out, "decision: {}", self.decision_phrase());
        self.write_fixes(&mut out);
        out
    }

    /// The decision in a few words.
    pub(crate) fn decision_phrase(&self) -> String {
        let mut phrase = self.decision.as_str().to_owned();
        if self.indeterminate {
            phrase.push_str(" (indeterminate)");
        }
        if self.retryable {
            phrase.push_str(" (try again)");
        }
        if !self.enforced {
            phrase.push_str(" (audit: not enforced)");
        }
        if self.would_be != self.decision {
            let _ = write!(phrase, " (would be {})", self.would_be);
        }
        phrase
    }

    fn write_fixes(&self, out: &mut String) {
        let mut codes: Vec<_> = self.failed_checks().map(|check| check.code).collect();
        codes.sort();
        codes.dedup();
        for code in codes.iter().filter(|code| !code.remedy().is_empty()) {
            let _ = writeln!(out, "fix: {code}: {}", code.remedy());
        }
    }

    /// The checks that did not pass, those that set the decision first.
    pub(super) fn failed_checks(&self) -> impl Iterator<Item = &VerdictCheck> {
        let rest = self.checks.iter().filter(|check| {
            check.status == CheckStatus::Fail && self.decisive.binary_search(&check.id).is_err()
        });
        self.decisive_checks().chain(rest)
    }
}

fn write_check(out: &mut String, check: &VerdictCheck) {
    let status = match check.status {
        CheckStatus::Pass => "PASS",
        CheckStatus::Fail => "FAIL",
        CheckStatus::Skip => "SKIP",
    };
    let audit = match check.mode {
        crate::Mode::Enforce => "",
        crate::Mode::Audit => " (audit)",
    };
    let summary = prose(&check.summary);
    let _ = writeln!(
        out,
        "{status} {} {} — {summary}{audit}",
        check.code,
        raw(&check.id)
    );
    if let Some(place) = &check.place {
        let _ = writeln!(out, "  at {}", prose(place));
    }
    if let Some(waiver) = &check.waived_by {
        let _ = writeln!(out, "  waived by {}", raw(waiver));
    }
    for candidate in &check.candidates {
        let summary = prose(&candidate.summary);
        match &candidate.digest {
            Some(digest) => {
                let _ = writeln!(out, "  {} {digest} {summary}", candidate.code);
            }
            None => {
                let _ = writeln!(out, "  {} {summary}", candidate.code);
            }
        }
    }
    let more = check
        .candidates_count
        .saturating_sub(check.candidates.len());
    if more > 0 {
        let _ = writeln!(out, "  and {more} more");
    }
}

#[cfg(test)]
mod tests {
    use crate::verdict::samples;

    #[test]
    fn lines_stand_in_their_order() {
        let text = samples::rejected().to_text();
        let starts: Vec<&str> = text
            .lines()
            .filter_map(|line| line.split(' ').next())
            .collect();
        assert_eq!(
            starts,
            [
                "subject:",
                "digest:",
                "FAIL",
                "PASS",
                "",
                "PASS",
                "",
                "FAIL",
                "",
                "",
                "",
                "SKIP",
                "",
                "PASS",
                "warning:",
                "decision:",
                "fix:",
                "fix:"
            ],
            "{text}"
        );
        assert!(text.contains(
            "FAIL signature.wrong-subject internal/signed — the only signature by ci is for another image\n  at signature 2, "
        ));
        assert!(text.contains("decision: reject\nfix: "));
    }

    #[test]
    fn the_decision_says_what_it_is_worth() {
        let mut verdict = samples::indeterminate();
        assert!(
            verdict
                .to_text()
                .contains("decision: quarantine (indeterminate) (try again)\n")
        );
        verdict.enforced = false;
        verdict.decision = bonafide_report::Decision::Allow;
        assert!(
            verdict
                .to_text()
                .contains("(audit: not enforced) (would be quarantine)\n")
        );
    }

    #[test]
    fn hostile_text_adds_no_line_and_drives_no_terminal() {
        let plain = samples::hostile().to_text();
        assert!(!plain.chars().any(|c| c.is_control() && c != '\n'));
        assert!(!plain.contains('\u{202e}'));
        assert!(!plain.lines().any(|line| line.starts_with("::error")));
    }
}
