//! Many patterns of references, looked up at once.

use std::collections::{BTreeMap, BTreeSet};

use bonafide_oci::Reference;

use super::ReferencePattern;
use super::reference_pattern::Host;

/// Patterns of references by what they begin with, so that few of many are compared.
///
/// # Specification
/// policy PAT-6.
#[derive(Clone, Debug, Default)]
pub struct PatternIndex {
    patterns: Vec<ReferencePattern>,
    exact: BTreeMap<String, Paths>,
    /// By a name that begins with a dot.
    below: BTreeMap<String, Paths>,
    any: Paths,
}

/// The places of patterns, by what the path of every match begins with.
#[derive(Clone, Debug, Default)]
struct Paths {
    places: BTreeMap<String, Vec<usize>>,
    /// How long the keys of `places` are: no other beginning of a path is looked for.
    lengths: BTreeSet<usize>,
}

impl PatternIndex {
    /// An index over these patterns.
    pub fn new(patterns: impl IntoIterator<Item = ReferencePattern>) -> Self {
        let mut index = Self::default();
        for (place, pattern) in patterns.into_iter().enumerate() {
            let paths = match pattern.host() {
                Host::Any => &mut index.any,
                Host::Exact(host) => index.exact.entry(host.clone()).or_default(),
                Host::Below(suffix) => index.below.entry(suffix.clone()).or_default(),
            };
            paths.insert(pattern.path_beginning(), place);
            index.patterns.push(pattern);
        }
        index
    }

    /// Which of the patterns match this reference: their places in the order in which they were
    /// given, ascending.
    #[must_use]
    pub fn matching(&self, reference: &Reference) -> Vec<usize> {
        let mut found = self.candidates(reference);
        found.retain(|place| {
            let pattern = self.patterns.get(*place);
            pattern.is_some_and(|pattern| pattern.matches(reference))
        });
        found.sort_unstable();
        found
    }

    /// Whether any of the patterns matches this reference.
    #[must_use]
    pub fn is_match(&self, reference: &Reference) -> bool {
        !self.matching(reference).is_empty()
    }

    /// How many patterns there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.patterns.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.patterns.is_empty()
    }

    /// The patterns that are compared; each is found under one host and one beginning, and so once.
    fn candidates(&self, reference: &Reference) -> Vec<usize> {
        let (domain, path) = (
            reference.repository().domain(),
            reference.repository().path(),
        );
        let mut found = Vec::new();
        self.any.collect(path, &mut found);
        if let Some(paths) = self.exact.get(domain) {
            paths.collect(path, &mut found);
        }
        if !self.below.is_empty() {
            for (dot, _) in domain.match_indices('.') {
                let suffix = domain.get(dot..).unwrap_or_default();
                if let Some(paths) = self.below.get(suffix) {
                    paths.collect(path, &mut found);
                }
            }
        }
        found
    }
}

impl Paths {
    fn insert(&mut self, beginning: String, place: usize) {
        self.lengths.insert(beginning.len());
        self.places.entry(beginning).or_default().push(place);
    }

    fn collect(&self, path: &str, found: &mut Vec<usize>) {
        for length in self.lengths.range(..=path.len()) {
            let beginning = path.get(..*length).unwrap_or_default();
            found.extend(self.places.get(beginning).into_iter().flatten());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_of_many_patterns_are_compared() {
        let mut patterns = Vec::new();
        for number in 0..2_500 {
            for text in [
                format!("registry.example.com/team-{number}/**"),
                format!("registry-{number}.example.com/**"),
                format!("*.zone-{number}.example.com/a/*"),
                format!("registry.example.com/shared/tool-{number}*:v*"),
            ] {
                patterns.push(ReferencePattern::parse(&text).unwrap());
            }
        }
        let index = PatternIndex::new(patterns);
        assert_eq!(index.len(), 10_000);
        for (text, most) in [
            ("registry.example.com/team-77/app", 2),
            ("registry-2499.example.com/app:v1", 1),
            ("a.zone-5.example.com/a/b", 1),
            ("registry.example.com/shared/tool-123x:v2", 3),
            ("elsewhere.example.com/app", 0),
        ] {
            let reference = Reference::parse_strict(text).unwrap();
            let candidates = index.candidates(&reference).len();
            assert!(candidates <= most, "{text}: {candidates}");
            assert_eq!(index.is_match(&reference), most > 0, "{text}");
        }
    }
}
