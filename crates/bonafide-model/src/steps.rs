//! Verification as one fixed list of steps, which stops at the first failure or explains them all.
//!
//! Each step reads what earlier steps left in the [`Run`] and leaves its own result there. A step
//! whose input is missing says so and does nothing.

#![cfg(feature = "oms")]

mod certificate;
mod key;
mod material;
mod sigstore;
mod statement;
mod time;

use bonafide_digest::{Digest, sha256};
use bonafide_report::{Budget, Check, Report, Time};
use bonafide_sigstore::VerifiedBundle;
use bonafide_tsa::VerifiedTimestamp;
use bonafide_x509::{Certificate, VerifiedPath};

use crate::bundle::Bundle;
use crate::lint::Lint;
use crate::{
    Error, Manifest, ManifestVerifier, ModelSigner, Refusal, SigningTime, VerifiedManifest,
};

/// What a step that did not fail says.
enum Outcome {
    Pass(String),
    Skip(&'static str),
    NotRun(&'static str),
}

type Step = fn(&mut Run<'_>) -> Result<Outcome, Error>;

const STEPS: [(&str, Step); 10] = [
    ("bundle/parse", material::parse),
    ("bundle/method", material::method),
    ("sigstore/verify", sigstore::verify),
    ("certificate/read", certificate::read),
    ("time/timestamps", time::timestamps),
    ("certificate/path", certificate::path),
    ("certificate/identity", certificate::identity),
    ("signature", key::signature),
    ("time/window", time::window),
    ("statement", statement::check),
];

/// One verification under way.
pub(crate) struct Run<'a> {
    verifier: &'a ManifestVerifier,
    bytes: &'a [u8],
    now: Time,
    budget: &'a mut Budget,
    lint: Lint,
    /// Checks that a step consists of, to be told before the step itself.
    inner: Report,
    explains: bool,
    bundle: Option<Bundle>,
    /// The bundle of the method `sigstore`, read.
    keyless: Option<bonafide_sigstore::Bundle>,
    sigstore: Option<Box<VerifiedBundle>>,
    leaf: Option<Certificate>,
    /// Certificates that the bundle brings along.
    intermediates: Vec<Certificate>,
    stamps: Vec<VerifiedTimestamp>,
    path: Option<VerifiedPath>,
    signer: Option<ModelSigner>,
    /// Which trusted key verified the signature.
    key: Option<usize>,
    time: Option<SigningTime>,
    manifest: Option<Manifest>,
}

impl<'a> Run<'a> {
    pub(crate) fn new(
        verifier: &'a ManifestVerifier,
        bytes: &'a [u8],
        now: Time,
        budget: &'a mut Budget,
    ) -> Self {
        Self {
            verifier,
            bytes,
            now,
            budget,
            lint: Lint::new(verifier.profile),
            inner: Report::new(),
            explains: false,
            bundle: None,
            keyless: None,
            sigstore: None,
            leaf: None,
            intermediates: Vec::new(),
            stamps: Vec::new(),
            path: None,
            signer: None,
            key: None,
            time: None,
            manifest: None,
        }
    }

    /// Runs the steps up to the first failure.
    pub(crate) fn verify(mut self) -> Result<VerifiedManifest, Refusal> {
        let mut report = Report::new();
        for (id, step) in STEPS {
            match self.step(id, step, &mut report) {
                // What an earlier step had to leave is there, or that step failed.
                Ok(Outcome::NotRun(what)) => {
                    let error = Error::Internal { what };
                    return Err(Refusal::new(error, report, self.lint.into_findings()));
                }
                Ok(Outcome::Pass(_) | Outcome::Skip(_)) => {}
                Err(error) => {
                    return Err(Refusal::new(error, report, self.lint.into_findings()));
                }
            }
        }
        self.evidence(report)
    }

    /// Runs every step.
    pub(crate) fn explain(mut self) -> Report {
        self.explains = true;
        let mut report = Report::new();
        for (id, step) in STEPS {
            // The failure stands in the report.
            let _ = self.step(id, step, &mut report);
        }
        report
    }

    fn step(
        &mut self,
        id: &'static str,
        step: Step,
        report: &mut Report,
    ) -> Result<Outcome, Error> {
        let mut outcome = step(self);
        // A warning that the profile makes an error fails the step that found it.
        if let (Ok(_), Some(error)) = (&outcome, self.lint.take_first()) {
            outcome = Err(error);
        }
        for check in self.inner.checks() {
            report.push(check.clone());
        }
        for note in self.inner.notes() {
            report.note(note.clone());
        }
        self.inner = Report::new();
        report.push(match &outcome {
            Ok(Outcome::Pass(summary)) => Check::pass(id, summary.clone()),
            Ok(Outcome::Skip(why)) => Check::skip(id, *why),
            Ok(Outcome::NotRun(missing)) => Check::not_run(id, *missing),
            Err(error) => Check::fail(id, error),
        });
        outcome
    }

    /// All steps have passed: what they left is the evidence. A part that is missing would be a
    /// contradiction between two steps, and is a failure.
    fn evidence(mut self, report: Report) -> Result<VerifiedManifest, Refusal> {
        let payload_digest = self.payload().map(|payload| sha256(&[payload]));
        let findings = self.lint.into_findings();
        match (self.manifest.take(), self.signer.take(), payload_digest) {
            (Some(manifest), Some(signer), Some(payload)) => Ok(VerifiedManifest {
                manifest,
                profile: self.verifier.profile,
                signer,
                time: self.time,
                evaluated_at: self.now,
                bundle_digest: Digest::sha256(sha256(&[self.bytes])),
                payload_digest: Digest::sha256(payload),
                findings,
                report,
            }),
            _ => {
                let what = "a step passed and left nothing";
                Err(Refusal::new(Error::Internal { what }, report, findings))
            }
        }
    }

    /// The payload, once its signature was verified.
    fn payload(&self) -> Option<&[u8]> {
        self.signer.as_ref()?;
        match (&self.sigstore, &self.bundle) {
            (Some(verified), _) => {
                let envelope = verified.statement()?.envelope().envelope();
                Some(envelope.untrusted().payload())
            }
            (None, Some(bundle)) => Some(&bundle.payload),
            (None, None) => None,
        }
    }
}
