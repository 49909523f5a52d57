//! The prose of `CycloneDX`, for documents in XML.
//!
//! That references differ and that licences are of one kind is in the XML schemas themselves.

use bonafide_report::{Code, registry as codes};

use super::hash::Hash;
use super::refs::Refs;
use super::sheet::Sheet;
use crate::Error;
use crate::conformance::published::Schema;
use crate::conformance::report::KEPT;
use crate::conformance::unique::Elements;
use crate::conformance::xsd::{Space, spaced};
use crate::xml::{Cursor, Element, Event, Namespace};

/// The rules for one document.
#[derive(Debug)]
pub(in crate::conformance) struct CycloneDxXml<'a> {
    sheet: Sheet,
    own: Option<Namespace>,
    /// The open elements; one of another namespace has no name, but for those of the dependency
    /// graph extension.
    names: Vec<&'a str>,
    open: Vec<Open>,
    /// What refers to them, by the offset of its element.
    refs: Refs<usize>,
    /// The components that have their edges already.
    entries: Elements,
}

/// What is known of an open element.
#[derive(Debug, Default)]
struct Open {
    offset: usize,
    hash: Hash,
    is_external: bool,
    has_range: bool,
    has_source: bool,
}

impl<'a> CycloneDxXml<'a> {
    pub(in crate::conformance) fn new(schema: Schema) -> Self {
        Self {
            sheet: Sheet::new(schema),
            own: None,
            names: Vec::new(),
            open: Vec::new(),
            refs: Refs::default(),
            entries: Elements::default(),
        }
    }

    /// Takes the event that `cursor` has just given.
    pub(in crate::conformance) fn feed(&mut self, cursor: &Cursor<'a>, event: &Event<'a>) {
        match event {
            Event::Start(element) => self.start(cursor, *element),
            Event::Text(text) => self.text(text),
            Event::End => self.end_of_element(cursor),
        }
    }

    fn start(&mut self, cursor: &Cursor<'a>, element: Element<'a>) {
        let own = *self.own.get_or_insert(element.namespace);
        let is_graph = element.namespace == Namespace::DependencyGraph;
        let is_own = element.namespace == own;
        self.names.push(match is_own {
            true => element.name,
            false => "",
        });
        if is_own && let Some(text) = attribute(cursor, "bom-ref") {
            // The schema has looked at those that are there twice.
            self.refs.define(self.sheet.print(text));
        }
        match (is_own, self.open.last_mut(), element.name) {
            (true, Some(parent), "versionRange") => parent.has_range = true,
            (true, Some(parent), "attributedTo" | "process") => parent.has_source = true,
            _ => {}
        }
        let mut open = Open {
            offset: cursor.offset(),
            ..Open::default()
        };
        if let Some(algorithm) = attribute(cursor, "alg").filter(|_| is_own) {
            open.hash.algorithm(algorithm);
        }
        open.is_external = attribute(cursor, "isExternal")
            .is_some_and(|text| matches!(spaced(Space::Collapse, text).as_ref(), "true" | "1"));
        self.open.push(open);
        if is_graph && element.name == "dependency" {
            self.extension(cursor);
        } else if is_own && let Some(target) = attribute(cursor, "ref") {
            self.reference(cursor, target);
        }
    }

    /// An edge of the dependency graph extension, whose schema is not part of that of any version.
    fn extension(&mut self, cursor: &Cursor<'a>) {
        match attribute(cursor, "ref") {
            Some(target) => self.refer(target),
            None => {
                let detail = "the attribute `ref` is missing";
                self.note(cursor, codes::SBOM_REQUIRED, "graph-ref", detail);
            }
        }
    }

