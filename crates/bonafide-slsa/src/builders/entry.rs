//! One entry of a table.

use bonafide_report::Window;

use super::rules::{BuilderIdRule, SignerRule, TypeRule};

/// A builder that is trusted: who signs for it, what its statements say, and up to which level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Builder {
    pub(super) name: String,
    pub(super) operator: String,
    pub(super) signer: SignerRule,
    pub(super) builder_id: BuilderIdRule,
    pub(super) predicate_types: Vec<String>,
    pub(super) build_types: Vec<TypeRule>,
    pub(super) max_level: u8,
    pub(super) adapter: Adapter,
    pub(super) is_forgeable: bool,
    pub(super) valid: Option<Window>,
    pub(super) caps: Vec<(CapCause, u8)>,
    pub(super) backing: Vec<(String, u32)>,
    pub(super) pointers: SourcePointers,
    pub(super) ignored_parameters: Vec<String>,
}

impl Builder {
    /// The label, unique in its table.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Who runs the builder; builders of one operator are not independent of each other.
    #[must_use]
    pub fn operator(&self) -> &str {
        &self.operator
    }

    /// Who may sign.
    #[must_use]
    pub const fn signer(&self) -> &SignerRule {
        &self.signer
    }

    /// What the statement may say about its builder.
    #[must_use]
    pub const fn builder_id(&self) -> &BuilderIdRule {
        &self.builder_id
    }

    /// The types of predicate that the builder writes.
    #[must_use]
    pub fn predicate_types(&self) -> &[String] {
        &self.predicate_types
    }

    /// The build types that the builder is trusted for.
    #[must_use]
    pub fn build_types(&self) -> &[TypeRule] {
        &self.build_types
    }

    /// Whether the builder is trusted for this build type.
    #[must_use]
    pub fn has_build_type(&self, build_type: &str) -> bool {
        self.build_types.iter().any(|rule| rule.matches(build_type))
    }

    /// The build level that the builder is trusted up to.
    #[must_use]
    pub const fn max_level(&self) -> u8 {
        self.max_level
    }

    /// How the fields of its statements are read.
    #[must_use]
    pub const fn adapter(&self) -> Adapter {
        self.adapter
    }

    /// Whether the steps of a tenant's build can write the statement.
    #[must_use]
    pub const fn is_forgeable(&self) -> bool {
        self.is_forgeable
    }

    /// When the builder was or is trusted, by the trusted time of signing.
    #[must_use]
    pub const fn valid(&self) -> Option<&Window> {
        self.valid.as_ref()
    }

    /// The levels that this entry allows at most under some circumstances, beside those that hold
    /// for all builders.
    #[must_use]
    pub fn caps(&self) -> &[(CapCause, u8)] {
        &self.caps
    }

    /// The level that this entry allows at most under `cause`, if it says so.
    #[must_use]
    pub fn cap(&self, cause: CapCause) -> Option<u8> {
        let mut caps = self.caps.iter();
        caps.find(|(known, _)| *known == cause)
            .map(|(_, level)| *level)
    }

    /// Fields of the view that a claim of the certificate confirms, by the claim's number, beside
    /// those of the adapter: `source`, `ref`, `commit` or `workflow`.
    #[must_use]
    pub fn backing(&self) -> &[(String, u32)] {
        &self.backing
    }

    /// Where a predicate that no adapter knows names its source.
    #[must_use]
    pub const fn pointers(&self) -> &SourcePointers {
        &self.pointers
    }

    /// External parameters that may be left without an expectation.
    #[must_use]
    pub fn ignored_parameters(&self) -> &[String] {
        &self.ignored_parameters
    }
}

/// How the fields of a builder's statements are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Adapter {
    /// The reusable workflows of slsa-github-generator.
    SlsaGenerator,
    /// Builders that delegate to slsa-github-generator.
    Delegator,
    /// Artifact attestations of GitHub.
    GitHub,
    /// npm's command line on GitHub.
    Npm,
    /// Google Cloud Build.
    CloudBuild,
    /// What the entry says.
    Generic,
}

impl Adapter {
    pub(super) const ALL: [Self; 6] = [
        Self::SlsaGenerator,
        Self::Delegator,
        Self::GitHub,
        Self::Npm,
        Self::CloudBuild,
        Self::Generic,
    ];

    /// The stable lower-case name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SlsaGenerator => "slsa-generator",
            Self::Delegator => "delegator",
            Self::GitHub => "github",
            Self::Npm => "npm",
            Self::CloudBuild => "cloud-build",
            Self::Generic => "generic",
        }
    }

    /// The types of predicate that are read so, unless an entry says otherwise.
    pub(super) const fn predicate_types(self) -> &'static [&'static str] {
        const V01: &str = "https://slsa.dev/provenance/v0.1";
        const V02: &str = "https://slsa.dev/provenance/v0.2";
        const V1: &str = "https://slsa.dev/provenance/v1";
        match self {
            Self::SlsaGenerator | Self::Delegator | Self::Npm => &[V02, V1],
            Self::GitHub => &[V1],
            Self::CloudBuild => &[V01, V1],
            Self::Generic => &[V01, V02, V1],
        }
    }

    /// Whether tenants can write the statement, unless an entry says otherwise.
    pub(super) const fn is_forgeable(self) -> bool {
        matches!(self, Self::GitHub | Self::Npm | Self::Generic)
    }
}

/// Circumstances under which an entry may allow less than its level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CapCause {
    /// No trusted time, or no log entry where one is required.
    NoTime,
    /// The build ran on a machine of the tenant.
    SelfHosted,
    /// A field that an expectation needs is confirmed by nobody.
    Unbacked,
    /// The source is an archive in a bucket.
    Archive,
    /// The subject is known by an opaque id only.
    OpaqueSubject,
}

impl CapCause {
    pub(super) const ALL: [Self; 5] = [
        Self::NoTime,
        Self::SelfHosted,
        Self::Unbacked,
        Self::Archive,
        Self::OpaqueSubject,
    ];

    /// The stable lower-case name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NoTime => "no-time",
            Self::SelfHosted => "self-hosted",
            Self::Unbacked => "unbacked",
            Self::Archive => "archive",
            Self::OpaqueSubject => "opaque-subject",
        }
    }
}

/// RFC 6901 pointers into a predicate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourcePointers {
    pub(super) by_field: Vec<(String, String)>,
}

impl SourcePointers {
    /// The pointer to the repository.
    #[must_use]
    pub fn source(&self) -> Option<&str> {
        self.field("source")
    }

    /// The pointer to the reference.
    #[must_use]
    pub fn reference(&self) -> Option<&str> {
        self.field("ref")
    }

    /// The pointer to the commit.
    #[must_use]
    pub fn commit(&self) -> Option<&str> {
        self.field("commit")
    }

    /// The pointer to the path of the workflow.
    #[must_use]
    pub fn workflow(&self) -> Option<&str> {
        self.field("workflow")
    }

    /// The pointer to the inputs.
    #[must_use]
    pub fn inputs(&self) -> Option<&str> {
        self.field("inputs")
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_field.is_empty()
    }

    fn field(&self, name: &str) -> Option<&str> {
        let mut fields = self.by_field.iter();
        fields
            .find(|(field, _)| field == name)
            .map(|(_, pointer)| pointer.as_str())
    }
}
