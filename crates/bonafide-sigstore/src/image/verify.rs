//! Every candidate is judged, and then whether enough of them count.

use std::collections::BTreeSet;

use bonafide_digest::Digest;
use bonafide_oci::{Candidate, Reference, Role};
use bonafide_report::{Check, Class, Finding, Place, Report, Status, registry};

use super::evidence::{ImageRefusal, Judgement, VerifiedAttachment, VerifiedImage};
use super::layer::Attached;
use super::payload::SimpleSigning;
use super::policy::{ImagePolicy, SIGNATURE_PREDICATE};
use super::request::ImageRequest;
use super::{annotations, class};
use crate::steps::Run;
use crate::{Artifact, Error, Policy, Request, VerifiedBundle, Verifier};

/// Candidates that are judged in one verification. Each costs a few signature checks.
const CANDIDATES: usize = 512;

impl Verifier {
    /// Verifies what is attached to an image.
    ///
    /// Every candidate is judged, and none hides another. Costs the signature checks of each.
    ///
    /// # Errors
    /// An [`ImageRefusal`] with the failure of the candidate that came furthest and the judgement
    /// of each: `signature.missing` or `attestation.missing` where there is none,
    /// `signature.threshold-not-met` where some count and not enough, `discovery.*` where nothing
    /// counts and not everything could be looked at.
    ///
    /// # Specification
    /// cosign signature, attestation and bundle specifications; stricter as each check says.
    pub fn verify_image(
        &self,
        request: &ImageRequest<'_>,
    ) -> Result<VerifiedImage, Box<ImageRefusal>> {
        let mut outcome = Outcome::new(self, request);
        if let Err(error) = request.check() {
            return Err(outcome.refuse(error, Class::Policy));
        }
        outcome.judge_all();
        outcome.decide()
    }
}

/// One verification of an image under way.
struct Outcome<'a> {
    verifier: &'a Verifier,
    request: &'a ImageRequest<'a>,
    policies: Vec<Policy>,
    subjects: Vec<Digest>,
    counted: Vec<VerifiedAttachment>,
    judgements: Vec<Judgement>,
    notes: Vec<Finding>,
}

impl<'a> Outcome<'a> {
    fn new(verifier: &'a Verifier, request: &'a ImageRequest<'a>) -> Self {
        let mut notes = request.discovered.notes().to_vec();
        for option in request.policy.options_used() {
            let detail = format!("option {option}");
            notes.push(Finding::new(
                registry::NOTE_OPTION_USED,
                Place::root(),
                detail,
            ));
        }
        for reason in request.discovered.completeness().reasons() {
            notes.push(Finding::new(
                reason.code(),
                Place::root(),
                reason.to_string(),
            ));
        }
        Self {
            verifier,
            request,
            policies: request.policy.alternatives(),
            subjects: request.subjects(),
            counted: Vec::new(),
            judgements: Vec::new(),
            notes,
        }
    }

    fn judge_all(&mut self) {
        let mut judged = 0_usize;
        for (number, candidate) in self.request.discovered.candidates().iter().enumerate() {
            if !self.subjects.contains(candidate.image()) {
                continue;
            }
            let read = Attached::read(candidate, self.request.policy, &self.request.options);
            let attached = match read {
                Ok(Some(attached)) => Ok(attached),
                Ok(None) => continue,
                Err(error) => Err(error),
            };
            judged = judged.saturating_add(1);
            let attached = if judged > CANDIDATES {
                Err(Error::Attachment {
                    cause: Finding::new(
                        registry::DISCOVERY_LIMIT,
                        Place::root(),
                        format!("more than {CANDIDATES} candidates"),
                    ),
                })
            } else {
                attached
            };
            let judgement = self.judge(number, candidate, attached);
            self.judgements.push(judgement);
        }
    }

