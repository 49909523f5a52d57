//! A trace for people.

use std::io::{self, Write as _};

use bonafide_report::{Place, Report};

/// Prints one line a check, its findings below it, then the notes.
pub fn print_checks(report: &Report) {
    // Whoever closes the output wants no more of it.
    let _ = write!(io::stdout().lock(), "{report}");
}

/// The whole input is a slash, so that it can be seen.
pub(crate) fn place(place: &Place) -> String {
    if place.is_root() {
        "/".to_owned()
    } else {
        place.to_string()
    }
}
