//! The formats, and which of them a document is.

use bonafide_json::{Kind, Reader};

use crate::encoding::Text;
use crate::{Error, ReadOptions, context, text_format};

/// A format of documents.
///
/// # Specification
/// sbom section 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// CycloneDX as JSON.
    CdxJson,
    /// CycloneDX as XML; always recognised, and read with the feature `xml`.
    CdxXml,
    /// SPDX 2 as JSON.
    Spdx2Json,
    /// SPDX 2 as tag-value.
    Spdx2TagValue,
    /// SPDX 3 as JSON-LD.
    Spdx3Json,
    /// `OpenVEX`.
    OpenVex,
    /// CSAF.
    Csaf,
    /// OSV.
    Osv,
    /// A report of trivy.
    TrivyReport,
    /// A report of grype.
    GrypeReport,
    /// An in-toto statement around a document.
    InToto,
    /// A DSSE envelope around a statement.
    Dsse,
    /// The export of GitHub's dependency graph, around a document.
    GitHub,
}

impl Format {
    /// The name in options and reports.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::CdxJson => "cdx-json",
            Self::CdxXml => "cdx-xml",
            Self::Spdx2Json => "spdx2-json",
            Self::Spdx2TagValue => "spdx2-tv",
            Self::Spdx3Json => "spdx3-json",
            Self::OpenVex => "openvex",
            Self::Csaf => "csaf",
            Self::Osv => "osv",
            Self::TrivyReport => "trivy-report",
            Self::GrypeReport => "grype-report",
            Self::InToto => "intoto",
            Self::Dsse => "dsse",
            Self::GitHub => "github",
        }
    }

    /// Whether it is CycloneDX, in any syntax.
    #[must_use]
    pub const fn is_cyclonedx(self) -> bool {
        matches!(self, Self::CdxJson | Self::CdxXml)
    }

    /// Whether it is SPDX, in any version and syntax.
    #[must_use]
    pub const fn is_spdx(self) -> bool {
        matches!(
            self,
            Self::Spdx2Json | Self::Spdx2TagValue | Self::Spdx3Json
        )
    }
}

/// The format of a document, by its content.
///
/// The first member that tells is believed; [`read`](crate::read) finds out whether another one
/// contradicts it.
///
/// ```
/// use bonafide_sbom::{Format, ReadOptions, detect};
/// let document = br#"{"components": [], "bomFormat": "CycloneDX", "specVersion": "1.6"}"#;
/// assert_eq!(detect(document, &ReadOptions::default())?, Format::CdxJson);
/// # Ok::<(), bonafide_sbom::Error>(())
/// ```
///
/// # Errors
/// [`Error::Format`], [`Error::FormatUnsupported`], [`Error::FormatAmbiguous`],
/// [`Error::Encoding`], [`Error::XmlDtd`], [`Error::Limit`], and errors of the JSON that was passed
/// over on the way.
///
/// # Specification
/// sbom DET-1 to DET-5.
pub fn detect(bytes: &[u8], options: &ReadOptions) -> Result<Format, Error> {
    detect_text(Text::of(bytes, &options.limits)?.text, options)
}

pub(crate) fn detect_text(text: &str, options: &ReadOptions) -> Result<Format, Error> {
    match text
        .trim_start_matches([' ', '\t', '\r', '\n'])
        .bytes()
        .next()
    {
        None => Err(Error::Format {
            reason: "there is nothing in it",
        }),
        Some(b'{') => {
            let reader = Reader::over(text, &context::json_limits(&options.limits))?;
            Walk::default().run(reader)
        }
        Some(b'[' | b'"') => Err(Error::Format {
            reason: "the JSON is no object",
        }),
        Some(b'<') => text_format::xml(text),
        Some(_) => text_format::lines(text),
    }
}

/// Members that tell a family on their own or together.
#[derive(Default)]
struct Walk {
    members: usize,
    has_payload_type: bool,
    has_payload: bool,
    has_predicate_type: bool,
    has_sbom: bool,
    has_graph: bool,
    osv: [bool; 3],
    trivy: [bool; 2],
    grype: [bool; 2],
    syft: [bool; 2],
}

