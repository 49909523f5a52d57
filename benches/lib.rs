//! What is measured stands in `benches`: `cargo bench -p bonafide-benches`.
