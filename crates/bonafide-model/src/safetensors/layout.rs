//! Which tensor has which bytes.

use bonafide_report::Escaped;
use bonafide_report::registry::{
    ST_OFFSET_HOLE, ST_OFFSET_OVERLAP, ST_OFFSET_RANGE, ST_OFFSET_TRAILING,
};

use super::Tensor;
use crate::{Finding, Findings};

/// Sorts the tensors by their bytes, and checks that each of the `data` bytes belongs to one of them
/// (`is_whole`: the bytes of all are known).
///
/// # Specification
/// models STN-6.
pub(super) fn check(
    tensors: &mut [Tensor<'_>],
    data: u64,
    is_whole: bool,
    findings: &mut Findings,
) {
    let key = |tensor: &Tensor<'_>| (tensor.begin, tensor.end);
    if !tensors.is_sorted_by_key(key) {
        tensors.sort_by_key(key);
    }
    let mut covered = 0_u64;
    for tensor in tensors.iter() {
        let mut add = |code, message: String| {
            let name = Escaped(&tensor.name);
            findings.add(Finding::error(code, format!("tensor {name}: {message}")));
        };
        if tensor.end > data {
            let message = format!("it ends at byte {} of {data} bytes of data", tensor.end);
            add(ST_OFFSET_RANGE, message);
        }
        if tensor.begin < covered {
            let message = format!("it begins at byte {}, before {covered}", tensor.begin);
            add(ST_OFFSET_OVERLAP, message);
        } else if tensor.begin > covered && is_whole {
            let message = format!("bytes {covered} to {} before it are of none", tensor.begin);
            add(ST_OFFSET_HOLE, message);
        }
        covered = covered.max(tensor.end);
    }
    if covered < data && is_whole {
        let message = format!("{data} bytes of data, of which tensors have {covered}");
        findings.add(Finding::error(ST_OFFSET_TRAILING, message));
    }
}
