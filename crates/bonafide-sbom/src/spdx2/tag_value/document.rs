//! What stands before the first package, and the licences that a document defines.

use bonafide_report::registry::SBOM_REQUIRED;

use super::element::word;
use super::lines::Entry;
use super::{label, reference, text};
use crate::context::{Context, Halt};
use crate::spdx2::{self, creator};
use crate::{Document, ExternalDocument, ExtractedLicence, Fields, LicenceSource};

pub(super) fn value<'a>(
    cx: &mut Context<'a, '_>,
    document: &mut Document<'a>,
    entries: &mut usize,
    entry: Entry<'a>,
) -> Result<(), Halt> {
    // No component is at hand that the texts could count for.
    cx.spent = 0;
    let value = entry.value;
    match entry.tag {
        "DocumentName" if cx.wants(Fields::DOCUMENT) => document.name = Some(label(cx, value)?),
        "DocumentNamespace" if cx.wants(Fields::DOCUMENT) => {
            document.id = Some(reference(cx, value)?);
        }
        "DataLicense" if cx.wants(Fields::LICENCES) => {
            let text = label(cx, value)?;
            document
                .licences
                .push(spdx2::licence(text, LicenceSource::Declared, 0));
        }
        "Created" if cx.wants(Fields::DOCUMENT) => {
            let created = text(cx, value)?;
            document.created = cx.checked_seconds(Some(created));
        }
        "Creator" if cx.wants(Fields::SUPPLIER | Fields::DOCUMENT | Fields::TOOLS) => {
            one_more(cx, entries)?;
            let text = label(cx, value)?;
            creator(cx, document, text)?;
        }
        "ExternalDocumentRef" if cx.wants(Fields::DOCUMENT) => {
            one_more(cx, entries)?;
            external(cx, document, value)?;
        }
        _ => {}
    }
    Ok(())
}

fn one_more(cx: &Context<'_, '_>, entries: &mut usize) -> Result<(), Halt> {
    cx.check_entries(*entries)?;
    *entries = entries.saturating_add(1);
    Ok(())
}

/// `DocumentRef-…`, a URI, an algorithm and a hash.
fn external<'a>(
    cx: &mut Context<'a, '_>,
    document: &mut Document<'a>,
    value: &'a str,
) -> Result<(), Halt> {
    let (id, rest) = word(value);
    let (uri, checksum) = word(rest);
    if uri.is_empty() {
        cx.finding(SBOM_REQUIRED, "an external document without its URI");
        return Ok(());
    }
    let mut hashes = Vec::new();
    if let Some((name, hash)) = checksum.split_once(':') {
        let (name, hash) = (text(cx, name.trim_ascii())?, text(cx, hash.trim_ascii())?);
        hashes.push(cx.hash(name, hash));
    }
    document.documents.push(ExternalDocument {
        id: Some(reference(cx, id)?),
        uri: Some(reference(cx, uri)?),
        hashes,
    });
    Ok(())
}

/// A licence that the document defines.
pub(super) fn licence<'a>(
    cx: &mut Context<'a, '_>,
    out: &mut ExtractedLicence<'a>,
    entry: Entry<'a>,
) -> Result<(), Halt> {
    match entry.tag {
        "LicenseID" => out.id = reference(cx, entry.value)?,
        "LicenseName" => out.name = Some(label(cx, entry.value)?),
        "ExtractedText" if cx.wants(Fields::TEXTS) => {
            let text = text(cx, entry.value)?;
            out.text_sha256 = Some(bonafide_digest::sha256(&[text.as_bytes()]));
        }
        _ => {}
    }
    Ok(())
}
