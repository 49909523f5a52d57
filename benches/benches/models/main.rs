//! The goals of digests and models that need no files, each beside what it is measured by.
//!
//! Those over files are measured by `models.py`, which runs whole programs.

mod checkpoint;
mod digests;
mod lists;
#[path = "../provenance/measure.rs"]
mod measure;
mod pickles;
#[path = "../provenance/table.rs"]
mod table;

use table::Group;

const GROUPS: [Group; 4] = [
    ("single", digests::single_rows),
    ("lanes", digests::lane_rows),
    ("lists", lists::rows),
    ("pickles", pickles::rows),
];

fn main() {
    table::run(&GROUPS);
}
