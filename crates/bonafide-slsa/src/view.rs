//! One view over three formats of provenance.

mod draft;
mod field;
mod notes;
mod v01;
mod v02;
mod v1;

use std::borrow::Cow;

use bonafide_dsse::{Statement, StatementOptions, Timestamp};
use bonafide_report::{Finding, Place};

use crate::error::shown;
use crate::{Error, Raw};
use draft::{Draft, Parts};

pub use field::{Claim, ConfigSource, Dependency, Field, Parameter};

/// The formats of provenance that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ProvenanceVersion {
    /// `https://slsa.dev/provenance/v0.1`.
    V01,
    /// `https://slsa.dev/provenance/v0.2`.
    V02,
    /// `https://slsa.dev/provenance/v1`: 1.0 and all that share its predicate type.
    V1,
}

impl ProvenanceVersion {
    /// The predicate type.
    #[must_use]
    pub const fn uri(self) -> &'static str {
        match self {
            Self::V01 => "https://slsa.dev/provenance/v0.1",
            Self::V02 => "https://slsa.dev/provenance/v0.2",
            Self::V1 => "https://slsa.dev/provenance/v1",
        }
    }

    /// The format whose predicate type is exactly `uri`.
    #[must_use]
    pub fn from_uri(uri: &str) -> Option<Self> {
        [Self::V01, Self::V02, Self::V1]
            .into_iter()
            .find(|version| version.uri() == uri)
    }
}

/// What provenance may cost.
#[derive(Clone, Debug)]
pub struct ProvenanceOptions {
    statement: StatementOptions,
    dependencies: usize,
    uri_bytes: usize,
}

impl Default for ProvenanceOptions {
    /// 200,000 dependencies, as many by-products and parts of the builder; 32 digests each, and
    /// URIs of 8 KiB.
    fn default() -> Self {
        Self {
            statement: StatementOptions::provenance(),
            dependencies: 200_000,
            uri_bytes: 8 << 10,
        }
    }
}

impl ProvenanceOptions {
    /// At most `dependencies` entries in one list of resources.
    #[must_use]
    pub const fn with_dependencies(mut self, dependencies: usize) -> Self {
        self.dependencies = dependencies;
        self
    }

    /// At most `digests` digests of one resource.
    #[must_use]
    pub fn with_digests(mut self, digests: usize) -> Self {
        self.statement = self.statement.with_digests(digests);
        self
    }

    /// At most `bytes` bytes in a URI.
    #[must_use]
    pub fn with_uri_bytes(mut self, bytes: usize) -> Self {
        self.statement = self.statement.with_uri_bytes(bytes);
        self.uri_bytes = bytes;
        self
    }

    /// Takes hexadecimal digits in capitals for small ones.
    #[must_use]
    pub fn with_lenient_hex(mut self) -> Self {
        self.statement = self.statement.with_lenient_hex();
        self
    }
}

/// SLSA provenance of any version, read and not judged. Borrows from the statement.
///
/// All pointers, also those of errors and notes, lead into the predicate.
///
/// # Specification
/// SLSA provenance v0.1, v0.2, v1.
#[derive(Clone, Debug)]
pub struct Provenance<'a> {
    version: ProvenanceVersion,
    parts: Parts<'a>,
}

impl<'a> Provenance<'a> {
    /// Reads the predicate of a statement, with the default limits.
    ///
    /// # Errors
    /// [`Error::Statement`] when the predicate is of another type, or a descriptor is malformed;
    /// [`Error::Draft`], [`Error::MissingField`], [`Error::MaterialIndex`], [`Error::Timestamp`],
    /// [`Error::Shape`], [`Error::Json`].
    pub fn of(statement: &'a Statement) -> Result<Self, Error> {
        Self::read(statement, &ProvenanceOptions::default())
    }

    /// Reads the predicate of a statement.
    ///
    /// # Errors
    /// Those of [`of`](Self::of).
    pub fn read(statement: &'a Statement, options: &ProvenanceOptions) -> Result<Self, Error> {
        if statement.predicate_type() == v1::DRAFT {
            let place = Place::root();
            return Err(Error::Draft { place });
        }
        let uri = statement.predicate_type();
        let version = ProvenanceVersion::from_uri(uri).ok_or_else(|| {
            let wanted = ProvenanceVersion::V1.uri().to_owned();
            let found = shown(uri);
            bonafide_dsse::Error::PredicateType { found, wanted }
        })?;
        let draft = Draft::new(statement.predicate(), options);
        let parts = match version {
            ProvenanceVersion::V01 => v01::read(draft)?,
            ProvenanceVersion::V02 => v02::read(draft)?,
            ProvenanceVersion::V1 => v1::read(draft)?,
        };
        Ok(Self { version, parts })
    }

