//! CycloneDX 1.2 to 1.7 as JSON.

mod component;
mod composition;
mod dependency;
mod licence;
mod metadata;
mod model_card;
mod open;
mod party;
mod signature;
mod tree;
mod vulnerability;

use bonafide_json::Kind;
use bonafide_report::registry::{SBOM_TYPE, SBOM_VERSION_NEWER};

use crate::context::{Context, Halt, Known, Source, flow};
use crate::{Document, Error, ExternalDocument, ExternalReference, Fields, Hash, Role};
#[cfg(feature = "xml")]
pub(crate) use component::known_scope;
pub(crate) use dependency::is_external;
#[cfg(feature = "xml")]
pub(crate) use dependency::target;
#[cfg(feature = "xml")]
pub(crate) use licence::{Entry, digest, known_acknowledgement};
pub(crate) use open::{Open, child_role};
use tree::Tree;

const VERSIONS: [&str; 6] = ["1.2", "1.3", "1.4", "1.5", "1.6", "1.7"];

/// Members whose case variants are worth a finding.
const READ: &Known = &Known::new(&[
    "bomFormat",
    "specVersion",
    "serialNumber",
    "version",
    "metadata",
    "components",
    "services",
    "dependencies",
    "compositions",
    "vulnerabilities",
    "externalReferences",
    "signature",
]);

/// Reads the document at the cursor.
pub(crate) fn read(cx: &mut Context<'_, '_>) -> Result<(), Halt> {
    let mut bom = Bom::default();
    cx.reader.open_object()?;
    while let Some(name) = cx.reader.next_name()? {
        bom.member(cx, &name)?;
    }
    if cx.version.is_none() {
        return Err(format_error("`specVersion` is missing"));
    }
    if !bom.has_format {
        return Err(format_error("`bomFormat` is missing"));
    }
    flow(cx.sink.document(&bom.document))
}

#[derive(Default)]
struct Bom<'a> {
    has_format: bool,
    document: Document<'a>,
    tree: Tree<'a>,
}

impl<'a> Bom<'a> {
    fn member(&mut self, cx: &mut Context<'a, '_>, name: &str) -> Result<(), Halt> {
        match name {
            "bomFormat" => self.bom_format(cx),
            "specVersion" => spec_version(cx),
            "components" => self.tree.array(cx, Role::Inventory, None),
            "services" if cx.wants(Fields::SERVICES) => self.tree.array(cx, Role::Service, None),
            "dependencies" if cx.wants(Fields::EDGES) => dependency::list(cx),
            "compositions" if cx.wants(Fields::COMPOSITIONS) => composition::list(cx),
            "vulnerabilities" if cx.wants(Fields::VULNERABILITIES) => vulnerability::list(cx),
            "services" | "dependencies" | "compositions" | "vulnerabilities" => {
                cx.skip_structural(Kind::Array)
            }
            "metadata" => metadata::read(cx, &mut self.document, &mut self.tree),
            "serialNumber" if cx.wants(Fields::DOCUMENT) => {
                self.document.id = cx.reference()?;
                Ok(())
            }
            "version" if cx.wants(Fields::DOCUMENT) => {
                self.document.revision = cx.unsigned()?;
                Ok(())
            }
            "externalReferences" if cx.wants(Fields::DOCUMENT) => self.external_documents(cx),
            "signature" => {
                self.document.has_embedded_signature = true;
                signature::note(cx)
            }
            // Members of other families: another reader would see another document.
            "spdxVersion" | "@graph" | "@context" | "sbom" | "_type" | "predicateType"
            | "payloadType" => Err(cx.ambiguous()),
            _ => cx.unread(name, READ),
        }
    }

    fn bom_format(&mut self, cx: &mut Context<'a, '_>) -> Result<(), Halt> {
        let is_exact = cx.reader.kind()? == Kind::String
            && cx.reader.text(cx.limits().text_bytes, "bytes in a text")? == "CycloneDX";
        if !is_exact {
            return Err(format_error("`bomFormat` is not `CycloneDX`"));
        }
        self.has_format = true;
        Ok(())
    }

    /// References to other documents: those of type `bom`.
    fn external_documents(&mut self, cx: &mut Context<'a, '_>) -> Result<(), Halt> {
        if !cx.array()? {
            return Ok(());
        }
        while cx.next_entry()? {
            let mut hashes = Vec::new();
            let reference = component::external_reference(cx, Some(&mut hashes))?;
            let other = reference.and_then(|reference| external_document(reference, hashes));
            self.document.documents.extend(other);
        }
        Ok(())
    }
}

/// The other document that a reference leads to, if it is one of type `bom`.
pub(crate) fn external_document<'a>(
    reference: ExternalReference<'a>,
    hashes: Vec<Hash<'a>>,
) -> Option<ExternalDocument<'a>> {
    (reference.kind == "bom").then_some(ExternalDocument {
        id: None,
        uri: Some(reference.url),
        hashes,
    })
}

/// # Specification
/// sbom DET-3, DET-4, DET-6.
fn spec_version(cx: &mut Context<'_, '_>) -> Result<(), Halt> {
    if cx.reader.kind()? != Kind::String {
        return Err(format_error("`specVersion` is not a string"));
    }
    let version = cx
        .reader
        .text(cx.limits().reference_bytes, "bytes in a version")?;
    accept_version(cx, &version, &VERSIONS, "CycloneDX as JSON")
}

/// Goes on with a version that is one of `known`, or that is newer if that is allowed.
pub(crate) fn accept_version<R: Source>(
    cx: &mut Context<'_, '_, R>,
    version: &str,
    known: &[&str],
    format: &'static str,
) -> Result<(), Halt> {
    if !known.contains(&version) {
        if !(cx.options.accepts_newer_minor && is_newer(version)) {
            return Err(Halt::Error(Error::VersionUnsupported {
                version: bonafide_report::Escaped(version).to_string(),
                format,
            }));
        }
        cx.finding(SBOM_VERSION_NEWER, "a version that is not known yet");
    }
    cx.version = Some(version.to_owned());
    Ok(())
}

fn is_newer(version: &str) -> bool {
    let minor = version.strip_prefix("1.").unwrap_or_default();
    minor.len() <= 3
        && !minor.starts_with(['0', '+'])
        && minor.parse::<u16>().is_ok_and(|minor| minor > 7)
}

const fn format_error(reason: &'static str) -> Halt {
    Halt::Error(Error::Format { reason })
}

/// What stands where a container of known members should: a finding.
fn missing(cx: &mut Context<'_, '_>, what: &'static str) {
    cx.finding(SBOM_TYPE, what);
}
