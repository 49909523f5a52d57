//! Requirements of pip with hashes.

use core::cell::Cell;

use bonafide_model::CheckOutcome;
use bonafide_model::requirements::{Policy, check};

use crate::memory;

/// A list that passes pins everything by version and by hash. What it includes is the input again,
/// once for each name, so that the bound is on what was read.
pub fn run(data: &[u8]) {
    let read = Cell::new(0);
    let open = |path: &str| {
        (path.len() < 20).then(|| {
            read.set(read.get() + data.len());
            data.to_vec()
        })
    };
    let policy = Policy::new();
    let ((lock, report), most) = memory::peak(|| check("requirements.txt", &open, &policy));
    memory::hold(most, 256 << 10, 1000, read.get());
    if report.outcome() == CheckOutcome::Pass {
        for requirement in lock.effective() {
            assert!(requirement.version().is_some() && !requirement.hashes().is_empty());
        }
    }
}
