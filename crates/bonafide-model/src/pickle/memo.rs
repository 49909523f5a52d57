//! The memo.

use super::input::{Fault, limit, malformed};
use super::value::Value;

/// Slots of the memo. A reader that takes several pickles from one stream begins each with an empty
/// memo or goes on with the one it has; where the two differ, nothing is cleared.
#[derive(Debug)]
pub(super) struct Memo<'a> {
    slots: Vec<Slot<'a>>,
    most: usize,
    /// The number of the present pickle, from 1.
    pickle: usize,
    /// Slots that were set in this pickle, and in any.
    set_now: usize,
    set_ever: usize,
    /// The readers do not number slots alike any more.
    is_ambiguous: bool,
}

#[derive(Clone, Copy, Debug)]
struct Slot<'a> {
    value: Value<'a>,
    /// The pickle that set it last; 0 for none.
    pickle: usize,
}

impl<'a> Memo<'a> {
    pub(super) const fn new(most: usize) -> Self {
        Self {
            slots: Vec::new(),
            most,
            pickle: 0,
            set_now: 0,
            set_ever: 0,
            is_ambiguous: false,
        }
    }

    pub(super) const fn begin_pickle(&mut self) {
        self.pickle = self.pickle.saturating_add(1);
        self.set_now = 0;
    }

    pub(super) fn put(&mut self, number: usize, value: Value<'a>) -> Result<(), Fault> {
        if number >= self.most {
            return Err(limit("the memo has more slots than are followed"));
        }
        if number >= self.slots.len() {
            let unset = Slot {
                value: Value::Unknown,
                pickle: 0,
            };
            self.slots.resize(number.saturating_add(1), unset);
        }
        if let Some(slot) = self.slots.get_mut(number) {
            if slot.pickle == 0 {
                self.set_ever = self.set_ever.saturating_add(1);
            }
            if slot.pickle != self.pickle {
                self.set_now = self.set_now.saturating_add(1);
            }
            *slot = Slot {
                value,
                pickle: self.pickle,
            };
        }
        Ok(())
    }

    /// Puts a value into the slot whose number is that of the slots that are set.
    pub(super) fn memoize(&mut self, value: Value<'a>) -> Result<(), Fault> {
        self.is_ambiguous |= self.set_now != self.set_ever;
        self.put(self.set_now, value)
    }

    pub(super) fn get(&self, number: usize) -> Result<Value<'a>, Fault> {
        if self.is_ambiguous {
            return Err(malformed(
                "readers number the memo of a later pickle differently",
            ));
        }
        match self.slots.get(number) {
            Some(slot) if slot.pickle == self.pickle && slot.pickle > 0 => Ok(slot.value),
            _ => Err(malformed("a memo slot is read that was not set")),
        }
    }
}
