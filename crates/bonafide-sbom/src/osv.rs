//! Advisories in the Open Source Vulnerability format, matched without a network.

mod database;
mod ecosystem;
mod exposure;
mod matching;
mod origin;
mod package;
mod range;
mod read;
mod search;

// The public interface is:
pub use database::{AdvisoryDatabase, AdvisoryLimits, AdvisoryLoader};
pub use exposure::{AdvisoryHit, AffectedBy, Exposure, Undecided, UnknownReason, Until};
pub use package::PackageQuery;
pub use read::{AdvisorySeverity, Loaded};
pub use search::ComponentExposure;
