//! Files where the platform reads only at a handle's own position.

use std::fs::{File, Metadata};
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::sync::{Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::engine::{Identity, ReadAt};

pub(super) const fn of(file: File) -> Locked {
    Locked::new(file)
}

/// A file whose readers wait for each other.
#[derive(Debug)]
pub struct Locked(Mutex<File>);

impl Locked {
    /// This file.
    #[must_use]
    pub const fn new(file: File) -> Self {
        Self(Mutex::new(file))
    }
}

impl ReadAt for Locked {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        let mut file = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(offset))?;
        file.read(buffer)
    }

    fn identity(&self) -> io::Result<Option<Identity>> {
        let file = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        file.metadata().map(|metadata| Some((&metadata).into()))
    }
}

/// Of what every platform has: size and times, and no number of the file.
impl From<&Metadata> for Identity {
    fn from(metadata: &Metadata) -> Self {
        let (modified, more) = since_1970(metadata.modified());
        let (created, rest) = since_1970(metadata.created());
        Self::new(0, 0, metadata.len())
            .with_modified(modified, more)
            .with_changed(created, rest)
    }
}

fn since_1970(time: io::Result<SystemTime>) -> (i64, i64) {
    let since = time
        .ok()
        .and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    since.map_or((0, 0), |since| {
        let seconds = i64::try_from(since.as_secs()).unwrap_or(i64::MAX);
        (seconds, i64::from(since.subsec_nanos()))
    })
}
