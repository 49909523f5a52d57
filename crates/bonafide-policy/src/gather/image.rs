//! Images: what discovery found, judged for each question.

use std::collections::BTreeMap;
use std::sync::Arc;

use bonafide_oci::{Candidate, Carrier, Discovered, Role, Wanted};
use bonafide_report::{Class, Coded as _, Finding, Place, Time, registry};
use bonafide_sigstore::image::{ImageRequest, Judgement, VerifiedAttachment};

use super::answer::{Objection, fails};
use super::image_policy::{Asked, NameRule};
use super::{answer, image_policy, reference};
use crate::compile::{CompiledSigner, SignerState};
use crate::evidence::{About, Answer, Incompleteness, Outcome, Proof, QuestionId};
use crate::{CompiledPolicy, EvidenceSet, EvidenceView, Subject};

/// The predicate type of a statement that is a signature and nothing else.
pub(super) const SIGNATURE: &str = "https://sigstore.dev/cosign/sign/v1";

impl EvidenceSet {
    /// Judges what was found with an image, once for each question of the policy.
    ///
    /// Costs for each question what
    /// [`Verifier::verify_image`](bonafide_sigstore::Verifier::verify_image) does. `now` is the
    /// evaluation time. The subject is the image that was discovered, or a child of it that the
    /// discovery looked at; what was not looked at leaves the evidence incomplete.
    ///
    /// # Specification
    /// policy section 2, EV-5 to EV-8.
    #[must_use]
    pub fn of_image(
        policy: &CompiledPolicy,
        subject: &Subject,
        discovered: &Discovered,
        now: Time,
    ) -> Self {
        let mut gathering = Gathering {
            subject,
            discovered,
            now,
            set: Self {
                incomplete: incomplete(policy.wanted(subject), discovered),
                pieces: pieces(subject, discovered),
                notes: discovered.notes().to_vec(),
                about: Some(About::new(policy, subject, now)),
                ..Self::default()
            },
        };
        if let Err(error) = discovered.image().document() {
            gathering.set.without_image(error);
        }
        let mut signers = Vec::new();
        for (number, question) in policy.questions.iter().enumerate() {
            let Some(SignerState::Ready(signer)) = policy.signers.get(&question.signer) else {
                continue;
            };
            if let Some(asked) = image_policy::of(question, signer, subject) {
                signers.push(question.signer.as_str());
                gathering.ask(QuestionId(number), signer, &asked);
            }
        }
        let mut set = gathering.set;
        set.trust_of(policy, signers.into_iter(), now);
        set
    }

    /// The evidence about an image that could not be had at all.
    ///
    /// # Specification
    /// policy EV-8: what was not seen may count.
    #[must_use]
    pub fn of_failed_discovery(error: &bonafide_oci::Error) -> Self {
        let mut set = Self::default();
        set.without_image(error);
        set
    }

    /// Bytes that are there and wrong speak of the artifact; bytes that could not be had do not.
    fn without_image(&mut self, error: &bonafide_oci::Error) {
        use bonafide_oci::SourceErrorKind as Kind;
        let is_retryable = match error {
            bonafide_oci::Error::Source { cause } => matches!(
                cause.kind(),
                Kind::Throttled { .. } | Kind::Unavailable | Kind::Timeout | Kind::DeadlineReached
            ),
            _ => false,
        };
        let finding = error.to_finding();
        if matches!(
            finding.code().class(),
            Some(Class::Mismatch | Class::Malformed)
        ) {
            self.image_fault = Some(finding.clone());
        }
        self.incomplete.push(Incompleteness {
            finding,
            is_retryable,
        });
    }
}

struct Gathering<'a> {
    subject: &'a Subject,
    discovered: &'a Discovered,
    now: Time,
    set: EvidenceSet,
}

