//! What elements refer to, wherever it stands in the graph.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::element::{Creation, Element};
use super::licence::Licences;
use super::values::{AgentRef, party_kind};
use crate::context::{Context, Halt};
use crate::{Acknowledgement, Component, Document, Party, PartyKind};

type Name<'a> = (PartyKind, Option<Cow<'a, str>>);

/// Agents, licences and creation information by their ids.
#[derive(Default)]
pub(super) struct Index<'a> {
    /// The version that the first creation information gives.
    pub(super) version: Option<String>,
    pub(super) licences: Licences<'a>,
    /// Elements of other documents.
    pub(super) externals: HashSet<Cow<'a, str>>,
    agents: HashMap<Cow<'a, str>, Name<'a>>,
    licensed: HashMap<Cow<'a, str>, Vec<(Acknowledgement, Cow<'a, str>)>>,
    creations: HashMap<Cow<'a, str>, Creation<'a>>,
}

impl<'a> Index<'a> {
    /// Takes from an element what others may refer to.
    pub(super) fn learn(&mut self, element: &mut Element<'a>) {
        let kind = element.kind.take().unwrap_or_default();
        let id = element.component.reference.take().unwrap_or_default();
        match &*kind {
            "Person" | "Organization" | "Tool" | "SoftwareAgent" | "Agent" => {
                let name = element.component.name.take();
                self.agents.insert(id, (party_kind(&kind), name));
            }
            "CreationInfo" => {
                self.learn_version(&element.own_creation);
                let creation = core::mem::take(&mut element.own_creation);
                self.creations.insert(id, creation);
            }
            "SpdxDocument" => {
                if let Some(creation) = &element.inline_creation {
                    self.learn_version(creation);
                }
                let imports = element.imports.drain(..);
                self.externals
                    .extend(imports.filter_map(|import| import.uri));
            }
            "Relationship" | "LifecycleScopedRelationship" => self.learn_relationship(element),
            kind => self.licences.learn(kind, id, element),
        }
    }

    fn learn_version(&mut self, creation: &Creation<'a>) {
        let version = creation.spec_version.as_deref();
        if let Some(version) = version.filter(|version| version.starts_with("3.0")) {
            self.version.get_or_insert_with(|| version.to_owned());
        }
    }

    fn learn_relationship(&mut self, element: &mut Element<'a>) {
        let acknowledgement = match element.relationship.as_deref() {
            Some("hasDeclaredLicense") => Acknowledgement::Declared,
            Some("hasConcludedLicense") => Acknowledgement::Concluded,
            _ => return,
        };
        let (Some(from), Some(to)) = (element.from.take(), element.to) else {
            return;
        };
        let licences = self.licensed.entry(from).or_default();
        let mut reader = bonafide_json::Reader::again(to);
        // The text was read before, so nothing can fail.
        let _ = reader.array::<bonafide_json::Error>(usize::MAX, "", |reader, _| {
            licences.push((acknowledgement, reader.text(usize::MAX, "")?));
            Ok(())
        });
    }

    /// The party that an agent is.
    pub(super) fn party(&self, agent: AgentRef<'a>, capacity: &'static str) -> Party<'a> {
        let id = match agent {
            AgentRef::Inline(party) => return party,
            AgentRef::Id(id) => id,
        };
        match self.agents.get(&id) {
            Some((kind, name)) => Party {
                kind: *kind,
                capacity,
                name: name.clone(),
                ..Party::default()
            },
            None if id.contains("NoAssertion") => Party {
                kind: PartyKind::NoAssertion,
                capacity,
                ..Party::default()
            },
            None => Party {
                capacity,
                url: Some(id),
                ..Party::default()
            },
        }
    }

    /// Adds the licences that relationships give a component.
    ///
    /// # Specification
    /// sbom section 2.5: relationships may give a component no more than a list in it could.
    pub(super) fn licence(
        &self,
        cx: &mut Context<'a, '_>,
        out: &mut Component<'a>,
    ) -> Result<(), Halt> {
        let Some(reference) = &out.reference else {
            return Ok(());
        };
        let most = cx.limits().entries;
        for (acknowledgement, id) in self.licensed.get(reference).into_iter().flatten() {
            if out.licences.len() >= most {
                return Err(cx.limit("entries in one component", most));
            }
            let licence = self.licences.resolve(cx, id, *acknowledgement);
            out.licences.push(licence);
        }
        Ok(())
    }

    /// Adds to the document who made it, and when.
    pub(super) fn creation(&self, element: &mut Element<'a>, document: &mut Document<'a>) {
        let own = element.inline_creation.take();
        let shared = element
            .creation
            .as_ref()
            .and_then(|id| self.creations.get(id));
        let Some(creation) = own.or_else(|| shared.cloned()) else {
            return;
        };
        document.created = creation.created;
        let authors = creation.created_by.into_iter();
        document
            .parties
            .extend(authors.map(|agent| self.party(agent, "creator")));
    }
}
