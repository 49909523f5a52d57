//! From places in JSON back to lines.

use std::collections::HashMap;

use bonafide_json::{Limits, Reader, Step};
use bonafide_report::{Place, registry as codes};

use super::super::report::Nonconformance;
use super::members;
use crate::Error;
use crate::context::line_place;

/// The same findings at the lines that their values come from: `lines` has that of each value of
/// `json`.
pub(super) fn located(
    json: &str,
    lines: &[u32],
    limits: &Limits,
    findings: Vec<Nonconformance>,
) -> Result<Vec<Nonconformance>, Error> {
    if findings.is_empty() {
        return Ok(findings);
    }
    let places = findings.iter().map(|one| one.finding().place().as_str());
    let mut wanted: HashMap<&str, u32> = places.map(|place| (place, 1)).collect();
    let mut reader = Reader::over(json, limits)?;
    let mut lines = lines.iter();
    while let Some(step) = reader.step()? {
        if step == Step::End {
            continue;
        }
        let line = lines.next().copied().unwrap_or(1);
        if let Some(found) = wanted.get_mut(reader.place().as_str()) {
            *found = line;
        }
    }
    let lines = findings.iter().map(|one| one.finding().place().as_str());
    let lines: Vec<u32> = lines
        .map(|place| wanted.get(place).copied().unwrap_or(1))
        .collect();
    let moved = findings.into_iter().zip(lines);
    Ok(moved
        .map(|(one, line)| {
            let detail = in_tags(&one);
            let line = usize::try_from(line).unwrap_or(usize::MAX);
            one.moved(line_place(line), detail)
        })
        .collect())
}

/// What a person is told, with the tag where it has the name of a member.
fn in_tags(one: &Nonconformance) -> String {
    let detail = one.finding().detail();
    if ![codes::SBOM_REQUIRED, codes::SBOM_UNKNOWN_FIELD].contains(&one.finding().code()) {
        return detail.to_owned();
    }
    let object = one.rule().split('/').nth(1).unwrap_or_default();
    let object = if object == "prose" {
        "document"
    } else {
        object
    };
    let mut parts = detail.splitn(3, '`');
    let (Some(before), Some(name), Some(after)) = (parts.next(), parts.next(), parts.next()) else {
        return detail.to_owned();
    };
    match members::tag_of(object, name) {
        Some(tag) => format!("{before}`{tag}`{after}"),
        None => detail.to_owned(),
    }
}

/// The line of a place; 0 for one that is no line.
pub(super) fn line_of(place: &Place) -> usize {
    let line = place.as_str().strip_prefix("/line/");
    line.and_then(|line| line.parse().ok()).unwrap_or(0)
}
