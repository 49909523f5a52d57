//! People and organizations.

use std::borrow::Cow;

use bonafide_json::Kind;

use crate::context::{Context, Halt};
use crate::{Component, Party, PartyKind};

/// Reads the member of a component that names a supplier or a producer.
pub(super) fn member<'a>(
    cx: &mut Context<'a, '_>,
    component: &mut Component<'a>,
    name: &str,
) -> Result<(), Halt> {
    match name {
        "supplier" => component.supplier = organization(cx, "supplier")?,
        "provider" => component.supplier = organization(cx, "provider")?,
        "vendor" => component.supplier = named(cx, "vendor")?,
        "manufacturer" => component
            .producers
            .extend(organization(cx, "manufacturer")?),
        "publisher" => component.producers.extend(named(cx, "publisher")?),
        "author" => component.producers.extend(named(cx, "author")?),
        _ => contacts(cx, &mut component.producers, "author")?,
    }
    Ok(())
}

fn named<'a>(cx: &mut Context<'a, '_>, capacity: &'static str) -> Result<Option<Party<'a>>, Halt> {
    Ok(cx.label()?.map(|name| Party {
        capacity,
        name: Some(name),
        ..Party::default()
    }))
}

/// `{name, url[], contact[]}`.
pub(super) fn organization<'a>(
    cx: &mut Context<'a, '_>,
    capacity: &'static str,
) -> Result<Option<Party<'a>>, Halt> {
    if !cx.object()? {
        return Ok(None);
    }
    let mut party = Party {
        kind: PartyKind::Organization,
        capacity,
        ..Party::default()
    };
    while let Some(name) = cx.reader.next_name()? {
        match &*name {
            "name" => party.name = cx.label()?,
            "url" => party.url = first_text(cx)?,
            "contact" => {
                let mut people = Vec::new();
                contacts(cx, &mut people, "contact")?;
                party.email = people
                    .into_iter()
                    .find_map(|person: Party<'_>| person.email);
            }
            _ => cx.reader.skip()?,
        }
    }
    Ok(Some(party))
}

/// `[{name, email}]`.
pub(super) fn contacts<'a>(
    cx: &mut Context<'a, '_>,
    people: &mut Vec<Party<'a>>,
    capacity: &'static str,
) -> Result<(), Halt> {
    if !cx.array()? {
        return Ok(());
    }
    while cx.next_object_entry()? {
        let mut party = Party {
            kind: PartyKind::Person,
            capacity,
            ..Party::default()
        };
        while let Some(name) = cx.reader.next_name()? {
            match &*name {
                "name" => party.name = cx.label()?,
                "email" => party.email = cx.text()?,
                _ => cx.reader.skip()?,
            }
        }
        people.push(party);
    }
    Ok(())
}

/// The first text of a list; early documents have a text alone.
fn first_text<'a>(cx: &mut Context<'a, '_>) -> Result<Option<Cow<'a, str>>, Halt> {
    if cx.reader.kind()? == Kind::String {
        return cx.text();
    }
    let mut first = None;
    if cx.array()? {
        while cx.next_entry()? {
            let text = cx.text()?;
            first = first.or(text);
        }
    }
    Ok(first)
}
