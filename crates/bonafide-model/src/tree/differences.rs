//! What changed between two looks at a tree.

use core::cmp::Ordering;

use super::listing::{Kind, Listing, Row};

/// How an entry differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "there is no fourth way to differ")]
pub enum Difference {
    /// It is only in the later tree.
    Added,
    /// It is only in the earlier tree.
    Removed,
    /// It is another kind of entry, another file, or was written to.
    Changed,
}

/// An entry that differs between two trees.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TreeDifference {
    /// The path below the root, as bytes.
    pub path: Vec<u8>,
    /// How.
    pub difference: Difference,
}

/// The differences, sorted by path.
pub(super) fn between(earlier: &Listing, later: &Listing) -> Vec<TreeDifference> {
    let mut found = Vec::new();
    let mut note = |path: &[u8], difference| {
        found.push(TreeDifference {
            path: path.to_vec(),
            difference,
        });
    };
    let mut left = earlier.rows.iter().peekable();
    let mut right = later.rows.iter().peekable();
    loop {
        let order = match (left.peek(), right.peek()) {
            (None, None) => return found,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(old), Some(new)) => earlier.path(old).cmp(later.path(new)),
        };
        match order {
            Ordering::Less => {
                if let Some(old) = left.next() {
                    note(earlier.path(old), Difference::Removed);
                }
            }
            Ordering::Greater => {
                if let Some(new) = right.next() {
                    note(later.path(new), Difference::Added);
                }
            }
            Ordering::Equal => {
                if let (Some(old), Some(new)) = (left.next(), right.next())
                    && !is_same((earlier, old), (later, new))
                {
                    note(earlier.path(old), Difference::Changed);
                }
            }
        }
    }
}

fn is_same((earlier, old): (&Listing, &Row), (later, new): (&Listing, &Row)) -> bool {
    match (old.kind, new.kind) {
        (Kind::File, Kind::File) => old.identity == new.identity,
        // Its entries are compared themselves, and their coming and going changes its times.
        (Kind::Directory { .. }, Kind::Directory { .. }) => {
            old.identity.is_same_file(&new.identity)
        }
        (
            Kind::Link { start, length },
            Kind::Link {
                start: new_start,
                length: new_length,
            },
        ) => earlier.bytes(start, length) == later.bytes(new_start, new_length),
        (Kind::Special(old_kind), Kind::Special(new_kind)) => {
            old_kind == new_kind && old.identity.is_same_file(&new.identity)
        }
        // What could not be looked at, twice, is not known to be the same.
        _ => false,
    }
}
