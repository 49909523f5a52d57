//! What was looked at and left aside.

use bonafide_report::{Escaped, Finding};
use serde::ser::{Serialize, SerializeStruct as _, Serializer};

/// The most of what was ignored that is kept.
const KEPT: usize = 256;

/// Something that was looked at and left aside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ignored {
    label: String,
    reason: Finding,
}

impl Ignored {
    /// Where it stands, such as `line 3`.
    #[must_use]
    pub fn label(&self) -> &str {
        &self.label
    }

    /// Why.
    #[must_use]
    pub const fn reason(&self) -> &Finding {
        &self.reason
    }
}

impl Serialize for Ignored {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Ignored", 2)?;
        out.serialize_field("label", &Escaped(&self.label).to_string())?;
        out.serialize_field("reason", &self.reason)?;
        out.end()
    }
}

/// What is left aside, counted whole and kept in part.
#[derive(Clone, Debug, Default)]
pub(super) struct Ignoring {
    pub(super) kept: Vec<Ignored>,
    pub(super) count: usize,
}

impl Ignoring {
    pub(super) fn ignore(&mut self, label: String, reason: Finding) {
        self.count = self.count.saturating_add(1);
        if self.kept.len() < KEPT {
            self.kept.push(Ignored { label, reason });
        }
    }
}
