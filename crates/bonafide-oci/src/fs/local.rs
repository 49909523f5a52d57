//! An image on disk, whatever it lies in.

use std::path::Path;

use bonafide_digest::Digest;

use super::layout::HEADER;
use super::root::{self, Root};
use super::{dir, layout};
use crate::{
    DirTransport, Discovered, DiscoveryOptions, Error, LayoutDir, LayoutTar, Limits, Subject,
    Target, discover,
};

/// An image on disk: a layout in a folder or in an archive, or a `dir:` folder.
///
/// ```no_run
/// use bonafide_oci::{DiscoveryOptions, Limits, LocalImage, Wanted};
///
/// let image = LocalImage::open("image", &Limits::default())?;
/// if let LocalImage::Archive(_) = image {
///     println!("an archive");
/// }
/// let found = image.discover(None, DiscoveryOptions::new(Wanted::signatures()))?;
/// println!("{}", found.image().digest());
/// # Ok::<(), bonafide_oci::Error>(())
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum LocalImage {
    /// A layout in a folder.
    Layout(LayoutDir),
    /// A layout in an archive.
    Archive(LayoutTar),
    /// A `dir:` folder.
    Dir(DirTransport),
}

impl LocalImage {
    /// Opens what lies at `path`: a file is an archive; a folder with the file `oci-layout` is a
    /// layout, one with `manifest.json` and without `index.json` a `dir:` folder.
    ///
    /// # Errors
    /// [`Error::Layout`] for a folder that is neither, or both; those of [`LayoutDir::open`],
    /// [`LayoutTar::open`] and [`DirTransport::open`].
    pub fn open(path: impl AsRef<Path>, limits: &Limits) -> Result<Self, Error> {
        let path = path.as_ref();
        let root = match Root::open(path) {
            Err(Error::Layout { .. }) => return LayoutTar::open(path, limits).map(Self::Archive),
            root => root?,
        };
        let has = |name: &str| {
            let file = root.file(name);
            let file = file.map_err(|error| root::beneath(path, "/", error))?;
            Ok::<bool, Error>(file.is_some())
        };
        let (is_layout, is_dir) = match (has(HEADER)?, has(dir::VERSION)?) {
            (false, false) => (false, has(dir::MANIFEST)? && !has(layout::INDEX)?),
            told => told,
        };
        let refuse = |reason| Err(root::layout(root::shown(path), reason));
        match (is_layout, is_dir) {
            (true, false) => LayoutDir::beneath(path, root, limits).map(Self::Layout),
            (false, true) => DirTransport::beneath(path, root, limits).map(Self::Dir),
            (true, true) => refuse("a layout and a `dir:` folder in one"),
            (false, false) if has(layout::INDEX)? => {
                refuse("no layout without the file `oci-layout`")
            }
            (false, false) => refuse(
                "neither a layout, which has the file `oci-layout`, nor a `dir:` folder, which has \
                 `manifest.json`",
            ),
        }
    }

    /// The digest of the image that `name` names, or of the only one that is attached to nothing where
    /// it is `None`. A name is the `org.opencontainers.image.ref.name` of what the layout lists, or its
    /// digest, also behind a repository and `@`. A `dir:` folder has one image, and no name for it but
    /// the digest.
    ///
    /// # Errors
    /// Those of [`LayoutDir::image`]; [`Error::NotListed`] for another name in a `dir:` folder.
    pub fn image(&self, name: Option<&str>) -> Result<Digest, Error> {
        match (self, name) {
            (Self::Layout(layout), name) => layout.image(name),
            (Self::Archive(archive), name) => archive.image(name),
            (Self::Dir(folder), None) => Ok(*folder.digest()),
            (Self::Dir(folder), Some(name)) => match layout::digest_in(name)? {
                Some(digest) if digest == *folder.digest() => Ok(digest),
                _ => Err(Error::NotListed {
                    name: name.to_owned(),
                    listed: folder.digest().to_string(),
                }),
            },
        }
    }

    /// What travels with the image that `name` names, or with the only image where it is `None`: see
    /// [`image`](Self::image).
    ///
    /// # Errors
    /// Those of [`image`](Self::image) and [`discover`].
    pub fn discover(
        &self,
        name: Option<&str>,
        options: DiscoveryOptions,
    ) -> Result<Discovered, Error> {
        let subject = Subject::local(Target::Digest(self.image(name)?));
        match self {
            Self::Layout(layout) => discover(layout, &subject, options),
            Self::Archive(archive) => discover(archive, &subject, options),
            Self::Dir(folder) => Ok(Discovered::in_folder(folder, &options.limits)),
        }
    }
}
