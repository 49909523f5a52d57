//! Arrays, scalars and dtypes. What is said of a dtype decides how bytes are taken for pointers: all
//! of it has to be what its letter implies.

use super::{Call, Effect, Refusal};
use crate::pickle::role::Role;
use crate::pickle::value::{EXPANSION, Heap, Made, Shape, Value};

pub(super) fn call<'a>(role: Role, call: Call<'_, 'a>) -> Result<Effect<'a>, Refusal> {
    match (role, call.arguments) {
        (Role::NumpyDtype, [code, align, copy])
            if align.truth() == Some(false) && copy.truth() == Some(true) =>
        {
            let kind = code
                .text()
                .and_then(kind)
                .ok_or("its code is not that of one element")?;
            Ok(Effect::makes(Made::Dtype(kind)))
        }
        (Role::NumpyReconstruct, [class, shape, code])
            if call.globals.role(*class) == Some(Role::NumpyArray)
                && call.heap.tuple(*shape) == Some(&[Value::Int(0)])
                && is_byte_code(*code) =>
        {
            Ok(Effect::makes(Made::Array))
        }
        (Role::NumpyScalar, [dtype, Value::Bytes(_) | Value::SomeBytes | Value::OldStr(_)])
            if dtype_kind(*dtype, call.heap).is_some_and(|kind| kind != b'O') =>
        {
            Ok(Effect::makes(Made::Other).sealing(*dtype))
        }
        _ => Err("its arguments are not those that writers write"),
    }
}

/// The letter of a code such as `f8`.
fn kind(code: &str) -> Option<u8> {
    let (first, size) = code.as_bytes().split_first()?;
    let is_size = size.len() <= 9 && size.iter().all(u8::is_ascii_digit);
    (b"biufcmMOSUV?".contains(first) && is_size).then_some(*first)
}

fn is_byte_code(value: Value<'_>) -> bool {
    matches!(
        value,
        Value::Bytes(b"b") | Value::OldStr(b"b") | Value::Str("b")
    )
}

fn dtype_kind(value: Value<'_>, heap: &Heap<'_>) -> Option<u8> {
    match heap.made(value) {
        Some(Made::Dtype(kind)) => Some(kind),
        _ => None,
    }
}

/// Version, byte order, no parts, no names, no fields, size, alignment, flags; units of times.
pub(super) fn dtype_state(kind: u8, state: Value<'_>, heap: &Heap<'_>) -> Result<(), Refusal> {
    let Some(
        [
            Value::Int(3 | 4),
            order,
            Value::None,
            Value::None,
            Value::None,
            Value::Int(size),
            Value::Int(alignment),
            Value::Int(flags),
            units @ ..,
        ],
    ) = heap.tuple(state)
    else {
        return Err("its state is not that of a dtype of one element");
    };
    let has_size = match kind {
        b'U' => (0..=0x7fff_ffff).contains(size) && size % 4 == 0,
        b'S' | b'V' => (0..=0x7fff_ffff).contains(size),
        _ => *size == -1,
    };
    let has_flags = match kind {
        b'O' => *flags == 63,
        // Memory of text is cleared first.
        b'U' => matches!(flags, 0 | 8),
        _ => *flags == 0,
    };
    let has_units = match units {
        [] => true,
        [unit] => matches!(kind, b'm' | b'M') && unit.is_inert(),
        _ => false,
    };
    let has_order = matches!(order.text(), Some("<" | ">" | "|" | "="));
    if has_size && has_flags && has_units && has_order && matches!(alignment, -1 | 1..=16) {
        return Ok(());
    }
    Err("its state does not fit its code")
}

/// Version, shape, dtype, order, and the elements: bytes, or a list where they are objects. The dtype
/// has to stay as it is.
pub(super) fn array_state<'a>(state: Value<'a>, heap: &Heap<'a>) -> Result<Value<'a>, Refusal> {
    let refusal = "its state is not that of an array";
    let Some([Value::Int(1), shape, dtype, order, data]) = heap.tuple(state) else {
        return Err(refusal);
    };
    let kind = dtype_kind(*dtype, heap).ok_or(refusal)?;
    let mut count = 1_u64;
    for dimension in heap.tuple(*shape).ok_or(refusal)? {
        count = count.saturating_mul(dimension.count().ok_or(refusal)?);
    }
    let fits = match (kind, data) {
        (b'O', _) => matches!(heap.shape(*data), Some(Shape::List)) && count <= EXPANSION,
        (_, Value::Bytes(_) | Value::SomeBytes | Value::OldStr(_)) => true,
        _ => false,
    };
    if fits && order.truth().is_some() {
        return Ok(*dtype);
    }
    Err(refusal)
}
