//! One element of the graph. Its type may stand last, so all members are read that any type has.

use std::borrow::Cow;

use bonafide_json::Kind;
use bonafide_report::registry::SBOM_REQUIRED;

use super::index::Index;
use crate::context::{Context, Halt, flow};
use crate::{
    Component, ExternalDocument, ExternalReference, ExtractedLicence, Fields, Hash, Identifier,
    ModelCard, Party, PartyKind, Role, Stated, Vulnerability,
};

/// An agent, by its id or in place.
#[derive(Clone)]
pub(super) enum AgentRef<'a> {
    Id(Cow<'a, str>),
    Inline(Party<'a>),
}

/// What is read of an element, whatever it is.
#[derive(Default)]
pub(super) struct Element<'a> {
    pub(super) kind: Option<Cow<'a, str>>,
    pub(super) component: Component<'a>,
    pub(super) supplied_by: Option<AgentRef<'a>>,
    pub(super) originated_by: Vec<AgentRef<'a>>,
    // Relationships.
    pub(super) from: Option<Cow<'a, str>>,
    pub(super) to: Option<&'a str>,
    pub(super) relationship: Option<Cow<'a, str>>,
    pub(super) completeness: Option<Cow<'a, str>>,
    pub(super) scope: Option<Cow<'a, str>>,
    // Licences.
    pub(super) expression: Option<Cow<'a, str>>,
    pub(super) members: Vec<Cow<'a, str>>,
    pub(super) addition: Option<Cow<'a, str>>,
    pub(super) text_sha256: Option<[u8; 32]>,
    // Creation information.
    pub(super) creation: Option<Cow<'a, str>>,
    pub(super) inline_creation: Option<Creation<'a>>,
    pub(super) own_creation: Creation<'a>,
    // Collections.
    pub(super) roots: Option<&'a str>,
    pub(super) data_license: Option<Cow<'a, str>>,
    pub(super) imports: Vec<ExternalDocument<'a>>,
    pub(super) sbom_types: Vec<Cow<'a, str>>,
}

/// Creation information.
#[derive(Clone, Default)]
pub(super) struct Creation<'a> {
    pub(super) spec_version: Option<Cow<'a, str>>,
    pub(super) created: Option<Cow<'a, str>>,
    pub(super) created_by: Vec<AgentRef<'a>>,
}

impl<'a> Element<'a> {
    pub(super) fn reset(&mut self) {
        let mut component = core::mem::take(&mut self.component);
        component.reset();
        *self = Self {
            component,
            ..Self::default()
        };
    }

    /// Reads the members of the open object.
    pub(super) fn read(&mut self, cx: &mut Context<'a, '_>) -> Result<(), Halt> {
        while let Some(name) = cx.reader.next_name()? {
            self.member(cx, &name)?;
        }
        if self.kind.is_none() {
            cx.finding(SBOM_REQUIRED, "an element without its type");
        }
        Ok(())
    }

    fn member(&mut self, cx: &mut Context<'a, '_>, name: &str) -> Result<(), Halt> {
        let out = &mut self.component;
        match name {
            "type" | "@type" => {
                if self.kind.is_some() {
                    return Err(cx.reader.duplicate_key().into());
                }
                self.kind = Some(element_type(cx)?);
            }
            "spdxId" | "@id" => {
                if out.reference.is_some() {
                    return Err(cx.reader.duplicate_key().into());
                }
                out.reference = cx.reference()?;
            }
            "name" => out.name = cx.label()?,
            "software_packageVersion" => out.version = cx.label()?,
            "software_packageUrl" => out.purls.extend(cx.reference()?),
            "software_primaryPurpose" => out.kind = cx.text()?,
            "software_downloadLocation" => out.download = cx.text()?.map(Stated::of),
            "software_copyrightText" if cx.wants(Fields::TEXTS) => {
                out.copyright = cx.text()?.map(Stated::of);
            }
            "description" if cx.wants(Fields::TEXTS) => out.description = cx.text()?,
            "verifiedUsing" if cx.wants(Fields::HASHES) => hashes(cx, &mut out.hashes)?,
            "externalIdentifier" if cx.wants(Fields::IDENTITY | Fields::VULNERABILITIES) => {
                identifiers(cx, out)?;
            }
            "software_contentIdentifier" if cx.wants(Fields::IDENTITY) => {
                content_identifiers(cx, out)?;
            }
            "externalRef" if cx.wants(Fields::EXTERNAL) => external_refs(cx, out)?,
            "ai_typeOfModel" | "ai_domain" if cx.wants(Fields::ML) => model_card(cx, out, name)?,
            "suppliedBy" if cx.wants(Fields::SUPPLIER) => {
                self.supplied_by = agent(cx, "supplier")?;
            }
            "originatedBy" if cx.wants(Fields::SUPPLIER) => {
                agents(cx, &mut self.originated_by, "originator")?;
            }
            _ => self.other_member(cx, name)?,
        }
        Ok(())
    }

