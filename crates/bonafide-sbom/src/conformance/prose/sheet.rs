//! What does not keep the rules.

use bonafide_report::{Code, Place};

use crate::conformance::published::Schema;
use crate::conformance::report::{KEPT, Nonconformance};
use crate::conformance::unique::{Print, Prints};

/// What was found so far.
#[derive(Debug)]
pub(in crate::conformance) struct Sheet {
    pub(super) schema: Schema,
    prints: Prints,
    pub(in crate::conformance) found: Vec<Nonconformance>,
    pub(in crate::conformance) count: u64,
}

impl Sheet {
    pub(in crate::conformance) fn new(schema: Schema) -> Self {
        Self {
            schema,
            prints: Prints::default(),
            found: Vec::new(),
            count: 0,
        }
    }

    /// Notes that the rule called `rule` is not kept at `place`, which is asked for when it is shown.
    pub(super) fn note(
        &mut self,
        code: Code,
        rule: &str,
        detail: &str,
        place: impl FnOnce() -> Place,
    ) {
        self.count = self.count.saturating_add(1);
        if self.found.len() < KEPT {
            let (family, version) = (self.schema.family(), self.schema.version());
            let rule = format!("{family}:{version}/prose/{rule}");
            let detail = detail.to_owned();
            self.found
                .push(Nonconformance::new(rule, true, code, place(), detail));
        }
    }

    pub(super) fn print(&self, text: &str) -> Print {
        self.prints.text(text)
    }
}
