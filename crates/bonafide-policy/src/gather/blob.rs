//! Files and packages: bundles that the caller hands over.

use std::sync::Arc;

use bonafide_digest::{Digest, sha256};
use bonafide_report::{Coded as _, Escaped, Finding, Place, Time, registry};
use bonafide_sigstore::pep740::ExpectedDistribution;
use bonafide_sigstore::{
    Artifact, Error, ParseOptions, Policy, Request, SignatureFile, VerifiedBundle,
};

use super::answer::{self, fails};
use super::image::{SIGNATURE, role_of};
use crate::compile::{CompiledSigner, SignerState};
use crate::evidence::{About, Answer, Incompleteness, Outcome, Question, QuestionId, QuestionKind};
use crate::{CompiledPolicy, EvidenceSet, EvidenceView, Promise, SignatureFormats, Subject};

/// Pieces that are judged for one file.
const MOST: usize = 256;

impl EvidenceSet {
    /// Judges what was handed over with a file or a package, once for each question of the policy:
    /// Sigstore bundles of every version, what older tools wrote instead, and PEP 740 attestations.
    ///
    /// A signature is one over the bytes, or a statement that is a signature and nothing else; an
    /// attestation is any other statement about one of the digests of the subject. Attestations of
    /// PEP 740 are about a distribution: the name of the subject must end in its file name. At most
    /// 256 pieces are judged; what lies beyond leaves the evidence incomplete.
    ///
    /// # Specification
    /// policy section 2, EV-5 to EV-8.
    #[must_use]
    pub fn of_blob(
        policy: &CompiledPolicy,
        subject: &Subject,
        bundles: &[&[u8]],
        now: Time,
    ) -> Self {
        let mut set = Self {
            is_handed_over: bundles.len() == 1,
            is_local: true,
            about: Some(About::new(policy, subject, now)),
            ..Self::default()
        };
        if bundles.len() > MOST {
            let detail = format!("{} pieces, of which {MOST} are judged", bundles.len());
            set.incomplete.push(Incompleteness {
                finding: Finding::new(registry::DISCOVERY_LIMIT, Place::root(), detail),
                is_retryable: false,
            });
        }
        let options = ParseOptions::default();
        let read: Vec<Result<SignatureFile, Error>> = bundles
            .iter()
            .take(MOST)
            .map(|bytes| SignatureFile::parse(bytes, &options))
            .collect();
        let with_bytes = read.iter().zip(bundles);
        set.pieces = with_bytes
            .map(|(read, bytes)| Arc::new(piece(read.as_ref(), bytes)))
            .collect();
        let mut signers = Vec::new();
        for (number, question) in policy.questions.iter().enumerate() {
            let Some(SignerState::Ready(signer)) = policy.signers.get(&question.signer) else {
                continue;
            };
            let kind = &question.kind;
            if matches!(
                kind,
                QuestionKind::Model { .. } | QuestionKind::ModelManifest
            ) {
                continue;
            }
            signers.push(question.signer.as_str());
            let asking = Asking {
                question,
                signer,
                subject,
                now,
            };
            let mut answers = Vec::new();
            for (piece, evidence) in read.iter().enumerate() {
                let outcome = match evidence {
                    Ok(evidence) => asking.judge(evidence),
                    Err(error) => fails(error.to_finding(), false, false),
                };
                if let Outcome::Counts(counted) = &outcome
                    && let Some(piece) = set.pieces.get_mut(piece)
                {
                    Arc::make_mut(piece).role = role_of(&counted.proof);
                }
                set.not_seen_for(&outcome);
                answers.push(Answer { piece, outcome });
            }
            set.answers.insert(QuestionId(number), answers);
        }
        set.trust_of(policy, signers.into_iter(), now);
        set
    }
}

fn piece(read: Result<&SignatureFile, &Error>, bytes: &[u8]) -> EvidenceView {
    EvidenceView {
        digest: Some(Digest::sha256(sha256(&[bytes]))),
        media_type: match read {
            Ok(file) if !file.is_legacy() && file.attestation().is_none() => {
                Some(file.bundle().version().as_str().to_owned())
            }
            _ => None,
        },
        role: match read {
            Ok(evidence) if evidence.bundle().has_envelope() => "attestation",
            Ok(_) => "signature",
            Err(_) => "unknown",
        },
        source: "local",
        repository: None,
    }
}

/// One question about one file.
struct Asking<'a> {
    question: &'a Question,
    signer: &'a CompiledSigner,
    subject: &'a Subject,
    now: Time,
}

