//! Reports in the format of in-toto.

use std::borrow::Cow;

use bonafide_json::{Error, Kind, Reader};
use bonafide_report::{Place, registry};
use bonafide_sbom::{MatchedPackage, Rating, VulnerabilityMatch};

use super::around::{Around, without_result};
use super::members::{limits, malformed, text};
use super::scanned::{Found, Reading, Scanned};
use crate::requirement::Unmet;

/// The most of what is found, and the most ratings of one.
const MOST_FOUND: usize = 500_000;
const MOST_RATINGS: usize = 4096;

/// Reads the predicate.
///
/// # Specification
/// in-toto `vulns` v0.1 and v0.2; slsa PRD-4.
pub(super) fn read(predicate: &str) -> Reading<'_> {
    let around = Around::read(predicate).map_err(|error| malformed(&error))?;
    of_list(&around)
}

/// The report of a list as `scanner.result`.
pub(super) fn of_list<'a>(around: &Around<'a>) -> Reading<'a> {
    let Some((result, place)) = &around.result else {
        return Err(without_result());
    };
    let mut found = Vec::new();
    let mut read = || {
        let mut reader = Reader::over(result, &limits())?;
        if reader.kind()? != Kind::Array {
            return Ok(false);
        }
        reader.array(MOST_FOUND, "vulnerabilities", |reader, _| {
            found.push(entry(reader, place)?);
            Ok::<(), Error>(())
        })?;
        reader.finish()?;
        Ok(true)
    };
    if !read().map_err(|error: Error| malformed(&error))? {
        return Err(without_result());
    }
    if let Some(nameless) = found.iter().find(|one| one.id.trim().is_empty()) {
        let detail = "a vulnerability without an id";
        let code = registry::VULN_MALFORMED;
        return Err(Unmet::of(code, nameless.place.clone(), detail));
    }
    Ok(Some(Scanned {
        scanner: scanner(around.scanner.as_deref()),
        made: around.made.clone(),
        database: around.database.clone(),
        found: Found::List(found),
    }))
}

/// One scanner at several versions is one scanner.
fn scanner(uri: Option<&str>) -> String {
    let uri = uri.unwrap_or_default();
    let name = uri.split(['@', '?', '#']).next().unwrap_or_default();
    name.trim_end_matches('/').to_owned()
}

/// One vulnerability; in v0.1 it stands a level deeper.
fn entry<'a>(reader: &mut Reader<'a>, list: &Place) -> Result<VulnerabilityMatch<'a>, Error> {
    let mut found = VulnerabilityMatch::new("", MatchedPackage::default());
    found.place = list.join(&reader.place());
    if reader.kind()? != Kind::Object {
        reader.skip()?;
        return Ok(found);
    }
    reader.object(
        &["id", "severity", "vulnerability"],
        |reader, name| match name {
            "vulnerability" if reader.kind()? == Kind::Object => reader
                .object(&["id", "severity"], |reader, name| {
                    member(reader, name, &mut found)
                }),
            _ => member(reader, name, &mut found),
        },
    )?;
    Ok(found)
}

fn member<'a>(
    reader: &mut Reader<'a>,
    name: &str,
    found: &mut VulnerabilityMatch<'a>,
) -> Result<(), Error> {
    match name {
        "id" => text(reader).map(|read| found.id = read.unwrap_or_default()),
        "severity" if reader.kind()? == Kind::Array => {
            reader.array(MOST_RATINGS, "ratings", |reader, _| {
                found.ratings.push(rating(reader)?);
                Ok::<(), Error>(())
            })
        }
        _ => reader.skip(),
    }
}

/// `{method, score}`, where the score is a number, a vector or a word.
fn rating<'a>(reader: &mut Reader<'a>) -> Result<Rating<'a>, Error> {
    let mut rating = Rating::default();
    if reader.kind()? != Kind::Object {
        reader.skip()?;
        return Ok(rating);
    }
    let mut score = None;
    reader.object(&["method", "score"], |reader, name| match name {
        "method" => text(reader).map(|read| rating.source = read),
        "score" if reader.kind()? == Kind::Number => {
            score = Some(Cow::Borrowed(reader.number()?));
            Ok(())
        }
        "score" => text(reader).map(|read| score = read),
        _ => reader.skip(),
    })?;
    let Some(score) = score else {
        return Ok(rating);
    };
    if score.starts_with(|first: char| first.is_ascii_digit()) {
        rating.score = Some(score);
    } else if score.contains('/') {
        rating.vector = Some(score);
    } else {
        rating.severity = Some(score);
    }
    Ok(rating)
}
