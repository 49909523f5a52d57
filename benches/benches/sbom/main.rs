//! The performance goals of bills of materials, without peers: those are in `benches/peers`.

mod cyclonedx;
mod hostile;
mod jobs;
mod json;
mod large;
mod licences;
mod measure;
mod memory;
#[path = "../provenance/resident.rs"]
mod resident;
mod small;
mod spdx;
mod spdx3;
mod speeds;
#[path = "../provenance/table.rs"]
mod table;
mod words;
mod xml;

fn main() {
    words::run(|_| Vec::new(), &[], &[]);
}
