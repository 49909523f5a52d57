//! Relationships.

use std::borrow::Cow;

/// Between what dependencies hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum DependencyScope {
    /// To build.
    Build,
    /// To develop.
    Development,
    /// To test.
    Test,
    /// It may be missing.
    Optional,
    /// It is there already.
    Provided,
    /// To run.
    Runtime,
}

/// What an edge means, in the direction in which it is stored.
///
/// # Specification
/// sbom section 5.3.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Relation<'a> {
    /// `from` depends on `to`.
    DependsOn(Option<DependencyScope>),
    /// `from` provides `to`.
    Provides,
    /// `from` contains `to`.
    Contains,
    /// `from`, a document, describes `to`.
    Describes,
    /// `from` is linked with `to`.
    StaticLink,
    /// `from` is linked with `to` when it runs.
    DynamicLink,
    /// `from` was generated from `to`.
    GeneratedFrom,
    /// `from` was trained on `to`.
    TrainedOn,
    /// `from` was tested on `to`.
    TestedOn,
    /// Any other, by the name that the format has for it.
    Other(Cow<'a, str>),
}

/// One edge.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Edge<'a> {
    /// The reference at the tail.
    pub from: &'a str,
    /// What it means.
    pub relation: Relation<'a>,
    /// The reference at the head.
    pub to: &'a str,
    /// Whether the document states the inverse.
    ///
    /// # Specification
    /// sbom REL-1.
    pub inverted: bool,
    /// Whether `to` or `from` is of another document.
    ///
    /// # Specification
    /// sbom REL-3.
    pub is_external: bool,
}

/// What is known of the edges of one kind from one component, when it is not edges.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "sbom REL-2 knows these two")]
pub enum Known {
    /// There are none.
    None,
    /// It is not known.
    Unknown,
}

/// That something has no edges of a kind, or that nobody knows.
///
/// # Specification
/// sbom REL-2.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Statement<'a> {
    /// Of what it is said.
    pub from: &'a str,
    /// The kind of edges.
    pub relation: Relation<'a>,
    /// What is known of them.
    pub known: Known,
}
