//! Signatures in the document, in the shape of JSF. None of them is verified.

use bonafide_json::Kind;
use bonafide_report::registry::{SBOM_EMBEDDED_SIGNATURE, SBOM_EMBEDDED_SIGNATURE_MALFORMED};

use crate::context::{Context, Halt};

/// Passes over a signature at the cursor, of the document or of a part of it.
///
/// # Specification
/// sbom JSF-1.
pub(super) fn note(cx: &mut Context<'_, '_>) -> Result<(), Halt> {
    // Its place is known before it is read.
    let place = cx.reader.place();
    cx.finding(
        SBOM_EMBEDDED_SIGNATURE,
        "an embedded signature is not verified",
    );
    if !is_well_formed(cx)? {
        let detail = "an embedded signature does not have the shape of one";
        cx.finding_at(place, SBOM_EMBEDDED_SIGNATURE_MALFORMED, detail);
    }
    Ok(())
}

/// Passes over a signature at the cursor: whether it has the shape of one.
///
/// # Specification
/// JSON Signature Format 0.82, section 5.
fn is_well_formed(cx: &mut Context<'_, '_>) -> Result<bool, Halt> {
    if cx.reader.kind()? != Kind::Object {
        cx.reader.skip()?;
        return Ok(false);
    }
    let (mut core, mut lists, mut is_right) = (Core::default(), 0_usize, true);
    cx.reader.open_object()?;
    while let Some(name) = cx.reader.next_name()? {
        match &*name {
            "signers" | "chain" => {
                lists = lists.saturating_add(1);
                is_right &= list(cx)?;
            }
            name => core.member(cx, name)?,
        }
    }
    // Either one signature, or one list of them.
    Ok(is_right
        && match lists {
            0 => core.is_whole(),
            1 => core.is_empty(),
            _ => false,
        })
}

/// The members of one signature.
#[derive(Default)]
struct Core {
    has_algorithm: bool,
    has_value: bool,
    /// Whether a member has another type than it should.
    is_wrong: bool,
    /// Whether there is a member that only a signature has.
    has_any: bool,
}

impl Core {
    fn member(&mut self, cx: &mut Context<'_, '_>, name: &str) -> Result<(), Halt> {
        let kind = cx.reader.kind()?;
        let wanted = match name {
            "algorithm" | "value" | "keyId" => Kind::String,
            "publicKey" => Kind::Object,
            "certificatePath" | "excludes" => Kind::Array,
            _ => return Ok(cx.reader.skip()?),
        };
        // What is excluded may be said beside a list too.
        self.has_any |= name != "excludes";
        self.is_wrong |= kind != wanted;
        if !matches!(name, "algorithm" | "value") || kind != Kind::String {
            return Ok(cx.reader.skip()?);
        }
        let is_filled = cx.reader.raw()? != "\"\"";
        match name {
            "algorithm" => self.has_algorithm = is_filled,
            _ => self.has_value = is_filled,
        }
        Ok(())
    }

    const fn is_whole(&self) -> bool {
        self.has_algorithm && self.has_value && !self.is_wrong
    }

    const fn is_empty(&self) -> bool {
        !self.has_any && !self.is_wrong
    }
}

/// Passes over a list of signatures: whether each of them is one, and there is one.
fn list(cx: &mut Context<'_, '_>) -> Result<bool, Halt> {
    if cx.reader.kind()? != Kind::Array {
        cx.reader.skip()?;
        return Ok(false);
    }
    let (mut is_right, mut is_empty) = (true, true);
    cx.reader.open_array()?;
    while cx.reader.next_value(usize::MAX, "")? {
        is_empty = false;
        if cx.reader.kind()? != Kind::Object {
            cx.reader.skip()?;
            is_right = false;
            continue;
        }
        let mut core = Core::default();
        cx.reader.open_object()?;
        while let Some(name) = cx.reader.next_name()? {
            core.member(cx, &name)?;
        }
        is_right &= core.is_whole();
    }
    Ok(is_right && !is_empty)
}
