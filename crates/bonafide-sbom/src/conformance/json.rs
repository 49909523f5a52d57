//! The check of documents in JSON.

use bonafide_json::{Limits, Reader};

use super::check::Checker;
use super::problem::Found;
use super::prose::Prose;
use super::prose::sheet::Sheet;
use super::published::Schema;
use super::report::{Answer, Conformance, KEPT, Nonconformance};
use super::tables;
use super::task::Branch;
use crate::Error;

/// Checks a document in JSON.
pub(super) fn conformance(
    bytes: &[u8],
    schema: Schema,
    limits: &Limits,
) -> Result<Conformance, Error> {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut reader = Reader::new(text, limits)?;
    let mut checker = Checker::new(schema);
    let mut prose = Prose::new(schema);
    while let Some(step) = reader.step()? {
        checker.feed(&reader, &step);
        prose.feed(&reader, &step);
    }
    reader.finish()?;
    Ok(concluded(schema, checker.end(), prose.end()))
}

pub(super) fn limits() -> Limits {
    Limits::default()
        .with_bytes(512 << 20)
        .with_depth(128)
        .with_elements(50_000_000)
        .with_values(usize::MAX)
}

fn concluded(schema: Schema, checked: Option<Branch>, prose: Sheet) -> Conformance {
    let mut conformance = Conformance {
        schema: Answer::Unknown,
        full: Answer::Unknown,
        findings: Vec::new(),
        count: prose.count,
    };
    if let Some(branch) = checked {
        conformance.schema = answer(branch.count == 0);
        conformance.full = answer(branch.count == 0 && prose.count == 0);
        conformance.count = branch.count.saturating_add(prose.count);
        let found = branch.found.into_iter();
        conformance
            .findings
            .extend(found.filter_map(|found| shown(schema, found)));
    }
    if conformance.schema == Answer::Unknown && prose.count > 0 {
        conformance.full = Answer::No;
    }
    let room = KEPT.saturating_sub(conformance.findings.len());
    conformance
        .findings
        .extend(prose.found.into_iter().take(room));
    conformance
}

const fn answer(conforms: bool) -> Answer {
    if conforms { Answer::Yes } else { Answer::No }
}

fn shown(schema: Schema, found: Found) -> Option<Nonconformance> {
    let (place, rule) = found.at?;
    let code = found.problem.code(&rule);
    let text = found.problem.novelty();
    let detail = match text.and_then(|text| tables::later(schema, &rule, text)) {
        Some(version) => format!("{}; version {version} has it", found.problem),
        None => found.problem.to_string(),
    };
    let rule = format!("{}:{}/{rule}", schema.family(), schema.version());
    Some(Nonconformance::new(rule, false, code, place, detail))
}
