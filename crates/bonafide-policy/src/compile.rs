//! A policy with everything that it names, checked once: what evaluations use.

use std::collections::BTreeMap;

use bonafide_report::Finding;

use crate::evidence::{Question, QuestionId};
use crate::{PolicyDocument, PolicyIdentity, SourceFormat};

/// A policy with everything that it names.
#[derive(Debug)]
pub struct CompiledPolicy {
    pub(crate) document: PolicyDocument,
    pub(crate) identity: PolicyIdentity,
    pub(crate) questions: Vec<Question>,
    /// The questions of each requirement, by check id (`<rule>/<requirement>`, nested ones joined by
    /// dots), in the order of `by`.
    pub(crate) asked: BTreeMap<String, Vec<QuestionId>>,
    /// What people may want to know.
    pub(crate) notes: Vec<Finding>,
}

impl CompiledPolicy {
    /// The document that it was made from.
    #[must_use]
    pub const fn document(&self) -> &PolicyDocument {
        &self.document
    }

    /// The format that it was written in.
    #[must_use]
    pub const fn source_format(&self) -> SourceFormat {
        self.identity.source_format
    }
}
