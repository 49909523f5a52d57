//! Bounds of one document, and how strict a format is.

/// What one document may cost. Every bound is checked before the work that it bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    pub(crate) bytes: usize,
    pub(crate) depth: usize,
    pub(crate) members: usize,
    pub(crate) elements: usize,
    pub(crate) values: usize,
    pub(crate) name_bytes: usize,
    pub(crate) number_bytes: usize,
}

impl Default for Limits {
    /// 64 MiB, 64 levels, 65,536 members an object, 1,000,000 elements an array, 4,000,000 values,
    /// names of 4 KiB and numbers of 64 bytes.
    fn default() -> Self {
        Self {
            bytes: 64 << 20,
            depth: 64,
            members: 65_536,
            elements: 1_000_000,
            values: 4_000_000,
            name_bytes: 4096,
            number_bytes: 64,
        }
    }
}

impl Limits {
    /// For what has been read before.
    pub(crate) const NONE: Self = Self {
        bytes: usize::MAX,
        depth: usize::MAX,
        members: usize::MAX,
        elements: usize::MAX,
        values: usize::MAX,
        name_bytes: usize::MAX,
        number_bytes: usize::MAX,
    };

    /// At most `bytes` bytes of input.
    #[must_use]
    pub const fn with_bytes(mut self, bytes: usize) -> Self {
        self.bytes = bytes;
        self
    }

    /// At most `depth` containers inside each other; the outermost counts as 1.
    #[must_use]
    pub const fn with_depth(mut self, depth: usize) -> Self {
        self.depth = depth;
        self
    }

    /// At most `members` members in one object.
    #[must_use]
    pub const fn with_members(mut self, members: usize) -> Self {
        self.members = members;
        self
    }

    /// At most `elements` elements in one array.
    #[must_use]
    pub const fn with_elements(mut self, elements: usize) -> Self {
        self.elements = elements;
        self
    }

    /// At most `values` values in the document, containers included.
    #[must_use]
    pub const fn with_values(mut self, values: usize) -> Self {
        self.values = values;
        self
    }

    /// At most `bytes` bytes in one member name, counted after its escapes are resolved.
    #[must_use]
    pub const fn with_name_bytes(mut self, bytes: usize) -> Self {
        self.name_bytes = bytes;
        self
    }

    /// At most `bytes` bytes in the text of one number.
    #[must_use]
    pub const fn with_number_bytes(mut self, bytes: usize) -> Self {
        self.number_bytes = bytes;
        self
    }
}

/// How a format treats what its writers should not have written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a document is read by the letter or it is not"
)]
pub enum Profile {
    /// By the letter: unknown members are refused, bytes are padded standard base64, 64-bit
    /// integers are decimal strings.
    #[default]
    Strict,
    /// Unknown members are skipped, bytes may be URL-safe or unpadded base64, 64-bit integers may
    /// be JSON integers. Nothing else changes.
    Lenient,
}