impl Gathering<'_> {
    fn ask(&mut self, number: QuestionId, signer: &CompiledSigner, asked: &Asked<'_>) {
        let mut request = ImageRequest::new(self.discovered, &asked.policy, self.now);
        if let Some(reference) = &self.subject.reference {
            request = request.with_reference(reference);
        }
        if let Some(digest) = self.subject.digests.first()
            && digest != self.discovered.image().digest()
        {
            request = request.about_child(*digest);
        }
        let (attachments, judgements, refused) = match signer.verifier.verify_image(&request) {
            Ok(verified) => {
                let (attachments, judgements) = verified.into_parts();
                (attachments, judgements, None)
            }
            Err(refusal) => (
                Vec::new(),
                refusal.judgements().to_vec(),
                Some(refusal.error().to_finding()),
            ),
        };
        let answers = if judgements.is_empty() {
            self.unjudged(refused)
        } else {
            self.answers(signer, asked, attachments, &judgements, refused.as_ref())
        };
        self.set.answers.insert(number, answers);
    }

    /// The question meant nothing, or nothing was there to judge.
    fn unjudged(&mut self, refused: Option<Finding>) -> Vec<Answer> {
        let Some(finding) = refused else {
            return Vec::new();
        };
        let is_limit = finding.code() == registry::LIMIT_EXCEEDED;
        if is_limit || finding.code() == registry::DISCOVERY_INCOMPLETE {
            self.set.not_seen(finding);
            return Vec::new();
        }
        if finding.code() != registry::POLICY_EMPTY {
            return Vec::new();
        }
        let pieces = 0..self.set.pieces.len();
        pieces
            .map(|piece| Answer {
                piece,
                outcome: fails(finding.clone(), false, true),
            })
            .collect()
    }

    fn answers(
        &mut self,
        signer: &CompiledSigner,
        asked: &Asked<'_>,
        attachments: Vec<VerifiedAttachment>,
        judgements: &[Judgement],
        refused: Option<&Finding>,
    ) -> Vec<Answer> {
        let mut verified: BTreeMap<usize, Vec<VerifiedAttachment>> = BTreeMap::new();
        for attachment in attachments {
            let of_one = verified.entry(attachment.candidate()).or_default();
            of_one.push(attachment);
        }
        let mut answers = Vec::new();
        for judgement in judgements {
            let piece = judgement.candidate();
            if let Some(attachments) = verified.remove(&piece) {
                for attachment in attachments {
                    let outcome = self.outcome(signer, asked, attachment);
                    answers.push(Answer { piece, outcome });
                }
                continue;
            }
            let failure = judgement.failure().map(|failure| failure.to_finding());
            // What counts by itself does not where the image itself is not there.
            let Some(finding) = failure.or_else(|| refused.cloned()) else {
                continue;
            };
            let outcome = fails(
                finding,
                judgement.is_attributable(),
                judgement.is_well_formed(),
            );
            self.set.not_seen_for(&outcome);
            answers.push(Answer { piece, outcome });
        }
        answers
    }

    fn outcome(
        &mut self,
        signer: &CompiledSigner,
        asked: &Asked<'_>,
        attachment: VerifiedAttachment,
    ) -> Outcome {
        let signed = attachment
            .payload()
            .map(bonafide_sigstore::image::SimpleSigning::reference);
        let named = match asked.name {
            NameRule::Done => Ok(()),
            NameRule::Imported(rule) => reference::check(rule, signed, self.subject),
            NameRule::Impossible => {
                let detail = "the policy compares the name that was signed, and there is none to \
                              compare it with";
                Err(Objection::new(registry::SIGNATURE_IDENTITY_REPLAY, detail))
            }
        };
        if let Err(objection) = named {
            return objection.into_outcome();
        }
        let piece = attachment.candidate();
        let outcome = answer::bundle(signer, attachment.into_evidence(), self.now);
        if let Outcome::Counts(counted) = &outcome
            && let Some(piece) = self.set.pieces.get_mut(piece)
        {
            Arc::make_mut(piece).role = role_of(&counted.proof);
        }
        outcome
    }
}

/// What a piece is, once it is known.
pub(super) fn role_of(proof: &Proof) -> &'static str {
    match proof {
        Proof::Model(_) => "model-signature",
        #[cfg(test)]
        Proof::Stated { .. } => "attestation",
        Proof::Bundle(bundle) => match bundle.statement() {
            Some(found) if found.statement().predicate_type() != SIGNATURE => "attestation",
            _ => "signature",
        },
    }
}

fn incomplete(wanted: Option<Wanted>, discovered: &Discovered) -> Vec<Incompleteness> {
    let reasons = discovered.unseen(wanted.unwrap_or(discovered.wanted()));
    reasons
        .iter()
        .map(|reason| Incompleteness {
            finding: Finding::new(reason.code(), Place::root(), reason.to_string()),
            is_retryable: reason.is_retryable(),
        })
        .collect()
}

fn pieces(subject: &Subject, discovered: &Discovered) -> Vec<Arc<EvidenceView>> {
    let own = subject
        .reference
        .as_ref()
        .map(|one| one.repository().to_string());
    let view = |candidate: &Candidate| EvidenceView {
        digest: candidate.digest().copied(),
        media_type: candidate
            .media_type()
            .map(|found| found.as_str().to_owned()),
        role: match candidate.role() {
            Role::SimpleSigning | Role::Gpg => "signature",
            Role::Envelope | Role::UnsignedStatement => "attestation",
            Role::UnsignedSbom => "sbom",
            _ => "unknown",
        },
        source: match candidate.carrier() {
            Carrier::Referrer => "referrer",
            Carrier::FallbackTag => "fallback",
            Carrier::Tag(_) => "tag",
            Carrier::IndexChild => "buildkit",
            _ => "layout",
        },
        repository: candidate
            .repository()
            .map(ToString::to_string)
            .or_else(|| own.clone()),
    };
    let views = discovered.candidates().iter().map(view);
    views.map(Arc::new).collect()
}
