//! The verifier of signatures over models: trust, a backend and a profile, made ready once.

#![cfg(feature = "oms")]

use bonafide_keys::Backend;
use bonafide_report::{Budget, Report, Time};
use bonafide_x509::ExpectedIdentity;

use crate::setup::Setup;
use crate::steps::Run;
use crate::trust::Signers;
use crate::{BundleLimits, Error, Method, Profile, Refusal, Trust, VerifiedManifest};

/// Verifies who signed a list of files, offline. It opens none of the files: that is the second
/// question, and it is asked of a [`VerifiedManifest`] only.
///
/// ```
/// # #[cfg(feature = "ring")] {
/// use bonafide_model::{ManifestVerifier, Trust};
///
/// let nothing = ManifestVerifier::new(Trust::keys(Vec::new()));
/// assert_eq!(nothing.unwrap_err().code().as_str(), "oms.policy.no-trust");
/// # }
/// ```
///
/// # Specification
/// OMS sections 8.1 to 8.3; models sections 3 to 5 and 9.
#[derive(Debug)]
pub struct ManifestVerifier(Setup);

impl ManifestVerifier {
    /// A verifier that trusts `trust`, with the default profile and limits and the backend of
    /// [`default_backend`](bonafide_keys::default_backend): of those in this build the first of `ring`,
    /// `aws-lc` and `rustcrypto`.
    ///
    /// # Errors
    /// Those of [`ManifestVerifierBuilder::build`].
    #[cfg(any(feature = "ring", feature = "aws-lc", feature = "rustcrypto"))]
    pub fn new(trust: Trust) -> Result<Self, Error> {
        Self::builder(trust, bonafide_keys::default_backend()).build()
    }

    /// A verifier that trusts `trust`, with other settings.
    #[must_use]
    pub fn builder(trust: Trust, backend: impl Backend + 'static) -> ManifestVerifierBuilder {
        ManifestVerifierBuilder {
            trust,
            backend: Box::new(backend),
            profile: Profile::default(),
            limits: BundleLimits::default(),
        }
    }

    /// Verifies a bundle: stops at the first check that fails, but for the signed list, whose faults
    /// are all found. It may cost 1000 signature checks and the hashing of 1 GiB, which no honest
    /// bundle needs: see [`verify_within`](Self::verify_within).
    ///
    /// # Errors
    /// A [`Refusal`] with the error, every check up to it and what was found.
    pub fn verify(&self, bundle: &[u8], now: Time) -> Result<VerifiedManifest, Refusal> {
        self.verify_within(bundle, now, &mut USUAL.clone())
    }

    /// Verifies a bundle as [`verify`](Self::verify) does, for what `budget` has left.
    ///
    /// Costs one signature check for each key or certificate that is tried, those of timestamps,
    /// and the hashing of bundle and payload, taken from `budget`; the method `sigstore` has a budget
    /// of its own in its verifier.
    ///
    /// # Errors
    /// A [`Refusal`] with the error, every check up to it and what was found.
    pub fn verify_within(
        &self,
        bundle: &[u8],
        now: Time,
        budget: &mut Budget,
    ) -> Result<VerifiedManifest, Refusal> {
        Run::new(&self.0, bundle, now, budget).verify()
    }

    /// Makes the same checks and goes on after a failure: the report shows every check, those
    /// without input as not run. Its first failure is that of [`Self::verify`].
    #[must_use]
    pub fn explain(&self, bundle: &[u8], now: Time) -> Report {
        self.explain_within(bundle, now, &mut USUAL.clone())
    }

    /// Explains a bundle as [`explain`](Self::explain) does, for what `budget` has left.
    #[must_use]
    pub fn explain_within(&self, bundle: &[u8], now: Time, budget: &mut Budget) -> Report {
        Run::new(&self.0, bundle, now, budget).explain()
    }

    /// The one method whose signatures are accepted.
    #[must_use]
    pub const fn method(&self) -> Method {
        self.0.method()
    }
}

/// What a bundle may cost unless the caller says otherwise.
const USUAL: Budget = Budget::new(1_000, 1 << 30);

/// The settings of a [`ManifestVerifier`].
#[derive(Debug)]
pub struct ManifestVerifierBuilder {
    trust: Trust,
    backend: Box<dyn Backend>,
    profile: Profile,
    limits: BundleLimits,
}

impl ManifestVerifierBuilder {
    /// Sets the profile.
    #[must_use]
    pub const fn with_profile(mut self, profile: Profile) -> Self {
        self.profile = profile;
        self
    }

    /// Sets the limits.
    #[must_use]
    pub fn with_limits(mut self, limits: BundleLimits) -> Self {
        self.limits = limits;
        self
    }

    /// Checks that there is something to trust, and somebody. Costs a signature check for each
    /// anchor.
    ///
    /// # Errors
    /// [`Error::Trust`], [`Error::Anchor`], [`Error::AnchorNoAuthority`] and
    /// [`Error::AnchorNotSelfSigned`] for trust that is none, [`Error::NoIdentity`] where nobody is named
    /// who must have signed.
    pub fn build(self) -> Result<ManifestVerifier, Error> {
        let mut setup = Setup {
            trust: self.trust,
            backend: self.backend,
            profile: self.profile,
            limits: self.limits,
            authorities: Vec::new(),
            path_profile: bonafide_x509::Profile::model_signing(),
        };
        match &setup.trust.signers {
            Signers::Keys(keys) if keys.is_empty() => {
                let what = "no key was given";
                return Err(Error::Trust { what });
            }
            Signers::Keys(_) => {}
            Signers::Certificates(trusted) => {
                let authorities = trusted.authorities(setup.backend.as_ref())?;
                trusted.check_signer()?;
                setup.path_profile = trusted.path_profile()?;
                setup.authorities = authorities;
            }
            Signers::Sigstore(trusted) => {
                let wanted = trusted.policy.wanted_identity();
                if wanted.is_none_or(ExpectedIdentity::is_anyone) {
                    return Err(Error::NoIdentity {});
                }
            }
        }
        Ok(ManifestVerifier(setup))
    }
}
