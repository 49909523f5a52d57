//! Numbers of rows under hashes, and the texts of the rows.

use core::hash::{BuildHasher as _, Hash};
use std::hash::RandomState;

/// Rows under the hashes of their keys, in three flat arrays: 12 bytes a row and at most 8 for the
/// buckets. Hashing is keyed at random, so that no document can choose its collisions.
///
/// Two keys may share a hash: who looks up compares the rows.
#[derive(Debug)]
pub(super) struct Table {
    state: RandomState,
    /// How far a hash is shifted to give its bucket.
    shift: u32,
    /// Where each bucket begins, and the end of the last.
    starts: Vec<u32>,
    hashes: Vec<u64>,
    rows: Vec<u32>,
}

/// A table that is being filled.
#[derive(Debug, Default)]
pub(super) struct TableBuilder {
    state: RandomState,
    pairs: Vec<(u64, u32)>,
}

impl TableBuilder {
    pub(super) fn add(&mut self, key: impl Hash, row: u32) {
        self.pairs.push((self.state.hash_one(key), row));
    }

    pub(super) fn finish(mut self) -> Table {
        self.pairs.sort_unstable();
        self.pairs.dedup();
        let bits = self.pairs.len().checked_ilog2().unwrap_or(0).max(1);
        let shift = u64::BITS.saturating_sub(bits);
        let buckets = 1_u64.checked_shl(bits).unwrap_or(u64::MAX);
        let mut starts = Vec::new();
        let mut at = 0_usize;
        for bucket in 0..buckets {
            starts.push(u32::try_from(at).unwrap_or(u32::MAX));
            let rest = self.pairs.get(at..).unwrap_or_default();
            let members = rest
                .iter()
                .take_while(|(hash, _)| hash.checked_shr(shift) == Some(bucket));
            at = at.saturating_add(members.count());
        }
        starts.push(u32::try_from(at).unwrap_or(u32::MAX));
        Table {
            state: self.state,
            shift,
            starts,
            hashes: self.pairs.iter().map(|(hash, _)| *hash).collect(),
            rows: self.pairs.iter().map(|(_, row)| *row).collect(),
        }
    }
}

impl Table {
    /// The rows under `key`, and perhaps some under another; ascending.
    pub(super) fn rows(&self, key: impl Hash) -> &[u32] {
        self.find(self.state.hash_one(key)).unwrap_or_default()
    }

    /// The rows of each key in turn.
    pub(super) fn groups(&self) -> impl Iterator<Item = &[u32]> {
        let mut at = 0_usize;
        self.hashes.chunk_by(|a, b| a == b).map(move |group| {
            let from = at;
            at = at.saturating_add(group.len());
            self.rows.get(from..at).unwrap_or_default()
        })
    }

    fn find(&self, hash: u64) -> Option<&[u32]> {
        let bucket = usize::try_from(hash.checked_shr(self.shift)?).ok()?;
        let from = usize::try_from(*self.starts.get(bucket)?).ok()?;
        let to = usize::try_from(*self.starts.get(bucket.checked_add(1)?)?).ok()?;
        let hashes = self.hashes.get(from..to)?;
        let rows = self.rows.get(from..to)?;
        let first = hashes.partition_point(|have| *have < hash);
        let end = hashes.partition_point(|have| *have <= hash);
        rows.get(first..end)
    }
}

/// Texts one after another, each with a number that the caller gives it a meaning for.
#[derive(Debug, Default)]
pub(super) struct Rows {
    texts: String,
    ends: Vec<usize>,
    components: Vec<u32>,
}

impl Rows {
    /// Adds a row and answers its number.
    pub(super) fn push(&mut self, component: u32, text: &str) -> u32 {
        let row = u32::try_from(self.ends.len()).unwrap_or(u32::MAX);
        self.texts.push_str(text);
        self.ends.push(self.texts.len());
        self.components.push(component);
        row
    }

    /// The component and the text of a row.
    pub(super) fn row(&self, row: u32) -> Option<(u32, &str)> {
        let at = usize::try_from(row).ok()?;
        let from = match at.checked_sub(1) {
            Some(before) => *self.ends.get(before)?,
            None => 0,
        };
        let text = self.texts.get(from..*self.ends.get(at)?)?;
        Some((*self.components.get(at)?, text))
    }

    /// The numbers of all rows.
    pub(super) fn numbers(&self) -> impl Iterator<Item = u32> + use<> {
        0..u32::try_from(self.ends.len()).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_each_row_again() {
        for size in [0_u32, 1, 2, 3, 1000] {
            let mut builder = TableBuilder::default();
            for row in 0..size {
                builder.add(("key", row / 2), row);
                builder.add(("key", row / 2), row);
            }
            let table = builder.finish();
            for row in 0..size {
                assert!(
                    table.rows(("key", row / 2)).contains(&row),
                    "{row} of {size}"
                );
            }
            assert!(table.rows(("other", 0)).is_empty());
            assert_eq!(
                table.groups().map(<[u32]>::len).sum::<usize>(),
                size as usize
            );
            assert_eq!(table.groups().count(), size.div_ceil(2) as usize);
        }
        let mut rows = Rows::default();
        assert_eq!(
            (rows.push(7, "ab"), rows.push(8, ""), rows.push(9, "c")),
            (0, 1, 2)
        );
        let all: Vec<_> = rows.numbers().filter_map(|row| rows.row(row)).collect();
        assert_eq!(all, [(7, "ab"), (8, ""), (9, "c")]);
        assert_eq!(rows.row(3), None);
    }
}
