//! The entries that allow, or those that deny.

use std::collections::{HashMap, HashSet};

use core::cmp::Ordering;

use super::super::family::Family;
use super::super::term::{Addition, Listed, Subject};
use super::entry::Entry;

/// Entries, each found without going through the others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct List {
    listed: HashMap<(Family, Option<Addition>), Vec<Listed>>,
    references: HashSet<(String, Option<Addition>)>,
    texts: HashSet<[u8; 32]>,
    names: HashSet<String>,
}

impl List {
    pub(super) fn insert(&mut self, entry: Entry) {
        match entry {
            Entry::Term(Subject::Listed(listed), addition) => {
                let key = (listed.stem.family(), addition);
                self.listed.entry(key).or_default().push(listed);
            }
            Entry::Term(Subject::Reference(reference), addition) => {
                self.references.insert((reference, addition));
            }
            Entry::Text(digest) => {
                self.texts.insert(digest);
            }
            Entry::Name(name) => {
                self.names.insert(name);
            }
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.listed.is_empty()
            && self.references.is_empty()
            && self.texts.is_empty()
            && self.names.is_empty()
    }

    /// Whether an entry allows the licence with exactly this addition.
    pub(super) fn allows(
        &self,
        subject: &Subject,
        addition: Option<&Addition>,
        may_choose_later: bool,
    ) -> bool {
        self.has(subject, addition, |entry, term| {
            let order = term.stem.compare(entry.stem);
            let is_chosen = may_choose_later && term.or_later;
            match entry.or_later {
                // A later version that the entry covers is always among those to choose from.
                true => order.is_ge() || is_chosen,
                false => {
                    (order == Ordering::Equal && !term.or_later) || (order.is_le() && is_chosen)
                }
            }
        })
    }

    /// Whether an entry denies the licence with exactly this addition.
    pub(super) fn denies(
        &self,
        subject: &Subject,
        addition: Option<&Addition>,
        denies_or_later: bool,
    ) -> bool {
        self.has(subject, addition, |entry, term| {
            let order = term.stem.compare(entry.stem);
            match entry.or_later {
                true => order.is_ge(),
                false => order == Ordering::Equal && (!term.or_later || denies_or_later),
            }
        })
    }

    pub(super) fn has_reference(&self, reference: &str) -> bool {
        self.references.contains(&(reference.to_owned(), None))
    }

    pub(super) fn has_text(&self, digest: &[u8; 32]) -> bool {
        self.texts.contains(digest)
    }

    pub(super) fn has_name(&self, name: &str) -> bool {
        self.names.contains(name)
    }

    fn has(
        &self,
        subject: &Subject,
        addition: Option<&Addition>,
        covers: impl Fn(&Listed, &Listed) -> bool,
    ) -> bool {
        match subject {
            Subject::Listed(term) => self
                .listed
                .get(&(term.stem.family(), addition.cloned()))
                .is_some_and(|entries| entries.iter().any(|entry| covers(entry, term))),
            Subject::Reference(reference) => self
                .references
                .contains(&(reference.clone(), addition.cloned())),
        }
    }
}
