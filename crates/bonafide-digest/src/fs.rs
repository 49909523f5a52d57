//! Files as sources of an engine.
//!
//! Whoever must know that no name is followed twice opens files himself and hands over the handles:
//! [`File`] is a [`ReadAt`]. [`FileSource`] is for those who name files.

use std::fs::{File, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::engine::{Identity, ReadAt, Source};

/// A file that is opened by its path when it is read.
///
/// Links are followed; what is no regular file is refused when it is opened.
#[derive(Clone, Debug)]
pub struct FileSource {
    path: PathBuf,
    name: String,
    length: u64,
}

impl FileSource {
    /// The file `path`, with its present length. Its name is the path, where that is no text with
    /// replacement characters.
    ///
    /// # Errors
    /// Those of the file system; [`io::ErrorKind::InvalidInput`] for what is no regular file.
    pub fn new(path: impl AsRef<Path>) -> io::Result<Self> {
        let path = path.as_ref();
        #[expect(
            clippy::disallowed_methods,
            reason = "the feature is for reading files"
        )]
        let metadata = std::fs::metadata(path)?;
        Ok(Self {
            path: path.to_owned(),
            name: path.to_string_lossy().into_owned(),
            length: length_of(&metadata)?,
        })
    }

    /// The same file under another name.
    #[must_use]
    pub fn with_name(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }
}

impl Source for FileSource {
    fn length(&self) -> u64 {
        self.length
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn open(&self) -> io::Result<Arc<dyn ReadAt + '_>> {
        // Opening a pipe would wait for a writer.
        #[expect(
            clippy::disallowed_methods,
            reason = "the feature is for reading files"
        )]
        let found = std::fs::metadata(&self.path)?;
        length_of(&found)?;
        #[expect(
            clippy::disallowed_methods,
            reason = "the feature is for reading files"
        )]
        let file = File::open(&self.path)?;
        length_of(&file.metadata()?)?;
        Ok(handle(file))
    }
}

#[cfg(unix)]
fn handle<'f>(file: File) -> Arc<dyn ReadAt + 'f> {
    Arc::new(file)
}

#[cfg(not(unix))]
fn handle<'f>(file: File) -> Arc<dyn ReadAt + 'f> {
    Arc::new(Locked::new(file))
}

fn length_of(metadata: &Metadata) -> io::Result<u64> {
    if metadata.is_file() {
        Ok(metadata.len())
    } else {
        Err(io::ErrorKind::InvalidInput.into())
    }
}

/// Without positions of their own, readings of one handle wait for each other.
#[cfg(not(unix))]
pub use locked::Locked;

#[cfg(not(unix))]
mod locked;

#[cfg(unix)]
impl ReadAt for File {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        std::os::unix::fs::FileExt::read_at(self, buffer, offset)
    }

    fn identity(&self) -> io::Result<Option<Identity>> {
        self.metadata().map(|metadata| Some((&metadata).into()))
    }
}

#[cfg(unix)]
impl From<&Metadata> for Identity {
    fn from(metadata: &Metadata) -> Self {
        use std::os::unix::fs::MetadataExt as _;
        Self::new(metadata.dev(), metadata.ino(), metadata.size())
            .with_modified(metadata.mtime(), metadata.mtime_nsec())
            .with_changed(metadata.ctime(), metadata.ctime_nsec())
    }
}