    fn other_member(&mut self, cx: &mut Context<'a, '_>, name: &str) -> Result<(), Halt> {
        match name {
            "from" => self.from = Some(cx.structural_reference()?),
            "to" => self.to = cx.raw_references()?,
            "relationshipType" => self.relationship = cx.text()?,
            "completeness" => self.completeness = cx.text()?,
            "scope" => self.scope = cx.text()?,
            "rootElement" => self.roots = cx.raw_references()?,
            // An element in place of a reference would be overlooked.
            "element" => drop(cx.raw_references()?),
            "dataLicense" => self.data_license = cx.reference()?,
            "software_sbomType" => texts(cx, &mut self.sbom_types)?,
            "import" => imports(cx, &mut self.imports)?,
            "creationInfo" => self.creation_info(cx)?,
            "created" | "createdBy" | "specVersion" => self.own_creation.member(cx, name)?,
            "simplelicensing_licenseExpression" => self.expression = cx.label()?,
            "expandedlicensing_member" => texts(cx, &mut self.members)?,
            "expandedlicensing_subjectExtendableLicense" | "expandedlicensing_subjectLicense" => {
                self.members.extend(cx.reference()?);
            }
            "expandedlicensing_subjectAddition" => self.addition = cx.reference()?,
            "simplelicensing_licenseText" if cx.wants(Fields::TEXTS) => {
                let text = cx.text()?;
                self.text_sha256 = text.map(|text| bonafide_digest::sha256(&[text.as_bytes()]));
            }
            _ => cx.reader.skip()?,
        }
        Ok(())
    }

    fn creation_info(&mut self, cx: &mut Context<'a, '_>) -> Result<(), Halt> {
        match cx.reader.kind()? {
            Kind::String => self.creation = cx.reference()?,
            Kind::Object => {
                let mut creation = Creation::default();
                cx.reader.open_object()?;
                while let Some(name) = cx.reader.next_name()? {
                    creation.member(cx, &name)?;
                }
                self.inline_creation = Some(creation);
            }
            Kind::Null => cx.mistyped("creation information")?,
            _ => return Err(cx.shape("this must be an object or a reference")),
        }
        Ok(())
    }

    /// Whether the element is of a kind that is given out as a component.
    pub(super) fn is_component(&self) -> bool {
        matches!(
            self.kind.as_deref(),
            Some(
                "software_Package"
                    | "ai_AIPackage"
                    | "dataset_DatasetPackage"
                    | "software_File"
                    | "Tool"
            )
        )
    }

    /// Gives the element to the sink if it is a component.
    pub(super) fn component(
        &mut self,
        cx: &mut Context<'a, '_>,
        index: &Index<'a>,
    ) -> Result<(), Halt> {
        let kind = self.kind.as_deref().unwrap_or_default();
        let role = match kind {
            "software_Package" => Role::Inventory,
            "ai_AIPackage" => Role::Model,
            "dataset_DatasetPackage" => Role::Data,
            "software_File" if cx.wants(Fields::FILES) => Role::File,
            "Tool" if cx.wants(Fields::TOOLS) => Role::Tool,
            _ => return Ok(()),
        };
        cx.count(role)?;
        let out = &mut self.component;
        out.ordinal = cx.next_ordinal();
        out.role = role;
        if out.kind.is_none() {
            out.kind = match role {
                Role::Model => Some(Cow::Borrowed("model")),
                Role::Data => Some(Cow::Borrowed("data")),
                Role::File => Some(Cow::Borrowed("file")),
                _ => None,
            };
        }
        if let Some(agent) = self.supplied_by.take() {
            out.supplier = Some(index.party(agent, "supplier"));
        }
        let producers = self.originated_by.drain(..);
        out.producers
            .extend(producers.map(|agent| index.party(agent, "originator")));
        if cx.wants(Fields::LICENCES) {
            index.licence(cx, out)?;
        }
        cx.deliver(out)
    }

