//! The named options of a policy.

use bonafide_report::Time;
use bonafide_x509::ExpectedIdentity;

use super::Policy;

/// The departures from the strict default.
#[derive(Clone, Debug, Default)]
pub(crate) struct Options {
    pub(crate) identity_left: bool,
    pub(crate) subjects_left: bool,
    pub(crate) github_private: bool,
    pub(crate) no_tlog: bool,
    pub(crate) no_scts: bool,
    pub(crate) promise_only: bool,
    pub(crate) unsigned_proofs: bool,
    pub(crate) time_from_caller: Option<Time>,
    pub(crate) current_time: bool,
    pub(crate) future_times: bool,
    pub(crate) skip_unknown_tsa: bool,
    pub(crate) skip_bad_timestamps: bool,
    pub(crate) noncritical_tsa_usage: bool,
    pub(crate) tsa_policy: Option<String>,
    pub(crate) ct_ed25519: bool,
    pub(crate) bundle_intermediates: bool,
    pub(crate) strict_v1_name: bool,
    pub(crate) legacy_v1_kinds: bool,
    pub(crate) legacy_v2_dsse: bool,
}

impl Policy {
    /// The names of the options that are set.
    #[must_use]
    pub fn options_used(&self) -> Vec<&'static str> {
        let options = &self.options;
        let identity = self.identity.as_ref();
        let is_anybody = identity.is_some_and(ExpectedIdentity::is_anyone);
        let is_left = is_anybody && options.identity_left;
        [
            (is_left, "identity_left_to_caller"),
            (options.subjects_left, "subjects_left_to_caller"),
            (options.github_private, "github_private"),
            (options.no_tlog, "without_transparency_log"),
            (options.no_scts, "without_certificate_timestamps"),
            (options.promise_only, "allow_promise_only"),
            (options.unsigned_proofs, "pass_over_unsigned_proofs"),
            (options.time_from_caller.is_some(), "time_from_caller"),
            (options.current_time, "current_time"),
            (options.future_times, "allow_future_times"),
            (options.skip_unknown_tsa, "skip_unknown_tsa"),
            (options.skip_bad_timestamps, "skip_bad_timestamps"),
            (options.noncritical_tsa_usage, "tsa_allow_noncritical_eku"),
            (options.tsa_policy.is_some(), "tsa_policy_oid"),
            (options.ct_ed25519, "ct_ed25519"),
            (options.strict_v1_name, "strict_v1_name"),
            (options.legacy_v1_kinds, "legacy_entry_kinds"),
            (options.legacy_v2_dsse, "legacy_v2_dsse"),
            (self.private_pki.is_some(), "private_pki"),
            (self.uses_bundle_intermediates(), "use_bundle_intermediates"),
            (!self.payload_types.is_empty(), "payload_types"),
            (is_anybody && !is_left, "any_identity_unsafe"),
        ]
        .into_iter()
        .filter_map(|(set, name)| set.then_some(name))
        .collect()
    }
}
