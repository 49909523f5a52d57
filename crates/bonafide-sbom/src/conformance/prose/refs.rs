//! References and what they lead to.

use std::collections::HashSet;

use bonafide_report::Place;

use super::path::Path;
use crate::conformance::unique::Print;

/// What is defined, and what refers to it: a few words for each, since documents have many.
#[derive(Debug)]
pub(super) struct Refs<S> {
    defined: HashSet<Print>,
    uses: Vec<Use<S>>,
}

#[derive(Debug)]
struct Use<S> {
    print: Print,
    place: S,
}

/// A place that is written when it is shown: names, and `*` for the places in arrays.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spot {
    pattern: &'static str,
    indexes: [u32; 2],
}

impl<S> Default for Refs<S> {
    fn default() -> Self {
        Self {
            defined: HashSet::new(),
            uses: Vec::new(),
        }
    }
}

impl<S: Copy> Refs<S> {
    /// Whether nothing before was defined under the same name.
    pub(super) fn define(&mut self, print: Print) -> bool {
        self.defined.insert(print)
    }

    pub(super) fn refer(&mut self, print: Print, place: S) {
        self.uses.push(Use { print, place });
    }

    /// The references that lead nowhere, in the order of the document.
    pub(super) fn dangling(&self) -> impl Iterator<Item = S> + '_ {
        let uses = self
            .uses
            .iter()
            .filter(|one| !self.defined.contains(&one.print));
        uses.map(|one| one.place)
    }
}

impl Spot {
    /// The current place, whose path is `pattern`.
    pub(super) fn here(pattern: &'static str, path: &Path) -> Self {
        Self {
            pattern,
            indexes: path.indexes(),
        }
    }

    pub(super) fn place(self) -> Place {
        let mut indexes = self.indexes.into_iter();
        self.pattern
            .split('/')
            .fold(Place::root(), |place, name| match name {
                "*" => {
                    let index = indexes.next().unwrap_or_default();
                    place.index(usize::try_from(index).unwrap_or(usize::MAX))
                }
                name => place.member(name),
            })
    }
}
