//! People and organizations.

use crate::context::{Halt, XmlContext};
use crate::{Component, Party, PartyKind};

/// Reads the element of a component that names a supplier or a producer.
pub(super) fn child<'a>(
    cx: &mut XmlContext<'a, '_>,
    component: &mut Component<'a>,
    name: &str,
) -> Result<(), Halt> {
    match name {
        "supplier" => component.supplier = Some(organization(cx, "supplier")?),
        "provider" => component.supplier = Some(organization(cx, "provider")?),
        "vendor" => component.supplier = named(cx, "vendor")?,
        "manufacturer" => component.producers.push(organization(cx, "manufacturer")?),
        "publisher" => component.producers.extend(named(cx, "publisher")?),
        "author" => component.producers.extend(named(cx, "author")?),
        _ => people(cx, &mut component.producers)?,
    }
    Ok(())
}

fn named<'a>(
    cx: &mut XmlContext<'a, '_>,
    capacity: &'static str,
) -> Result<Option<Party<'a>>, Halt> {
    Ok(cx.label()?.map(|name| Party {
        capacity,
        name: Some(name),
        ..Party::default()
    }))
}

/// `name`, `url` and `contact`, of which there may be several.
pub(super) fn organization<'a>(
    cx: &mut XmlContext<'a, '_>,
    capacity: &'static str,
) -> Result<Party<'a>, Halt> {
    let mut party = Party {
        kind: PartyKind::Organization,
        capacity,
        ..Party::default()
    };
    let mut entries = 0_usize;
    while let Some(name) = cx.child()? {
        match name {
            "name" => party.name = cx.label()?,
            "url" | "contact" => {
                cx.check_entries(entries)?;
                entries = entries.saturating_add(1);
                if name == "url" {
                    let url = cx.collapsed()?;
                    party.url = party.url.or(url);
                } else {
                    let person = person(cx, "contact")?;
                    party.email = party.email.or(person.email);
                }
            }
            _ => cx.skip()?,
        }
    }
    Ok(party)
}

/// A list of authors.
pub(super) fn people<'a>(
    cx: &mut XmlContext<'a, '_>,
    people: &mut Vec<Party<'a>>,
) -> Result<(), Halt> {
    while cx.entry("author", people.len())? {
        people.push(person(cx, "author")?);
    }
    Ok(())
}

fn person<'a>(cx: &mut XmlContext<'a, '_>, capacity: &'static str) -> Result<Party<'a>, Halt> {
    let mut party = Party {
        kind: PartyKind::Person,
        capacity,
        ..Party::default()
    };
    while let Some(name) = cx.child()? {
        match name {
            "name" => party.name = cx.label()?,
            "email" => party.email = cx.text()?,
            _ => cx.skip()?,
        }
    }
    Ok(party)
}
