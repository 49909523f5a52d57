//! Documents in tag-value.
//!
//! There is no schema of this syntax: each field has a clause that says how its tag is written. A
//! document is written as the JSON that says the same, and the rules for that syntax judge it, so
//! that there is one set of rules for both; what only tags can do wrong is noted on the way.

mod draft;
mod members;
mod notes;
mod places;
mod sections;
mod values;

use bonafide_json::Limits;

use super::json;
use super::published::Schema;
use super::report::{self, Answer, Conformance, Nonconformance};
use crate::encoding::Text;
use crate::{Error, ReadLimits};
use notes::Notes;
use sections::Sections;

/// Checks the document `bytes` in tag-value against the clauses that `schema` is made from.
///
/// Takes memory for the document in another syntax, which is about twice its size, and twenty times
/// that of a document of nothing but empty snippets. Texts that may go over several lines are left
/// out, since no rule looks at them.
///
/// # Specification
/// sbom CNF-1 to CNF-5; SPDX 2.3 clauses 4.4 and 5.2.
pub(super) fn conformance(bytes: &[u8], schema: Schema) -> Result<Conformance, Error> {
    let text = Text::of(bytes, &ReadLimits::default())?.text;
    let (draft, notes) = Sections::new(schema).run(text)?;
    let (text, lines) = draft.into_parts();
    let limits = Limits::default()
        .with_bytes(usize::MAX)
        .with_elements(usize::MAX)
        .with_values(usize::MAX);
    let mut found = json::conformance(text.as_bytes(), schema, &limits)?;
    found.findings = places::located(&text, &lines, &limits, found.findings)?;
    Ok(together(found, notes))
}

/// One report, schema before prose, both by line.
fn together(mut found: Conformance, notes: Notes) -> Conformance {
    if notes.strict > 0 {
        found.schema = Answer::No;
    }
    found.count = found
        .count
        .saturating_add(notes.strict)
        .saturating_add(notes.prose);
    if found.count > 0 {
        found.full = Answer::No;
    }
    found.findings.extend(notes.found);
    let line = |one: &Nonconformance| places::line_of(one.finding().place());
    found
        .findings
        .sort_by_cached_key(|one| (one.is_prose(), line(one)));
    found.findings.truncate(report::KEPT);
    found
}
