//! Bundles of every version, one or one in each line.

use bonafide_sigstore::{Bundle, ParseOptions};

use crate::memory;

/// What is read strictly is read leniently too, and means the same.
pub fn run(data: &[u8]) {
    let strict = memory::linear(data, || Bundle::parse(data, &ParseOptions::default()));
    let lenient = memory::linear(data, || Bundle::parse(data, &ParseOptions::lenient()));
    if let Ok(strict) = &strict {
        let lenient = lenient.expect("what is strict is lenient");
        assert_eq!(shape(strict), shape(&lenient));
    }
    if let Ok(lines) = Bundle::parse_lines(data, &ParseOptions::default()) {
        for line in &lines {
            assert!(line.number() >= 1);
            let _ = line.bundle().map(shape);
        }
    }
}

fn shape(bundle: &Bundle) -> impl PartialEq + core::fmt::Debug {
    (
        bundle.version().as_str(),
        (bundle.has_certificate(), bundle.has_envelope()),
        (bundle.entry_count(), bundle.timestamp_count()),
        bundle.key_hint().map(str::to_owned),
        bundle.envelope().map(|envelope| envelope.payload_sha256()),
    )
}
