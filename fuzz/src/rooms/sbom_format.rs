//! Which format a document is in, wrapped or not.

use bonafide_sbom::{Model, ReadOptions, detect};

use crate::memory;

/// What is recognised is read as that, or refused; what is not recognised is not read.
pub fn run(data: &[u8]) {
    let options = ReadOptions::default();
    let format = memory::linear(data, || detect(data, &options));
    let model = memory::within(256 << 10, 1500, data, || Model::read(data, &options));
    if let Ok(model) = model {
        assert!(format.is_ok(), "read without a format");
        let _ = (model.summary(), model.findings().len());
    }
}
