//! What became of a vulnerability, and why.

use core::fmt;

use bonafide_report::{Escaped, Finding};
use serde::ser::{Serialize, SerializeStruct as _, Serializer};

use super::document::VexDocument;
use super::policy::VexTrust;
use super::statement::VexStatement;

/// What statements make of one vulnerability in one package.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct VexJudgement<'d> {
    /// Whether it counts.
    pub effect: VexEffect<'d>,
    /// Every statement that names the vulnerability, by document and place, with what became of it.
    pub considered: Vec<VexConsidered<'d>>,
    /// How many more there are in documents that are not trusted.
    pub omitted: usize,
    /// What is to be said about the statements.
    pub findings: Vec<Finding>,
}

/// Whether a vulnerability counts.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "it counts or it does not")]
pub enum VexEffect<'d> {
    /// It does not: a statement says so. It stays in the report, and is marked.
    Suppressed {
        /// The statement.
        by: VexSource<'d>,
    },
    /// It counts as if nothing had been said.
    Unchanged,
}

/// A statement, and whose it is.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct VexSource<'d> {
    /// The document.
    pub document: &'d VexDocument,
    /// Who signed the document; `None` for one that nobody verified.
    pub signer: Option<&'d str>,
    /// The statement.
    pub statement: &'d VexStatement,
    /// Whether the vulnerability is one thing with that of the statement only by an alias.
    pub is_alias: bool,
}

impl<'d> VexSource<'d> {
    pub(super) fn new(
        document: &'d VexDocument,
        trust: &'d VexTrust,
        statement: &'d VexStatement,
        id: &str,
    ) -> Self {
        Self {
            document,
            signer: match trust {
                VexTrust::Verified { signer } => Some(signer),
                VexTrust::Unverified => None,
            },
            statement,
            is_alias: statement.vulnerability.as_deref() != Some(id),
        }
    }
}

/// A statement that was considered.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct VexConsidered<'d> {
    /// The statement.
    pub source: VexSource<'d>,
    /// What became of it.
    pub outcome: VexOutcome,
}

/// What became of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a statement is applied or it is not"
)]
pub enum VexOutcome {
    /// It decides.
    Applied,
    /// It does not.
    Rejected(VexReason),
}

/// The first condition that a statement fails.
///
/// # Specification
/// VEX-6.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum VexReason {
    /// Nobody verified the document.
    Unsigned,
    /// The policy does not trust whoever signed it.
    SignerNotAllowed,
    /// The age of documents is limited, and this one has no time.
    NoTime,
    /// The document is too old.
    TooOld,
    /// The statement, or its document, is dated after the evaluation time.
    Future,
    /// The same signer published a later version of the document.
    Superseded,
    /// The statement names the vulnerability only as an alias that nobody else knows.
    AliasUnknown,
    /// The report knows several vulnerabilities by one name, and the statement is about one of them.
    AliasAmbiguous,
    /// The statement has no product.
    NoProduct,
    /// No product is the artifact or the package.
    Product(VexMismatch),
    /// A product is the package, and the policy wants it to be the artifact.
    ComponentScope,
    /// A product is the artifact, and no subcomponent is the package.
    Subcomponent(VexMismatch),
    /// The product has no version, and the policy wants one.
    Unversioned,
    /// `not_affected` without a reason.
    JustificationMissing,
    /// Another statement is more specific, or newer.
    Overridden,
    /// Statements of the same standing contradict each other.
    Conflict,
    /// `fixed`, and it cannot be shown that this version has the fix.
    FixNotShown,
}

/// Why an item of a statement is not what it is compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum VexMismatch {
    /// The item cannot be compared with anything.
    Unknown,
    /// The digest differs, or there is none to compare with.
    Digest,
    /// It is another package.
    Purl,
    /// It is another version.
    Version {
        /// That of the statement.
        stated: String,
        /// That of the package.
        ours: Option<String>,
    },
    /// The version does not lie in the range, or nobody can tell.
    Range,
    /// This qualifier differs.
    Qualifier(String),
    /// It is another part of the package.
    Subpath,
    /// No CPE name of the package is one of those.
    Cpe,
}

