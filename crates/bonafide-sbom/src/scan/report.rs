//! A report as a whole.

use std::borrow::Cow;

use bonafide_json::{Kind, Reader};
use bonafide_report::{Escaped, Place, registry};

use super::binding::ReportedDigest;
use super::members::{Read, State, members, shape};
use super::{ScanLimits, grype, grype_about, trivy};
use crate::encoding::Text;
use crate::{Error, Findings, ReadLimits, VulnerabilityMatch};

/// Who wrote a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ScanFormat {
    /// JSON of grype.
    Grype,
    /// JSON of trivy, `SchemaVersion` 2.
    Trivy,
}

/// The report of a scanner. Nothing is decided here: not whether it is about what it should be
/// about ([`bind`](Self::bind)), not whether it is recent enough ([`freshness`](Self::freshness)).
///
/// ```
/// use bonafide_sbom::{ScanLimits, ScanReport};
/// let report = br#"{"matches": [{"vulnerability": {"id": "CVE-1", "severity": "High"},
///     "artifact": {"name": "openssl", "version": "3.0.1"}}],
///     "descriptor": {"name": "grype", "version": "0.100.0"}}"#;
/// let report = ScanReport::read(report, &ScanLimits::default())?;
/// assert_eq!(report.matches[0].id, "CVE-1");
/// # Ok::<(), bonafide_sbom::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ScanReport<'a> {
    /// The format.
    pub format: ScanFormat,
    /// The scanner, and what it worked with.
    pub scanner: Scanner<'a>,
    /// The name of what was scanned, as the scanner was given it.
    pub artifact: Option<Cow<'a, str>>,
    /// What kind of thing was scanned, such as `container_image`.
    pub artifact_kind: Option<Cow<'a, str>>,
    /// The digests by which the report names what was scanned.
    pub digests: Vec<ReportedDigest<'a>>,
    /// What was looked at, as far as the report says so.
    pub coverage: Vec<ScanCoverage<'a>>,
    /// The vulnerabilities, in the order of the report.
    pub matches: Vec<VulnerabilityMatch<'a>>,
    /// What the scanner was told to leave out of its result. It is none of the result.
    pub suppressed: Vec<Suppressed<'a>>,
    /// What is to be said about the report: members of the wrong type, `vuln.incomplete`.
    pub findings: Findings,
}

/// A scanner.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Scanner<'a> {
    /// Its name.
    pub name: Cow<'a, str>,
    /// Its version.
    pub version: Option<Cow<'a, str>>,
    /// The version of the schema of its vulnerability database.
    pub database_version: Option<Cow<'a, str>>,
    /// When the database was built, as written.
    pub database_built: Option<Cow<'a, str>>,
    /// When the report was made, as written.
    pub created: Option<Cow<'a, str>>,
}

/// One thing that was looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ScanCoverage<'a> {
    /// What it is: a file, an image.
    pub target: Option<Cow<'a, str>>,
    /// The class of packages: `os-pkgs`, `lang-pkgs`.
    pub class: Option<Cow<'a, str>>,
    /// The kind of packages, such as `debian` and `npm`.
    pub kind: Option<Cow<'a, str>>,
}

/// A vulnerability that the scanner found and was told not to count.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Suppressed<'a> {
    /// What was found.
    pub found: VulnerabilityMatch<'a>,
    /// What it is said to be, such as `not_affected` and `ignored`.
    pub status: Option<Cow<'a, str>>,
    /// Why.
    pub reason: Option<Cow<'a, str>>,
    /// Where that is said, such as the name of a file.
    pub source: Option<Cow<'a, str>>,
}

/// Members of the two formats at the root.
const GRYPE: [&str; 4] = ["matches", "ignoredMatches", "source", "descriptor"];
const TRIVY: [&str; 7] = [
    "SchemaVersion",
    "ArtifactName",
    "ArtifactType",
    "CreatedAt",
    "Metadata",
    "Results",
    "Trivy",
];

impl<'a> ScanReport<'a> {
    /// Reads a report of grype or trivy. Takes one pass, after one that validates UTF-8, and memory
    /// for what is read; descriptions and other members are passed over.
    ///
    /// # Errors
    /// [`Error::Encoding`], [`Error::JsonSyntax`], [`Error::Duplicate`], [`Error::Depth`],
    /// [`Error::Limit`]; [`Error::Format`] for what is no such report, [`Error::FormatAmbiguous`] for
    /// what is both, [`Error::VersionUnsupported`]; [`Error::Shape`] for a report without its result,
    /// for a vulnerability without an id or a package, and for a member of the wrong type that could
    /// hide others.
    ///
    /// # Specification
    /// Bill-of-materials rules, RPT-1 to RPT-3; policy rules, VUL-5, VUL-7.
    pub fn read(bytes: &'a [u8], limits: &ScanLimits) -> Result<Self, Error> {
        let of_text = ReadLimits::default().with_bytes(limits.bytes);
        let text = Text::of(bytes, &of_text)?;
        let mut reader = Reader::over(text.text, &limits.json())?;
        let mut state = State::new(limits);
        if text.has_bom {
            let detail = "a byte order mark was skipped";
            state.note(Place::root(), registry::SBOM_ENC_BOM, detail);
        }
        let report = read(&mut reader, &mut state)?;
        reader.finish()?;
        let mut report = report.finish(&mut state)?;
        report.findings = state.findings;
        Ok(report)
    }

