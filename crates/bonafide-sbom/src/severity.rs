//! How severe a vulnerability is by its ratings, and whether that is tolerated.

mod gate;
mod grade;
mod method;
mod source;
mod tenths;

// The public interface is:
pub use gate::{GateOutcome, SeverityGate, SeverityJudgement, UnknownSeverity};
pub use source::{RatedSeverity, SeverityBasis};
