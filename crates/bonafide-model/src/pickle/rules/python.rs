//! Containers and scalars of Python itself.

use super::{Call, Effect, Refusal};
use crate::pickle::role::Role;
use crate::pickle::value::{Contents, Made, Shape, Value};

pub(super) fn call<'a>(role: Role, call: Call<'_, 'a>) -> Result<Effect<'a>, Refusal> {
    let mapping = Effect::makes(Made::Mapping(Contents {
        is_empty: call.arguments.is_empty(),
        ..Contents::EMPTY
    }));
    match (role, call.arguments) {
        (Role::OrderedDict | Role::Counter, []) => Ok(mapping),
        (Role::OrderedDict | Role::Counter, [items]) if is_container(*items, &call) => Ok(mapping),
        (Role::DefaultDict, []) => Ok(mapping),
        (Role::DefaultDict, [factory]) if is_factory(*factory, &call) => Ok(mapping),
        (Role::DefaultDict, [factory, items])
            if is_factory(*factory, &call) && is_container(*items, &call) =>
        {
            Ok(mapping)
        }
        (Role::DefaultDict, _) => Err("its factory is not None and not an allowed callable"),
        (Role::Set | Role::FrozenSet, []) => Ok(Effect::makes(Made::Other)),
        (Role::Set | Role::FrozenSet, [items]) if is_container(*items, &call) => {
            Ok(Effect::makes(Made::Other))
        }
        (Role::Complex, [] | [_] | [_, _]) if call.arguments.iter().all(|v| is_number(*v)) => {
            Ok(Effect::is(Value::Float))
        }
        (Role::Slice, [_] | [_, _] | [_, _, _]) if call.arguments.iter().all(|v| is_scalar(*v)) => {
            Ok(Effect::makes(Made::Other))
        }
        (Role::Range, [_] | [_, _] | [_, _, _]) if call.arguments.iter().all(|v| is_whole(*v)) => {
            Ok(Effect::makes(Made::Other))
        }
        (Role::Bytearray, arguments) => bytearray(arguments),
        (Role::Encode, arguments) => encode(arguments),
        _ => Err("its arguments are not those that writers write"),
    }
}

/// A number would be a size to allocate, a name that of a codec to import.
fn bytearray<'a>(arguments: &[Value<'_>]) -> Result<Effect<'a>, Refusal> {
    match arguments {
        [] | [Value::Bytes(_) | Value::SomeBytes | Value::Bytearray] => {
            Ok(Effect::is(Value::Bytearray))
        }
        [Value::Str(_) | Value::SomeStr, codec] if codec.text() == Some("latin-1") => {
            Ok(Effect::is(Value::Bytearray))
        }
        _ => Err("its arguments are not bytes"),
    }
}

fn encode<'a>(arguments: &[Value<'a>]) -> Result<Effect<'a>, Refusal> {
    let codec = Some("latin1");
    match arguments {
        [Value::Str(text), name] if name.text() == codec && text.is_ascii() => {
            Ok(Effect::is(Value::Bytes(text.as_bytes())))
        }
        [Value::Str(_) | Value::SomeStr, name] if name.text() == codec => {
            Ok(Effect::is(Value::SomeBytes))
        }
        _ => Err("its arguments are not a str and latin1"),
    }
}

/// A container whose items were all in the stream: going through it ends.
fn is_container(value: Value<'_>, call: &Call<'_, '_>) -> bool {
    match call.heap.shape(value) {
        Some(Shape::Instance(instance)) => matches!(instance.made, Made::Mapping(_)),
        Some(_) => true,
        None => matches!(value, Value::Bytes(_) | Value::Str(_)),
    }
}

fn is_factory(value: Value<'_>, call: &Call<'_, '_>) -> bool {
    match value {
        Value::None => true,
        Value::Global(_) => call.globals.role(value).is_some_and(Role::is_callable),
        _ => false,
    }
}

const fn is_whole(value: Value<'_>) -> bool {
    matches!(value, Value::Int(_) | Value::BigInt(_))
}

const fn is_number(value: Value<'_>) -> bool {
    is_whole(value) || matches!(value, Value::Float | Value::Bool(_))
}

fn is_scalar(value: Value<'_>) -> bool {
    is_number(value) || value == Value::None
}
