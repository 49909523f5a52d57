//! Every candidate is judged, and then whether enough of them count.

use std::collections::BTreeSet;

use bonafide_digest::Digest;
use bonafide_oci::{Candidate, Reason};
use bonafide_report::{Budget, Check, Class, Coded as _, Finding, Place, Report, registry};

use super::class;
use super::evidence::{ImageRefusal, Judgement, VerifiedAttachment, VerifiedImage};
use super::judge::{Failed, Judged, passed};
use super::layer::Attached;
use super::policy::Ways;
use super::request::ImageRequest;
use crate::{Error, Verifier};

/// Signature checks of one verification, over all candidates and keys.
const SIGNATURES: u64 = 4096;
/// Bytes that one verification reads and hashes, over all candidates and keys.
const BYTES: u64 = 512 << 20;
/// No single thing that is hashed is larger; with fewer bytes left, the budget is used up.
const LARGEST: u64 = 32 << 20;

impl Verifier {
    /// Verifies what is attached to an image.
    ///
    /// Every candidate is judged, and none hides another. Costs the signature checks of each under
    /// each key, up to 4,096 signature checks and 512 MiB read and hashed in all. What lies beyond
    /// is not judged: that is told, and a refusal is then one for what was not seen.
    ///
    /// # Errors
    /// An [`ImageRefusal`] with the failure of the candidate that came furthest and the judgement
    /// of each: `signature.missing` or `attestation.missing` where there is none,
    /// `signature.threshold-not-met` where some count and not enough, `discovery.*` where nothing
    /// counts and not everything could be looked at, `policy.empty` for a policy that means nothing.
    ///
    /// # Specification
    /// cosign signature, attestation and bundle specifications; stricter as each check says.
    pub fn verify_image(
        &self,
        request: &ImageRequest<'_>,
    ) -> Result<VerifiedImage, Box<ImageRefusal>> {
        let mut outcome = Outcome::new(self, request);
        if let Err(error) = request.check() {
            let class = error.code().class().unwrap_or(Class::Policy);
            return Err(outcome.refuse(error, class));
        }
        outcome.judge_all();
        outcome.decide()
    }
}

/// One verification of an image under way.
struct Outcome<'a> {
    verifier: &'a Verifier,
    request: &'a ImageRequest<'a>,
    ways: Ways,
    subjects: Vec<Digest>,
    budget: Budget,
    /// Why what was not found may be there.
    unseen: Vec<Reason>,
    is_whole: bool,
    counted: Vec<VerifiedAttachment>,
    judgements: Vec<Judgement>,
    notes: Vec<Finding>,
}

impl<'a> Outcome<'a> {
    fn new(verifier: &'a Verifier, request: &'a ImageRequest<'a>) -> Self {
        let mut notes = request.discovered.notes().to_vec();
        let mut note = |code, text| notes.push(Finding::new(code, Place::root(), text));
        for option in request.policy.options_used() {
            note(registry::NOTE_OPTION_USED, format!("option {option}"));
        }
        let unseen = request.discovered.unseen(request.policy.kinds());
        for reason in &unseen {
            note(reason.code(), reason.to_string());
        }
        Self {
            verifier,
            request,
            ways: request.policy.ways(),
            subjects: request.subjects(),
            budget: Budget::new(SIGNATURES, BYTES),
            is_whole: unseen.is_empty(),
            unseen,
            counted: Vec::new(),
            judgements: Vec::new(),
            notes,
        }
    }

    fn judge_all(&mut self) {
        let mut unjudged = 0_usize;
        for (number, candidate) in self.request.discovered.candidates().iter().enumerate() {
            let is_wanted = self.request.policy.looks_at(candidate.role());
            if !is_wanted || !self.subjects.contains(candidate.image()) {
                continue;
            }
            let mut judgement = Judgement::of(number, candidate);
            if self.is_used_up() {
                unjudged = unjudged.saturating_add(1);
                let cause = Finding::new(registry::DISCOVERY_LIMIT, Place::root(), "not judged");
                judgement.fail(Error::Attachment { cause });
            } else {
                self.judge(&mut judgement, candidate);
            }
            self.judgements.push(judgement);
        }
        if unjudged > 0 {
            self.is_whole = false;
            let detail = format!("{unjudged} candidates were not judged: the budget is used up");
            let code = registry::DISCOVERY_LIMIT;
            self.notes.push(Finding::new(code, Place::root(), detail));
        }
    }

    fn is_used_up(&self) -> bool {
        let left = BYTES.saturating_sub(self.budget.hashed());
        self.budget.signatures() >= SIGNATURES || left < LARGEST
    }

    /// Judges one candidate by each way in which it may count; the failure is that of the way that
    /// led furthest.
    fn judge(&mut self, judgement: &mut Judgement, candidate: &Candidate) {
        let size = candidate.bytes().map_or(0, <[u8]>::len);
        if let Err(cause) = self.budget.hash(size) {
            self.is_whole = false;
            let place = Place::root();
            return judgement.fail(Error::Limit { place, cause });
        }
        let attached = Attached::read(candidate, self.request.policy, &self.request.options);
        let attached = match attached {
            Ok(attached) => attached,
            Err(error) => return judgement.fail(error),
        };
        judgement.is_read = true;
        let judged = Judged {
            verifier: self.verifier,
            request: self.request,
            subjects: &self.subjects,
            candidate,
            attached: &attached,
        };
        let mut furthest: Option<Box<Failed>> = None;
        let before = self.counted.len();
        for policy in self.ways.of(&attached) {
            match judged.by(policy, judgement.candidate, &mut self.budget) {
                Ok(verified) => self.counted.push(verified),
                Err(failed) => {
                    let is_limit = failed.error.code() == registry::LIMIT_EXCEEDED;
                    self.is_whole &= !is_limit || !self.is_used_up();
                    let further = |one: &Failed| failed.passed() > one.passed();
                    if furthest.as_deref().is_none_or(further) {
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
                judgement.is_attributable = failed.is_attributable;
                judgement.report = failed.report;
                judgement.failure = Some(failed.error);
            }
            (None, None) => {}
        }
    }

    fn decide(mut self) -> Result<VerifiedImage, Box<ImageRefusal>> {
        let principals: BTreeSet<&str> = self
            .counted
            .iter()
            .map(|verified| verified.principal.as_str())
            .collect();
        let (found, wanted) = (principals.len(), self.request.policy.threshold);
        if found >= wanted {
            // A verdict is about bytes that were there, and that are an image.
            return match self.image() {
                Ok(()) => Ok(VerifiedImage {
                    digest: self.request.image(),
                    path: self.request.path(),
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
        let class = class::of(&error, &self.judgements, self.is_whole);
        Err(self.refuse(error, class))
    }

    /// That the image itself was there, and is one.
    fn image(&self) -> Result<(), Error> {
        let document = self.request.discovered.image().document();
        document.map(drop).map_err(|error| Error::Attachment {
            cause: error.to_finding(),
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
        match self.unseen.first() {
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

impl Judgement {
    fn of(number: usize, candidate: &Candidate) -> Self {
        Self {
            candidate: number,
            role: candidate.role(),
            carrier: candidate.carrier(),
            digest: candidate.digest().copied(),
            failure: None,
            is_read: false,
            is_attributable: false,
            report: Report::new(),
        }
    }

    /// It could not be read.
    fn fail(&mut self, error: Error) {
        self.report.push(Check::fail("image/attachment", &error));
        self.failure = Some(error);
    }
}
