//! Bills of materials of a middling size.

use core::hint::black_box;

use bonafide_sbom::{Model, ReadOptions};
use gungraun::{library_benchmark, library_benchmark_group};

use crate::json::{Made, Shape};
use crate::{cyclonedx, kept, spdx};

const SHAPE: Shape = Shape {
    bytes: 200_000,
    is_pretty: false,
    producer: None,
};

fn text(made: Made) -> &'static String {
    assert!(made.components > 100 && made.edges > 100);
    kept(made.text)
}

#[library_benchmark]
#[bench::cyclonedx(text(cyclonedx::document("1.5", SHAPE)))]
#[bench::spdx(text(spdx::document(SHAPE)))]
fn sbom_read(text: &'static str) -> Model {
    let options = ReadOptions::default().with_hashing(false);
    Model::read(black_box(text).as_bytes(), &options).unwrap()
}

library_benchmark_group!(name = read_sboms, benchmarks = sbom_read);
