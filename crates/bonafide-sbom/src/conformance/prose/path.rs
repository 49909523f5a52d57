//! Where a value is, in names that rules can match.

use bonafide_json::{Reader, Step};

/// The names that rules know, in order.
const NAMES: &[&str] = &[
    "SPDXID",
    "affects",
    "alg",
    "algorithm",
    "annotationDate",
    "annotations",
    "annotator",
    "assemblies",
    "bom-ref",
    "builtDate",
    "checksum",
    "checksumValue",
    "checksums",
    "components",
    "compositions",
    "content",
    "created",
    "creationInfo",
    "creators",
    "dataLicense",
    "dependencies",
    "dependsOn",
    "documentDescribes",
    "documentNamespace",
    "downloadLocation",
    "expression",
    "externalDocumentId",
    "externalDocumentRefs",
    "externalRefs",
    "fileName",
    "files",
    "filesAnalyzed",
    "hasExtractedLicensingInfos",
    "hasFiles",
    "hashes",
    "homepage",
    "license",
    "licenseConcluded",
    "licenseDeclared",
    "licenseId",
    "licenseInfoFromFiles",
    "licenseInfoInFiles",
    "licenseInfoInSnippets",
    "licenseListVersion",
    "licenses",
    "originator",
    "packageVerificationCode",
    "packageVerificationCodeValue",
    "packages",
    "provides",
    "ref",
    "referenceLocator",
    "relatedSpdxElement",
    "relationshipType",
    "relationships",
    "releaseDate",
    "reviewDate",
    "revieweds",
    "reviewer",
    "seeAlsos",
    "snippetFromFile",
    "snippets",
    "spdxDocument",
    "spdxElementId",
    "subjects",
    "supplier",
    "validUntilDate",
    "vulnerabilities",
];

/// Any element of an array.
pub(super) const EACH: &str = "*";

/// A member that no rule knows.
const OTHER: &str = "?";

/// The names from the document down to the current value, and the places in the arrays among them.
#[derive(Debug, Default)]
pub(super) struct Path {
    names: Vec<&'static str>,
    open: Vec<Open>,
    is_open: bool,
}

#[derive(Debug)]
struct Open {
    is_array: bool,
    begun: u32,
}

impl Path {
    /// Goes to the value that `step` has read or entered.
    pub(super) fn enter(&mut self, reader: &Reader<'_>, step: &Step<'_>) {
        if let Some(open) = self.open.last_mut() {
            open.begun = open.begun.saturating_add(1);
            self.names.push(if open.is_array {
                EACH
            } else {
                known(&reader.name())
            });
        }
        self.is_open = matches!(step, Step::Array | Step::Object);
        if self.is_open {
            self.open.push(Open {
                is_array: matches!(step, Step::Array),
                begun: 0,
            });
        }
    }

    /// Goes back to the container of the current value.
    pub(super) fn leave(&mut self) {
        if !self.is_open {
            self.is_open = true;
        } else {
            self.open.pop();
        }
        self.names.pop();
    }

    /// The names without that of the document itself.
    pub(super) fn names(&self) -> &[&'static str] {
        &self.names
    }

    /// The places in the outermost two arrays around the current value, from 0.
    pub(super) fn indexes(&self) -> [u32; 2] {
        let mut arrays = self.open.iter().filter(|open| open.is_array);
        let mut next = || arrays.next().map_or(0, |open| open.begun.saturating_sub(1));
        [next(), next()]
    }
}

fn known(name: &str) -> &'static str {
    let found = NAMES.binary_search(&name).ok();
    found.and_then(|at| NAMES.get(at)).copied().unwrap_or(OTHER)
}

#[cfg(test)]
mod tests {
    use bonafide_json::Limits;

    use super::*;

    #[test]
    fn the_names_are_in_order() {
        assert!(NAMES.is_sorted_by(|a, b| a < b));
    }

    #[test]
    fn a_path_follows_the_document() {
        let text = r#"{"dependencies":[{},{"ref":"a","x":[1,[2]],"dependsOn":["b","c"]}],"ref":1}"#;
        let mut reader = Reader::over(text, &Limits::default()).unwrap();
        let mut path = Path::default();
        let mut seen = Vec::new();
        while let Some(step) = reader.step().unwrap() {
            if step != Step::End {
                path.enter(&reader, &step);
            }
            if !matches!(step, Step::Array | Step::Object) {
                seen.push((path.names().join("/"), path.indexes()));
                path.leave();
            }
        }
        let wanted = [
            ("dependencies/*", [0, 0]),
            ("dependencies/*/ref", [1, 0]),
            ("dependencies/*/?/*", [1, 0]),
            ("dependencies/*/?/*/*", [1, 1]),
            ("dependencies/*/?/*", [1, 1]),
            ("dependencies/*/?", [1, 1]),
            ("dependencies/*/dependsOn/*", [1, 0]),
            ("dependencies/*/dependsOn/*", [1, 1]),
            ("dependencies/*/dependsOn", [1, 1]),
            ("dependencies/*", [1, 0]),
            ("dependencies", [1, 0]),
            ("ref", [0, 0]),
            ("", [0, 0]),
        ];
        let wanted = wanted.map(|(names, indexes)| (names.to_owned(), indexes));
        assert_eq!(seen, wanted);
    }
}
