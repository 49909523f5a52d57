//! What texts are, each by itself.

use bonafide_report::{Code, registry as codes};

use crate::conformance::format::Format;
use crate::conformance::prose::path::{EACH, Path};

/// The SPDX identifier of the document itself.
pub(super) const DOCUMENT: &str = "SPDXRef-DOCUMENT";

/// A code, the name of a rule, and what a person is told.
pub(super) type Problem = (Code, &'static str, &'static str);

/// What is wrong with an identifier by itself.
pub(super) fn id_problem(path: &Path, text: &str) -> Option<Problem> {
    let (is_kept, rule, detail) = match path.names() {
        ["SPDXID"] => (text == DOCUMENT, "document-id", "not `SPDXRef-DOCUMENT`"),
        [.., "SPDXID"] => {
            let detail = "not `SPDXRef-` with letters, digits, full stops and hyphens";
            (is_id(text, "SPDXRef-", ".-"), "element-id", detail)
        }
        ["externalDocumentRefs", EACH, "externalDocumentId"] => {
            let detail =
                "not `DocumentRef-` with letters, digits, full stops, hyphens and plus signs";
            (is_id(text, "DocumentRef-", ".-+"), "external-id", detail)
        }
        ["hasExtractedLicensingInfos", EACH, "licenseId"] => {
            let detail = "not `LicenseRef-` with letters, digits, full stops and hyphens";
            (is_id(text, "LicenseRef-", ".-"), "licence-ref", detail)
        }
        ["relationships", EACH, "relatedSpdxElement"] if matches!(text, "NONE" | "NOASSERTION") => {
            return None;
        }
        ["documentDescribes", EACH]
        | ["packages", EACH, "hasFiles", EACH]
        | [
            "relationships",
            EACH,
            "spdxElementId" | "relatedSpdxElement",
        ]
        | ["snippets", EACH, "snippetFromFile"] => {
            let detail = "not the identifier of an element, of this document or another one";
            // One of this document is known by its definition, or found to be missing.
            let is_kept = text.starts_with("SPDXRef-") || is_element(text);
            (is_kept, "element-ref", detail)
        }
        _ => return None,
    };
    (!is_kept).then_some((codes::SBOM_REF, rule, detail))
}

/// What is wrong with another text by itself.
pub(super) fn form_problem(path: &Path, text: &str) -> Option<Problem> {
    let (is_kept, problem) = match path.names() {
        ["dataLicense"] => {
            let problem = (codes::SBOM_ENUM, "data-licence", "not `CC0-1.0`");
            (text == "CC0-1.0", problem)
        }
        ["documentNamespace"] => (is_document_uri(text), NAMESPACE),
        ["externalDocumentRefs", EACH, "spdxDocument"] => {
            (is_document_uri(text), EXTERNAL_DOCUMENT)
        }
        ["creationInfo", "creators", EACH] | [.., "annotator" | "reviewer"] => {
            (is_party(text) || text.starts_with("Tool: "), CREATOR)
        }
        ["packages", EACH, "supplier" | "originator"] => {
            (is_party(text) || text == "NOASSERTION", PARTY)
        }
        ["creationInfo", "created"]
        | [.., "annotationDate" | "reviewDate"]
        | [
            "packages",
            EACH,
            "builtDate" | "releaseDate" | "validUntilDate",
        ] => (is_utc(text), TIME),
        ["creationInfo", "licenseListVersion"] => (is_list_version(text), LIST_VERSION),
        [
            "packages",
            EACH,
            "packageVerificationCode",
            "packageVerificationCodeValue",
        ] => (is_verification_code(text), VERIFICATION_CODE),
        ["packages", EACH, "externalRefs", EACH, "referenceLocator"] => {
            (!text.contains(char::is_whitespace), LOCATOR)
        }
        ["packages", EACH, "downloadLocation" | "homepage"] => (is_location(text), LOCATION),
        ["hasExtractedLicensingInfos", EACH, "seeAlsos", EACH] => {
            (Format::Uri.is_match(text), SEE_ALSO)
        }
        ["files", EACH, "fileName"] => (!text.starts_with('/'), FILE_NAME),
        [.., "checksumValue"] => (!text.bytes().any(|byte| byte.is_ascii_uppercase()), CASE),
        _ => return None,
    };
    (!is_kept).then_some(problem)
}

