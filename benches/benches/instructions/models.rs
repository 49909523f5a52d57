//! Files of models.

use core::hint::black_box;

use bonafide_model::Findings;
use bonafide_model::pickle::{self, PickleOptions, PickleReport};
use bonafide_model::safetensors::Header;
use gungraun::{library_benchmark, library_benchmark_group};

use crate::{checkpoint, kept, tensors};

#[library_benchmark]
#[bench::of_64_kib(kept(checkpoint::pickle(64 << 10)))]
fn pickle_follow(stream: &'static [u8]) -> PickleReport {
    pickle::scan(black_box(stream), &PickleOptions::default())
}

#[library_benchmark]
#[bench::of_1000_tensors(kept(tensors::file(1_000).0))]
fn safetensors_header(file: &'static [u8]) -> Header<'static> {
    let length = file.len() as u64;
    Header::parse(
        black_box(file),
        length,
        &Default::default(),
        &mut Findings::new(),
    )
    .unwrap()
}

library_benchmark_group!(
    name = read_models,
    benchmarks = [pickle_follow, safetensors_header]
);
