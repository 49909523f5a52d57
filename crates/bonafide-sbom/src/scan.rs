//! Reports of vulnerability scanners.

mod age;
mod binding;
mod grype;
mod grype_about;
mod limits;
mod members;
mod names;
mod report;
mod trivy;
mod trivy_ratings;

// The public interface is:
pub use age::Freshness;
pub use binding::{ReportedDigest, ReportedRole};
pub use limits::ScanLimits;
pub use report::{ScanCoverage, ScanFormat, ScanReport, Scanner, Suppressed};
