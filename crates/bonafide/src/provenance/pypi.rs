//! Provenance objects of Python package indexes (PEP 740).

use bonafide_json::{Limits, Reader};
use bonafide_report::Place;
use bonafide_slsa::Error;

use super::carrier::Carrier;
use super::parts::{Candidate, Form, Parts};

/// Takes `{version, attestation_bundles: [{publisher, attestations[]}]}` apart. Who published is
/// what the index says, and is left aside.
pub(super) fn split<'a>(bytes: &'a [u8], limits: &Limits) -> Result<Parts<'a>, Error> {
    let mut candidates = Vec::new();
    let mut version = None;
    let mut reader = Reader::new(bytes, limits)?;
    reader.object(&["version", "attestation_bundles"], |r, name| match name {
        "version" => r.unsigned().map(|number| version = Some(number)),
        "attestation_bundles" => r.array(usize::MAX, "attestation bundles", |r, publisher| {
            bundle(r, publisher, &mut candidates)
        }),
        _ => r.skip(),
    })?;
    reader.finish()?;
    if version != Some(1) {
        return Err(Error::Shape {
            place: Place::root().member("version"),
            reason: "provenance objects of version 1 are read",
        });
    }
    Ok(Parts::with(Carrier::PypiProvenance, candidates))
}

fn bundle<'a>(
    r: &mut Reader<'a>,
    publisher: usize,
    candidates: &mut Vec<Candidate<'a>>,
) -> Result<(), bonafide_json::Error> {
    r.object(&["publisher", "attestations"], |r, name| match name {
        "attestations" => r.array(usize::MAX, "attestations", |r, index| {
            let label = format!("attestation_bundles/{publisher}/attestations/{index}");
            let text = r.raw()?;
            candidates.push(Candidate::inner(label, text, Form::PypiAttestation));
            Ok(())
        }),
        _ => r.skip(),
    })
}
