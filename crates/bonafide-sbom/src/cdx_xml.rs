//! CycloneDX 1.0 to 1.7 as XML: the records that the same document as JSON has.

mod component;
mod composition;
mod dependency;
mod licence;
mod metadata;
mod model_card;
mod party;
mod tree;
mod vulnerability;

use bonafide_report::registry::{SBOM_EMBEDDED_SIGNATURE, SBOM_TYPE, SBOM_XML_PI};

use crate::cdx::{accept_version, external_document};
use crate::context::{Halt, Seen, Single, XmlContext, flow};
use crate::xml::{BOM, Event, Namespace};
use crate::{Document, Error, Fields, Role};
use dependency::Owner;
use tree::Tree;

const VERSIONS: [&str; 8] = ["1.0", "1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.7"];

/// Reads the document at the cursor.
pub(crate) fn read(cx: &mut XmlContext<'_, '_>) -> Result<(), Halt> {
    root(cx)?;
    let mut bom = Bom::default();
    bom.attributes(cx)?;
    while let Some(element) = cx.any_child()? {
        match element.namespace {
            Namespace::DependencyGraph if element.name == "dependencies" => {
                dependency::list(cx, Owner::Document)?;
            }
            Namespace::Vulnerability if element.name == "vulnerabilities" => {
                vulnerability::extension(cx, None)?;
            }
            Namespace::Signature if element.name == "Signature" => {
                bom.document.has_embedded_signature = true;
                cx.skip()?;
            }
            namespace if namespace.is_bom() => bom.child(cx, element.name)?,
            _ => cx.skip()?,
        }
    }
    // What follows the root is checked before anything is believed.
    while cx.reader.next()?.is_some() {}
    note_rest(cx);
    flow(cx.sink.document(&bom.document))
}

/// # Specification
/// sbom section 1, DET-6.
fn root(cx: &mut XmlContext<'_, '_>) -> Result<(), Halt> {
    let Some(Event::Start(root)) = cx.reader.next()? else {
        return Err(format_error("there is no element"));
    };
    if root.name != "bom" || !root.namespace.is_bom() {
        return Err(format_error(
            "the root element is not in the namespace of CycloneDX",
        ));
    }
    let uri = cx.reader.uri(root.namespace);
    let version = uri.strip_prefix(BOM).unwrap_or_default().to_owned();
    accept_version(cx, &version, &VERSIONS, "CycloneDX as XML")
}

/// What was passed over wherever it was: signatures and processing instructions.
///
/// # Specification
/// sbom XDS-1, XML-5.
fn note_rest(cx: &mut XmlContext<'_, '_>) {
    let signatures = cx.reader.signatures().clone();
    let instructions = cx.reader.instructions().clone();
    if let Some((place, bytes)) = instructions.first {
        let count = instructions.count;
        let detail = format!("{count} processing instructions, the first at byte {bytes}");
        cx.finding_at(place, SBOM_XML_PI, &detail);
    }
    if let Some((place, bytes)) = signatures.first {
        let detail = format!("a signature of XML is not verified, at byte {bytes}");
        cx.finding_at(place, SBOM_EMBEDDED_SIGNATURE, &detail);
    }
}

#[derive(Default)]
struct Bom<'a> {
    document: Document<'a>,
    tree: Tree<'a>,
    seen: Seen,
}

impl<'a> Bom<'a> {
    fn attributes(&mut self, cx: &mut XmlContext<'a, '_>) -> Result<(), Halt> {
        if !cx.wants(Fields::DOCUMENT) {
            return Ok(());
        }
        self.document.id = cx.reference_attribute("serialNumber")?;
        if let Some(text) = cx.attribute("version")? {
            self.document.revision = unsigned(&text);
            if self.document.revision.is_none() {
                cx.attribute_finding("version", SBOM_TYPE, "no integer in range");
            }
        }
        Ok(())
    }

    fn child(&mut self, cx: &mut XmlContext<'a, '_>, name: &str) -> Result<(), Halt> {
        cx.once(&mut self.seen, single(name))?;
        match name {
            "components" => self.tree.list(cx, Role::Inventory, None),
            "services" if cx.wants(Fields::SERVICES) => self.tree.list(cx, Role::Service, None),
            "dependencies" if cx.wants(Fields::EDGES) => dependency::list(cx, Owner::Document),
            "compositions" if cx.wants(Fields::COMPOSITIONS) => composition::list(cx),
            "vulnerabilities" if cx.wants(Fields::VULNERABILITIES) => vulnerability::list(cx),
            "metadata" => metadata::read(cx, &mut self.document, &mut self.tree),
            "externalReferences" if cx.wants(Fields::DOCUMENT) => self.external_documents(cx),
            _ => cx.skip(),
        }
    }

    /// References to other documents: those of type `bom`.
    fn external_documents(&mut self, cx: &mut XmlContext<'a, '_>) -> Result<(), Halt> {
        let mut count = 0_usize;
        while cx.entry("reference", count)? {
            count = count.saturating_add(1);
            let mut hashes = Vec::new();
            let reference = component::external_reference(cx, Some(&mut hashes))?;
            let other = reference.and_then(|reference| external_document(reference, hashes));
            self.document.documents.extend(other);
        }
        Ok(())
    }
}

fn single(name: &str) -> Option<Single> {
    Some(match name {
        "metadata" => Single::Strictly(0),
        "components" => Single::Strictly(1),
        "services" => Single::Strictly(2),
        "dependencies" => Single::Strictly(3),
        "compositions" => Single::Strictly(4),
        "vulnerabilities" => Single::Strictly(5),
        "externalReferences" => Single::Loosely(6),
        _ => return None,
    })
}

/// The number that a text is, with white space around it and leading zeros as XML schemas have it.
fn unsigned(text: &str) -> Option<u64> {
    let text = text.trim_matches([' ', '\t', '\r', '\n']);
    let digits = text.strip_prefix('+').unwrap_or(text);
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|_| is_number)
}

const fn format_error(reason: &'static str) -> Halt {
    Halt::Error(Error::Format { reason })
}
