//! Reports of scanners: Trivy, Grype, CycloneDX.

use bonafide_sbom::{ScanLimits, ScanReport, Severity, SeverityGate};

use crate::memory;

/// What is found is judged by a gate, each match on its own.
pub fn run(data: &[u8]) {
    let read = memory::within(256 << 10, 2000, data, || {
        ScanReport::read(data, &ScanLimits::default())
    });
    let Ok(report) = read else { return };
    assert_eq!(report.is_empty(), report.len() == 0);
    let gate = SeverityGate::tolerating(Severity::Medium);
    for found in &report.matches {
        let _ = gate.judge(found);
    }
}
