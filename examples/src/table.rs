//! A trace for people.

use std::io::{self, Write as _};

use bonafide_report::Report;

/// Prints one line a check, its findings below it, then the notes.
pub fn print_checks(report: &Report) {
    // Whoever closes the output wants no more of it.
    let _ = write!(io::stdout().lock(), "{report}");
}
