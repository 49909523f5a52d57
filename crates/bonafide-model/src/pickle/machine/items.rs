//! Opcodes that fill containers.

use super::{Machine, PickleEvent};
use crate::pickle::input::{Fault, malformed};
use crate::pickle::role::Role;
use crate::pickle::rules::Refusal;
use crate::pickle::value::{Contents, Made, Shape, Value};

impl<'a> Machine<'a> {
    pub(super) fn items(&mut self, opcode: u8, offset: usize) -> Result<(), Fault> {
        let start = match opcode {
            b'a' => self.stack.last(1)?,
            b's' => self.stack.last(2)?,
            _ => self.stack.pop_mark()?,
        };
        let (event, new) = match opcode {
            b'l' => (PickleEvent::Append, Some(Shape::List)),
            b'd' => (PickleEvent::SetItem, Some(Shape::Dict(Contents::EMPTY))),
            0x91 => (PickleEvent::AddItem, Some(Shape::FrozenSet)),
            b'a' | b'e' => (PickleEvent::Append, None),
            b's' | b'u' => (PickleEvent::SetItem, None),
            _ => (PickleEvent::AddItem, None),
        };
        let is_odd = self.stack.from(start).len() % 2 == 1;
        if event == PickleEvent::SetItem && is_odd {
            return Err(malformed("a key has no value"));
        }
        let Some(shape) = new else {
            return self.fill(event, start, offset);
        };
        let container = self.heap.add(shape);
        self.put(event, container, start)?;
        self.stack.truncate(start);
        self.stack.push(container)
    }

    /// Puts the values from `start` on into what is below them.
    fn fill(&mut self, event: PickleEvent, start: usize, offset: usize) -> Result<(), Fault> {
        let target = self.stack.below(start)?;
        match self.takes(event, target) {
            Ok(()) => self.put(event, target, start)?,
            Err(reason) => self.deny(event, target, reason, offset),
        }
        self.stack.truncate(start);
        Ok(())
    }

    fn put(&mut self, event: PickleEvent, target: Value<'a>, start: usize) -> Result<(), Fault> {
        let items = self.stack.from(start);
        if let (PickleEvent::Append, Some(kept)) = (event, &mut self.kept_items) {
            kept.extend(items.iter().map(|item| (target, *item)));
        }
        match event {
            PickleEvent::SetItem => self.heap.put_pairs(target, items)?,
            _ => self.heap.put(target, items)?,
        }
        Ok(())
    }

    /// Whether filling `target` runs nothing but what containers of Python do.
    fn takes(&self, event: PickleEvent, target: Value<'a>) -> Result<(), Refusal> {
        let instance = match (event, self.heap.shape(target)) {
            (PickleEvent::Append, Some(Shape::List))
            | (PickleEvent::SetItem, Some(Shape::Dict(_)))
            | (PickleEvent::AddItem, Some(Shape::Set)) => return Ok(()),
            (_, Some(Shape::Instance(instance))) => instance,
            _ => return Err("what is filled is no container of this kind"),
        };
        let role = self.globals.role(Value::Global(instance.maker));
        match (role, instance.made) {
            (Some(Role::StatefulClass), _) => Ok(()),
            (_, Made::Mapping(_)) if event == PickleEvent::SetItem && !instance.is_sealed => Ok(()),
            (_, Made::Mapping(_)) => Err("what is filled may not change any more"),
            _ => Err("its instances may not be filled"),
        }
    }
}
