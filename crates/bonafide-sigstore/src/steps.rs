//! Verification as one fixed list of steps, which stops at the first failure or explains them all.
//!
//! Each step reads what earlier steps left in the [`Run`] and leaves its own result there. A step
//! whose input is missing says so and does nothing.

#[cfg(feature = "pep740")]
mod attestation;
mod binding;
mod candidate;
mod digest;
mod identity;
mod inclusion;
mod material;
mod order;
mod path;
mod policy;
mod presence;
mod run;
mod sct;
mod signature;
mod statement;
mod thresholds;
mod times;

use bonafide_keys::Backend;
use bonafide_report::{Check, Finding, Place, Report, registry};

use crate::evidence::{Signer, VerifiedBundle};
use crate::trust::Trust;
use crate::unlogged::VerifiedUnlogged;
use crate::{Bundle, Error, Limits, Refusal, Request};
use run::{Outcome, Step};

pub(crate) use run::Run;
#[cfg(feature = "oci")]
pub(crate) use statement::is_empty_object;

impl<'a> Run<'a> {
    /// For a bundle that is read as one.
    pub(crate) fn new(
        trust: &'a Trust,
        backend: &'a dyn Backend,
        limits: &Limits,
        bundle: &'a Bundle,
        request: &'a Request<'a>,
    ) -> Self {
        Self::of(&order::STEPS, trust, backend, limits, bundle, request)
    }

    /// Also holds the bundle to the rules of attestations.
    #[cfg(feature = "pep740")]
    pub(crate) const fn with_expected(
        mut self,
        expected: &'a crate::pep740::ExpectedDistribution,
    ) -> Self {
        self.expected = Some(expected);
        self
    }

    /// For what has a certificate, and neither log entry nor timestamp.
    pub(crate) fn unlogged(mut self) -> Self {
        self.order = &order::UNLOGGED_STEPS;
        let detail = "option allow_unlogged";
        self.note(registry::NOTE_OPTION_USED, Place::root(), detail);
        self
    }

    /// In the order for what is attached to images.
    #[cfg(feature = "oci")]
    pub(crate) const fn attached(mut self) -> Self {
        self.order = &order::ATTACHMENT_STEPS;
        self
    }

    /// The steps of this verification.
    #[cfg(feature = "pep740")]
    fn steps(&self) -> impl Iterator<Item = (&'static str, Step)> + use<> {
        let further = if self.expected.is_some() {
            order::ATTESTATION_STEPS.as_slice()
        } else {
            &[]
        };
        self.order.iter().chain(further).copied()
    }

    /// The steps of this verification.
    #[cfg(not(feature = "pep740"))]
    fn steps(&self) -> impl Iterator<Item = (&'static str, Step)> + use<> {
        self.order.iter().copied()
    }

    /// Runs the steps for what is unlogged, up to the first failure.
    pub(crate) fn verify_unlogged(mut self) -> Result<VerifiedUnlogged, Refusal> {
        let mut report = Report::new();
        let passed = self.pass(&mut report);
        let report = self.finish_report(report);
        if let Err(error) = passed {
            return Err(Refusal::new(error, report));
        }
        match (self.signature, self.identity, self.leaf, self.statement) {
            (Some(signature), Some(identity), Some(leaf), Some(statement)) => {
                Ok(VerifiedUnlogged {
                    identity: Box::new(identity),
                    key_kind: signature.key.kind(),
                    scheme: signature.scheme,
                    checked_at: leaf.not_before(),
                    scts: self.scts,
                    digests: self.digests.into_iter().map(|(_, digest)| digest).collect(),
                    statement,
                    trusted_roots: self.trust.roots.clone(),
                    report,
                })
            }
            _ => {
                let what = "a step passed and left nothing";
                Err(Refusal::new(Error::Internal { what }, report))
            }
        }
    }

    /// Runs the steps up to the first failure.
    pub(crate) fn verify(mut self) -> Result<VerifiedBundle, Refusal> {
        let mut report = Report::new();
        match self.pass(&mut report) {
            Ok(()) => self.evidence(report),
            Err(error) => Err(Refusal::new(error, self.finish_report(report))),
        }
    }

