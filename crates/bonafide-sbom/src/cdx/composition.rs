//! `compositions`.

use std::borrow::Cow;

use bonafide_json::{Kind, Reader};
use bonafide_report::registry::{SBOM_REQUIRED, SBOM_TYPE};

use crate::CompletenessSubject;
use crate::context::{Context, Halt};

type Subject<'a> = fn(Cow<'a, str>) -> CompletenessSubject<'a>;

/// Reads the list at the cursor.
pub(super) fn list(cx: &mut Context<'_, '_>) -> Result<(), Halt> {
    cx.structural_objects(entry)
}

fn entry<'a>(cx: &mut Context<'a, '_>) -> Result<(), Halt> {
    cx.spent = 0;
    let mut aggregate = None;
    let mut lists: [(Option<&'a str>, Subject<'a>); 3] = [
        (None, CompletenessSubject::Assembly),
        (None, CompletenessSubject::Dependencies),
        (None, CompletenessSubject::Vulnerabilities),
    ];
    while let Some(name) = cx.reader.next_name()? {
        let slot = match &*name {
            "aggregate" => {
                aggregate = cx.text()?;
                continue;
            }
            "signature" => {
                super::signature::note(cx)?;
                continue;
            }
            "assemblies" => 0,
            "dependencies" => 1,
            "vulnerabilities" => 2,
            _ => {
                cx.reader.skip()?;
                continue;
            }
        };
        if let Some((list, _)) = lists.get_mut(slot) {
            *list = references(cx)?;
        }
    }
    let Some(aggregate) = aggregate else {
        cx.finding(SBOM_REQUIRED, "a composition without its `aggregate`");
        return Ok(());
    };
    let mut is_empty = true;
    for (text, subject) in lists {
        let Some(text) = text else { continue };
        let mut reader = Reader::again(text);
        reader.open_array()?;
        while reader.next_value(usize::MAX, "")? {
            is_empty = false;
            if reader.kind()? != Kind::String {
                reader.skip()?;
                continue;
            }
            let reference = reader.text(cx.limits().reference_bytes, "bytes in a reference")?;
            cx.completeness(&aggregate, subject(reference))?;
        }
    }
    if is_empty {
        cx.completeness(&aggregate, CompletenessSubject::Document)?;
    }
    Ok(())
}

/// The text of a list of references; those that are none are noted here, where their place is known.
fn references<'a>(cx: &mut Context<'a, '_>) -> Result<Option<&'a str>, Halt> {
    if cx.reader.kind()? != Kind::Array {
        cx.mistyped("an array")?;
        return Ok(None);
    }
    let text = cx.reader.raw()?;
    let mut reader = Reader::again(text);
    let mut index = 0_usize;
    reader.open_array()?;
    while reader.next_value(usize::MAX, "")? {
        if reader.kind()? != Kind::String {
            let place = cx.reader.place().index(index);
            cx.finding_at(
                place,
                SBOM_TYPE,
                "a reference of a composition is no string",
            );
        }
        reader.skip()?;
        index = index.saturating_add(1);
    }
    Ok(Some(text))
}
