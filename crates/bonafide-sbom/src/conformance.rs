//! Whether a document is what its specification asks for.

mod check;
mod decimal;
mod document;
mod ending;
mod format;
mod pattern;
mod problem;
mod prose;
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

use bonafide_json::{Limits, Reader};

use crate::Error;
use check::Checker;
use problem::Found;
use prose::{Prose, Sheet};
pub use report::{Answer, Conformance, Nonconformance};
use task::Branch;

/// The published schemas that documents are checked against.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Schema {
    /// `CycloneDX` 1.2 JSON, strict.
    CycloneDx12,
    /// `CycloneDX` 1.3 JSON, strict.
    CycloneDx13,
    /// `CycloneDX` 1.4 JSON.
    CycloneDx14,
    /// `CycloneDX` 1.5 JSON.
    CycloneDx15,
    /// `CycloneDX` 1.6 JSON.
    CycloneDx16,
    /// `CycloneDX` 1.7 JSON.
    CycloneDx17,
    /// `CycloneDX` 1.0 XML.
    #[cfg(feature = "xml")]
    CycloneDx10Xml,
    /// `CycloneDX` 1.1 XML.
    #[cfg(feature = "xml")]
    CycloneDx11Xml,
    /// `CycloneDX` 1.2 XML.
    #[cfg(feature = "xml")]
    CycloneDx12Xml,
    /// `CycloneDX` 1.3 XML.
    #[cfg(feature = "xml")]
    CycloneDx13Xml,
    /// `CycloneDX` 1.4 XML.
    #[cfg(feature = "xml")]
    CycloneDx14Xml,
    /// `CycloneDX` 1.5 XML.
    #[cfg(feature = "xml")]
    CycloneDx15Xml,
    /// `CycloneDX` 1.6 XML.
    #[cfg(feature = "xml")]
    CycloneDx16Xml,
    /// `CycloneDX` 1.7 XML.
    #[cfg(feature = "xml")]
    CycloneDx17Xml,
    /// SPDX 2.2 JSON, as corrected in 2.2.2.
    Spdx22,
    /// SPDX 2.3 JSON.
    Spdx23,
    /// SPDX 2.2 tag-value: what the clauses of 2.2.2 say about each tag.
    Spdx22TagValue,
    /// SPDX 2.3 tag-value.
    Spdx23TagValue,
}

impl Schema {
    /// All of them.
    pub const ALL: [Self; if cfg!(feature = "xml") { 18 } else { 10 }] = [
        Self::CycloneDx12,
        Self::CycloneDx13,
        Self::CycloneDx14,
        Self::CycloneDx15,
        Self::CycloneDx16,
        Self::CycloneDx17,
        #[cfg(feature = "xml")]
        Self::CycloneDx10Xml,
        #[cfg(feature = "xml")]
        Self::CycloneDx11Xml,
        #[cfg(feature = "xml")]
        Self::CycloneDx12Xml,
        #[cfg(feature = "xml")]
        Self::CycloneDx13Xml,
        #[cfg(feature = "xml")]
        Self::CycloneDx14Xml,
        #[cfg(feature = "xml")]
        Self::CycloneDx15Xml,
        #[cfg(feature = "xml")]
        Self::CycloneDx16Xml,
        #[cfg(feature = "xml")]
        Self::CycloneDx17Xml,
        Self::Spdx22,
        Self::Spdx23,
        Self::Spdx22TagValue,
        Self::Spdx23TagValue,
    ];

    /// The schema of a format id (`cdx-json`, `spdx2-json`, `spdx2-tv`, and `cdx-xml` with the
    /// feature `xml`) in a version as documents write it, such as `1.6` and `SPDX-2.3`.
    #[must_use]
    pub fn of(format: &str, version: &str) -> Option<Self> {
        let version = match format {
            "cdx-json" | "cdx-xml" => version,
            "spdx2-json" | "spdx2-tv" => version.strip_prefix("SPDX-")?,
            _ => return None,
        };
        Self::ALL
            .into_iter()
            .find(|schema| schema.format() == format && schema.version() == version)
    }

