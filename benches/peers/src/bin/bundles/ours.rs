//! Our own verification.

use bonafide_keys::{AwsLc, Backend, Ring, RustCrypto};
use bonafide_report::Time;
use bonafide_sigstore::{
    Artifact, Bundle, IdentityMatcher, ParseOptions, Policy, Request, TrustedRoot, VerifiedBundle,
    Verifier,
};

use crate::cases::Case;
use crate::floor::Library;

/// A verifier with everything that does not change between bundles.
pub(crate) struct Ours<'a> {
    verifier: Verifier,
    policy: Policy,
    case: &'a Case,
    bundle: Bundle,
}

impl<'a> Ours<'a> {
    pub(crate) fn new(case: &'a Case, library: Library) -> Self {
        match library {
            Library::Ring => Self::with(case, Ring),
            Library::AwsLc => Self::with(case, AwsLc),
            Library::RustCrypto => Self::with(case, RustCrypto),
        }
    }

    fn with(case: &'a Case, backend: impl Backend + 'static) -> Self {
        let root = TrustedRoot::parse(&case.root).unwrap();
        let identity = IdentityMatcher::exact(&*case.identity, &*case.issuer).unwrap();
        Self {
            verifier: Verifier::builder(root, backend).build().unwrap(),
            policy: Policy::identity(identity),
            case,
            bundle: parse(&case.bundle),
        }
    }

    /// A bundle that was parsed before.
    pub(crate) fn verify(&self) -> VerifiedBundle {
        self.verify_bundle(&self.bundle)
    }

    pub(crate) fn parse_and_verify(&self) -> VerifiedBundle {
        self.verify_bundle(&parse(&self.case.bundle))
    }

    fn verify_bundle(&self, bundle: &Bundle) -> VerifiedBundle {
        let now = Time::from_unix(self.case.now).unwrap();
        let artifact = Artifact::from_bytes(&self.case.artifact);
        let request = Request::new(artifact, &self.policy, now);
        self.verifier.verify(bundle, &request).unwrap()
    }
}

pub(crate) fn parse(bundle: &[u8]) -> Bundle {
    Bundle::parse(bundle, &ParseOptions::default()).unwrap()
}
