//! Who is trusted to build, and up to which level.

pub(crate) mod config;
mod entry;
mod find;
mod public;
mod rules;
mod testing;

pub use entry::{Adapter, Builder, CapCause, SourcePointers};
pub use rules::{BuilderIdRule, RunnerRule, SanRule, SignerRule, TypeRule};

use crate::Error;

/// A table of trusted builders. A build level comes from an entry here and from nothing else.
///
/// No table is applied unless the caller says which. [`public`](Self::public) holds the builders
/// that everybody can use; [`parse`](Self::parse) reads one of the caller's own:
///
/// ```
/// use bonafide_slsa::Builders;
///
/// let table = br#"{
///   "schema": "bonafide.slsa.builders/1",
///   "builder": [{
///     "name": "acme-release",
///     "operator": "github",
///     "max_level": 3,
///     "adapter": "github",
///     "forgeable": false,
///     "builder_id": "same-as-san",
///     "build_types": ["https://actions.github.io/buildtypes/workflow/v1"],
///     "signer": {
///       "issuer": "https://token.actions.githubusercontent.com",
///       "san": {
///         "name": "https://github.com/acme/builders/.github/workflows/release.yml",
///         "ref": { "tag": "v1.*" }
///       },
///       "runner": "github-hosted"
///     }
///   }]
/// }"#;
/// assert_eq!(Builders::parse(table)?.entries().len(), 1);
/// # Ok::<(), bonafide_slsa::Error>(())
/// ```
///
/// # Form of a table
///
/// Members marked `?` may be left out; there are no others.
///
/// | member of a builder | value |
/// |---|---|
/// | `name`, `operator` | texts; names are unique |
/// | `max_level` | 0 to 3; at most 2 where any workflow may sign |
/// | `adapter` | `slsa-generator`, `delegator`, `github`, `npm`, `cloud-build` or `generic` |
/// | `signer` | `{"keys": [names]}`, or `{"issuer", "san", "runner"?, "runner_optional"?, "claims"?}` |
/// | `builder_id` | `"same-as-san"`, `{"exact": id}`, `{"name": …, "refs": refs}`, `{"prefix": …, "refs": refs}` |
/// | `build_types` | list of texts, or of `{"prefix": …, "suffix"?: …}` with one path segment between |
/// | `predicate_types`? | list of texts; else those that the adapter reads |
/// | `forgeable`? | whether tenants can write the statement; else true for `github`, `npm`, `generic` |
/// | `valid`? | `{"from": time, "until"?: time}` for the trusted time of signing, both inclusive |
/// | `caps`? | lower levels: members `no-time`, `self-hosted`, `unbacked`, `archive`, `opaque-subject` |
/// | `backing`? | claims that confirm fields: `{field: number}` |
/// | `fields`? | for `generic`: pointers into the predicate for `source`, `ref`, `commit`, `workflow`, `inputs` |
/// | `ignore_parameters`? | external parameters that need no expectation |
///
/// `san` is one rule or a list: `{"exact": text}`, `{"name": …, "ref": ref}`, or
/// `{"any_workflow": host, "top_level"?: true}`. `refs` is one `ref` or a list. A `ref` is `"any"`,
/// `"semver-tag"`, `{"exact": …}`, `{"branch": glob}`, `{"tag": glob}` or
/// `{"semver_tag": {"prerelease"?: bool, "suffix"?: text}}`. `claims` maps numbers of Fulcio's
/// extensions to exact texts. With `runner_optional` a certificate without that claim will do.
///
/// Beside `builder` and `schema` the document may have the member `expect`, which is for
/// expectations and not looked at here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Builders {
    entries: Vec<Builder>,
}

impl Builders {
    /// The schema of tables.
    pub const SCHEMA: &'static str = "bonafide.slsa.builders/1";

    /// The builders that everybody can use, at our choice of levels.
    #[must_use]
    pub fn public() -> Self {
        public::table()
    }

    /// The public builders, and these at references that are no releases for the repositories that
    /// test them. For running published test data, never for artifacts.
    #[must_use]
    pub fn testing() -> Self {
        testing::table()
    }

    /// Reads a table in JSON.
    ///
    /// # Errors
    /// [`Error::Json`] for what is no strict JSON and for members that tables do not have;
    /// [`Error::BuildersConfig`] for what is missing, empty or contradictory.
    pub fn parse(document: &[u8]) -> Result<Self, Error> {
        let entries = config::parse(document)?;
        Ok(Self { entries })
    }

    /// The entries, in order.
    #[must_use]
    pub fn entries(&self) -> &[Builder] {
        &self.entries
    }

    /// The table with the entries of `other` behind its own, and in the place of those that have the
    /// same names: for levels of the caller's own choice.
    #[must_use]
    pub fn with(mut self, other: Self) -> Self {
        for entry in other.entries {
            match self
                .entries
                .iter_mut()
                .find(|known| known.name == entry.name)
            {
                Some(known) => *known = entry,
                None => self.entries.push(entry),
            }
        }
        self
    }

    /// The table without the entry of this name.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.entries.retain(|entry| entry.name() != name);
        self
    }

    /// The table with only the entries that `keep` accepts, such as those of some adapters.
    #[must_use]
    pub fn only(mut self, keep: impl Fn(&Builder) -> bool) -> Self {
        self.entries.retain(|entry| keep(entry));
        self
    }
}