impl VexMismatch {
    /// How early the comparison ended: of several, the one that came furthest is reported.
    pub(super) const fn distance(&self) -> u8 {
        match self {
            Self::Subpath => 0,
            Self::Qualifier(_) => 1,
            Self::Range | Self::Version { .. } => 2,
            Self::Digest => 3,
            Self::Cpe => 4,
            Self::Purl => 5,
            Self::Unknown => 6,
        }
    }
}

impl fmt::Display for VexMismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => f.write_str("identity unknown"),
            Self::Digest => f.write_str("digest differs"),
            Self::Purl => f.write_str("package differs"),
            Self::Version { stated, ours } => {
                let ours = ours.as_deref().unwrap_or("none");
                write!(f, "version {} ≠ {}", Escaped(stated), Escaped(ours))
            }
            Self::Range => f.write_str("version outside the range"),
            Self::Qualifier(key) => write!(f, "qualifier {}", Escaped(key)),
            Self::Subpath => f.write_str("subpath differs"),
            Self::Cpe => f.write_str("CPE name differs"),
        }
    }
}

impl fmt::Display for VexReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Product(why) => return write!(f, "product {why}"),
            Self::Subcomponent(why) => return write!(f, "subcomponent {why}"),
            Self::Unsigned => "document not verified",
            Self::SignerNotAllowed => "signer not allowed",
            Self::NoTime => "document without a time",
            Self::TooOld => "document too old",
            Self::Future => "dated after the evaluation time",
            Self::Superseded => "document superseded",
            Self::AliasUnknown => "vulnerability alias unknown",
            Self::AliasAmbiguous => "vulnerability alias ambiguous",
            Self::NoProduct => "no product",
            Self::ComponentScope => "product is a component",
            Self::Unversioned => "product without a version",
            Self::JustificationMissing => "justification missing",
            Self::Overridden => "overridden",
            Self::Conflict => "contradicted",
            Self::FixNotShown => "fix not shown",
        })
    }
}

impl Serialize for VexJudgement<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let by = match &self.effect {
            VexEffect::Suppressed { by } => Some(by),
            VexEffect::Unchanged => None,
        };
        let mut out = serializer.serialize_struct("VexJudgement", 4)?;
        out.serialize_field("suppressed_by", &by)?;
        out.serialize_field("considered", &self.considered)?;
        out.serialize_field("omitted", &self.omitted)?;
        out.serialize_field("findings", &self.findings)?;
        out.end()
    }
}

impl Serialize for VexSource<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (document, statement) = (self.document, self.statement);
        let justification = statement.justification.as_ref();
        let digest = document.sha256().map(|digest| hex(&digest));
        let mut out = serializer.serialize_struct("VexSource", 10)?;
        out.serialize_field("document", &document.id().map(shown))?;
        out.serialize_field("document_sha256", &digest)?;
        out.serialize_field("signer", &self.signer.map(shown))?;
        out.serialize_field("statement", &statement.id.as_deref().map(shown))?;
        out.serialize_field("place", &shown(statement.place.as_str()))?;
        out.serialize_field(
            "vulnerability",
            &statement.vulnerability.as_deref().map(shown),
        )?;
        out.serialize_field("alias", &self.is_alias)?;
        out.serialize_field("status", statement.status.name())?;
        out.serialize_field("justification", &justification.map(|one| shown(&one.text)))?;
        out.serialize_field("impact", &statement.impact.as_deref().map(shown))?;
        out.end()
    }
}

impl Serialize for VexConsidered<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let rejected = match &self.outcome {
            VexOutcome::Applied => None,
            VexOutcome::Rejected(reason) => Some(reason.to_string()),
        };
        let mut out = serializer.serialize_struct("VexConsidered", 2)?;
        out.serialize_field("statement", &self.source)?;
        out.serialize_field("rejected", &rejected)?;
        out.end()
    }
}

fn shown(text: &str) -> String {
    Escaped(text).to_string()
}

fn hex(digest: &[u8]) -> String {
    let digits = digest.iter().map(|byte| format!("{byte:02x}"));
    digits.collect()
}
