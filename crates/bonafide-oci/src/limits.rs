//! What reading and discovery may cost.

macro_rules! limits {
    ($( $(#[$doc:meta])* $name:ident $with:ident $value:expr; )+) => {
        /// Limits of documents and of one discovery.
        ///
        /// Each is checked before the work that it bounds. What lies beyond one leaves the
        /// discovery incomplete; what was found before stays found.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct Limits {
            $( pub(crate) $name: u64, )+
        }

        impl Default for Limits {
            fn default() -> Self {
                Self { $( $name: $value, )+ }
            }
        }

        impl Limits {
            $(
                $(#[$doc])*
                #[must_use]
                pub const fn $with(mut self, value: u64) -> Self {
                    self.$name = value;
                    self
                }
            )+
        }
    };
}

limits! {
    /// Bytes of one manifest or index; 4 MiB unless set.
    manifest_bytes with_manifest_bytes 4 << 20;
    /// Pages of one list of referrers; 64 unless set.
    pages with_pages 64;
    /// Descriptors of all pages of one list of referrers; 4,096 unless set.
    referrers with_referrers 4096;
    /// Manifests that are looked into for attachments; 64 unless set.
    candidates with_candidates 64;
    /// Layers of one manifest that are read as signatures or statements; 128 unless set.
    layers with_layers 128;
    /// Bytes of the payload of an older signature; 1 MiB unless set.
    payload_bytes with_payload_bytes 1 << 20;
    /// Bytes of one bundle; 16 MiB unless set.
    bundle_bytes with_bundle_bytes 16 << 20;
    /// Bytes of one envelope; 32 MiB unless set.
    envelope_bytes with_envelope_bytes 32 << 20;
    /// Bytes of one bill of materials or unsigned statement; 64 MiB unless set.
    sbom_bytes with_sbom_bytes 64 << 20;
    /// Indexes inside each other, the image's own among them; 4 unless set.
    index_depth with_index_depth 4;
    /// Children of one index that are looked at, and of all indexes inside each other that are chosen;
    /// 1,000 unless set.
    children with_children 1000;
    /// Requests of one discovery; 256 unless set.
    requests with_requests 256;
    /// Bytes that one discovery reads; 256 MiB unless set.
    total_bytes with_total_bytes 256 << 20;
    /// Bytes of the index file of a layout; 16 MiB unless set.
    listing_bytes with_listing_bytes 16 << 20;
    /// Descriptors of the index file of a layout; 100,000 unless set.
    listed with_listed 100_000;
    /// Members of an archive; 100,000 unless set.
    archive_members with_archive_members 100_000;
    /// Bytes of an archive; 64 GiB unless set.
    archive_bytes with_archive_bytes 64 << 30;
}

/// The greatest number of annotations of one object.
pub(crate) const ANNOTATIONS: usize = 256;
/// The greatest length of one annotation in bytes.
pub(crate) const ANNOTATION_BYTES: usize = 64 << 10;
/// The greatest depth of a document.
const DEPTH: usize = 32;

/// How the reader of JSON is bounded for a document of at most `bytes`.
pub(crate) fn json(bytes: u64) -> bonafide_json::Limits {
    bonafide_json::Limits::default()
        .with_bytes(usize::try_from(bytes).unwrap_or(usize::MAX))
        .with_depth(DEPTH)
        .with_name_bytes(ANNOTATION_BYTES)
}
