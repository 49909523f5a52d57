//! How much of everything is looked at.

/// Bounds on one bundle and on one trusted root. A value *at* a bound is accepted, one more is
/// `limit.exceeded`; each bound is checked before the element behind it is parsed.
///
/// ```
/// use bonafide_sigstore::Limits;
/// let limits = Limits::default().with_entries(4);
/// assert_eq!(limits.entries(), 4);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    bundle_bytes: usize,
    json_depth: usize,
    entries: usize,
    timestamps: usize,
    timestamp_bytes: usize,
    certificates: usize,
    certificate_bytes: usize,
    certificate_extensions: usize,
    scts: usize,
    subjects: usize,
    subject_digests: usize,
    signature_bytes: usize,
    payload_bytes: usize,
    body_bytes: usize,
    checkpoint_bytes: usize,
    checkpoint_signatures: usize,
    inclusion_hashes: usize,
    path_signatures: u64,
    lines: usize,
    root_bytes: usize,
    root_instances: usize,
}

impl Default for Limits {
    fn default() -> Self {
        const KIB: usize = 1024;
        const MIB: usize = 1024 * KIB;
        Self {
            bundle_bytes: 16 * MIB,
            json_depth: 64,
            entries: 32,
            timestamps: 32,
            timestamp_bytes: 64 * KIB,
            certificates: 10,
            certificate_bytes: 64 * KIB,
            certificate_extensions: 64,
            scts: 64,
            subjects: 1024,
            subject_digests: 32,
            signature_bytes: 16 * KIB,
            payload_bytes: 16 * MIB,
            body_bytes: MIB,
            checkpoint_bytes: 64 * KIB,
            checkpoint_signatures: 64,
            inclusion_hashes: 64,
            path_signatures: 100,
            lines: 1000,
            root_bytes: 4 * MIB,
            root_instances: 256,
        }
    }
}

macro_rules! bounds {
    ($( $(#[$meta:meta])* $name:ident $with:ident: $type:ty; )+) => {
        impl Limits {
            $(
                $(#[$meta])*
                #[must_use]
                pub const fn $name(&self) -> $type {
                    self.$name
                }

                #[doc = concat!("The same limits with another [`", stringify!($name), "`](Self::", stringify!($name), ").")]
                #[must_use]
                pub const fn $with(mut self, most: $type) -> Self {
                    self.$name = most;
                    self
                }
            )+
        }
    };
}

bounds! {
    /// Bytes of one bundle.
    bundle_bytes with_bundle_bytes: usize;
    /// Nesting of arrays and objects; the outermost value has depth 1.
    json_depth with_json_depth: usize;
    /// Log entries of one bundle.
    entries with_entries: usize;
    /// RFC 3161 timestamps of one bundle.
    timestamps with_timestamps: usize;
    /// Bytes of one RFC 3161 timestamp.
    timestamp_bytes with_timestamp_bytes: usize;
    /// Certificates of one chain.
    certificates with_certificates: usize;
    /// Bytes of one certificate.
    certificate_bytes with_certificate_bytes: usize;
    /// Extensions of one certificate.
    certificate_extensions with_certificate_extensions: usize;
    /// Certificate timestamps (SCTs) of one certificate.
    scts with_scts: usize;
    /// Subjects of one statement.
    subjects with_subjects: usize;
    /// Digests of one subject.
    subject_digests with_subject_digests: usize;
    /// Bytes of one signature.
    signature_bytes with_signature_bytes: usize;
    /// Bytes of the payload of an envelope.
    payload_bytes with_payload_bytes: usize;
    /// Bytes of the body of one log entry.
    body_bytes with_body_bytes: usize;
    /// Bytes of one checkpoint.
    checkpoint_bytes with_checkpoint_bytes: usize;
    /// Signature lines of one checkpoint.
    checkpoint_signatures with_checkpoint_signatures: usize;
    /// Hashes of one inclusion proof.
    inclusion_hashes with_inclusion_hashes: usize;
    /// Signature checks that the search for a certificate path may make.
    path_signatures with_path_signatures: u64;
    /// Lines of a file of bundles.
    lines with_lines: usize;
    /// Bytes of one trusted root.
    root_bytes with_root_bytes: usize;
    /// Instances in one section of a trusted root.
    root_instances with_root_instances: usize;
}

impl Limits {
    /// Signature checks that one verification may make in all.
    ///
    /// For each entry one promise, one log signature and the cosignatures; one for each timestamp
    /// and each link of its path; the certificate timestamps; the certificate path; the content.
    pub(crate) fn signature_checks(&self) -> u64 {
        let entries =
            wide(self.entries).saturating_mul(wide(self.checkpoint_signatures).saturating_add(2));
        entries
            .saturating_add(wide(self.timestamps).saturating_mul(2))
            .saturating_add(wide(self.scts))
            .saturating_add(self.path_signatures)
            .saturating_add(2)
    }

    pub(crate) fn certificate_options(&self) -> bonafide_x509::ParseOptions {
        bonafide_x509::ParseOptions::default()
            .with_bytes(self.certificate_bytes)
            .with_extensions(self.certificate_extensions)
            .with_scts(self.scts)
    }

    pub(crate) fn json(&self, bytes: usize) -> bonafide_json::Limits {
        bonafide_json::Limits::default()
            .with_bytes(bytes)
            .with_depth(self.json_depth)
    }

    pub(crate) fn envelope(
        &self,
        profile: bonafide_json::Profile,
    ) -> bonafide_dsse::EnvelopeOptions {
        bonafide_dsse::EnvelopeOptions::bundle(profile)
            .with_payload_bytes(self.payload_bytes)
            .with_signature_bytes(self.signature_bytes)
    }

    pub(crate) fn rekor(&self) -> bonafide_rekor::Limits {
        bonafide_rekor::Limits::default()
            .with_body_bytes(self.body_bytes)
            .with_checkpoint_bytes(self.checkpoint_bytes)
            .with_signature_lines(self.checkpoint_signatures)
            .with_inclusion_hashes(self.inclusion_hashes)
            .with_signature_bytes(self.signature_bytes)
    }
}

fn wide(value: usize) -> u64 {
    u64::try_from(value).unwrap_or(u64::MAX)
}
