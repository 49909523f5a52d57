//! What a package is expected to be built from, and how.

mod dependencies;
mod parameters;

pub use dependencies::{DependencyRules, Pinned, SummarizedDependency};
pub use parameters::{JsonText, ParameterRule, UnknownParameters};

use bonafide_report::Place;

use crate::{Error, Glob, SourceId, UriContext};

/// What one package is expected to be. Rules combine with "and"; lists inside a rule with "or".
///
/// ```
/// use bonafide_slsa::Expectations;
///
/// let wanted = Expectations::source("github.com/acme/app")?
///     .with_tag("v1.2.3")
///     .with_min_level(3);
/// # Ok::<(), bonafide_slsa::Error>(())
/// ```
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
    pub(crate) joins: Vec<Join>,
    pub(crate) signers: usize,
}

/// A claim of a builder about its own work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ClaimName {
    /// All external parameters are listed.
    CompleteParameters,
    /// The whole environment is listed.
    CompleteEnvironment,
    /// All dependencies are listed.
    CompleteDependencies,
    /// The build had no network.
    Hermetic,
    /// The build gives the same bytes again.
    Reproducible,
}

impl ClaimName {
    /// The stable name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::CompleteParameters => "complete.parameters",
            Self::CompleteEnvironment => "complete.environment",
            Self::CompleteDependencies => "complete.dependencies",
            Self::Hermetic => "hermetic",
            Self::Reproducible => "reproducible",
        }
    }
}

/// What a claim is expected to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "a claim has three values")]
pub enum ClaimRule {
    /// Claimed to be true, by somebody who can know.
    MustBeTrue,
    /// Not claimed to be false.
    MustNotBeFalse,
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
    /// Built from this repository, such as `github.com/owner/name` or a URI.
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

    /// Built from this tag, by its short name.
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

    /// Built by the workflow at this path; `*` stands for a run without `/`, `**` for any run.
    ///
    /// # Errors
    /// [`Error::ExpectationsConfig`] for a glob that is too long or has too many stars.
    pub fn with_workflow(mut self, path: &str) -> Result<Self, Error> {
        let glob = Glob::new(path).map_err(|reason| Error::ExpectationsConfig {
            place: Place::root().member("workflow"),
            reason,
        })?;
        self.workflow = Some(glob);
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
    /// at its pointer and everything below.
    ///
    /// # Errors
    /// [`Error::ExpectationsConfig`] for a text that is no pointer to a parameter, and for a second
    /// rule at a pointer.
    pub fn with_parameter(mut self, pointer: &str, rule: ParameterRule) -> Result<Self, Error> {
        let refuse = |reason| Error::ExpectationsConfig {
            place: Place::root().member("external").member(pointer),
            reason,
        };
        if !pointer.starts_with('/') {
            // The empty one would cover every parameter, whatever its rule asks.
            return Err(refuse("a pointer to a parameter begins with a slash"));
        }
        if self.parameters.iter().any(|(known, _)| known == pointer) {
            return Err(refuse("two rules at one pointer"));
        }
        self.parameters.push((pointer.to_owned(), rule));
        Ok(self)
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

    /// What cannot be kept by any provenance.
    ///
    /// # Errors
    /// [`Error::ExpectationsConfig`].
    pub fn check(&self) -> Result<(), Error> {
        let refuse = |member: &str, reason| {
            let place = Place::root().member(member);
            Err(Error::ExpectationsConfig { place, reason })
        };
        if self.tag.is_some() && self.versioned_tag.is_some() {
            return refuse("tag", "a tag and a versioned tag exclude each other");
        }
        if self.min_level > 3 {
            return refuse("min_level", "there is no build level above 3");
        }
        if self.signers == 0 {
            return refuse("signers", "at least one signer is needed");
        }
        let is_absent = |pointer: &str| {
            self.parameters
                .iter()
                .any(|(at, rule)| at == pointer && matches!(rule, ParameterRule::Absent))
        };
        if !self.inputs.is_empty() && is_absent("/inputs") {
            return refuse("inputs", "inputs are expected and forbidden");
        }
        for (at, input) in self.inputs.iter().enumerate() {
            let mut before = self.inputs.iter().take(at);
            if before.any(|known| known.0 == input.0 && known.1 != input.1) {
                return refuse("inputs", "two values for one input");
            }
        }
        Ok(())
    }
}
