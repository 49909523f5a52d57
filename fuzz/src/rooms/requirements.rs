//! Requirements of pip with hashes.

use bonafide_model::CheckOutcome;
use bonafide_model::requirements::{Policy, check};

use crate::memory;

/// A list that passes pins everything by version and by hash. What it includes is the input again.
pub fn run(data: &[u8]) {
    let open = |path: &str| (path.len() < 20).then(|| data.to_vec());
    let policy = Policy::new();
    let (lock, report) = memory::within(1 << 20, 4000, data, || {
        check("requirements.txt", &open, &policy)
    });
    if report.outcome() == CheckOutcome::Pass {
        for requirement in lock.effective() {
            assert!(requirement.version().is_some() && !requirement.hashes().is_empty());
        }
    }
}