    /// Judges one candidate by each way in which it may count; the failure is that of the way that
    /// led furthest.
    fn judge(
        &mut self,
        number: usize,
        candidate: &Candidate,
        attached: Result<Attached, Error>,
    ) -> Judgement {
        let mut judgement = Judgement {
            candidate: number,
            role: candidate.role(),
            carrier: candidate.carrier(),
            digest: candidate.digest().copied(),
            failure: None,
            is_attributable: false,
            report: Report::new(),
        };
        let attached = match attached {
            Ok(attached) => attached,
            Err(error) => {
                judgement
                    .report
                    .push(Check::fail("image/attachment", &error));
                judgement.failure = Some(error);
                return judgement;
            }
        };
        let mut furthest: Option<Box<Failed>> = None;
        let before = self.counted.len();
        for policy in &self.policies {
            let judged = Judged {
                verifier: self.verifier,
                request: self.request,
                subjects: &self.subjects,
                candidate,
                attached: &attached,
            };
            match judged.by(policy, number) {
                Ok(verified) => self.counted.push(verified),
                Err(failed) => {
                    if furthest
                        .as_ref()
                        .is_none_or(|one| failed.passed() > one.passed())
                    {
                        furthest = Some(failed);
                    }
                }
            }
        }
        match (self.counted.get(before), furthest) {
            (Some(verified), _) => {
                judgement.is_attributable = true;
                judgement.report = verified.bundle.report().clone();
            }
            (None, Some(failed)) => {
                judgement.is_attributable = failed.is_attributable();
                judgement.report = failed.report;
                judgement.failure = Some(failed.error);
            }
            (None, None) => {}
        }
        judgement
    }

    fn decide(mut self) -> Result<VerifiedImage, Box<ImageRefusal>> {
        let principals: BTreeSet<String> = self
            .counted
            .iter()
            .map(VerifiedAttachment::principal)
            .collect();
        let (found, wanted) = (principals.len(), self.request.policy.threshold);
        if found >= wanted {
            // A verdict is about bytes that were there, and that are an image.
            return match self.image() {
                Ok(()) => Ok(VerifiedImage {
                    digest: self.request.image(),
                    signers: found,
                    attachments: core::mem::take(&mut self.counted),
                    judgements: core::mem::take(&mut self.judgements),
                    notes: core::mem::take(&mut self.notes),
                }),
                Err(error) => {
                    let class = error.code().class().unwrap_or(Class::Unavailable);
                    Err(self.refuse(error, class))
                }
            };
        }
        let error = if found > 0 {
            Error::SignerThreshold { found, wanted }
        } else {
            self.furthest()
        };
        let class = class::of(
            &error,
            &self.judgements,
            self.request.discovered.completeness().is_complete(),
        );
        Err(self.refuse(error, class))
    }

    /// That the image itself was there, and is one.
    fn image(&self) -> Result<(), Error> {
        let document = self.request.discovered.image().document();
        document.map(drop).map_err(|error| Error::Attachment {
            cause: bonafide_report::Coded::to_finding(error),
        })
    }

    /// The failure of the candidate that came furthest; the first of several.
    fn furthest(&self) -> Error {
        let mut furthest: Option<&Judgement> = None;
        for judgement in self.judgements.iter().filter(|one| one.failure.is_some()) {
            let is_further = |one: &Judgement| passed(&judgement.report) > passed(&one.report);
            if furthest.is_none_or(is_further) {
                furthest = Some(judgement);
            }
        }
        if let Some(error) = furthest.and_then(|judgement| judgement.failure.clone()) {
            return error;
        }
        match self.request.discovered.completeness().reasons().first() {
            Some(reason) => Error::NotEverythingSeen {
                reason: Finding::new(reason.code(), Place::root(), reason.to_string()),
            },
            None if self.request.policy.wants_signatures() => Error::NoSignature {},
            None => Error::NoAttestation {},
        }
    }

    fn refuse(&mut self, error: Error, class: Class) -> Box<ImageRefusal> {
        Box::new(ImageRefusal {
            error: Box::new(error),
            class,
            judgements: core::mem::take(&mut self.judgements),
            notes: core::mem::take(&mut self.notes),
        })
    }
}

/// A candidate that does not count.
struct Failed {
    error: Error,
    report: Report,
}

impl Failed {
    fn passed(&self) -> usize {
        passed(&self.report)
    }

    /// Whether the signature is by somebody who is wanted: the key, or a certificate under a
    /// trusted anchor with a wanted name.
    fn is_attributable(&self) -> bool {
        let held = |id: &str| {
            let is_it = |check: &&Check| check.id() == id;
            let check = self.report.checks().iter().find(is_it);
            check.is_some_and(|check| matches!(check.status(), Status::Pass | Status::Skip))
        };
        held("signature/content") && held("certificate/path") && held("certificate/identity")
    }
}

