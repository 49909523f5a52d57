//! The prose of SPDX 2.

mod form;
mod licence;

use bonafide_json::{Reader, Step};
use bonafide_report::{Place, registry as codes};

use super::hash::Hash;
use super::path::{EACH, Path};
use super::refs::{Refs, Spot};
use super::sheet::Sheet;
pub(in crate::conformance) use form::is_element;
use form::{DOCUMENT, form_problem, id_problem};
use licence::is_licence;

#[derive(Debug, Default)]
pub(super) struct Spdx {
    elements: Refs<Spot>,
    documents: Refs<Spot>,
    licences: Refs<Spot>,
    packages: u64,
    /// Whether anything says what the document is about.
    is_about_something: bool,
    has_namespace: bool,
    package: Package,
    relationship: Relationship,
    hash: Hash,
    /// Hashes of the file at hand by the algorithm that every file has one of.
    sha1s: u64,
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
            ["externalDocumentRefs", EACH, "externalDocumentId"] => {
                self.documents.define(sheet.print(text));
            }
            ["documentNamespace"] => self.has_namespace = true,
            ["documentDescribes", EACH] => {
                self.is_about_something = true;
                self.element(sheet, path, "documentDescribes/*", text);
            }
            ["packages", EACH, "hasFiles", EACH] => {
                self.package.has_results = true;
                self.element(sheet, path, "packages/*/hasFiles/*", text);
            }
            ["snippets", EACH, "snippetFromFile"] => {
                self.element(sheet, path, "snippets/*/snippetFromFile", text);
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
                if path.names().first() == Some(&"files") && text == "SHA1" {
                    self.sha1s = self.sha1s.saturating_add(1);
                }
            }
            [.., "checksums", EACH, "checksumValue"] | [.., "checksum", "checksumValue"] => {
                self.hash.value(text);
            }
            _ => self.licence(sheet, path, reader, text),
        }
    }

    fn element(&mut self, sheet: &Sheet, path: &Path, pattern: &'static str, text: &str) {
        self.document(sheet, path, pattern, text);
        // What is in another document, or is said to be nothing or not known, is not looked for.
        if text.starts_with("SPDXRef-") {
            self.elements
                .refer(sheet.print(text), Spot::here(pattern, path));
        }
    }

    /// The document that `text` refers to, when it is another one.
    fn document(&mut self, sheet: &Sheet, path: &Path, pattern: &'static str, text: &str) {
        let document = text.split_once(':').map(|(document, _)| document);
        if let Some(document) = document.filter(|name| name.starts_with("DocumentRef-")) {
            self.documents
                .refer(sheet.print(document), Spot::here(pattern, path));
        }
    }

    fn licence(&mut self, sheet: &mut Sheet, path: &Path, reader: &Reader<'_>, text: &str) {
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
        if !is_licence(text) {
            let (code, detail) = (codes::SBOM_LICENCE_INVALID, "not a licence expression");
            sheet.note(code, "licence-expression", detail, || reader.place());
        }
        // `DocumentRef-…:LicenseRef-…` is one word, and defined elsewhere.
        for word in text.split(|c: char| c.is_whitespace() || matches!(c, '(' | ')')) {
            let word = word.trim_end_matches('+');
            self.document(sheet, path, pattern, word);
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
            ["files", EACH] => self.sha1s = 0,
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
            // SPDX 2.3 clause 8.4.
            ["files", EACH] if self.sha1s != 1 => {
                let detail = "not one hash by SHA1, which every file has";
                sheet.note(codes::SBOM_REQUIRED, "file-sha1", detail, || reader.place());
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
        for spot in self.documents.dangling() {
            let detail = "no external document has this identifier";
            sheet.note(codes::SBOM_DANGLING_REF, "known-document", detail, || {
                spot.place()
            });
        }
        for spot in self.licences.dangling() {
            let detail = "a `LicenseRef-` that the document does not define";
            sheet.note(
                codes::SBOM_LICENCE_UNDEFINED,
                "licence-defined",
                detail,
                || spot.place(),
            );
        }
    }
}
