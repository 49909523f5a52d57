//! The stack and its marks.

use super::input::{Fault, limit, malformed};
use super::value::Value;

const UNDERFLOW: Fault = malformed("the stack has too few values above its last mark");

/// Values, and marks between them: no opcode reaches a value below the last mark.
#[derive(Debug)]
pub(super) struct Stack<'a> {
    values: Vec<Value<'a>>,
    marks: Vec<usize>,
    most: usize,
}

impl<'a> Stack<'a> {
    pub(super) const fn new(most: usize) -> Self {
        Self {
            values: Vec::new(),
            marks: Vec::new(),
            most,
        }
    }

    pub(super) fn clear(&mut self) {
        self.values.clear();
        self.marks.clear();
    }

    pub(super) fn push(&mut self, value: Value<'a>) -> Result<(), Fault> {
        self.has_room()?;
        self.values.push(value);
        Ok(())
    }

    pub(super) fn mark(&mut self) -> Result<(), Fault> {
        self.has_room()?;
        self.marks.push(self.values.len());
        Ok(())
    }

    fn has_room(&self) -> Result<(), Fault> {
        if self.values.len().saturating_add(self.marks.len()) >= self.most {
            return Err(limit("the stack is deeper than is followed"));
        }
        Ok(())
    }

    fn fence(&self) -> usize {
        self.marks.last().copied().unwrap_or(0)
    }

    pub(super) fn top(&self) -> Result<Value<'a>, Fault> {
        if self.values.len() <= self.fence() {
            return Err(UNDERFLOW);
        }
        self.values.last().copied().ok_or(UNDERFLOW)
    }

    pub(super) fn pop(&mut self) -> Result<Value<'a>, Fault> {
        if self.values.len() <= self.fence() {
            return Err(UNDERFLOW);
        }
        self.values.pop().ok_or(UNDERFLOW)
    }

    /// What the opcode POP does: a mark counts as a value for it.
    pub(super) fn pop_value_or_mark(&mut self) -> Result<(), Fault> {
        if self.marks.last() == Some(&self.values.len()) {
            self.marks.pop();
            return Ok(());
        }
        self.pop().map(|_| ())
    }

    /// Removes the last mark: where the values above it begin.
    pub(super) fn pop_mark(&mut self) -> Result<usize, Fault> {
        self.marks.pop().ok_or(malformed("there is no mark"))
    }

    /// Where the last `count` values begin.
    pub(super) fn last(&self, count: usize) -> Result<usize, Fault> {
        let start = self.values.len().checked_sub(count).ok_or(UNDERFLOW)?;
        if start < self.fence() {
            return Err(UNDERFLOW);
        }
        Ok(start)
    }

    /// The value below `start`.
    pub(super) fn below(&self, start: usize) -> Result<Value<'a>, Fault> {
        if start <= self.fence() {
            return Err(UNDERFLOW);
        }
        let at = start.checked_sub(1).ok_or(UNDERFLOW)?;
        self.values.get(at).copied().ok_or(UNDERFLOW)
    }

    pub(super) fn from(&self, start: usize) -> &[Value<'a>] {
        self.values.get(start..).unwrap_or_default()
    }

    /// Removes the values from `start` on.
    pub(super) fn drain(&mut self, start: usize) -> impl Iterator<Item = Value<'a>> {
        let start = start.min(self.values.len());
        self.values.drain(start..)
    }

    pub(super) fn truncate(&mut self, length: usize) {
        self.values.truncate(length);
    }
}
