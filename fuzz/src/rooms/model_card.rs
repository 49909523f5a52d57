//! Cards of models: YAML before Markdown.

use bonafide_model::card::{Policy, check};

use crate::memory;

/// A card is judged, whatever it is.
pub fn run(data: &[u8]) {
    let policy = Policy::new();
    let _ = memory::within(1 << 20, 1000, data, || check("README.md", data, &policy));
}
