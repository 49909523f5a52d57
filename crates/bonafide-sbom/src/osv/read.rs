//! Reading one document.

use bonafide_json::{Kind, Limits, Reader};
use bonafide_report::{Place, Time};

use super::package::{of_purl_text, split_suffix};
use super::range::{Event, EventKind, Range, RangeKind};
use crate::Error;

/// What became of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Loaded {
    /// It takes part in matching.
    Active,
    /// It was withdrawn, and is only counted.
    Withdrawn,
}

/// A severity as an advisory states it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdvisorySeverity {
    kind: Box<str>,
    score: Box<str>,
}

impl AdvisorySeverity {
    /// How the score is written, such as `CVSS_V3`.
    #[must_use]
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// The score, for CVSS a vector; not checked.
    #[must_use]
    pub fn score(&self) -> &str {
        &self.score
    }
}

/// An advisory as its document has it.
#[derive(Debug, Default)]
pub(super) struct Document {
    pub(super) id: Box<str>,
    pub(super) is_withdrawn: bool,
    pub(super) aliases: Vec<Box<str>>,
    pub(super) related: Vec<Box<str>>,
    pub(super) upstream: Vec<Box<str>>,
    pub(super) severity: Vec<AdvisorySeverity>,
    pub(super) affected: Vec<Affected>,
}

/// One package that an advisory is about.
#[derive(Debug, Default)]
pub(super) struct Affected {
    pub(super) ecosystem: Option<Box<str>>,
    pub(super) name: Option<Box<str>>,
    pub(super) release: Option<Box<str>>,
    pub(super) versions: Vec<Box<str>>,
    pub(super) ranges: Vec<Range>,
    pub(super) severity: Vec<AdvisorySeverity>,
}

const MEMBERS: [&str; 10] = [
    "schema_version",
    "id",
    "modified",
    "withdrawn",
    "aliases",
    "related",
    "upstream",
    "severity",
    "affected",
    "summary",
];

/// Reads a document.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Document, Error> {
    let mut reader = Reader::new(bytes, limits)?;
    if reader.kind()? != Kind::Object {
        return Err(Error::Format {
            reason: "an advisory is an object",
        });
    }
    let (mut document, mut id, mut modified) = (Document::default(), None, None);
    reader.object(&MEMBERS, |reader, name| match name {
        "schema_version" => schema_version(reader),
        "id" => text(reader).map(|text| id = text),
        "modified" => text(reader).map(|text| modified = text),
        "withdrawn" => withdrawn(reader).map(|is| document.is_withdrawn = is),
        "aliases" => texts(reader, "aliases").map(|list| document.aliases = list),
        "related" => texts(reader, "related").map(|list| document.related = list),
        "upstream" => texts(reader, "upstream").map(|list| document.upstream = list),
        "severity" => severities(reader).map(|list| document.severity = list),
        "affected" => {
            list(reader, "affected packages", affected).map(|list| document.affected = list)
        }
        _ => Ok(reader.skip()?),
    })?;
    reader.finish()?;
    match (id.filter(|id| !id.is_empty()), modified) {
        (Some(id), Some(_)) => Ok(Document { id, ..document }),
        _ => Err(Error::Format {
            reason: "an advisory has an id and a time of modification",
        }),
    }
}

fn schema_version(reader: &mut Reader<'_>) -> Result<(), Error> {
    match text(reader)? {
        Some(version) if version.split('.').next() != Some("1") => Err(Error::VersionUnsupported {
            version: bonafide_report::Escaped(&version).to_string(),
            format: "osv",
        }),
        _ => Ok(()),
    }
}

/// Only a time withdraws: other values leave the advisory in force.
fn withdrawn(reader: &mut Reader<'_>) -> Result<bool, Error> {
    let time = text(reader)?;
    Ok(time.is_some_and(|time| Time::parse_rfc3339(&time).is_ok()))
}

fn affected(reader: &mut Reader<'_>) -> Result<Affected, Error> {
    let (mut out, mut package) = (Affected::default(), Package::default());
    let known = ["package", "ranges", "versions", "severity"];
    reader.object(&known, |reader, name| match name {
        "package" => {
            if structure(reader, Kind::Object)? {
                package.read(reader)?;
            }
            Ok(())
        }
        "ranges" => list(reader, "ranges", range).map(|list| out.ranges = list),
        "versions" => texts(reader, "versions").map(|list| out.versions = list),
        "severity" => severities(reader).map(|list| out.severity = list),
        _ => Ok(reader.skip()?),
    })?;
    package.put_into(&mut out);
    Ok(out)
}

#[derive(Default)]
struct Package {
    ecosystem: Option<Box<str>>,
    name: Option<Box<str>>,
    purl: Option<Box<str>>,
}

