//! What the runtime is told.

use core::fmt::Write as _;

use bonafide_report::Escaped;

use crate::Verdict;

/// The most bytes of a reason: the runtime keeps a few kilobytes of all reasons together.
const MOST: usize = 1024;

/// One line that says what was decided, by which checks, and what to do: the most important first,
/// since the runtime cuts it off. At most 1,024 bytes; safe to print.
#[must_use]
pub fn reason(verdict: &Verdict) -> String {
    let mut line = verdict.decision.as_str().to_owned();
    if !verdict.enforced {
        let _ = write!(line, " (audit; would be {})", verdict.would_be.as_str());
    }
    if verdict.indeterminate {
        line.push_str(" (indeterminate)");
    }
    let is_decisive = |id: &String| verdict.decisive.contains(id);
    for check in verdict.checks.iter().filter(|check| is_decisive(&check.id)) {
        let (code, summary) = (check.code.as_str(), Escaped(&check.summary));
        let _ = write!(line, "; {} {code}: {summary}", check.id);
        let _ = write!(line, "; fix: {}", check.code.remedy());
    }
    if let Some(end) = (0..=MOST).rev().find(|end| line.is_char_boundary(*end)) {
        line.truncate(end);
    }
    line
}
