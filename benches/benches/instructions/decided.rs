//! A policy, loaded and asked.

use core::hint::black_box;

use bonafide_policy::{CompiledPolicy, EvidenceSet, MemoryFiles, Syntax};
use gungraun::{library_benchmark, library_benchmark_group};

use crate::judged::Judged;
use crate::{kept, large};

const RULES: usize = 100;

fn written() -> &'static (String, MemoryFiles) {
    kept((large::document(RULES).to_string(), large::files()))
}

// The digest of the text is part of it.
#[library_benchmark]
#[bench::of_100_rules(written())]
fn policy_load(written: &'static (String, MemoryFiles)) -> CompiledPolicy {
    let (text, files) = black_box(written);
    large::compile(text.as_bytes(), Syntax::Json, files)
}

fn gathered() -> &'static (Judged, EvidenceSet) {
    let judged = Judged::new(RULES);
    let evidence = judged.gather(&judged.bundles(4));
    kept((judged, evidence))
}

#[library_benchmark]
#[bench::of_100_rules(gathered())]
fn policy_evaluate(gathered: &'static (Judged, EvidenceSet)) {
    let (judged, evidence) = black_box(gathered);
    judged.judge(evidence);
}

library_benchmark_group!(name = decide, benchmarks = [policy_load, policy_evaluate]);
