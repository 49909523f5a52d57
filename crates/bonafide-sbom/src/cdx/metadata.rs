//! `metadata`.

use bonafide_json::Kind;

use super::tree::Tree;
use super::{component, licence, missing, party};
use crate::context::{Context, Halt};
use crate::{Acknowledgement, Component, Document, Fields, LicenceSource, Role};

/// Reads the metadata at the cursor.
pub(super) fn read<'a>(
    cx: &mut Context<'a, '_>,
    document: &mut Document<'a>,
    tree: &mut Tree<'a>,
) -> Result<(), Halt> {
    if !cx.structural_object()? {
        return Ok(());
    }
    while let Some(name) = cx.reader.next_name()? {
        match &*name {
            "component" => root(cx, document, tree)?,
            "tools" if cx.wants(Fields::TOOLS) => tools(cx, tree)?,
            "timestamp" if cx.wants(Fields::DOCUMENT) => document.created = cx.timestamp()?,
            "lifecycles" if cx.wants(Fields::DOCUMENT) => lifecycles(cx, document)?,
            "licenses" if cx.wants(Fields::LICENCES) => {
                let unspecified = Acknowledgement::Unspecified;
                let licences = &mut document.licences;
                licence::list(cx, licences, LicenceSource::Licenses, unspecified)?;
            }
            name if cx.wants(Fields::SUPPLIER | Fields::DOCUMENT) => parties(cx, document, name)?,
            _ => cx.reader.skip()?,
        }
    }
    Ok(())
}

fn parties<'a>(
    cx: &mut Context<'a, '_>,
    document: &mut Document<'a>,
    name: &str,
) -> Result<(), Halt> {
    let parties = &mut document.parties;
    match name {
        "authors" => party::contacts(cx, parties, "author")?,
        "manufacturer" => parties.extend(party::organization(cx, "manufacturer")?),
        "manufacture" => parties.extend(party::organization(cx, "manufacture")?),
        "supplier" => parties.extend(party::organization(cx, "supplier")?),
        _ => cx.reader.skip()?,
    }
    Ok(())
}

fn root<'a>(
    cx: &mut Context<'a, '_>,
    document: &mut Document<'a>,
    tree: &mut Tree<'a>,
) -> Result<(), Halt> {
    document.root = tree.single(cx, Role::Root)?;
    if cx.wants(Fields::DOCUMENT) {
        document.name = tree.open.root_name.take();
    }
    Ok(())
}

fn lifecycles<'a>(cx: &mut Context<'a, '_>, document: &mut Document<'a>) -> Result<(), Halt> {
    if !cx.array()? {
        return Ok(());
    }
    while cx.next_object_entry()? {
        while let Some(name) = cx.reader.next_name()? {
            match &*name {
                "phase" | "name" => document.lifecycles.extend(cx.text()?),
                _ => cx.reader.skip()?,
            }
        }
    }
    Ok(())
}

/// A list of tools (up to 1.4, and still allowed), or an object of components and services.
fn tools<'a>(cx: &mut Context<'a, '_>, tree: &mut Tree<'a>) -> Result<(), Halt> {
    match cx.reader.kind()? {
        Kind::Array => {
            cx.reader.open_array()?;
            while cx.next_object_of(cx.limits().components, "tools")? {
                legacy_tool(cx)?;
            }
        }
        Kind::Object => {
            cx.reader.open_object()?;
            while let Some(name) = cx.reader.next_name()? {
                match &*name {
                    "components" => tree.array(cx, Role::Tool, None)?,
                    // A service among the tools is a tool: services are what the product calls.
                    "services" => tree.array(cx, Role::Tool, None)?,
                    _ => cx.reader.skip()?,
                }
            }
        }
        _ => {
            cx.reader.skip()?;
            missing(cx, "tools are an array or an object");
        }
    }
    Ok(())
}

fn legacy_tool(cx: &mut Context<'_, '_>) -> Result<(), Halt> {
    cx.count(Role::Tool)?;
    cx.spent = 0;
    let mut tool = Component {
        ordinal: cx.next_ordinal(),
        ..Component::default()
    };
    component::legacy_tool(cx, &mut tool)?;
    cx.deliver(&tool)
}
