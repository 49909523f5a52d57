//! One candidate, read and verified.

use bonafide_dsse::{Accepted, Envelope, EnvelopeOptions, Statement, StatementOptions};
use bonafide_report::{Budget, Check, Coded as _, Finding, Report, Time, registry};
use bonafide_sigstore::{Bundle, Request, pep740};
use bonafide_slsa::{Attestation, Error, Signer, Signing};

use super::carrier::{Candidate, Carrier, Form};
use super::cloud_build::{self, CloudBuildSummary};
use super::reader::ProvenanceReader;
use super::signed::{self, failed, refused, without_material};

/// What judges the candidates of one document.
pub(super) struct Judge<'a> {
    pub(super) reader: &'a ProvenanceReader<'a>,
    pub(super) now: Time,
    pub(super) carrier: Carrier,
    pub(super) cloud_build: Option<CloudBuildSummary>,
    /// For the signatures by keys, over all candidates.
    pub(super) budget: Budget,
    /// Whether a signature was not checked for want of budget.
    pub(super) is_exhausted: bool,
}

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

impl Judge<'_> {
    pub(super) fn judge(&mut self, candidate: &Candidate<'_>) -> Judged {
        let bytes = candidate.bytes;
        match &candidate.form {
            Form::Envelope => self.envelope(bytes),
            Form::Bundle => match Bundle::parse(bytes, &self.reader.options) {
                Ok(bundle) => self.bundle(&bundle),
                Err(error) => failed(None, "bundle/parse", &error),
            },
            Form::PypiAttestation => {
                match pep740::Attestation::parse(bytes, &self.reader.options) {
                    Ok(attestation) => self.bundle(attestation.bundle()),
                    Err(error) => failed(None, "bundle/parse", &error),
                }
            }
            Form::CloudBuild => cloud_build::judge(self, bytes),
            Form::Statement => match Statement::parse(bytes, &StatementOptions::provenance()) {
                Ok(statement) => Judged::new(Attestation::unsigned(statement), Report::new()),
                Err(error) => failed(None, "statement/parse", &error),
            },
            Form::Malformed(reason) => {
                let mut report = Report::new();
                report.push(Check::fail("attestation/parse", reason));
                signed::failed_with(None, reason.clone(), report)
            }
        }
    }

    /// Why a candidate need not be looked at: it can be read, and is not about what is asked for.
    pub(super) fn is_elsewhere(&self, candidate: &Candidate<'_>) -> Option<Finding> {
        let wanted = self.reader.about.as_ref()?;
        let statement = self.statement(candidate)?;
        match statement.match_subjects(wanted, &Accepted::default()) {
            Err(error @ bonafide_dsse::Error::Mismatch { .. }) => Some(error.to_finding()),
            _ => None,
        }
    }

    /// What a candidate says, unverified.
    fn statement(&self, candidate: &Candidate<'_>) -> Option<Statement> {
        let options = &self.reader.options;
        let bytes = candidate.bytes;
        let bundle = match &candidate.form {
            Form::Envelope => return signed::untrusted(&envelope(bytes).ok()?),
            Form::CloudBuild => return signed::untrusted(&cloud_build::envelope(bytes)?),
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
        signed::untrusted(bundle.envelope()?)
    }

    pub(super) fn bundle(&self, bundle: &Bundle) -> Judged {
        let Some(envelope) = bundle.envelope() else {
            let what = "the signature of a message is no attestation";
            return Judged::Ignored(Error::CarrierUnsupported { what }.to_finding());
        };
        let statement = signed::untrusted(envelope);
        let Some(hint) = bundle.key_hint() else {
            let policy = self.reader.certificate_policy();
            let request = Request::of_statement(&policy, self.now);
            return match self.reader.verifier.verify(bundle, &request) {
                Ok(verified) => verified_bundle(&verified, |_| None),
                Err(refusal) => refused(statement, &refusal),
            };
        };
        if self.reader.npm.has(hint) {
            return self.reader.npm.judge(self, bundle, hint, statement);
        }
        let keys = &self.reader.bundle_keys;
        if keys.is_empty() {
            return without_material(statement);
        }
        let policy = self
            .reader
            .key_policy(keys.iter().map(|(_, key)| key.clone()));
        let request = Request::of_statement(&policy, self.now);
        match self.reader.verifier.verify(bundle, &request) {
            Ok(verified) => verified_bundle(&verified, |id| self.reader.name_of(id)),
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
        if let Some(certificate) = &self.reader.certificate {
            return self.unlogged(&envelope.with_certificate(certificate));
        }
        let statement = signed::untrusted(&envelope);
        match keyed {
            Some(error) => failed(statement, "envelope/keys", &error),
            None => without_material(statement),
        }
    }

    /// `None` without any keys.
    fn by_keys(&mut self, envelope: &Envelope) -> Option<Result<Judged, bonafide_dsse::Error>> {
        let keys = &self.reader.keys;
        let threshold = keys.threshold(1).ok()?;
        let backend = self.reader.verifier.backend();
        let verified = envelope.verify_with_keys(keys, &threshold, backend, &mut self.budget);
        let verified = match verified {
            Ok(verified) => verified,
            Err(error) => {
                self.is_exhausted |= error.code() == registry::LIMIT_EXCEEDED;
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
            Err(error) => failed(signed::untrusted(envelope), "envelope/statement", &error),
        }))
    }

    fn unlogged(&self, envelope: &Envelope) -> Judged {
        let policy = self.reader.certificate_policy();
        let request = Request::of_statement(&policy, self.now);
        match self.reader.verifier.verify_unlogged(envelope, &request) {
            Ok(verified) => Judged::new(signed::of_unlogged(&verified), verified.report().clone()),
            Err(refusal) => refused(signed::untrusted(envelope), &refusal),
        }
    }
}

impl ProvenanceReader<'_> {
    /// The name under which the caller trusts the key with this id.
    pub(super) fn name_of(&self, id: &[u8; 32]) -> Option<String> {
        let mut keys = self.bundle_keys.iter();
        let found = keys.find(|(_, key)| key.public_key().id() == *id);
        found.map(|(name, _)| name.clone())
    }
}

/// A verified bundle as an attestation. That a statement or a name is lacking would contradict what
/// was verified, and is a failure.
pub(super) fn verified_bundle(
    verified: &bonafide_sigstore::VerifiedBundle,
    name: impl Fn(&[u8; 32]) -> Option<String>,
) -> Judged {
    match signed::of_bundle(verified, name) {
        Some(attestation) => Judged::new(attestation, verified.report().clone()),
        None => failed(None, "attestation/signature", &Error::NoMaterial {}),
    }
}

fn envelope(bytes: &[u8]) -> Result<Envelope, bonafide_dsse::Error> {
    Envelope::parse(bytes, &EnvelopeOptions::provenance())
}