    /// The format.
    #[must_use]
    pub const fn version(&self) -> ProvenanceVersion {
        self.version
    }

    /// The builder; empty only where BuildKit does not know its own name.
    #[must_use]
    pub const fn builder_id(&self) -> &Field<Cow<'a, str>> {
        &self.parts.builder_id
    }

    /// How to understand the parameters.
    #[must_use]
    pub const fn build_type(&self) -> &Field<Cow<'a, str>> {
        &self.parts.build_type
    }

    /// The versions of the builder's parts: an object.
    #[must_use]
    pub const fn builder_version(&self) -> Option<Raw<'a>> {
        self.parts.builder_version
    }

    /// What the builder itself was made of.
    #[must_use]
    pub fn builder_dependencies(&self) -> &[Dependency<'a>] {
        &self.parts.builder_dependencies
    }

    /// The external parameters in document order, without those that are `null`.
    #[must_use]
    pub fn external(&self) -> &[Parameter<'a>] {
        &self.parts.external
    }

    /// Where the configuration of the build came from, as the formats before v1 say it.
    #[must_use]
    pub const fn config_source(&self) -> Option<&ConfigSource<'a>> {
        self.parts.config_source.as_ref()
    }

    /// The internal parameters, or the environment in the formats before v1; an object that is not
    /// empty.
    #[must_use]
    pub fn internal(&self) -> Option<Field<Raw<'a>>> {
        self.parts.internal.clone()
    }

    /// The steps of the build, as v0.2 and BuildKit list them; an object that is not empty.
    #[must_use]
    pub fn build_config(&self) -> Option<Field<Raw<'a>>> {
        self.parts.build_config.clone()
    }

    /// What went into the build, in document order, which means nothing. The configuration source
    /// of v0.2 is the last of them, unless a material has its URI and digests.
    #[must_use]
    pub fn dependencies(&self) -> &[Dependency<'a>] {
        &self.parts.dependencies
    }

    /// The name of the build among those of its builder.
    #[must_use]
    pub const fn invocation_id(&self) -> Option<&Field<Cow<'a, str>>> {
        self.parts.invocation_id.as_ref()
    }

    /// When the build started.
    #[must_use]
    pub const fn started_on(&self) -> Option<&Field<Timestamp>> {
        self.parts.started_on.as_ref()
    }

    /// When the build ended.
    #[must_use]
    pub const fn finished_on(&self) -> Option<&Field<Timestamp>> {
        self.parts.finished_on.as_ref()
    }

    /// Whether all external parameters are listed.
    #[must_use]
    pub const fn complete_parameters(&self) -> &Field<Claim> {
        &self.parts.complete_parameters
    }

    /// Whether all of the environment is listed.
    #[must_use]
    pub const fn complete_environment(&self) -> &Field<Claim> {
        &self.parts.complete_environment
    }

    /// Whether all dependencies are listed.
    #[must_use]
    pub const fn complete_dependencies(&self) -> &Field<Claim> {
        &self.parts.complete_dependencies
    }

    /// Whether the build had no network.
    #[must_use]
    pub const fn hermetic(&self) -> &Field<Claim> {
        &self.parts.hermetic
    }

    /// Whether building again gives the same bytes.
    #[must_use]
    pub const fn reproducible(&self) -> &Field<Claim> {
        &self.parts.reproducible
    }

    /// What came out of the build beside the artifacts.
    #[must_use]
    pub fn byproducts(&self) -> &[Dependency<'a>] {
        &self.parts.byproducts
    }

    /// Members that the format does not have, extensions among them; at most the first 64.
    #[must_use]
    pub fn unknown_members(&self) -> &[Place] {
        &self.parts.unknown
    }

    /// What is odd and no failure; at most 64.
    #[must_use]
    pub fn notes(&self) -> &[Finding] {
        &self.parts.notes
    }
}
