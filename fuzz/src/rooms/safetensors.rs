//! Weights in safetensors, and the index over several files.

use bonafide_model::safetensors::{Header, Index, Limits, check};
use bonafide_model::{CheckOutcome, Findings};

use crate::memory;

/// A file that passes has its tensors one after another, to its last byte.
pub fn run(data: &[u8]) {
    let limits = Limits::default();
    let mut read = |offset: u64, buffer: &mut [u8]| {
        let from = usize::try_from(offset)
            .unwrap_or(usize::MAX)
            .min(data.len());
        let count = buffer.len().min(data.len() - from);
        buffer[..count].copy_from_slice(&data[from..from + count]);
        Ok(count)
    };
    let length = data.len() as u64;
    let report = memory::within(256 << 10, 400, data, || check(&mut read, length, &limits));
    if report.outcome() == CheckOutcome::Pass {
        let stated = u64::from_le_bytes(data[..8].try_into().expect("8 bytes"));
        let end = 8 + usize::try_from(stated).expect("a length");
        let mut findings = Findings::new();
        let header = Header::parse(&data[..end], length, &limits, &mut findings);
        cover(&header.expect("a header"), length - end as u64);
    }
    let mut findings = Findings::new();
    let _ = memory::linear(data, || Index::parse(data, &limits, &mut findings));
}

fn cover(header: &Header<'_>, length: u64) {
    let mut spans: Vec<(u64, u64)> = header
        .tensors()
        .iter()
        .map(|tensor| (tensor.begin(), tensor.end()))
        .collect();
    spans.sort_unstable();
    let mut at = 0;
    for (begin, end) in spans {
        assert_eq!(begin, at, "a hole or an overlap");
        at = end;
    }
    assert_eq!(at, length);
}