const NAMESPACE: Problem = (
    codes::SBOM_PATTERN,
    "namespace",
    "not an absolute URI without `#`",
);
const EXTERNAL_DOCUMENT: Problem = (
    codes::SBOM_PATTERN,
    "external-document",
    "not the namespace of a document: an absolute URI without `#`",
);
const CREATOR: Problem = (
    codes::SBOM_PATTERN,
    "creator",
    "not a person, an organization or a tool",
);
/// SPDX 2.3 clauses 7.5 and 7.6.
const PARTY: Problem = (
    codes::SBOM_PATTERN,
    "party",
    "not a person, an organization or `NOASSERTION`",
);
const TIME: Problem = (
    codes::SBOM_TIMESTAMP,
    "time",
    "not a time as YYYY-MM-DDThh:mm:ssZ",
);
/// SPDX 2.3 clause 6.7.
const LIST_VERSION: Problem = (
    codes::SBOM_PATTERN,
    "list-version",
    "not two numbers with a full stop between them",
);
/// SPDX 2.3 clause 7.9.
const VERIFICATION_CODE: Problem = (
    codes::SBOM_PATTERN,
    "verification-code",
    "not 40 hexadecimal digits in lower case",
);
/// SPDX 2.3 clause 7.21.
const LOCATOR: Problem = (
    codes::SBOM_PATTERN,
    "locator",
    "a locator has no white space",
);
/// SPDX 2.3 clauses 7.7 and 7.11.
const LOCATION: Problem = (
    codes::SBOM_PATTERN,
    "location",
    "not a URI, `NONE` or `NOASSERTION`",
);
/// SPDX 2.3 clause 10.4.
const SEE_ALSO: Problem = (codes::SBOM_PATTERN, "see-also", "not a URI");
/// SPDX 2.3 clause 8.1.
const FILE_NAME: Problem = (codes::SBOM_PATTERN, "file-name", "not a relative name");
/// SPDX 2.3 clauses 7.10 and 8.4.
const CASE: Problem = (
    codes::SBOM_HASH,
    "hash-case",
    "hexadecimal digits are in lower case",
);

fn is_document_uri(text: &str) -> bool {
    Format::Uri.is_match(text) && !text.contains('#')
}

fn is_party(text: &str) -> bool {
    text.starts_with("Person: ") || text.starts_with("Organization: ")
}

fn is_location(text: &str) -> bool {
    // The clause itself has this form, which is no URI.
    let is_of_git = text.starts_with("git+git@") && !text.contains(char::is_whitespace);
    is_of_git || matches!(text, "NONE" | "NOASSERTION") || Format::Uri.is_match(text)
}

fn is_list_version(text: &str) -> bool {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    text.split_once('.')
        .is_some_and(|(major, minor)| is_number(major) && is_number(minor))
}

fn is_verification_code(text: &str) -> bool {
    let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    text.len() == 40 && text.bytes().all(is_digit)
}

/// Of the forms of RFC 3339 this is the one that has 20 characters and capital letters.
fn is_utc(text: &str) -> bool {
    let is_plain = text.len() == 20 && text.ends_with('Z') && text.contains('T');
    is_plain && Format::DateTime.is_match(text)
}

fn is_id(text: &str, prefix: &str, others: &str) -> bool {
    text.strip_prefix(prefix).is_some_and(|rest| {
        !rest.is_empty()
            && rest
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || others.contains(c))
    })
}

/// Whether `text` names an element, of this document or of another one.
///
/// # Specification
/// SPDX 2.3 clauses 9.2, 11.1 and 12.4.
pub(in crate::conformance) fn is_element(text: &str) -> bool {
    let inner = match text.split_once(':') {
        Some((document, inner)) if is_id(document, "DocumentRef-", ".-+") => inner,
        Some(_) => return false,
        None => text,
    };
    is_id(inner, "SPDXRef-", ".-")
}
