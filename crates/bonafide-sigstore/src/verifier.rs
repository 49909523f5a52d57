//! The verifier: trust material and a backend, made ready once.

mod unlogged;

use bonafide_keys::Backend;
use bonafide_report::{Finding, Report};

use crate::steps::Run;
use crate::trust::Trust;
use crate::{Bundle, Error, Limits, Refusal, Request, TrustedRoot, VerifiedBundle};

/// Verifies bundles against trusted roots, offline.
///
/// Building one reads the keys and verifies the chains of the roots; after that every call borrows
/// it, from as many threads as one likes.
///
/// ```
/// # #[cfg(all(feature = "ring", feature = "public-good"))] {
/// use bonafide_sigstore::{TrustedRoot, Verifier};
/// let verifier = Verifier::new(TrustedRoot::public_good()?)?;
/// assert!(verifier.notes().is_empty());
/// # }
/// # Ok::<(), bonafide_sigstore::Error>(())
/// ```
#[derive(Debug)]
pub struct Verifier {
    pub(crate) trust: Trust,
    pub(crate) backend: Box<dyn Backend>,
    pub(crate) limits: Limits,
}

impl Verifier {
    /// A verifier for one trusted root, with the default limits and the backend of
    /// [`default_backend`](bonafide_keys::default_backend): of those in this build the first of `ring`,
    /// `aws-lc` and `rustcrypto`.
    ///
    /// # Errors
    /// None for instances that cannot be used, which are noted; see
    /// [`VerifierBuilder::with_strict_roots`].
    #[cfg(any(feature = "ring", feature = "aws-lc", feature = "rustcrypto"))]
    pub fn new(root: TrustedRoot) -> Result<Self, Error> {
        Self::builder(root, bonafide_keys::default_backend()).build()
    }

    /// A verifier with other settings.
    #[must_use]
    pub fn builder(root: TrustedRoot, backend: impl Backend + 'static) -> VerifierBuilder {
        VerifierBuilder {
            roots: vec![root],
            backend: Box::new(backend),
            limits: Limits::default(),
            strict_roots: false,
        }
    }

    /// Verifies a bundle: stops at the first check that fails.
    ///
    /// Costs, for a bundle with a certificate, one signature check each for certificate,
    /// certificate timestamp, promise or timestamp, checkpoint and content, and the hashing of
    /// what is signed.
    ///
    /// # Errors
    /// A [`Refusal`] with the error and every check up to it.
    ///
    /// # Specification
    /// Sigstore client specification, section 4; stricter as each check says.
    pub fn verify(
        &self,
        bundle: &Bundle,
        request: &Request<'_>,
    ) -> Result<VerifiedBundle, Refusal> {
        self.run(bundle, request).verify()
    }

    /// Makes the same checks and goes on after a failure: the report shows every check, those
    /// without input as not run. Its first failure is that of [`Verifier::verify`].
    #[must_use]
    pub fn explain(&self, bundle: &Bundle, request: &Request<'_>) -> Report {
        self.run(bundle, request).explain()
    }

    /// Whether what a bundle signs is known to be signed by somebody who is wanted: by the key, or
    /// under a certificate that leads to an anchor and has a wanted name. A bundle that is refused
    /// then lacks something else.
    ///
    /// Costs what [`Verifier::verify`] does.
    #[cfg(feature = "oci")]
    #[must_use]
    pub fn is_by_wanted(&self, bundle: &Bundle, request: &Request<'_>) -> bool {
        let mut budget = bonafide_report::Budget::new(self.limits.signature_checks(), u64::MAX);
        let run = self.run(bundle, request).attached();
        match run.judge(&mut budget) {
            Ok(_) => true,
            Err((_, is_by_wanted)) => is_by_wanted,
        }
    }

    /// Verifies an attestation of a Python distribution: the equivalent bundle, then that its
    /// statement is about `expected`.
    ///
    /// # Errors
    /// As [`Verifier::verify`].
    ///
    /// # Specification
    /// PEP 740. Stricter: every transparency entry is verified, not only the first.
    #[cfg(feature = "pep740")]
    pub fn verify_attestation(
        &self,
        attestation: &crate::pep740::Attestation,
        expected: &crate::pep740::ExpectedDistribution,
        request: &Request<'_>,
    ) -> Result<VerifiedBundle, Refusal> {
        self.run(attestation.bundle(), request)
            .with_expected(expected)
            .verify()
    }

    /// Explains an attestation as [`Verifier::explain`] does a bundle.
    #[cfg(feature = "pep740")]
    #[must_use]
    pub fn explain_attestation(
        &self,
        attestation: &crate::pep740::Attestation,
        expected: &crate::pep740::ExpectedDistribution,
        request: &Request<'_>,
    ) -> Report {
        self.run(attestation.bundle(), request)
            .with_expected(expected)
            .explain()
    }

    pub(crate) fn run<'a>(&'a self, bundle: &'a Bundle, request: &'a Request<'a>) -> Run<'a> {
        let backend = self.backend.as_ref();
        Run::new(&self.trust, backend, &self.limits, bundle, request)
    }

    /// What was ignored or left aside in the trusted roots.
    #[must_use]
    pub fn notes(&self) -> &[Finding] {
        &self.trust.notes
    }

    /// The backend, for callers who check signatures of their own beside those of bundles.
    #[must_use]
    pub fn backend(&self) -> &dyn Backend {
        self.backend.as_ref()
    }
}

/// The settings of a [`Verifier`].
#[derive(Debug)]
pub struct VerifierBuilder {
    roots: Vec<TrustedRoot>,
    backend: Box<dyn Backend>,
    limits: Limits,
    strict_roots: bool,
}

impl VerifierBuilder {
    /// Trusts what another root names as well.
    #[must_use]
    pub fn with_root(mut self, root: TrustedRoot) -> Self {
        self.roots.push(root);
        self
    }

    /// Sets the limits.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Refuses a trusted root that has any instance that cannot be used.
    #[must_use]
    pub const fn with_strict_roots(mut self) -> Self {
        self.strict_roots = true;
        self
    }

    /// Reads keys and verifies chains.
    ///
    /// # Errors
    /// `trustroot.instance` for an instance that cannot be used, with
    /// [`with_strict_roots`](Self::with_strict_roots).
    pub fn build(self) -> Result<Verifier, Error> {
        let trust = Trust::new(
            &self.roots,
            &self.limits,
            self.backend.as_ref(),
            self.strict_roots,
        )?;
        Ok(Verifier {
            trust,
            backend: self.backend,
            limits: self.limits,
        })
    }
}
