//! What a lookup answers.

use bonafide_report::{Escaped, Finding, Place, registry};

/// By what a component was found.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum How {
    /// A package URL.
    Purl,
    /// A CPE name.
    Cpe,
    /// A hash.
    Hash,
    /// Name and version alone.
    Name,
}

/// How sure a match is. Each of these is enough to deny.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Exactness {
    /// The same canonical identity, however it was spelt.
    Exact,
    /// The same to the registry of the type, which ignores case or separators.
    Folded,
    /// Concluded: from a CPE name, or from the name alone.
    Inferred,
    /// Another canonical identity of the same look: another case, normalisation form, or place of
    /// the border between namespace and name. Reported beside the matches, never as one.
    Near,
    /// A hash of an algorithm that is broken.
    Weak,
    /// A hash that says nothing about a component.
    Placeholder,
}

/// One component that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Match {
    pub(super) component: u32,
    pub(super) exactness: Exactness,
    pub(super) how: How,
}

impl Match {
    /// The ordinal that the component was added with.
    #[must_use]
    pub const fn component(&self) -> u32 {
        self.component
    }

    /// How sure it is.
    #[must_use]
    pub const fn exactness(&self) -> Exactness {
        self.exactness
    }

    /// By what it was found.
    #[must_use]
    pub const fn how(&self) -> How {
        self.how
    }

    /// Whether a rule that allows may rest on it: only on the exact identity.
    #[must_use]
    pub fn allows(&self) -> bool {
        self.exactness == Exactness::Exact
    }
}

/// An answer in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "a lookup has three answers")]
pub enum LookupOutcome {
    /// There is a match.
    Match,
    /// No component is what was asked for.
    NoMatch,
    /// There is no match, and of some components it cannot be said.
    Undecidable,
}

/// The components that were found, and those of which nothing can be said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LookupAnswer<'i> {
    matches: Vec<Match>,
    near: Vec<Match>,
    unidentified: &'i [u32],
    doubtful: Vec<u32>,
}

impl<'i> LookupAnswer<'i> {
    /// `unidentified` is sorted.
    pub(super) fn new(found: Vec<Match>, mut doubtful: Vec<u32>, unidentified: &'i [u32]) -> Self {
        let (near, matches): (Vec<_>, Vec<_>) = found
            .into_iter()
            .partition(|found| found.exactness == Exactness::Near);
        let matches = best(matches);
        let near = best(near)
            .into_iter()
            .filter(|near| !holds(&matches, near.component))
            .collect();
        doubtful.sort_unstable();
        doubtful.dedup();
        doubtful.retain(|component| {
            !holds(&matches, *component) && unidentified.binary_search(component).is_err()
        });
        Self {
            matches,
            near,
            unidentified,
            doubtful,
        }
    }

    /// The components that are what was asked for, by ordinal; each once, with its best match.
    #[must_use]
    pub fn matches(&self) -> &[Match] {
        &self.matches
    }

    /// The components that look like it, and are something else.
    #[must_use]
    pub fn near(&self) -> &[Match] {
        &self.near
    }

    /// The components of which it cannot be said, because they have no usable identifier of the
    /// kind asked for, or one that overlaps with the question.
    pub fn undecidable(&self) -> impl Iterator<Item = u32> {
        let unidentified = self.unidentified.iter().chain(&self.doubtful).copied();
        unidentified.filter(|component| !holds(&self.matches, *component))
    }

    /// The answer in one word.
    #[must_use]
    pub fn outcome(&self) -> LookupOutcome {
        if !self.matches.is_empty() {
            LookupOutcome::Match
        } else if self.undecidable().next().is_some() {
            LookupOutcome::Undecidable
        } else {
            LookupOutcome::NoMatch
        }
    }

    /// The findings of a rule that denies what was asked for: `sbom.package-denied` when something
    /// matches, and `sbom.identity-unknown` when it cannot be said of some components.
    #[must_use]
    pub fn deny(&self, rule: &str) -> Vec<Finding> {
        let rule = Escaped(rule);
        let found = self.matches.len();
        let unknown = self.undecidable().count();
        let rows = [
            (registry::SBOM_PACKAGE_DENIED, found, "are denied by"),
            (
                registry::SBOM_IDENTITY_UNKNOWN,
                unknown,
                "cannot be compared with",
            ),
        ];
        rows.into_iter()
            .filter(|(_, count, _)| *count > 0)
            .map(|(code, count, verb)| {
                let detail = format!("{count} component(s) {verb} {rule}");
                Finding::new(code, Place::root(), detail)
            })
            .collect()
    }
}

/// Sorted by component, each once with the surest match.
fn best(mut found: Vec<Match>) -> Vec<Match> {
    found.sort_unstable();
    found.dedup_by_key(|found| found.component);
    found
}

fn holds(matches: &[Match], component: u32) -> bool {
    matches
        .binary_search_by_key(&component, |found| found.component)
        .is_ok()
}
