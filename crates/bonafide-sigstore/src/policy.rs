//! What the caller wants of a signature, and which departures from the strict default are allowed.

mod options;

use bonafide_rekor::{LegacyKinds, WitnessPolicy};
use bonafide_report::Time;
use bonafide_x509::ExpectedIdentity;

use crate::{PrivatePki, TrustedKey};
pub(crate) use options::Options;

/// Who must have signed, how much evidence is wanted, and the named options.
///
/// The defaults are strict: one transparency log with an inclusion proof, one certificate
/// timestamp, one trusted time. Every option that departs from them has a name of its own and
/// stands in the report when it is set.
///
/// ```
/// use bonafide_sigstore::{IdentityMatcher, Policy};
///
/// let wanted = IdentityMatcher::exact(
///     "https://github.com/o/r/.github/workflows/release.yml@refs/tags/v1",
///     "https://token.actions.githubusercontent.com",
/// )?;
/// let policy = Policy::identity(wanted);
/// assert_eq!(policy.tlog_threshold(), 1);
/// # Ok::<(), bonafide_x509::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Policy {
    identity: Option<ExpectedIdentity>,
    private_pki: Option<PrivatePki>,
    keys: Vec<TrustedKey>,
    tlog_threshold: usize,
    sct_threshold: Option<usize>,
    tsa_threshold: usize,
    witnesses: Option<WitnessPolicy>,
    payload_types: Vec<String>,
    predicate_types: Vec<String>,
    pub(crate) options: Options,
}

impl Policy {
    /// Signatures by certificates of this identity.
    #[must_use]
    pub fn identity(identity: impl Into<ExpectedIdentity>) -> Self {
        Self {
            identity: Some(identity.into()),
            ..Self::nobody()
        }
    }

    /// Signatures by certificates of anybody, for callers who judge the signer afterwards: by a table
    /// of builders, say, that depends on what was signed. The certificate, its timestamps, the log
    /// and the times are verified as for an identity. Evidence for such a policy says that somebody
    /// signed, and nothing is accepted before the caller has looked at whom it names.
    #[must_use]
    pub fn identity_left_to_caller() -> Self {
        let mut policy = Self::identity(ExpectedIdentity::any_identity_unsafe());
        policy.options.identity_left = true;
        policy
    }

    /// Signatures by this key.
    #[must_use]
    pub fn key(key: TrustedKey) -> Self {
        Self {
            keys: vec![key],
            ..Self::nobody()
        }
    }

    /// The profile of a forge's private instance, which has neither a transparency log nor a
    /// certificate log: a timestamp of its authority is demanded instead. The trusted root of that
    /// instance comes from the caller. Everything else is unchanged.
    #[must_use]
    pub fn github_private(identity: impl Into<ExpectedIdentity>) -> Self {
        let mut policy = Self::identity(identity)
            .without_transparency_log()
            .without_certificate_timestamps()
            .with_tsa_threshold(1);
        policy.options.github_private = true;
        policy
    }

    /// Signatures by certificates of an authority of the caller's own choice. Neither a
    /// transparency log nor a certificate log is demanded unless a threshold is set; a trusted time
    /// is, or the option [`allow_current_time`](Self::allow_current_time).
    #[must_use]
    pub fn private_pki(private_pki: PrivatePki) -> Self {
        let mut policy = Self::nobody()
            .without_transparency_log()
            .without_certificate_timestamps();
        policy.private_pki = Some(private_pki);
        policy
    }

    /// A policy that names nobody yet. As it is, it refuses everything with `policy.empty` or
    /// `key.missing`; it is for callers that add identity or keys as they read them.
    #[must_use]
    pub fn nobody() -> Self {
        Self {
            identity: None,
            private_pki: None,
            keys: Vec::new(),
            tlog_threshold: 1,
            sct_threshold: None,
            tsa_threshold: 0,
            witnesses: None,
            payload_types: Vec::new(),
            predicate_types: Vec::new(),
            options: Options::default(),
        }
    }

    /// Also asks for this identity. A policy with both an identity and keys accepts no bundle:
    /// which of the two was meant is not guessed.
    #[must_use]
    pub fn with_identity(mut self, identity: impl Into<ExpectedIdentity>) -> Self {
        self.identity = Some(identity.into());
        self
    }

    /// Adds a key that may have signed.
    #[must_use]
    pub fn with_key(mut self, key: TrustedKey) -> Self {
        self.keys.push(key);
        self
    }

