//! What a verdict tells beyond its checks, for those who read a report.

use std::collections::BTreeMap;

use bonafide_digest::Digest;
use bonafide_report::Time;

/// Entries of one list of facts that a verdict keeps; counts tell how many there were.
pub const MAX_FACTS: usize = 500;

/// What verified evidence says of an artifact. It decides nothing: checks do.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct VerdictFacts {
    pub(crate) coverage: Vec<CoverageFacts>,
    pub(crate) provenance: Vec<ProvenanceFacts>,
    pub(crate) sboms: Vec<SbomFacts>,
}

/// Which files of a model a signature covers.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct CoverageFacts {
    /// The check that found this out.
    pub(crate) check: String,
    pub(crate) files: u64,
    pub(crate) bytes: u64,
    /// Files that are there and that the signature does not cover; at most [`MAX_FACTS`].
    pub(crate) uncovered: Vec<String>,
    pub(crate) uncovered_count: u64,
}

/// How an artifact was built, as a verified statement says.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct ProvenanceFacts {
    /// The check that found this out.
    pub(crate) check: String,
    pub(crate) builder: Option<String>,
    pub(crate) build_type: Option<String>,
    pub(crate) source: Option<String>,
    pub(crate) commit: Option<String>,
    /// The SLSA build level that was reached.
    pub(crate) build_level: Option<u16>,
    pub(crate) finished_at: Option<Time>,
    pub(crate) parameters: BTreeMap<String, String>,
    /// At most [`MAX_FACTS`].
    pub(crate) dependencies: Vec<DependencyFacts>,
    pub(crate) dependencies_count: u64,
}

/// What a build used.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct DependencyFacts {
    pub(crate) uri: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) digest: Option<Digest>,
}

/// What an artifact consists of, as a bill of materials says.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct SbomFacts {
    /// The check that found this out.
    pub(crate) check: String,
    /// Such as `CycloneDX 1.6`.
    pub(crate) format: String,
    pub(crate) components_count: u64,
    /// How many components state each licence.
    pub(crate) licences: BTreeMap<String, u64>,
    /// At most [`MAX_FACTS`]; the first is what the document describes.
    pub(crate) components: Vec<ComponentFacts>,
}

/// A component of a bill of materials.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct ComponentFacts {
    /// Its package URL, or its name and version.
    pub(crate) name: String,
    pub(crate) licence: Option<String>,
    /// What it depends on: positions in the list of components. Others are left out.
    pub(crate) depends_on: Vec<usize>,
}

impl VerdictFacts {
    /// Which files signatures of models cover.
    #[must_use]
    pub fn coverage(&self) -> &[CoverageFacts] {
        &self.coverage
    }

    /// How the artifact was built.
    #[must_use]
    pub fn provenance(&self) -> &[ProvenanceFacts] {
        &self.provenance
    }

    /// What the artifact consists of.
    #[must_use]
    pub fn sboms(&self) -> &[SbomFacts] {
        &self.sboms
    }

    /// Whether there is nothing to tell.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.coverage.is_empty() && self.provenance.is_empty() && self.sboms.is_empty()
    }
}

impl CoverageFacts {
    /// The id of the check that found this out.
    #[must_use]
    pub fn check(&self) -> &str {
        &self.check
    }

    /// How many files are covered.
    #[must_use]
    pub const fn files(&self) -> u64 {
        self.files
    }

    /// How many bytes they have.
    #[must_use]
    pub const fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Files that are there and that the signature does not cover, at most [`MAX_FACTS`]; untrusted
    /// text.
    #[must_use]
    pub fn uncovered(&self) -> &[String] {
        &self.uncovered
    }

    /// How many such files there are.
    #[must_use]
    pub const fn uncovered_count(&self) -> u64 {
        self.uncovered_count
    }
}

impl ProvenanceFacts {
    /// The id of the check that found this out.
    #[must_use]
    pub fn check(&self) -> &str {
        &self.check
    }

    /// What built it; untrusted text, as all texts here.
    #[must_use]
    pub fn builder(&self) -> Option<&str> {
        self.builder.as_deref()
    }

    /// How it was built.
    #[must_use]
    pub fn build_type(&self) -> Option<&str> {
        self.build_type.as_deref()
    }

    /// From which repository.
    #[must_use]
    pub fn source(&self) -> Option<&str> {
        self.source.as_deref()
    }

    /// From which commit.
    #[must_use]
    pub fn commit(&self) -> Option<&str> {
        self.commit.as_deref()
    }

    /// The SLSA build level that was reached.
    #[must_use]
    pub const fn build_level(&self) -> Option<u16> {
        self.build_level
    }

    /// When the build ended.
    #[must_use]
    pub const fn finished_at(&self) -> Option<Time> {
        self.finished_at
    }

    /// The external parameters, as text.
    #[must_use]
    pub const fn parameters(&self) -> &BTreeMap<String, String> {
        &self.parameters
    }

    /// What the build used, at most [`MAX_FACTS`].
    #[must_use]
    pub fn dependencies(&self) -> &[DependencyFacts] {
        &self.dependencies
    }

    /// How many dependencies there are.
    #[must_use]
    pub const fn dependencies_count(&self) -> u64 {
        self.dependencies_count
    }
}

impl DependencyFacts {
    /// Where it comes from; untrusted text.
    #[must_use]
    pub fn uri(&self) -> Option<&str> {
        self.uri.as_deref()
    }

    /// What it is called; untrusted text.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// Its digest.
    #[must_use]
    pub const fn digest(&self) -> Option<&Digest> {
        self.digest.as_ref()
    }
}

impl SbomFacts {
    /// The id of the check that found this out.
    #[must_use]
    pub fn check(&self) -> &str {
        &self.check
    }

    /// The format and its version, such as `CycloneDX 1.6`.
    #[must_use]
    pub fn format(&self) -> &str {
        &self.format
    }

    /// How many components there are.
    #[must_use]
    pub const fn components_count(&self) -> u64 {
        self.components_count
    }

    /// How many components state each licence; untrusted text.
    #[must_use]
    pub const fn licences(&self) -> &BTreeMap<String, u64> {
        &self.licences
    }

    /// The components, at most [`MAX_FACTS`]; the first is what the document describes.
    #[must_use]
    pub fn components(&self) -> &[ComponentFacts] {
        &self.components
    }
}

impl ComponentFacts {
    /// Its package URL, or its name and version; untrusted text.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its licence; untrusted text.
    #[must_use]
    pub fn licence(&self) -> Option<&str> {
        self.licence.as_deref()
    }

    /// What it depends on: positions in the list of components.
    #[must_use]
    pub fn depends_on(&self) -> &[usize] {
        &self.depends_on
    }
}
