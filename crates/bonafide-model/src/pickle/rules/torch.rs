//! Tensors and parameters.

use super::{Call, Effect, Refusal, are_inert, is_plain_dict};
use crate::pickle::role::Role;
use crate::pickle::value::{Heap, Made, Value};

pub(super) fn call<'a>(role: Role, call: Call<'_, 'a>) -> Result<Effect<'a>, Refusal> {
    match (role, call.arguments) {
        (Role::RebuildTensor, [place @ .., _]) if place.len() == 3 => {
            in_storage(call.arguments, call.heap)?;
            Ok(Effect::makes(Made::Tensor))
        }
        (Role::RebuildTensorV2, arguments) => tensor(arguments, call),
        (Role::RebuildTensorV3, [first @ .., dtype, metadata]) if first.len() == 6 => {
            is_metadata(*metadata, call.heap)?;
            tensor_of(first, *dtype, call)
        }
        (Role::RebuildTensorV3, [first @ .., dtype]) => tensor_of(first, *dtype, call),
        (Role::RebuildQuantized, [place @ .., parameters, grad, hooks]) => {
            is_quantization(*parameters, &call)?;
            in_storage(place, call.heap)?;
            with_hooks(*grad, *hooks, call.heap)
        }
        (Role::RebuildParameter, [data, grad, hooks]) if is_tensor(*data, call.heap) => {
            with_hooks(*grad, *hooks, call.heap)
        }
        (Role::RebuildParameterWithState, [data, grad, hooks, state])
            if is_tensor(*data, call.heap) =>
        {
            if !is_attributes(*state, call.heap) {
                return Err("its state is not a dict of plain names and values");
            }
            with_hooks(*grad, *hooks, call.heap)
        }
        (Role::RebuildMeta, [dtype, size, stride, grad]) => {
            let is_dtype = call.globals.role(*dtype) == Some(Role::Dtype);
            if is_dtype && grad.truth().is_some() {
                extent(*size, *stride, call.heap)?;
                return Ok(Effect::makes(Made::Tensor));
            }
            Err(OTHER)
        }
        (Role::RebuildSparse, [layout, data]) => sparse(*layout, *data, call.heap),
        _ => plain(role, call),
    }
}

const OTHER: Refusal = "its arguments are not those that writers write";

fn plain<'a>(role: Role, call: Call<'_, 'a>) -> Result<Effect<'a>, Refusal> {
    match (role, call.arguments) {
        (Role::Size, [sizes @ Value::Object(id)]) if call.heap.tuple(*sizes).is_some() => {
            Ok(Effect::makes(Made::Size(*id)))
        }
        (Role::Device, [kind]) if kind.text().is_some() => Ok(Effect::makes(Made::Other)),
        (Role::Device, [kind, Value::Int(_)]) if kind.text().is_some() => {
            Ok(Effect::makes(Made::Other))
        }
        (Role::Layout, [name]) if name.text().is_some() => Ok(Effect::makes(Made::Layout)),
        (Role::Parameter, [] | [Value::None]) => Ok(Effect::makes(Made::Tensor)),
        (Role::Parameter, [data]) if is_tensor(*data, call.heap) => Ok(Effect::makes(Made::Tensor)),
        (Role::Parameter, [data, Value::Bool(_)]) if is_tensor(*data, call.heap) => {
            Ok(Effect::makes(Made::Tensor))
        }
        _ => Err(OTHER),
    }
}

/// Storage, offset, size, stride, whether it has a gradient, hooks, and perhaps metadata.
fn tensor<'a>(arguments: &[Value<'a>], call: Call<'_, 'a>) -> Result<Effect<'a>, Refusal> {
    let (place, rest) = arguments.split_at_checked(4).ok_or(OTHER)?;
    in_storage(place, call.heap)?;
    match rest {
        [grad, hooks] => with_hooks(*grad, *hooks, call.heap),
        [grad, hooks, metadata] => {
            is_metadata(*metadata, call.heap)?;
            with_hooks(*grad, *hooks, call.heap)
        }
        _ => Err(OTHER),
    }
}

fn tensor_of<'a>(
    arguments: &[Value<'a>],
    dtype: Value<'a>,
    call: Call<'_, 'a>,
) -> Result<Effect<'a>, Refusal> {
    if arguments.len() != 6 || call.globals.role(dtype) != Some(Role::Dtype) {
        return Err(OTHER);
    }
    tensor(arguments, call)
}