impl Package {
    fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), Error> {
        reader.object(&["ecosystem", "name", "purl"], |reader, name| match name {
            "ecosystem" => text(reader).map(|text| self.ecosystem = text),
            "name" => text(reader).map(|text| self.name = text),
            "purl" => text(reader).map(|text| self.purl = text),
            _ => Ok(reader.skip()?),
        })
    }

    /// The package URL names the package, as long as it is of the same ecosystem; some
    /// distributions use those of their relatives.
    fn put_into(self, out: &mut Affected) {
        let of_purl = self.purl.as_deref().and_then(of_purl_text);
        let (base, release) = match &self.ecosystem {
            Some(ecosystem) => split_suffix(ecosystem),
            None => (of_purl.as_ref().map_or("", |(base, _)| base), None),
        };
        if base.is_empty() {
            return;
        }
        out.ecosystem = Some(base.into());
        out.release = release.map(Into::into);
        out.name = match of_purl {
            Some((of, name)) if of == base => Some(name.into()),
            _ => self.name,
        };
    }
}

fn range(reader: &mut Reader<'_>) -> Result<Range, Error> {
    let mut out = Range {
        kind: RangeKind::Other,
        events: Vec::new(),
        is_whole: true,
    };
    let mut batches = Vec::new();
    reader.object(&["type", "events", "repo"], |reader, name| match name {
        "type" => text(reader).map(|text| {
            out.kind = match text.as_deref() {
                Some("SEMVER") => RangeKind::SemVer,
                Some("ECOSYSTEM") => RangeKind::Ecosystem,
                Some("GIT") => RangeKind::Git,
                _ => RangeKind::Other,
            };
        }),
        "events" => list(reader, "events", events).map(|list| batches = list),
        _ => Ok(reader.skip()?),
    })?;
    for batch in batches {
        out.is_whole &= !batch.is_empty();
        out.events.extend(batch);
    }
    Ok(out)
}

/// The events of one object: one by the schema, several in older documents, none if it is of no kind
/// that is known. An event without a version is kept with an empty one, which no scheme reads.
fn events(reader: &mut Reader<'_>) -> Result<Vec<Event>, Error> {
    let mut out = Vec::new();
    let known = ["introduced", "fixed", "last_affected", "limit"];
    reader.object(&known, |reader, name| {
        let kind = match name {
            "introduced" => EventKind::Introduced,
            "fixed" => EventKind::Fixed,
            "last_affected" => EventKind::LastAffected,
            "limit" => EventKind::Limit,
            _ => return Ok(reader.skip()?),
        };
        let version = text(reader)?.unwrap_or_default();
        out.push(Event { kind, version });
        Ok::<_, Error>(())
    })?;
    Ok(out)
}

fn severities(reader: &mut Reader<'_>) -> Result<Vec<AdvisorySeverity>, Error> {
    let all = list(reader, "severities", |reader| {
        let (mut kind, mut score) = (None, None);
        reader.object(&["type", "score"], |reader, name| match name {
            "type" => text(reader).map(|text| kind = text),
            "score" => text(reader).map(|text| score = text),
            _ => Ok(reader.skip()?),
        })?;
        Ok(kind.zip(score))
    })?;
    let all = all.into_iter().flatten();
    Ok(all
        .map(|(kind, score)| AdvisorySeverity { kind, score })
        .collect())
}

/// An array of objects; empty if there is none.
fn list<'a, T>(
    reader: &mut Reader<'a>,
    item: &'static str,
    mut each: impl FnMut(&mut Reader<'a>) -> Result<T, Error>,
) -> Result<Vec<T>, Error> {
    let mut out = Vec::new();
    if structure(reader, Kind::Array)? {
        reader.array(MOST, item, |reader, _| {
            if reader.kind()? != Kind::Object {
                return Err(shape(reader, "no object"));
            }
            out.push(each(reader)?);
            Ok(())
        })?;
    }
    Ok(out)
}

/// An array of strings; others in it are an error, since a version that is not seen is not affected.
fn texts(reader: &mut Reader<'_>, item: &'static str) -> Result<Vec<Box<str>>, Error> {
    let mut out = Vec::new();
    if structure(reader, Kind::Array)? {
        reader.array(MOST, item, |reader, _| {
            if reader.kind()? != Kind::String {
                return Err(shape(reader, "no string"));
            }
            out.push(reader.string()?.into());
            Ok(())
        })?;
    }
    Ok(out)
}

/// The most elements of one array.
const MOST: usize = 1_000_000;

/// Whether a member that holds others is there; null is as good as absent.
fn structure(reader: &mut Reader<'_>, wanted: Kind) -> Result<bool, Error> {
    match reader.kind()? {
        kind if kind == wanted => Ok(true),
        Kind::Null => {
            reader.null()?;
            Ok(false)
        }
        _ => Err(shape(reader, "of another type than in an advisory")),
    }
}

/// A string; other values are passed over, as if absent.
fn text(reader: &mut Reader<'_>) -> Result<Option<Box<str>>, Error> {
    if reader.kind()? == Kind::String {
        return Ok(Some(reader.string()?.into()));
    }
    reader.skip()?;
    Ok(None)
}

fn shape(reader: &Reader<'_>, reason: &'static str) -> Error {
    let place: Place = reader.place();
    Error::Shape { place, reason }
}
