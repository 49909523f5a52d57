//! The sink that keeps everything.

use super::Model;
use super::edges::{Edges, NodeId, Nodes};
use super::texts::Texts;
use super::view::{LicenceForm, LicenceRow, More, Pair, Row, Tag};
use crate::{
    Completeness, Component, Dataset, Document, Edge, ExtractedLicence, Flow, LicenceValue, Locate,
    ModelCard, ReadOptions, Sink, Stated, Statement, Summary, Vulnerability, owned,
};

#[derive(Default)]
pub(super) struct Builder {
    document: Document<'static>,
    texts: Texts,
    nodes: Nodes,
    edges: Edges,
    rows: Vec<Row>,
    pairs: Vec<Pair>,
    licences: Vec<LicenceRow>,
    vulnerabilities: Vec<Vulnerability<'static>>,
    extracted: Vec<ExtractedLicence<'static>>,
    completeness: Vec<Completeness<'static>>,
    /// References of what is no component.
    defined: Vec<Box<str>>,
    /// Edges of which some end is of another document, and only the list of all components tells
    /// which.
    unsettled: Vec<(NodeId, NodeId)>,
}

impl Builder {
    pub(super) fn finish(mut self, summary: Summary, options: &ReadOptions) -> Model {
        // Inner components came before the ones that they are in.
        self.rows.sort_unstable_by_key(|row| row.ordinal);
        self.settle();
        let mut model = Model {
            summary,
            fields: options.fields(),
            findings: Vec::new(),
            document: self.document,
            texts: self.texts,
            nodes: self.nodes,
            edges: self.edges,
            rows: self.rows,
            pairs: self.pairs,
            licences: self.licences,
            vulnerabilities: self.vulnerabilities,
            extracted: self.extracted,
            completeness: self.completeness,
        };
        model.texts.shrink();
        let twice = model.edges.finish(model.node_count());
        model.note_duplicates(&twice, options.limits().findings);
        model
    }

    fn settle(&mut self) {
        let licences = self.extracted.iter().map(|licence| &*licence.id);
        let vulnerabilities = self.vulnerabilities.iter();
        let vulnerabilities = vulnerabilities.filter_map(|record| record.reference.as_deref());
        let others = self.defined.iter().map(|name| &**name);
        let document = self.document.id.as_deref();
        for name in licences
            .chain(vulnerabilities)
            .chain(others)
            .chain(document)
        {
            self.nodes.define(name, &self.texts);
        }
        for (from, to) in &self.unsettled {
            for node in [*from, *to] {
                if !self.nodes.is_defined(node) {
                    self.nodes.mark_external(node);
                }
            }
        }
    }

    fn pair(&mut self, tag: Tag, name: &str, value: &str) {
        let (name, value) = (self.texts.keep(Some(name)), self.texts.keep(Some(value)));
        self.pairs.push(Pair { tag, name, value });
    }

    fn keep_pairs(&mut self, component: &Component<'_>) {
        for purl in &component.purls {
            self.pair(Tag::Purl, "", purl);
        }
        for cpe in &component.cpes {
            self.pair(Tag::Cpe, "", cpe);
        }
        for identifier in &component.identifiers {
            let tag = if identifier.is_evidence {
                Tag::Evidence
            } else {
                Tag::Identifier
            };
            self.pair(tag, &identifier.kind, &identifier.value);
        }
        for hash in &component.hashes {
            self.pair(Tag::Hash, &hash.name, &hash.value);
        }
        for external in &component.externals {
            self.pair(Tag::External, &external.kind, &external.url);
        }
        for property in &component.properties {
            self.pair(Tag::Property, &property.name, &property.value);
        }
        for file in &component.excluded_files {
            self.pair(Tag::Excluded, "", file);
        }
    }

    fn keep_licences(&mut self, component: &Component<'_>) {
        for licence in &component.licences {
            let text = self.texts.keep(Some(licence.text()));
            self.licences.push(LicenceRow {
                acknowledgement: licence.acknowledgement,
                form: match licence.form {
                    LicenceValue::Expression(_) => LicenceForm::Expression,
                    LicenceValue::Id(_) => LicenceForm::Id,
                    LicenceValue::Name(_) => LicenceForm::Name,
                    LicenceValue::NoAssertion => LicenceForm::NoAssertion,
                    LicenceValue::None => LicenceForm::None,
                },
                source: licence.source,
                index: licence.index,
                text,
                text_sha256: licence.text_sha256.map(Box::new),
            });
        }
    }
}

