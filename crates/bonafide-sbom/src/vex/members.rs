//! Members that both JSON formats of statements have.

use bonafide_json::Kind;
use bonafide_report::Time;
use bonafide_report::registry::SBOM_UNKNOWN_FIELD;

use crate::context::{Context, Halt};

/// Passes over a member that is not read; one that the format does not have is a finding. A case
/// variant of one that it has ends the reading: other decoders take it for that member, and what
/// narrows a statement down must not be passed over.
pub(super) fn unread(cx: &mut Context<'_, '_>, name: &str, known: &[&str]) -> Result<(), Halt> {
    if known
        .iter()
        .any(|other| other.eq_ignore_ascii_case(name) && *other != name)
    {
        return Err(cx.shape("a case variant of a member of the format"));
    }
    cx.reader.skip()?;
    if !known.contains(&name) {
        cx.finding(SBOM_UNKNOWN_FIELD, "a member that the format does not have");
    }
    Ok(())
}

/// A time; `None` also for one that cannot be read, with a finding.
pub(super) fn time(cx: &mut Context<'_, '_>) -> Result<Option<Time>, Halt> {
    let text = cx.timestamp()?;
    Ok(text.and_then(|text| Time::parse_rfc3339(&text).ok()))
}

/// A version, which is a text or a number.
pub(super) fn version(cx: &mut Context<'_, '_>) -> Result<Option<String>, Halt> {
    let text = match cx.reader.kind()? {
        Kind::Number => cx.number()?,
        _ => cx.label()?,
    };
    Ok(text.map(std::borrow::Cow::into_owned))
}

/// Moves to the next text of an array; other elements end the reading.
pub(super) fn next_text(
    cx: &mut Context<'_, '_>,
    most: usize,
    item: &'static str,
) -> Result<Option<String>, Halt> {
    if !cx.next(most, item)? {
        return Ok(None);
    }
    if cx.reader.kind()? != Kind::String {
        return Err(cx.shape("the elements must be strings"));
    }
    Ok(cx.reference()?.map(std::borrow::Cow::into_owned))
}

/// Enters the next object of an array; other elements end the reading.
pub(super) fn next_object(
    cx: &mut Context<'_, '_>,
    most: usize,
    item: &'static str,
) -> Result<bool, Halt> {
    if !cx.next(most, item)? {
        return Ok(false);
    }
    if cx.reader.kind()? != Kind::Object {
        return Err(cx.shape("the elements must be objects"));
    }
    cx.reader.open_object()?;
    Ok(true)
}

/// A text that nobody may overlook; `None` for `null`.
pub(super) fn structural_text(cx: &mut Context<'_, '_>) -> Result<Option<String>, Halt> {
    match cx.reader.kind()? {
        Kind::String => Ok(cx.reference()?.map(std::borrow::Cow::into_owned)),
        Kind::Null => {
            cx.mistyped("a string")?;
            Ok(None)
        }
        _ => Err(cx.shape("this must be a string")),
    }
}
