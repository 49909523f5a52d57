//! Machine learning models.

mod view;

use std::borrow::Cow;

pub use view::{DatasetRole, DatasetView, ModelCardView, Source};

/// What is said about a machine learning model.
///
/// # Specification
/// sbom MLB-1, MLB-2.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ModelCard<'a> {
    /// The kind of learning (`supervised` …).
    pub approach: Option<Cow<'a, str>>,
    /// What it does.
    pub task: Option<Cow<'a, str>>,
    /// The family of its architecture.
    pub architecture_family: Option<Cow<'a, str>>,
    /// The architecture; in SPDX 3 the types of the model.
    pub architecture: Option<Cow<'a, str>>,
    /// What it was made from.
    pub datasets: Vec<Dataset<'a>>,
}

/// A data set of a model.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Dataset<'a> {
    /// A component of the document, by its reference.
    Reference(Cow<'a, str>),
    /// Described in place, by its name if it has one.
    Inline(Option<Cow<'a, str>>),
}
