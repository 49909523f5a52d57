//! `modelCard`.

use std::borrow::Cow;

use crate::context::{Halt, XmlContext};
use crate::{Dataset, ModelCard};

/// Reads the card at hand.
///
/// # Specification
/// sbom MLB-1.
pub(super) fn read<'a>(cx: &mut XmlContext<'a, '_>) -> Result<ModelCard<'a>, Halt> {
    let mut card = ModelCard::default();
    while let Some(name) = cx.child()? {
        match name {
            "modelParameters" => parameters(cx, &mut card)?,
            _ => cx.skip()?,
        }
    }
    Ok(card)
}

fn parameters<'a>(cx: &mut XmlContext<'a, '_>, card: &mut ModelCard<'a>) -> Result<(), Halt> {
    while let Some(name) = cx.child()? {
        match name {
            "approach" => card.approach = only_child(cx, "type")?,
            "task" => card.task = cx.label()?,
            "architectureFamily" => card.architecture_family = cx.label()?,
            "modelArchitecture" => card.architecture = cx.label()?,
            "datasets" => datasets(cx, card)?,
            _ => cx.skip()?,
        }
    }
    Ok(())
}

fn datasets<'a>(cx: &mut XmlContext<'a, '_>, card: &mut ModelCard<'a>) -> Result<(), Halt> {
    while let Some(name) = cx.child()? {
        cx.check_entries(card.datasets.len())?;
        match name {
            "ref" => card.datasets.extend(cx.link()?.map(Dataset::Reference)),
            "dataset" => {
                let title = only_child(cx, "name")?;
                card.datasets.push(Dataset::Inline(title));
            }
            _ => cx.misplaced()?,
        }
    }
    Ok(())
}

/// The text of the element `wanted` in the one at hand.
fn only_child<'a>(cx: &mut XmlContext<'a, '_>, wanted: &str) -> Result<Option<Cow<'a, str>>, Halt> {
    let mut found = None;
    while let Some(name) = cx.child()? {
        if name == wanted {
            found = cx.label()?;
        } else {
            cx.skip()?;
        }
    }
    Ok(found)
}
