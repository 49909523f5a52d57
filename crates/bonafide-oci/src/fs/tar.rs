//! Layouts in an archive, which stays packed.

mod header;
mod index;
mod pax;

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use bonafide_digest::Digest;

use super::layout::{Files, HEADER, Layout};
use super::root;
use crate::{
    Answer, Body, Capabilities, Error, Limits, Request, Source, SourceError, SourceErrorKind,
};
use index::{DOCKER_MANIFEST, Index, Span};

/// An image layout in a plain archive, as `oci-archive:` names it; newer archives of `docker save`
/// are layouts too.
///
/// Opening reads the headers of all members once; nothing is unpacked, and what is asked for is read
/// from its place in the archive. Anything by which two readers of archives could see different
/// files is refused.
///
/// # Specification
/// POSIX.1-2017 `pax`, the `ustar` and `pax` interchange formats, and the long names of GNU tar.
/// Stricter: see [`open`](Self::open).
#[derive(Debug)]
pub struct LayoutTar {
    path: PathBuf,
    layout: Layout<Archive>,
}

impl LayoutTar {
    /// Opens the archive `path`, and reads the index file of the layout in it. Costs one small read
    /// a member.
    ///
    /// # Errors
    /// [`Error::UnsupportedFormat`] for a compressed archive and for a layout of another version
    /// than 1.0.
    ///
    /// [`Error::NotRecoverable`] for an archive of Docker's own form: the manifest that a registry
    /// had is not in it, and no digest is made up for it.
    ///
    /// [`Error::Layout`] for an absolute name, `..`, NUL or a backslash in a name, two members of
    /// one name, sparse members, links in place of files, two sizes or two names of one member, a
    /// wrong checksum, anything after the end mark, and an archive that ends early; and for what
    /// [`LayoutDir::open`](crate::LayoutDir::open) refuses.
    ///
    /// [`Error::Limit`] for more members or bytes than allowed; [`Error::NoSuchPath`] when there is no
    /// such file; [`Error::LayoutJson`], [`Error::Document`]; [`Error::Source`] when the disk fails.
    pub fn open(path: impl AsRef<Path>, limits: &Limits) -> Result<Self, Error> {
        let path = path.as_ref();
        let file = root::open_file(path)?;
        let shown = root::shown(path);
        let length = file
            .metadata()
            .map_err(|error| root::failed(&shown, &error))?
            .len();
        let beneath = |error| root::beneath(path, ": ", error);
        let index = Index::read(&file, length, limits).map_err(beneath)?;
        if index.has(DOCKER_MANIFEST) && !index.has(HEADER) {
            return Err(Error::NotRecoverable {});
        }
        let layout = Layout::open(Archive { file, index }, limits).map_err(beneath)?;
        Ok(Self {
            path: path.to_owned(),
            layout,
        })
    }

    /// The digest of the image that `name` names in the index file, or of the only image in it.
    ///
    /// # Errors
    /// Those of [`LayoutDir::image`](crate::LayoutDir::image).
    pub fn image(&self, name: Option<&str>) -> Result<Digest, Error> {
        let image = self.layout.image(name);
        image.map_err(|error| root::beneath(&self.path, ": ", error))
    }
}

impl Source for LayoutTar {
    fn fetch(&self, request: &Request) -> Result<Answer, SourceError> {
        self.layout.fetch(request)
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities::listing()
    }
}

/// An archive, and where its members are.
#[derive(Debug)]
struct Archive {
    file: File,
    index: Index,
}

impl Files for Archive {
    fn read(&self, name: &str, most: u64) -> Result<Option<Body>, Error> {
        let Some(span) = self.index.span(name) else {
            return Ok(None);
        };
        if span.size > most {
            let kind = SourceErrorKind::TooLarge { limit: most };
            let cause = SourceError::new(kind, format!("{name}: {} bytes", span.size));
            return Err(Error::Source { cause });
        }
        content(&self.file, span, name).map(Some)
    }
}

/// The bytes of a part of an archive. The memory follows what is there, and not what a header says.
fn content(archive: &impl At, span: Span, name: &str) -> Result<Body, Error> {
    let (mut at, mut left) = (span.offset, span.size);
    let body = root::fill(name, span.size, |buffer| {
        let wanted = usize::try_from(left)
            .unwrap_or(usize::MAX)
            .min(buffer.len());
        let buffer = buffer.get_mut(..wanted).unwrap_or_default();
        let read = archive.read_at(buffer, at)?;
        let count = u64::try_from(read).unwrap_or(u64::MAX);
        at = at.saturating_add(count);
        left = left.saturating_sub(count);
        Ok(read)
    })?;
    if left > 0 {
        return Err(root::layout(name.to_owned(), "the archive ends in it"));
    }
    Ok(body)
}

/// Bytes that are read by position.
trait At {
    /// Reads from `offset`: less than the buffer takes only at the end.
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize>;
}

impl At for File {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        let mut filled = 0_usize;
        while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
            let at = offset.saturating_add(u64::try_from(filled).unwrap_or(u64::MAX));
            match std::os::unix::fs::FileExt::read_at(self, rest, at) {
                Ok(0) => break,
                Ok(length) => filled = filled.saturating_add(length),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(filled)
    }
}
