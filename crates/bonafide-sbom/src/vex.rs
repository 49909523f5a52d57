//! Statements of exploitability: what is said of vulnerabilities in products, and what of it counts.

mod csaf;
mod cyclonedx;
mod document;
mod evaluator;
mod fixed;
mod item;
mod judgement;
mod limits;
mod matching;
mod members;
mod oci;
mod openvex;
mod policy;
mod range;
mod select;
mod statement;
mod target;

// The public interface is:
pub use document::VexDocument;
pub use evaluator::VexEvaluator;
pub use item::{VexItem, VexProduct};
pub use judgement::{
    VexConsidered, VexEffect, VexJudgement, VexMismatch, VexOutcome, VexReason, VexSource,
};
pub use limits::VexLimits;
pub use policy::{VexPolicy, VexTrust};
pub use statement::{VexGround, VexJustification, VexStatement, VexStatus};
pub use target::ArtifactIdentity;
