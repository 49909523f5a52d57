//! Requirements on what a verified statement says: each in a room of its own, and each a function
//! of the requirement and of evidence.

pub(crate) mod provenance;
pub(crate) mod sbom;
pub(crate) mod vsa;
pub(crate) mod vulnerabilities;

use bonafide_report::{Class, Finding, Time};

use crate::evidence::Counted;
use crate::{CompiledPolicy, EvidenceSet, Subject};

/// What an evaluation is about.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Context<'a> {
    pub(crate) policy: &'a CompiledPolicy,
    pub(crate) subject: &'a Subject,
    pub(crate) evidence: &'a EvidenceSet,
    pub(crate) now: Time,
}

/// A piece of evidence that one of the signers of a requirement made.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Given<'a> {
    /// Which piece of the evidence.
    pub(crate) piece: usize,
    pub(crate) counted: &'a Counted,
}

/// Why a requirement is not met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unmet {
    pub(crate) finding: Finding,
    pub(crate) class: Class,
    /// What else is worth telling, such as every vulnerability above a limit.
    pub(crate) findings: Vec<Finding>,
}
