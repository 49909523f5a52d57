//! Which arguments, states and items an allowed callable and its instances may be given.
//!
//! An allowed callable is safe for some arguments only: one that is given a callable calls it, one
//! that is given the name of a codec imports it, one that is given sizes allocates them. Each rule is
//! what writers write, and no more.

mod numpy;
mod python;
mod torch;

use super::globals::Globals;
use super::role::Role;
use super::value::{Heap, Instance, Made, Value};

/// A call that is judged.
#[derive(Clone, Copy, Debug)]
pub(super) struct Call<'c, 'a> {
    pub(super) arguments: &'c [Value<'a>],
    pub(super) heap: &'c Heap<'a>,
    pub(super) globals: &'c Globals<'a>,
}

/// What an allowed call comes to.
#[derive(Debug)]
pub(super) struct Effect<'a> {
    pub(super) result: Made,
    /// What is known better than as an instance.
    pub(super) value: Option<Value<'a>>,
    /// What relies on staying as it is.
    pub(super) sealed: Option<Value<'a>>,
}

impl<'a> Effect<'a> {
    const fn makes(result: Made) -> Self {
        Self {
            result,
            value: None,
            sealed: None,
        }
    }

    const fn is(value: Value<'a>) -> Self {
        Self {
            result: Made::Other,
            value: Some(value),
            sealed: None,
        }
    }

    const fn sealing(mut self, value: Value<'a>) -> Self {
        self.sealed = Some(value);
        self
    }
}

/// Why something is refused.
pub(super) type Refusal = &'static str;

/// What a call of something with this role comes to.
pub(super) fn call<'a>(role: Role, call: Call<'_, 'a>) -> Result<Effect<'a>, Refusal> {
    match role {
        Role::Reference | Role::Dtype | Role::Scheme | Role::Storage(_) | Role::NumpyArray => {
            Err("it may be named and not called")
        }
        Role::Callable | Role::StatefulClass => Ok(Effect::makes(Made::Other)),
        Role::OrderedDict
        | Role::Counter
        | Role::DefaultDict
        | Role::Set
        | Role::FrozenSet
        | Role::Complex
        | Role::Bytearray
        | Role::Slice
        | Role::Range
        | Role::Encode => python::call(role, call),
        Role::NumpyDtype | Role::NumpyReconstruct | Role::NumpyScalar => numpy::call(role, call),
        Role::Size
        | Role::Device
        | Role::Parameter
        | Role::Layout
        | Role::RebuildTensor
        | Role::RebuildTensorV2
        | Role::RebuildTensorV3
        | Role::RebuildParameter
        | Role::RebuildParameterWithState
        | Role::RebuildQuantized
        | Role::RebuildSparse
        | Role::RebuildMeta => torch::call(role, call),
    }
}

/// Whether an instance may be given `state`, and what then relies on staying as it is.
pub(super) fn state<'a>(
    role: Role,
    instance: &Instance,
    state: Value<'a>,
    heap: &Heap<'a>,
) -> Result<Option<Value<'a>>, Refusal> {
    if role == Role::StatefulClass {
        return Ok(None);
    }
    if instance.is_sealed {
        return Err("its state is set a second time or after it was used");
    }
    match (role, instance.made) {
        (Role::OrderedDict, _) if is_plain_dict(state, heap) => Ok(None),
        (Role::OrderedDict, _) => Err("its state is not a dict of plain names and values"),
        (Role::Parameter, _) => torch::parameter_state(state, heap).map(Some),
        (Role::NumpyDtype, Made::Dtype(kind)) => {
            numpy::dtype_state(kind, state, heap).map(|()| None)
        }
        (Role::NumpyReconstruct, Made::Array) => numpy::array_state(state, heap).map(Some),
        _ => Err("its instances may not be given state"),
    }
}

/// Whether it is a dict of names that may become attributes, none of them code.
fn is_plain_dict(value: Value<'_>, heap: &Heap<'_>) -> bool {
    heap.dict(value).is_some_and(|contents| contents.is_plain())
}

/// Whether all items are neither code nor unknown.
fn are_inert(items: &[Value<'_>]) -> bool {
    items.iter().all(|item| item.is_inert())
}
