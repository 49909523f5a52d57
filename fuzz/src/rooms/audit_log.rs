//! The audit log.

use bonafide_policy::{AuditRecord, AuditVerifier};

use crate::memory;

/// A log of made-up lines has faults or is empty, in one piece or in two.
pub fn run(data: &[u8]) {
    for line in data.split(|byte| *byte == b'\n').take(8) {
        let _ = memory::linear(line, || AuditRecord::parse(line));
    }
    let whole = memory::within(256 << 10, 400, data, || {
        let mut verifier = AuditVerifier::new();
        verifier.feed(data);
        verifier.end_file();
        verifier.finish()
    });
    let mut verifier = AuditVerifier::new();
    let (one, other) = data.split_at(data.len() / 2);
    verifier.feed(one);
    verifier.feed(other);
    verifier.end_file();
    assert_eq!(verifier.finish().faults(), whole.faults());
}