    /// How many distinct transparency logs must vouch for the signature; 1 unless set. Zero is
    /// refused: see [`Policy::without_transparency_log`].
    #[must_use]
    pub const fn with_tlog_threshold(mut self, wanted: usize) -> Self {
        self.tlog_threshold = wanted;
        self
    }

    /// How many distinct certificate transparency logs must have seen the certificate; 1 unless
    /// set. Zero is refused: see [`Policy::without_certificate_timestamps`].
    #[must_use]
    pub const fn with_sct_threshold(mut self, wanted: usize) -> Self {
        self.sct_threshold = Some(wanted);
        self
    }

    /// How many distinct timestamp authorities must vouch for the time; 0 unless set.
    #[must_use]
    pub const fn with_tsa_threshold(mut self, wanted: usize) -> Self {
        self.tsa_threshold = wanted;
        self
    }

    /// Which witnesses must have cosigned the checkpoints; none unless set. Every entry that counts
    /// must then come with a proof, and there must be one.
    #[must_use]
    pub fn with_witnesses(mut self, witnesses: WitnessPolicy) -> Self {
        self.witnesses = Some(witnesses);
        self
    }

    /// Accepts envelopes of this payload type too. They are no in-toto statements, so no artifact
    /// is matched against them. Naming the type of in-toto statements changes nothing.
    #[must_use]
    pub fn with_payload_type(mut self, payload_type: impl Into<String>) -> Self {
        self.payload_types.push(payload_type.into());
        self
    }

    /// Accepts only statements of this predicate type; of any of them, when called again. Whatever
    /// is no statement is then refused.
    #[must_use]
    pub fn with_predicate_type(mut self, predicate_type: impl Into<String>) -> Self {
        self.predicate_types.push(predicate_type.into());
        self
    }

    /// Option: no transparency log is needed, for private instances without one. An entry that is
    /// there is verified all the same.
    #[must_use]
    pub const fn without_transparency_log(mut self) -> Self {
        self.options.no_tlog = true;
        self.tlog_threshold = 0;
        self
    }

    /// Option: no certificate timestamp is needed, for private instances without a certificate
    /// log.
    #[must_use]
    pub const fn without_certificate_timestamps(mut self) -> Self {
        self.options.no_scts = true;
        self.sct_threshold = Some(0);
        self
    }

    /// Option: in bundles of version 0.1 an entry may be backed by the log's promise alone. The
    /// evidence says so.
    #[must_use]
    pub const fn allow_promise_only(mut self) -> Self {
        self.options.promise_only = true;
        self
    }

    /// Option: where a promise suffices, a proof without a checkpoint is passed over as if it were
    /// absent. Nobody signed the root that it leads to, so that it proves nothing; some registries
    /// have served such proofs beside good promises.
    #[must_use]
    pub const fn pass_over_unsigned_proofs(mut self) -> Self {
        self.options.unsigned_proofs = true;
        self
    }

    /// Option: no artifact is compared with the subjects of a statement, for callers who do that
    /// afterwards, with the statement of the evidence. The signature of a message still needs its
    /// artifact.
    #[must_use]
    pub const fn subjects_left_to_caller(mut self) -> Self {
        self.options.subjects_left = true;
        self
    }

    /// Option: the caller vouches for the time of signing.
    #[must_use]
    pub const fn with_time_from_caller(mut self, time: Time) -> Self {
        self.options.time_from_caller = Some(time);
        self
    }

    /// Option: certificates need to be valid at the evaluation time only, for long-lived ones.
    #[must_use]
    pub const fn allow_current_time(mut self) -> Self {
        self.options.current_time = true;
        self
    }

    /// Option: times after the evaluation time are accepted, for replays.
    #[must_use]
    pub const fn allow_future_times(mut self) -> Self {
        self.options.future_times = true;
        self
    }

    /// Option: timestamps of authorities that the trusted root does not know are skipped.
    #[must_use]
    pub const fn skip_unknown_timestamp_authorities(mut self) -> Self {
        self.options.skip_unknown_tsa = true;
        self
    }

    /// Option: timestamps that do not verify are skipped.
    #[must_use]
    pub const fn skip_bad_timestamps(mut self) -> Self {
        self.options.skip_bad_timestamps = true;
        self
    }

    /// Option: the key usage of a timestamp authority need not be critical, for old private ones.
    #[must_use]
    pub const fn allow_noncritical_timestamp_usage(mut self) -> Self {
        self.options.noncritical_tsa_usage = true;
        self
    }

