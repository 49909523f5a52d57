//! The provenance of an image, as the command line prints it.

use bonafide_json::{Limits, Reader};
use bonafide_slsa::Error;

use super::summary::CloudBuildSummary;
use crate::provenance::carrier::Carrier;
use crate::provenance::parts::{Candidate, Form, Parts};

/// Takes `{image_summary, provenance_summary: {provenance: []}}` apart.
pub(in crate::provenance) fn split<'a>(
    bytes: &'a [u8],
    limits: &Limits,
) -> Result<Parts<'a>, Error> {
    let mut candidates = Vec::new();
    let mut summary = CloudBuildSummary::default();
    let mut reader = Reader::new(bytes, limits)?;
    reader.object(
        &["image_summary", "provenance_summary"],
        |r, name| match name {
            "image_summary" => r.object(
                &["digest", "fully_qualified_digest"],
                |r, name| match name {
                    "digest" => r.string().map(|text| summary.digest = text.into_owned()),
                    "fully_qualified_digest" => r
                        .string()
                        .map(|text| summary.fully_qualified_digest = text.into_owned()),
                    _ => r.skip(),
                },
            ),
            "provenance_summary" => r.object(&["provenance"], |r, name| match name {
                "provenance" => r.array(usize::MAX, "provenance", |r, index| {
                    let label = format!("provenance/{index}");
                    candidates.push(Candidate::inner(label, r.raw()?, Form::CloudBuild));
                    Ok::<(), bonafide_json::Error>(())
                }),
                _ => r.skip(),
            }),
            _ => r.skip(),
        },
    )?;
    reader.finish()?;
    let mut parts = Parts::with(Carrier::CloudBuild, candidates);
    parts.cloud_build = Some(summary);
    Ok(parts)
}
