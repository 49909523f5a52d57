//! The attestations of a package of the npm registry.

use bonafide_json::{Kind, Limits, Reader};
use bonafide_report::Coded as _;
use bonafide_slsa::Error;

use crate::provenance::carrier::Carrier;
use crate::provenance::parts::{Candidate, Form, Parts};

/// Takes `{attestations: [{predicateType, bundle}]}` apart.
pub(in crate::provenance) fn split<'a>(
    bytes: &'a [u8],
    limits: &Limits,
) -> Result<Parts<'a>, Error> {
    let mut candidates = Vec::new();
    let mut reader = Reader::new(bytes, limits)?;
    reader.object(&["attestations"], |r, name| match name {
        "attestations" => r.array(usize::MAX, "attestations", |r, index| {
            candidates.push(attestation(r, index)?);
            Ok::<(), bonafide_json::Error>(())
        }),
        _ => r.skip(),
    })?;
    reader.finish()?;
    Ok(Parts::with(Carrier::Npm, candidates))
}

fn attestation<'a>(
    r: &mut Reader<'a>,
    index: usize,
) -> Result<Candidate<'a>, bonafide_json::Error> {
    let label = format!("attestations/{index}");
    let place = r.place();
    let malformed = |text, reason| {
        let error = Error::Shape { place, reason };
        let form = Form::Malformed(error.to_finding());
        Ok(Candidate::inner(label.clone(), text, form))
    };
    if r.kind()? != Kind::Object {
        return malformed(r.raw()?, "an attestation is an object");
    }
    let (mut hint, mut bundle) = (None, None);
    r.object(&["predicateType", "bundle"], |r, name| {
        match name {
            "predicateType" if r.kind()? == Kind::String => hint = Some(r.string()?.into_owned()),
            "bundle" => bundle = Some(r.raw()?),
            _ => r.skip()?,
        }
        Ok::<(), bonafide_json::Error>(())
    })?;
    let Some(bundle) = bundle else {
        return malformed("", "an attestation has a bundle");
    };
    Ok(Candidate {
        hint,
        ..Candidate::inner(label, bundle, Form::Bundle)
    })
}
