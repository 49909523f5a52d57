//! Values of members that several types of elements have.

use std::borrow::Cow;

use bonafide_json::Kind;

use crate::context::{Context, Halt};
use crate::{
    Component, ExternalDocument, ExternalReference, Fields, Hash, Identifier, ModelCard, Party,
    PartyKind,
};

/// An agent, by its id or in place.
#[derive(Clone)]
pub(super) enum AgentRef<'a> {
    Id(Cow<'a, str>),
    Inline(Party<'a>),
}

/// A text, or a list of texts.
pub(super) fn texts<'a>(cx: &mut Context<'a, '_>, out: &mut Vec<Cow<'a, str>>) -> Result<(), Halt> {
    if cx.reader.kind()? == Kind::String {
        out.extend(cx.label()?);
    } else if cx.array()? {
        while cx.next(cx.limits().properties, "properties in one component")? {
            out.extend(cx.label()?);
        }
    }
    Ok(())
}

pub(super) fn hashes<'a>(cx: &mut Context<'a, '_>, out: &mut Vec<Hash<'a>>) -> Result<(), Halt> {
    if !cx.array()? {
        return Ok(());
    }
    while cx.next_entry()? {
        let [algorithm, value] = members(cx, ["algorithm", "hashValue"])?;
        if let (Some(algorithm), Some(value)) = (algorithm, value) {
            out.push(cx.hash(algorithm, value));
        }
    }
    Ok(())
}

pub(super) fn identifiers<'a>(
    cx: &mut Context<'a, '_>,
    out: &mut Component<'a>,
) -> Result<(), Halt> {
    if !cx.array()? {
        return Ok(());
    }
    while cx.next_entry()? {
        let [kind, value] = members(cx, ["externalIdentifierType", "identifier"])?;
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
pub(super) fn content_identifiers<'a>(
    cx: &mut Context<'a, '_>,
    out: &mut Component<'a>,
) -> Result<(), Halt> {
    const KIND: &str = "software_contentIdentifierType";
    const VALUE: &str = "software_contentIdentifierValue";
    if !cx.array()? {
        return Ok(());
    }
    while cx.next_entry()? {
        cx.check_entries(out.identifiers.len())?;
        if let [Some(kind), Some(value)] = members(cx, [KIND, VALUE])? {
            out.identifiers.push(Identifier {
                kind,
                value,
                is_evidence: false,
            });
        }
    }
    Ok(())
}

pub(super) fn external_refs<'a>(
    cx: &mut Context<'a, '_>,
    out: &mut Component<'a>,
) -> Result<(), Halt> {
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

pub(super) fn model_card<'a>(
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

pub(super) fn imports<'a>(
    cx: &mut Context<'a, '_>,
    out: &mut Vec<ExternalDocument<'a>>,
) -> Result<(), Halt> {
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

pub(super) fn agents<'a>(
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

pub(super) fn agent<'a>(
    cx: &mut Context<'a, '_>,
    capacity: &'static str,
) -> Result<Option<AgentRef<'a>>, Halt> {
    if cx.reader.kind()? == Kind::String {
        return Ok(cx.reference()?.map(AgentRef::Id));
    }
    let [kind, name] = members(cx, ["type", "name"])?;
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
    names: [&'static str; 2],
) -> Result<[Option<Cow<'a, str>>; 2], Halt> {
    let mut out = [None, None];
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
