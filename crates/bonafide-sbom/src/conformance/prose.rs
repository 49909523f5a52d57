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
pub(super) mod sheet;
mod spdx;

use bonafide_json::{Reader, Step};

use super::published::Schema;
use cyclonedx::CycloneDx;
#[cfg(feature = "xml")]
pub(super) use cyclonedx_xml::CycloneDxXml;
use path::Path;
use sheet::Sheet;
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
