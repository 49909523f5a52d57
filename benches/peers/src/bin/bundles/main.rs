//! Bundles, verified and parsed by us and by others, and what no verifier can do without.

mod cases;
mod floor;
#[path = "../../../../benches/provenance/measure.rs"]
mod measure;
mod ours;
mod parse;
mod primitives;
mod provider;
#[cfg(feature = "sigstore")]
mod sigstore_rs;
mod sigstore_verify_rs;
#[path = "../../../../benches/provenance/table.rs"]
mod table;
mod verify;

use table::Table;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let mut table = Table::default();
    provider::install();
    for case in cases::from_arguments(&words) {
        eprintln!("{}: {}", case.name, case.origin);
        verify::rows(&mut table, &case);
        parse::rows(&mut table, &case);
    }
    primitives::rows(&mut table);
    table.print();
}
