//! Verified statements as the rooms for provenance and summaries want them.

use bonafide_digest::Digest;
use bonafide_dsse::{Accepted, ArtifactDigests, Statement};
use bonafide_sigstore::{Signer as Verified, VerifiedBundle};
use bonafide_slsa::{Attestation, Signer, SignerClaims, Signing, Transparency};

use super::{Context, Unmet};
use crate::evidence::{Counted, Proof};
use bonafide_report::{Place, Time, registry};

/// A verified statement with who signed it.
pub(super) struct Attested<'a> {
    pub(super) statement: &'a Statement,
    pub(super) signer: Signer,
    /// When it was signed, as far as somebody trusted says so.
    pub(super) signed_at: Option<Time>,
    pub(super) attestation: Attestation,
}

impl<'a> Attested<'a> {
    /// # Errors
    /// `statement.parse` for a piece without a statement.
    pub(super) fn of(counted: &'a Counted) -> Result<Self, Unmet> {
        let (Proof::Bundle(verified), Some(statement)) = (&counted.proof, counted.statement())
        else {
            let detail = "the piece holds no statement";
            return Err(Unmet::of(registry::STATEMENT_PARSE, Place::root(), detail));
        };
        let signer = signer(verified, &counted.identity.signer);
        let mut signing = Signing::by(signer.clone()).with_transparency(transparency(verified));
        let signed_at = verified.signed_at();
        if let Some(time) = signed_at {
            signing = signing.at(time);
        }
        Ok(Self {
            attestation: Attestation::verified(statement, signing),
            statement: statement.statement(),
            signer,
            signed_at,
        })
    }

    /// The digests by which the statement is about the subject: its own, or that of an index which
    /// leads to it.
    pub(super) fn digests(&self, context: &Context<'_>) -> Result<ArtifactDigests, Unmet> {
        let subject = context.subject;
        let own: &[Digest] = &subject.digests;
        let covering = subject.covered_by.chunks(1);
        let mut first = None;
        let all = core::iter::once(own).chain(covering);
        for digests in all.filter(|digests| !digests.is_empty()) {
            let digests = digests.iter().copied().map(Into::into);
            let stated = ArtifactDigests::stated(digests).map_err(|error| Unmet::from(&error))?;
            match self.statement.match_subjects(&stated, &Accepted::default()) {
                Ok(_) => return Ok(stated),
                Err(error) => first = first.or(Some(Unmet::from(&error))),
            }
        }
        Err(first.unwrap_or_else(|| {
            let detail = "the subject has no digest";
            Unmet::of(registry::ARTIFACT_NOT_A_SUBJECT, Place::root(), detail)
        }))
    }
}

/// Who signed. A key has the name that the policy gives it, behind a prefix that no table of
/// builders uses, and so has a certificate without an issuer.
fn signer(verified: &VerifiedBundle, name: &str) -> Signer {
    match verified.signer() {
        Verified::Certificate(identity) if identity.issuer().is_some() => {
            Signer::Certificate(Box::new(SignerClaims::from(identity.as_ref())))
        }
        _ => Signer::Key {
            name: format!("policy:{name}"),
        },
    }
}

fn transparency(verified: &VerifiedBundle) -> Transparency {
    match verified.logs() {
        [] => Transparency::None,
        _ if verified.is_promise_only() => Transparency::Promise,
        _ => Transparency::Proof,
    }
}