    fn reference(&mut self, cursor: &Cursor<'a>, target: &str) {
        match self.names.as_slice() {
            [_, "dependencies", "dependency"] => {
                let print = self.sheet.print(target);
                if !self.entries.insert(print) {
                    let detail = "an entry before it has the edges of the same element";
                    let place = || cursor.place().member("ref");
                    self.sheet
                        .note(codes::SBOM_DUPLICATE_EDGE, "one-entry", detail, place);
                }
                self.refer(target);
            }
            [_, "dependencies", .., "dependency" | "provides"]
            | [_, "compositions", "composition", "assemblies", "assembly"]
            | [
                _,
                "compositions",
                "composition",
                "dependencies",
                "dependency",
            ]
            | [
                _,
                "compositions",
                "composition",
                "vulnerabilities",
                "vulnerability",
            ]
            | [_, "annotations", "annotation", "subjects", "subject"] => self.refer(target),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        match self.names.as_slice() {
            [.., "hash"] => {
                if let Some(open) = self.open.last_mut() {
                    open.hash.checked_value(&spaced(Space::Collapse, text));
                }
            }
            [
                _,
                "vulnerabilities",
                "vulnerability",
                "affects",
                "target",
                "ref",
            ] => self.refer(text),
            _ => {}
        }
    }

    fn refer(&mut self, target: &str) {
        // A BOM-Link leads into another document.
        if !target.starts_with("urn:cdx:") {
            let offset = self.open.last().map_or(0, |open| open.offset);
            self.refs.refer(self.sheet.print(target), offset);
        }
    }

    fn end_of_element(&mut self, cursor: &Cursor<'a>) {
        let name = self.names.last().copied();
        let is_citation = matches!(self.names.as_slice(), [_, "citations", "citation"]);
        self.names.pop();
        let (Some(open), Some(name)) = (self.open.pop(), name) else {
            return;
        };
        if name == "hash" && open.hash.is_wrong() {
            let detail = "not the length of a hash of this algorithm";
            self.note(cursor, codes::SBOM_HASH, "hash-length", detail);
        }
        if name == "component" && open.has_range && !open.is_external {
            let detail = "`versionRange` in a component that is not external";
            self.note(cursor, codes::SBOM_MISPLACED, "version-range", detail);
        }
        if is_citation && !open.has_source {
            let detail = "`attributedTo` or `process` is missing";
            self.note(cursor, codes::SBOM_REQUIRED, "citation-source", detail);
        }
    }

    fn note(&mut self, cursor: &Cursor<'a>, code: Code, rule: &str, detail: &str) {
        self.sheet.note(code, rule, detail, || cursor.place());
    }

    /// What was found; `again` is a cursor at the beginning of the same document, which is only used
    /// to say where a reference leads nowhere.
    pub(in crate::conformance) fn end(
        mut self,
        again: impl FnOnce() -> Result<Cursor<'a>, Error>,
    ) -> Result<Sheet, Error> {
        let offsets: Vec<usize> = self.refs.dangling().take(KEPT).collect();
        let all = self.refs.dangling().count();
        let mut next = offsets.iter().copied().peekable();
        if offsets.is_empty() {
            return Ok(self.sheet);
        }
        let mut cursor = again()?;
        while let Some(event) = cursor.next()? {
            let Some(offset) = next.peek() else {
                break;
            };
            if !matches!(event, Event::Start(_)) || cursor.offset() != *offset {
                continue;
            }
            next.next();
            let detail = "no element has this `bom-ref`";
            let place = || match attribute(&cursor, "ref") {
                Some(_) => cursor.place().member("ref"),
                None => cursor.place(),
            };
            self.sheet
                .note(codes::SBOM_DANGLING_REF, "known-ref", detail, place);
        }
        let rest = u64::try_from(all.saturating_sub(offsets.len())).unwrap_or(u64::MAX);
        self.sheet.count = self.sheet.count.saturating_add(rest);
        Ok(self.sheet)
    }
}

fn attribute<'c>(cursor: &'c Cursor<'_>, name: &str) -> Option<&'c str> {
    let found = cursor
        .attributes()
        .iter()
        .find(|one| one.namespace == Namespace::None && one.name == name)?;
    Some(&found.value)
}
