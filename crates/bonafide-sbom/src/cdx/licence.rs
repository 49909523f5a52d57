//! `licenses`.

use std::borrow::Cow;

use bonafide_json::base64::{self, Form};
use bonafide_report::registry::{SBOM_ENUM, SBOM_LICENCE_CHOICE};

use crate::context::{Context, Halt, Source};
use crate::{Acknowledgement, Fields, Licence, LicenceSource, LicenceValue};

/// One entry while it is read.
#[derive(Default)]
pub(crate) struct Entry<'a> {
    pub(crate) expression: Option<Cow<'a, str>>,
    pub(crate) id: Option<Cow<'a, str>>,
    pub(crate) name: Option<Cow<'a, str>>,
    pub(crate) acknowledgement: Option<Acknowledgement>,
    pub(crate) url: Option<Cow<'a, str>>,
    pub(crate) reference: Option<Cow<'a, str>>,
    pub(crate) text_sha256: Option<[u8; 32]>,
}

/// Reads a list of licences, which say what they are unless `default` does.
///
/// # Specification
/// sbom LNV-1, LNV-2.
pub(super) fn list<'a>(
    cx: &mut Context<'a, '_>,
    licences: &mut Vec<Licence<'a>>,
    source: LicenceSource,
    default: Acknowledgement,
) -> Result<(), Halt> {
    if !cx.array()? {
        return Ok(());
    }
    let mut index = 0_u32;
    while cx.next_entry()? {
        if cx.object()? {
            let entry = choice(cx)?;
            let beside = entry.beside();
            entry.add_to(cx, licences, (source, index), default, beside)?;
        }
        index = index.saturating_add(1);
    }
    Ok(())
}

/// `{license}` or `{expression}`.
fn choice<'a>(cx: &mut Context<'a, '_>) -> Result<Entry<'a>, Halt> {
    let mut entry = Entry::default();
    while let Some(name) = cx.reader.next_name()? {
        match &*name {
            "expression" => entry.expression = cx.label()?,
            "license" => {
                if cx.object()? {
                    while let Some(name) = cx.reader.next_name()? {
                        entry.member(cx, &name)?;
                    }
                }
            }
            "acknowledgement" => entry.acknowledgement = acknowledgement(cx)?,
            "bom-ref" => entry.reference = cx.reference()?,
            _ => cx.reader.skip()?,
        }
    }
    Ok(entry)
}

impl<'a> Entry<'a> {
    fn member(&mut self, cx: &mut Context<'a, '_>, name: &str) -> Result<(), Halt> {
        match name {
            "id" => self.id = cx.label()?,
            "name" => self.name = cx.label()?,
            "url" => self.url = cx.text()?,
            "text" if cx.wants(Fields::TEXTS) => self.text_sha256 = text(cx)?,
            "acknowledgement" => self.acknowledgement = acknowledgement(cx)?,
            "bom-ref" => self.reference = cx.reference()?,
            _ => cx.reader.skip()?,
        }
        Ok(())
    }

    /// What stands beside an expression. It is a licence of its own, so that nobody can hide one
    /// behind the other from readers that take one of them.
    fn beside(&self) -> Option<LicenceValue<'a>> {
        self.expression.as_ref()?;
        let id = self.id.clone().map(LicenceValue::Id);
        id.or_else(|| self.name.clone().map(LicenceValue::Name))
    }

    /// Adds the licence that it is, if it is one, to `licences`, and before it what stands beside it.
    pub(crate) fn add_to<R: Source>(
        self,
        cx: &mut Context<'a, '_, R>,
        licences: &mut Vec<Licence<'a>>,
        (source, index): (LicenceSource, u32),
        default: Acknowledgement,
        beside: impl IntoIterator<Item = LicenceValue<'a>>,
    ) -> Result<(), Halt> {
        let Some(licence) = self.finish(cx, source, index, default) else {
            return Ok(());
        };
        for form in beside {
            cx.check_entries(licences.len())?;
            let licence = licence.clone();
            licences.push(Licence { form, ..licence });
        }
        cx.check_entries(licences.len())?;
        licences.push(licence);
        Ok(())
    }

    /// The licence that it is, if it is one.
    fn finish<R: Source>(
        self,
        cx: &mut Context<'a, '_, R>,
        source: LicenceSource,
        index: u32,
        default: Acknowledgement,
    ) -> Option<Licence<'a>> {
        let ways = [&self.expression, &self.id, &self.name];
        if ways.iter().filter(|way| way.is_some()).count() != 1 {
            cx.finding(
                SBOM_LICENCE_CHOICE,
                "a licence has one of `expression`, `id` and `name`",
            );
        }
        // Where two are given the stricter reading wins: what can be evaluated.
        let form = self
            .expression
            .map(LicenceValue::Expression)
            .or(self.id.map(LicenceValue::Id))
            .or(self.name.map(LicenceValue::Name))?;
        Some(Licence {
            acknowledgement: self.acknowledgement.unwrap_or(default),
            form,
            source,
            index,
            text_sha256: self.text_sha256,
            url: self.url,
            reference: self.reference,
        })
    }
}

fn acknowledgement(cx: &mut Context<'_, '_>) -> Result<Option<Acknowledgement>, Halt> {
    let Some(text) = cx.text()? else {
        return Ok(None);
    };
    Ok(known_acknowledgement(cx, &text))
}

/// The acknowledgement that `text` names; a finding if there is none.
pub(crate) fn known_acknowledgement<R: Source>(
    cx: &mut Context<'_, '_, R>,
    text: &str,
) -> Option<Acknowledgement> {
    match text {
        "declared" => Some(Acknowledgement::Declared),
        "concluded" => Some(Acknowledgement::Concluded),
        _ => {
            cx.finding(SBOM_ENUM, "no acknowledgement that is known");
            None
        }
    }
}

/// The digest of the embedded text at the cursor.
fn text(cx: &mut Context<'_, '_>) -> Result<Option<[u8; 32]>, Halt> {
    if !cx.object()? {
        return Ok(None);
    }
    let (mut content, mut is_base64) = (None, false);
    while let Some(name) = cx.reader.next_name()? {
        match &*name {
            "content" => content = cx.text()?,
            "encoding" => is_base64 = cx.text()?.as_deref() == Some("base64"),
            _ => cx.reader.skip()?,
        }
    }
    Ok(content.and_then(|content| digest(&content, is_base64)))
}

/// The digest of an embedded text, plain or as base64; none of base64 that is malformed.
pub(crate) fn digest(content: &str, is_base64: bool) -> Option<[u8; 32]> {
    if !is_base64 {
        return Some(bonafide_digest::sha256(&[content.as_bytes()]));
    }
    let plain = base64::decode(content, Form::Standard).ok()?;
    Some(bonafide_digest::sha256(&[&plain]))
}
