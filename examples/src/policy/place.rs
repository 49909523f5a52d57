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
    /// What `argument` names. A prefix decides (`docker://`, `oci:`, `oci-archive:`, `dir:`,
    /// `model:`, `file:`); without one a folder with a file `oci-layout` is a layout, any other folder
    /// is a model, a file is a file, and what does not exist is a digest (`sha256:…`) or a reference.
    #[must_use]
    pub fn of(argument: &'a str) -> Self {
        let prefixes: [(&str, fn(&'a str) -> Self); 6] = [
            ("docker://", Self::Registry),
            ("oci:", Self::Layout),
            ("oci-archive:", Self::Archive),
            ("dir:", Self::Folder),
            ("model:", Self::Model),
            ("file:", Self::File),
        ];
        for (prefix, place) in prefixes {
            if let Some(rest) = argument.strip_prefix(prefix) {
                return place(rest);
            }
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
