//! What was found, and the answers that follow from it.

use bonafide_report::{Code, Finding, Place};
use serde::ser::{Serialize, SerializeStruct as _, Serializer};

pub(super) use crate::summary::KEPT;

/// An answer to whether a document conforms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Answer {
    /// It does.
    Yes,
    /// It does not; the findings say why.
    No,
    /// It cannot be told.
    Unknown,
    /// Nobody looked.
    NotEvaluated,
}

impl Answer {
    /// `yes`, `no`, `unknown` or `not-evaluated`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::Unknown => "unknown",
            Self::NotEvaluated => "not-evaluated",
        }
    }
}

impl core::fmt::Display for Answer {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Answer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// One rule that a document does not keep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nonconformance {
    rule: String,
    is_prose: bool,
    finding: Finding,
}

impl Nonconformance {
    pub(super) fn new(
        rule: String,
        is_prose: bool,
        code: Code,
        place: Place,
        detail: String,
    ) -> Self {
        Self {
            rule,
            is_prose,
            finding: Finding::new(code, place, detail),
        }
    }

    /// The same at another place, in other words.
    pub(super) fn moved(self, place: Place, detail: String) -> Self {
        let finding = Finding::new(self.finding.code(), place, detail);
        Self { finding, ..self }
    }

    /// The rule, such as `cdx:1.6/component/type`: the format, its version, and the definition and
    /// the member of the schema. For a rule in prose, its name; for one about a tag alone, the tag.
    #[must_use]
    pub fn rule(&self) -> &str {
        &self.rule
    }

    /// Whether the specification says so in prose and its schema does not.
    #[must_use]
    pub const fn is_prose(&self) -> bool {
        self.is_prose
    }

    /// What was found, and where.
    #[must_use]
    pub const fn finding(&self) -> &Finding {
        &self.finding
    }
}

impl Serialize for Nonconformance {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Nonconformance", 5)?;
        out.serialize_field("rule", &self.rule)?;
        out.serialize_field("prose", &self.is_prose)?;
        out.serialize_field("code", self.finding.code().as_str())?;
        out.serialize_field("place", self.finding.place().as_str())?;
        out.serialize_field("detail", self.finding.detail())?;
        out.end()
    }
}

/// Whether a document that can be read is also what its specification asks for.
///
/// # Specification
/// sbom CNF-1 and CNF-2: this never says that a document is valid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conformance {
    pub(super) schema: Answer,
    pub(super) full: Answer,
    pub(super) findings: Vec<Nonconformance>,
    pub(super) count: u64,
}

impl Conformance {
    /// The answer where nobody looked.
    #[must_use]
    pub const fn not_evaluated() -> Self {
        Self {
            schema: Answer::NotEvaluated,
            full: Answer::NotEvaluated,
            findings: Vec::new(),
            count: 0,
        }
    }

    /// The answer where no schema can say more.
    pub(super) fn unknown() -> Self {
        Self {
            schema: Answer::Unknown,
            full: Answer::Unknown,
            ..Self::not_evaluated()
        }
    }

    /// Whether the document satisfies the schema of its version.
    #[must_use]
    pub const fn schema(&self) -> Answer {
        self.schema
    }

    /// Whether it also satisfies the rules that its specification has in prose, as far as they are
    /// known here.
    #[must_use]
    pub const fn full(&self) -> Answer {
        self.full
    }

    /// The first 10,000 findings: those of the schema, then those of prose, both in the order in
    /// which they can be told while the document is read, or of lines.
    #[must_use]
    pub fn findings(&self) -> &[Nonconformance] {
        &self.findings
    }

    /// How many findings there are, kept or not.
    #[must_use]
    pub const fn count(&self) -> u64 {
        self.count
    }
}

impl core::fmt::Display for Conformance {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match (self.full, self.count) {
            (Answer::Yes, _) => f.write_str("readable, conforms"),
            (Answer::No, 1) => f.write_str("readable, does not conform: 1 finding"),
            (Answer::No, count) => write!(f, "readable, does not conform: {count} findings"),
            (Answer::Unknown, _) => f.write_str("readable, conformance unknown"),
            (Answer::NotEvaluated, _) => f.write_str("readable, conformance not evaluated"),
        }
    }
}

impl Serialize for Conformance {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Conformance", 4)?;
        out.serialize_field("schema", &self.schema)?;
        out.serialize_field("full", &self.full)?;
        out.serialize_field("count", &self.count)?;
        out.serialize_field("findings", &self.findings)?;
        out.end()
    }
}
