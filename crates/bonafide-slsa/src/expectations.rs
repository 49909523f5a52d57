//! What a package is expected to be built from, and how.

mod claims;
mod config;
mod dependencies;
mod parameters;
mod propose;
mod sense;

pub use claims::{ClaimName, ClaimRule};
pub use config::ExpectationSet;
pub use dependencies::{DependencyRules, Pinned, SummarizedDependency};
pub use parameters::{JsonText, ParameterRule, UnknownParameters};
pub use propose::{Proposal, propose};

use bonafide_report::Place;

use crate::{Error, Glob, RefRule, SourceId, UriContext};

/// What one package is expected to be. Rules combine with "and"; lists inside a rule with "or".
///
/// ```
/// use bonafide_slsa::{Expectations, JsonText, ParameterRule};
///
/// let stable = ParameterRule::Equals(JsonText::parse("\"stable\"")?);
/// let wanted = Expectations::source("github.com/acme/app")?
///     .with_workflow(".github/workflows/release.yml")?
///     .with_tag("v1.2.3")
///     .with_parameter("/vars/channel", stable)?
///     .with_min_level(3);
/// wanted.check()?;
/// # Ok::<(), bonafide_slsa::Error>(())
/// ```
///
/// [`ExpectationSet`] reads them from a document.
///
/// # Specification
/// SLSA v1 verifying artifacts, step 2.
#[derive(Clone, Debug)]
pub struct Expectations {
    pub(crate) builders: Vec<String>,
    pub(crate) source: Option<SourceId>,
    pub(crate) branch: Option<String>,
    pub(crate) tag: Option<String>,
    pub(crate) versioned_tag: Option<String>,
    pub(crate) references: Vec<RefRule>,
    pub(crate) workflow: Option<Glob>,
    pub(crate) workflow_text: String,
    pub(crate) triggers: Vec<String>,
    pub(crate) build_types: Vec<String>,
    pub(crate) parameters: Vec<(String, ParameterRule)>,
    pub(crate) inputs: Vec<(String, String)>,
    pub(crate) unknown: UnknownParameters,
    pub(crate) dependencies: DependencyRules,
    pub(crate) claims: Vec<(ClaimName, ClaimRule)>,
    pub(crate) min_level: u8,
    pub(crate) max_age: Option<u64>,
    pub(crate) subject_name: Option<String>,
    pub(crate) package_name: Option<String>,
    pub(crate) package_version: Option<String>,
    pub(crate) npm_publish: bool,
    pub(crate) registry_keys: Vec<String>,
    pub(crate) joins: Vec<Join>,
    pub(crate) signers: usize,
}

/// What several attestations about one artifact must have in common.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Join {
    /// The id of the invocation.
    Invocation,
    /// The commit of the source.
    SourceCommit,
    /// What stands at this RFC 6901 pointer into the predicate.
    Pointer(String),
}

impl Expectations {
    /// Built from this repository, such as `github.com/owner/name` or a URI. `owner/name` alone is
    /// refused: it would be the repository `name` at a host `owner`.
    ///
    /// # Errors
    /// [`Error::Uri`], [`Error::AmbiguousRef`]; [`Error::ExpectationsConfig`] for a source with a
    /// reference, which has rules of its own.
    pub fn source(source: &str) -> Result<Self, Error> {
        let source = SourceId::parse(source, UriContext::Expectation)?;
        if source.reference().is_some() || source.revision().is_some() {
            return Err(Error::ExpectationsConfig {
                place: Place::root().member("source"),
                reason: "a source names no reference here; expect a branch or a tag",
            });
        }
        let mut expectations = Self::any_source();
        expectations.source = Some(source);
        Ok(expectations)
    }

    /// Built from whatever repository. Say so only where something else tells what is built.
    #[must_use]
    pub const fn any_source() -> Self {
        Self {
            builders: Vec::new(),
            source: None,
            branch: None,
            tag: None,
            versioned_tag: None,
            references: Vec::new(),
            workflow: None,
            workflow_text: String::new(),
            triggers: Vec::new(),
            build_types: Vec::new(),
            parameters: Vec::new(),
            inputs: Vec::new(),
            unknown: UnknownParameters::Reject,
            dependencies: DependencyRules::none(),
            claims: Vec::new(),
            min_level: 0,
            max_age: None,
            subject_name: None,
            package_name: None,
            package_version: None,
            npm_publish: false,
            registry_keys: Vec::new(),
            joins: Vec::new(),
            signers: 1,
        }
    }

    /// Built by this builder: the name of an entry of the table, or a builder id with or without
    /// its version. Called again: by one of them.
    #[must_use]
    pub fn with_builder(mut self, builder: impl Into<String>) -> Self {
        self.builders.push(builder.into());
        self
    }

    /// Built from this branch, by its short name.
    #[must_use]
    pub fn with_branch(mut self, branch: impl Into<String>) -> Self {
        self.branch = Some(branch.into());
        self
    }

    /// Built from this tag, by its short name: `v1.2.3`, not `refs/tags/v1.2.3`, which
    /// [`Expectations::check`] refuses.
    #[must_use]
    pub fn with_tag(mut self, tag: impl Into<String>) -> Self {
        self.tag = Some(tag.into());
        self
    }

    /// Built from a tag of this version: `v1`, `v1.2` or `v1.2.3`; parts that are left out may be
    /// anything.
    #[must_use]
    pub fn with_versioned_tag(mut self, version: impl Into<String>) -> Self {
        self.versioned_tag = Some(version.into());
        self
    }

