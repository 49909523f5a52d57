//! The performance goals of provenance, each beside what it is measured by.

mod bundle;
mod growth;
mod inputs;
mod judged;
mod measure;
mod read;
mod scan;
mod scene;
mod statement;
mod table;
mod verified;

use table::Table;

type Rows = fn(&mut Table);

/// The groups of rows, of which those are measured that the command line names; all without names.
const GROUPS: [(&str, Rows); 7] = [
    ("scan", scan::rows),
    ("memcpy", scan::memory_rows),
    ("base64", scan::base64_rows),
    ("statement", statement::rows),
    ("judged", judged::rows),
    ("verified", verified::rows),
    ("growth", growth::rows),
];

fn main() {
    let wanted: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with('-'))
        .collect();
    let mut table = Table::default();
    for (name, rows) in GROUPS {
        if wanted.is_empty() || wanted.iter().any(|word| word == name) {
            rows(&mut table);
        }
    }
    table.print();
}
