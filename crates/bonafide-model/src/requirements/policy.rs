//! What is asked of a list.

use super::Environment;
use crate::python::{Specifier, normalized};

/// What a list of requirements is held to.
///
/// # Specification
/// models REQ-3, REQ-5, REQ-6, REQ-7.
#[derive(Clone, Debug)]
pub struct Policy {
    pub(super) must_be_hashed: bool,
    pub(super) origins: Vec<String>,
    pub(super) targets: Vec<Environment>,
    pub(super) required: Vec<(String, String)>,
    pub(super) denied: Vec<(String, Vec<Specifier>)>,
    pub(super) baseline: Option<Vec<(String, String)>>,
    pub(super) components: Option<Vec<(String, String)>>,
}

impl Default for Policy {
    fn default() -> Self {
        Self::new()
    }
}

impl Policy {
    /// Each requirement has a hash and one version; no index of packages is allowed by name; no
    /// targets, so that each condition may hold; nothing is compared.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            must_be_hashed: true,
            origins: Vec::new(),
            targets: Vec::new(),
            required: Vec::new(),
            denied: Vec::new(),
            baseline: None,
            components: None,
        }
    }

    /// Does not ask for hashes.
    #[must_use]
    pub const fn without_hashes(mut self) -> Self {
        self.must_be_hashed = false;
        self
    }

    /// Allows the index of packages at an origin such as `https://pypi.org`.
    #[must_use]
    pub fn with_origin(mut self, origin: &str) -> Self {
        let origin = origin.trim_end_matches('/').to_ascii_lowercase();
        self.origins.push(origin);
        self
    }

    /// Declares a target, for which conditions are evaluated. What holds in one of the targets is
    /// effective.
    #[must_use]
    pub fn with_target(mut self, target: Environment) -> Self {
        self.targets.push(target);
        self
    }

    /// Asks for a distribution in exactly one version.
    #[must_use]
    pub fn with_required(mut self, name: &str, version: &str) -> Self {
        self.required.push(pair(name, version));
        self
    }

    /// Denies the versions of a distribution that `range` allows, such as `>=1.0,<1.4`; an empty
    /// range is all of them. `None` where it is no range.
    #[must_use]
    pub fn with_denied(mut self, name: &str, range: &str) -> Option<Self> {
        let clauses = if range.trim().is_empty() {
            Vec::new()
        } else {
            Specifier::list(range)?
        };
        self.denied.push((normalized(name)?, clauses));
        Some(self)
    }

    /// Compares with the names and versions of an approved list.
    #[must_use]
    pub fn with_baseline<'p>(
        mut self,
        pairs: impl IntoIterator<Item = (&'p str, &'p str)>,
    ) -> Self {
        self.baseline = Some(pairs.into_iter().map(|(n, v)| pair(n, v)).collect());
        self
    }

    /// Compares with the names and versions of the Python components of a bill of materials.
    #[must_use]
    pub fn with_components<'p>(
        mut self,
        pairs: impl IntoIterator<Item = (&'p str, &'p str)>,
    ) -> Self {
        self.components = Some(pairs.into_iter().map(|(n, v)| pair(n, v)).collect());
        self
    }
}

fn pair(name: &str, version: &str) -> (String, String) {
    let name = normalized(name).unwrap_or_else(|| name.to_owned());
    (name, version.to_owned())
}
