//! How much of an archive is read.

/// Bounds on an archive. What is beyond is `zip.limit`: neither good nor bad.
///
/// # Specification
/// models section 2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ZipLimits {
    pub(super) members: u64,
    pub(super) directory: u64,
    pub(super) member: u64,
    pub(super) total: u64,
    pub(super) ratio: u64,
    pub(super) ratio_from: u64,
}

impl ZipLimits {
    /// 100 000 members in a central directory of 64 MiB; 2 GiB from one compressed member and 8 GiB
    /// from all; a thousand bytes from one, asked only of members above 10 MiB.
    pub const DEFAULT: Self = Self {
        members: 100_000,
        directory: 64 << 20,
        member: 2 << 30,
        total: 8 << 30,
        ratio: 1_000,
        ratio_from: 10 << 20,
    };

    /// Members, directories among them.
    #[must_use]
    pub const fn with_members(mut self, most: u64) -> Self {
        self.members = most;
        self
    }

    /// Bytes of the central directory, which is held in memory.
    #[must_use]
    pub const fn with_directory(mut self, most: u64) -> Self {
        self.directory = most;
        self
    }

    /// Bytes that one compressed member expands to. A stored member does not expand.
    #[must_use]
    pub const fn with_member(mut self, most: u64) -> Self {
        self.member = most;
        self
    }

    /// Bytes that all compressed members together expand to.
    #[must_use]
    pub const fn with_total(mut self, most: u64) -> Self {
        self.total = most;
        self
    }

    /// Bytes that one compressed byte expands to, in members of more than `from` bytes.
    #[must_use]
    pub const fn with_ratio(mut self, most: u64, from: u64) -> Self {
        self.ratio = most;
        self.ratio_from = from;
        self
    }
}

impl Default for ZipLimits {
    fn default() -> Self {
        Self::DEFAULT
    }
}
