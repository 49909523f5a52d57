//! The members of a component, but those that hold components.

use std::borrow::Cow;

use bonafide_json::Kind;
use bonafide_report::registry::{SBOM_ENUM, SBOM_REF, SBOM_REQUIRED};

use super::{licence, model_card, party, signature};
use crate::context::{Context, Halt, Known, Source};
use crate::{
    Acknowledgement, Component, ExternalReference, Fields, Hash, Identifier, LicenceSource,
    Property, Role, Scope, Stated,
};

/// Members whose case variants are worth a finding.
const READ: &Known = &Known::new(&[
    "bom-ref",
    "type",
    "group",
    "name",
    "version",
    "purl",
    "cpe",
    "scope",
    "hashes",
    "licenses",
    "components",
]);

/// Reads one member.
pub(super) fn member<'a>(
    cx: &mut Context<'a, '_>,
    component: &mut Component<'a>,
    name: &str,
) -> Result<(), Halt> {
    match name {
        "type" => component.kind = cx.text()?,
        "bom-ref" | "name" | "version" | "group" | "purl" | "cpe" | "scope" | "versionRange"
        | "isExternal" | "swid" | "omniborId" | "swhid"
            if cx.wants(Fields::IDENTITY) =>
        {
            identity(cx, component, name)?;
        }
        "hashes" if cx.wants(Fields::HASHES) => hashes(cx, &mut component.hashes)?,
        "licenses" if cx.wants(Fields::LICENCES) => {
            let unspecified = Acknowledgement::Unspecified;
            licence::list(
                cx,
                &mut component.licences,
                LicenceSource::Licenses,
                unspecified,
            )?;
        }
        "externalReferences" if cx.wants(Fields::EXTERNAL) => externals(cx, component)?,
        "properties" if cx.wants(Fields::PROPERTIES) => properties(cx, &mut component.properties)?,
        "supplier" | "provider" | "manufacturer" | "publisher" | "author" | "authors"
        | "vendor"
            if cx.wants(Fields::SUPPLIER) =>
        {
            party::member(cx, component, name)?;
        }
        "evidence" if cx.wants(Fields::EVIDENCE | Fields::LICENCES) => evidence(cx, component)?,
        "modelCard" if cx.wants(Fields::ML) => component.model_card = model_card::read(cx)?,
        "description" if cx.wants(Fields::TEXTS) => component.description = cx.text()?,
        "copyright" if cx.wants(Fields::TEXTS) => component.copyright = cx.text()?.map(Stated::of),
        "signature" => signature::note(cx)?,
        _ => cx.unread(name, READ)?,
    }
    Ok(())
}

fn identity<'a>(
    cx: &mut Context<'a, '_>,
    component: &mut Component<'a>,
    name: &str,
) -> Result<(), Halt> {
    match name {
        "bom-ref" => {
            component.reference = cx.reference()?;
            if component.reference.as_deref() == Some("") {
                cx.finding(SBOM_REF, "an empty reference");
                component.reference = None;
            }
        }
        "name" => component.name = cx.label()?,
        "version" => component.version = cx.label()?,
        "group" => component.group = cx.label()?,
        "versionRange" => component.version_range = cx.label()?,
        "isExternal" => component.is_external = cx.boolean()?,
        "purl" => component.purls.extend(cx.reference()?),
        "cpe" => {
            let cpe = cx.text_of(cx.limits().cpe_bytes, "bytes in a CPE name")?;
            component.cpes.extend(cpe);
        }
        "scope" => component.scope = scope(cx)?,
        "swid" => {
            if let Some(value) = swid(cx)? {
                component.identifiers.push(Identifier {
                    kind: Cow::Borrowed("swid"),
                    value,
                    is_evidence: false,
                });
            }
        }
        "omniborId" => identifiers(cx, component, "omniborId")?,
        _ => identifiers(cx, component, "swhid")?,
    }
    Ok(())
}

fn scope(cx: &mut Context<'_, '_>) -> Result<Option<Scope>, Halt> {
    let Some(text) = cx.text()? else {
        return Ok(None);
    };
    Ok(known_scope(cx, &text))
}

/// The scope that `text` names; a finding if there is none.
pub(crate) fn known_scope<R: Source>(cx: &mut Context<'_, '_, R>, text: &str) -> Option<Scope> {
    match text {
        "required" => Some(Scope::Required),
        "optional" => Some(Scope::Optional),
        "excluded" => Some(Scope::Excluded),
        _ => {
            cx.finding(SBOM_ENUM, "no scope that is known");
            None
        }
    }
}

fn swid<'a>(cx: &mut Context<'a, '_>) -> Result<Option<Cow<'a, str>>, Halt> {
    let mut tag = None;
    if cx.object()? {
        while let Some(name) = cx.reader.next_name()? {
            match &*name {
                "tagId" => tag = cx.reference()?,
                _ => cx.reader.skip()?,
            }
        }
    }
    Ok(tag)
}

fn identifiers<'a>(
    cx: &mut Context<'a, '_>,
    component: &mut Component<'a>,
    kind: &'static str,
) -> Result<(), Halt> {
    if !cx.array()? {
        return Ok(());
    }
    while cx.next_entry()? {
        cx.check_entries(component.identifiers.len())?;
        if let Some(value) = cx.reference()? {
            component.identifiers.push(Identifier {
                kind: Cow::Borrowed(kind),
                value,
                is_evidence: false,
            });
        }
    }
    Ok(())
}

