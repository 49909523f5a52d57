//! Whether a document is what its specification asks for.

mod check;
mod decimal;
mod document;
mod ending;
mod format;
mod json;
mod pattern;
mod problem;
mod prose;
mod published;
mod report;
mod rule;
mod scalar;
mod schema;
mod tables;
mod tag_value;
mod task;
mod unique;
#[cfg(feature = "xml")]
mod xsd;

use crate::Error;

pub use published::Schema;
pub use report::{Answer, Conformance, Nonconformance};

/// Checks the document `bytes` against `schema`. A byte order mark at the start is passed over.
///
/// Takes one pass (two or three over tag-value), time and memory proportional to the document at
/// most, and no recursion; for XML, another pass where references lead nowhere. In XML, an element
/// that names its own type (`xsi:type`) makes the answer unknown, unless there are findings.
/// [`Conformance::of`] finds the schema by itself.
///
/// For tag-value, the clause of each field is what the schema is for JSON: rules about the same
/// thing have the same name, those about tags alone are called `spdx:2.3/tag/…`, and places are
/// lines.
///
/// ```
/// use bonafide_sbom::{Answer, Schema, conformance};
/// let document = br#"{"bomFormat":"CycloneDX","specVersion":"1.4",
///     "components":[{"type":"cryptographic-asset","name":"a"}]}"#;
/// let found = conformance(document, Schema::CycloneDx14)?;
/// assert_eq!(found.schema(), Answer::No);
/// let first = &found.findings()[0];
/// assert_eq!(first.rule(), "cdx:1.4/component/type");
/// assert_eq!(first.finding().place().as_str(), "/components/0/type");
/// assert!(first.finding().detail().ends_with("version 1.6 has it"));
/// # Ok::<(), bonafide_sbom::Error>(())
/// ```
///
/// # Errors
/// What keeps the document from being read as JSON, as XML or as tag-value, within the limits of this
/// crate. A document that can be read and does not conform is no error.
///
/// # Specification
/// sbom CNF-1 to CNF-6. For tag-value, the formats and cardinalities of SPDX 2.3 clauses 6 to 13
/// (2.2.2 has the same numbers), the order of clause 5.2 and annex D.1.
pub fn conformance(bytes: &[u8], schema: Schema) -> Result<Conformance, Error> {
    #[cfg(feature = "xml")]
    if schema.is_xml() {
        return xsd::conformance(bytes, schema);
    }
    match schema {
        Schema::Spdx22TagValue => tag_value::conformance(bytes, Schema::Spdx22),
        Schema::Spdx23TagValue => tag_value::conformance(bytes, Schema::Spdx23),
        _ => json::conformance(bytes, schema, &json::limits()),
    }
}