    /// Accepts only timestamps under this policy, a dotted object identifier.
    #[must_use]
    pub fn with_timestamp_policy(mut self, oid: impl Into<String>) -> Self {
        self.options.tsa_policy = Some(oid.into());
        self
    }

    /// Option: certificate logs with Ed25519 keys, which RFC 6962 does not have.
    #[must_use]
    pub const fn allow_ed25519_certificate_logs(mut self) -> Self {
        self.options.ct_ed25519 = true;
        self
    }

    /// Option: entries of the older kinds `rekord` 0.0.1 and `intoto` 0.0.1 may back a signature in a
    /// format as old as they are. They back no bundle: the latter hold no signature.
    #[must_use]
    pub const fn allow_legacy_entry_kinds(mut self) -> Self {
        self.options.legacy_v1_kinds = true;
        self
    }

    /// Option: entries of the kind `dsse` 0.0.2, which Rekor v2 no longer takes, may back one.
    #[must_use]
    pub const fn allow_legacy_v2_dsse(mut self) -> Self {
        self.options.legacy_v2_dsse = true;
        self
    }

    /// Refuses checkpoints that a log signs under another name than its URL.
    #[must_use]
    pub const fn with_strict_checkpoint_names(mut self) -> Self {
        self.options.strict_v1_name = true;
        self
    }

    /// Option: a path may also go through the certificates that come with the signature, for
    /// authorities of which only the anchor is known. They are trusted for nothing.
    #[must_use]
    pub const fn use_bundle_intermediates(mut self) -> Self {
        self.options.bundle_intermediates = true;
        self
    }

    /// Whether a path may go through certificates that come with the signature.
    pub(crate) fn uses_bundle_intermediates(&self) -> bool {
        let private = self.private_pki.as_ref();
        self.options.bundle_intermediates || private.is_some_and(PrivatePki::uses_bundle)
    }

    /// The identity that is wanted.
    #[must_use]
    pub const fn wanted_identity(&self) -> Option<&ExpectedIdentity> {
        self.identity.as_ref()
    }

    /// The authority of the caller's own choice, if one was chosen.
    #[must_use]
    pub const fn wanted_private_pki(&self) -> Option<&PrivatePki> {
        self.private_pki.as_ref()
    }

    pub(crate) const fn legacy_kinds(&self) -> LegacyKinds {
        LegacyKinds::none()
            .with_v1_kinds(self.options.legacy_v1_kinds)
            .with_v2_dsse(self.options.legacy_v2_dsse)
    }

    /// The keys that may have signed.
    #[must_use]
    pub fn keys(&self) -> &[TrustedKey] {
        &self.keys
    }

    /// The same policy without the leave of [`allow_promise_only`](Self::allow_promise_only).
    #[cfg(feature = "oci")]
    pub(crate) const fn without_promise_only(mut self) -> Self {
        self.options.promise_only = false;
        self
    }

    /// The same policy for each distinct key alone, in their order; itself where it names at most
    /// one.
    #[cfg(feature = "oci")]
    pub(crate) fn one_key_each(self) -> Vec<Self> {
        let mut keys: Vec<TrustedKey> = Vec::new();
        for key in &self.keys {
            if !keys.iter().any(|known| known.is_same(key)) {
                keys.push(key.clone());
            }
        }
        if keys.len() < 2 {
            return vec![self];
        }
        let alone = |key| Self {
            keys: vec![key],
            ..self.clone()
        };
        keys.into_iter().map(alone).collect()
    }

    /// How many distinct transparency logs are wanted.
    #[must_use]
    pub const fn tlog_threshold(&self) -> usize {
        self.tlog_threshold
    }

    /// How many distinct certificate transparency logs are wanted.
    #[must_use]
    pub const fn sct_threshold(&self) -> usize {
        match self.sct_threshold {
            Some(wanted) => wanted,
            None => 1,
        }
    }

    /// How many distinct timestamp authorities are wanted.
    #[must_use]
    pub const fn tsa_threshold(&self) -> usize {
        self.tsa_threshold
    }

    pub(crate) const fn explicit_sct_threshold(&self) -> Option<usize> {
        self.sct_threshold
    }

    pub(crate) const fn witnesses(&self) -> Option<&WitnessPolicy> {
        self.witnesses.as_ref()
    }

    pub(crate) fn payload_types(&self) -> &[String] {
        &self.payload_types
    }

    pub(crate) fn predicate_types(&self) -> &[String] {
        &self.predicate_types
    }
}
