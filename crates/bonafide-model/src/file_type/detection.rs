//! The two votes.

use crate::{FileType, Loadable};

/// What the content of a file says that it is, and what its name says.
///
/// # Specification
/// models PKG-4: content first, the extension as the second vote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Detection {
    content: Vec<FileType>,
    name: Option<FileType>,
}

impl Detection {
    pub(super) const fn new(content: Vec<FileType>, name: Option<FileType>) -> Self {
        Self { content, name }
    }

    /// The same of a file in which HDF5 begins where the head does not show it. Nothing that is known
    /// of the head but that it is some text or bytes is kept.
    #[cfg(any(feature = "checks", all(feature = "oms", unix)))]
    pub(crate) fn with_hdf5(mut self) -> Self {
        self.content
            .retain(|one| !matches!(one, FileType::Binary | FileType::Text | FileType::Hdf5));
        self.content.push(FileType::Hdf5);
        self
    }

    /// What the content is: at least one type, and more than one where different readers would each
    /// find theirs, such as a pickle that a ZIP archive follows.
    #[must_use]
    pub fn content(&self) -> &[FileType] {
        &self.content
    }

    /// What the name says; `None` where it says nothing.
    #[must_use]
    pub const fn by_name(&self) -> Option<FileType> {
        self.name
    }

    /// Whether the votes disagree, or the content is of several types: then each of
    /// [`types`](Self::types) has to be looked into.
    #[must_use]
    pub fn is_mismatch(&self) -> bool {
        let fits = |content: &FileType| {
            self.name
                .is_none_or(|name| super::name::fits(name, *content))
        };
        self.content.len() > 1 || !self.content.iter().all(fits)
    }

    /// The types of both votes, each once, those of the content first.
    #[must_use]
    pub fn types(&self) -> Vec<FileType> {
        let mut types = self.content.clone();
        types.extend(self.name.filter(|name| !self.content.contains(name)));
        types
    }

    /// Whether either vote says `wanted`.
    #[must_use]
    pub fn is(&self, wanted: FileType) -> bool {
        self.content.contains(&wanted) || self.name == Some(wanted)
    }

    /// As what the file can be loaded or run: either vote suffices. In order, each once.
    ///
    /// # Specification
    /// models COV-2.
    #[must_use]
    pub fn loadable(&self) -> Vec<Loadable> {
        let all = self.content.iter().copied().chain(self.name);
        let mut loadable: Vec<Loadable> = all
            .flat_map(|file_type| file_type.loadable().iter().copied())
            .collect();
        loadable.sort_unstable();
        loadable.dedup();
        loadable
    }
}
