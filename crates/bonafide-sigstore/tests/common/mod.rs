//! Bundles of the testkit, and the verifier's word on them.
#![allow(
    dead_code,
    unreachable_pub,
    reason = "a module of several tests, each of which uses a part"
)]

use bonafide_digest::Digest;
use bonafide_keys::PublicKey;
use bonafide_report::Time;
use bonafide_sigstore::{
    Artifact, Bundle, IdentityMatcher, ParseOptions, Policy, Request, TrustedKey, TrustedRoot,
    VerifiedBundle, Verifier,
};
use bonafide_testkit::Minted;
use serde_json::Value;

pub const ARTIFACT: &[u8] = b"the artifact";

/// What became of a bundle: the evidence or the code, and all notes.
pub struct Answer {
    pub verdict: Result<VerifiedBundle, &'static str>,
    pub notes: Vec<&'static str>,
}

impl Answer {
    /// The code of the refusal, or `ok`.
    pub fn code(&self) -> &'static str {
        self.verdict.as_ref().err().copied().unwrap_or("ok")
    }
}

/// A verifier for the trusted root that was minted.
pub fn verifier(minted: &Minted) -> Verifier {
    let root = TrustedRoot::parse(minted.trusted_root.to_string().as_bytes()).unwrap();
    Verifier::new(root).unwrap()
}

/// The minted bundle, read under the strict default.
pub fn bundle(minted: &Minted) -> Bundle {
    let text = minted.bundle.to_string();
    Bundle::parse(text.as_bytes(), &ParseOptions::default()).unwrap()
}

/// The policy that a minted bundle satisfies.
pub fn policy(minted: &Minted) -> Policy {
    if minted.certificate.is_empty() {
        let key = PublicKey::from_pem(&minted.key).unwrap();
        Policy::key(TrustedKey::new(key))
    } else {
        let matcher = IdentityMatcher::exact(&*minted.identity, &*minted.issuer).unwrap();
        Policy::identity(matcher)
    }
}

pub fn ask(minted: &Minted) -> Answer {
    ask_with(minted, &policy(minted))
}

pub fn code(minted: &Minted) -> &'static str {
    ask(minted).code()
}

pub fn ask_with(minted: &Minted, policy: &Policy) -> Answer {
    ask_root(minted, policy, &minted.trusted_root)
}

pub fn ask_root(minted: &Minted, policy: &Policy, root: &Value) -> Answer {
    ask_artifact(minted, policy, root, Artifact::from_bytes(ARTIFACT))
}

pub fn ask_digest(minted: &Minted) -> Answer {
    let digest = Digest::sha256(bonafide_digest::sha256(&[ARTIFACT]));
    ask_artifact(
        minted,
        &policy(minted),
        &minted.trusted_root,
        Artifact::from_digest(digest),
    )
}

pub fn ask_artifact(
    minted: &Minted,
    policy: &Policy,
    root: &Value,
    artifact: Artifact<'_>,
) -> Answer {
    let refused = |code: bonafide_report::Code| Answer {
        verdict: Err(code.as_str()),
        notes: Vec::new(),
    };
    let root = match TrustedRoot::parse(root.to_string().as_bytes()) {
        Ok(root) => root,
        Err(error) => return refused(error.code()),
    };
    let verifier = Verifier::new(root).unwrap();
    let bundle = minted.bundle.to_string();
    let bundle = match Bundle::parse(bundle.as_bytes(), &ParseOptions::default()) {
        Ok(bundle) => bundle,
        Err(error) => return refused(error.code()),
    };
    let request = Request::new(artifact, policy, Time::from_unix(minted.now).unwrap());
    let report = verifier.explain(&bundle, &request);
    let verdict = verifier.verify(&bundle, &request);
    let primary = verdict.as_ref().err().map(bonafide_sigstore::Refusal::code);
    assert_eq!(report.primary_code(), primary, "verify and explain differ");
    Answer {
        verdict: verdict.map_err(|refusal| refusal.code().as_str()),
        notes: report
            .notes()
            .iter()
            .map(|note| note.code().as_str())
            .collect(),
    }
}
