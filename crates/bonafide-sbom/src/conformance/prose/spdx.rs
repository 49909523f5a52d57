//! The prose of SPDX 2.

use bonafide_json::{Reader, Step};
use bonafide_report::{Code, Place, registry as codes};

use super::Sheet;
use super::hash::Hash;
use super::path::{EACH, Path};
use super::refs::{Refs, Spot};
use crate::conformance::format::Format;

/// The SPDX identifier of the document itself.
const DOCUMENT: &str = "SPDXRef-DOCUMENT";

#[derive(Debug, Default)]
pub(super) struct Spdx {
    elements: Refs<Spot>,
    licences: Refs<Spot>,
    packages: u64,
    /// Whether anything says what the document is about.
    is_about_something: bool,
    has_namespace: bool,
    package: Package,
    relationship: Relationship,
    hash: Hash,
}

/// What one package says about its files.
#[derive(Debug, Default)]
struct Package {
    is_unread: bool,
    has_results: bool,
}

/// One relationship, its members in any order.
#[derive(Debug, Default)]
struct Relationship {
    is_from_document: bool,
    is_to_document: bool,
    describes: bool,
    is_described_by: bool,
}

impl Spdx {
    pub(super) fn feed(
        &mut self,
        sheet: &mut Sheet,
        path: &Path,
        reader: &Reader<'_>,
        step: &Step<'_>,
    ) {
        match step {
            Step::Text(text) => {
                if let Some((code, rule, detail)) =
                    id_problem(path, text).or_else(|| form_problem(path, text))
                {
                    sheet.note(code, rule, detail, || reader.place());
                }
                self.text(sheet, path, reader, text);
            }
            Step::Boolean(false) => {
                if let ["packages", EACH, "filesAnalyzed"] = path.names() {
                    self.package.is_unread = true;
                }
            }
            Step::End => self.ended(sheet, path, reader),
            Step::Array | Step::Object => self.begun(path),
            _ => {}
        }
    }

    /// What texts say about each other.
    fn text(&mut self, sheet: &mut Sheet, path: &Path, reader: &Reader<'_>, text: &str) {
        match path.names() {
            [.., "SPDXID"] => {
                if !self.elements.define(sheet.print(text)) {
                    let detail = "another element before it has this identifier";
                    sheet.note(codes::SBOM_DUPLICATE_REF, "unique-id", detail, || {
                        reader.place()
                    });
                }
            }
            ["hasExtractedLicensingInfos", EACH, "licenseId"] => {
                self.licences.define(sheet.print(text));
            }
            ["documentNamespace"] => self.has_namespace = true,
            ["documentDescribes", EACH] => {
                self.is_about_something = true;
                self.element(sheet, path, "documentDescribes/*", text);
            }
            ["packages", EACH, "hasFiles", EACH] => {
                self.element(sheet, path, "packages/*/hasFiles/*", text);
            }
            ["relationships", EACH, "spdxElementId"] => {
                self.relationship.is_from_document = text == DOCUMENT;
                self.element(sheet, path, "relationships/*/spdxElementId", text);
            }
            ["relationships", EACH, "relatedSpdxElement"] => {
                self.relationship.is_to_document = text == DOCUMENT;
                self.element(sheet, path, "relationships/*/relatedSpdxElement", text);
            }
            ["relationships", EACH, "relationshipType"] => {
                self.relationship.describes = text == "DESCRIBES";
                self.relationship.is_described_by = text == "DESCRIBED_BY";
            }
            [.., "checksums", EACH, "algorithm"] | [.., "checksum", "algorithm"] => {
                self.hash.algorithm(text);
            }
            [.., "checksums", EACH, "checksumValue"] | [.., "checksum", "checksumValue"] => {
                self.hash.value(text);
            }
            _ => self.licence(sheet, path, text),
        }
    }

    fn element(&mut self, sheet: &Sheet, path: &Path, pattern: &'static str, text: &str) {
        // What is in another document, or is said to be nothing or not known, is not looked for.
        if text.starts_with("SPDXRef-") {
            self.elements
                .refer(sheet.print(text), Spot::here(pattern, path));
        }
    }

