//! The vulnerabilities that a bill of materials lists.

use std::borrow::Cow;

use bonafide_json::{Kind, Limits, Reader};
use bonafide_report::{Place, registry};
use bonafide_sbom::{
    Binding, BindingOutcome, Graph, Model, ReadLimits, ReadOptions, SubjectDigest,
};

use super::scanned::{Found, Reading, Scanned};
use crate::requirement::Unmet;

/// So much is read of a document.
const MOST_BYTES: usize = 64 << 20;

/// Reads a document of CycloneDX; one without a list of vulnerabilities is no report.
pub(super) fn read<'a>(bytes: &[u8]) -> Reading<'a> {
    let limits = ReadLimits::default().with_bytes(MOST_BYTES);
    let options = ReadOptions::default().with_limits(limits);
    let model = match Model::read(bytes, &options) {
        Ok(model) => model,
        // A document that nobody took for a report need not be readable as one.
        Err(_) if lists(bytes) == Some(false) => return Ok(None),
        Err(error) => return Err(Unmet::malformed(registry::VULN_MALFORMED, &error)),
    };
    // In XML there is no telling an empty list from none: then it is none.
    if !lists(bytes).unwrap_or(!model.vulnerabilities().is_empty()) {
        return Ok(None);
    }
    let made = model.document().created.as_deref();
    Ok(Some(Scanned {
        scanner: "cyclonedx".to_owned(),
        made: made.map(|text| Cow::Owned(text.to_owned())),
        database: None,
        found: Found::Model(Box::new(model)),
    }))
}

/// Whether a JSON document has a list of vulnerabilities; `None` for what cannot be read so far.
fn lists(bytes: &[u8]) -> Option<bool> {
    let limits = Limits::default()
        .with_bytes(MOST_BYTES)
        .with_elements(usize::MAX)
        .with_values(usize::MAX);
    let mut reader = Reader::new(bytes, &limits).ok()?;
    let mut has_list = false;
    reader
        .object(&["vulnerabilities"], |reader, name| {
            has_list |= name == "vulnerabilities" && reader.kind()? == Kind::Array;
            reader.skip()
        })
        .ok()?;
    Some(has_list)
}

/// Whether the document is about the subject; `None` where it does not say so and nothing else does.
pub(super) fn bind(
    model: &Model,
    subject: &[SubjectDigest],
    is_bound: bool,
) -> Option<Result<(), Unmet>> {
    let graph = Graph::new(model);
    match Binding::of(&graph, subject).outcome() {
        BindingOutcome::Agrees(_) => Some(Ok(())),
        BindingOutcome::Disagrees(_) => {
            let detail = "the document is about another artifact";
            let code = registry::VULN_SUBJECT_MISMATCH;
            Some(Err(Unmet::of(code, Place::root(), detail)))
        }
        BindingOutcome::Silent => is_bound.then_some(Ok(())),
    }
}
