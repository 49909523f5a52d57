//! What to read of a document, and what it may cost.

use crate::summary::KEPT;
use crate::{Fields, Format};

/// How a document is read.
///
/// ```
/// use bonafide_sbom::{Fields, ReadOptions};
/// let options = ReadOptions::default().with_fields(Fields::IDENTITY | Fields::HASHES);
/// assert!(options.fields().has(Fields::HASHES));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadOptions {
    pub(crate) fields: Fields,
    pub(crate) limits: ReadLimits,
    pub(crate) format: Option<Format>,
    pub(crate) accepts_newer_minor: bool,
    pub(crate) is_hashing: bool,
}

impl Default for ReadOptions {
    /// All fields, the default limits, a format that is detected, only versions that are known, and
    /// the SHA-256 of the input.
    fn default() -> Self {
        Self {
            fields: Fields::ALL,
            limits: ReadLimits::default(),
            format: None,
            accepts_newer_minor: false,
            is_hashing: true,
        }
    }
}

impl ReadOptions {
    /// Reads these fields; everything else is checked for its grammar and passed over.
    #[must_use]
    pub const fn with_fields(mut self, fields: Fields) -> Self {
        self.fields = fields;
        self
    }

    /// Bounds other than the default ones.
    #[must_use]
    pub const fn with_limits(mut self, limits: ReadLimits) -> Self {
        self.limits = limits;
        self
    }

    /// The document is of this format: it is not looked for, and still checked.
    #[must_use]
    pub const fn with_format(mut self, format: Format) -> Self {
        self.format = Some(format);
        self
    }

    /// Whether a later minor version than those that are known is read, with a finding.
    ///
    /// # Specification
    /// sbom DET-6.
    #[must_use]
    pub const fn with_newer_minor(mut self, accepts: bool) -> Self {
        self.accepts_newer_minor = accepts;
        self
    }

    /// Whether the SHA-256 of the input is computed.
    #[must_use]
    pub const fn with_hashing(mut self, is_hashing: bool) -> Self {
        self.is_hashing = is_hashing;
        self
    }

    /// What is read.
    #[must_use]
    pub const fn fields(&self) -> Fields {
        self.fields
    }

    /// The bounds.
    #[must_use]
    pub const fn limits(&self) -> &ReadLimits {
        &self.limits
    }
}

macro_rules! limits {
    ($( $(#[$doc:meta])* $field:ident $with:ident $default:expr; )+) => {
        /// What one document may cost. None can be removed, and each is checked before the work
        /// that it bounds.
        ///
        /// # Specification
        /// sbom section 2.5.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct ReadLimits { $( pub(crate) $field: usize, )+ }

        impl Default for ReadLimits {
            fn default() -> Self { Self { $( $field: $default, )+ } }
        }

        impl ReadLimits {
            $( $(#[$doc])* #[must_use] pub const fn $with(mut self, most: usize) -> Self {
                self.$field = most;
                self
            } )+
        }
    };
}

limits! {
    /// At most this many bytes of input, of decoded wrappers together too; by default 512 MiB.
    bytes with_bytes 512 << 20;
    /// At most this many containers inside each other; by default 128.
    depth with_depth 128;
    /// At most this many components or packages; by default 5 million.
    components with_components 5_000_000;
    /// At most this many files; by default 20 million.
    files with_files 20_000_000;
    /// At most this many edges; by default 50 million.
    edges with_edges 50_000_000;
    /// At most this many vulnerabilities; by default 2 million.
    vulnerabilities with_vulnerabilities 2_000_000;
    /// At most this many bytes in a text that is read; by default 1 MiB.
    text_bytes with_text_bytes 1 << 20;
    /// At most this many bytes in all texts of one component; by default 8 MiB.
    component_bytes with_component_bytes 8 << 20;
    /// At most this many hashes, licences, identifiers and external references each in one
    /// component; by default 256.
    entries with_entries 256;
    /// At most this many properties in one component; by default 4,096.
    properties with_properties 4096;
    /// At most this many bytes in a package URL or a reference; by default 4 KiB.
    reference_bytes with_reference_bytes 4096;
    /// At most this many bytes in a CPE name; by default 1 KiB.
    cpe_bytes with_cpe_bytes 1024;
    /// At most this many findings are kept, the rest is counted; by default 10,000.
    findings with_findings KEPT;
    /// At most this many wrappers around the document; by default 4.
    wrappers with_wrappers 4;
}
