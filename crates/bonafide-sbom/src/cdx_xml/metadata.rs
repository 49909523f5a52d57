//! `metadata`.

use super::tree::Tree;
use super::{component, licence, party};
use crate::context::{Halt, Seen, Single, XmlContext};
use crate::{Acknowledgement, Component, Document, Fields, LicenceSource, Role};

/// Reads the metadata at hand.
pub(super) fn read<'a>(
    cx: &mut XmlContext<'a, '_>,
    document: &mut Document<'a>,
    tree: &mut Tree<'a>,
) -> Result<(), Halt> {
    let mut seen = Seen::default();
    while let Some(name) = cx.child()? {
        cx.once(&mut seen, single(name))?;
        match name {
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
            _ => cx.skip()?,
        }
    }
    Ok(())
}

fn root<'a>(
    cx: &mut XmlContext<'a, '_>,
    document: &mut Document<'a>,
    tree: &mut Tree<'a>,
) -> Result<(), Halt> {
    document.root = Some(tree.single(cx, Role::Root)?);
    if cx.wants(Fields::DOCUMENT) {
        document.name = tree.open.root_name.take();
    }
    Ok(())
}

/// Elements that the metadata has once. 1.2 lets manufacturers and suppliers repeat.
fn single(name: &str) -> Option<Single> {
    Some(match name {
        "component" => Single::Strictly(0),
        "tools" => Single::Loosely(1),
        "timestamp" => Single::Loosely(2),
        "lifecycles" => Single::Loosely(3),
        "licenses" => Single::Loosely(4),
        "authors" => Single::Loosely(5),
        _ => return None,
    })
}

fn parties<'a>(
    cx: &mut XmlContext<'a, '_>,
    document: &mut Document<'a>,
    name: &str,
) -> Result<(), Halt> {
    let capacity = match name {
        "authors" => return party::people(cx, &mut document.parties),
        "manufacturer" => "manufacturer",
        "manufacture" => "manufacture",
        "supplier" => "supplier",
        _ => return cx.skip(),
    };
    cx.check_entries(document.parties.len())?;
    document.parties.push(party::organization(cx, capacity)?);
    Ok(())
}

fn lifecycles<'a>(cx: &mut XmlContext<'a, '_>, document: &mut Document<'a>) -> Result<(), Halt> {
    while cx.entry("lifecycle", document.lifecycles.len())? {
        while let Some(name) = cx.child()? {
            match name {
                "phase" | "name" => document.lifecycles.extend(cx.text()?),
                _ => cx.skip()?,
            }
        }
    }
    Ok(())
}

/// A list of tools (up to 1.4, and still allowed), or lists of components and services.
fn tools<'a>(cx: &mut XmlContext<'a, '_>, tree: &mut Tree<'a>) -> Result<(), Halt> {
    let mut seen = Seen::default();
    while let Some(name) = cx.child()? {
        match name {
            "tool" => legacy_tool(cx)?,
            "components" => {
                cx.once(&mut seen, Some(Single::Strictly(0)))?;
                tree.list(cx, Role::Tool, None)?;
            }
            // A service among the tools is a tool: services are what the product calls.
            "services" => {
                cx.once(&mut seen, Some(Single::Strictly(1)))?;
                tree.items(cx, Role::Tool, None, "service")?;
            }
            _ => cx.misplaced()?,
        }
    }
    Ok(())
}

/// A vendor, a name, a version, hashes.
fn legacy_tool(cx: &mut XmlContext<'_, '_>) -> Result<(), Halt> {
    cx.count(Role::Tool)?;
    cx.spent = 0;
    let mut tool = Component {
        ordinal: cx.next_ordinal(),
        role: Role::Tool,
        ..Component::default()
    };
    let mut seen = Seen::default();
    while let Some(name) = cx.child()? {
        cx.once(&mut seen, component::single(name))?;
        component::child(cx, &mut tool, name)?;
    }
    cx.deliver(&tool)
}