/// The tensor lies within its storage: it neither grows it nor reads beyond it.
fn in_storage(arguments: &[Value<'_>], heap: &Heap<'_>) -> Result<(), Refusal> {
    let [storage, offset, size, stride] = arguments else {
        return Err(OTHER);
    };
    let Some(Made::Storage { count }) = heap.made(*storage) else {
        return Err("its storage is none that a persistent id names");
    };
    let needed = extent(*size, *stride, heap)?;
    let offset = offset.count().ok_or(OTHER)?;
    if needed > 0 && offset.saturating_add(needed) > count {
        return Err("the tensor is larger than its storage");
    }
    Ok(())
}

/// Elements from the first to the last of a tensor; 0 where it has none.
fn extent(size: Value<'_>, stride: Value<'_>, heap: &Heap<'_>) -> Result<u64, Refusal> {
    let size = dimensions(size, heap).ok_or(OTHER)?;
    let stride = dimensions(stride, heap).ok_or(OTHER)?;
    if size.len() != stride.len() {
        return Err("its size and its stride have different lengths");
    }
    let mut needed = 1_u64;
    let mut is_empty = false;
    for (size, stride) in size.iter().zip(stride) {
        let size = size.count().ok_or(OTHER)?;
        let stride = stride.count().ok_or(OTHER)?;
        is_empty |= size == 0;
        let steps = size.saturating_sub(1).saturating_mul(stride);
        needed = needed.saturating_add(steps);
    }
    Ok(if is_empty { 0 } else { needed })
}

fn dimensions<'h, 'a>(value: Value<'a>, heap: &'h Heap<'a>) -> Option<&'h [Value<'a>]> {
    match heap.made(value) {
        Some(Made::Size(tuple)) => heap.tuple(Value::Object(tuple)),
        _ => heap.tuple(value),
    }
}

/// Hooks are called: there are none, and none are added later.
fn with_hooks<'a>(
    grad: Value<'a>,
    hooks: Value<'a>,
    heap: &Heap<'a>,
) -> Result<Effect<'a>, Refusal> {
    let tensor = Effect::makes(Made::Tensor);
    if grad.truth().is_none() {
        return Err(OTHER);
    }
    match (hooks, heap.made(hooks)) {
        (Value::None, _) => Ok(tensor),
        (_, Some(Made::Mapping(contents))) if contents.is_empty => Ok(tensor.sealing(hooks)),
        _ => Err("its hooks are not an empty mapping"),
    }
}

fn is_metadata(value: Value<'_>, heap: &Heap<'_>) -> Result<(), Refusal> {
    if value == Value::None || is_plain_dict(value, heap) {
        return Ok(());
    }
    Err("its metadata is not a dict of plain names and values")
}

fn is_attributes(state: Value<'_>, heap: &Heap<'_>) -> bool {
    let is_plain = |value| value == Value::None || is_plain_dict(value, heap);
    match heap.tuple(state) {
        Some([attributes, slots]) => is_plain(*attributes) && is_plain(*slots),
        _ => is_plain(state),
    }
}

fn is_tensor(value: Value<'_>, heap: &Heap<'_>) -> bool {
    matches!(heap.made(value), Some(Made::Tensor))
}

/// A scheme, and numbers or tensors of numbers.
fn is_quantization(value: Value<'_>, call: &Call<'_, '_>) -> Result<(), Refusal> {
    match call.heap.tuple(value) {
        Some([scheme, numbers @ ..])
            if call.globals.role(*scheme) == Some(Role::Scheme) && are_inert(numbers) =>
        {
            Ok(())
        }
        _ => Err("its quantization is not a scheme and numbers"),
    }
}

fn sparse<'a>(layout: Value<'_>, data: Value<'_>, heap: &Heap<'_>) -> Result<Effect<'a>, Refusal> {
    let is_layout = matches!(heap.made(layout), Some(Made::Layout));
    match heap.tuple(data) {
        Some(parts) if is_layout && are_inert(parts) => Ok(Effect::makes(Made::Tensor)),
        _ => Err(OTHER),
    }
}

/// What old versions gave a parameter after they had made it: whether it has a gradient, whether it
/// was volatile, and hooks, which have to stay as they are.
pub(super) fn parameter_state<'a>(state: Value<'a>, heap: &Heap<'a>) -> Result<Value<'a>, Refusal> {
    match heap.tuple(state) {
        Some([grad, volatile, hooks]) if volatile.truth().is_some() => {
            with_hooks(*grad, *hooks, heap).map(|_| *hooks)
        }
        _ => Err("its state is not that of a parameter without hooks"),
    }
}
