//! What is true of a package, to be compared with the next.

use std::collections::{BTreeMap, BTreeSet};

use serde::ser::{Serialize, SerializeStruct as _, Serializer};

use crate::Fact;

/// What checks read in a package: names, versions, hashes, formats, licences, and which part depends on
/// which. Written as JSON and read back, it is what the next release is compared with.
///
/// # Specification
/// models PKG-7.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PackageFacts {
    /// By path, empty for the package itself, and name.
    pub(super) facts: BTreeMap<(String, String), String>,
    pub(super) edges: BTreeSet<(String, String)>,
}

impl PackageFacts {
    /// What the document says that it is.
    pub const SCHEMA: &'static str = "bonafide.package-facts/v1";

    /// The facts in order: path, name, value.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str, &str)> {
        let facts = self.facts.iter();
        facts.map(|((path, name), value)| (path.as_str(), name.as_str(), value.as_str()))
    }

    /// What depends on what, in order: the path of a file, and a path or `name==version`.
    pub fn edges(&self) -> impl Iterator<Item = (&str, &str)> {
        self.edges
            .iter()
            .map(|(from, to)| (from.as_str(), to.as_str()))
    }

    pub(super) fn add(&mut self, path: &str, name: &str, value: &str) {
        let key = (path.to_owned(), name.to_owned());
        self.facts.insert(key, value.to_owned());
    }

    pub(super) fn add_all(&mut self, path: &str, facts: &[Fact]) {
        for fact in facts {
            self.add(path, fact.name, &fact.value);
        }
    }

    pub(super) fn add_edge(&mut self, from: &str, to: &str) {
        self.edges.insert((from.to_owned(), to.to_owned()));
    }
}

impl Serialize for PackageFacts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("PackageFacts", 3)?;
        out.serialize_field("schema", Self::SCHEMA)?;
        out.serialize_field("facts", &Facts(self))?;
        out.serialize_field("edges", &Edges(self))?;
        out.end()
    }
}

struct Facts<'f>(&'f PackageFacts);

impl Serialize for Facts<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(Row))
    }
}

struct Row<'f>((&'f str, &'f str, &'f str));

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (path, name, value) = self.0;
        let mut out = serializer.serialize_struct("Fact", 3)?;
        out.serialize_field("path", path)?;
        out.serialize_field("name", name)?;
        out.serialize_field("value", value)?;
        out.end()
    }
}

struct Edges<'f>(&'f PackageFacts);

impl Serialize for Edges<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.edges().map(Edge))
    }
}

struct Edge<'f>((&'f str, &'f str));

impl Serialize for Edge<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Edge", 2)?;
        out.serialize_field("from", self.0.0)?;
        out.serialize_field("to", self.0.1)?;
        out.end()
    }
}
