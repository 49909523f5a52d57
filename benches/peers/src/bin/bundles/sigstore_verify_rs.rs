//! Verification by `sigstore-verify`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::Value;
use sigstore_trust_root::TrustedRoot;
use sigstore_types::Bundle;
use sigstore_verify::{Error, VerificationPolicy, VerificationResult, Verifier};

use crate::cases::Case;
use crate::floor::Check;
use crate::provider;

/// A verifier with everything that does not change between bundles.
pub(crate) struct Peer<'a> {
    verifier: Verifier,
    policy: VerificationPolicy,
    case: &'a Case,
    bundle: Bundle,
}

impl<'a> Peer<'a> {
    /// Fails when it does not verify the bundle.
    pub(crate) fn new(case: &'a Case) -> Result<Self, Error> {
        provider::lend(&case.artifact);
        let root = TrustedRoot::from_json(core::str::from_utf8(&case.root).unwrap()).unwrap();
        let peer = Self {
            verifier: Verifier::new(&root)?,
            policy: VerificationPolicy::new(&*case.identity, &*case.issuer),
            case,
            bundle: parse(&case.bundle),
        };
        let result = peer.try_verify(&peer.bundle)?;
        assert!(result.certificate_verified() && result.sct_verified() && result.tlog_verified());
        Ok(peer)
    }

    /// A bundle that was parsed before.
    pub(crate) fn verify(&self) -> VerificationResult {
        self.try_verify(&self.bundle).unwrap()
    }

    pub(crate) fn parse_and_verify(&self) -> VerificationResult {
        self.try_verify(&parse(&self.case.bundle)).unwrap()
    }

    /// The signatures that a verification of the bundle cannot do without, and how many it verifies.
    /// One is enough of each, and what is signed within the trusted root is known before any bundle.
    pub(crate) fn checks(&self) -> (Vec<Check>, usize) {
        let asked = provider::record(|| {
            self.verify();
        });
        let known = certificates(&serde_json::from_slice(&self.case.root).unwrap());
        let is_known = |check: &Check| {
            let mut known = known.iter();
            known.any(|der| {
                der.windows(check.message.len())
                    .any(|tbs| tbs == check.message)
            })
        };
        let mut checks: Vec<Check> = Vec::new();
        for check in &asked {
            if !checks.contains(check) && !is_known(check) {
                checks.push(check.clone());
            }
        }
        (checks, asked.len())
    }

    fn try_verify(&self, bundle: &Bundle) -> Result<VerificationResult, Error> {
        let artifact = self.case.artifact.as_slice();
        self.verifier.verify(artifact, bundle, &self.policy)
    }
}

/// The certificates of the authorities of a trusted root.
fn certificates(root: &Value) -> Vec<Vec<u8>> {
    let authorities = ["certificateAuthorities", "timestampAuthorities"];
    let chains = authorities.iter().flat_map(|name| root[name].as_array());
    let certificates = chains
        .flatten()
        .flat_map(|authority| authority["certChain"]["certificates"].as_array());
    certificates
        .flatten()
        .map(|certificate| {
            BASE64
                .decode(certificate["rawBytes"].as_str().unwrap())
                .unwrap()
        })
        .collect()
}

pub(crate) fn parse(bundle: &[u8]) -> Bundle {
    Bundle::from_json(core::str::from_utf8(bundle).unwrap()).unwrap()
}