    /// `cdx-json`, `cdx-xml`, `spdx2-json` or `spdx2-tv`.
    #[must_use]
    pub const fn format(self) -> &'static str {
        match self {
            Self::Spdx22 | Self::Spdx23 => "spdx2-json",
            Self::Spdx22TagValue | Self::Spdx23TagValue => "spdx2-tv",
            #[cfg(feature = "xml")]
            _ if self.is_xml() => "cdx-xml",
            _ => "cdx-json",
        }
    }

    /// The version, such as `1.6`.
    #[must_use]
    pub const fn version(self) -> &'static str {
        match self {
            #[cfg(feature = "xml")]
            Self::CycloneDx10Xml => "1.0",
            #[cfg(feature = "xml")]
            Self::CycloneDx11Xml => "1.1",
            Self::CycloneDx12 => "1.2",
            #[cfg(feature = "xml")]
            Self::CycloneDx12Xml => "1.2",
            Self::CycloneDx13 => "1.3",
            #[cfg(feature = "xml")]
            Self::CycloneDx13Xml => "1.3",
            Self::CycloneDx14 => "1.4",
            #[cfg(feature = "xml")]
            Self::CycloneDx14Xml => "1.4",
            Self::CycloneDx15 => "1.5",
            #[cfg(feature = "xml")]
            Self::CycloneDx15Xml => "1.5",
            Self::CycloneDx16 => "1.6",
            #[cfg(feature = "xml")]
            Self::CycloneDx16Xml => "1.6",
            Self::CycloneDx17 => "1.7",
            #[cfg(feature = "xml")]
            Self::CycloneDx17Xml => "1.7",
            Self::Spdx22 | Self::Spdx22TagValue => "2.2",
            Self::Spdx23 | Self::Spdx23TagValue => "2.3",
        }
    }

    #[cfg(feature = "xml")]
    const fn is_xml(self) -> bool {
        matches!(
            self,
            Self::CycloneDx10Xml
                | Self::CycloneDx11Xml
                | Self::CycloneDx12Xml
                | Self::CycloneDx13Xml
                | Self::CycloneDx14Xml
                | Self::CycloneDx15Xml
                | Self::CycloneDx16Xml
                | Self::CycloneDx17Xml
        )
    }

    const fn is_spdx(self) -> bool {
        matches!(
            self,
            Self::Spdx22 | Self::Spdx23 | Self::Spdx22TagValue | Self::Spdx23TagValue
        )
    }

    const fn family(self) -> &'static str {
        if self.is_spdx() { "spdx" } else { "cdx" }
    }
}

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
        _ => judged(bytes, schema, &limits()),
    }
}

fn judged(bytes: &[u8], schema: Schema, limits: &Limits) -> Result<Conformance, Error> {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut reader = Reader::new(text, limits)?;
    let mut checker = Checker::new(schema);
    let mut prose = Prose::new(schema);
    while let Some(step) = reader.step()? {
        checker.feed(&reader, &step);
        prose.feed(&reader, &step);
    }
    reader.finish()?;
    Ok(concluded(schema, checker.end(), prose.end()))
}

fn limits() -> Limits {
    Limits::default()
        .with_bytes(512 << 20)
        .with_depth(128)
        .with_elements(50_000_000)
        .with_values(usize::MAX)
}

fn concluded(schema: Schema, checked: Option<Branch>, prose: Sheet) -> Conformance {
    let mut conformance = Conformance {
        schema: Answer::Unknown,
        full: Answer::Unknown,
        findings: Vec::new(),
        count: prose.count,
    };
    if let Some(branch) = checked {
        conformance.schema = answer(branch.count == 0);
        conformance.full = answer(branch.count == 0 && prose.count == 0);
        conformance.count = branch.count.saturating_add(prose.count);
        let found = branch.found.into_iter();
        conformance
            .findings
            .extend(found.filter_map(|found| shown(schema, found)));
    }
    if conformance.schema == Answer::Unknown && prose.count > 0 {
        conformance.full = Answer::No;
    }
    let room = report::KEPT.saturating_sub(conformance.findings.len());
    conformance
        .findings
        .extend(prose.found.into_iter().take(room));
    conformance
}

const fn answer(conforms: bool) -> Answer {
    if conforms { Answer::Yes } else { Answer::No }
}

fn shown(schema: Schema, found: Found) -> Option<Nonconformance> {
    let (place, rule) = found.at?;
    let code = found.problem.code(&rule);
    let text = found.problem.novelty();
    let detail = match text.and_then(|text| tables::later(schema, &rule, text)) {
        Some(version) => format!("{}; version {version} has it", found.problem),
        None => found.problem.to_string(),
    };
    let rule = format!("{}:{}/{rule}", schema.family(), schema.version());
    Some(Nonconformance::new(rule, false, code, place, detail))
}
