//! SPDX 2.2 and 2.3: as JSON here, as tag-value in a module of its own.

mod package;
pub(crate) mod relation;
pub(crate) mod tag_value;

use std::borrow::Cow;

use bonafide_json::{Kind, Reader};
use bonafide_report::registry::SBOM_VERSION_NEWER;

use crate::context::{Context, Halt, Known, flow};
use crate::{
    Acknowledgement, Component, Document, Error, ExternalDocument, ExtractedLicence, Fields,
    Licence, LicenceSource, LicenceValue, Party, PartyKind, Role, Stated,
};

/// Members whose case variants are worth a finding.
const READ: &Known = &Known::new(&[
    "spdxVersion",
    "SPDXID",
    "name",
    "documentNamespace",
    "creationInfo",
    "packages",
    "files",
    "relationships",
    "documentDescribes",
    "hasExtractedLicensingInfos",
]);

/// The document itself, as relationships name it.
const DOCUMENT: &str = "SPDXRef-DOCUMENT";

/// Reads the document at the cursor.
pub(crate) fn read(cx: &mut Context<'_, '_>) -> Result<(), Halt> {
    let mut document = Document::default();
    cx.reader.open_object()?;
    while let Some(name) = cx.reader.next_name()? {
        member(cx, &mut document, &name)?;
    }
    if cx.version.is_none() {
        return Err(Halt::Error(Error::Format {
            reason: "`spdxVersion` is missing",
        }));
    }
    if cx.wants(Fields::EDGES) {
        flow(cx.sink.element(DOCUMENT))?;
    }
    flow(cx.sink.document(&document))
}

fn member<'a>(
    cx: &mut Context<'a, '_>,
    document: &mut Document<'a>,
    name: &str,
) -> Result<(), Halt> {
    match name {
        "spdxVersion" => spdx_version(cx),
        "packages" => package::packages(cx),
        "files" if cx.wants(Fields::FILES) => package::files(cx),
        "relationships" if cx.wants(Fields::EDGES) => relation::list(cx),
        "files" | "relationships" => cx.skip_structural(Kind::Array),
        "documentDescribes" => describes(cx),
        "snippets" if cx.wants(Fields::EDGES) => snippets(cx),
        "snippets" => cx.unread(name, READ),
        "creationInfo" => creation_info(cx, document),
        "hasExtractedLicensingInfos" if cx.wants(Fields::LICENCES) => extracted_licences(cx),
        "name" if cx.wants(Fields::DOCUMENT) => {
            document.name = cx.label()?;
            Ok(())
        }
        "documentNamespace" if cx.wants(Fields::DOCUMENT) => {
            document.id = cx.reference()?;
            Ok(())
        }
        "dataLicense" if cx.wants(Fields::LICENCES) => {
            let licence = cx
                .label()?
                .map(|text| licence(text, LicenceSource::Declared, 0));
            document.licences.extend(licence);
            Ok(())
        }
        "externalDocumentRefs" if cx.wants(Fields::DOCUMENT) => external_documents(cx, document),
        "bomFormat" | "@graph" | "@context" | "sbom" | "_type" | "predicateType"
        | "payloadType" => Err(cx.ambiguous()),
        _ => cx.unread(name, READ),
    }
}

/// # Specification
/// sbom DET-3, DET-6.
fn spdx_version(cx: &mut Context<'_, '_>) -> Result<(), Halt> {
    let format = |reason| Halt::Error(Error::Format { reason });
    if cx.reader.kind()? != Kind::String {
        return Err(format("`spdxVersion` is not a string"));
    }
    let text = cx
        .reader
        .text(cx.limits().reference_bytes, "bytes in a version")?;
    check_version(cx, &text, "SPDX as JSON")
}

fn check_version(cx: &mut Context<'_, '_>, text: &str, name: &'static str) -> Result<(), Halt> {
    let format = |reason| Halt::Error(Error::Format { reason });
    let Some(version) = text.strip_prefix("SPDX-") else {
        return Err(format("`spdxVersion` is not that of an SPDX document"));
    };
    if !matches!(version, "2.2" | "2.3") {
        let minor = version.strip_prefix("2.").unwrap_or_default();
        let is_newer = minor.len() == 1 && minor > "3" && minor <= "9";
        if !(is_newer && cx.options.accepts_newer_minor) {
            return Err(Halt::Error(Error::VersionUnsupported {
                version: bonafide_report::Escaped(version).to_string(),
                format: name,
            }));
        }
        cx.finding(SBOM_VERSION_NEWER, "a version that is not known yet");
    }
    cx.version = Some(version.to_owned());
    Ok(())
}

