//! What the property targets start from: material of a whole Sigstore, made once.

pub mod model;
pub mod policy;

use std::sync::{LazyLock, Mutex};

use bonafide_keys::PublicKey;
use bonafide_report::Time;
use bonafide_sigstore::{
    Artifact, Bundle, IdentityMatcher, ParseOptions, Policy, Request, TrustedKey, TrustedRoot,
    Verifier,
};
use bonafide_testkit::cases::{self, Base};
use bonafide_testkit::{Certificate, Minted, Scheme, Sigstore};
use serde_json::Value;

/// The scheme of the authority that issues certificates.
pub const ISSUING: Scheme = Scheme::Ecdsa(bonafide_testkit::Hash::Sha384);

/// A good certificate before it is signed.
#[must_use]
pub fn leaf() -> Certificate {
    static LEAF: LazyLock<Certificate> = LazyLock::new(|| {
        let seen = Mutex::new(None);
        let kit = Sigstore::default();
        let plan = kit.message(b"artifact").with_leaf(|leaf| {
            *seen.lock().expect("a thread") = Some(leaf.clone());
        });
        drop(plan.mint());
        let seen = seen.lock().expect("a thread").take();
        seen.expect("a certificate")
    });
    LEAF.clone()
}

/// A good bundle and all that is needed to verify it.
#[derive(Debug)]
pub struct Good {
    /// As it was made.
    pub minted: Minted,
    /// Another good bundle of the same kind, about something else.
    pub foreign: Value,
    /// Trusts what signed it.
    pub verifier: Verifier,
    /// Wants who signed it.
    pub policy: Policy,
    /// After everything was signed.
    pub now: Time,
}

impl Good {
    fn new(minted: Minted, foreign: Value) -> Self {
        let root = TrustedRoot::parse(minted.trusted_root.to_string().as_bytes());
        let policy = if minted.certificate.is_empty() {
            let key = PublicKey::from_pem(&minted.key).expect("a key");
            Policy::key(TrustedKey::new(key))
        } else {
            let matcher = IdentityMatcher::exact(&*minted.identity, &*minted.issuer);
            Policy::identity(matcher.expect("an identity"))
        };
        let good = Self {
            verifier: Verifier::new(root.expect("a root")).expect("a verifier"),
            policy,
            now: Time::from_unix(minted.now).expect("a time"),
            minted,
            foreign,
        };
        let bundle = Bundle::parse(
            good.minted.bundle.to_string().as_bytes(),
            &ParseOptions::default(),
        );
        let verified = good
            .verifier
            .verify(&bundle.expect("a bundle"), &good.request());
        assert!(verified.is_ok(), "{verified:?}");
        good
    }

    /// Whether this bundle is about this artifact.
    #[must_use]
    pub fn request(&self) -> Request<'_> {
        self.request_by(&self.policy)
    }

    /// The same under another policy.
    #[must_use]
    pub fn request_by<'a>(&'a self, policy: &'a Policy) -> Request<'a> {
        Request::new(
            Artifact::from_bytes(&self.minted.artifact),
            policy,
            self.now,
        )
    }
}

/// Good bundles: messages and envelopes, of both generations of logs, of old versions, with
/// timestamps, and by a key.
#[must_use]
pub fn good() -> &'static [Good] {
    static GOOD: LazyLock<Vec<Good>> = LazyLock::new(|| {
        let mut all: Vec<Good> = Base::EACH
            .into_iter()
            .map(|base| Good::new(cases::good(base), cases::foreign(base).bundle))
            .collect();
        let kit = Sigstore::default();
        let by_key =
            |artifact: &[u8], seed: &str| kit.message(artifact).by_key().signed_by(seed).mint();
        let foreign = by_key(b"another artifact", "another signer").bundle;
        all.push(Good::new(by_key(b"artifact", "signer"), foreign));
        all
    });
    &GOOD
}
