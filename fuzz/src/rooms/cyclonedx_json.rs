//! CycloneDX in JSON.

use bonafide_sbom::{Format, Schema};

use super::sbom;

/// Reads it, and holds it to two of its schemas.
pub fn run(data: &[u8]) {
    sbom::judge(data, Format::CdxJson);
    sbom::conform(data, &[Schema::CycloneDx14, Schema::CycloneDx16]);
}
