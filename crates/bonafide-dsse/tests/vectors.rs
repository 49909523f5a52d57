//! The test vector of the DSSE protocol, version 1.0.2 (Apache-2.0).

mod common;

use bonafide_dsse::{Encoding, Envelope, EnvelopeOptions, KeySet, Pae, TrustedKey};
use bonafide_keys::Ring;
use bonafide_report::Budget;
use common::p256;

const ENVELOPE: &str = r#"{"payload": "aGVsbG8gd29ybGQ=",
 "payloadType": "http://example.com/HelloWorld",
 "signatures": [{"sig": "A3JqsQGtVsJ2O2xqrI5IcnXip5GToJ3F+FnZ+O88SjtR6rDAajabZKciJTfUiHqJPcIAriEGAHTVeCUjW2JIZA=="}]}"#;

#[test]
fn the_protocol_vector() {
    let envelope = Envelope::parse(ENVELOPE.as_bytes(), &EnvelopeOptions::provenance()).unwrap();
    assert_eq!(
        envelope.pae().parts().concat(),
        b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    );
    for (encoding, good) in [
        (Encoding::Either, true),
        (Encoding::P1363, true),
        (Encoding::Der, false),
    ] {
        let key = TrustedKey::new(p256()).with_encoding(encoding);
        let keys = KeySet::new().with_key("vector", key).unwrap();
        let mut budget = Budget::unbounded();
        let threshold = keys.threshold(1).unwrap();
        let verified = envelope.verify_with_keys(&keys, &threshold, &Ring, &mut budget);
        assert_eq!(verified.is_ok(), good, "{encoding:?}");
        assert_eq!(budget.signatures(), 1, "{encoding:?}");
    }
}

#[test]
fn lengths_are_those_of_bytes() {
    let encoded =
        |payload_type: &str, payload: &[u8]| Pae::new(payload_type, payload).parts().concat();
    assert_eq!(encoded("", b""), b"DSSEv1 0  0 ");
    assert_eq!(encoded("é", "€".as_bytes()), "DSSEv1 2 é 3 €".as_bytes());
    assert_eq!(encoded("a 1 b", b"\x00"), b"DSSEv1 5 a 1 b 1 \x00");
}
