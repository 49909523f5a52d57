//! Whom a reader believes, and how it verifies.

use bonafide_dsse::{ArtifactDigests, KeySet};
use bonafide_report::{Budget, Code, registry};
use bonafide_sigstore::{ParseOptions, Policy, TrustedKey, Verifier};

use super::cloud_build::keys::CloudBuildKeys;
use super::npm::keys::NpmKeys;

/// The settings of a reader that its judgements take.
#[derive(Clone, Debug)]
pub(super) struct Trust<'a> {
    pub(super) verifier: &'a Verifier,
    pub(super) policy: Policy,
    pub(super) keys: KeySet,
    pub(super) bundle_keys: Vec<(String, TrustedKey)>,
    pub(super) npm: NpmKeys,
    pub(super) cloud_build: CloudBuildKeys,
    pub(super) options: ParseOptions,
    pub(super) about: Option<ArtifactDigests>,
    pub(super) certificate: Option<String>,
    pub(super) require_proof: bool,
}

impl Trust<'_> {
    /// The policy for certificates, with what holds for all provenance.
    pub(super) fn certificate_policy(&self) -> Policy {
        self.allowing(self.policy.clone())
    }

    /// The policy for keys, with what holds for all provenance.
    pub(super) fn key_policy(&self, keys: impl IntoIterator<Item = TrustedKey>) -> Policy {
        let mut policy = keys.into_iter().fold(Policy::nobody(), Policy::with_key);
        if self.policy.tlog_threshold() == 0 {
            policy = policy.without_transparency_log();
        }
        self.allowing(policy)
    }

    fn allowing(&self, policy: Policy) -> Policy {
        let policy = policy.subjects_left_to_caller();
        if self.require_proof {
            return policy;
        }
        policy.allow_promise_only().pass_over_unsigned_proofs()
    }

    /// The name under which the caller trusts the key with this id.
    pub(super) fn name_of(&self, id: &[u8; 32]) -> Option<String> {
        let mut keys = self.bundle_keys.iter();
        let found = keys.find(|(_, key)| key.public_key().id() == *id);
        found.map(|(name, _)| name.clone())
    }
}

/// The signature checks with plain keys that are left, over all candidates of a document.
pub(super) struct KeyChecks {
    pub(super) budget: Budget,
    /// Whether a signature was not checked for want of budget.
    pub(super) are_exhausted: bool,
}

impl KeyChecks {
    pub(super) const fn new(budget: Budget) -> Self {
        Self {
            budget,
            are_exhausted: false,
        }
    }

    /// Notes why a check failed.
    pub(super) fn note(&mut self, code: Code) {
        self.are_exhausted |= code == registry::LIMIT_EXCEEDED;
    }
}