/// How many checks did not fail.
fn passed(report: &Report) -> usize {
    let did_not_fail = |check: &&Check| check.status() != Status::Fail;
    report.checks().iter().filter(did_not_fail).count()
}

/// One candidate, read, with everything that judges it.
struct Judged<'a> {
    verifier: &'a Verifier,
    request: &'a ImageRequest<'a>,
    subjects: &'a [Digest],
    candidate: &'a Candidate,
    attached: &'a Attached,
}

impl Judged<'_> {
    fn by(&self, policy: &Policy, number: usize) -> Result<VerifiedAttachment, Box<Failed>> {
        let mut bundle = self.bundle(policy)?;
        let mut report = core::mem::take(&mut bundle.report);
        let said = match self.said(&bundle, &mut report) {
            Ok(said) => said,
            Err(error) => return Err(Box::new(Failed { error, report })),
        };
        bundle.report = report;
        Ok(VerifiedAttachment {
            candidate: number,
            format: self.attached.format,
            image: said.image,
            bundle,
            payload: said.payload,
        })
    }

    /// The signature, who made it and when.
    fn bundle(&self, policy: &Policy) -> Result<VerifiedBundle, Box<Failed>> {
        let bundle = &self.attached.bundle;
        let for_statements;
        let policy = if bundle.has_envelope() && self.request.policy.wants_signatures() {
            for_statements = policy.clone().with_predicate_type(SIGNATURE_PREDICATE);
            &for_statements
        } else {
            policy
        };
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
        let request = Request::new(artifact, policy, self.request.now);
        let run = Run::new(self.verifier, bundle, &request).attached();
        run.verify().map_err(|refusal| {
            let (error, report) = refusal.into_parts();
            Box::new(Failed { error, report })
        })
    }

    /// What was signed: that it is this image, under this name, with these annotations.
    fn said(&self, bundle: &VerifiedBundle, report: &mut Report) -> Result<Said, Error> {
        let wanted = self.request.policy;
        let Some(bytes) = &self.attached.payload else {
            let image = *self.candidate.image();
            step(report, "image/predicate", self.hint(bundle))?;
            step(
                report,
                "image/annotations",
                annotations::check(bundle, &image, &wanted.annotations),
            )?;
            return Ok(Said {
                image,
                payload: None,
            });
        };
        let payload = step(report, "image/payload", self.payload(bytes, wanted))?;
        let image = step(report, "image/subject", payload.check_image(self.subjects))?;
        step(report, "image/reference", self.reference(&payload))?;
        step(
            report,
            "image/annotations",
            payload.check_annotations(&wanted.annotations),
        )?;
        Ok(Said {
            image,
            payload: Some(payload),
        })
    }

    fn payload(&self, bytes: &[u8], wanted: &ImagePolicy) -> Result<SimpleSigning, Error> {
        let payload = SimpleSigning::parse(bytes)?;
        payload.check_kind(wanted.atomic)?;
        Ok(payload)
    }

    fn reference(&self, payload: &SimpleSigning) -> Result<(), Error> {
        let policy = self.request.policy;
        let mode = policy.signed_identity();
        let named: Option<Reference> = match (&policy.signed_repository, self.request.reference) {
            (Some(repository), Some(asked)) => Some(asked.clone().moved_to(repository.clone())),
            (Some(repository), None) => Some(Reference::in_repository(repository.clone())),
            (None, asked) => asked.cloned(),
        };
        match named {
            Some(asked) => payload.check_reference(mode, &asked),
            None => Ok(()),
        }
    }

    /// A layer may claim the predicate type of its envelope; what it claims must be so.
    fn hint(&self, bundle: &VerifiedBundle) -> Result<(), Error> {
        let Some(statement) = bundle.statement() else {
            return Ok(());
        };
        let found = statement.statement().predicate_type();
        match &self.attached.hint {
            Some(hint) if hint != found && self.candidate.role() == Role::Envelope => {
                Err(Error::PredicateType {
                    found: hint.clone(),
                })
            }
            _ => Ok(()),
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