    pub(super) fn extracted_licence(&mut self, cx: &mut Context<'a, '_>) -> Result<(), Halt> {
        let licence = ExtractedLicence {
            id: self.component.reference.take().unwrap_or_default(),
            name: self.component.name.take(),
            text_sha256: self.text_sha256,
        };
        flow(cx.sink.extracted_licence(&licence, &cx.reader))
    }

    pub(super) fn vulnerability(&mut self, cx: &mut Context<'a, '_>) -> Result<(), Halt> {
        let most = cx.limits().vulnerabilities;
        if cx.counts.vulnerabilities >= most {
            return Err(cx.reader.limit("vulnerabilities", most).into());
        }
        cx.counts.vulnerabilities = cx.counts.vulnerabilities.saturating_add(1);
        let mut ids = self.component.identifiers.drain(..).map(|id| id.value);
        let vulnerability = Vulnerability {
            reference: self.component.reference.take(),
            id: self.component.name.take().or_else(|| ids.next()),
            aliases: ids.collect(),
            ..Vulnerability::default()
        };
        flow(cx.sink.vulnerability(&vulnerability, &cx.reader))
    }
}

impl<'a> Creation<'a> {
    fn member(&mut self, cx: &mut Context<'a, '_>, name: &str) -> Result<(), Halt> {
        match name {
            "created" => self.created = cx.whole_seconds()?,
            "specVersion" => self.spec_version = cx.text()?,
            "createdBy" => agents(cx, &mut self.created_by, "creator")?,
            _ => cx.reader.skip()?,
        }
        Ok(())
    }
}

/// A type decides what an element is; one that JSON-LD would expand to a type of SPDX hides it.
fn element_type<'a>(cx: &mut Context<'a, '_>) -> Result<Cow<'a, str>, Halt> {
    if cx.reader.kind()? != Kind::String {
        return Err(cx.shape("the type of an element must be a string"));
    }
    let kind = cx
        .reader
        .text(cx.limits().reference_bytes, "bytes in a reference")?;
    if kind.starts_with("https://spdx.org/rdf/") || kind.starts_with("spdx:") {
        return Err(cx.shape("the type of an element must be a name of the context"));
    }
    Ok(kind)
}

/// A text, or a list of texts.
fn texts<'a>(cx: &mut Context<'a, '_>, out: &mut Vec<Cow<'a, str>>) -> Result<(), Halt> {
    if cx.reader.kind()? == Kind::String {
        out.extend(cx.label()?);
    } else if cx.array()? {
        while cx.next(cx.limits().properties, "properties in one component")? {
            out.extend(cx.label()?);
        }
    }
    Ok(())
}

fn hashes<'a>(cx: &mut Context<'a, '_>, out: &mut Vec<Hash<'a>>) -> Result<(), Halt> {
    if !cx.array()? {
        return Ok(());
    }
    while cx.next_entry()? {
        let [algorithm, value, _] = members(cx, ["algorithm", "hashValue", ""])?;
        if let (Some(algorithm), Some(value)) = (algorithm, value) {
            out.push(cx.hash(algorithm, value));
        }
    }
    Ok(())
}

fn identifiers<'a>(cx: &mut Context<'a, '_>, out: &mut Component<'a>) -> Result<(), Halt> {
    if !cx.array()? {
        return Ok(());
    }
    while cx.next_entry()? {
        let [kind, value, _] = members(cx, ["externalIdentifierType", "identifier", ""])?;
        let (Some(kind), Some(value)) = (kind, value) else {
            continue;
        };
        match &*kind {
            "packageUrl" | "purl" => out.purls.push(value),
            "cpe22" | "cpe23" => out.cpes.push(value),
            _ => out.identifiers.push(Identifier {
                kind,
                value,
                is_evidence: false,
            }),
        }
    }
    Ok(())
}

