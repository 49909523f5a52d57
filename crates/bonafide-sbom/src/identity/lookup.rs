//! What can be asked for.

use bonafide_report::Finding;

use super::answer::Exactness;
use super::fold::{alike, by_type, coarse, version_by_type};
use super::glob::Globs;
use super::purl::{Purl, invalid};
use super::purl_split::{Raw, Reason};
use super::purl_types::{TypeRule, rule_of};

/// A package URL to look for.
///
/// The type is literal. In the segments of namespace and name a `*` stands for any run of
/// characters; `%2A` is a star. Without a version, any version is meant; a qualifier or a subpath
/// must be equal where the query has it, and is free where it has not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PurlQuery {
    /// In a query with stars, namespace and name are in `globs` instead.
    pub(super) purl: Purl,
    pub(super) globs: Option<Globs>,
    broken: Option<Reason>,
    strict_registry: bool,
}

impl PurlQuery {
    /// Reads a query, in any spelling of the package URL.
    ///
    /// A query that breaks a rule of its type (`pkg:golang/stdlib`: no namespace) is accepted,
    /// since documents say such things too; [`Self::note`] tells.
    ///
    /// # Errors
    /// `sbom.purl-invalid`: no package URL, a star in the version, more than 15 stars in a segment.
    pub fn parse(text: &str) -> Result<Self, Finding> {
        Self::read(text).map_err(|reason| invalid(text, reason))
    }

    /// A query for one package, with its version and qualifiers where it has them.
    #[must_use]
    pub const fn of(purl: Purl) -> Self {
        Self {
            purl,
            globs: None,
            broken: None,
            strict_registry: false,
        }
    }

    /// With `true`, a query without `repository_url` means the default registry of the type, and no
    /// other; so it does by default mean any.
    #[must_use]
    pub const fn with_strict_registry(mut self, strict: bool) -> Self {
        self.strict_registry = strict;
        self
    }

    /// The rule of its type that the query breaks.
    #[must_use]
    pub fn note(&self) -> Option<Finding> {
        self.broken
            .map(|reason| invalid(self.purl.as_str(), reason))
    }

    fn read(text: &str) -> Result<Self, Reason> {
        let raw = Raw::split(text)?;
        if raw.version.is_some_and(|version| version.contains('*')) {
            return Err("a star in the version; leave the version out, or write %2A");
        }
        let (purl, broken) = Purl::read(text)?;
        let has_stars = raw.namespace.contains('*') || raw.name.contains('*');
        let globs = has_stars.then(|| Globs::read(&raw)).transpose()?;
        Ok(Self {
            purl,
            globs,
            broken,
            strict_registry: false,
        })
    }

    /// How `candidate` answers the query, if it does.
    pub(super) fn compare(&self, candidate: &Purl) -> Option<Exactness> {
        let rule = rule_of(&self.purl.kind);
        if candidate.kind != self.purl.kind || !self.admits_rest(&rule, candidate) {
            return None;
        }
        let version = self.compare_version(&rule, candidate)?;
        let name = match &self.globs {
            Some(globs) => globs.compare(candidate)?,
            None => self.compare_path(&rule, candidate)?,
        };
        Some(name.max(version))
    }

    fn compare_path(&self, rule: &TypeRule, candidate: &Purl) -> Option<Exactness> {
        let (wanted, have) = (&self.purl, candidate);
        if wanted.namespace == have.namespace && wanted.name == have.name {
            return Some(Exactness::Exact);
        }
        let folded = |purl: &Purl| {
            let namespace = purl.namespace().unwrap_or_default();
            (
                by_type(rule.folding, namespace),
                by_type(rule.folding, &purl.name),
            )
        };
        if folded(wanted) == folded(have) {
            return Some(Exactness::Folded);
        }
        let look = |purl: &Purl| coarse(rule.folding, &purl.path());
        (look(wanted) == look(have)).then_some(Exactness::Near)
    }

    fn compare_version(&self, rule: &TypeRule, candidate: &Purl) -> Option<Exactness> {
        let Some(wanted) = self.purl.version() else {
            return Some(Exactness::Exact);
        };
        let have = candidate.version()?;
        let fold = |version: &str| version_by_type(rule.folding, version);
        if wanted == have {
            Some(Exactness::Exact)
        } else if fold(wanted) == fold(have) {
            Some(Exactness::Folded)
        } else {
            (alike(&fold(wanted)) == alike(&fold(have))).then_some(Exactness::Near)
        }
    }

    fn admits_rest(&self, rule: &TypeRule, candidate: &Purl) -> bool {
        let subpath = self.purl.subpath.is_none() || self.purl.subpath == candidate.subpath;
        let qualifiers = self.purl.qualifiers().all(|(key, value)| {
            let have = candidate.qualifier(key);
            if key == REGISTRY && self.strict_registry {
                same_registry(have.or(rule.registry), Some(value))
            } else {
                have == Some(value)
            }
        });
        let registry = !self.strict_registry
            || self.purl.qualifier(REGISTRY).is_some()
            || candidate
                .qualifier(REGISTRY)
                .is_none_or(|have| same_registry(Some(have), rule.registry));
        subpath && qualifiers && registry
    }
}

/// A name to look for, with a version if only that one is meant.
///
/// A name says little: a match by it is inferred, and an index answers only when it was built
/// [with names](super::IdentityIndexBuilder::with_names).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(
    clippy::exhaustive_structs,
    reason = "what a component has besides identifiers"
)]
pub struct NameQuery<'a> {
    /// The group; `None` for any.
    pub group: Option<&'a str>,
    /// The name.
    pub name: &'a str,
    /// The version; `None` for any.
    pub version: Option<&'a str>,
}

/// The qualifier that names a registry.
const REGISTRY: &str = "repository_url";

/// Whether both are there and are one URL, but for a `/` at the end, the scheme and case.
fn same_registry(a: Option<&str>, b: Option<&str>) -> bool {
    let plain = |url: &str| {
        let url = url.trim_end_matches('/').to_lowercase();
        match url.split_once("://") {
            Some((_, rest)) => rest.to_owned(),
            None => url,
        }
    };
    matches!((a, b), (Some(a), Some(b)) if plain(a) == plain(b))
}