    /// The same within a budget that others share. Of a failure it also says whether the content is
    /// known to be signed by somebody who is wanted.
    #[cfg(feature = "oci")]
    pub(crate) fn judge(
        mut self,
        budget: &mut bonafide_report::Budget,
    ) -> Result<VerifiedBundle, (Refusal, bool)> {
        let mut report = Report::new();
        core::mem::swap(&mut self.budget, budget);
        let passed = self.pass(&mut report);
        core::mem::swap(&mut self.budget, budget);
        match passed {
            Ok(()) => self.evidence(report).map_err(|refusal| (refusal, false)),
            Err(error) => {
                let is_by_wanted = self.is_by_wanted();
                Err((
                    Refusal::new(error, self.finish_report(report)),
                    is_by_wanted,
                ))
            }
        }
    }

    /// Whether a wanted key signed, or a certificate that leads to an anchor and has a wanted name:
    /// whatever failed, it is another matter.
    #[cfg(feature = "oci")]
    fn is_by_wanted(&mut self) -> bool {
        if self.signature.is_none() {
            return false;
        }
        // The name stands in the certificate, whether or not its turn had come.
        let is_named = self.identity.is_some() || identity::check(self).is_ok();
        self.leaf.is_none() || (self.path.is_some() && is_named && self.identity.is_some())
    }

    fn pass(&mut self, report: &mut Report) -> Result<(), Error> {
        for (id, step) in self.steps() {
            // What an earlier step had to leave is there, or that step failed.
            if let Some(what) = self.step(id, step, report)? {
                return Err(Error::Internal { what });
            }
        }
        Ok(())
    }

    /// Runs every step.
    pub(crate) fn explain(mut self) -> Report {
        let mut report = Report::new();
        for (id, step) in self.steps() {
            // The failure stands in the report.
            let _ = self.step(id, step, &mut report);
        }
        self.finish_report(report)
    }

    /// Runs one step and reports it. What was missing for it is returned.
    fn step(
        &mut self,
        id: &'static str,
        step: Step,
        report: &mut Report,
    ) -> Result<Option<&'static str>, Error> {
        let (check, result) = match step(self) {
            Ok(Outcome::Pass(summary)) => (Check::pass(id, summary), Ok(None)),
            Ok(Outcome::Skip(why)) => (Check::skip(id, why), Ok(None)),
            Ok(Outcome::NotRun(missing)) => (Check::not_run(id, missing), Ok(Some(missing))),
            Err(error) => (Check::fail(id, &error), Err(error)),
        };
        report.push(check);
        result
    }

    fn finish_report(&mut self, mut report: Report) -> Report {
        for note in self.notes.drain(..) {
            report.note(note);
        }
        for option in self.policy.options_used() {
            let detail = format!("option {option}");
            report.note(Finding::new(
                registry::NOTE_OPTION_USED,
                Place::root(),
                detail,
            ));
        }
        report
    }

    /// All steps have passed: what they left is the evidence. A part that is missing would be a
    /// contradiction between two steps, and is a failure.
    fn evidence(mut self, report: Report) -> Result<VerifiedBundle, Refusal> {
        let report = self.finish_report(report);
        let contradiction = |what| Error::Internal { what };
        let Some(signature) = self.signature else {
            return Err(Refusal::new(
                contradiction("no signature was checked"),
                report,
            ));
        };
        let signer = match (&self.leaf, self.identity) {
            (Some(_), Some(identity)) => Signer::Certificate(Box::new(identity)),
            (None, None) => Signer::Key {
                id: signature.key.id(),
            },
            _ => {
                return Err(Refusal::new(
                    contradiction("no identity was checked"),
                    report,
                ));
            }
        };
        Ok(VerifiedBundle {
            version: self.bundle.version,
            signer,
            key_kind: signature.key.kind(),
            key_material_id: signature.key.material_id(),
            scheme: signature.scheme,
            times: self.times,
            logs: self.logs,
            scts: self.scts,
            digests: self.digests.into_iter().map(|(_, digest)| digest).collect(),
            statement: self.statement,
            trusted_roots: self.trust.roots.clone(),
            report,
        })
    }
}
