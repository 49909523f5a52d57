//! One member of a header: a tensor.

use std::borrow::Cow;

use bonafide_json::{Error, Kind, Reader};
use bonafide_report::registry::{
    ST_DTYPE_UNKNOWN, ST_NAME_CONTROL, ST_OFFSET_RANGE, ST_TENSOR_EXTRA_MEMBER,
    ST_TENSOR_MALFORMED, ST_TENSOR_OVERFLOW, ST_TENSOR_SIZE,
};
use bonafide_report::{Code, Escaped};

use super::Dtype;
use super::header::{Header, Tensor, in_file};
use crate::{Finding, Findings};

/// What was read of one tensor.
#[derive(Default)]
struct Parts<'h> {
    dtype: Option<Cow<'h, str>>,
    first: usize,
    rank: Option<usize>,
    offsets: Option<(u64, u64)>,
}

/// Reads one tensor; `false` where it is not known which bytes are its own.
pub(super) fn read<'h>(
    reader: &mut Reader<'h>,
    name: Cow<'h, str>,
    header: &mut Header<'h>,
    findings: &mut Findings,
) -> Result<bool, Error> {
    let start = reader.offset();
    let mut add = |code, message: &str| {
        let message = format!("tensor {}: {message}", Escaped(&name));
        findings.add(Finding::error(code, message).at_offset(in_file(start)));
    };
    if reader.kind()? != Kind::Object {
        add(ST_TENSOR_MALFORMED, "it is no object");
        reader.skip()?;
        return Ok(false);
    }
    let mut extra = 0_usize;
    let parts = members(reader, &mut header.dimensions, &mut extra)?;
    let Parts {
        dtype: Some(dtype),
        first,
        rank: Some(rank),
        offsets: Some((begin, end)),
    } = parts
    else {
        add(
            ST_TENSOR_MALFORMED,
            "a type, a shape of integers and two offsets are wanted",
        );
        return Ok(false);
    };
    let known = Dtype::parse(&dtype);
    if known.is_none() {
        let message = format!("elements of the unknown type {}", Escaped(&dtype));
        add(ST_DTYPE_UNKNOWN, &message);
    }
    if begin > end {
        add(ST_OFFSET_RANGE, "it ends before it begins");
        return Ok(false);
    }
    if let Some(dtype) = known {
        let shape = header.dimensions.get(first..).unwrap_or_default();
        if let Err((code, message)) = check_size(shape, dtype, end.saturating_sub(begin)) {
            add(code, message);
        }
    }
    note_name(&name, extra, start, findings);
    header.tensors.push(Tensor {
        name,
        // An unknown type is an error, and the header is not given out then.
        dtype: known.unwrap_or(Dtype::U8),
        begin,
        end,
        first,
        rank,
    });
    Ok(true)
}

fn members<'h>(
    reader: &mut Reader<'h>,
    dimensions: &mut Vec<u64>,
    extra: &mut usize,
) -> Result<Parts<'h>, Error> {
    let mut parts = Parts::default();
    reader.open_object()?;
    while let Some(member) = reader.next_name()? {
        let kind = reader.kind()?;
        match (&*member, kind) {
            ("dtype", Kind::String) => parts.dtype = Some(reader.text(4096, "bytes in a type")?),
            ("shape", Kind::Array) => {
                parts.first = dimensions.len();
                let is_good = integers(reader, usize::MAX, |value| dimensions.push(value))?;
                let rank = dimensions.len().saturating_sub(parts.first);
                parts.rank = is_good.then_some(rank);
            }
            ("data_offsets", Kind::Array) => {
                let mut found = [0; 2];
                let mut slots = found.iter_mut();
                let mut count = 0_usize;
                let is_good = integers(reader, 3, |value| {
                    count = count.saturating_add(1);
                    if let Some(slot) = slots.next() {
                        *slot = value;
                    }
                })?;
                let [begin, end] = found;
                parts.offsets = (is_good && count == 2).then_some((begin, end));
            }
            ("dtype" | "shape" | "data_offsets", _) => reader.skip()?,
            _ => {
                *extra = extra.saturating_add(1);
                reader.skip()?;
            }
        }
    }
    Ok(parts)
}

/// Reads integers of 0 or more, at most `most` of them; `false` where there is something else or
/// more.
fn integers(
    reader: &mut Reader<'_>,
    most: usize,
    mut each: impl FnMut(u64),
) -> Result<bool, Error> {
    let (mut is_good, mut count) = (true, 0_usize);
    reader.open_array()?;
    while reader.next_value(usize::MAX, "elements")? {
        count = count.saturating_add(1);
        match reader.unsigned() {
            Ok(value) if count <= most => each(value),
            Ok(_) => is_good = false,
            Err(Error::Type { .. } | Error::IntegerRange { .. }) => {
                is_good = false;
                reader.skip()?;
            }
            Err(error) => return Err(error),
        }
    }
    Ok(is_good)
}

/// Whether the shape fills the bytes. The order of the dimensions does not matter: those that are not
/// 0 have a product, whether another one is 0 or not.
///
/// # Specification
/// models STN-5; sub-byte elements have to fill whole bytes, models STN-4.
fn check_size(shape: &[u64], dtype: Dtype, bytes: u64) -> Result<(), (Code, &'static str)> {
    let overflow = (
        ST_TENSOR_OVERFLOW,
        "the product of its dimensions is too large",
    );
    let nonzero = shape.iter().filter(|dimension| **dimension != 0);
    let product = nonzero
        .copied()
        .try_fold(1_u64, u64::checked_mul)
        .ok_or(overflow)?;
    let elements = if shape.contains(&0) { 0 } else { product };
    let bits = elements.checked_mul(dtype.bits()).ok_or(overflow)?;
    if !bits.is_multiple_of(8) {
        return Err((ST_TENSOR_SIZE, "its elements do not fill whole bytes"));
    }
    if bits.div_euclid(8) != bytes {
        return Err((
            ST_TENSOR_SIZE,
            "its shape and its offsets disagree on its size",
        ));
    }
    Ok(())
}

fn note_name(name: &str, extra: usize, start: usize, findings: &mut Findings) {
    let at = in_file(start);
    if name.is_empty() {
        let message = "a tensor has an empty name";
        findings.add(Finding::error(ST_TENSOR_MALFORMED, message).at_offset(at));
    }
    if name.contains(char::is_control) {
        let message = format!("control characters in the name {}", Escaped(name));
        findings.add(Finding::warn(ST_NAME_CONTROL, message).at_offset(at));
    }
    if extra > 0 {
        let message = format!("tensor {}: {extra} unknown members", Escaped(name));
        findings.add(Finding::warn(ST_TENSOR_EXTRA_MEMBER, message).at_offset(at));
    }
}
