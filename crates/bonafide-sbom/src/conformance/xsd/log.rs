//! The problems of a document so far.

use bonafide_report::Place;

use super::problem::Problem;
use super::tables;
use crate::conformance::published::Schema;
use crate::conformance::report::{KEPT, Nonconformance};

#[derive(Debug)]
pub(in crate::conformance) struct Log {
    schema: Schema,
    pub(super) found: Vec<Nonconformance>,
    pub(super) count: u64,
}

impl Log {
    pub(super) const fn new(schema: Schema) -> Self {
        Self {
            schema,
            found: Vec::new(),
            count: 0,
        }
    }

    /// Notes a problem with what the schema calls `rule`, or with its member `member` unless that is
    /// empty, at a place that is asked for when it is shown.
    pub(super) fn note(
        &mut self,
        (rule, member): (&str, &str),
        problem: &Problem,
        place: impl FnOnce() -> Place,
    ) {
        self.count = self.count.saturating_add(1);
        if self.found.len() >= KEPT {
            return;
        }
        let rule = match member {
            "" => rule.to_owned(),
            member => format!("{rule}/{member}"),
        };
        let later = problem
            .novelty()
            .and_then(|text| tables::later(self.schema, &rule, text));
        let detail = match later {
            Some(version) => format!("{problem}; version {version} has it"),
            None => problem.to_string(),
        };
        let code = problem.code(&rule);
        let (family, version) = (self.schema.family(), self.schema.version());
        let rule = format!("{family}:{version}/{rule}");
        self.found
            .push(Nonconformance::new(rule, false, code, place(), detail));
    }
}
