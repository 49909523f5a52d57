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
#[expect(dead_code, reason = "shared with other questions")]
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

use decided::decide;
use models::read_models;
use names::read_names;
use proofs::read_proofs;
use sboms::read_sboms;
use stated::read_statements;

main!(
    library_benchmark_groups = [
        read_proofs,
        read_statements,
        read_sboms,
        read_names,
        decide,
        read_models
    ]
);

/// Keeps an input to the end.
fn kept<T>(input: T) -> &'static T {
    Box::leak(Box::new(input))
}
