//! The streaming view.

use bonafide_json::Reader;
use bonafide_report::Place;

use crate::{Completeness, Component, Document, Edge, ExtractedLicence, Statement, Vulnerability};

/// Whether to go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "one goes on or not")]
pub enum Flow {
    /// Go on.
    Continue,
    /// Enough: the summary will not be complete.
    Stop,
}

/// Takes the records of a document as they are read, in the order in which they end.
///
/// What it is given is provisional until reading returns `Ok`: the last byte may still be wrong.
/// Records borrow from the input and hold no longer than the call.
///
/// # Specification
/// sbom STR-1 to STR-3, STR-9.
pub trait Sink {
    /// A component, a package, a file, a service: see its role. Inner ones come before the one that
    /// they are in, which names them its own by [`Component::parent`].
    fn component(&mut self, component: &Component<'_>, at: &dyn Locate) -> Flow {
        let _ = (component, at);
        Flow::Continue
    }

    /// An edge.
    fn edge(&mut self, edge: &Edge<'_>, at: &dyn Locate) -> Flow {
        let _ = (edge, at);
        Flow::Continue
    }

    /// That something has no edges of a kind, or that this is not known.
    fn statement(&mut self, statement: &Statement<'_>, at: &dyn Locate) -> Flow {
        let _ = (statement, at);
        Flow::Continue
    }

    /// How complete a part of the document is said to be.
    fn completeness(&mut self, completeness: &Completeness<'_>, at: &dyn Locate) -> Flow {
        let _ = (completeness, at);
        Flow::Continue
    }

    /// A licence text that the document defines.
    fn extracted_licence(&mut self, licence: &ExtractedLicence<'_>, at: &dyn Locate) -> Flow {
        let _ = (licence, at);
        Flow::Continue
    }

    /// A vulnerability.
    fn vulnerability(&mut self, vulnerability: &Vulnerability<'_>, at: &dyn Locate) -> Flow {
        let _ = (vulnerability, at);
        Flow::Continue
    }

    /// An element of any other kind, by the reference that edges can have.
    fn element(&mut self, reference: &str) -> Flow {
        let _ = reference;
        Flow::Continue
    }

    /// What the document says about itself: once, at the end.
    fn document(&mut self, document: &Document<'_>) -> Flow {
        let _ = document;
        Flow::Continue
    }
}

/// A sink that drops everything: for the summary alone.
impl Sink for () {}

/// Knows where the record stands; the pointer is only built when it is asked for.
///
/// # Specification
/// sbom STR-8.
pub trait Locate {
    /// The place of the record.
    fn place(&self) -> Place;
}

impl Locate for Place {
    fn place(&self) -> Place {
        self.clone()
    }
}

impl Locate for Reader<'_> {
    fn place(&self) -> Place {
        Reader::place(self)
    }
}
