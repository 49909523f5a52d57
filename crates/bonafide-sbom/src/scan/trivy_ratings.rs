//! The ratings of trivy: an object by source each.

use std::borrow::Cow;

use bonafide_json::Reader;
use bonafide_report::registry;

use super::members::{Read, State, members};
use crate::Rating;

/// Reads `VendorSeverity`: numbers for words.
pub(super) fn vendors<'a>(
    reader: &mut Reader<'a>,
    state: &mut State<'_>,
    ratings: &mut Vec<Rating<'a>>,
) -> Read<()> {
    by_source(reader, state, |reader, state, source| {
        let number = state.number(reader)?;
        let severity = match number.as_deref() {
            Some("0") | None => return Ok(()),
            Some("1") => "low",
            Some("2") => "medium",
            Some("3") => "high",
            Some("4") => "critical",
            Some(_) => {
                let detail = "not the number of a severity";
                state.note(reader.place(), registry::SBOM_ENUM, detail);
                return Ok(());
            }
        };
        ratings.push(Rating {
            source: Some(source),
            severity: Some(severity.into()),
            ..Rating::default()
        });
        Ok(())
    })
}

/// Reads `CVSS`.
pub(super) fn cvss<'a>(
    reader: &mut Reader<'a>,
    state: &mut State<'_>,
    ratings: &mut Vec<Rating<'a>>,
) -> Read<()> {
    by_source(reader, state, |reader, state, source| {
        if !state.object(reader)? {
            return Ok(());
        }
        let (mut v2, mut v3, mut v4) = (Rating::default(), Rating::default(), Rating::default());
        let known = [
            "V2Vector",
            "V2Score",
            "V3Vector",
            "V3Score",
            "V40Vector",
            "V40Score",
        ];
        members(reader, &known, |reader, name| match name {
            "V2Vector" => state.text(reader).map(|read| v2.vector = read),
            "V2Score" => state.number(reader).map(|read| v2.score = read),
            "V3Vector" => state.text(reader).map(|read| v3.vector = read),
            "V3Score" => state.number(reader).map(|read| v3.score = read),
            "V40Vector" => state.text(reader).map(|read| v4.vector = read),
            "V40Score" => state.number(reader).map(|read| v4.score = read),
            _ => Ok(reader.skip()?),
        })?;
        for (rating, method) in [(v2, "CVSSv2"), (v3, "CVSSv3"), (v4, "CVSSv4")] {
            if rating.vector.is_some() || rating.score.is_some() {
                ratings.push(Rating {
                    source: Some(source.clone()),
                    method: Some(method.into()),
                    ..rating
                });
            }
        }
        Ok(())
    })
}

fn by_source<'a>(
    reader: &mut Reader<'a>,
    state: &mut State<'_>,
    mut each: impl FnMut(&mut Reader<'a>, &mut State<'_>, Cow<'a, str>) -> Read<()>,
) -> Read<()> {
    if !state.object(reader)? {
        return Ok(());
    }
    let (most, item) = state.entries();
    let mut count = 0_usize;
    members(reader, &[], |reader, _| {
        if count >= most {
            return Err(reader.limit(item, most).into());
        }
        count = count.saturating_add(1);
        let source = reader.name();
        each(reader, state, source)
    })
}
