//! One candidate, read and verified.

use bonafide_dsse::{Accepted, Envelope, EnvelopeOptions, Statement, StatementOptions};
use bonafide_report::{Check, Coded as _, Finding, Report, Time};
use bonafide_sigstore::{Bundle, Request, pep740};
use bonafide_slsa::{Attestation, Error, Signer, Signing};

use super::carrier::Carrier;
use super::cloud_build::summary::CloudBuildSummary;
use super::judged::{self, Judged, failed, refused, verified_bundle, without_material};
use super::parts::{Candidate, Form};
use super::trust::{KeyChecks, Trust};
use super::{cloud_build, npm};

/// What judges the candidates of one document.
pub(super) struct Judge<'a> {
    pub(super) trust: &'a Trust<'a>,
    pub(super) now: Time,
    pub(super) carrier: Carrier,
    /// What the document says of the image, where it is of Google Cloud Build.
    pub(super) cloud_build: CloudBuildSummary,
    pub(super) key_checks: KeyChecks,
}

impl Judge<'_> {
    pub(super) fn judge(&mut self, candidate: &Candidate<'_>) -> Judged {
        let bytes = candidate.bytes;
        match &candidate.form {
            Form::Envelope => self.envelope(bytes),
            Form::Bundle => match Bundle::parse(bytes, &self.trust.options) {
                Ok(bundle) => self.bundle(&bundle),
                Err(error) => failed(None, "bundle/parse", &error),
            },
            Form::PypiAttestation => match pep740::Attestation::parse(bytes, &self.trust.options) {
                Ok(attestation) => self.bundle(attestation.bundle()),
                Err(error) => failed(None, "bundle/parse", &error),
            },
            Form::CloudBuild => {
                let (checks, summary) = (&mut self.key_checks, &self.cloud_build);
                cloud_build::verify::judge(self.trust, checks, summary, bytes)
            }
            Form::Statement => match Statement::parse(bytes, &StatementOptions::provenance()) {
                Ok(statement) => Judged::new(Attestation::unsigned(statement), Report::new()),
                Err(error) => failed(None, "statement/parse", &error),
            },
            Form::Malformed(reason) => {
                let mut report = Report::new();
                report.push(Check::fail("attestation/parse", reason));
                judged::failed_with(None, reason.clone(), report)
            }
        }
    }

    /// Why a candidate need not be looked at: it can be read, and is not about what is asked for.
    pub(super) fn is_elsewhere(&self, candidate: &Candidate<'_>) -> Option<Finding> {
        let wanted = self.trust.about.as_ref()?;
        let statement = self.statement(candidate)?;
        match statement.match_subjects(wanted, &Accepted::default()) {
            Err(error @ bonafide_dsse::Error::Mismatch { .. }) => Some(error.to_finding()),
            _ => None,
        }
    }

    /// What a candidate says, unverified.
    fn statement(&self, candidate: &Candidate<'_>) -> Option<Statement> {
        let options = &self.trust.options;
        let bytes = candidate.bytes;
        let bundle = match &candidate.form {
            Form::Envelope => return judged::untrusted(&envelope(bytes).ok()?),
            Form::CloudBuild => return judged::untrusted(&cloud_build::build::envelope(bytes)?),
            Form::Statement => {
                return Statement::parse(bytes, &StatementOptions::provenance()).ok();
            }
            Form::Malformed(_) => return None,
            Form::Bundle => Bundle::parse(bytes, options).ok()?,
            Form::PypiAttestation => {
                let attestation = pep740::Attestation::parse(bytes, options).ok()?;
                attestation.bundle().clone()
            }
        };
        judged::untrusted(bundle.envelope()?)
    }

    pub(super) fn bundle(&self, bundle: &Bundle) -> Judged {
        let Some(envelope) = bundle.envelope() else {
            let what = "a bundle that signs no statement is no attestation";
            return Judged::Ignored(Error::CarrierUnsupported { what }.to_finding());
        };
        let statement = judged::untrusted(envelope);
        let Some(hint) = bundle.key_hint() else {
            let policy = self.trust.certificate_policy();
            let request = Request::of_statement(&policy, self.now);
            return match self.trust.verifier.verify(bundle, &request) {
                Ok(verified) => verified_bundle(&verified, |_| None),
                Err(refusal) => refused(statement, &refusal),
            };
        };
        if self.trust.npm.has(hint) {
            return npm::verify::judge(self.trust, self.now, bundle, hint, statement);
        }
        let keys = &self.trust.bundle_keys;
        if keys.is_empty() {
            return without_material(statement);
        }
        let policy = self
            .trust
            .key_policy(keys.iter().map(|(_, key)| key.clone()));
        let request = Request::of_statement(&policy, self.now);
        match self.trust.verifier.verify(bundle, &request) {
            Ok(verified) => verified_bundle(&verified, |id| self.trust.name_of(id)),
            Err(refusal) => refused(statement, &refusal),
        }
    }

    /// An envelope alone: signed by a key of the caller, or with a certificate beside the signature.
    fn envelope(&mut self, bytes: &[u8]) -> Judged {
        let envelope = match envelope(bytes) {
            Ok(envelope) => envelope,
            // Anyone can append an unsigned line.
            Err(error @ bonafide_dsse::Error::NoSignatures {})
                if self.carrier == Carrier::Lines =>
            {
                return Judged::Ignored(error.to_finding());
            }
            Err(error) => return failed(None, "envelope/parse", &error),
        };
        let keyed = match self.by_keys(&envelope) {
            Some(Ok(judged)) => return judged,
            Some(Err(error)) => Some(error),
            None => None,
        };
        let mut signatures = envelope.signatures().iter();
        if signatures.any(|signature| signature.certificate().is_some()) {
            return self.unlogged(&envelope);
        }
        if let Some(certificate) = &self.trust.certificate {
            return self.unlogged(&envelope.with_certificate(certificate));
        }
        let statement = judged::untrusted(&envelope);
        match keyed {
            Some(error) => failed(statement, "envelope/keys", &error),
            None => without_material(statement),
        }
    }

    /// `None` without any keys.
    fn by_keys(&mut self, envelope: &Envelope) -> Option<Result<Judged, bonafide_dsse::Error>> {
        let keys = &self.trust.keys;
        let threshold = keys.threshold(1).ok()?;
        let backend = self.trust.verifier.backend();
        let verified =
            envelope.verify_with_keys(keys, &threshold, backend, &mut self.key_checks.budget);
        let verified = match verified {
            Ok(verified) => verified,
            Err(error) => {
                self.key_checks.note(error.code());
                return Some(Err(error));
            }
        };
        let first = verified.principals().first();
        let name = first.and_then(|one| keys.principals().get(one.index()));
        let name = name.cloned().unwrap_or_default();
        let statement = verified.statement(&StatementOptions::provenance());
        Some(Ok(match statement {
            Ok(statement) => {
                let mut report = Report::new();
                let shown = bonafide_report::Escaped(&name).to_string();
                report.push(Check::pass("envelope/keys", shown));
                let signing = Signing::by(Signer::Key { name });
                Judged::new(Attestation::verified(&statement, signing), report)
            }
            Err(error) => failed(judged::untrusted(envelope), "envelope/statement", &error),
        }))
    }

    fn unlogged(&self, envelope: &Envelope) -> Judged {
        let policy = self.trust.certificate_policy();
        let request = Request::of_statement(&policy, self.now);
        match self.trust.verifier.verify_unlogged(envelope, &request) {
            Ok(verified) => Judged::new(judged::of_unlogged(&verified), verified.report().clone()),
            Err(refusal) => refused(judged::untrusted(envelope), &refusal),
        }
    }
}

fn envelope(bytes: &[u8]) -> Result<Envelope, bonafide_dsse::Error> {
    Envelope::parse(bytes, &EnvelopeOptions::provenance())
}