impl Walk {
    fn run(mut self, mut reader: Reader<'_>) -> Result<Format, Error> {
        reader.open_object()?;
        while let Some(name) = reader.next_name()? {
            self.members = self.members.saturating_add(1);
            if let Some(format) = self.member(&mut reader, &name)? {
                return Ok(format);
            }
        }
        reader.finish()?;
        self.conclude()
    }

    fn member(&mut self, reader: &mut Reader<'_>, name: &str) -> Result<Option<Format>, Error> {
        match name {
            "bomFormat" => return Ok(Some(Format::CdxJson)),
            "spdxVersion" => return Ok(Some(Format::Spdx2Json)),
            "_type" => return Ok(Some(Format::InToto)),
            "@context" => return context_format(reader),
            "document" => return csaf(reader),
            "payloadType" => self.has_payload_type = true,
            "payload" => self.has_payload = true,
            "predicateType" => self.has_predicate_type = true,
            "sbom" => self.has_sbom = true,
            "@graph" => self.has_graph = true,
            "id" => self.osv[0] = true,
            "modified" => self.osv[1] = true,
            "affected" | "summary" => self.osv[2] = true,
            "SchemaVersion" => self.trivy[0] = true,
            "Results" | "ArtifactName" => self.trivy[1] = true,
            "matches" => self.grype[0] = true,
            "descriptor" => {
                self.grype[1] = true;
                self.syft[1] = true;
            }
            "artifacts" => self.syft[0] = true,
            _ => {}
        }
        reader.skip()?;
        if self.has_payload_type && self.has_payload {
            return Ok(Some(Format::Dsse));
        }
        Ok(None)
    }

    fn conclude(&self) -> Result<Format, Error> {
        if self.has_sbom {
            if self.members == 1 {
                return Ok(Format::GitHub);
            }
            return Err(Error::FormatAmbiguous {
                place: bonafide_report::Place::root().member("sbom"),
            });
        }
        if self.trivy == [true; 2] {
            return Ok(Format::TrivyReport);
        }
        if self.grype == [true; 2] {
            return Ok(Format::GrypeReport);
        }
        if self.syft == [true; 2] {
            return Err(Error::FormatUnsupported {
                format: "the JSON of syft",
            });
        }
        if self.osv == [true; 3] {
            return Ok(Format::Osv);
        }
        let reason = if self.has_predicate_type {
            "a statement without its type"
        } else if self.has_graph {
            "a graph without the context of SPDX 3"
        } else {
            "no member tells a format"
        };
        Err(Error::Format { reason })
    }
}

/// The family of a JSON-LD context: a text, or a list with texts.
fn context_format(reader: &mut Reader<'_>) -> Result<Option<Format>, Error> {
    match reader.kind()? {
        Kind::String => Ok(family(&reader.text(usize::MAX, "")?)),
        Kind::Array => {
            let mut found = None;
            reader.array(usize::MAX, "", |reader, _| -> Result<(), Error> {
                if reader.kind()? != Kind::String {
                    return Ok(reader.skip()?);
                }
                found = found.or(family(&reader.text(usize::MAX, "")?));
                Ok(())
            })?;
            Ok(found)
        }
        _ => {
            reader.skip()?;
            Ok(None)
        }
    }
}

fn family(context: &str) -> Option<Format> {
    if context.starts_with("https://spdx.org/rdf/") {
        return Some(Format::Spdx3Json);
    }
    context
        .starts_with("https://openvex.dev/ns")
        .then_some(Format::OpenVex)
}

fn csaf(reader: &mut Reader<'_>) -> Result<Option<Format>, Error> {
    if reader.kind()? != Kind::Object {
        reader.skip()?;
        return Ok(None);
    }
    let mut found = None;
    reader.object(&[], |reader, name| -> Result<(), Error> {
        if name == "csaf_version" {
            found = Some(Format::Csaf);
        }
        Ok(reader.skip()?)
    })?;
    Ok(found)
}
