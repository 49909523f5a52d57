//! Opcodes that import, and those that ask the reader for something.

use core::str::from_utf8;

use super::{Machine, PickleEvent};
use crate::pickle::input::{Fault, limit, malformed};
use crate::pickle::value::{Instance, Shape, Value};

/// Distinct names that are followed in one stream.
const NAMES: usize = 10_000;

impl<'a> Machine<'a> {
    pub(super) fn import(&mut self, opcode: u8, offset: usize) -> Result<(), Fault> {
        let value = match opcode {
            b'c' => {
                let name = (self.name_line()?, self.name_line()?);
                self.import_name(PickleEvent::Global, name, offset)?
            }
            b'i' => return self.instantiate_named(offset),
            0x93 => self.import_from_stack(offset)?,
            0x82 => {
                let code = self.input.byte()?.into();
                self.import_extension(code, offset)?
            }
            0x83 => {
                let code = u16::from_le_bytes(self.input.array()?).into();
                self.import_extension(code, offset)?
            }
            0x84 => {
                let code = u32::from_le_bytes(self.input.array()?);
                self.import_extension(code, offset)?
            }
            b'P' => {
                self.input.line()?;
                self.persistent(Value::SomeStr, offset)
            }
            _ => {
                let id = self.stack.pop()?;
                self.persistent(id, offset)
            }
        };
        self.stack.push(value)
    }

    fn name_line(&mut self) -> Result<&'a str, Fault> {
        from_utf8(self.input.line()?).map_err(|_| malformed("a name is not UTF-8"))
    }

    fn instantiate_named(&mut self, offset: usize) -> Result<(), Fault> {
        let name = (self.name_line()?, self.name_line()?);
        let start = self.stack.pop_mark()?;
        let class = self.import_name(PickleEvent::Inst, name, offset)?;
        let arguments = self.heap.add_tuple(self.stack.drain(start))?;
        let made = self.judge_call(PickleEvent::Inst, class, arguments, offset)?;
        self.stack.push(made)
    }

    fn import_from_stack(&mut self, offset: usize) -> Result<Value<'a>, Fault> {
        let name = self.stack.pop()?;
        let module = self.stack.pop()?;
        // Text of Python 2 is what the encoding of the reader makes of it.
        if let (Value::Str(module), Value::Str(name)) = (module, name) {
            return self.import_name(PickleEvent::StackGlobal, (module, name), offset);
        }
        self.unresolved("STACK_GLOBAL imports a name that is computed", offset);
        Ok(Value::Unknown)
    }

    fn import_extension(&mut self, code: u32, offset: usize) -> Result<Value<'a>, Fault> {
        let options = self.options;
        let known = options.extensions.iter().rev().find(|row| row.0 == code);
        if let Some((_, module, name)) = known {
            return self.import_name(PickleEvent::Extension, (module, name), offset);
        }
        let message = format!("nothing says what the extension code {code} imports");
        self.unresolved(&message, offset);
        Ok(Value::Unknown)
    }

    fn import_name(
        &mut self,
        event: PickleEvent,
        name: (&'a str, &'a str),
        offset: usize,
    ) -> Result<Value<'a>, Fault> {
        let allowlist = &self.options.allowlist;
        let id = self.globals.import(name, self.protocol, offset, allowlist);
        if self.globals.rows().len() > NAMES {
            return Err(limit("there are more distinct names than are followed"));
        }
        let value = Value::Global(id);
        if self.globals.role(value).is_none() {
            self.deny(event, value, "the name is not on the allowlist", offset);
        }
        Ok(value)
    }

    fn persistent(&mut self, id: Value<'a>, offset: usize) -> Value<'a> {
        let known = (&self.heap, &self.globals);
        let class = self.heap.tuple(id).and_then(|parts| parts.get(1).copied());
        let class = match class {
            Some(Value::Global(class)) => Some(class),
            _ => None,
        };
        match (self.storages.resolve(id, self.layout, known, offset), class) {
            (Ok(made), Some(maker)) => self.heap.add(Shape::Instance(Instance {
                maker,
                made,
                is_sealed: false,
            })),
            (Err(reason), _) => {
                self.deny(PickleEvent::PersistentId, Value::None, reason, offset);
                Value::Unknown
            }
            (Ok(_), None) => Value::Unknown,
        }
    }
}
