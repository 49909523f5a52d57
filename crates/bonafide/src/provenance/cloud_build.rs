//! Provenance of Google Cloud Build, as its command line prints it for an image.

mod copy;
mod keys;

use bonafide_digest::{Algorithm, Digest};
use bonafide_dsse::{
    Envelope, EnvelopeOptions, Statement, StatementOptions, VerifiedStatement, Vouching,
};
use bonafide_json::{Kind, Limits, Reader};
use bonafide_report::{Check, Coded as _, Finding, Place, Report, registry};
use bonafide_slsa::{Attestation, Error, Signer, Signing};

use super::carrier::{Candidate, Carrier, Form, Parts};
use super::judge::{Judge, Judged};
use super::signed::{self, failed, failed_with, without_material};

pub use keys::CloudBuildKeys;

/// What the document says of the image around the provenance. Nobody signed it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CloudBuildSummary {
    digest: String,
    fully_qualified_digest: String,
}

impl CloudBuildSummary {
    /// The digest of the image, as `sha256:` and hexadecimal digits if it is well formed.
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// The digest behind the name of the image.
    #[must_use]
    pub fn fully_qualified_digest(&self) -> &str {
        &self.fully_qualified_digest
    }

    /// That the document is about the image with this digest, a SHA-256.
    ///
    /// # Errors
    /// `gcb.metadata`.
    pub fn check(&self, image: &Digest) -> Result<(), Error> {
        let wanted = format!("sha256:{}", image.to_hex());
        let has_name = self.fully_qualified_digest.ends_with(&format!("@{wanted}"));
        let member = if image.algorithm() != Algorithm::Sha256 || self.digest != wanted {
            "image_summary.digest"
        } else if !has_name {
            "image_summary.fully_qualified_digest"
        } else {
            return Ok(());
        };
        Err(Error::GcbMetadata { member })
    }
}

/// Takes `{image_summary, provenance_summary: {provenance: []}}` apart.
pub(super) fn split<'a>(bytes: &'a [u8], limits: &Limits) -> Result<Parts<'a>, Error> {
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

/// One provenance: what was signed, a copy of it for people, and what it is said to be about.
#[derive(Default)]
struct Build<'a> {
    kind: String,
    resource: String,
    copies: Vec<(&'static str, &'a str)>,
    envelope: Option<&'a str>,
}

impl<'a> Build<'a> {
    fn read(bytes: &'a [u8]) -> Result<Self, bonafide_json::Error> {
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
    fn check(&self, statement: &Statement, summary: &CloudBuildSummary) -> Result<(), Error> {
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
pub(super) fn envelope(bytes: &[u8]) -> Option<Envelope> {
    let text = Build::read(bytes).ok()?.envelope?;
    Envelope::parse(text.as_bytes(), &EnvelopeOptions::provenance()).ok()
}

pub(super) fn judge(judge: &mut Judge<'_>, bytes: &[u8]) -> Judged {
    let build = match Build::read(bytes) {
        Ok(build) => build,
        Err(error) => return failed(None, "cloud-build/parse", &error),
    };
    let Some(text) = build.envelope else {
        let place = Place::root().member("envelope");
        return failed(None, "cloud-build/parse", &Error::MissingField { place });
    };
    let envelope = Envelope::parse(text.as_bytes(), &EnvelopeOptions::provenance());
    let envelope = match envelope {
        Ok(envelope) => envelope,
        Err(error) => return failed(None, "envelope/parse", &error),
    };
    if judge.reader.cloud_build.is_empty() {
        return without_material(signed::untrusted(&envelope));
    }
    let mut report = Report::new();
    let verified = verify(judge, &envelope);
    let (name, statement) = match verified {
        Ok(verified) => verified,
        Err(error) => {
            judge.is_exhausted |= error.code() == registry::LIMIT_EXCEEDED;
            report.push(Check::fail("cloud-build/keys", &error));
            let statement = signed::untrusted(&envelope);
            return failed_with(statement, error.to_finding(), report);
        }
    };
    report.push(Check::pass("cloud-build/keys", name.clone()));
    let said = statement.statement();
    let summary = judge.cloud_build.clone().unwrap_or_default();
    for (check, result) in [
        ("cloud-build/metadata", build.check(said, &summary)),
        ("cloud-build/text", copy::check(&statement, &build.copies)),
    ] {
        if let Err(error) = result {
            report.push(Check::fail(check, &error));
            return failed_with(Some(said.clone()), error.to_finding(), report);
        }
        report.push(Check::pass(check, "as it was signed"));
    }
    let signing = Signing::by(Signer::Key { name });
    Judged::new(Attestation::verified(&statement, signing), report)
}

/// The statement, and the name of a key that signed it and may sign provenance of that version.
///
/// Key ids bind here: an entry without one is passed over.
fn verify(
    judge: &mut Judge<'_>,
    envelope: &Envelope,
) -> Result<(String, VerifiedStatement), Error> {
    let keys = judge.reader.cloud_build.set();
    let backend = judge.reader.verifier.backend();
    let budget = &mut judge.budget;
    let verified = envelope.verify(&keys.threshold(1)?, |signature, pae| {
        if signature.key_id().is_empty() {
            let code = registry::KEY_HINT_MISMATCH;
            let detail = "the signature names no key";
            return Ok(Vouching::Refused(Finding::new(code, Place::root(), detail)));
        }
        keys.vouch(signature, pae, backend, budget)
    })?;
    let options =
        StatementOptions::provenance().with_payload_types(bonafide_dsse::PayloadTypes::Exact);
    let statement = verified.statement(&options)?;
    let found = statement.statement().predicate_type();
    let mut names = verified
        .principals()
        .iter()
        .filter_map(|one| keys.principals().get(one.index()));
    let mut wanted = "";
    let signer = names.find(|name| {
        wanted = keys::predicate_type(name).unwrap_or_default();
        wanted == found
    });
    match signer {
        Some(name) => Ok((name.clone(), statement)),
        None => Err(Error::Statement {
            cause: bonafide_dsse::Error::PredicateType {
                found: bonafide_report::Escaped(found).to_string(),
                wanted: wanted.to_owned(),
            },
        }),
    }
}
