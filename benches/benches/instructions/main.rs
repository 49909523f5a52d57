//! How many instructions our own readers and judges take, to be held against those of another commit.
//!
//! Inputs are made before counting begins, and are never dropped. Nothing here checks a signature,
//! and hashes are left out where that can be asked for: the machine that counts knows no instructions
//! for them.

#[path = "../models/checkpoint.rs"]
mod checkpoint;
#[path = "../sbom/cyclonedx.rs"]
mod cyclonedx;
mod decided;
#[path = "../provenance/inputs.rs"]
mod inputs;
#[path = "../sbom/json.rs"]
mod json;
#[path = "../policy/judged.rs"]
mod judged;
#[path = "../policy/large.rs"]
mod large;
mod models;
mod names;
mod proofs;
mod sboms;
#[path = "../sbom/spdx.rs"]
mod spdx;
mod stated;
#[path = "../models/tensors.rs"]
mod tensors;

use gungraun::main;

use decided::decided;
use models::models;
use names::names;
use proofs::proofs;
use sboms::sboms;
use stated::stated;

main!(library_benchmark_groups = [proofs, stated, sboms, names, decided, models]);

/// Keeps an input to the end.
fn kept<T>(input: T) -> &'static T {
    Box::leak(Box::new(input))
}
