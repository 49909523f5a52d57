//! A trace for people.

use core::fmt;

use super::Report;
use crate::Escaped;

/// One line a check: its status, its name and what was seen. Below one that failed stand the code and
/// the place, what can be done, and the findings; below all of them the notes. Nothing of the input is
/// shown unescaped.
///
/// ```
/// use bonafide_report::{Check, Report};
///
/// let mut report = Report::new();
/// report.push(Check::pass("bundle/presence", "1 log entry"));
/// assert_eq!(report.to_string(), "pass    bundle/presence  1 log entry\n");
/// ```
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.checks.iter().map(|check| check.id().len());
        let width = names.max().unwrap_or(0);
        for check in &self.checks {
            let (status, id) = (check.status().as_str(), check.id());
            writeln!(f, "{status:8}{id:width$}  {}", Escaped(check.summary()))?;
            let indent = format_args!("{:8}{:width$}", "", "").to_string();
            if let Some(code) = check.code() {
                writeln!(f, "{indent}  code {code} at {:#}", check.place())?;
                writeln!(f, "{indent}  fix: {}", code.remedy())?;
            }
            for finding in check.findings() {
                let detail = Escaped(finding.detail());
                writeln!(f, "{indent}  because {}: {detail}", finding.code())?;
            }
        }
        for note in &self.notes {
            let (place, detail) = (note.place(), Escaped(note.detail()));
            writeln!(f, "note    {} {place:#}: {detail}", note.code())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::{Check, Finding, Place, Report, registry};

    #[test]
    fn a_failure_has_its_code_its_place_and_what_to_do() {
        let place = Place::root().member("a");
        let mut report = Report::new();
        report.push(Check::skip("b/c", "not asked for"));
        let failure = Finding::new(registry::JSON_SYNTAX, place, "\u{1b}[2J");
        report.push(Check::fail("long/name", &failure));
        report.note(Finding::new(
            registry::NOTE_OPTION_USED,
            Place::root(),
            "option x",
        ));
        let text = report.to_string();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0], "skip    b/c        not asked for");
        assert!(lines[1].starts_with("fail    long/name  ") && !text.contains('\u{1b}'));
        assert_eq!(lines[2].trim_start(), "code json.syntax at /a");
        let remedy = registry::JSON_SYNTAX.remedy();
        assert_eq!(lines[3].trim_start(), format!("fix: {remedy}"));
        let note = registry::NOTE_OPTION_USED;
        assert_eq!(lines.last(), Some(&&*format!("note    {note} /: option x")));
    }
}
