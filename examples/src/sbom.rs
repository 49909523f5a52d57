//! Bills of materials on the command line: what is shown of them, and what is asked of them.

mod asked;
mod chart;
mod comparison;
mod drawing;
mod gates;
mod inspection;
mod overview;
mod vulnerabilities;

pub use drawing::Drawing;
pub use inspection::inspect_sbom;
pub use overview::Overview;

/// What can be asked.
pub const SBOM_HELP: &str = include_str!("sbom/help.txt");
