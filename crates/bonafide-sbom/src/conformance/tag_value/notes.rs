//! What is wrong with tags as such, whatever the document would be in another syntax.

use bonafide_report::{Code, Escaped, registry as codes};

use super::super::published::Schema;
use super::super::report::{KEPT, Nonconformance};
use crate::context::line_place;

/// What was found so far.
#[derive(Debug)]
pub(super) struct Notes {
    schema: Schema,
    pub(super) found: Vec<Nonconformance>,
    /// Rules that are no prose.
    pub(super) strict: u64,
    /// Those of prose.
    pub(super) prose: u64,
}

impl Notes {
    pub(super) const fn new(schema: Schema) -> Self {
        Self {
            schema,
            found: Vec::new(),
            strict: 0,
            prose: 0,
        }
    }

    /// The form that the clause of a tag asks for is not kept in `line`.
    pub(super) fn tag(&mut self, tag: &str, line: usize, code: Code, detail: impl Into<String>) {
        self.strict = self.strict.saturating_add(1);
        self.add(&format!("tag/{tag}"), false, line, code, detail.into());
    }

    pub(super) fn unknown(&mut self, tag: &str, line: usize) {
        let detail = format!("no tag `{}` is known", Escaped(tag));
        self.strict = self.strict.saturating_add(1);
        self.add("tag", false, line, codes::SBOM_UNKNOWN_FIELD, detail);
    }

    pub(super) fn prose(&mut self, rule: &str, line: usize, code: Code, detail: &str) {
        self.prose = self.prose.saturating_add(1);
        self.add(
            &format!("prose/{rule}"),
            true,
            line,
            code,
            detail.to_owned(),
        );
    }

    fn add(&mut self, rule: &str, is_prose: bool, line: usize, code: Code, detail: String) {
        if self.found.len() < KEPT {
            let rule = format!("spdx:{}/{rule}", self.schema.version());
            let place = line_place(line);
            self.found
                .push(Nonconformance::new(rule, is_prose, code, place, detail));
        }
    }
}
