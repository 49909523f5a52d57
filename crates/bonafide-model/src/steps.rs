//! Verification as one fixed list of steps, which stops at the first failure or explains them all.
//!
//! Each step reads what earlier steps left in the [`Run`] and leaves its own result there. A step
//! whose input is missing says so and does nothing.

#![cfg(feature = "oms")]

mod certificate;
mod key;
mod material;
mod run;
mod signature;
mod sigstore;
mod statement;
mod time;

use bonafide_digest::{Digest, sha256};
use bonafide_report::{Check, Report};

use crate::{Error, Refusal, VerifiedManifest};
use run::Outcome;

pub(crate) use run::Run;

type Step = fn(&mut Run<'_>) -> Result<Outcome, Error>;

const STEPS: [(&str, Step); 10] = [
    ("bundle/parse", material::parse),
    ("bundle/method", material::method),
    ("sigstore/verify", sigstore::verify),
    ("certificate/read", certificate::read),
    ("time/timestamps", time::timestamps),
    ("certificate/path", certificate::path),
    ("certificate/identity", certificate::identity),
    ("signature", signature::check),
    ("time/window", time::window),
    ("statement", statement::check),
];

impl Run<'_> {
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
                profile: self.setup.profile,
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
}
