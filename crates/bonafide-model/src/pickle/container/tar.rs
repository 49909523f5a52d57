//! Tar archives, which torch's oldest format is.

use bonafide_report::registry::PKL_CONTAINER;

use crate::Finding;
use crate::pickle::report::PickleReport;
use crate::pickle::{PickleOptions, stream};

const BLOCK: usize = 512;

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
        let size = header.get(124..136).and_then(octal).unwrap_or_default();
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

/// Whether a tar archive begins here: all that readers ask for is that the checksum is right.
pub(super) fn is_header(bytes: &[u8]) -> bool {
    let Some(header) = bytes.get(..BLOCK) else {
        return false;
    };
    let Some(told) = header.get(148..156).and_then(octal) else {
        return false;
    };
    let counted = |at: usize, byte: u8| if (148..156).contains(&at) { b' ' } else { byte };
    let bytes = header
        .iter()
        .enumerate()
        .map(|(at, byte)| counted(at, *byte));
    let (mut plain, mut signed) = (0_i64, 0_i64);
    for byte in bytes {
        plain = plain.saturating_add(byte.into());
        signed = signed.saturating_add(i8::from_le_bytes([byte]).into());
    }
    i64::try_from(told).is_ok_and(|told| told == plain || told == signed)
}

/// A number in octal digits, with blanks around it.
fn octal(field: &[u8]) -> Option<usize> {
    let text = field.split(|byte| *byte == 0).next().unwrap_or_default();
    let text = core::str::from_utf8(text).ok()?.trim();
    usize::from_str_radix(text, 8).ok()
}

fn name(header: &[u8]) -> String {
    let name = header.split(|byte| *byte == 0).next().unwrap_or_default();
    let name = name.get(..100).unwrap_or(name);
    String::from_utf8_lossy(name).into_owned()
}
