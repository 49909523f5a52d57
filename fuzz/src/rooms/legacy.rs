//! The formats of signatures before bundles.

use bonafide_sigstore::{Bundle, ParseOptions};

use crate::input::text;
use crate::memory;

/// As the JSON of older tools, and as a signature with a certificate or key beside it: the first
/// line and the rest.
pub fn run(data: &[u8]) {
    let options = ParseOptions::default();
    if let Ok(bundle) = memory::linear(data, || Bundle::parse_legacy(data, &options)) {
        assert!(bundle.entry_count() <= 1 && !bundle.has_envelope());
    }
    let Some(text) = text(data) else { return };
    let (signature, signer) = text.split_once('\n').unwrap_or((text, ""));
    let signer = (!signer.is_empty()).then_some(signer);
    let detached = memory::linear(data, || Bundle::from_detached(signature, signer, &options));
    if let Ok(bundle) = detached {
        assert_eq!((bundle.entry_count(), bundle.timestamp_count()), (0, 0));
    }
}
