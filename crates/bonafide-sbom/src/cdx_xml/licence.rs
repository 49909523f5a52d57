//! `licenses`.

use std::borrow::Cow;

use bonafide_report::registry::SBOM_LICENCE_CHOICE;

use crate::cdx::{Entry, digest, known_acknowledgement};
use crate::context::{Halt, XmlContext};
use crate::{Acknowledgement, Fields, Licence, LicenceSource, LicenceValue};

/// Reads a list of licences, which say what they are unless `default` does.
///
/// # Specification
/// sbom LNV-1, LNV-2.
pub(super) fn list<'a>(
    cx: &mut XmlContext<'a, '_>,
    licences: &mut Vec<Licence<'a>>,
    source: LicenceSource,
    default: Acknowledgement,
) -> Result<(), Halt> {
    let mut index = 0_u32;
    while let Some(name) = cx.child()? {
        let mut more = Vec::new();
        let entry = match name {
            "license" => license(cx, &mut more)?,
            "expression" => {
                let mut entry = attributes(cx)?;
                entry.expression = cx.label()?;
                entry
            }
            "expression-detailed" => {
                let mut entry = attributes(cx)?;
                entry.expression = cx.attribute("expression")?;
                cx.check_characters(entry.expression.as_deref());
                cx.skip()?;
                entry
            }
            _ => {
                cx.misplaced()?;
                continue;
            }
        };
        entry.add_to(cx, licences, (source, index), default, more)?;
        index = index.saturating_add(1);
    }
    Ok(())
}

/// The attributes of a licence and of an expression.
fn attributes<'a>(cx: &mut XmlContext<'a, '_>) -> Result<Entry<'a>, Halt> {
    let mut entry = Entry {
        reference: cx.reference_attribute("bom-ref")?,
        ..Entry::default()
    };
    if let Some(text) = cx.attribute("acknowledgement")? {
        entry.acknowledgement = known_acknowledgement(cx, &text);
    }
    Ok(entry)
}

/// The licence that just began. A second identifier or name is a licence of its own, so that nobody
/// can hide one behind another.
fn license<'a>(
    cx: &mut XmlContext<'a, '_>,
    more: &mut Vec<LicenceValue<'a>>,
) -> Result<Entry<'a>, Halt> {
    let mut entry = attributes(cx)?;
    while let Some(name) = cx.child()? {
        match name {
            "id" => {
                let id = cx.label()?;
                more.extend(replaced(&mut entry.id, id).map(LicenceValue::Id));
            }
            "name" => {
                let name = cx.label()?;
                more.extend(replaced(&mut entry.name, name).map(LicenceValue::Name));
            }
            "url" => entry.url = cx.collapsed()?,
            "text" if cx.wants(Fields::TEXTS) => entry.text_sha256 = text(cx)?,
            _ => cx.skip()?,
        }
        if more.len() > cx.limits().entries {
            return Err(cx.limit("entries in one component", cx.limits().entries));
        }
    }
    if !more.is_empty() {
        let detail = "a licence has one of `expression`, `id` and `name`";
        cx.finding(SBOM_LICENCE_CHOICE, detail);
    }
    Ok(entry)
}

/// Puts a value in the place of another one, which is returned.
fn replaced<'a>(
    place: &mut Option<Cow<'a, str>>,
    value: Option<Cow<'a, str>>,
) -> Option<Cow<'a, str>> {
    match value {
        Some(value) => place.replace(value),
        None => None,
    }
}

/// The digest of an embedded text. Base64 is broken into lines in many documents.
fn text(cx: &mut XmlContext<'_, '_>) -> Result<Option<[u8; 32]>, Halt> {
    let is_base64 = cx.attribute("encoding")?.as_deref() == Some("base64");
    let Some(mut content) = cx.text()? else {
        return Ok(None);
    };
    let is_blank = |c: char| matches!(c, ' ' | '\t' | '\n');
    if is_base64 && content.contains(is_blank) {
        content.to_mut().retain(|c| !is_blank(c));
    }
    Ok(digest(&content, is_base64))
}