fn describes(cx: &mut Context<'_, '_>) -> Result<(), Halt> {
    if !cx.wants(Fields::EDGES) {
        return cx.skip_structural(Kind::Array);
    }
    if !cx.structural_array()? {
        return Ok(());
    }
    while cx.reader.next_value(usize::MAX, "")? {
        let to = cx.structural_reference()?;
        relation::deliver(cx, DOCUMENT, "DESCRIBES", &to)?;
    }
    Ok(())
}

/// Snippets are no components; relationships can have their references.
fn snippets(cx: &mut Context<'_, '_>) -> Result<(), Halt> {
    if !cx.structural_array()? {
        return Ok(());
    }
    while cx.next_object()? {
        cx.spent = 0;
        while let Some(name) = cx.reader.next_name()? {
            if name != "SPDXID" {
                cx.reader.skip()?;
            } else if let Some(id) = cx.reference()? {
                flow(cx.sink.element(&id))?;
            }
        }
    }
    Ok(())
}

fn creation_info<'a>(cx: &mut Context<'a, '_>, document: &mut Document<'a>) -> Result<(), Halt> {
    if !cx.structural_object()? {
        return Ok(());
    }
    while let Some(name) = cx.reader.next_name()? {
        match &*name {
            "created" if cx.wants(Fields::DOCUMENT) => document.created = cx.whole_seconds()?,
            "creators" if cx.wants(Fields::SUPPLIER | Fields::DOCUMENT | Fields::TOOLS) => {
                creators(cx, document)?;
            }
            _ => cx.reader.skip()?,
        }
    }
    Ok(())
}

fn creators<'a>(cx: &mut Context<'a, '_>, document: &mut Document<'a>) -> Result<(), Halt> {
    if !cx.array()? {
        return Ok(());
    }
    while cx.next_entry()? {
        let Some(text) = cx.label()? else { continue };
        creator(cx, document, text)?;
    }
    Ok(())
}

/// A person or an organization of the document, or a tool, which is a component.
fn creator<'a>(
    cx: &mut Context<'a, '_>,
    document: &mut Document<'a>,
    text: Cow<'a, str>,
) -> Result<(), Halt> {
    let party = party(text, "creator");
    if party.kind != PartyKind::Tool {
        document.parties.push(party);
    } else if cx.wants(Fields::TOOLS) {
        cx.count(Role::Tool)?;
        let tool = Component {
            ordinal: cx.next_ordinal(),
            role: Role::Tool,
            name: party.name,
            ..Component::default()
        };
        cx.deliver(&tool)?;
    }
    Ok(())
}

/// `Person: name (mail)`, `Organization: name (mail)`, `Tool: name`, `NOASSERTION`.
pub(crate) fn party<'a>(text: Cow<'a, str>, capacity: &'static str) -> Party<'a> {
    let kinds = [
        ("Person:", PartyKind::Person),
        ("Organization:", PartyKind::Organization),
        ("Tool:", PartyKind::Tool),
    ];
    let found = kinds.into_iter().find(|(word, _)| text.starts_with(word));
    let (start, kind) = match found {
        Some((word, kind)) => (word.len(), kind),
        None if &*text == "NOASSERTION" => {
            return Party {
                kind: PartyKind::NoAssertion,
                capacity,
                ..Party::default()
            };
        }
        None => (0, PartyKind::Unknown),
    };
    let rest = match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.get(start..).unwrap_or_default().trim()),
        Cow::Owned(text) => Cow::Owned(text.get(start..).unwrap_or_default().trim().to_owned()),
    };
    let open = rest
        .rfind('(')
        .filter(|_| kind != PartyKind::Tool && rest.ends_with(')'));
    let (name, email) = match open {
        Some(open) => {
            let email = rest.get(open.saturating_add(1)..rest.len().saturating_sub(1));
            let email = email.map(str::trim).filter(|email| !email.is_empty());
            let name = rest.get(..open).unwrap_or_default().trim();
            (
                Cow::Owned(name.to_owned()),
                email.map(|email| Cow::Owned(email.to_owned())),
            )
        }
        None => (rest, None),
    };
    Party {
        kind,
        capacity,
        name: Some(name),
        email,
        url: None,
    }
}

