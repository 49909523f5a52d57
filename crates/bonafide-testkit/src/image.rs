//! Container images, and what is attached to them: signatures, attestations, bundles.
//!
//! A [`Store`] is what one repository holds. Subjects, [`Layer`]s and [`Attachment`]s are put into
//! it, right or wrong, and it is written as an OCI layout, as an archive of one, or as a folder of
//! the `dir:` transport. [`SignedImage`] does all of that for what needs no wrong part.

mod attachment;
mod descriptor;
mod dir;
mod layer;
mod layout;
pub mod name;
mod payload;
mod signed;
mod statement;
mod store;
mod subject;
pub mod tar;

pub use crate::registry::digest;
pub use attachment::Attachment;
pub use descriptor::{Descriptor, Platform, hex_of};
pub use dir::signature_file;
pub use layer::{Layer, Signature, envelope, pae, private_leaf};
pub use layout::Layout;
pub use payload::SimpleSigning;
pub use signed::{By, Carrier, Options, SignedImage, SubjectForm};
pub use statement::Statement;
pub use store::{Manifest, Store};

use std::fs;
use std::path::Path;

/// A file of a written folder: its relative name and its bytes.
pub type File = (String, Vec<u8>);

/// Writes files below `folder`, with the folders that they need.
///
/// # Panics
/// When that is not possible.
pub fn write_files(folder: &Path, files: &[File]) {
    for (name, bytes) in files {
        let path = folder.join(name);
        let parent = path.parent().expect("a folder");
        fs::create_dir_all(parent).expect("a folder can be made");
        write(&path, bytes);
    }
}

#[expect(clippy::disallowed_methods, reason = "tests write files")]
fn write(path: &Path, bytes: &[u8]) {
    fs::write(path, bytes).expect("a file can be written");
}
