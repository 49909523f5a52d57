//! A trace for people.

use std::io::{self, Write};

use bonafide_report::{Escaped, Place, Report};

/// Prints one line a check, its findings below it, then the notes.
pub fn print_checks(report: &Report) {
    // Whoever closes the output wants no more of it.
    let _ = write_checks(&mut io::stdout().lock(), report);
}

/// Writes what [`print_checks`] prints.
pub(crate) fn write_checks(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    let width = report
        .checks()
        .iter()
        .map(|check| check.id().len())
        .max()
        .unwrap_or(0);
    for check in report.checks() {
        let status = check.status().as_str();
        writeln!(
            out,
            "{status:8}{:width$}  {}",
            check.id(),
            Escaped(check.summary())
        )?;
        if let Some(code) = check.code() {
            writeln!(
                out,
                "{:8}{:width$}  code {code} at {}",
                "",
                "",
                place(check.place())
            )?;
            writeln!(out, "{:8}{:width$}  fix: {}", "", "", code.remedy())?;
        }
        for finding in check.findings() {
            let detail = Escaped(finding.detail());
            writeln!(
                out,
                "{:8}{:width$}  because {}: {detail}",
                "",
                "",
                finding.code()
            )?;
        }
    }
    for note in report.notes() {
        writeln!(
            out,
            "note    {} {}: {}",
            note.code(),
            place(note.place()),
            Escaped(note.detail())
        )?;
    }
    Ok(())
}

/// The whole input is a slash, so that it can be seen.
pub(crate) fn place(place: &Place) -> String {
    if place.is_root() {
        "/".to_owned()
    } else {
        place.to_string()
    }
}
