//! One candidate, judged by one policy.

use bonafide_digest::Digest;
use bonafide_dsse::{Statement, StatementType};
use bonafide_oci::{Candidate, Role};
use bonafide_report::{Budget, Check, Finding, Place, Report, Status, registry};
use bonafide_x509::SanKind;

use super::evidence::VerifiedAttachment;
use super::layer::Attached;
use super::payload::SimpleSigning;
use super::policy::SIGNATURE_PREDICATE;
use super::request::ImageRequest;
use super::{annotations, signed_name};
use crate::steps::is_empty_object;
use crate::{Artifact, Error, Policy, Request, Signer, VerifiedBundle, Verifier};

/// A candidate that does not count.
pub(super) struct Failed {
    pub(super) error: Error,
    pub(super) report: Report,
    /// Whether the signature is by somebody who is wanted: the key, or a certificate under a
    /// trusted anchor with a wanted name.
    pub(super) is_attributable: bool,
}

impl Failed {
    pub(super) fn passed(&self) -> usize {
        passed(&self.report)
    }
}

/// How many checks did not fail.
pub(super) fn passed(report: &Report) -> usize {
    let did_not_fail = |check: &&Check| check.status() != Status::Fail;
    report.checks().iter().filter(did_not_fail).count()
}

/// One candidate, read, with everything that judges it.
pub(super) struct Judged<'a> {
    pub(super) verifier: &'a Verifier,
    pub(super) request: &'a ImageRequest<'a>,
    pub(super) subjects: &'a [Digest],
    pub(super) candidate: &'a Candidate,
    pub(super) attached: &'a Attached,
}

