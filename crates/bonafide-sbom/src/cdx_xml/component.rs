//! What is in a component, but components.

use std::borrow::Cow;

use bonafide_report::registry::{SBOM_REF, SBOM_REQUIRED, SBOM_TYPE};

use super::{licence, model_card, party};
use crate::cdx::known_scope;
use crate::context::{Halt, Seen, Single, XmlContext};
use crate::{
    Acknowledgement, Component, ExternalReference, Fields, Hash, Identifier, LicenceSource,
    Property, Stated,
};

/// Reads the attributes of the component that just began.
pub(super) fn attributes<'a>(
    cx: &mut XmlContext<'a, '_>,
    component: &mut Component<'a>,
) -> Result<(), Halt> {
    component.kind = cx.attribute("type")?;
    if !cx.wants(Fields::IDENTITY) {
        return Ok(());
    }
    component.reference = cx.reference_attribute("bom-ref")?;
    if component.reference.as_deref() == Some("") {
        cx.attribute_finding("bom-ref", SBOM_REF, "an empty reference");
        component.reference = None;
    }
    if let Some(text) = cx.attribute("isExternal")? {
        component.is_external = boolean(&text);
        if component.is_external.is_none() {
            cx.attribute_finding("isExternal", SBOM_TYPE, "no boolean");
        }
    }
    Ok(())
}

/// `xs:boolean`.
fn boolean(text: &str) -> Option<bool> {
    match text.trim_matches([' ', '\t', '\r', '\n']) {
        "true" | "1" => Some(true),
        "false" | "0" => Some(false),
        _ => None,
    }
}

/// Elements that a component has once.
pub(super) fn single(name: &str) -> Option<Single> {
    Some(match name {
        "name" => Single::Strictly(0),
        "version" => Single::Strictly(1),
        "group" => Single::Strictly(2),
        "purl" => Single::Strictly(3),
        "cpe" => Single::Strictly(4),
        "components" => Single::Strictly(5),
        "services" => Single::Strictly(6),
        "pedigree" => Single::Strictly(7),
        "versionRange" => Single::Strictly(8),
        "swid" => Single::Strictly(9),
        "scope" => Single::Loosely(10),
        "hashes" => Single::Loosely(11),
        "licenses" => Single::Loosely(12),
        "externalReferences" => Single::Loosely(13),
        "properties" => Single::Loosely(14),
        "supplier" => Single::Loosely(15),
        "provider" => Single::Loosely(16),
        "manufacturer" => Single::Loosely(17),
        "publisher" => Single::Loosely(18),
        "author" => Single::Loosely(19),
        "authors" => Single::Loosely(20),
        "vendor" => Single::Loosely(21),
        "evidence" => Single::Loosely(22),
        "modelCard" => Single::Loosely(23),
        "description" => Single::Loosely(24),
        "copyright" => Single::Loosely(25),
        _ => return None,
    })
}

/// Reads one element.
pub(super) fn child<'a>(
    cx: &mut XmlContext<'a, '_>,
    component: &mut Component<'a>,
    name: &str,
) -> Result<(), Halt> {
    match name {
        "name" | "version" | "group" | "purl" | "cpe" | "scope" | "versionRange" | "swid"
        | "omniborId" | "swhid"
            if cx.wants(Fields::IDENTITY) =>
        {
            identity(cx, component, name)
        }
        "hashes" if cx.wants(Fields::HASHES) => hashes(cx, &mut component.hashes),
        "licenses" if cx.wants(Fields::LICENCES) => {
            let unspecified = Acknowledgement::Unspecified;
            let licences = &mut component.licences;
            licence::list(cx, licences, LicenceSource::Licenses, unspecified)
        }
        "externalReferences" if cx.wants(Fields::EXTERNAL) => externals(cx, component),
        "properties" if cx.wants(Fields::PROPERTIES) => properties(cx, &mut component.properties),
        "supplier" | "provider" | "manufacturer" | "publisher" | "author" | "authors"
        | "vendor"
            if cx.wants(Fields::SUPPLIER) =>
        {
            party::child(cx, component, name)
        }
        "evidence" if cx.wants(Fields::EVIDENCE | Fields::LICENCES) => evidence(cx, component),
        "modelCard" if cx.wants(Fields::ML) => {
            component.model_card = Some(model_card::read(cx)?);
            Ok(())
        }
        "description" if cx.wants(Fields::TEXTS) => {
            component.description = cx.text()?;
            Ok(())
        }
        "copyright" if cx.wants(Fields::TEXTS) => {
            component.copyright = cx.text()?.map(Stated::of);
            Ok(())
        }
        _ => cx.skip(),
    }
}

