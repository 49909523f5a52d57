//! Components by hash.

use bonafide_report::{Finding, Place, registry};

use super::answer::{Exactness, How, LookupAnswer, Match};
use super::hash::HashValue;
use super::table::{Rows, Table, TableBuilder};

/// Components by algorithm and value.
#[derive(Debug)]
pub(super) struct HashTable {
    rows: Rows,
    values: Table,
    /// A number for the identity of the component of each row.
    identities: Vec<u64>,
    /// Components without a hash that can be read. Sorted.
    unidentified: Vec<u32>,
}

/// A table that is being filled.
#[derive(Debug, Default)]
pub(super) struct HashTableBuilder {
    rows: Rows,
    values: TableBuilder,
    identities: Vec<u64>,
    unidentified: Vec<u32>,
}

/// A strong hash that components of different identity have: they are one file, or one of them
/// says so wrongly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedHash {
    hash: HashValue,
    components: Vec<u32>,
}

impl SharedHash {
    /// The hash.
    #[must_use]
    pub const fn hash(&self) -> &HashValue {
        &self.hash
    }

    /// The components that have it, by ordinal.
    #[must_use]
    pub fn components(&self) -> &[u32] {
        &self.components
    }

    /// The note `sbom.hash-shared`.
    #[must_use]
    pub fn finding(&self) -> Finding {
        let count = self.components.len();
        let detail = format!(
            "{count} components of different identity have {}",
            self.hash
        );
        Finding::new(registry::SBOM_HASH_SHARED, Place::root(), detail)
    }
}

impl HashTableBuilder {
    pub(super) fn add(&mut self, component: u32, hash: &HashValue, identity: u64) {
        let text = hash.to_string();
        let row = self.rows.push(component, &text);
        self.identities.push(identity);
        self.values.add(text, row);
    }

    pub(super) fn add_unidentified(&mut self, component: u32) {
        self.unidentified.push(component);
    }

    pub(super) fn finish(mut self) -> HashTable {
        self.unidentified.sort_unstable();
        self.unidentified.dedup();
        HashTable {
            rows: self.rows,
            values: self.values.finish(),
            identities: self.identities,
            unidentified: self.unidentified,
        }
    }
}

impl HashTable {
    pub(super) fn answer(&self, query: &HashValue) -> LookupAnswer<'_> {
        let text = query.to_string();
        let exactness = if query.is_placeholder() {
            Exactness::Placeholder
        } else if query.algorithm().is_weak() {
            Exactness::Weak
        } else {
            Exactness::Exact
        };
        let rows = self.values.rows(&text).iter().copied();
        let found = rows
            .filter_map(|row| self.rows.row(row))
            .filter(|(_, have)| *have == text)
            .map(|(component, _)| Match {
                component,
                exactness,
                how: How::Hash,
            })
            .collect();
        LookupAnswer::new(found, Vec::new(), &self.unidentified)
    }

    pub(super) fn shared(&self) -> impl Iterator<Item = SharedHash> {
        self.values.groups().filter_map(|rows| self.shared_of(rows))
    }

    fn shared_of(&self, rows: &[u32]) -> Option<SharedHash> {
        let identity = |row: &u32| self.identities.get(usize::try_from(*row).ok()?);
        let first = rows.first()?;
        if rows.iter().all(|row| identity(row) == identity(first)) {
            return None;
        }
        let (_, text) = self.rows.row(*first)?;
        let (algorithm, hex) = text.split_once(':')?;
        let hash = HashValue::parse(algorithm, hex).ok()?;
        if hash.is_placeholder() || hash.algorithm().is_weak() {
            return None;
        }
        let mut components: Vec<u32> = rows
            .iter()
            .filter_map(|row| self.rows.row(*row))
            .filter(|(_, have)| *have == text)
            .map(|(component, _)| component)
            .collect();
        components.dedup();
        Some(SharedHash { hash, components })
    }
}
