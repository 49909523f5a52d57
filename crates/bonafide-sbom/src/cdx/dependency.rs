//! `dependencies`.

use bonafide_json::Reader;
use bonafide_report::registry::{SBOM_REF, SBOM_REQUIRED};

use crate::context::{Context, Halt, Source};
use crate::{Edge, Known, Relation, Statement};

/// Reads the list at the cursor. Nothing is kept: targets that stand before their `ref` are read
/// once more when it is known.
pub(super) fn list(cx: &mut Context<'_, '_>) -> Result<(), Halt> {
    cx.structural_objects(entry)
}

/// # Specification
/// sbom REL-2: an entry without targets is a stated leaf.
fn entry<'a>(cx: &mut Context<'a, '_>) -> Result<(), Halt> {
    cx.spent = 0;
    let mut from = None;
    let mut early: [Option<&'a str>; 2] = [None, None];
    let mut edges = 0_usize;
    while let Some(name) = cx.reader.next_name()? {
        let (slot, relation) = match &*name {
            "ref" => {
                from = cx.reference()?;
                continue;
            }
            "dependsOn" => (0, Relation::DependsOn(None)),
            "provides" => (1, Relation::Provides),
            _ => {
                cx.reader.skip()?;
                continue;
            }
        };
        if let Some(from) = &from {
            let count = targets(cx, from, &relation)?;
            if slot == 0 {
                edges = edges.saturating_add(count);
            }
        } else if let Some(early) = early.get_mut(slot) {
            *early = cx.raw_references()?;
        }
    }
    let Some(from) = from.filter(|from| !from.is_empty()) else {
        cx.finding(SBOM_REQUIRED, "a dependency without its `ref`");
        return Ok(());
    };
    for (text, relation) in early
        .into_iter()
        .zip([Relation::DependsOn(None), Relation::Provides])
    {
        if let Some(text) = text {
            let count = again(cx, text, &from, &relation)?;
            if relation != Relation::Provides {
                edges = edges.saturating_add(count);
            }
        }
    }
    if edges == 0 {
        cx.statement(&Statement {
            from: &from,
            relation: Relation::DependsOn(None),
            known: Known::None,
        })?;
    }
    Ok(())
}

fn targets(cx: &mut Context<'_, '_>, from: &str, relation: &Relation<'_>) -> Result<usize, Halt> {
    let mut count = 0_usize;
    if !cx.structural_array()? {
        return Ok(count);
    }
    while cx.reader.next_value(usize::MAX, "")? {
        let to = cx.structural_reference()?;
        target(cx, from, relation, &to)?;
        count = count.saturating_add(1);
    }
    Ok(count)
}

fn again(
    cx: &mut Context<'_, '_>,
    text: &str,
    from: &str,
    relation: &Relation<'_>,
) -> Result<usize, Halt> {
    let (mut count, most) = (0_usize, cx.limits().reference_bytes);
    let mut reader = Reader::again(text);
    reader.open_array()?;
    while reader.next_value(usize::MAX, "")? {
        let to = reader.text(most, "bytes in a reference")?;
        cx.check_characters(Some(&to));
        target(cx, from, relation, &to)?;
        count = count.saturating_add(1);
    }
    Ok(count)
}

/// Gives one edge to the sink.
pub(crate) fn target<R: Source>(
    cx: &mut Context<'_, '_, R>,
    from: &str,
    relation: &Relation<'_>,
    to: &str,
) -> Result<(), Halt> {
    if to.is_empty() {
        cx.finding(SBOM_REF, "an empty reference");
        return Ok(());
    }
    cx.edge(&Edge {
        from,
        relation: relation.clone(),
        to,
        inverted: false,
        is_external: is_external(to),
    })
}

/// Whether a reference leads to another document.
///
/// # Specification
/// sbom REL-3: BOM-Links.
pub(crate) fn is_external(reference: &str) -> bool {
    reference.starts_with("urn:cdx:")
}
