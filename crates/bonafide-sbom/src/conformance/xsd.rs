//! The check of `CycloneDX` XML documents against the tables of their XML schemas.
//!
//! A stack holds the open elements, each with what its type asks and how far its content has come.
//! Nothing is read twice but to say where a reference that leads nowhere stands.

mod attributes;
mod check;
mod cpe;
mod log;
mod model;
mod pattern;
mod problem;
mod schema;
mod tables;
mod time;
mod uri;
mod value;

use self::check::Checker;
use super::prose::CycloneDxXml;
use super::prose::sheet::Sheet;
use super::published::Schema;
use super::report::{self, Answer, Conformance};
use crate::encoding::Text;
use crate::xml::Cursor;
use crate::{Error, ReadLimits};

pub(super) use self::schema::Space;
pub(super) use self::value::spaced;

pub(super) fn conformance(bytes: &[u8], schema: Schema) -> Result<Conformance, Error> {
    let limits = ReadLimits::default();
    let text = Text::of(bytes, &limits)?.text;
    let mut cursor = Cursor::over(text, &limits)?;
    let mut checker = Checker::new(schema);
    let mut prose = CycloneDxXml::new(schema);
    while let Some(event) = cursor.next()? {
        checker.feed(&cursor, &event);
        prose.feed(&cursor, &event);
    }
    let prose = prose.end(|| Cursor::over(text, &limits))?;
    Ok(concluded(checker, prose))
}

fn concluded(checker: Checker, prose: Sheet) -> Conformance {
    let schema = match (checker.log.count, checker.is_undecided) {
        (0, false) => Answer::Yes,
        (0, true) => Answer::Unknown,
        _ => Answer::No,
    };
    let full = match prose.count {
        0 => schema,
        _ => Answer::No,
    };
    let count = checker.log.count.saturating_add(prose.count);
    let mut findings = checker.log.found;
    let room = report::KEPT.saturating_sub(findings.len());
    findings.extend(prose.found.into_iter().take(room));
    Conformance {
        schema,
        full,
        findings,
        count,
    }
}
