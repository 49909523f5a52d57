//! What a policy was read from.

use crate::SourceFormat;

/// The text that a policy was read from, of which its identity is made.
#[derive(Clone, Debug)]
pub struct PolicySource<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) format: SourceFormat,
    pub(super) uri: Option<String>,
}

impl<'a> PolicySource<'a> {
    /// The bytes of the document, and the format that they are in.
    #[must_use]
    pub const fn new(bytes: &'a [u8], format: SourceFormat) -> Self {
        Self {
            bytes,
            format,
            uri: None,
        }
    }

    /// Where the document came from, for the verdict.
    #[must_use]
    pub fn with_uri(mut self, uri: impl Into<String>) -> Self {
        self.uri = Some(uri.into());
        self
    }
}
