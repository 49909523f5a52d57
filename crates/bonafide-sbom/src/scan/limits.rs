//! What a report may cost.

use bonafide_json::Limits;

/// What one report may cost. None can be removed, and each is checked before the work that it
/// bounds.
///
/// # Specification
/// Policy rules, VUL-7.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScanLimits {
    pub(super) bytes: usize,
    pub(super) depth: usize,
    pub(super) vulnerabilities: usize,
    pub(super) entries: usize,
    pub(super) targets: usize,
    pub(super) text_bytes: usize,
    pub(super) findings: usize,
}

impl Default for ScanLimits {
    fn default() -> Self {
        Self {
            bytes: 64 << 20,
            depth: 64,
            vulnerabilities: 500_000,
            entries: 4096,
            targets: 100_000,
            text_bytes: 64 << 10,
            findings: 10_000,
        }
    }
}

impl ScanLimits {
    /// At most this many bytes of input; by default 64 MiB.
    #[must_use]
    pub const fn with_bytes(mut self, most: usize) -> Self {
        self.bytes = most;
        self
    }

    /// At most this many containers inside each other; by default 64.
    #[must_use]
    pub const fn with_depth(mut self, most: usize) -> Self {
        self.depth = most;
        self
    }

    /// At most this many vulnerabilities, suppressed ones included; by default 500,000.
    #[must_use]
    pub const fn with_vulnerabilities(mut self, most: usize) -> Self {
        self.vulnerabilities = most;
        self
    }

    /// At most this many elements in each list of one vulnerability, and of digests; by default
    /// 4,096.
    #[must_use]
    pub const fn with_entries(mut self, most: usize) -> Self {
        self.entries = most;
        self
    }

    /// At most this many targets that were scanned; by default 100,000.
    #[must_use]
    pub const fn with_targets(mut self, most: usize) -> Self {
        self.targets = most;
        self
    }

    /// At most this many bytes in a text that is read; by default 64 KiB.
    #[must_use]
    pub const fn with_text_bytes(mut self, most: usize) -> Self {
        self.text_bytes = most;
        self
    }

    /// At most this many findings are kept, the rest is counted; by default 10,000.
    #[must_use]
    pub const fn with_findings(mut self, most: usize) -> Self {
        self.findings = most;
        self
    }

    /// The limits of the cursor. What they leave open is bounded by the size of the input, or by
    /// whoever reads.
    pub(super) fn json(&self) -> Limits {
        Limits::default()
            .with_bytes(self.bytes)
            .with_depth(self.depth)
            .with_elements(usize::MAX)
            .with_values(usize::MAX)
    }
}
