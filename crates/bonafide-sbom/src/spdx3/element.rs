//! One element of the graph. Its type may stand last, so all members are read that any type has.

use std::borrow::Cow;

use bonafide_json::Kind;
use bonafide_report::registry::SBOM_REQUIRED;

use super::index::Index;
use super::values::{
    AgentRef, agent, agents, content_identifiers, external_refs, hashes, identifiers, imports,
    model_card, texts,
};
use crate::context::{Context, Halt, flow};
use crate::{Component, ExternalDocument, ExtractedLicence, Fields, Role, Stated, Vulnerability};

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
