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
        ["documentNamespace"] => {
            let problem = (
                codes::SBOM_PATTERN,
                "namespace",
                "not an absolute URI without `#`",
            );
            (Format::Uri.is_match(text) && !text.contains('#'), problem)
        }
        ["creationInfo", "creators", EACH] => {
            let kinds = ["Person: ", "Organization: ", "Tool: "];
            let problem = (
                codes::SBOM_PATTERN,
                "creator",
                "not a person, an organization or a tool",
            );
            (kinds.iter().any(|kind| text.starts_with(kind)), problem)
        }
        ["creationInfo", "created"]
        | [.., "annotationDate" | "reviewDate"]
        | [
            "packages",
            EACH,
            "builtDate" | "releaseDate" | "validUntilDate",
        ] => {
            let problem = (
                codes::SBOM_TIMESTAMP,
                "time",
                "not a time as YYYY-MM-DDThh:mm:ssZ",
            );
            (is_utc(text), problem)
        }
        _ => return None,
    };
    (!is_kept).then_some(problem)
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
