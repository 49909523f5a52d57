//! What an argument names: a file, a folder of some kind, or a reference.

use std::path::Path;

use bonafide_digest::Digest;

/// Where an artifact lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place<'a> {
    /// An image in a registry, by its reference.
    Registry(&'a str),
    /// An image in a layout.
    Layout(&'a str),
    /// An image in an archive of a layout.
    Archive(&'a str),
    /// An image in a folder of the transport `dir:`.
    Folder(&'a str),
    /// A model directory.
    Model(&'a str),
    /// A file.
    File(&'a str),
    /// A file that is not here, by its digest.
    Digest(Digest),
}

impl<'a> Place<'a> {
    fn prefixed(argument: &'a str) -> Option<Self> {
        let behind = |prefix| argument.strip_prefix(prefix);
        let registry = behind("docker://").map(Self::Registry);
        let layout = || behind("oci:").map(Self::Layout);
        let archive = || behind("oci-archive:").map(Self::Archive);
        let folder = || behind("dir:").map(Self::Folder);
        let model = || behind("model:").map(Self::Model);
        let file = || behind("file:").map(Self::File);
        registry
            .or_else(layout)
            .or_else(archive)
            .or_else(folder)
            .or_else(model)
            .or_else(file)
    }

    /// What `argument` names. A prefix decides (`docker://`, `oci:`, `oci-archive:`, `dir:`,
    /// `model:`, `file:`); without one a folder with a file `oci-layout` is a layout, any other folder
    /// is a model, a file is a file, and what does not exist is a digest (`sha256:…`) or a reference.
    #[must_use]
    pub fn of(argument: &'a str) -> Self {
        if let Some(place) = Self::prefixed(argument) {
            return place;
        }
        let path = Path::new(argument);
        if path.is_dir() {
            if path.join("oci-layout").is_file() {
                return Self::Layout(argument);
            }
            return Self::Model(argument);
        }
        if path.exists() {
            return Self::File(argument);
        }
        match Digest::parse(argument) {
            Ok(digest) => Self::Digest(digest),
            Err(_) => Self::Registry(argument),
        }
    }
}