fn identity<'a>(
    cx: &mut XmlContext<'a, '_>,
    component: &mut Component<'a>,
    name: &str,
) -> Result<(), Halt> {
    match name {
        "name" => component.name = cx.label()?,
        "version" => component.version = cx.label()?,
        "group" => component.group = cx.label()?,
        "versionRange" => component.version_range = cx.label()?,
        "purl" => component.purls.extend(cx.reference()?),
        "cpe" => {
            let cpe = cx.text_of(cx.limits().cpe_bytes, "bytes in a CPE name")?;
            component.cpes.extend(cpe);
        }
        "scope" => {
            component.scope = match cx.text()? {
                Some(text) => known_scope(cx, &text),
                None => None,
            };
        }
        "swid" => {
            let tag = cx.reference_attribute("tagId")?;
            cx.skip()?;
            identifier(component, "swid", tag);
        }
        "omniborId" => {
            cx.check_entries(component.identifiers.len())?;
            let value = cx.reference()?;
            identifier(component, "omniborId", value);
        }
        _ => {
            cx.check_entries(component.identifiers.len())?;
            let value = cx.reference()?;
            identifier(component, "swhid", value);
        }
    }
    Ok(())
}

fn identifier<'a>(component: &mut Component<'a>, kind: &'static str, value: Option<Cow<'a, str>>) {
    component.identifiers.extend(value.map(|value| Identifier {
        kind: Cow::Borrowed(kind),
        value,
        is_evidence: false,
    }));
}

fn hashes<'a>(cx: &mut XmlContext<'a, '_>, hashes: &mut Vec<Hash<'a>>) -> Result<(), Halt> {
    while cx.entry("hash", hashes.len())? {
        let name = cx.attribute("alg")?;
        let value = cx.collapsed()?;
        match (name, value) {
            (Some(name), Some(value)) => hashes.push(cx.hash(name, value)),
            _ => cx.finding(SBOM_REQUIRED, "`alg` or the hash itself is missing"),
        }
    }
    Ok(())
}

fn externals<'a>(cx: &mut XmlContext<'a, '_>, component: &mut Component<'a>) -> Result<(), Halt> {
    while cx.entry("reference", component.externals.len())? {
        component.externals.extend(external_reference(cx)?);
    }
    Ok(())
}

/// The external reference that just began.
pub(super) fn external_reference<'a>(
    cx: &mut XmlContext<'a, '_>,
) -> Result<Option<ExternalReference<'a>>, Halt> {
    let kind = cx.attribute("type")?;
    let (mut url, mut seen) = (None, Seen::default());
    while let Some(name) = cx.child()? {
        if name == "url" {
            cx.once(&mut seen, Some(Single::Loosely(0)))?;
            url = cx.collapsed()?;
        } else {
            cx.skip()?;
        }
    }
    if let (Some(kind), Some(url)) = (kind, url) {
        return Ok(Some(ExternalReference { kind, url }));
    }
    cx.finding(SBOM_REQUIRED, "`type` or `url` is missing");
    Ok(None)
}

fn properties<'a>(
    cx: &mut XmlContext<'a, '_>,
    properties: &mut Vec<Property<'a>>,
) -> Result<(), Halt> {
    while cx.item("property")? {
        let most = cx.limits().properties;
        if properties.len() >= most {
            return Err(cx.limit("properties in one component", most));
        }
        let name = cx.attribute("name")?;
        let value = cx.text()?.unwrap_or_default();
        properties.extend(name.map(|name| Property { name, value }));
    }
    Ok(())
}

fn evidence<'a>(cx: &mut XmlContext<'a, '_>, component: &mut Component<'a>) -> Result<(), Halt> {
    let mut seen = Seen::default();
    while let Some(name) = cx.child()? {
        match name {
            "licenses" if cx.wants(Fields::LICENCES) => {
                cx.once(&mut seen, Some(Single::Loosely(0)))?;
                let observed = Acknowledgement::Observed;
                let licences = &mut component.licences;
                licence::list(cx, licences, LicenceSource::Evidence, observed)?;
            }
            "identity" if cx.wants(Fields::EVIDENCE) => {
                cx.check_entries(component.identifiers.len())?;
                evidence_identity(cx, component)?;
            }
            _ => cx.skip()?,
        }
    }
    Ok(())
}

fn evidence_identity<'a>(
    cx: &mut XmlContext<'a, '_>,
    component: &mut Component<'a>,
) -> Result<(), Halt> {
    let (mut field, mut value) = (None, None);
    while let Some(name) = cx.child()? {
        match name {
            "field" => field = cx.text()?,
            "concludedValue" => value = cx.reference()?,
            _ => cx.skip()?,
        }
    }
    if let (Some(kind), Some(value)) = (field, value) {
        component.identifiers.push(Identifier {
            kind,
            value,
            is_evidence: true,
        });
    }
    Ok(())
}
