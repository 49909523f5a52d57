//! Rules that the specifications have in prose and the schemas do not.
//!
//! They look at the same steps as the check of the schema, by the path of each value, and take it
//! easy where the schema has been violated already.

mod cyclonedx;
#[cfg(feature = "xml")]
mod cyclonedx_xml;
mod hash;
mod path;
mod refs;
mod spdx;

use bonafide_json::{Reader, Step};
use bonafide_report::{Code, Place};

use super::Schema;
use super::report::{KEPT, Nonconformance};
use super::unique::{Elements, Print, Prints};
use cyclonedx::CycloneDx;
#[cfg(feature = "xml")]
pub(super) use cyclonedx_xml::CycloneDxXml;
use path::Path;
use spdx::Spdx;
pub(super) use spdx::is_element;

/// The rules for one document.
#[derive(Debug)]
pub(super) struct Prose {
    path: Path,
    rules: Rules,
    found: Sheet,
}

#[derive(Debug)]
enum Rules {
    CycloneDx(CycloneDx),
    Spdx(Spdx),
}

/// What was found so far.
#[derive(Debug)]
pub(super) struct Sheet {
    schema: Schema,
    prints: Prints,
    pub(super) found: Vec<Nonconformance>,
    pub(super) count: u64,
}

impl Prose {
    pub(super) fn new(schema: Schema) -> Self {
        let rules = match schema.is_spdx() {
            true => Rules::Spdx(Spdx::default()),
            false => Rules::CycloneDx(CycloneDx::default()),
        };
        Self {
            path: Path::default(),
            rules,
            found: Sheet::new(schema),
        }
    }

    /// Takes the step that `reader` has just made.
    pub(super) fn feed(&mut self, reader: &Reader<'_>, step: &Step<'_>) {
        let (path, sheet) = (&mut self.path, &mut self.found);
        if !matches!(step, Step::End) {
            path.enter(reader, step);
        }
        match &mut self.rules {
            Rules::CycloneDx(rules) => rules.feed(sheet, path, reader, step),
            Rules::Spdx(rules) => rules.feed(sheet, path, reader, step),
        }
        if !matches!(step, Step::Array | Step::Object) {
            path.leave();
        }
    }

    pub(super) fn end(mut self) -> Sheet {
        match self.rules {
            Rules::CycloneDx(rules) => rules.end(&mut self.found),
            Rules::Spdx(rules) => rules.end(&mut self.found),
        }
        self.found
    }
}

impl Sheet {
    fn new(schema: Schema) -> Self {
        Self {
            schema,
            prints: Prints::default(),
            found: Vec::new(),
            count: 0,
        }
    }

    /// Notes that the rule called `rule` is not kept at `place`, which is asked for when it is shown.
    fn note(&mut self, code: Code, rule: &str, detail: &str, place: impl FnOnce() -> Place) {
        self.count = self.count.saturating_add(1);
        if self.found.len() < KEPT {
            let (family, version) = (self.schema.family(), self.schema.version());
            let rule = format!("{family}:{version}/prose/{rule}");
            let detail = detail.to_owned();
            self.found
                .push(Nonconformance::new(rule, true, code, place(), detail));
        }
    }

    fn print(&self, text: &str) -> Print {
        self.prints.text(text)
    }
}
