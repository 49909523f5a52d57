//! What is looked at in a dump.

use super::fields::{self, Part};
use super::{CoverageError, Webhook};
use crate::Role;

/// Images of a dump.
const MOST_IMAGES: usize = 100_000;

/// What is looked at in a dump, and what would ask about it.
#[derive(Clone, Debug)]
pub struct CoverageOptions {
    pub(super) webhook: Webhook,
    pub(super) namespace: Option<String>,
    pub(super) pointers: Vec<Pointer>,
    pub(super) is_duck_typing: bool,
    pub(super) most_images: usize,
}

/// A place where a kind names images.
#[derive(Clone, Debug)]
pub(super) struct Pointer {
    pub(super) group: String,
    pub(super) kind: String,
    pub(super) parts: Vec<Part>,
    pub(super) role: Role,
}

impl Default for CoverageOptions {
    /// [`Webhook::default`], duck typing, 100,000 images.
    fn default() -> Self {
        Self {
            webhook: Webhook::default(),
            namespace: None,
            pointers: Vec::new(),
            is_duck_typing: true,
            most_images: MOST_IMAGES,
        }
    }
}

impl CoverageOptions {
    /// What the webhook would be asked about.
    #[must_use]
    pub fn with_webhook(mut self, webhook: Webhook) -> Self {
        self.webhook = webhook;
        self
    }

    /// The namespace of objects that name none, such as those of an admission request.
    #[must_use]
    pub fn with_namespace(mut self, namespace: impl Into<String>) -> Self {
        self.namespace = Some(namespace.into());
        self
    }

    /// Another kind, and where it names images: an RFC 6901 pointer into the object, in which a part
    /// `*` is every element of an array or every member of an object. The group is empty for the core.
    ///
    /// # Errors
    /// [`CoverageError::Pointer`].
    pub fn with_pointer(
        mut self,
        group: impl Into<String>,
        kind: impl Into<String>,
        pointer: &str,
        role: Role,
    ) -> Result<Self, CoverageError> {
        self.pointers.push(Pointer {
            group: group.into(),
            kind: kind.into(),
            parts: fields::parts(pointer)?,
            role,
        });
        Ok(self)
    }

    /// Without looking in kinds that are not known for a `template/spec` that looks like a Pod's.
    #[must_use]
    pub const fn without_duck_typing(mut self) -> Self {
        self.is_duck_typing = false;
        self
    }

    /// At most this many images, and never more than 100,000.
    #[must_use]
    pub fn with_most_images(mut self, most: usize) -> Self {
        self.most_images = most.min(MOST_IMAGES);
        self
    }
}
