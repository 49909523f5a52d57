//! A whole document, kept.

mod build;
mod edges;
mod identities;
mod names;
mod texts;
mod view;
mod vulnerabilities;

use bonafide_report::Finding;

use crate::{
    Completeness, Document, Error, ExtractedLicence, Fields, ReadOptions, Summary, Vulnerability,
    read,
};
use build::Builder;
use edges::{Edges, Nodes};
use texts::Texts;

pub use edges::{EdgeAnswer, ModelEdge, NodeId};
pub use view::ComponentView;

/// A document that was read whole, in memory: components by ordinal, references as nodes of a
/// graph, edges by node in both directions.
///
/// It is only there after the last byte was found right. It takes about as much memory as the
/// document itself.
///
/// ```
/// use bonafide_sbom::{EdgeAnswer, Model, ReadOptions, Relation};
/// let document = br#"{"bomFormat": "CycloneDX", "specVersion": "1.6",
///     "components": [{"type": "library", "bom-ref": "a", "name": "x"},
///                    {"type": "library", "bom-ref": "b", "name": "y"}],
///     "dependencies": [{"ref": "a", "dependsOn": ["b"]}, {"ref": "b"}]}"#;
/// let model = Model::read(document, &ReadOptions::default())?;
/// let (a, b) = (model.node("a").unwrap(), model.node("b").unwrap());
/// assert_eq!(model.edges_from(a).next().unwrap().to, b);
/// assert_eq!(model.answer(b, &Relation::DependsOn(None)), EdgeAnswer::None);
/// assert_eq!(model.component_of(b).unwrap().name(), Some("y"));
/// # Ok::<(), bonafide_sbom::Error>(())
/// ```
#[derive(Debug)]
pub struct Model {
    summary: Summary,
    fields: Fields,
    findings: Vec<Finding>,
    document: Document<'static>,
    texts: Texts,
    nodes: Nodes,
    edges: Edges,
    rows: Vec<view::Row>,
    pairs: Vec<view::Pair>,
    licences: Vec<view::LicenceRow>,
    vulnerabilities: Vec<Vulnerability<'static>>,
    extracted: Vec<ExtractedLicence<'static>>,
    completeness: Vec<Completeness<'static>>,
}

impl Model {
    /// Reads a document whole.
    ///
    /// # Errors
    /// Those of [`read`].
    ///
    /// # Specification
    /// sbom STR-2, STR-6.
    pub fn read(bytes: &[u8], options: &ReadOptions) -> Result<Self, Error> {
        let mut builder = Builder::default();
        let summary = read(bytes, options, &mut builder)?;
        Ok(builder.finish(summary, options))
    }

    /// What is known of the document, with the findings of its reader.
    #[must_use]
    pub const fn summary(&self) -> &Summary {
        &self.summary
    }

    /// What was read of the document.
    #[must_use]
    pub const fn fields(&self) -> Fields {
        self.fields
    }

    /// What only the whole document shows: edges that are there twice.
    ///
    /// # Specification
    /// sbom REL-4.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// What the document says about itself.
    #[must_use]
    pub const fn document(&self) -> &Document<'static> {
        &self.document
    }

    /// The components, of every role, in the order in which they begin.
    pub fn components(&self) -> impl ExactSizeIterator<Item = ComponentView<'_>> + Clone {
        self.rows
            .iter()
            .map(|row| ComponentView { model: self, row })
    }

    /// The component of an ordinal.
    #[must_use]
    pub fn component(&self, ordinal: u32) -> Option<ComponentView<'_>> {
        let row = self.rows.get(usize::try_from(ordinal).ok()?)?;
        Some(ComponentView { model: self, row })
    }

    /// The vulnerabilities.
    #[must_use]
    pub fn vulnerabilities(&self) -> &[Vulnerability<'static>] {
        &self.vulnerabilities
    }

    /// The licence texts that the document defines.
    #[must_use]
    pub fn extracted_licences(&self) -> &[ExtractedLicence<'static>] {
        &self.extracted
    }

    /// How complete the document says to be.
    #[must_use]
    pub fn completeness(&self) -> &[Completeness<'static>] {
        &self.completeness
    }
}
