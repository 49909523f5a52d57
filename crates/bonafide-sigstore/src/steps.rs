//! Verification as one fixed list of steps, which stops at the first failure or explains them all.
//!
//! Each step reads what earlier steps left in the [`Run`] and leaves its own result there. A step
//! whose input is missing says so and does nothing.

#[cfg(feature = "pep740")]
mod attestation;
mod binding;
mod digest;
mod identity;
mod inclusion;
mod material;
mod order;
mod path;
mod policy;
mod presence;
mod sct;
mod signature;
mod statement;
mod thresholds;
mod times;

use bonafide_digest::{Algorithm, Digest};
use bonafide_dsse::VerifiedStatement;
use bonafide_keys::Backend;
use bonafide_rekor::{Body, LegacyKinds, LogEntry, LogKey, VerifiedInclusion, VerifiedPromise};
use bonafide_report::{Budget, Check, Finding, Place, Report, Time, registry};
use bonafide_x509::{Certificate, CertificateIdentity, VerifiedPath, VerifiedScts};

use crate::evidence::{LogEvidence, Signer, TimeEvidence, TimeSource, VerifiedBundle};
use crate::trust::{Name, Trust, Unusable};
use crate::{Bundle, Error, Policy, Refusal, Request, VerifiedUnlogged, Verifier};
use signature::VerifiedSignature;
#[cfg(feature = "oci")]
pub(crate) use statement::is_empty_object;

/// What a step that did not fail says.
enum Outcome {
    Pass(String),
    Skip(&'static str),
    NotRun(&'static str),
}

type Step = fn(&mut Run<'_>) -> Result<Outcome, Error>;

/// One verification under way.
pub(crate) struct Run<'a> {
    trust: &'a Trust,
    backend: &'a dyn Backend,
    bundle: &'a Bundle,
    request: &'a Request<'a>,
    policy: &'a Policy,
    order: &'static [(&'static str, Step)],
    budget: Budget,
    path_signatures: u32,
    notes: Vec<Finding>,
    /// The signer's certificate, read.
    leaf: Option<Certificate>,
    /// Further certificates of the bundle, where a path may go through them.
    intermediates: Vec<Certificate>,
    /// The bodies of all entries, read.
    bodies: Option<Vec<Body<'a>>>,
    /// The verified times and who vouches for them; complete once `times::signed` has passed.
    times: Vec<TimeEvidence>,
    /// The timestamp authorities that vouched, by index of the trusted instance.
    authorities: Vec<usize>,
    has_times: bool,
    /// A timestamp authority that the trusted root lists, cannot be used, and would have counted.
    needed: Option<&'a Unusable>,
    path: Option<VerifiedPath>,
    scts: Option<VerifiedScts>,
    identity: Option<CertificateIdentity>,
    promises: Vec<Option<VerifiedPromise>>,
    inclusions: Vec<Option<VerifiedInclusion>>,
    /// Digests of the artifacts by their index in the request, as far as they were needed.
    digests: Vec<(usize, Digest)>,
    signature: Option<VerifiedSignature>,
    statement: Option<VerifiedStatement>,
    logs: Vec<LogEvidence>,
    #[cfg(feature = "pep740")]
    expected: Option<&'a crate::pep740::ExpectedDistribution>,
}

impl<'a> Run<'a> {
    pub(crate) fn new(
        verifier: &'a Verifier,
        bundle: &'a Bundle,
        request: &'a Request<'a>,
    ) -> Self {
        let policy = request.policy();
        let entries = bundle.entries.len();
        Self {
            trust: &verifier.trust,
            backend: verifier.backend.as_ref(),
            bundle,
            request,
            policy,
            order: &order::STEPS,
            budget: Budget::new(verifier.limits.signature_checks(), u64::MAX),
            path_signatures: u32::try_from(verifier.limits.path_signatures()).unwrap_or(u32::MAX),
            notes: Vec::new(),
            leaf: None,
            intermediates: Vec::new(),
            bodies: None,
            times: Vec::new(),
            authorities: Vec::new(),
            has_times: false,
            needed: None,
            path: None,
            scts: None,
            identity: None,
            promises: core::iter::repeat_with(|| None).take(entries).collect(),
            inclusions: core::iter::repeat_with(|| None).take(entries).collect(),
            digests: Vec::new(),
            signature: None,
            statement: None,
            logs: Vec::new(),
            #[cfg(feature = "pep740")]
            expected: None,
        }
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

    /// Whether the signer is judged by the claims of a publisher and not by its name.
    fn has_publisher(&self) -> bool {
        #[cfg(feature = "pep740")]
        return self
            .expected
            .is_some_and(|expected| expected.publisher().is_some());
        #[cfg(not(feature = "pep740"))]
        false
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
    pub(crate) fn judge(mut self, budget: &mut Budget) -> Result<VerifiedBundle, (Refusal, bool)> {
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

    /// The usable log that an entry names, with its name. Where several trusted roots, or one, list
    /// it with several windows, it is the one whose window holds the times that the entry is under.
    fn log_of(&self, entry: &LogEntry) -> Option<(&'a LogKey, &'a Name)> {
        let trust: &'a Trust = self.trust;
        let integrated = entry
            .integrated_time()
            .filter(|_| entry.promise().is_some());
        let promised = integrated.and_then(|at| Time::from_unix(i64::try_from(at).ok()?));
        let stamps = || {
            let is_stamp =
                |time: &&TimeEvidence| matches!(time.source, TimeSource::Timestamp { .. });
            self.times.iter().filter(is_stamp).map(TimeEvidence::time)
        };
        let fits = |log: &LogKey| match promised {
            Some(time) => log.window().contains(time),
            None => stamps().all(|time| log.window().contains(time)),
        };
        trust.log_of(entry, fits)
    }

    /// The older kinds of entries that may back this bundle. Those of the first log do so only
    /// where the format is as old as they are: in bundles they would bind no signature.
    fn legacy_kinds(&self) -> LegacyKinds {
        let kinds = self.policy.legacy_kinds();
        if self.bundle.is_legacy {
            kinds
        } else {
            kinds.with_v1_kinds(false)
        }
    }

    /// The digest of an artifact under `algorithm`, computed at most once.
    fn artifact_digest(&mut self, artifact: usize, algorithm: Algorithm) -> Option<Digest> {
        let is_known =
            |(of, digest): &&(usize, Digest)| *of == artifact && digest.algorithm() == algorithm;
        if let Some((_, digest)) = self.digests.iter().find(is_known) {
            return Some(*digest);
        }
        let digest = self.request.artifacts().get(artifact)?.digest(algorithm)?;
        self.digests.push((artifact, digest));
        Some(digest)
    }

    fn note(&mut self, code: bonafide_report::Code, place: Place, detail: impl Into<String>) {
        self.notes.push(Finding::new(code, place, detail));
    }
}

/// Where the signer's certificate stands in a bundle.
fn leaf_place(bundle: &Bundle) -> Place {
    let material = Place::root().member("verificationMaterial");
    if bundle.version < crate::BundleVersion::V0_3 {
        material
            .member("x509CertificateChain")
            .member("certificates")
            .index(0)
            .member("rawBytes")
    } else {
        material.member("certificate").member("rawBytes")
    }
}

/// Where an entry stands in a bundle.
fn entry_place(index: usize) -> Place {
    Place::root()
        .member("verificationMaterial")
        .member("tlogEntries")
        .index(index)
}

/// `1 entry`, `2 entries`.
fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}
