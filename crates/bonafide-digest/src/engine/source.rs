//! What jobs read.

use core::fmt;
use std::io::{self, Read as _};
use std::sync::Arc;

/// Bytes that can be read at any place, by several threads at once.
pub trait ReadAt: Send + Sync {
    /// Reads some bytes that begin at `offset` into the start of `buffer`, and says how many; none
    /// only at the end, or for an empty buffer.
    ///
    /// # Errors
    /// What the source says. [`io::ErrorKind::Interrupted`] makes the engine try again.
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize>;

    /// What is read now; `None` for what has no identity and cannot change, as memory.
    ///
    /// # Errors
    /// What the source says.
    fn identity(&self) -> io::Result<Option<Identity>>;
}

impl ReadAt for [u8] {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        let rest = usize::try_from(offset).ok().and_then(|at| self.get(at..));
        rest.unwrap_or_default().read(buffer)
    }

    fn identity(&self) -> io::Result<Option<Identity>> {
        Ok(None)
    }
}

impl<T: ReadAt + ?Sized> ReadAt for &T {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        (**self).read_at(buffer, offset)
    }

    fn identity(&self) -> io::Result<Option<Identity>> {
        (**self).identity()
    }
}

/// Which file a handle is of, and in which state: equal or not, and nothing else.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Identity {
    device: u64,
    inode: u64,
    size: u64,
    modified: (i64, i64),
    changed: (i64, i64),
}

impl Identity {
    /// File `inode` of `device`, which has `size` bytes.
    #[must_use]
    pub const fn new(device: u64, inode: u64, size: u64) -> Self {
        Self {
            device,
            inode,
            size,
            modified: (0, 0),
            changed: (0, 0),
        }
    }

    /// When its contents were last modified, in seconds and nanoseconds.
    #[must_use]
    pub const fn with_modified(mut self, seconds: i64, nanoseconds: i64) -> Self {
        self.modified = (seconds, nanoseconds);
        self
    }

    /// When anything of it was last changed, in seconds and nanoseconds.
    #[must_use]
    pub const fn with_changed(mut self, seconds: i64, nanoseconds: i64) -> Self {
        self.changed = (seconds, nanoseconds);
        self
    }

    /// The number of its device.
    #[must_use]
    pub const fn device(&self) -> u64 {
        self.device
    }

    /// Its number on the device.
    #[must_use]
    pub const fn inode(&self) -> u64 {
        self.inode
    }

    /// Its size in bytes.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Whether both are the same file, in whatever state.
    #[must_use]
    pub const fn is_same_file(&self, other: &Self) -> bool {
        self.device == other.device && self.inode == other.inode
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (device, inode, size) = (self.device, self.inode, self.size);
        write!(f, "Identity({device}:{inode}, {size} bytes)")
    }
}

/// Something that can be opened and read.
pub trait Source: Sync {
    /// Its length in bytes, as it was planned. The engine asks once, when it is added to a plan.
    fn length(&self) -> u64;

    /// What to call it where progress is shown.
    fn name(&self) -> &str;

    /// Opens it. The engine does this once a run, when the first of its jobs begins, and drops the
    /// handle when the last has ended.
    ///
    /// # Errors
    /// What the source says.
    fn open(&self) -> io::Result<Arc<dyn ReadAt + '_>>;
}

/// Bytes in memory as a source.
#[derive(Clone, Copy, Debug)]
pub struct Bytes<'b> {
    name: &'b str,
    bytes: &'b [u8],
}

impl<'b> Bytes<'b> {
    /// These bytes under this name.
    #[must_use]
    pub const fn new(name: &'b str, bytes: &'b [u8]) -> Self {
        Self { name, bytes }
    }
}

impl Source for Bytes<'_> {
    fn length(&self) -> u64 {
        u64::try_from(self.bytes.len()).unwrap_or(u64::MAX)
    }

    fn name(&self) -> &str {
        self.name
    }

    fn open(&self) -> io::Result<Arc<dyn ReadAt + '_>> {
        Ok(Arc::new(self.bytes))
    }
}