    fn licence(&mut self, sheet: &Sheet, path: &Path, text: &str) {
        let pattern = match path.names() {
            ["packages", EACH, "licenseConcluded"] => "packages/*/licenseConcluded",
            ["packages", EACH, "licenseDeclared"] => "packages/*/licenseDeclared",
            ["packages", EACH, "licenseInfoFromFiles", EACH] => {
                self.package.has_results = true;
                "packages/*/licenseInfoFromFiles/*"
            }
            ["files", EACH, "licenseConcluded"] => "files/*/licenseConcluded",
            ["files", EACH, "licenseInfoInFiles", EACH] => "files/*/licenseInfoInFiles/*",
            ["snippets", EACH, "licenseConcluded"] => "snippets/*/licenseConcluded",
            ["snippets", EACH, "licenseInfoInSnippets", EACH] => {
                "snippets/*/licenseInfoInSnippets/*"
            }
            _ => return,
        };
        // `DocumentRef-…:LicenseRef-…` is one word, and defined elsewhere.
        for word in text.split(|c: char| c.is_whitespace() || matches!(c, '(' | ')')) {
            let word = word.trim_end_matches('+');
            if word.starts_with("LicenseRef-") {
                self.licences
                    .refer(sheet.print(word), Spot::here(pattern, path));
            }
        }
    }

    fn begun(&mut self, path: &Path) {
        match path.names() {
            ["packages", EACH] => {
                self.packages = self.packages.saturating_add(1);
                self.package = Package::default();
            }
            ["packages", EACH, "packageVerificationCode"] => self.package.has_results = true,
            ["relationships", EACH] => self.relationship = Relationship::default(),
            [.., "checksums", EACH] | [.., "checksum"] => self.hash = Hash::default(),
            _ => {}
        }
    }

    fn ended(&mut self, sheet: &mut Sheet, path: &Path, reader: &Reader<'_>) {
        match path.names() {
            ["packages", EACH] if self.package.is_unread && self.package.has_results => {
                let detail = "the files were not analyzed, and here is what came of it";
                sheet.note(codes::SBOM_MISPLACED, "files-analyzed", detail, || {
                    reader.place()
                });
            }
            ["relationships", EACH] => {
                let Relationship {
                    is_from_document,
                    is_to_document,
                    describes,
                    is_described_by,
                } = self.relationship;
                self.is_about_something |=
                    (is_from_document && describes) || (is_to_document && is_described_by);
            }
            [.., "checksums", EACH] | [.., "checksum"] if self.hash.is_wrong() => {
                let detail = "not the length of a hash of this algorithm";
                sheet.note(codes::SBOM_HASH, "hash-length", detail, || reader.place());
            }
            _ => {}
        }
    }

    pub(super) fn end(self, sheet: &mut Sheet) {
        if !self.has_namespace {
            let detail = "`documentNamespace` is missing";
            sheet.note(codes::SBOM_REQUIRED, "namespace", detail, Place::root);
        }
        if self.packages > 1 && !self.is_about_something {
            let detail = "several packages, and nothing says which the document describes";
            sheet.note(codes::SBOM_RELATIONSHIP, "describes", detail, Place::root);
        }
        for spot in self.elements.dangling() {
            let detail = "no element has this identifier";
            sheet.note(codes::SBOM_DANGLING_REF, "known-id", detail, || {
                spot.place()
            });
        }
        for spot in self.licences.dangling() {
            let detail = "a `LicenseRef-` that `hasExtractedLicensingInfos` does not define";
            sheet.note(
                codes::SBOM_LICENCE_UNDEFINED,
                "licence-defined",
                detail,
                || spot.place(),
            );
        }
    }
}

/// A code, the name of a rule, and what a person is told.
type Problem = (Code, &'static str, &'static str);

/// What is wrong with an identifier by itself.
fn id_problem(path: &Path, text: &str) -> Option<Problem> {
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
fn form_problem(path: &Path, text: &str) -> Option<Problem> {
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
