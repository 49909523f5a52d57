//! SPDX 3 in JSON.

use bonafide_sbom::Format;

use super::sbom;

/// Reads it.
pub fn run(data: &[u8]) {
    sbom::judge(data, Format::Spdx3Json);
}
