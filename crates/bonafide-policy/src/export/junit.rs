//! A verdict as a report of tests.

use core::fmt::Write as _;

use bonafide_report::{Class, Decision};

use super::escape::{prose, raw, xml};
use crate::{CheckStatus, Mode, Verdict, VerdictCheck};

impl Verdict {
    /// A suite for the subject, a case for each check.
    ///
    /// # Specification
    /// `JUnit` XML; policy EX-3.
    pub(super) fn to_junit(&self) -> String {
        let outcomes: Vec<Outcome> = self.checks.iter().map(Outcome::of).collect();
        let count = |wanted: Outcome| outcomes.iter().filter(|it| **it == wanted).count();
        let failures = count(Outcome::Reject).saturating_add(count(Outcome::Quarantine));
        let counts = format!(
            "tests=\"{}\" failures=\"{failures}\" errors=\"{}\" skipped=\"{}\"",
            outcomes.len(),
            count(Outcome::Error),
            count(Outcome::Skipped),
        );
        let digest = self.subject.digest.as_ref().map(ToString::to_string);
        let name = self.subject.reference.as_deref().or(digest.as_deref());
        let name = xml(&raw(name.unwrap_or("unnamed")));
        let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        let _ = writeln!(out, "<testsuites {counts}>");
        let time = self.evaluated_at;
        let _ = writeln!(
            out,
            "  <testsuite name=\"{name}\" timestamp=\"{time}\" {counts}>"
        );
        for (check, outcome) in self.checks.iter().zip(&outcomes) {
            write_case(&mut out, check, *outcome);
        }
        out.push_str("  </testsuite>\n</testsuites>\n");
        out
    }
}

/// What a check is to those who read reports of tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Passed,
    Skipped,
    Quarantine,
    Reject,
    Error,
}

impl Outcome {
    fn of(check: &VerdictCheck) -> Self {
        match (check.status, check.mode, check.class) {
            (CheckStatus::Pass, _, _) => Self::Passed,
            (CheckStatus::Skip, _, _) | (_, Mode::Audit, _) => Self::Skipped,
            (_, _, Some(Class::Unavailable)) => Self::Error,
            _ if check.decision == Decision::Reject => Self::Reject,
            _ => Self::Quarantine,
        }
    }
}

fn write_case(out: &mut String, check: &VerdictCheck, outcome: Outcome) {
    let (class, name) = check.id.split_once('/').unwrap_or(("", &check.id));
    let (class, name) = (xml(&raw(class)), xml(&raw(name)));
    let _ = write!(out, "    <testcase classname=\"{class}\" name=\"{name}\"");
    let summary = xml(&prose(&check.summary));
    let code = check.code;
    let (element, kind) = match outcome {
        Outcome::Passed => {
            out.push_str("/>\n");
            return;
        }
        Outcome::Skipped => {
            let _ = writeln!(out, "><skipped message=\"{code}: {summary}\"/></testcase>");
            return;
        }
        Outcome::Quarantine => ("failure", "quarantine"),
        Outcome::Reject => ("failure", "reject"),
        Outcome::Error => ("error", "unavailable"),
    };
    let _ = writeln!(
        out,
        ">\n      <{element} type=\"{kind}\" message=\"{code}: {summary}\">"
    );
    if let Some(place) = &check.place {
        let _ = writeln!(out, "at {}", xml(&prose(place)));
    }
    for candidate in &check.candidates {
        let _ = writeln!(
            out,
            "{}: {}",
            candidate.code,
            xml(&prose(&candidate.summary))
        );
    }
    let _ = writeln!(
        out,
        "fix: {}</{element}>\n    </testcase>",
        xml(code.remedy())
    );
}

#[cfg(test)]
mod tests {
    use crate::verdict::samples;

    #[test]
    fn counts_agree_with_elements() {
        for (name, verdict) in samples::all() {
            let text = verdict.to_junit();
            for (attribute, element) in [
                ("tests", "<testcase "),
                ("failures", "<failure "),
                ("errors", "<error "),
                ("skipped", "<skipped "),
            ] {
                let count = text.matches(element).count();
                assert!(
                    text.contains(&format!(" {attribute}=\"{count}\"")),
                    "{name}: {text}"
                );
            }
        }
        let text = samples::rejected().to_junit();
        assert!(text.contains("<testcase classname=\"internal\" name=\"signed\">\n      <failure type=\"reject\" message=\"signature.wrong-subject: "));
        assert!(
            samples::indeterminate()
                .to_junit()
                .contains("<error type=\"unavailable\"")
        );
        let mut quarantined = samples::rejected();
        for check in &mut quarantined.checks {
            check.decision = bonafide_report::Decision::Quarantine;
        }
        assert!(
            quarantined
                .to_junit()
                .contains("<failure type=\"quarantine\"")
        );
    }

    #[test]
    fn hostile_text_is_text() {
        let (plain, hostile) = (
            samples::rejected().to_junit(),
            samples::hostile().to_junit(),
        );
        assert_eq!(plain.matches('<').count(), hostile.matches('<').count());
        assert!(!hostile.chars().any(|c| c.is_control() && c != '\n'));
        assert!(!hostile.contains('\u{fffe}') && !hostile.contains("]]>"));
        let names = element_names(&hostile);
        assert_eq!(names, element_names(&plain));
    }

    /// The names of the elements: every `<` begins one.
    fn element_names(text: &str) -> Vec<&str> {
        text.split('<')
            .skip(1)
            .map(|rest| rest.split([' ', '>', '/']).next().unwrap())
            .collect()
    }
}
