//! A file that is locked against other writers.

use core::ops::Deref;

use rustix::fd::OwnedFd;
use rustix::fs::FlockOperation;
use rustix::io::Errno;

use super::AuditError;
use super::error::{contended, system};

/// An open file with its lock, which goes when this does.
#[derive(Debug)]
pub(super) struct Locked(OwnedFd);

impl Locked {
    /// Locks a file, as soon as nobody else has it where that is waited for.
    pub(super) fn new(file: OwnedFd, is_waiting: bool) -> Result<Self, AuditError> {
        let operation = if is_waiting {
            FlockOperation::LockExclusive
        } else {
            FlockOperation::NonBlockingLockExclusive
        };
        loop {
            match rustix::fs::flock(&file, operation) {
                Ok(()) => return Ok(Self(file)),
                Err(Errno::INTR) => {}
                Err(Errno::WOULDBLOCK) => {
                    return Err(contended("another writer has the file"));
                }
                Err(errno) => return Err(system("locked", errno)),
            }
        }
    }
}

impl Deref for Locked {
    type Target = OwnedFd;

    fn deref(&self) -> &OwnedFd {
        &self.0
    }
}

impl Drop for Locked {
    /// Closing is not enough: a process that is just being started has a copy of each open file until
    /// its program begins, and would keep the lock for that long.
    fn drop(&mut self) {
        let _ = rustix::fs::flock(&self.0, FlockOperation::Unlock);
    }
}

#[cfg(test)]
mod tests {
    use std::fs::File;

    use super::*;

    #[test]
    fn a_copy_of_the_file_keeps_no_lock() {
        let name = format!("bonafide-audit-lock-{}", std::process::id());
        let path = std::env::temp_dir().join(name);
        let open = || OwnedFd::from(File::create(&path).unwrap());
        let locked = Locked::new(open(), false).unwrap();
        let copy = rustix::io::dup(&*locked).unwrap();
        assert!(matches!(
            Locked::new(open(), false),
            Err(AuditError::Contended { .. })
        ));
        drop(locked);
        assert!(Locked::new(open(), false).is_ok());
        drop(copy);
        std::fs::remove_file(&path).unwrap();
    }
}