    /// Built from a reference that the rule admits: a branch or a tag whose name fits a glob, the tag
    /// of a release, or one full reference. Called again: each rule must hold.
    #[must_use]
    pub fn with_reference(mut self, rule: RefRule) -> Self {
        self.references.push(rule);
        self
    }

    /// Built by the workflow at this path, as it stands in the repository: on GitHub
    /// `.github/workflows/release.yml`, not `release.yml`. `*` stands for a run without `/`, `**` for
    /// any run. For a workflow that signs and is none of the repository's see
    /// [`with_builder`](Self::with_builder).
    ///
    /// # Errors
    /// [`Error::ExpectationsConfig`] for a URI, and for a glob that is too long or has too many stars.
    pub fn with_workflow(mut self, path: &str) -> Result<Self, Error> {
        self.workflow = Some(sense::workflow(path, &Place::root().member("workflow"))?);
        path.clone_into(&mut self.workflow_text);
        Ok(self)
    }

    /// Triggered by this event. Called again: by one of them.
    #[must_use]
    pub fn with_trigger(mut self, event: impl Into<String>) -> Self {
        self.triggers.push(event.into());
        self
    }

    /// Of this build type. Called again: of one of them.
    #[must_use]
    pub fn with_build_type(mut self, build_type: impl Into<String>) -> Self {
        self.build_types.push(build_type.into());
        self
    }

    /// The external parameter at this RFC 6901 pointer is as `rule` says. A rule covers the value
    /// at its pointer and everything below. Of rules at one pointer and below it each must hold.
    ///
    /// # Errors
    /// [`Error::ExpectationsConfig`] for a text that is no pointer to a parameter, and for a
    /// second rule at a pointer.
    pub fn with_parameter(mut self, pointer: &str, rule: ParameterRule) -> Result<Self, Error> {
        self.add_parameter(pointer, rule)?;
        Ok(self)
    }

    fn add_parameter(&mut self, pointer: &str, rule: ParameterRule) -> Result<(), Error> {
        let place = Place::root().member("external").member(pointer);
        if let Some(reason) = sense::pointer_defect(pointer) {
            return Err(Error::ExpectationsConfig { place, reason });
        }
        if self.parameters.iter().any(|(known, _)| known == pointer) {
            let reason = "two rules at one pointer";
            return Err(Error::ExpectationsConfig { place, reason });
        }
        self.parameters.push((pointer.to_owned(), rule));
        Ok(())
    }

    /// The workflow was dispatched with this input, compared as text.
    #[must_use]
    pub fn with_input(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.inputs.push((name.into(), value.into()));
        self
    }

    /// What becomes of external parameters that no rule covers; rejected unless set.
    #[must_use]
    pub const fn with_unknown_parameters(mut self, unknown: UnknownParameters) -> Self {
        self.unknown = unknown;
        self
    }

    /// What is expected of the dependencies.
    #[must_use]
    pub fn with_dependencies(mut self, rules: DependencyRules) -> Self {
        self.dependencies = rules;
        self
    }

    /// The dependencies for which the caller verified a summary, where the rules demand one of each.
    #[must_use]
    pub fn with_summaries(mut self, summaries: Vec<SummarizedDependency>) -> Self {
        if self.dependencies.summaries.is_some() {
            self.dependencies.summaries = Some(summaries);
        }
        self
    }

    /// What is expected of a claim.
    #[must_use]
    pub fn with_claim(mut self, name: ClaimName, rule: ClaimRule) -> Self {
        self.claims.retain(|(known, _)| *known != name);
        self.claims.push((name, rule));
        self
    }

    /// The lowest build level that is accepted, 0 to 3; 0 unless set.
    #[must_use]
    pub const fn with_min_level(mut self, level: u8) -> Self {
        self.min_level = level;
        self
    }

    /// Signed at most this many seconds before the evaluation time.
    #[must_use]
    pub const fn with_max_age(mut self, seconds: u64) -> Self {
        self.max_age = Some(seconds);
        self
    }

    /// One of the subjects that match has this name.
    #[must_use]
    pub fn with_subject_name(mut self, name: impl Into<String>) -> Self {
        self.subject_name = Some(name.into());
        self
    }

    /// The npm package has this name.
    #[must_use]
    pub fn with_package_name(mut self, name: impl Into<String>) -> Self {
        self.package_name = Some(name.into());
        self
    }

    /// The npm package has this version.
    #[must_use]
    pub fn with_package_version(mut self, version: impl Into<String>) -> Self {
        self.package_version = Some(version.into());
        self
    }

    /// Beside the provenance there is exactly one attestation of the npm registry, that it published
    /// the package, and both name the same package.
    #[must_use]
    pub const fn with_npm_publish(mut self) -> Self {
        self.npm_publish = true;
        self
    }

    /// The registry signs with one of these keys, by the names under which the caller trusts them.
    /// Unless they are named, any key that the caller trusts is taken for one of the registry.
    #[must_use]
    pub fn with_registry_keys(mut self, names: impl IntoIterator<Item = String>) -> Self {
        self.registry_keys.extend(names);
        self
    }

    /// Attestations of at least this many different signers are acceptable; 1 unless set.
    #[must_use]
    pub const fn with_signers(mut self, signers: usize) -> Self {
        self.signers = signers;
        self
    }

    /// Those attestations have this in common.
    #[must_use]
    pub fn with_join(mut self, join: Join) -> Self {
        self.joins.push(join);
        self
    }
}
