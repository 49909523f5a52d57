//! Tar archives, which torch's oldest format is.

use bonafide_report::registry::PKL_CONTAINER;

use crate::Finding;
use crate::file_type::tar::{BLOCK, is_header, number};
use crate::pickle::report::PickleReport;
use crate::pickle::{PickleOptions, stream};

/// The most members that are looked into.
const MEMBERS: usize = 100;

/// Looks for what is denied in the members. None of it is cleared: between the pickles of this format
/// lies what only its reader knows how to pass over.
pub(super) fn scan(file: &[u8], options: &PickleOptions) -> PickleReport {
    let mut report = PickleReport::new(&options.allowlist);
    let mut rest = file;
    for _ in 0..MEMBERS {
        if !is_header(rest) {
            break;
        }
        let Some((header, after)) = rest.split_at_checked(BLOCK) else {
            break;
        };
        let size = header.get(124..136).and_then(number);
        let size = size
            .and_then(|size| usize::try_from(size).ok())
            .unwrap_or_default();
        let contents = after.get(..size).unwrap_or(after);
        let inner = stream::scan(contents, options);
        if inner.denial_count() > 0 {
            report.add_member(&name(header), inner);
        }
        let padded = size.div_ceil(BLOCK).saturating_mul(BLOCK);
        rest = after.get(padded..).unwrap_or_default();
    }
    let message = "a tar archive, as the oldest files of torch are, is not interpreted";
    report.find(Finding::error(PKL_CONTAINER, message));
    report
}

fn name(header: &[u8]) -> String {
    let name = header.split(|byte| *byte == 0).next().unwrap_or_default();
    let name = name.get(..100).unwrap_or(name);
    String::from_utf8_lossy(name).into_owned()
}
