//! Pickles, alone and as files.

use bonafide_model::CheckOutcome;
use bonafide_model::pickle::{PickleOptions, PickleOutcome, check, scan, scan_file};

use crate::memory;

/// What is clean names nothing that is not allowed, and is a whole pickle.
pub fn run(data: &[u8]) {
    let options = PickleOptions::default();
    let report = memory::within(1 << 20, 400, data, || scan(data, &options));
    if report.outcome() == PickleOutcome::Clear {
        assert!(report.imports().iter().all(|import| import.is_allowed()));
        assert_eq!(report.denial_count(), 0);
        assert!(data.contains(&b'.'), "clean without an end");
        assert!(report.pickles() > 0 && report.opcodes() > 0);
    }
    assert!(report.denials().len() <= report.denial_count());
    let file = memory::within(4 << 20, 400, data, || scan_file(data, &options));
    if file.outcome() != PickleOutcome::Clear {
        assert_ne!(check(data, &options).outcome(), CheckOutcome::Pass);
    }
}
