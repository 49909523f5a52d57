//! SPDX 2 in JSON.

use bonafide_sbom::{Format, Schema};

use super::sbom;

/// Reads it, and holds it to its schema.
pub fn run(data: &[u8]) {
    sbom::judge(data, Format::Spdx2Json);
    sbom::conform(data, &[Schema::Spdx23]);
}
