//! ZIP archives, read as hostile.

use bonafide_model::pickle::{PickleOptions, PickleOutcome, scan_archive};
use bonafide_model::zip::{Archive, ZipLimits};

use crate::memory;

/// Members lie in the file, have names without tricks, and inflate to what they say.
pub fn run(data: &[u8]) {
    let limits = ZipLimits::default();
    let Ok(archive) = memory::linear(data, || Archive::read(data, &limits)) else {
        return;
    };
    for member in archive.members() {
        assert!(!member.path().split('/').any(|part| part == ".."));
        assert!(!member.path().starts_with('/'));
        let end = member.data_offset() + member.compressed_size();
        assert!(end <= data.len() as u64);
        assert!(archive.member(member.name()).is_some());
        let most = 1 << 16;
        let contents = memory::within(256 << 10, 8, data, || archive.contents(member, most));
        if let Ok(contents) = contents {
            assert_eq!(contents.len() as u64, member.size());
        }
    }
    let report = scan_archive(&archive, &PickleOptions::default());
    if report.outcome() == PickleOutcome::Clear {
        assert_eq!(report.denial_count(), 0);
    }
}
