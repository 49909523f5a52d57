//! Members of JSON documents that scanners wrote.

use std::borrow::Cow;

use bonafide_json::{Error, Kind, Limits, Reader};
use bonafide_report::{Coded as _, registry};

use crate::requirement::Unmet;

/// What is read of one.
///
/// # Specification
/// policy VUL-7.
pub(super) fn limits() -> Limits {
    Limits::default()
        .with_bytes(64 << 20)
        .with_depth(64)
        .with_elements(500_000)
        .with_values(usize::MAX)
}

/// A text; `null` and what is none is as if it were not there.
pub(super) fn text<'a>(reader: &mut Reader<'a>) -> Result<Option<Cow<'a, str>>, Error> {
    match reader.kind()? {
        Kind::String => reader.string().map(Some),
        _ => reader.skip().map(|()| None),
    }
}

pub(super) fn malformed(error: &Error) -> Unmet {
    let finding = error.to_finding();
    Unmet::malformed(registry::VULN_MALFORMED, &finding)
}
