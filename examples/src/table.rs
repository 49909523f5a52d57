//! A trace for people.

use bonafide_report::{Escaped, Report};

/// Prints one line a check, its findings below it, then the notes.
pub fn print_checks(report: &Report) {
    let width = report
        .checks()
        .iter()
        .map(|check| check.id().len())
        .max()
        .unwrap_or(0);
    for check in report.checks() {
        let status = check.status().as_str();
        println!(
            "{status:8}{:width$}  {}",
            check.id(),
            Escaped(check.summary())
        );
        if let Some(code) = check.code() {
            println!(
                "{:8}{:width$}  code {code} at {}",
                "",
                "",
                place(check.place())
            );
            println!("{:8}{:width$}  fix: {}", "", "", code.remedy());
        }
        for finding in check.findings() {
            let detail = Escaped(finding.detail());
            println!(
                "{:8}{:width$}  because {}: {detail}",
                "",
                "",
                finding.code()
            );
        }
    }
    for note in report.notes() {
        println!(
            "note    {} {}: {}",
            note.code(),
            place(note.place()),
            Escaped(note.detail())
        );
    }
}

fn place(place: &bonafide_report::Place) -> String {
    if place.is_root() {
        "/".to_owned()
    } else {
        place.to_string()
    }
}