    /// How many vulnerabilities the report has.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.matches.len()
    }

    /// Whether the report has no vulnerability. This is not to say that there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.matches.is_empty()
    }
}

/// What was read, before it is known that it is a report.
pub(super) struct Draft<'a> {
    pub(super) report: ScanReport<'a>,
    format: Option<ScanFormat>,
    /// A member that differs by case alone from one of grype, and one from one of trivy.
    variants: [Option<Place>; 2],
    has_result: bool,
    is_versioned: bool,
}

fn read<'a>(reader: &mut Reader<'a>, state: &mut State<'_>) -> Read<Draft<'a>> {
    if reader.kind()? != Kind::Object {
        return Err(NO_REPORT);
    }
    let mut draft = Draft {
        report: ScanReport {
            format: ScanFormat::Grype,
            scanner: Scanner::default(),
            artifact: None,
            artifact_kind: None,
            digests: Vec::new(),
            coverage: Vec::new(),
            matches: Vec::new(),
            suppressed: Vec::new(),
            findings: Findings::default(),
        },
        format: None,
        variants: [None, None],
        has_result: false,
        is_versioned: false,
    };
    members(reader, &[], |reader, name| {
        draft.member(reader, state, name)
    })?;
    Ok(draft)
}

const NO_REPORT: Error = Error::Format {
    reason: "no report of grype or trivy",
};

impl<'a> Draft<'a> {
    fn member(&mut self, reader: &mut Reader<'a>, state: &mut State<'_>, name: &str) -> Read<()> {
        if GRYPE.contains(&name) {
            self.enter(reader, ScanFormat::Grype)?;
        } else if TRIVY.contains(&name) {
            self.enter(reader, ScanFormat::Trivy)?;
        } else {
            self.note_variant(reader, name);
        }
        let report = &mut self.report;
        match name {
            "matches" => {
                self.has_result = true;
                if reader.kind()? != Kind::Array {
                    return Err(shape(reader, "the result must be an array"));
                }
                grype::matches(reader, state, report)
            }
            "ignoredMatches" => grype::ignored(reader, state, report),
            "source" => grype_about::source(reader, state, report),
            "descriptor" => grype_about::descriptor(reader, state, report),
            "SchemaVersion" => {
                self.is_versioned = true;
                schema_version(reader)
            }
            "ArtifactName" => state.text(reader).map(|read| report.artifact = read),
            "ArtifactType" => state.text(reader).map(|read| report.artifact_kind = read),
            "CreatedAt" => state.text(reader).map(|read| report.scanner.created = read),
            "Metadata" => trivy::metadata(reader, state, report),
            "Trivy" => trivy::about(reader, state, report),
            "Results" => trivy::results(reader, state, report),
            _ => Ok(reader.skip()?),
        }
    }

    fn enter(&mut self, reader: &Reader<'_>, format: ScanFormat) -> Read<()> {
        match self.format.replace(format) {
            Some(other) if other != format => Err(Error::FormatAmbiguous {
                place: reader.place(),
            }),
            _ => Ok(()),
        }
    }

    /// Some readers do not tell case variants apart, and would see another report.
    fn note_variant(&mut self, reader: &Reader<'_>, name: &str) {
        for (known, variant) in [&GRYPE[..], &TRIVY].into_iter().zip(&mut self.variants) {
            if known.iter().any(|known| known.eq_ignore_ascii_case(name)) {
                *variant = Some(reader.place());
            }
        }
    }

    fn finish(self, state: &mut State<'_>) -> Read<ScanReport<'a>> {
        let format = self.format.ok_or(NO_REPORT)?;
        let mut report = self.report;
        report.format = format;
        match format {
            ScanFormat::Grype if report.scanner.name != "grype" => return Err(NO_REPORT),
            ScanFormat::Trivy if !self.is_versioned => return Err(NO_REPORT),
            ScanFormat::Grype if !self.has_result => {
                return Err(Error::Shape {
                    place: Place::root().member("matches"),
                    reason: "the report has no result",
                });
            }
            ScanFormat::Grype => {}
            ScanFormat::Trivy => {
                report.scanner.name = "trivy".into();
                trivy::check_coverage(state, &report);
            }
        }
        let [of_grype, of_trivy] = self.variants;
        let variant = match format {
            ScanFormat::Grype => of_grype,
            ScanFormat::Trivy => of_trivy,
        };
        match variant {
            Some(place) => Err(Error::Shape {
                place,
                reason: "this differs from a member of the report by case alone",
            }),
            None => Ok(report),
        }
    }
}

fn schema_version(reader: &mut Reader<'_>) -> Read<()> {
    if reader.kind()? != Kind::Number {
        return Err(shape(reader, "the version must be a number"));
    }
    match reader.number()? {
        "2" => Ok(()),
        version => Err(Error::VersionUnsupported {
            version: Escaped(version).to_string(),
            format: "reports of trivy",
        }),
    }
}
