//! Documents, and all records of them.

use bonafide_sbom::{
    Completeness, Component, Document, Edge, Error, Flow, Locate, ReadOptions, Sink, Statement,
    Summary, Vulnerability, read,
};

/// All records as they are debugged, with their places.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Records {
    pub(crate) records: Vec<String>,
    pub(crate) places: Vec<String>,
}

impl Records {
    fn add(&mut self, record: &dyn core::fmt::Debug, at: &dyn Locate) -> Flow {
        self.records.push(format!("{record:?}"));
        self.places.push(at.place().as_str().to_owned());
        Flow::Continue
    }
}

impl Sink for Records {
    fn component(&mut self, component: &Component<'_>, at: &dyn Locate) -> Flow {
        self.add(component, at)
    }

    fn edge(&mut self, edge: &Edge<'_>, at: &dyn Locate) -> Flow {
        self.add(edge, at)
    }

    fn statement(&mut self, statement: &Statement<'_>, at: &dyn Locate) -> Flow {
        self.add(statement, at)
    }

    fn completeness(&mut self, completeness: &Completeness<'_>, _: &dyn Locate) -> Flow {
        // In JSON it is known at the end of the composition, in XML at each subject.
        self.records.push(format!("{completeness:?}"));
        Flow::Continue
    }

    fn vulnerability(&mut self, vulnerability: &Vulnerability<'_>, at: &dyn Locate) -> Flow {
        self.add(vulnerability, at)
    }

    fn document(&mut self, document: &Document<'_>) -> Flow {
        self.records.push(format!("{document:?}"));
        Flow::Continue
    }
}

/// A document of version 1.6 with this in its root.
pub(crate) fn bom(inner: &str) -> String {
    format!("<bom xmlns='http://cyclonedx.org/schema/bom/1.6'>{inner}</bom>")
}

/// The same with these components.
pub(crate) fn components(inner: &str) -> String {
    bom(&format!("<components>{inner}</components>"))
}

pub(crate) fn summary(text: &str) -> Result<Summary, Error> {
    read(text.as_bytes(), &ReadOptions::default(), &mut ())
}

/// How reading ends: the code of the error, or the number of components.
pub(crate) fn outcome(text: &str) -> String {
    match summary(text) {
        Ok(summary) => summary.counts.components.to_string(),
        Err(error) => error.code().to_string(),
    }
}

/// The findings of a document that can be read: code and place.
pub(crate) fn findings(text: &str) -> Vec<String> {
    let summary = summary(text).unwrap();
    let kept = summary.findings.kept().iter();
    kept.map(|one| format!("{} {}", one.code(), one.place()))
        .collect()
}

pub(crate) fn records(bytes: &[u8]) -> (Summary, Records) {
    let mut records = Records::default();
    let summary = read(bytes, &ReadOptions::default(), &mut records).unwrap();
    (summary, records)
}
