//! Reports of osv-scanner.

use std::borrow::Cow;

use bonafide_json::{Error, Kind, Reader};
use bonafide_report::{Place, registry};
use bonafide_sbom::{FixState, MatchedPackage, Rating, VulnerabilityMatch};

use super::members::{limits, malformed, text};
use super::scanned::{Found, Reading, Scanned};
use crate::requirement::Unmet;

/// The most elements of a list.
const MOST: usize = 500_000;

/// Whether a document has the members of such a report and of no other.
pub(super) fn is_one(bytes: &[u8]) -> bool {
    let read = || {
        let mut reader = Reader::new(bytes, &limits())?;
        let (mut is_one, mut is_other) = (false, false);
        reader.object(&["results"], |reader, name| {
            is_one |= name == "results";
            is_other |= ["matches", "SchemaVersion", "Results"].contains(&name);
            reader.skip()
        })?;
        Ok::<bool, Error>(is_one && !is_other)
    };
    read().unwrap_or(false)
}

/// Reads `{results: [{packages: [{package, vulnerabilities}]}]}`.
///
/// # Specification
/// policy VUL-1; OSV schema.
pub(super) fn read(bytes: &[u8]) -> Reading<'_> {
    let mut found = Vec::new();
    let mut has_result = false;
    let mut read = || {
        let mut reader = Reader::new(bytes, &limits())?;
        reader.object(&["results"], |reader, name| match name {
            "results" if reader.kind()? == Kind::Array => {
                has_result = true;
                each(reader, "packages", &mut |reader| {
                    package(reader, &mut found)
                })
            }
            _ => reader.skip(),
        })?;
        reader.finish()
    };
    read().map_err(|error| malformed(&error))?;
    let nameless = found
        .iter()
        .find(|one: &&VulnerabilityMatch<'_>| one.id.trim().is_empty());
    let problem = match nameless {
        _ if !has_result => Some((Place::root().member("results"), "the report has no result")),
        Some(one) => Some((one.place.clone(), "a vulnerability without an id")),
        None => None,
    };
    if let Some((place, detail)) = problem {
        return Err(Unmet::of(registry::VULN_MALFORMED, place, detail));
    }
    Ok(Some(Scanned {
        scanner: "osv-scanner".to_owned(),
        made: None,
        database: None,
        found: Found::List(found),
    }))
}

/// Calls `see` for each element of the list `name` of each object of a list.
fn each<'a>(
    reader: &mut Reader<'a>,
    list: &str,
    see: &mut dyn FnMut(&mut Reader<'a>) -> Result<(), Error>,
) -> Result<(), Error> {
    reader.array(MOST, "results", |reader, _| {
        if reader.kind()? != Kind::Object {
            return reader.skip();
        }
        reader.object(&[], |reader, name| {
            if name == list && reader.kind()? == Kind::Array {
                return reader.array(MOST, "packages", |reader, _| see(reader));
            }
            reader.skip()
        })
    })
}

fn package<'a>(
    reader: &mut Reader<'a>,
    all: &mut Vec<VulnerabilityMatch<'a>>,
) -> Result<(), Error> {
    if reader.kind()? != Kind::Object {
        return reader.skip();
    }
    let mut package = MatchedPackage::default();
    let mut found = Vec::new();
    reader.object(&["package", "vulnerabilities"], |reader, name| match name {
        "package" if reader.kind()? == Kind::Object => {
            reader.object(&["name", "version"], |reader, name| match name {
                "name" => text(reader).map(|read| package.name = read),
                "version" => text(reader).map(|read| package.version = read),
                _ => reader.skip(),
            })
        }
        "vulnerabilities" if reader.kind()? == Kind::Array => {
            reader.array(MOST, "vulnerabilities", |reader, _| {
                found.push(advisory(reader)?);
                Ok::<(), Error>(())
            })
        }
        _ => reader.skip(),
    })?;
    for mut one in found {
        one.package = package.clone();
        all.push(one);
    }
    Ok(())
}

/// An advisory. Which version fixes it depends on the range that the package is in: that there is
/// one is told, and not which.
fn advisory<'a>(reader: &mut Reader<'a>) -> Result<VulnerabilityMatch<'a>, Error> {
    let mut found = VulnerabilityMatch::new("", MatchedPackage::default());
    found.fix = FixState::Unknown;
    found.place = reader.place();
    if reader.kind()? != Kind::Object {
        reader.skip()?;
        return Ok(found);
    }
    let known = [
        "id",
        "aliases",
        "published",
        "severity",
        "database_specific",
    ];
    reader.object(&known, |reader, name| match name {
        "id" => text(reader).map(|read| found.id = read.unwrap_or_default()),
        "published" => text(reader).map(|read| found.published = read),
        "aliases" if reader.kind()? == Kind::Array => reader.array(MOST, "aliases", |reader, _| {
            found.aliases.extend(text(reader)?);
            Ok::<(), Error>(())
        }),
        "severity" if reader.kind()? == Kind::Array => {
            reader.array(MOST, "ratings", |reader, _| {
                found.ratings.push(rating(reader)?);
                Ok::<(), Error>(())
            })
        }
        "database_specific" if reader.kind()? == Kind::Object => {
            reader.object(&["severity"], |reader, name| match name {
                "severity" => {
                    let severity: Option<Cow<'a, str>> = text(reader)?;
                    let mut rating = Rating::default();
                    rating.source = Some(Cow::Borrowed("database"));
                    rating.severity = severity;
                    found.ratings.push(rating);
                    Ok(())
                }
                _ => reader.skip(),
            })
        }
        _ => reader.skip(),
    })?;
    Ok(found)
}

/// `{type, score}`, where the score is a vector.
fn rating<'a>(reader: &mut Reader<'a>) -> Result<Rating<'a>, Error> {
    let mut rating = Rating::default();
    if reader.kind()? != Kind::Object {
        reader.skip()?;
        return Ok(rating);
    }
    reader.object(&["type", "score"], |reader, name| match name {
        "type" => text(reader).map(|read| rating.method = read),
        "score" => text(reader).map(|read| rating.vector = read),
        _ => reader.skip(),
    })?;
    Ok(rating)
}
