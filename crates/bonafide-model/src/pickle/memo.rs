//! The memo.

use std::collections::BTreeMap;

use super::input::{Fault, limit, malformed};
use super::value::Value;

/// Slots of the memo. A reader that takes several pickles from one stream begins each with an empty
/// memo or goes on with the one it has; where the two differ, nothing is cleared.
#[derive(Debug)]
pub(super) struct Memo<'a> {
    /// Slots with numbers below `near`.
    slots: Vec<Slot<'a>>,
    /// The others: four bytes can name a slot far beyond all that a stream has room to set.
    far: BTreeMap<usize, Slot<'a>>,
    near: usize,
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
    /// For a stream of `length` bytes.
    pub(super) const fn new(most: usize, length: usize) -> Self {
        Self {
            slots: Vec::new(),
            far: BTreeMap::new(),
            near: length,
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
        let pickle = self.pickle;
        if let Some(slot) = self.slot(number) {
            let before = core::mem::replace(slot, Slot { value, pickle }).pickle;
            if before == 0 {
                self.set_ever = self.set_ever.saturating_add(1);
            }
            if before != pickle {
                self.set_now = self.set_now.saturating_add(1);
            }
        }
        Ok(())
    }

    /// The slot of this number, unset where it was not there.
    fn slot(&mut self, number: usize) -> Option<&mut Slot<'a>> {
        const UNSET: Slot<'static> = Slot {
            value: Value::Unknown,
            pickle: 0,
        };
        if number >= self.near {
            return Some(self.far.entry(number).or_insert(UNSET));
        }
        if number >= self.slots.len() {
            self.slots.resize(number.saturating_add(1), UNSET);
        }
        self.slots.get_mut(number)
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
        let slot = self.slots.get(number).or_else(|| self.far.get(&number));
        match slot {
            Some(slot) if slot.pickle == self.pickle && slot.pickle > 0 => Ok(slot.value),
            _ => Err(malformed("a memo slot is read that was not set")),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test")]

    use super::*;

    #[test]
    fn slots_beyond_the_stream_take_no_room_between() {
        let mut memo = Memo::new(100_000, 37);
        memo.begin_pickle();
        memo.put(99_999, Value::None).unwrap();
        memo.put(37, Value::Unknown).unwrap();
        memo.put(36, Value::None).unwrap();
        assert_eq!((memo.slots.len(), memo.far.len()), (37, 2));
        assert_eq!(memo.get(99_999).unwrap(), Value::None);
        assert_eq!(memo.get(37).unwrap(), Value::Unknown);
        assert_eq!(memo.get(36).unwrap(), Value::None);
        for unset in [0, 35, 38, 99_998] {
            assert!(memo.get(unset).is_err());
        }
        assert!(memo.put(100_000, Value::None).is_err());
    }
}
