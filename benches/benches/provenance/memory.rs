//! What provenance takes of memory.

fn main() {}