impl Asking<'_> {
    fn judge(&self, evidence: &SignatureFile) -> Outcome {
        let policy = match self.policy(evidence) {
            Ok(policy) => policy,
            Err(finding) => return fails(finding, false, true),
        };
        let artifact = Artifact::from_digests(self.subject.digests.iter().copied());
        let request = Request::new(artifact, &policy, self.now);
        match self.verify(evidence, &request) {
            Ok(bundle) => match self.object(&bundle) {
                Ok(()) => answer::bundle(self.signer, bundle, self.now),
                Err(finding) => fails(finding, true, true),
            },
            Err(finding) => {
                let bundle = evidence.bundle();
                let is_attributable = self.signer.verifier.is_by_wanted(bundle, &request);
                fails(finding, is_attributable, true)
            }
        }
    }

    fn verify(
        &self,
        evidence: &SignatureFile,
        request: &Request<'_>,
    ) -> Result<VerifiedBundle, Finding> {
        let verifier = &self.signer.verifier;
        let verified = match evidence.attestation() {
            None => verifier.verify(evidence.bundle(), request),
            Some(attestation) => {
                let refused = |detail: String| {
                    Finding::new(registry::ARTIFACT_NOT_A_SUBJECT, Place::root(), detail)
                };
                let name = self.subject.name.as_deref().ok_or_else(|| {
                    let detail = "an attestation of a distribution, and no name was given; give the \
                                  name of the file: `Subject::with_name`";
                    refused(detail.to_owned())
                })?;
                let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
                let expected = ExpectedDistribution::new(file).ok_or_else(|| {
                    let file = Escaped(file);
                    refused(format!(
                        "an attestation of a distribution, and `{file}` is the name of none: a \
                         wheel is named as `app-1.0-py3-none-any.whl`, a source as `app-1.0.tar.gz`"
                    ))
                })?;
                verifier.verify_attestation(attestation, &expected, request)
            }
        };
        verified.map_err(|refusal| answer::finding(&refusal))
    }

    /// Who is wanted, in the form that this piece has.
    fn policy(&self, evidence: &SignatureFile) -> Result<Policy, Finding> {
        let policy = self.signer.policy.clone();
        let QuestionKind::Signature {
            annotations,
            formats,
            promise,
            repository,
            signed_identity,
            ..
        } = &self.question.kind
        else {
            return Ok(policy);
        };
        let refused = |code, detail: &str| Err(Finding::new(code, Place::root(), detail));
        let is_legacy = evidence.is_legacy();
        let is_refused = match formats {
            SignatureFormats::Bundle => is_legacy,
            SignatureFormats::Legacy => !is_legacy,
            SignatureFormats::Any => false,
        };
        if is_refused {
            let detail = "the policy does not accept this format";
            return refused(registry::IMAGE_FORMAT_NOT_ALLOWED, detail);
        }
        if !annotations.is_empty() {
            let detail = "the policy wants annotations, which signatures of files do not have";
            return refused(registry::IMAGE_ANNOTATION, detail);
        }
        if repository.is_some() || signed_identity.is_some() {
            let detail = "the policy compares the name of an image, and this is a file";
            return refused(registry::SIGNATURE_IDENTITY_REPLAY, detail);
        }
        let policy = match promise {
            Promise::Allow => policy.allow_promise_only(),
            Promise::Deny => policy,
        };
        Ok(if evidence.bundle().has_envelope() {
            policy.with_predicate_type(SIGNATURE)
        } else {
            policy
        })
    }

    /// Signatures and attestations are different things.
    fn object(&self, bundle: &VerifiedBundle) -> Result<(), Finding> {
        let statement = bundle.statement().map(|found| found.statement());
        let refused = |code, detail: &str| Err(Finding::new(code, Place::root(), detail));
        match (&self.question.kind, statement) {
            (QuestionKind::Attestation, None) => {
                let detail = "an attestation is wanted, and what was signed is no statement";
                refused(registry::STATEMENT_PREDICATE_TYPE, detail)
            }
            (QuestionKind::Attestation, Some(found)) if found.predicate_type() == SIGNATURE => {
                let detail = "a signature attests to nothing else";
                refused(registry::STATEMENT_PREDICATE_TYPE, detail)
            }
            (
                QuestionKind::Signature {
                    promise: Promise::Deny,
                    ..
                },
                _,
            ) if !bundle.logs().iter().any(|log| log.inclusion().is_some()) => {
                let detail = "no log proves that it holds the signature, as the policy wants";
                refused(registry::TLOG_MISSING, detail)
            }
            _ => Ok(()),
        }
    }
}
