//! Arrays of NumPy, of which those of objects end in a pickle.

use bonafide_report::registry::{PKL_CONTAINER, PKL_TRAILING};

use crate::Finding;
use crate::pickle::report::PickleReport;
use crate::pickle::{PickleOptions, stream};

/// Bytes before the header: magic, version, length.
const PREFIX: usize = 8;

/// The most bytes of a header, as readers have it.
const HEADER: usize = 10_000;

pub(super) fn scan(file: &[u8], options: &PickleOptions) -> PickleReport {
    let mut report = PickleReport::new(&options.allowlist);
    match elements(file) {
        Some((Elements::Objects, pickle)) => {
            let mut inner = stream::scan(pickle, options);
            inner.move_by(file.len().saturating_sub(pickle.len()));
            return inner;
        }
        Some((Elements::Plain { bytes }, data)) => {
            if usize::try_from(bytes) != Ok(data.len()) {
                let message = "the array does not end where its shape says";
                report.find(Finding::error(PKL_TRAILING, message));
            }
        }
        None => {
            let message = "the header of the array is not one that is understood";
            report.find(Finding::error(PKL_CONTAINER, message));
        }
    }
    report
}

enum Elements {
    Objects,
    Plain { bytes: u64 },
}

/// What the elements are, and what follows the header. A header is a literal of Python, which can
/// spell all things in many ways: the one that writers write is understood.
fn elements(file: &[u8]) -> Option<(Elements, &[u8])> {
    let (prefix, rest) = file.split_at_checked(PREFIX)?;
    let (length, rest) = match prefix {
        [.., 1, 0] => {
            let (length, rest) = rest.split_first_chunk()?;
            (u16::from_le_bytes(*length).into(), rest)
        }
        [.., 2 | 3, 0] => {
            let (length, rest) = rest.split_first_chunk()?;
            (usize::try_from(u32::from_le_bytes(*length)).ok()?, rest)
        }
        _ => return None,
    };
    if length > HEADER {
        return None;
    }
    let (header, data) = rest.split_at_checked(length)?;
    let header = core::str::from_utf8(header).ok()?.strip_suffix('\n')?;
    let header = header.trim_end_matches(' ').strip_prefix("{'descr': '")?;
    let (code, header) = header.split_once("', 'fortran_order': ")?;
    let (order, shape) = header.split_once(", 'shape': (")?;
    let shape = shape.strip_suffix("), }").or(shape.strip_suffix(")}"))?;
    if !matches!(order, "True" | "False") {
        return None;
    }
    let mut count = 1_u64;
    for dimension in shape.split(',').map(str::trim).filter(|d| !d.is_empty()) {
        let is_decimal = dimension.bytes().all(|byte| byte.is_ascii_digit());
        let dimension: u64 = dimension.parse().ok().filter(|_| is_decimal)?;
        count = count.checked_mul(dimension)?;
    }
    if code == "|O" {
        return Some((Elements::Objects, data));
    }
    let bytes = count.checked_mul(width(code)?)?;
    Some((Elements::Plain { bytes }, data))
}

/// Bytes of an element that is no object.
fn width(code: &str) -> Option<u64> {
    let code = code.strip_prefix(['<', '>', '|', '='])?;
    let (kind, size) = code.split_at_checked(1)?;
    let (size, unit) = match size.split_once('[') {
        Some((size, unit)) => (size, unit.strip_suffix(']')?),
        None => (size, ""),
    };
    let is_known = match kind {
        "m" | "M" => unit.bytes().all(|byte| byte.is_ascii_alphanumeric()),
        "b" | "i" | "u" | "f" | "c" | "S" | "U" | "V" => unit.is_empty(),
        _ => false,
    };
    let is_decimal = !size.is_empty() && size.bytes().all(|byte| byte.is_ascii_digit());
    let size: u64 = size.parse().ok().filter(|_| is_known && is_decimal)?;
    if kind == "U" {
        return size.checked_mul(4);
    }
    Some(size)
}
