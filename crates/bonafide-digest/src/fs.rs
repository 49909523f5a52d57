//! Files as sources of an engine.
//!
//! Whoever must know that no name is followed twice, or lets others write to a folder, opens files
//! himself and hands over the handles: on Unix [`File`] is a [`ReadAt`], elsewhere a `Locked` one is.
//! [`FileSource`] is for those who name files.

use std::fs::{File, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bonafide_report::of_file;

use crate::engine::{ReadAt, Source};

#[cfg(not(unix))]
mod locked;
#[cfg(unix)]
mod positional;

#[cfg(not(unix))]
use locked as handle;
#[cfg(unix)]
use positional as handle;

// The public interface is also:
#[cfg(not(unix))]
pub use locked::Locked;

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
    /// Those of the file system, with the path; [`io::ErrorKind::InvalidInput`] for what is no regular
    /// file.
    pub fn new(path: impl AsRef<Path>) -> io::Result<Self> {
        let path = path.as_ref();
        #[expect(
            clippy::disallowed_methods,
            reason = "the feature is for reading files"
        )]
        let length = std::fs::metadata(path).and_then(|metadata| length_of(&metadata));
        Ok(Self {
            path: path.to_owned(),
            length: length.map_err(of_file(path))?,
            name: path.to_string_lossy().into_owned(),
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
        Ok(Arc::new(handle::of(file)))
    }
}

fn length_of(metadata: &Metadata) -> io::Result<u64> {
    if metadata.is_file() {
        Ok(metadata.len())
    } else {
        let kind = io::ErrorKind::InvalidInput;
        Err(io::Error::new(kind, "it is no regular file"))
    }
}
