//! Statements of exploitability: OpenVEX, CSAF, CycloneDX.

use bonafide_sbom::{VexDocument, VexLimits};

use crate::memory;

/// What is read can be asked.
pub fn run(data: &[u8]) {
    let read = memory::within(256 << 10, 2000, data, || {
        VexDocument::read(data, &VexLimits::default())
    });
    let Ok(document) = read else { return };
    let _ = (document.id(), document.time(), document.author());
    let _ = (document.format(), document.statements().len());
    assert!(document.findings().kept().len() <= data.len());
}
