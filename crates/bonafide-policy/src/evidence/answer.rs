//! What became of one piece for one question.

use std::sync::{Arc, OnceLock};

use bonafide_dsse::VerifiedStatement;
use bonafide_report::{Class, Finding};
use bonafide_sigstore::VerifiedBundle;
use serde_json::Value;

use crate::IdentityView;

/// What became of one piece for one question.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    /// Which piece of the set.
    pub(crate) piece: usize,
    pub(crate) outcome: Outcome,
}

/// Whether a piece counts.
#[derive(Clone, Debug)]
pub(crate) enum Outcome {
    /// It does.
    Counts(Box<Counted>),
    /// It does not.
    Fails {
        /// Why.
        finding: Finding,
        /// The class of the failure.
        class: Class,
        /// Whether it is known to be by the signer that was asked about.
        is_attributable: bool,
        /// Whether it could be read.
        is_well_formed: bool,
    },
}

/// A piece that counts.
#[derive(Clone, Debug)]
pub(crate) struct Counted {
    /// What tells its signer from others, however often and under whatever name it signs:
    /// `key:<hex of a SHA-256 of the key>`, `keyless:<issuer>|<san>`, `certificate:<san>`.
    pub(crate) principal: String,
    /// What else tells it: its key and all its names. Two that share anything are one.
    pub(crate) aliases: Vec<String>,
    pub(crate) identity: Arc<IdentityView>,
    /// What its predicate says, once somebody asked; `None` where it cannot be read.
    pub(crate) said: OnceLock<Option<Value>>,
    /// What verified it.
    pub(crate) proof: Proof,
}

/// What verified a piece.
#[derive(Clone, Debug)]
pub(crate) enum Proof {
    /// A signature in any format, and what was signed.
    Bundle(Arc<VerifiedBundle>),
    /// A signature over a model: what it covers, and what it does not.
    Model(Arc<ModelProof>),
    /// What a test says was verified.
    #[cfg(test)]
    Stated {
        predicate_type: String,
        predicate: String,
    },
}

/// What is known of a verified model.
#[derive(Clone, Debug, Default)]
pub(crate) struct ModelProof {
    pub(crate) files: usize,
    pub(crate) bytes: u64,
    /// The first of them.
    pub(crate) uncovered: Vec<String>,
    pub(crate) uncovered_count: u64,
    pub(crate) findings: Vec<Finding>,
}

impl Counted {
    /// Everything that tells its signer from others.
    pub(crate) fn principals(&self) -> impl Iterator<Item = &str> {
        let aliases = self.aliases.iter();
        core::iter::once(self.principal.as_str()).chain(aliases.map(String::as_str))
    }

    /// The statement that was verified, where there is one.
    pub(crate) fn statement(&self) -> Option<&VerifiedStatement> {
        match &self.proof {
            Proof::Bundle(verified) => verified.statement(),
            Proof::Model(_) => None,
            #[cfg(test)]
            Proof::Stated { .. } => None,
        }
    }
}
