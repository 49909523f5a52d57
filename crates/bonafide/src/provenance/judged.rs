//! What becomes of candidates: attestations of what was verified, and of what was not.

use bonafide_dsse::{Envelope, Statement, StatementOptions};
use bonafide_report::{Check, Coded, Finding, Report};
use bonafide_sigstore::{Refusal, Signer as Verified, VerifiedBundle, VerifiedUnlogged};
use bonafide_slsa::{Attestation, Signer, SignerClaims, Signing, Transparency};

/// What became of a candidate.
pub(super) enum Judged {
    Attestation(Box<Attestation>, Box<Report>),
    Ignored(Finding),
}

impl Judged {
    pub(super) fn new(attestation: Attestation, report: Report) -> Self {
        Self::Attestation(Box::new(attestation), Box::new(report))
    }
}

/// A verified bundle as an attestation. That a statement or a name is lacking would contradict what
/// was verified, and is a failure.
pub(super) fn verified_bundle(
    verified: &VerifiedBundle,
    name: impl Fn(&[u8; 32]) -> Option<String>,
) -> Judged {
    match of_bundle(verified, name) {
        Some(attestation) => Judged::new(attestation, verified.report().clone()),
        None => failed(
            None,
            "attestation/signature",
            &bonafide_slsa::Error::NoMaterial {},
        ),
    }
}

/// The attestation of a verified bundle; `name` names the key with this id. `None` for a bundle
/// without a statement.
fn of_bundle(
    verified: &VerifiedBundle,
    name: impl Fn(&[u8; 32]) -> Option<String>,
) -> Option<Attestation> {
    let signer = match verified.signer() {
        Verified::Certificate(identity) => {
            Signer::Certificate(Box::new(SignerClaims::from(identity.as_ref())))
        }
        Verified::Key { id } => Signer::Key { name: name(id)? },
        _ => return None,
    };
    let mut signing = Signing::by(signer).with_transparency(transparency(verified));
    if let Some(time) = verified.signed_at() {
        signing = signing.at(time);
    }
    Some(Attestation::verified(verified.statement()?, signing))
}

/// The attestation of an envelope that no log and no authority vouches for.
pub(super) fn of_unlogged(verified: &VerifiedUnlogged) -> Attestation {
    let claims = Box::new(SignerClaims::from(verified.identity()));
    Attestation::verified(
        verified.statement(),
        Signing::by(Signer::Certificate(claims)),
    )
}

fn transparency(verified: &VerifiedBundle) -> Transparency {
    match verified.logs() {
        [] => Transparency::None,
        _ if verified.is_promise_only() => Transparency::Promise,
        _ => Transparency::Proof,
    }
}

/// The statement of an envelope that was not verified, if it can be read.
pub(super) fn untrusted(envelope: &Envelope) -> Option<Statement> {
    let options = StatementOptions::provenance();
    envelope.untrusted().statement(&options).ok()
}

/// An attestation that was refused, with the checks up to the one that failed.
pub(super) fn refused(statement: Option<Statement>, refusal: &Refusal) -> Judged {
    failed_with(statement, refusal.to_finding(), refusal.report().clone())
}

/// An attestation that fails the check of this name.
pub(super) fn failed(
    statement: Option<Statement>,
    check: &'static str,
    error: &(impl Coded + ?Sized),
) -> Judged {
    let mut report = Report::new();
    report.push(Check::fail(check, error));
    failed_with(statement, error.to_finding(), report)
}

pub(super) fn failed_with(statement: Option<Statement>, reason: Finding, report: Report) -> Judged {
    let attestation = match statement {
        Some(statement) => Attestation::invalid(statement, reason),
        None => Attestation::unreadable(reason),
    };
    Judged::new(attestation, report)
}

/// An attestation with nothing to check its signature with.
pub(super) fn without_material(statement: Option<Statement>) -> Judged {
    let error = bonafide_slsa::Error::NoMaterial {};
    let Some(statement) = statement else {
        return failed(None, "attestation/signature", &error);
    };
    let mut report = Report::new();
    report.push(Check::skip("attestation/signature", error.to_string()));
    Judged::new(Attestation::without_material(statement), report)
}
