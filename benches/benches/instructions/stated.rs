//! Envelopes, and the statements in them.

use core::hint::black_box;

use bonafide::dsse::{Envelope, EnvelopeOptions, IN_TOTO, Statement, StatementOptions};
use bonafide::slsa::Provenance;
use bonafide_testkit::encode;
use gungraun::{library_benchmark, library_benchmark_group};
use serde_json::json;

use crate::{inputs, kept};

fn carrier() -> &'static String {
    let payload = inputs::statement(0);
    let carrier = json!({
        "payload": encode::base64(payload.as_bytes()),
        "payloadType": IN_TOTO,
        "signatures": [{"sig": "AA=="}],
    });
    kept(carrier.to_string())
}

#[library_benchmark]
#[bench::of_10_kb(carrier())]
fn envelope_parse(text: &'static str) -> Envelope {
    Envelope::parse(black_box(text).as_bytes(), &EnvelopeOptions::provenance()).unwrap()
}

fn envelope() -> &'static Envelope {
    let payload = inputs::statement(0).into_bytes();
    kept(Envelope::from_parts(IN_TOTO, payload, vec![1]))
}

fn read(envelope: &Envelope) -> Statement {
    let options = StatementOptions::provenance();
    envelope.untrusted().statement(&options).unwrap()
}

#[library_benchmark]
#[bench::of_10_kb(envelope())]
fn statement_parse(envelope: &'static Envelope) -> Statement {
    read(black_box(envelope))
}

fn statement() -> &'static Statement {
    kept(read(envelope()))
}

#[library_benchmark]
#[bench::version_1(statement())]
fn provenance_read(statement: &'static Statement) -> Provenance<'static> {
    Provenance::of(black_box(statement)).unwrap()
}

library_benchmark_group!(
    name = read_statements,
    benchmarks = [envelope_parse, statement_parse, provenance_read]
);
