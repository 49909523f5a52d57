//! References, each kept once, and counted from 0.

use core::hash::BuildHasher;
use std::collections::HashMap;
use std::hash::RandomState;

use super::texts::{Span, Texts};

/// The names that a document refers by, as parts of its texts.
#[derive(Debug, Default)]
pub(super) struct Names<S = RandomState> {
    spans: Vec<Span>,
    /// The first name of each hash. Keys are secret, so that nobody makes two names of one hash.
    firsts: HashMap<u64, u32>,
    /// Names whose hash another one has: none, as a rule.
    others: Vec<u32>,
    hasher: S,
}

impl<S: BuildHasher> Names<S> {
    pub(super) const fn len(&self) -> usize {
        self.spans.len()
    }

    pub(super) fn span(&self, index: usize) -> Option<Span> {
        self.spans.get(index).copied()
    }

    pub(super) fn find(&self, name: &str, texts: &Texts) -> Option<u32> {
        self.of_hash(self.hasher.hash_one(name), name, texts)
    }

    fn of_hash(&self, hash: u64, name: &str, texts: &Texts) -> Option<u32> {
        let first = self.firsts.get(&hash)?;
        let is_it = |number: &&u32| {
            let span = usize::try_from(**number).ok().and_then(|at| self.span(at));
            span.and_then(|span| texts.get(span)) == Some(name)
        };
        let mut candidates = core::iter::once(first).chain(&self.others);
        candidates.find(is_it).copied()
    }

    /// The number of a name, which is kept where it is not yet.
    pub(super) fn intern(&mut self, name: &str, texts: &mut Texts) -> u32 {
        let hash = self.hasher.hash_one(name);
        if let Some(known) = self.of_hash(hash, name, texts) {
            return known;
        }
        let number = u32::try_from(self.spans.len()).unwrap_or(u32::MAX);
        self.spans.push(texts.keep_new(name));
        if *self.firsts.entry(hash).or_insert(number) != number {
            self.others.push(number);
        }
        number
    }
}

#[cfg(test)]
mod tests {
    use core::hash::{BuildHasherDefault, Hasher};

    use super::*;

    /// Everything has one hash.
    #[derive(Default)]
    struct Same;

    impl Hasher for Same {
        fn finish(&self) -> u64 {
            7
        }

        fn write(&mut self, _: &[u8]) {}
    }

    fn found<S: BuildHasher + Default>() {
        let (mut names, mut texts) = (Names::<S>::default(), Texts::default());
        for (number, name) in ["a", "", "b", "ab"].iter().enumerate() {
            assert_eq!(names.find(name, &texts), None);
            assert_eq!(names.intern(name, &mut texts) as usize, number);
        }
        for (number, name) in ["a", "", "b", "ab"].iter().enumerate() {
            assert_eq!(names.find(name, &texts), u32::try_from(number).ok());
            assert_eq!(names.intern(name, &mut texts) as usize, number);
            assert_eq!(texts.get(names.span(number).unwrap()), Some(*name));
        }
        assert_eq!(names.find("abc", &texts), None);
        assert_eq!(names.len(), 4);
    }

    #[test]
    fn names_are_found_whatever_their_hashes() {
        found::<RandomState>();
        found::<BuildHasherDefault<Same>>();
    }
}