fn hashes<'a>(cx: &mut Context<'a, '_>, hashes: &mut Vec<Hash<'a>>) -> Result<(), Halt> {
    if !cx.array()? {
        return Ok(());
    }
    while cx.next_object_entry()? {
        if let Some((name, value)) = pair(cx, "alg", "content")? {
            hashes.push(cx.hash(name, value));
        }
    }
    Ok(())
}

type Pair<'a> = (Cow<'a, str>, Cow<'a, str>);

/// Two texts of the open object, both of which are required.
#[inline]
fn pair<'a>(
    cx: &mut Context<'a, '_>,
    first: &'static str,
    second: &'static str,
) -> Result<Option<Pair<'a>>, Halt> {
    let (mut one, mut two) = (None, None);
    while let Some(name) = cx.reader.next_name()? {
        if *name == *first {
            one = cx.text()?;
        } else if *name == *second {
            two = cx.text()?;
        } else {
            cx.reader.skip()?;
        }
    }
    if let (Some(one), Some(two)) = (one, two) {
        return Ok(Some((one, two)));
    }
    cx.finding(SBOM_REQUIRED, format!("`{first}` or `{second}` is missing"));
    Ok(None)
}

fn externals<'a>(cx: &mut Context<'a, '_>, component: &mut Component<'a>) -> Result<(), Halt> {
    if !cx.array()? {
        return Ok(());
    }
    while cx.next_entry()? {
        component.externals.extend(external_reference(cx, None)?);
    }
    Ok(())
}

/// The external reference at the cursor.
pub(super) fn external_reference<'a>(
    cx: &mut Context<'a, '_>,
    mut list: Option<&mut Vec<Hash<'a>>>,
) -> Result<Option<ExternalReference<'a>>, Halt> {
    if !cx.object()? {
        return Ok(None);
    }
    let (mut kind, mut url) = (None, None);
    while let Some(name) = cx.reader.next_name()? {
        match (&*name, &mut list) {
            ("type", _) => kind = cx.text()?,
            ("url", _) => url = cx.text()?,
            ("hashes", Some(list)) if cx.wants(Fields::HASHES) => hashes(cx, list)?,
            _ => cx.reader.skip()?,
        }
    }
    if let (Some(kind), Some(url)) = (kind, url) {
        return Ok(Some(ExternalReference { kind, url }));
    }
    cx.finding(SBOM_REQUIRED, "`type` or `url` is missing");
    Ok(None)
}

fn properties<'a>(
    cx: &mut Context<'a, '_>,
    properties: &mut Vec<Property<'a>>,
) -> Result<(), Halt> {
    if !cx.array()? {
        return Ok(());
    }
    while cx.next_object_of(cx.limits().properties, "properties in one component")? {
        let (mut key, mut value) = (None, None);
        while let Some(name) = cx.reader.next_name()? {
            match &*name {
                "name" => key = cx.text()?,
                "value" => value = cx.text()?,
                _ => cx.reader.skip()?,
            }
        }
        // A property without a value is a flag.
        if let Some(name) = key {
            let value = value.unwrap_or_default();
            properties.push(Property { name, value });
        }
    }
    Ok(())
}

fn evidence<'a>(cx: &mut Context<'a, '_>, component: &mut Component<'a>) -> Result<(), Halt> {
    if !cx.object()? {
        return Ok(());
    }
    while let Some(name) = cx.reader.next_name()? {
        match &*name {
            "licenses" if cx.wants(Fields::LICENCES) => {
                let observed = Acknowledgement::Observed;
                licence::list(
                    cx,
                    &mut component.licences,
                    LicenceSource::Evidence,
                    observed,
                )?;
            }
            "identity" if cx.wants(Fields::EVIDENCE) => evidence_identities(cx, component)?,
            _ => cx.reader.skip()?,
        }
    }
    Ok(())
}

/// One identity (1.5) or a list of them (1.6 and later).
fn evidence_identities<'a>(
    cx: &mut Context<'a, '_>,
    component: &mut Component<'a>,
) -> Result<(), Halt> {
    if cx.reader.kind()? == Kind::Object {
        cx.reader.open_object()?;
        return evidence_identity(cx, component);
    }
    if !cx.array()? {
        return Ok(());
    }
    while cx.next_entry()? {
        if cx.object()? {
            evidence_identity(cx, component)?;
        }
    }
    Ok(())
}

fn evidence_identity<'a>(
    cx: &mut Context<'a, '_>,
    component: &mut Component<'a>,
) -> Result<(), Halt> {
    let (mut field, mut value) = (None, None);
    while let Some(name) = cx.reader.next_name()? {
        match &*name {
            "field" => field = cx.text()?,
            "concludedValue" => value = cx.reference()?,
            _ => cx.reader.skip()?,
        }
    }
    if let (Some(kind), Some(value)) = (field, value) {
        cx.check_entries(component.identifiers.len())?;
        component.identifiers.push(Identifier {
            kind,
            value,
            is_evidence: true,
        });
    }
    Ok(())
}

/// A tool as versions up to 1.4 list them: a vendor, a name, a version, hashes.
pub(super) fn legacy_tool<'a>(
    cx: &mut Context<'a, '_>,
    component: &mut Component<'a>,
) -> Result<(), Halt> {
    component.role = Role::Tool;
    while let Some(name) = cx.reader.next_name()? {
        member(cx, component, &name)?;
    }
    Ok(())
}
