//! Opcodes that call.

use super::{Machine, PickleEvent};
use crate::pickle::input::{Fault, malformed};
use crate::pickle::role::Role;
use crate::pickle::rules::{self, Call, Refusal};
use crate::pickle::value::{Instance, Shape, Value};

impl<'a> Machine<'a> {
    pub(super) fn call(&mut self, opcode: u8, offset: usize) -> Result<(), Fault> {
        let made = match opcode {
            b'R' | 0x81 => {
                let event = if opcode == b'R' {
                    PickleEvent::Reduce
                } else {
                    PickleEvent::NewObj
                };
                let arguments = self.stack.pop()?;
                let callee = self.stack.pop()?;
                self.judge_call(event, callee, arguments, offset)?
            }
            0x92 => self.new_with_names(offset)?,
            b'o' => {
                let start = self.stack.pop_mark()?;
                let Some(class) = self.stack.from(start).first().copied() else {
                    return Err(malformed("OBJ has no class"));
                };
                let arguments = self.stack.drain(start).skip(1);
                let arguments = self.heap.add_tuple(arguments)?;
                self.judge_call(PickleEvent::Obj, class, arguments, offset)?
            }
            _ => return self.build(offset),
        };
        self.stack.push(made)
    }

    fn new_with_names(&mut self, offset: usize) -> Result<Value<'a>, Fault> {
        let named = self.stack.pop()?;
        let arguments = self.stack.pop()?;
        let class = self.stack.pop()?;
        let takes_names = matches!(
            self.globals.role(class),
            Some(Role::Callable | Role::StatefulClass)
        );
        let is_fine = |dict: crate::pickle::value::Contents| takes_names || dict.is_empty;
        if !self.heap.dict(named).is_some_and(is_fine) {
            let reason = "it is given arguments by name";
            self.deny(PickleEvent::NewObjEx, class, reason, offset);
            return Ok(Value::Unknown);
        }
        self.judge_call(PickleEvent::NewObjEx, class, arguments, offset)
    }

    /// What a call comes to; an unknown value where it is not allowed.
    pub(super) fn judge_call(
        &mut self,
        event: PickleEvent,
        callee: Value<'a>,
        arguments: Value<'a>,
        offset: usize,
    ) -> Result<Value<'a>, Fault> {
        match self.judged_call(event, callee, arguments) {
            Ok(effect) => {
                if let Some(value) = effect.sealed {
                    self.heap.seal(value);
                }
                match (effect.value, callee) {
                    (Some(value), _) => Ok(value),
                    (None, Value::Global(maker)) => {
                        let made = self.heap.add(Shape::Instance(Instance {
                            maker,
                            made: effect.result,
                            is_sealed: false,
                        }));
                        self.heap.put(made, &[arguments])?;
                        Ok(made)
                    }
                    (None, _) => Ok(Value::Unknown),
                }
            }
            Err(reason) => {
                self.deny(event, callee, reason, offset);
                Ok(Value::Unknown)
            }
        }
    }

    fn judged_call(
        &self,
        event: PickleEvent,
        callee: Value<'a>,
        arguments: Value<'a>,
    ) -> Result<rules::Effect<'a>, Refusal> {
        let role = match (callee, self.globals.role(callee)) {
            (_, Some(role)) => role,
            (Value::Global(_), None) => return Err("the name is not on the allowlist"),
            (Value::Object(_), None) => return Err("what a call made, or a container, is called"),
            _ => return Err("it is not known what is called"),
        };
        let is_new = matches!(event, PickleEvent::NewObj | PickleEvent::NewObjEx);
        if is_new && !role.is_class() {
            return Err("`__new__` of it may not be called");
        }
        let Some(arguments) = self.heap.tuple(arguments) else {
            return Err("its arguments are not a tuple");
        };
        let call = Call {
            arguments,
            heap: &self.heap,
            globals: &self.globals,
        };
        rules::call(role, call)
    }

    fn build(&mut self, offset: usize) -> Result<(), Fault> {
        let state = self.stack.pop()?;
        let subject = self.stack.top()?;
        let role = self.heap.instance(subject).and_then(|instance| {
            let role = self.globals.role(Value::Global(instance.maker))?;
            Some((role, instance))
        });
        let judged = match role {
            Some((role, instance)) => rules::state(role, instance, state, &self.heap),
            None => Err("what is given state is no instance of an allowed class"),
        };
        match judged {
            Ok(sealed) => {
                self.heap.seal(subject);
                if let Some(value) = sealed {
                    self.heap.seal(value);
                }
                Ok(self.heap.put(subject, &[state])?)
            }
            Err(reason) => {
                self.deny(PickleEvent::Build, subject, reason, offset);
                Ok(())
            }
        }
    }
}
