//! `@context`: nothing is fetched, and nothing may change what a name means.

use bonafide_json::Kind;
use bonafide_report::Escaped;
use bonafide_report::registry::{SBOM_CONTEXT, SBOM_VERSION_NEWER};

use crate::Error;
use crate::context::{Context, Halt};

/// Reads the context at the cursor, and the version that it stands for.
///
/// # Specification
/// sbom NRM-6, DET-6.
pub(super) fn read(cx: &mut Context<'_, '_>) -> Result<(), Halt> {
    match cx.reader.kind()? {
        Kind::String => iri(cx)?,
        Kind::Array => {
            cx.reader.open_array()?;
            while cx.reader.next_value(cx.limits().entries, "contexts")? {
                match cx.reader.kind()? {
                    Kind::String => iri(cx)?,
                    Kind::Object => terms(cx)?,
                    _ => return Err(redefined(cx)),
                }
            }
        }
        _ => return Err(redefined(cx)),
    }
    if cx.version.is_none() {
        return Err(Halt::Error(Error::Format {
            reason: "`@context` is not that of SPDX 3",
        }));
    }
    Ok(())
}

fn iri(cx: &mut Context<'_, '_>) -> Result<(), Halt> {
    let text = cx
        .reader
        .text(cx.limits().reference_bytes, "bytes in a reference")?;
    let version = text
        .strip_prefix("https://spdx.org/rdf/")
        .and_then(|rest| rest.strip_suffix("/spdx-context.jsonld"));
    let Some(version) = version.filter(|_| cx.version.is_none()) else {
        return Err(redefined(cx));
    };
    if !matches!(version, "3.0.0" | "3.0.1") {
        let is_newer = version.starts_with("3.") && !version.contains('/');
        if !(is_newer && cx.options.accepts_newer_minor) {
            return Err(Halt::Error(Error::VersionUnsupported {
                version: Escaped(version).to_string(),
                format: "SPDX as JSON-LD",
            }));
        }
        cx.finding(SBOM_VERSION_NEWER, "a version that is not known yet");
    }
    cx.version = Some(version.to_owned());
    Ok(())
}

/// An object that may declare prefixes and terms of its own.
fn terms(cx: &mut Context<'_, '_>) -> Result<(), Halt> {
    cx.reader.open_object()?;
    while let Some(name) = cx.reader.next_name()? {
        if is_known(&name) {
            return Err(redefined(cx));
        }
        term(cx)?;
    }
    cx.finding(SBOM_CONTEXT, "the context declares further terms");
    Ok(())
}

/// What a term of the document's own stands for: nothing that SPDX has, since the name of a type or
/// of a member would then have another one, under which nobody here would find it.
fn term(cx: &mut Context<'_, '_>) -> Result<(), Halt> {
    match cx.reader.kind()? {
        Kind::String => meaning(cx),
        Kind::Object => {
            cx.reader.open_object()?;
            while let Some(name) = cx.reader.next_name()? {
                match &*name {
                    "@id" | "@reverse" if cx.reader.kind()? == Kind::String => meaning(cx)?,
                    // A context within would hold for what stands below the term.
                    "@context" => return Err(redefined(cx)),
                    _ => cx.reader.skip()?,
                }
            }
            Ok(())
        }
        _ => Ok(cx.reader.skip()?),
    }
}

fn meaning(cx: &mut Context<'_, '_>) -> Result<(), Halt> {
    let place = cx.reader.place();
    let text = cx
        .reader
        .text(cx.limits().reference_bytes, "bytes in a reference")?;
    if is_of_spdx(&text) {
        return Err(Halt::Error(Error::ContextRedefined { place }));
    }
    Ok(())
}

/// Whether an IRI is that of a term of SPDX or begins as theirs do, or is the name of one.
fn is_of_spdx(iri: &str) -> bool {
    const TERMS: &str = "https://spdx.org/rdf/";
    let is_prefix = !iri.is_empty() && TERMS.starts_with(iri);
    is_prefix || iri.starts_with(TERMS) || iri.starts_with("spdx:") || is_known(iri)
}

#[cold]
fn redefined(cx: &Context<'_, '_>) -> Halt {
    Halt::Error(Error::ContextRedefined {
        place: cx.reader.place(),
    })
}

/// Whether a name means something in the published context, or to JSON-LD itself. Names of the
/// profiles are told by their prefix: none of these is free for others.
fn is_known(name: &str) -> bool {
    const PROFILES: [&str; 8] = [
        "ai_",
        "build_",
        "dataset_",
        "expandedlicensing_",
        "extension_",
        "security_",
        "simplelicensing_",
        "software_",
    ];
    name.starts_with('@')
        || PROFILES.iter().any(|profile| name.starts_with(profile))
        || CORE.contains(&name)
}

/// The names of the core profile (SPDX 3.0.1), and those that stand for keywords.
const CORE: [&str; 89] = [
    "Agent",
    "Annotation",
    "Artifact",
    "Bom",
    "Bundle",
    "CreationInfo",
    "DictionaryEntry",
    "Element",
    "ElementCollection",
    "ExternalIdentifier",
    "ExternalMap",
    "ExternalRef",
    "Hash",
    "IndividualElement",
    "IntegrityMethod",
    "LifecycleScopedRelationship",
    "NamespaceMap",
    "NoAssertionElement",
    "NoneElement",
    "Organization",
    "PackageVerificationCode",
    "Person",
    "PositiveIntegerRange",
    "Relationship",
    "SoftwareAgent",
    "SpdxDocument",
    "SpdxOrganization",
    "Tool",
    "algorithm",
    "annotationType",
    "beginIntegerRange",
    "builtTime",
    "comment",
    "completeness",
    "contentType",
    "context",
    "created",
    "createdBy",
    "createdUsing",
    "creationInfo",
    "dataLicense",
    "definingArtifact",
    "description",
    "element",
    "endIntegerRange",
    "endTime",
    "extension",
    "externalIdentifier",
    "externalIdentifierType",
    "externalRef",
    "externalRefType",
    "externalSpdxId",
    "from",
    "hashValue",
    "identifier",
    "identifierLocator",
    "import",
    "issuingAuthority",
    "key",
    "locationHint",
    "locator",
    "name",
    "namespace",
    "namespaceMap",
    "originatedBy",
    "packageVerificationCodeExcludedFile",
    "prefix",
    "profileConformance",
    "relationshipType",
    "releaseTime",
    "rootElement",
    "scope",
    "spdx",
    "spdxId",
    "specVersion",
    "standardName",
    "startTime",
    "statement",
    "subject",
    "summary",
    "suppliedBy",
    "supportLevel",
    "to",
    "type",
    "validUntilTime",
    "value",
    "verifiedUsing",
    "verificationCode",
    "NoAssertion",
];

#[cfg(test)]
mod tests {
    use super::is_known;

    #[test]
    fn names_of_the_context_are_not_free() {
        for name in ["@vocab", "type", "software_Package", "name", "spdx", "ai_x"] {
            assert!(is_known(name), "{name}");
        }
        for name in ["spdx-example", "acme", "Name", "software"] {
            assert!(!is_known(name), "{name}");
        }
    }
}
