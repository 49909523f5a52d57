//! Names: of licences, packages and images.

use core::hint::black_box;

use bonafide_oci::Reference;
use bonafide_sbom::{LicenceReading, LicenceSyntax, Purl};
use gungraun::{library_benchmark, library_benchmark_group};

const LICENCES: &str =
    "(MIT OR Apache-2.0) AND (GPL-2.0-or-later WITH Classpath-exception-2.0 OR LicenseRef-ours)";
const PACKAGE: &str =
    "pkg:maven/org.apache.commons/commons-lang3@3.14.0?classifier=sources&type=jar#src/main";
const IMAGE: &str = "registry.example.com:5000/team/app/server:v1.2.3@sha256:9bb1add04b1b4e182be6b0b80931593f7a291eb49d69b4fd728a5d4cbcdc4bd3";

#[library_benchmark]
#[bench::four_names(LICENCES)]
fn licence_expression(text: &'static str) -> LicenceReading {
    LicenceReading::of(black_box(text), LicenceSyntax::Spdx3, &Default::default())
}

#[library_benchmark]
#[bench::with_qualifiers(PACKAGE)]
fn package_url(text: &'static str) -> Purl {
    Purl::parse(black_box(text)).unwrap()
}

#[library_benchmark]
#[bench::with_digest(IMAGE)]
fn image_reference(text: &'static str) -> Reference {
    Reference::parse_familiar(black_box(text)).unwrap()
}

library_benchmark_group!(
    name = read_names,
    benchmarks = [licence_expression, package_url, image_reference]
);
