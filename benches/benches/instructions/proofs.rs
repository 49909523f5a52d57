//! A bundle and what is in it, read and not verified.

use core::hint::black_box;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bonafide::json::{Limits, Reader};
use bonafide::x509::{Certificate, Sct};
use bonafide_rekor::Checkpoint;
use bonafide_sigstore::{Bundle, ParseOptions};
use bonafide_testkit::{Minted, Sigstore};
use bonafide_tsa::TimestampToken;
use gungraun::{library_benchmark, library_benchmark_group};

use crate::kept;

/// A bundle of Rekor v2, with a timestamp.
fn minted() -> Minted {
    Sigstore::default().message(b"the artifact").v2().mint()
}

fn bundle() -> &'static String {
    kept(minted().bundle.to_string())
}

#[library_benchmark]
#[bench::bundle(bundle())]
fn strict_json(text: &'static str) {
    let limits = Limits::default();
    let mut reader = Reader::new(black_box(text).as_bytes(), &limits).unwrap();
    reader.skip().unwrap();
    reader.finish().unwrap();
}

#[library_benchmark]
#[bench::rekor_v2(bundle())]
fn bundle_parse(text: &'static str) -> Bundle {
    Bundle::parse(black_box(text).as_bytes(), &ParseOptions::default()).unwrap()
}

fn certificate() -> &'static Vec<u8> {
    kept(minted().certificate)
}

fn read(der: &[u8]) -> Certificate {
    Certificate::from_der(der, &Default::default()).unwrap()
}

#[library_benchmark]
#[bench::leaf(certificate())]
fn certificate_parse(der: &'static [u8]) -> Certificate {
    read(black_box(der))
}

#[library_benchmark]
#[bench::leaf(kept(read(certificate())))]
fn sct_list_parse(certificate: &'static Certificate) -> Vec<Sct> {
    Sct::list_of(black_box(certificate)).unwrap().unwrap()
}

fn checkpoint() -> &'static String {
    let bundle = minted().bundle;
    let entry = &bundle["verificationMaterial"]["tlogEntries"][0];
    let note = entry["inclusionProof"]["checkpoint"]["envelope"].as_str();
    kept(note.unwrap().to_owned())
}

#[library_benchmark]
#[bench::one_signature(checkpoint())]
fn checkpoint_parse(note: &'static str) -> Checkpoint {
    Checkpoint::parse(black_box(note).as_bytes(), &Default::default()).unwrap()
}

fn token() -> &'static Vec<u8> {
    let bundle = minted().bundle;
    let timestamps = &bundle["verificationMaterial"]["timestampVerificationData"];
    let token = timestamps["rfc3161Timestamps"][0]["signedTimestamp"].as_str();
    kept(STANDARD.decode(token.unwrap()).unwrap())
}

#[library_benchmark]
#[bench::with_certificate(token())]
fn token_parse(der: &'static [u8]) -> TimestampToken {
    TimestampToken::parse(black_box(der), &Default::default()).unwrap()
}

library_benchmark_group!(
    name = read_proofs,
    benchmarks = [
        strict_json,
        bundle_parse,
        certificate_parse,
        sct_list_parse,
        checkpoint_parse,
        token_parse
    ]
);
