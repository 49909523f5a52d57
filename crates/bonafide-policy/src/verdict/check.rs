//! One check of a verdict.

use std::sync::Arc;

use bonafide_digest::Digest;
use bonafide_report::{Class, Code, Decision, Escaped, Finding, Time};

use crate::Mode;

/// What became of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CheckStatus {
    /// `pass`
    Pass,
    /// `fail`
    Fail,
    /// `skip`
    Skip,
}

impl CheckStatus {
    /// The stable lower-case name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Skip => "skip",
        }
    }
}

/// One check: a requirement of a rule, or a built-in one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerdictCheck {
    /// `<rule>/<requirement>`, or built in: `ref/parse`, `ref/registry`, `ref/pin`, `ref/rule`,
    /// `subject/digest`, `discovery/complete`, `policy/load`, `waiver/<id>`.
    pub(crate) id: String,
    pub(crate) code: Code,
    pub(crate) status: CheckStatus,
    /// Of a failure.
    pub(crate) class: Option<Class>,
    pub(crate) mode: Mode,
    /// What it contributes by itself, were it enforced.
    pub(crate) decision: Decision,
    pub(crate) summary: String,
    /// Where it went wrong, in the piece of evidence or in the policy.
    pub(crate) place: Option<String>,
    pub(crate) evidence: Vec<Arc<EvidenceView>>,
    pub(crate) identities: Vec<Arc<IdentityView>>,
    /// At most 64; `candidates_count` has them all.
    pub(crate) candidates: Vec<CandidateView>,
    pub(crate) candidates_count: usize,
    pub(crate) findings: Vec<Finding>,
    pub(crate) retryable: bool,
    pub(crate) waived_by: Option<String>,
}

/// A piece of evidence that a check used.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct EvidenceView {
    pub(crate) digest: Option<Digest>,
    pub(crate) media_type: Option<String>,
    /// `signature`, `attestation`, `sbom`, `report`, `vex`, `model-signature`, `unknown`.
    pub(crate) role: &'static str,
    /// `tag`, `referrer`, `fallback`, `layout`, `inline`, `buildkit`, `local`.
    pub(crate) source: &'static str,
    pub(crate) repository: Option<String>,
}

/// A signer that a check found.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct IdentityView {
    /// Its name in the policy.
    pub(crate) signer: String,
    /// `keyless`, `key`, `certificate`.
    pub(crate) kind: &'static str,
    pub(crate) issuer: Option<String>,
    pub(crate) san: Option<String>,
    pub(crate) key_sha256: Option<[u8; 32]>,
    pub(crate) log_index: Option<u64>,
    pub(crate) signed_at: Option<Time>,
}

/// Why a piece did or did not count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CandidateView {
    pub(crate) digest: Option<Digest>,
    pub(crate) code: Code,
    pub(crate) summary: Arc<str>,
}

impl VerdictCheck {
    /// How the note begins that tells of the exception which bears it.
    pub(crate) fn waiver_note(&self) -> Option<String> {
        let exception = Escaped(self.waived_by.as_deref()?);
        let id = Escaped(&self.id);
        Some(format!("{id}: borne by the exception `{exception}`"))
    }

    /// `<rule>/<requirement>`, or the id of a built-in check such as `ref/registry`.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What was found out.
    #[must_use]
    pub const fn code(&self) -> Code {
        self.code
    }

    /// What became of it.
    #[must_use]
    pub const fn status(&self) -> CheckStatus {
        self.status
    }

    /// The class of its failure.
    #[must_use]
    pub const fn class(&self) -> Option<Class> {
        self.class
    }

    /// Whether it counts.
    #[must_use]
    pub const fn mode(&self) -> Mode {
        self.mode
    }

    /// What it contributes by itself, were it enforced.
    #[must_use]
    pub const fn decision(&self) -> Decision {
        self.decision
    }

    /// One sentence for a person; what comes from inputs is escaped in it.
    #[must_use]
    pub fn summary(&self) -> &str {
        &self.summary
    }

    /// Where it went wrong, in the piece of evidence or in the policy.
    #[must_use]
    pub fn place(&self) -> Option<&str> {
        self.place.as_deref()
    }

    /// What to do about it; empty where nothing is to be done.
    #[must_use]
    pub const fn remedy(&self) -> &'static str {
        self.code.remedy()
    }

    /// The evidence that it used.
    pub fn evidence(&self) -> impl ExactSizeIterator<Item = &EvidenceView> {
        self.evidence.iter().map(AsRef::as_ref)
    }

    /// The signers that it found.
    pub fn identities(&self) -> impl ExactSizeIterator<Item = &IdentityView> {
        self.identities.iter().map(AsRef::as_ref)
    }

    /// Why each piece that was looked at did or did not count; at most 64.
    #[must_use]
    pub fn candidates(&self) -> &[CandidateView] {
        &self.candidates
    }

    /// How many pieces were looked at.
    #[must_use]
    pub const fn candidates_count(&self) -> usize {
        self.candidates_count
    }

    /// What the parts that judge evidence found, in their own codes.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Whether trying again may help.
    #[must_use]
    pub const fn is_retryable(&self) -> bool {
        self.retryable
    }

    /// The id of the exception that bears its failure.
    #[must_use]
    pub fn waived_by(&self) -> Option<&str> {
        self.waived_by.as_deref()
    }
}

impl EvidenceView {
    /// The digest of its bytes.
    #[must_use]
    pub const fn digest(&self) -> Option<&Digest> {
        self.digest.as_ref()
    }

    /// What its carrier says that it is; untrusted text.
    #[must_use]
    pub fn media_type(&self) -> Option<&str> {
        self.media_type.as_deref()
    }

    /// `signature`, `attestation`, `sbom`, `report`, `vex`, `model-signature`.
    #[must_use]
    pub fn role(&self) -> &str {
        self.role
    }

    /// How it was found: `tag`, `referrer`, `fallback`, `layout`, `inline`, `buildkit`, `local`.
    #[must_use]
    pub fn source(&self) -> &str {
        self.source
    }

    /// Where it was found; untrusted text.
    #[must_use]
    pub fn repository(&self) -> Option<&str> {
        self.repository.as_deref()
    }
}

impl IdentityView {
    /// Its name in the policy.
    #[must_use]
    pub fn signer(&self) -> &str {
        &self.signer
    }

    /// `keyless`, `key`, `certificate`.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        self.kind
    }

    /// Who vouched for the identity; untrusted text.
    #[must_use]
    pub fn issuer(&self) -> Option<&str> {
        self.issuer.as_deref()
    }

    /// The name in the certificate; untrusted text.
    #[must_use]
    pub fn san(&self) -> Option<&str> {
        self.san.as_deref()
    }

    /// The SHA-256 of the public key (DER, SPKI).
    #[must_use]
    pub const fn key_sha256(&self) -> Option<&[u8; 32]> {
        self.key_sha256.as_ref()
    }

    /// Where the signature stands in its log.
    #[must_use]
    pub const fn log_index(&self) -> Option<u64> {
        self.log_index
    }

    /// When it was made, as far as verified evidence tells.
    #[must_use]
    pub const fn signed_at(&self) -> Option<Time> {
        self.signed_at
    }
}

impl CandidateView {
    /// The digest of its bytes.
    #[must_use]
    pub const fn digest(&self) -> Option<&Digest> {
        self.digest.as_ref()
    }

    /// Why it did or did not count.
    #[must_use]
    pub const fn code(&self) -> Code {
        self.code
    }

    /// The same as a sentence; what comes from inputs is escaped in it.
    #[must_use]
    pub fn summary(&self) -> &str {
        &self.summary
    }
}