/// What the content itself is called, such as by git.
fn content_identifiers<'a>(cx: &mut Context<'a, '_>, out: &mut Component<'a>) -> Result<(), Halt> {
    const KIND: &str = "software_contentIdentifierType";
    const VALUE: &str = "software_contentIdentifierValue";
    if !cx.array()? {
        return Ok(());
    }
    while cx.next_entry()? {
        cx.check_entries(out.identifiers.len())?;
        if let [Some(kind), Some(value), _] = members(cx, [KIND, VALUE, ""])? {
            out.identifiers.push(Identifier {
                kind,
                value,
                is_evidence: false,
            });
        }
    }
    Ok(())
}

fn external_refs<'a>(cx: &mut Context<'a, '_>, out: &mut Component<'a>) -> Result<(), Halt> {
    if !cx.array()? {
        return Ok(());
    }
    while cx.next_object_entry()? {
        let (mut kind, mut locators) = (None, Vec::new());
        while let Some(name) = cx.reader.next_name()? {
            match &*name {
                "externalRefType" => kind = cx.text()?,
                "locator" => texts(cx, &mut locators)?,
                _ => cx.reader.skip()?,
            }
        }
        let kind = kind.unwrap_or(Cow::Borrowed("other"));
        out.externals
            .extend(locators.into_iter().map(|url| ExternalReference {
                kind: kind.clone(),
                url,
            }));
    }
    Ok(())
}

fn model_card<'a>(
    cx: &mut Context<'a, '_>,
    out: &mut Component<'a>,
    name: &str,
) -> Result<(), Halt> {
    let mut found = Vec::new();
    texts(cx, &mut found)?;
    let card = out.model_card.get_or_insert_with(ModelCard::default);
    let first = found.into_iter().next();
    if name == "ai_domain" {
        card.task = first;
    } else {
        card.architecture = first;
    }
    Ok(())
}

fn imports<'a>(cx: &mut Context<'a, '_>, out: &mut Vec<ExternalDocument<'a>>) -> Result<(), Halt> {
    if !cx.array()? {
        return Ok(());
    }
    while cx.next_object_of(usize::MAX, "")? {
        let mut import = ExternalDocument::default();
        while let Some(name) = cx.reader.next_name()? {
            match &*name {
                "externalSpdxId" => import.uri = cx.reference()?,
                "verifiedUsing" if cx.wants(Fields::HASHES) => hashes(cx, &mut import.hashes)?,
                _ => cx.reader.skip()?,
            }
        }
        if import.uri.is_some() {
            out.push(import);
        }
    }
    Ok(())
}

fn agents<'a>(
    cx: &mut Context<'a, '_>,
    out: &mut Vec<AgentRef<'a>>,
    capacity: &'static str,
) -> Result<(), Halt> {
    if cx.reader.kind()? != Kind::Array {
        out.extend(agent(cx, capacity)?);
        return Ok(());
    }
    cx.reader.open_array()?;
    while cx.next_entry()? {
        out.extend(agent(cx, capacity)?);
    }
    Ok(())
}

fn agent<'a>(
    cx: &mut Context<'a, '_>,
    capacity: &'static str,
) -> Result<Option<AgentRef<'a>>, Halt> {
    if cx.reader.kind()? == Kind::String {
        return Ok(cx.reference()?.map(AgentRef::Id));
    }
    let [kind, name, _] = members(cx, ["type", "name", ""])?;
    Ok(name.map(|name| {
        AgentRef::Inline(Party {
            kind: party_kind(kind.as_deref().unwrap_or_default()),
            capacity,
            name: Some(name),
            ..Party::default()
        })
    }))
}

pub(super) fn party_kind(kind: &str) -> PartyKind {
    match kind {
        "Person" => PartyKind::Person,
        "Organization" => PartyKind::Organization,
        "Tool" | "SoftwareAgent" => PartyKind::Tool,
        _ => PartyKind::Unknown,
    }
}

/// Texts of the object at the cursor by their names.
fn members<'a>(
    cx: &mut Context<'a, '_>,
    names: [&'static str; 3],
) -> Result<[Option<Cow<'a, str>>; 3], Halt> {
    let mut out = [None, None, None];
    if !cx.object()? {
        return Ok(out);
    }
    while let Some(name) = cx.reader.next_name()? {
        let slot = names.iter().position(|known| *known == &*name);
        match slot.and_then(|slot| out.get_mut(slot)) {
            Some(slot) => *slot = cx.reference()?,
            None => cx.reader.skip()?,
        }
    }
    Ok(out)
}
