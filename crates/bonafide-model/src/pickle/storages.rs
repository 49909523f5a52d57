//! Persistent ids of torch: the storages of tensors.

use std::collections::BTreeMap;

use super::globals::Globals;
use super::role::Role;
use super::rules::Refusal;
use super::value::{Heap, Made, Value};

/// How a file keeps the storages that persistent ids name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    /// It has none: readers fail at a persistent id, or do what nobody knows.
    None,
    /// Each is a member of the archive.
    Members,
    /// They follow the pickles.
    Trailing,
}

/// The storages that a stream names.
#[derive(Debug, Default)]
pub(super) struct Storages<'a> {
    by_key: BTreeMap<&'a str, Storage>,
}

/// What is said of a storage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Storage {
    /// Bytes of an element.
    pub(super) width: u8,
    /// Elements.
    pub(super) count: u64,
    /// Offset of the opcode that names it first.
    pub(super) offset: usize,
}

impl Storage {
    /// Bytes of all elements.
    pub(super) fn bytes(&self) -> u64 {
        self.count.saturating_mul(self.width.into())
    }
}

impl<'a> Storages<'a> {
    pub(super) const fn by_key(&self) -> &BTreeMap<&'a str, Storage> {
        &self.by_key
    }

    pub(super) fn get(&self, key: &str) -> Option<&Storage> {
        self.by_key.get(key)
    }

    /// What a persistent id comes to.
    pub(super) fn resolve(
        &mut self,
        id: Value<'a>,
        layout: Layout,
        (heap, globals): (&Heap<'a>, &Globals<'a>),
        offset: usize,
    ) -> Result<Made, Refusal> {
        let (parts, view) = match (layout, heap.tuple(id)) {
            (Layout::None, _) => return Err("nothing here says what a persistent id is"),
            (Layout::Members, Some(parts @ [_, _, _, _, _])) => (parts, None),
            (Layout::Trailing, Some([parts @ .., view])) if parts.len() == 5 => {
                (parts, Some(*view))
            }
            _ => return Err("the persistent id is not that of a storage"),
        };
        let [kind, class, key, location, count] = parts else {
            return Err("the persistent id is not that of a storage");
        };
        let Some(Role::Storage(width)) = globals.role(*class) else {
            return Err("the persistent id names no class of storages");
        };
        let is_storage = kind.text() == Some("storage") && location.text().is_some();
        let (Some(key), Some(count), true) = (key.text(), count.count(), is_storage) else {
            return Err("the persistent id is not that of a storage");
        };
        let storage = Storage {
            width,
            count,
            offset,
        };
        let kept = self.by_key.entry(key).or_insert(storage);
        if (kept.width, kept.count) != (width, count) {
            return Err("two persistent ids disagree about one storage");
        }
        let count = viewed(view, count, heap)?;
        Ok(Made::Storage { count })
    }
}

/// Elements of the part of a storage that is meant: key, offset and size, or nothing for all of it.
fn viewed(view: Option<Value<'_>>, count: u64, heap: &Heap<'_>) -> Result<u64, Refusal> {
    let Some(view) = view.filter(|view| *view != Value::None) else {
        return Ok(count);
    };
    let numbers = match heap.tuple(view) {
        Some([key, offset, size]) if key.text().is_some() => offset.count().zip(size.count()),
        _ => None,
    };
    match numbers {
        Some((offset, size)) if offset.saturating_add(size) <= count => Ok(size),
        _ => Err("the view of a storage is not within it"),
    }
}
