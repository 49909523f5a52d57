//! The prose of `CycloneDX`.

use bonafide_json::{Reader, Step};
use bonafide_report::registry as codes;

use super::hash::Hash;
use super::path::{EACH, Path};
use super::refs::{Refs, Spot};
use super::sheet::Sheet;
use crate::conformance::published::Schema;
use crate::conformance::unique::Elements;

#[derive(Debug, Default)]
pub(super) struct CycloneDx {
    refs: Refs<Spot>,
    /// The components that have their edges already.
    entries: Elements,
    licences: Licences,
    hash: Hash,
}

/// What one list of licences has.
#[derive(Debug, Default)]
struct Licences {
    single: u64,
    expressions: u64,
}

impl CycloneDx {
    pub(super) fn feed(
        &mut self,
        sheet: &mut Sheet,
        path: &Path,
        reader: &Reader<'_>,
        step: &Step<'_>,
    ) {
        match step {
            Step::Text(text) => self.text(sheet, path, reader, text),
            Step::End => self.ended(sheet, path, reader),
            Step::Array | Step::Object => self.begun(path),
            _ => {}
        }
    }

    fn text(&mut self, sheet: &mut Sheet, path: &Path, reader: &Reader<'_>, text: &str) {
        let pattern = match path.names() {
            [.., "bom-ref"] => return self.define(sheet, reader, text),
            [.., "hashes", EACH, "alg"] => return self.hash.algorithm(text),
            [.., "hashes", EACH, "content"] => return self.hash.checked_value(text),
            [.., "licenses", EACH, "expression"] => {
                self.licences.expressions = self.licences.expressions.saturating_add(1);
                return;
            }
            ["dependencies", EACH, "ref"] => {
                self.entry(sheet, reader, text);
                "dependencies/*/ref"
            }
            ["dependencies", EACH, "dependsOn", EACH] => "dependencies/*/dependsOn/*",
            ["dependencies", EACH, "provides", EACH] => "dependencies/*/provides/*",
            ["compositions", EACH, "assemblies", EACH] => "compositions/*/assemblies/*",
            ["compositions", EACH, "dependencies", EACH] => "compositions/*/dependencies/*",
            ["compositions", EACH, "vulnerabilities", EACH] => "compositions/*/vulnerabilities/*",
            ["vulnerabilities", EACH, "affects", EACH, "ref"] => "vulnerabilities/*/affects/*/ref",
            ["annotations", EACH, "subjects", EACH] => "annotations/*/subjects/*",
            _ => return,
        };
        // A BOM-Link leads into another document.
        if !text.starts_with("urn:cdx:") {
            self.refs
                .refer(sheet.print(text), Spot::here(pattern, path));
        }
    }

    fn define(&mut self, sheet: &mut Sheet, reader: &Reader<'_>, text: &str) {
        if !self.refs.define(sheet.print(text)) {
            let detail = "another element before it has this `bom-ref`";
            sheet.note(codes::SBOM_DUPLICATE_REF, "unique-ref", detail, || {
                reader.place()
            });
        }
    }

    fn entry(&mut self, sheet: &mut Sheet, reader: &Reader<'_>, text: &str) {
        let print = sheet.print(text);
        if !self.entries.insert(print) {
            let detail = "an entry before it has the edges of the same element";
            sheet.note(codes::SBOM_DUPLICATE_EDGE, "one-entry", detail, || {
                reader.place()
            });
        }
    }

    fn begun(&mut self, path: &Path) {
        match path.names() {
            [.., "licenses"] => self.licences = Licences::default(),
            [.., "licenses", EACH, "license"] => {
                self.licences.single = self.licences.single.saturating_add(1);
            }
            [.., "hashes", EACH] => self.hash = Hash::default(),
            _ => {}
        }
    }

    fn ended(&mut self, sheet: &mut Sheet, path: &Path, reader: &Reader<'_>) {
        match path.names() {
            [.., "licenses"] if has_no_choice_rule(sheet.schema) => {
                let Licences {
                    single,
                    expressions,
                } = self.licences;
                if expressions > 1 || (expressions == 1 && single > 0) {
                    let detail = "an expression stands beside another licence";
                    sheet.note(codes::SBOM_LICENCE_CHOICE, "licence-choice", detail, || {
                        reader.place()
                    });
                }
            }
            [.., "hashes", EACH] if self.hash.is_wrong() => {
                let detail = "not the length of a hash of this algorithm";
                sheet.note(codes::SBOM_HASH, "hash-length", detail, || reader.place());
            }
            _ => {}
        }
    }

    pub(super) fn end(self, sheet: &mut Sheet) {
        for spot in self.refs.dangling() {
            let detail = "no element has this `bom-ref`";
            sheet.note(codes::SBOM_DANGLING_REF, "known-ref", detail, || {
                spot.place()
            });
        }
    }
}

/// From 1.5 on the schema says it, and 1.7 allows it.
const fn has_no_choice_rule(schema: Schema) -> bool {
    matches!(
        schema,
        Schema::CycloneDx12 | Schema::CycloneDx13 | Schema::CycloneDx14
    )
}