/// A licence field.
pub(crate) fn licence(text: Cow<'_, str>, source: LicenceSource, index: u32) -> Licence<'_> {
    Licence {
        acknowledgement: match source {
            LicenceSource::Declared => Acknowledgement::Declared,
            LicenceSource::Concluded => Acknowledgement::Concluded,
            LicenceSource::FromFiles | LicenceSource::InFile => Acknowledgement::Observed,
            _ => Acknowledgement::Unspecified,
        },
        form: match Stated::of(text) {
            Stated::None => LicenceValue::None,
            Stated::NoAssertion => LicenceValue::NoAssertion,
            Stated::Text(text) => LicenceValue::Expression(text),
        },
        source,
        index,
        text_sha256: None,
        url: None,
        reference: None,
    }
}

fn extracted_licences(cx: &mut Context<'_, '_>) -> Result<(), Halt> {
    if !cx.array()? {
        return Ok(());
    }
    while cx.next_object_of(usize::MAX, "")? {
        cx.spent = 0;
        let mut licence = ExtractedLicence::default();
        while let Some(name) = cx.reader.next_name()? {
            match &*name {
                "licenseId" => licence.id = cx.reference()?.unwrap_or_default(),
                "name" => licence.name = cx.label()?,
                "extractedText" if cx.wants(Fields::TEXTS) => {
                    let text = cx.text()?;
                    licence.text_sha256 =
                        text.map(|text| bonafide_digest::sha256(&[text.as_bytes()]));
                }
                _ => cx.reader.skip()?,
            }
        }
        cx.extracted_licence(&licence)?;
    }
    Ok(())
}

fn external_documents<'a>(
    cx: &mut Context<'a, '_>,
    document: &mut Document<'a>,
) -> Result<(), Halt> {
    if !cx.array()? {
        return Ok(());
    }
    while cx.next_object_entry()? {
        let mut external = ExternalDocument::default();
        while let Some(name) = cx.reader.next_name()? {
            match &*name {
                "externalDocumentId" => external.id = cx.reference()?,
                "spdxDocument" => external.uri = cx.reference()?,
                "checksum" => package::checksum(cx, &mut external.hashes)?,
                _ => cx.reader.skip()?,
            }
        }
        document.documents.push(external);
    }
    Ok(())
}

/// The elements of a list whose text was kept, each given out with what it belongs to.
pub(crate) fn each_reference(
    cx: &mut Context<'_, '_>,
    text: &str,
    mut give: impl FnMut(&mut Context<'_, '_>, &str) -> Result<(), Halt>,
) -> Result<(), Halt> {
    let most = cx.limits().reference_bytes;
    let mut reader = Reader::again(text);
    reader.open_array()?;
    while reader.next_value(usize::MAX, "")? {
        let reference = reader.text(most, "bytes in a reference")?;
        give(cx, &reference)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn creators_are_taken_apart() {
        let parts = |text: &'static str| {
            let party = party(Cow::Borrowed(text), "creator");
            (
                party.kind,
                party.name.map(Cow::into_owned),
                party.email.map(Cow::into_owned),
            )
        };
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(
            parts("Person: Jane Doe (j@x.org)"),
            (PartyKind::Person, some("Jane Doe"), some("j@x.org"))
        );
        assert_eq!(
            parts("Organization: A (B) ()"),
            (PartyKind::Organization, some("A (B)"), None)
        );
        assert_eq!(parts("Tool: x (1)"), (PartyKind::Tool, some("x (1)"), None));
        assert_eq!(
            parts("Microsoft"),
            (PartyKind::Unknown, some("Microsoft"), None)
        );
        assert_eq!(parts("NOASSERTION"), (PartyKind::NoAssertion, None, None));
        assert_eq!(parts("Person:"), (PartyKind::Person, some(""), None));
    }
}
