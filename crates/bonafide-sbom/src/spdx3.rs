//! SPDX 3.0 as JSON-LD, read as plain JSON with the names of the published context.

mod element;
mod index;
mod json_context;
mod licence;
mod relation;
mod values;

use bonafide_json::{Kind, Reader};

use crate::context::{Context, Halt, Known, flow};
use crate::{Document, Error, Fields};
use element::Element;
use index::Index;

/// Members whose case variants are worth a finding.
const READ: &Known = &Known::new(&["@context", "@graph"]);

/// Reads the document at the cursor, which is all of `text`: once to know licences, agents and
/// creation information, which stand anywhere, and once to give out what refers to them.
///
/// # Specification
/// sbom NRM-6.
pub(crate) fn read<'a>(cx: &mut Context<'a, '_>, text: &'a str) -> Result<(), Halt> {
    let mut state = State::default();
    let resolved =
        Fields::LICENCES | Fields::SUPPLIER | Fields::DOCUMENT | Fields::TOOLS | Fields::EDGES;
    let is_resolving = cx.wants(resolved);
    cx.reader.open_object()?;
    let (mut has_context, mut has_graph) = (false, false);
    while let Some(name) = cx.reader.next_name()? {
        match &*name {
            "@context" => {
                has_context = true;
                json_context::read(cx)?;
            }
            "@graph" => {
                has_graph = true;
                cx.is_quiet = is_resolving;
                state.graph(cx, !is_resolving)?;
                cx.is_quiet = false;
            }
            "bomFormat" | "spdxVersion" | "sbom" | "_type" | "predicateType" | "payloadType" => {
                return Err(cx.ambiguous());
            }
            name => cx.unread(name, READ)?,
        }
    }
    if !has_context || !has_graph {
        return Err(Halt::Error(Error::Format {
            reason: "`@context` or `@graph` is missing",
        }));
    }
    if is_resolving {
        state.index.licences.allow(text.len());
        core::mem::replace(&mut cx.reader, Reader::again(text)).finish()?;
        cx.reader.open_object()?;
        while let Some(name) = cx.reader.next_name()? {
            if name == "@graph" {
                state.graph(cx, true)?;
            } else {
                cx.reader.skip()?;
            }
        }
    }
    if let Some(version) = state.index.version.take() {
        cx.version = Some(version);
    }
    flow(cx.sink.document(&state.document))
}

#[derive(Default)]
struct State<'a> {
    index: Index<'a>,
    document: Document<'a>,
    element: Element<'a>,
}

impl<'a> State<'a> {
    /// Goes through the elements: gives them out, or learns what others will refer to.
    fn graph(&mut self, cx: &mut Context<'a, '_>, is_giving: bool) -> Result<(), Halt> {
        if cx.reader.kind()? == Kind::Null {
            return Err(cx.shape("this must be an array"));
        }
        if !cx.structural_array()? {
            return Ok(());
        }
        while cx.next_object()? {
            cx.spent = 0;
            self.element.reset();
            self.element.read(cx)?;
            if is_giving {
                self.give(cx)?;
            } else {
                self.index.learn(&mut self.element);
            }
        }
        Ok(())
    }

    fn give(&mut self, cx: &mut Context<'a, '_>) -> Result<(), Halt> {
        if cx.wants(Fields::EDGES)
            && !self.element.is_component()
            && let Some(id) = &self.element.component.reference
        {
            // Edges lead to elements of every kind.
            flow(cx.sink.element(id))?;
        }
        let Some(kind) = self.element.kind.clone() else {
            return Ok(());
        };
        match &*kind {
            "Relationship" | "LifecycleScopedRelationship" => {
                if cx.wants(Fields::EDGES) {
                    relation::give(cx, &self.element, &self.index)?;
                }
                Ok(())
            }
            "SpdxDocument" | "software_Sbom" | "Bom" | "Bundle" => self.collection(cx, &kind),
            "security_Vulnerability" if cx.wants(Fields::VULNERABILITIES) => {
                self.element.vulnerability(cx)
            }
            "expandedlicensing_CustomLicense" | "simplelicensing_SimpleLicensingText"
                if cx.wants(Fields::LICENCES) =>
            {
                self.element.extracted_licence(cx)
            }
            _ => self.element.component(cx, &self.index),
        }
    }

    /// What the document says about itself, and what it is about.
    fn collection(&mut self, cx: &mut Context<'a, '_>, kind: &str) -> Result<(), Halt> {
        let element = &mut self.element;
        match (element.roots, &element.component.reference) {
            (Some(roots), Some(id)) if cx.wants(Fields::EDGES) => {
                relation::roots(cx, id, roots, &self.index)?;
            }
            _ => {}
        }
        let document = &mut self.document;
        document.lifecycles.append(&mut element.sbom_types);
        if kind != "SpdxDocument" || document.id.is_some() || !cx.wants(Fields::DOCUMENT) {
            return Ok(());
        }
        document.id = element.component.reference.take();
        document.name = element.component.name.take();
        let imports = element.imports.drain(..);
        document.documents.extend(imports);
        if let Some(licence) = element.data_license.take() {
            let licence = self
                .index
                .licences
                .resolve(cx, &licence, Default::default());
            document.licences.push(licence);
        }
        self.index.creation(element, document);
        Ok(())
    }
}
