//! How much of a bundle is looked at.

#![cfg(feature = "oms")]

/// Bounds on one bundle and on what it signs, each checked before the work that it bounds.
///
/// # Specification
/// models section 2.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BundleLimits {
    bundle_bytes: usize,
    payload_bytes: usize,
    depth: usize,
    resources: usize,
    name_bytes: usize,
    component_bytes: usize,
    components: usize,
    ignore_paths: usize,
    certificates: usize,
    certificate_bytes: usize,
    log_entries: usize,
    timestamps: usize,
    timestamp_bytes: usize,
}

impl Default for BundleLimits {
    fn default() -> Self {
        const KIB: usize = 1024;
        const MIB: usize = 1024 * KIB;
        Self {
            bundle_bytes: 64 * MIB,
            payload_bytes: 48 * MIB,
            depth: 32,
            resources: 1_000_000,
            name_bytes: 4096,
            component_bytes: 255,
            components: 128,
            ignore_paths: 10_000,
            certificates: 10,
            certificate_bytes: 64 * KIB,
            log_entries: 8,
            timestamps: 8,
            timestamp_bytes: 64 * KIB,
        }
    }
}

macro_rules! bounds {
    ($( $(#[$meta:meta])* $name:ident $with:ident; )+) => {
        impl BundleLimits {
            $(
                $(#[$meta])*
                #[must_use]
                pub const fn $name(&self) -> usize {
                    self.$name
                }

                #[doc = concat!("The same limits with another [`", stringify!($name), "`](Self::", stringify!($name), ").")]
                #[must_use]
                pub const fn $with(mut self, most: usize) -> Self {
                    self.$name = most;
                    self
                }
            )+
        }
    };
}

bounds! {
    /// Bytes of the bundle; 64 MiB.
    bundle_bytes with_bundle_bytes;
    /// Bytes of the decoded payload; 48 MiB.
    payload_bytes with_payload_bytes;
    /// Levels of JSON, in the bundle and in the payload; 32.
    depth with_depth;
    /// Resources, which are files or shards; 1,000,000.
    resources with_resources;
    /// Bytes of the name of a resource; 4,096.
    name_bytes with_name_bytes;
    /// Bytes of one component of a name; 255.
    component_bytes with_component_bytes;
    /// Components of a name; 128.
    components with_components;
    /// Entries of `ignore_paths`; 10,000.
    ignore_paths with_ignore_paths;
    /// Certificates in the bundle; 10.
    certificates with_certificates;
    /// Bytes of one certificate; 64 KiB.
    certificate_bytes with_certificate_bytes;
    /// Entries of transparency logs; 8.
    log_entries with_log_entries;
    /// Timestamps; 8.
    timestamps with_timestamps;
    /// Bytes of one timestamp; 64 KiB.
    timestamp_bytes with_timestamp_bytes;
}

/// JSON values that one resource has at most, and then some.
const VALUES_EACH: usize = 8;

impl BundleLimits {
    /// The limits of one JSON document of `bytes` bytes.
    pub(crate) fn json(&self, bytes: usize) -> bonafide_json::Limits {
        let elements = self.resources.max(self.ignore_paths);
        bonafide_json::Limits::default()
            .with_bytes(bytes)
            .with_depth(self.depth)
            .with_elements(elements)
            .with_values(elements.saturating_mul(VALUES_EACH))
    }
}
