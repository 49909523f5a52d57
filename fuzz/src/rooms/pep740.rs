//! Attestations of Python distributions.

use bonafide_sigstore::ParseOptions;
use bonafide_sigstore::pep740::{Attestation, Distribution, Provenance};

use crate::input::text;
use crate::memory;

/// As an attestation, as the provenance of a file, and as the name of one.
pub fn run(data: &[u8]) {
    let options = ParseOptions::default();
    if let Ok(attestation) = memory::linear(data, || Attestation::parse(data, &options)) {
        assert!(attestation.bundle().has_certificate());
        assert!(attestation.bundle().has_envelope());
    }
    if let Ok(provenance) = memory::linear(data, || Provenance::parse(data, &options)) {
        for bundle in provenance.bundles() {
            let _ = (bundle.publisher(), bundle.attestations().len());
        }
    }
    if let Some(text) = text(data)
        && let Some(found) = Distribution::from_filename(text)
    {
        assert_eq!(Some(found), Distribution::from_filename(text));
    }
}
