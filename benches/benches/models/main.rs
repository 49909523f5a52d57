//! The goals of digests and models that need no files, each beside what it is measured by.
//!
//! Those over files are measured by `models.py`, which runs whole programs.

mod digests;
mod lists;
#[path = "../provenance/measure.rs"]
mod measure;
mod pickles;
#[path = "../provenance/table.rs"]
mod table;

use table::Table;

type Rows = fn(&mut Table);

/// The groups of rows, of which those are measured that the command line names; all without names.
const GROUPS: [(&str, Rows); 4] = [
    ("single", digests::single_rows),
    ("lanes", digests::lane_rows),
    ("lists", lists::rows),
    ("pickles", pickles::rows),
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
