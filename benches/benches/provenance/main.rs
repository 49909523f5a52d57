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

use table::Group;

const GROUPS: [Group; 7] = [
    ("scan", scan::rows),
    ("memcpy", scan::memory_rows),
    ("base64", scan::base64_rows),
    ("statement", statement::rows),
    ("judged", judged::rows),
    ("verified", verified::rows),
    ("growth", growth::rows),
];

fn main() {
    table::run(&GROUPS);
}
