//! `modelCard`.

use std::borrow::Cow;

use crate::context::{Context, Halt};
use crate::{Dataset, ModelCard};

/// Reads the card at the cursor.
///
/// # Specification
/// sbom MLB-1.
pub(super) fn read<'a>(cx: &mut Context<'a, '_>) -> Result<Option<ModelCard<'a>>, Halt> {
    if !cx.object()? {
        return Ok(None);
    }
    let mut card = ModelCard::default();
    while let Some(name) = cx.reader.next_name()? {
        match &*name {
            "modelParameters" => parameters(cx, &mut card)?,
            _ => cx.reader.skip()?,
        }
    }
    Ok(Some(card))
}

fn parameters<'a>(cx: &mut Context<'a, '_>, card: &mut ModelCard<'a>) -> Result<(), Halt> {
    if !cx.object()? {
        return Ok(());
    }
    while let Some(name) = cx.reader.next_name()? {
        match &*name {
            "approach" => card.approach = member(cx, "type")?,
            "task" => card.task = cx.label()?,
            "architectureFamily" => card.architecture_family = cx.label()?,
            "modelArchitecture" => card.architecture = cx.label()?,
            "datasets" => datasets(cx, card)?,
            _ => cx.reader.skip()?,
        }
    }
    Ok(())
}

fn datasets<'a>(cx: &mut Context<'a, '_>, card: &mut ModelCard<'a>) -> Result<(), Halt> {
    if !cx.array()? {
        return Ok(());
    }
    while cx.next_object_entry()? {
        let (mut reference, mut title) = (None, None);
        while let Some(name) = cx.reader.next_name()? {
            match &*name {
                "ref" => reference = cx.reference()?,
                "name" => title = cx.label()?,
                _ => cx.reader.skip()?,
            }
        }
        let inline = Dataset::Inline(title);
        card.datasets
            .push(reference.map_or(inline, Dataset::Reference));
    }
    Ok(())
}

/// The text member `wanted` of the object at the cursor.
fn member<'a>(
    cx: &mut Context<'a, '_>,
    wanted: &'static str,
) -> Result<Option<Cow<'a, str>>, Halt> {
    let mut found = None;
    if cx.object()? {
        while let Some(name) = cx.reader.next_name()? {
            if *name == *wanted {
                found = cx.text()?;
            } else {
                cx.reader.skip()?;
            }
        }
    }
    Ok(found)
}