impl Sink for Builder {
    fn component(&mut self, component: &Component<'_>, at: &dyn Locate) -> Flow {
        let place = at.place();
        let reference = component.reference.as_deref();
        let node = reference.map(|name| self.nodes.intern(name, &mut self.texts));
        if let Some(node) = node {
            self.nodes.claim(node, component.ordinal);
        }
        let (pairs, licences) = (self.pairs.len(), self.licences.len());
        self.keep_pairs(component);
        self.keep_licences(component);
        let texts = &mut self.texts;
        self.rows.push(Row {
            ordinal: component.ordinal,
            parent: component.parent,
            role: component.role,
            scope: component.scope,
            is_external: component.is_external,
            files_analyzed: component.files_analyzed,
            node,
            place: texts.keep(Some(place.as_str())),
            kind: texts.keep(component.kind.as_deref()),
            group: texts.keep(component.group.as_deref()),
            name: texts.keep(component.name.as_deref()),
            version: texts.keep(component.version.as_deref()),
            version_range: texts.keep(component.version_range.as_deref()),
            download: texts.keep(stated(component.download.as_ref())),
            copyright: texts.keep(stated(component.copyright.as_ref())),
            verification_code: texts.keep(component.verification_code.as_deref()),
            pairs: pairs..self.pairs.len(),
            licences: licences..self.licences.len(),
            more: more(component),
        });
        Flow::Continue
    }

    fn edge(&mut self, edge: &Edge<'_>, at: &dyn Locate) -> Flow {
        let from = self.nodes.mention(edge.from, at, &mut self.texts);
        let to = self.nodes.mention(edge.to, at, &mut self.texts);
        let kind = self.edges.kind(&edge.relation);
        self.edges.add(from, kind, to, edge.inverted);
        if edge.is_external {
            // Either end can be the one of another document, or both.
            let ends = [(edge.from, from), (edge.to, to)];
            let mut by_name = ends.into_iter().filter(|(name, _)| is_external_name(name));
            match by_name.next() {
                Some((_, node)) => {
                    self.nodes.mark_external(node);
                    by_name.for_each(|(_, node)| self.nodes.mark_external(node));
                }
                None => self.unsettled.push((from, to)),
            }
        }
        Flow::Continue
    }

    fn statement(&mut self, statement: &Statement<'_>, at: &dyn Locate) -> Flow {
        let from = self.nodes.mention(statement.from, at, &mut self.texts);
        let kind = self.edges.kind(&statement.relation);
        self.edges.state(from, kind, statement.known);
        Flow::Continue
    }

    fn completeness(&mut self, completeness: &Completeness<'_>, _: &dyn Locate) -> Flow {
        self.completeness.push(owned::completeness(completeness));
        Flow::Continue
    }

    fn extracted_licence(&mut self, licence: &ExtractedLicence<'_>, _: &dyn Locate) -> Flow {
        self.extracted.push(owned::extracted_licence(licence));
        Flow::Continue
    }

    fn vulnerability(&mut self, vulnerability: &Vulnerability<'_>, _: &dyn Locate) -> Flow {
        self.vulnerabilities
            .push(owned::vulnerability(vulnerability));
        Flow::Continue
    }

    fn element(&mut self, reference: &str) -> Flow {
        self.defined.push(reference.into());
        Flow::Continue
    }

    fn document(&mut self, document: &Document<'_>) -> Flow {
        self.document = owned::document(document);
        Flow::Continue
    }
}

fn stated<'a>(stated: Option<&'a Stated<'_>>) -> Option<&'a str> {
    Some(match stated? {
        Stated::None => "NONE",
        Stated::NoAssertion => "NOASSERTION",
        Stated::Text(text) => text,
    })
}

fn more(component: &Component<'_>) -> Option<Box<More>> {
    let is_plain = component.supplier.is_none()
        && component.producers.is_empty()
        && component.model_card.is_none();
    if is_plain {
        return None;
    }
    Some(Box::new(More {
        supplier: component.supplier.as_ref().map(owned::party),
        producers: component.producers.iter().map(owned::party).collect(),
        model_card: component.model_card.as_ref().map(card),
    }))
}

fn card(card: &ModelCard<'_>) -> ModelCard<'static> {
    let own = |text: &Option<std::borrow::Cow<'_, str>>| {
        text.as_deref().map(|text| text.to_owned().into())
    };
    let datasets = card.datasets.iter().map(|dataset| match dataset {
        Dataset::Reference(id) => Dataset::Reference(id.as_ref().to_owned().into()),
        Dataset::Inline(name) => Dataset::Inline(own(name)),
    });
    ModelCard {
        approach: own(&card.approach),
        task: own(&card.task),
        architecture_family: own(&card.architecture_family),
        architecture: own(&card.architecture),
        datasets: datasets.collect(),
    }
}

/// Whether a reference has the form of those of other documents.
fn is_external_name(name: &str) -> bool {
    name.starts_with("DocumentRef-") || name.starts_with("urn:cdx:")
}
