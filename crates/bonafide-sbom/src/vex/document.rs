//! A document of statements.

use std::borrow::Cow;

use bonafide_report::registry::SBOM_ENC_BOM;
use bonafide_report::{Code, Finding, Place, Time};

use super::limits::VexLimits;
use super::statement::VexStatement;
use super::{csaf, cyclonedx, openvex};
use crate::unwrap::Unwrapped;
use crate::{Error, Findings, Format, Model, Wrapper};

/// A document of statements about vulnerabilities, in one form for all formats.
///
/// It was read, and nobody verified who wrote it.
///
/// ```
/// use bonafide_sbom::{VexDocument, VexLimits, VexStatus};
/// let document = VexDocument::read(br#"{"@context": "https://openvex.dev/ns/v0.2.0",
///     "@id": "https://example.com/vex/1", "author": "A", "version": 1,
///     "timestamp": "2025-01-01T00:00:00Z",
///     "statements": [{"vulnerability": {"name": "CVE-2025-1"}, "status": "not_affected",
///         "justification": "component_not_present",
///         "products": [{"@id": "pkg:npm/a@1.0.0"}]}]}"#, &VexLimits::default())?;
/// let statement = &document.statements()[0];
/// assert_eq!(statement.status, VexStatus::NotAffected);
/// assert_eq!(statement.vulnerability.as_deref(), Some("CVE-2025-1"));
/// # Ok::<(), bonafide_sbom::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct VexDocument {
    pub(super) format: Format,
    pub(super) id: Option<String>,
    pub(super) version: Option<String>,
    pub(super) author: Option<String>,
    pub(super) time: Option<Time>,
    pub(super) statements: Vec<VexStatement>,
    pub(super) findings: Findings,
    pub(super) sha256: Option<[u8; 32]>,
    pub(super) wrappers: Vec<Wrapper>,
    most_findings: usize,
}

impl VexDocument {
    /// Reads `OpenVEX` 0.0.1 and 0.2.0, CSAF 2.0 and 2.1 of the categories `csaf_vex` and
    /// `csaf_security_advisory`, and CycloneDX with its analyses, each by its content, also inside
    /// a statement or an envelope whose signature nobody looks at here.
    ///
    /// Takes one pass over the input, after one that detects the format.
    ///
    /// # Errors
    /// [`Error::Format`] for another kind of document, [`Error::VersionUnsupported`] and
    /// [`Error::FormatUnsupported`] for other versions and categories, [`Error::Shape`] for members
    /// that could make a statement wider when passed over, [`Error::Limit`], and those of the
    /// grammar.
    ///
    /// # Specification
    /// Section 13.1. CSAF is read without its relationships: what they define is a product that
    /// nobody knows.
    pub fn read(bytes: &[u8], limits: &VexLimits) -> Result<Self, Error> {
        let options = limits.options();
        let unwrapped = Unwrapped::of(bytes, &options)?;
        let mut document = match unwrapped.format {
            Format::OpenVex => openvex::read(&unwrapped.bytes, limits)?,
            Format::Csaf => csaf::read(&unwrapped.bytes, limits)?,
            format if format.is_cyclonedx() => {
                let model = Model::read(&unwrapped.bytes, &options)?;
                cyclonedx::read(&model, limits, model.summary().findings.clone())?
            }
            _ => {
                return Err(Error::Format {
                    reason: "a document without statements about vulnerabilities",
                });
            }
        };
        if unwrapped.has_bom {
            let detail = "a byte order mark was skipped";
            document.finding(&Place::root(), SBOM_ENC_BOM, detail);
        }
        document.sha256 = Some(bonafide_digest::sha256(&[bytes]));
        document.wrappers = unwrapped.wrappers;
        Ok(document)
    }

    /// The analyses of a CycloneDX document; a document of another format has none.
    ///
    /// # Errors
    /// [`Error::Limit`] for more than the default [`VexLimits`].
    ///
    /// # Specification
    /// Section 13.1. A component stands for itself in the product that the document is about, if
    /// that has an identity: then the statement is about the component in that product.
    pub fn of_model(model: &Model) -> Result<Self, Error> {
        cyclonedx::read(model, &VexLimits::default(), Findings::default())
    }

    pub(super) fn new(format: Format, limits: &VexLimits) -> Self {
        Self {
            format,
            id: None,
            version: None,
            author: None,
            time: None,
            statements: Vec::new(),
            findings: Findings::default(),
            sha256: None,
            wrappers: Vec::new(),
            most_findings: limits.options().limits().findings,
        }
    }

    #[cold]
    pub(super) fn finding(
        &mut self,
        place: &Place,
        code: Code,
        detail: impl Into<Cow<'static, str>>,
    ) {
        self.findings.add(self.most_findings, code, || {
            Finding::new(code, place.clone(), detail.into())
        });
    }

    /// Its format.
    #[must_use]
    pub const fn format(&self) -> Format {
        self.format
    }

    /// Its identifier, which later versions of it share.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// Its version, as written.
    #[must_use]
    pub fn version(&self) -> Option<&str> {
        self.version.as_deref()
    }

    /// Who says to have written it.
    #[must_use]
    pub fn author(&self) -> Option<&str> {
        self.author.as_deref()
    }

    /// When it was last changed, by its own words.
    #[must_use]
    pub const fn time(&self) -> Option<Time> {
        self.time
    }

    /// The statements, in the order of the document.
    #[must_use]
    pub fn statements(&self) -> &[VexStatement] {
        &self.statements
    }

    /// What is to be said about the document.
    #[must_use]
    pub const fn findings(&self) -> &Findings {
        &self.findings
    }

    /// SHA-256 of the bytes that were given; of a model, what its reader computed.
    #[must_use]
    pub const fn sha256(&self) -> Option<[u8; 32]> {
        self.sha256
    }

    /// What was around it, outermost first. Signatures were not verified.
    #[must_use]
    pub fn wrappers(&self) -> &[Wrapper] {
        &self.wrappers
    }
}
