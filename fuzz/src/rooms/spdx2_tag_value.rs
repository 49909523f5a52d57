//! SPDX 2 in tags and values.

use bonafide_sbom::{Format, Schema};

use super::sbom;

/// Reads it, and holds it to what its clauses say.
pub fn run(data: &[u8]) {
    sbom::judge(data, Format::Spdx2TagValue);
    sbom::conform(data, &[Schema::Spdx23TagValue]);
}
