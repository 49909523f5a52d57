//! What an adapter makes of provenance: the same few facts, whoever built.

use std::borrow::Cow;

use bonafide_report::Place;

use crate::{Error, Raw, SourceId};

/// A value and where the statement says it.
#[derive(Clone, Debug)]
pub(crate) struct Fact<T> {
    pub(crate) value: T,
    pub(crate) place: Place,
}

impl<T> Fact<T> {
    pub(crate) const fn new(value: T, place: Place) -> Self {
        Self { value, place }
    }
}

/// A text of the statement.
pub(crate) type TextFact<'a> = Fact<Cow<'a, str>>;

/// A branch or a tag: told, or the reason why not.
#[derive(Clone, Debug)]
pub(crate) enum Named {
    Is(String),
    /// The source is at no reference of this kind; at which one it is.
    Other(String),
    /// The format does not tell.
    Unsupported,
}

/// The stage of a check, in the order in which a verifier that stops would make them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Stage {
    Signature,
    BuilderIdentity,
    CertificateSource,
    Payload,
    BuilderId,
    Source,
    Digest,
    Branch,
    Tag,
    VersionedTag,
    Inputs,
    Package,
    /// What only this crate asks.
    Other,
}

/// What covers an external parameter besides rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cover {
    /// Nothing.
    Open,
    /// The adapter tells who and what by it. In an object that goes for the members that do.
    Identity,
    /// It repeats something else, or the entry of the builder lets it be anything.
    Free,
}

/// The members of objects by which adapters tell who and what.
pub(crate) const IDENTITY: [&str; 5] = ["ref", "repository", "path", "uri", "digest"];

/// An external parameter as rules see it.
#[derive(Clone, Debug)]
pub(crate) struct Parameter<'a> {
    /// Its name, the first segment of the pointers that address it.
    pub(crate) name: String,
    pub(crate) place: Place,
    pub(crate) value: Raw<'a>,
    pub(crate) cover: Cover,
    /// Whether its values are texts, however they are written.
    pub(crate) is_text: bool,
}

/// What an adapter found.
#[derive(Clone, Debug, Default)]
pub(crate) struct Facts<'a> {
    /// What triggered the build; for most builders the same as the source.
    pub(crate) trigger: Option<Fact<SourceId>>,
    /// What was built.
    pub(crate) source: Option<Fact<SourceId>>,
    /// Commits of the source, from each place that names one.
    pub(crate) commits: Vec<TextFact<'a>>,
    pub(crate) reference: Option<TextFact<'a>>,
    pub(crate) branch: Option<Named>,
    pub(crate) tag: Option<Named>,
    pub(crate) workflow: Option<TextFact<'a>>,
    pub(crate) event: Option<TextFact<'a>>,
    /// The inputs of a dispatched workflow.
    pub(crate) inputs: Option<Fact<Raw<'a>>>,
    pub(crate) runner: Option<TextFact<'a>>,
    pub(crate) repository: Option<TextFact<'a>>,
    pub(crate) repository_id: Option<TextFact<'a>>,
    pub(crate) owner_id: Option<TextFact<'a>>,
    /// References, commits and workflows that the environment repeats.
    pub(crate) env_refs: Vec<TextFact<'a>>,
    pub(crate) env_commits: Vec<TextFact<'a>>,
    pub(crate) workflow_ref: Option<TextFact<'a>>,
    pub(crate) workflow_commit: Option<TextFact<'a>>,
    /// Run and attempt.
    pub(crate) invocation: Option<Fact<(String, String)>>,
    pub(crate) parameters: Vec<Parameter<'a>>,
    /// Where in the predicate a parameter that is missing would be.
    pub(crate) external: Place,
    /// Whether the reference is to be taken from the certificate, where the statement has none.
    pub(crate) is_reference_from_certificate: bool,
    /// Whether the source is an archive that no repository vouches for.
    pub(crate) is_archive: bool,
    /// Whether the event is not one that the build type defines.
    pub(crate) has_undefined_event: bool,
    /// What the adapter demands and the statement does not keep.
    pub(crate) problems: Vec<(Stage, Error)>,
}

impl Facts<'_> {
    pub(crate) fn problem(&mut self, stage: Stage, error: Error) {
        self.problems.push((stage, error));
    }
}
