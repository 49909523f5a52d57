//! How much of a tree is looked at.

/// Bounds of the walk. What exceeds one is not verified, and not refuted either: `oms.limit`.
///
/// # Specification
/// models section 2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TreeLimits {
    /// Entries of all kinds, excluded ones among them.
    pub entries: u64,
    /// Directories inside each other, the root not counted.
    pub depth: usize,
    /// Symbolic links.
    pub links: usize,
    /// Links that are followed for one path.
    pub hops: usize,
    /// Bytes of a path below the root, at most 65 535.
    pub path_bytes: usize,
    /// Bytes of one component of a path.
    pub component_bytes: usize,
    /// Bytes of all paths and link targets together, at most `u32::MAX`.
    pub name_bytes: usize,
}

impl TreeLimits {
    /// The limits of the specification.
    pub const DEFAULT: Self = Self {
        entries: 2_000_000,
        depth: 128,
        links: 10_000,
        hops: 40,
        path_bytes: 4_096,
        component_bytes: 255,
        name_bytes: 512 << 20,
    };

    /// The same with at most this many entries.
    #[must_use]
    pub const fn with_entries(mut self, entries: u64) -> Self {
        self.entries = entries;
        self
    }

    /// The same with at most this many directories inside each other.
    #[must_use]
    pub const fn with_depth(mut self, depth: usize) -> Self {
        self.depth = depth;
        self
    }

    /// The same with at most this many symbolic links.
    #[must_use]
    pub const fn with_links(mut self, links: usize) -> Self {
        self.links = links;
        self
    }

    /// The same with at most this many links on the way of one path.
    #[must_use]
    pub const fn with_hops(mut self, hops: usize) -> Self {
        self.hops = hops;
        self
    }

    /// The same with paths of at most this many bytes.
    #[must_use]
    pub const fn with_path_bytes(mut self, bytes: usize) -> Self {
        self.path_bytes = bytes;
        self
    }

    /// The same with components of at most this many bytes.
    #[must_use]
    pub const fn with_component_bytes(mut self, bytes: usize) -> Self {
        self.component_bytes = bytes;
        self
    }

    /// The same with at most this many bytes of paths and link targets together.
    #[must_use]
    pub const fn with_name_bytes(mut self, bytes: usize) -> Self {
        self.name_bytes = bytes;
        self
    }
}

impl Default for TreeLimits {
    fn default() -> Self {
        Self::DEFAULT
    }
}