impl Judged<'_> {
    pub(super) fn by(
        &self,
        policy: &Policy,
        number: usize,
        budget: &mut Budget,
    ) -> Result<VerifiedAttachment, Box<Failed>> {
        let mut bundle = self.bundle(policy, budget)?;
        let mut report = core::mem::take(&mut bundle.report);
        self.note(&mut report);
        let said = match self.said(&bundle, &mut report) {
            Ok(said) => said,
            Err(error) => {
                return Err(Box::new(Failed {
                    error,
                    report,
                    is_attributable: true,
                }));
            }
        };
        bundle.report = report;
        Ok(VerifiedAttachment {
            candidate: number,
            format: self.attached.format,
            image: said.image,
            principal: principal(&bundle, policy),
            bundle,
            payload: said.payload,
        })
    }

    fn note(&self, report: &mut Report) {
        for note in &self.attached.notes {
            report.note(note.clone());
        }
    }

    /// The signature, who made it and when.
    fn bundle(&self, policy: &Policy, budget: &mut Budget) -> Result<VerifiedBundle, Box<Failed>> {
        let bundle = &self.attached.bundle;
        let image = self.request.discovered.image();
        let artifact = match (&self.attached.payload, bundle.has_envelope()) {
            (Some(payload), _) => Artifact::from_bytes(payload),
            (None, true) => Artifact::from_digest(*self.candidate.image()),
            (None, false) => match image.bytes() {
                Ok(bytes) if image.digest() == self.candidate.image() => {
                    Artifact::from_bytes(bytes)
                }
                _ => Artifact::from_digest(*self.candidate.image()),
            },
        };
        // What is signed is hashed once for each policy.
        let size = artifact.bytes().map_or(0, <[u8]>::len);
        budget.hash(size).map_err(|cause| {
            let place = Place::root();
            Box::new(Failed {
                error: Error::Limit { place, cause },
                report: Report::new(),
                is_attributable: false,
            })
        })?;
        let request = Request::new(artifact, policy, self.request.now);
        let run = self.verifier.run(bundle, &request).attached();
        run.judge(budget).map_err(|(refusal, is_attributable)| {
            let (error, mut report) = refusal.into_parts();
            self.note(&mut report);
            Box::new(Failed {
                error,
                report,
                is_attributable,
            })
        })
    }

    /// What was signed: that it is this image, under this name, with these annotations.
    fn said(&self, bundle: &VerifiedBundle, report: &mut Report) -> Result<Said, Error> {
        let wanted = self.request.policy;
        step(report, "image/proof", self.proof(bundle))?;
        let Some(bytes) = &self.attached.payload else {
            let image = *self.candidate.image();
            let predicate = self.predicate(bundle, report);
            step(report, "image/predicate", predicate)?;
            let name = self.subject_name(bundle, report);
            step(report, "image/reference", name)?;
            let found = annotations::check(bundle, &image, &wanted.annotations);
            step(report, "image/annotations", found)?;
            return Ok(Said {
                image,
                payload: None,
            });
        };
        let payload = SimpleSigning::parse(bytes).and_then(|payload| {
            payload.check_kind(wanted.atomic)?;
            Ok(payload)
        });
        let payload = step(report, "image/payload", payload)?;
        let image = step(report, "image/subject", payload.check_image(self.subjects))?;
        let name = self.payload_name(&payload);
        step(report, "image/reference", name)?;
        let found = payload.check_annotations(&wanted.annotations);
        step(report, "image/annotations", found)?;
        Ok(Said {
            image,
            payload: Some(payload),
        })
    }

    /// That some log proved what it holds, where that is wanted. No threshold and no option of the
    /// other policy takes that back.
    fn proof(&self, bundle: &VerifiedBundle) -> Result<(), Error> {
        let has_proof = bundle.logs().iter().any(|log| log.inclusion().is_some());
        if self.request.policy.require_proof && !has_proof {
            return Err(Error::NoLogProof {});
        }
        Ok(())
    }

    /// That a signature is a statement of that type and version, or the signature of a message; and
    /// that an attestation is a statement of another type, and the one that its layer claims.
    fn predicate(&self, bundle: &VerifiedBundle, report: &mut Report) -> Result<(), Error> {
        let statement = bundle.statement().map(|verified| verified.statement());
        if self.request.policy.wants_signatures() {
            return match statement {
                None => Ok(()),
                Some(statement) if statement.statement_type() != StatementType::V1 => {
                    Err(Error::SignatureStatement {})
                }
                Some(statement) => {
                    if !is_empty_object(statement.predicate()) {
                        report.note(Finding::new(
                            registry::NOTE_SIGNATURE_PREDICATE,
                            Place::root(),
                            "the predicate of a signature says something, which was not read",
                        ));
                    }
                    Ok(())
                }
            };
        }
        let Some(statement) = statement else {
            let wanted = self.request.policy.policy().predicate_types().first();
            return Err(Error::NoStatement {
                wanted: wanted.map_or("any", String::as_str).to_owned(),
            });
        };
        let found = statement.predicate_type();
        if found == SIGNATURE_PREDICATE {
            return Err(Error::SignatureAttests {});
        }
        match &self.attached.hint {
            Some(hint) if hint != found && self.candidate.role() == Role::Envelope => {
                Err(Error::PredicateHint {
                    hint: hint.clone(),
                    found: found.to_owned(),
                })
            }
            _ => Ok(()),
        }
    }

    /// The name in a payload against the one that was asked for.
    fn payload_name(&self, payload: &SimpleSigning) -> Result<(), Error> {
        let mode = self.request.policy.signed_identity();
        match self.request.name() {
            Some(asked) => signed_name::check(payload.reference(), payload.digest(), mode, &asked),
            None => Ok(()),
        }
    }

    /// The name of the subject that is the image. Most bundles have none, so that it is compared
    /// where a policy says so and not where that is the default for payloads.
    fn subject_name(&self, bundle: &VerifiedBundle, report: &mut Report) -> Result<(), Error> {
        let policy = self.request.policy;
        if !policy.demands_name() {
            if policy.wants_signatures() && policy.compares_names() {
                report.note(Finding::new(
                    registry::NOTE_NAME_NOT_COMPARED,
                    Place::root(),
                    "no name was compared: that of a subject is compared where the policy says so",
                ));
            }
            return Ok(());
        }
        let Some(asked) = self.request.name() else {
            return Ok(());
        };
        let image = self.candidate.image();
        let statement = bundle.statement().map(|verified| verified.statement());
        let mut failure = signed_name::replay("", &asked);
        let names = statement.map_or_else(Vec::new, |statement| names(statement, image));
        for name in &names {
            match signed_name::check(name, image, policy.signed_identity(), &asked) {
                Ok(()) => return Ok(()),
                Err(error) => failure = error,
            }
        }
        Err(failure)
    }
}

/// The names of the subjects that are this image.
fn names(statement: &Statement, image: &Digest) -> Vec<String> {
    let subjects = statement.subjects();
    subjects
        .filter(|subject| subject.digests().any(|digest| digest == image))
        .filter_map(|subject| subject.name().map(str::to_owned))
        .collect()
}

/// What tells signers apart: a key by itself, whatever form it came in, an identity by issuer and
/// name. Letter case makes no other name where names are compared without it.
fn principal(bundle: &VerifiedBundle, policy: &Policy) -> String {
    match bundle.signer() {
        Signer::Key { id } => {
            let key = policy.keys().iter().map(crate::TrustedKey::public_key);
            let key = key.into_iter().find(|key| key.id() == *id);
            let id = key.map_or(*id, bonafide_keys::PublicKey::material_id);
            format!("key {}", bonafide_digest::hex::encode(&id))
        }
        Signer::Certificate(identity) => {
            let (issuer, name) = (identity.issuer().unwrap_or_default(), identity.san());
            let value = match name.kind() {
                SanKind::Uri => name.value().to_owned(),
                _ => name.value().to_ascii_lowercase(),
            };
            format!("identity {issuer} {value}")
        }
    }
}

/// What a candidate says, once it is known who says it.
struct Said {
    image: Digest,
    payload: Option<SimpleSigning>,
}

fn step<T>(report: &mut Report, id: &'static str, result: Result<T, Error>) -> Result<T, Error> {
    report.push(match &result {
        Ok(_) => Check::pass(id, "as wanted"),
        Err(error) => Check::fail(id, error),
    });
    result
}
