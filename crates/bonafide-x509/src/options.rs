//! The limits of parsing.

/// Bounds on one certificate, checked before the part that they bound is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseOptions {
    pub(crate) bytes: usize,
    pub(crate) extensions: usize,
    pub(crate) scts: usize,
    pub(crate) zero_serial: bool,
}

impl Default for ParseOptions {
    /// 64 KiB, 64 extensions, 64 certificate timestamps; no serial number of zero.
    fn default() -> Self {
        Self {
            bytes: 64 * 1024,
            extensions: 64,
            scts: 64,
            zero_serial: false,
        }
    }
}

impl ParseOptions {
    /// The bytes that one certificate may have (DER; for PEM a text of the size that these make).
    #[must_use]
    pub const fn with_bytes(mut self, most: usize) -> Self {
        self.bytes = most;
        self
    }

    /// The extensions that one certificate may have.
    #[must_use]
    pub const fn with_extensions(mut self, most: usize) -> Self {
        self.extensions = most;
        self
    }

    /// Whether a certificate may have the serial number zero, as some old roots have it, against
    /// RFC 5280. Meant for anchors that the caller chose.
    #[must_use]
    pub const fn with_zero_serial(mut self, accepted: bool) -> Self {
        self.zero_serial = accepted;
        self
    }

    /// The signed certificate timestamps that one certificate may embed.
    #[must_use]
    pub const fn with_scts(mut self, most: usize) -> Self {
        self.scts = most;
        self
    }
}
