//! What a document says about itself.

use std::borrow::Cow;

use crate::{Hash, Licence, Party};

/// What a document says about itself.
///
/// # Specification
/// sbom section 5.1.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Document<'a> {
    /// `serialNumber`, `documentNamespace`, the id of the `SpdxDocument`.
    pub id: Option<Cow<'a, str>>,
    /// The revision of the document (CycloneDX `version`).
    pub revision: Option<u64>,
    /// The name; in CycloneDX that of the root.
    pub name: Option<Cow<'a, str>>,
    /// When it was made, as written.
    pub created: Option<Cow<'a, str>>,
    /// Authors, manufacturers, suppliers, by their capacities. Tools are components.
    pub parties: Vec<Party<'a>>,
    /// The phases of life that the document is about (CycloneDX), or its types (SPDX 3).
    pub lifecycles: Vec<Cow<'a, str>>,
    /// The licences of the data.
    pub licences: Vec<Licence<'a>>,
    /// Ordinals of the roots that stand in the document as such (CycloneDX `metadata.component`).
    pub root: Option<u32>,
    /// Documents that this one builds upon: BOM-Links, external document references, imports.
    pub documents: Vec<ExternalDocument<'a>>,
    /// Whether it carries a signature within itself, which nobody verified.
    pub has_embedded_signature: bool,
}

/// A document that another one refers to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ExternalDocument<'a> {
    /// How references name it (`DocumentRef-…`), if they do.
    pub id: Option<Cow<'a, str>>,
    /// Its URI.
    pub uri: Option<Cow<'a, str>>,
    /// Hashes of its bytes.
    pub hashes: Vec<Hash<'a>>,
}

/// How complete a part of a document is said to be.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Completeness<'a> {
    /// The word of the format: `complete`, `incomplete`, `unknown` ….
    pub aggregate: Cow<'a, str>,
    /// What it is said of.
    pub subject: CompletenessSubject<'a>,
}

/// What is said to be complete or not.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CompletenessSubject<'a> {
    /// The document as a whole.
    Document,
    /// What the component of this reference is made of.
    Assembly(Cow<'a, str>),
    /// What the component of this reference depends on.
    Dependencies(Cow<'a, str>),
    /// The vulnerabilities of the component of this reference.
    Vulnerabilities(Cow<'a, str>),
}
