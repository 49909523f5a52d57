//! What is known of an artifact: what was verified, and why the rest does not count.
//!
//! The policy crate's `gather` functions make an [`EvidenceSet`], and nothing else does: what a
//! policy may read of a statement it reads from proof types of the floors below.

mod about;
mod answer;
mod question;
mod subject;

pub(crate) use about::About;
pub(crate) use answer::{Answer, Counted, ModelProof, Outcome, Proof};
pub(crate) use question::{Question, QuestionId, QuestionKind};
#[cfg(test)]
pub(crate) use subject::BaseClaim;
pub use subject::Subject;

use std::collections::BTreeMap;
use std::sync::Arc;

use bonafide_report::Finding;

use crate::{EvidenceView, TrustView};

/// Everything that was found with an artifact, judged for each question of a policy.
///
/// It belongs to the artifact, the policy and the evaluation time for which it was gathered:
/// [`evaluate`](crate::evaluate) rejects what it is asked of another (`evidence.foreign`).
///
/// Only its own functions make one of more than nothing, and no field can be set from outside.
///
/// ```compile_fail,E0451
/// use bonafide_policy::EvidenceSet;
/// fn forge(one: EvidenceSet) -> EvidenceSet {
///     EvidenceSet { incomplete: Vec::new(), ..one }
/// }
/// ```
///
/// ```compile_fail,E0616
/// fn forge(mut one: bonafide_policy::EvidenceSet) {
///     one.answers.clear();
/// }
/// ```
///
/// ```compile_fail,E0277
/// fn read<T: serde::de::DeserializeOwned>(_: &str) -> T { unimplemented!() }
/// let forged: bonafide_policy::EvidenceSet = read("{}");
/// ```
#[derive(Clone, Debug, Default)]
pub struct EvidenceSet {
    /// What it was gathered for; `None` where nothing was verified.
    pub(crate) about: Option<About>,
    /// Why not everything was seen; empty where it was.
    pub(crate) incomplete: Vec<Incompleteness>,
    /// What is wrong with the bytes of the image itself: they are not those of its digest, or no image.
    pub(crate) image_fault: Option<Finding>,
    /// What was found, in the order in which it was found.
    pub(crate) pieces: Vec<Arc<EvidenceView>>,
    /// For each question of the policy that was asked: what became of each piece.
    pub(crate) answers: BTreeMap<QuestionId, Vec<Answer>>,
    /// Reports and documents that the caller handed over, unsigned.
    pub(crate) local: Vec<LocalDocument>,
    /// Trust material that was used.
    pub(crate) trust: Vec<TrustView>,
    /// What people may want to know and no check needs.
    pub(crate) notes: Vec<Finding>,
    /// Whether the caller handed over one piece of evidence for one artifact: the class of its
    /// failure then stands as it is.
    pub(crate) is_handed_over: bool,
    /// Whether the caller handed everything over, and nothing was discovered: a further piece then
    /// makes nothing milder than what any of them leads to alone.
    pub(crate) is_local: bool,
    /// What was found with the images that it was built on.
    pub(crate) bases: Vec<(Subject, Self)>,
}

/// A reason why not everything was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Incompleteness {
    pub(crate) finding: Finding,
    pub(crate) is_retryable: bool,
}

/// A document that the caller handed over, unsigned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LocalDocument {
    pub(crate) piece: usize,
    pub(crate) bytes: Vec<u8>,
}
