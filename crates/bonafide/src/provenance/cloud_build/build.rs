//! One provenance.

use bonafide_digest::Algorithm;
use bonafide_dsse::{Envelope, EnvelopeOptions, Statement};
use bonafide_json::{Kind, Limits, Reader};
use bonafide_slsa::Error;

use super::summary::CloudBuildSummary;

/// One provenance: what was signed, a copy of it for people, and what it is said to be about.
#[derive(Default)]
pub(super) struct Build<'a> {
    kind: String,
    resource: String,
    pub(super) copies: Vec<(&'static str, &'a str)>,
    pub(super) envelope: Option<&'a str>,
}

impl<'a> Build<'a> {
    pub(super) fn read(bytes: &'a [u8]) -> Result<Self, bonafide_json::Error> {
        let mut build = Self::default();
        let mut reader = Reader::new(bytes, &Limits::default())?;
        reader.object(&["build", "envelope", "kind", "resourceUri"], |r, name| {
            match name {
                "build" if r.kind()? == Kind::Object => build.copies(r)?,
                "envelope" => build.envelope = Some(r.raw()?),
                "kind" => build.kind = r.string()?.into_owned(),
                "resourceUri" => build.resource = r.string()?.into_owned(),
                _ => r.skip()?,
            }
            Ok::<(), bonafide_json::Error>(())
        })?;
        reader.finish()?;
        Ok(build)
    }

    fn copies(&mut self, r: &mut Reader<'a>) -> Result<(), bonafide_json::Error> {
        const COPIES: [&str; 2] = ["intotoStatement", "inTotoSlsaProvenanceV1"];
        r.object(&COPIES, |r, name| {
            match COPIES.into_iter().find(|known| *known == name) {
                Some(known) if r.kind()? != Kind::Null => self.copies.push((known, r.raw()?)),
                _ => r.skip()?,
            }
            Ok(())
        })
    }

    /// That what stands around the statement is about one of its subjects.
    pub(super) fn check(
        &self,
        statement: &Statement,
        summary: &CloudBuildSummary,
    ) -> Result<(), Error> {
        let wrong = |member| Err(Error::GcbMetadata { member });
        if self.kind != "BUILD" {
            return wrong("kind");
        }
        let mut named = None;
        for subject in statement.subjects() {
            let mut digests = subject.digests();
            let Some(digest) = digests.find(|one| one.algorithm() == Algorithm::Sha256) else {
                return wrong("subject");
            };
            let end = format!("@sha256:{}", digest.to_hex());
            if self.resource.ends_with(&end) {
                named = Some(*digest);
            }
        }
        match named {
            Some(image) => summary.check(&image),
            None => wrong("resourceUri"),
        }
    }
}

/// The envelope of one provenance, unverified.
pub(in crate::provenance) fn envelope(bytes: &[u8]) -> Option<Envelope> {
    let text = Build::read(bytes).ok()?.envelope?;
    Envelope::parse(text.as_bytes(), &EnvelopeOptions::provenance()).ok()
}
