//! Reports of grype and trivy.

use bonafide_report::registry;
use bonafide_sbom::{ScanLimits, ScanReport};

use super::scanned::{Found, Scanned};
use crate::requirement::Unmet;

/// Reads a report of either.
pub(super) fn read(bytes: &[u8]) -> Result<Scanned<'_>, Unmet> {
    let report = ScanReport::read(bytes, &ScanLimits::default())
        .map_err(|error| Unmet::malformed(registry::VULN_MALFORMED, &error))?;
    Ok(Scanned {
        scanner: report.scanner.name.to_string(),
        made: report.scanner.created.clone(),
        database: report.scanner.database_built.clone(),
        found: Found::Scan(Box::new(report)),
    })
}
