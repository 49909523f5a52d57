//! Files where the platform reads at any place.

use std::fs::{File, Metadata};
use std::io;
use std::os::unix::fs::{FileExt, MetadataExt as _};

use crate::engine::{Identity, ReadAt};

pub(super) const fn of(file: File) -> File {
    file
}

impl ReadAt for File {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        FileExt::read_at(self, buffer, offset)
    }

    fn identity(&self) -> io::Result<Option<Identity>> {
        self.metadata().map(|metadata| Some((&metadata).into()))
    }
}

impl From<&Metadata> for Identity {
    fn from(metadata: &Metadata) -> Self {
        Self::new(metadata.dev(), metadata.ino(), metadata.size())
            .with_modified(metadata.mtime(), metadata.mtime_nsec())
            .with_changed(metadata.ctime(), metadata.ctime_nsec())
    }
}
