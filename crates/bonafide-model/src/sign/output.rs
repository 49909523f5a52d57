//! Writing the bundle so that a file is there whole or not at all.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use bonafide_report::of_file;

use super::SignedBundle;

/// Names that are tried for the file beside the one that is asked for.
const ATTEMPTS: u32 = 16;

impl SignedBundle {
    /// Writes the bundle to `path`: to a new file in the same folder first, which takes the name when
    /// it is on disk. A file that is there already is kept unless `overwrite` is set.
    ///
    /// # Errors
    /// Those of the file system, with the path; [`io::ErrorKind::AlreadyExists`] for a file that is kept.
    ///
    /// # Specification
    /// models SGN-7.
    pub fn write(&self, path: &Path, overwrite: bool) -> io::Result<()> {
        self.put(path, overwrite).map_err(of_file(path))
    }

    fn put(&self, path: &Path, overwrite: bool) -> io::Result<()> {
        let (beside, mut file) = beside(path)?;
        let written = file
            .write_all(self.json())
            .and_then(|()| file.sync_all())
            .and_then(|()| {
                if overwrite {
                    fs::rename(&beside, path)
                } else {
                    // Unlike a change of name, a second name never takes the place of a file.
                    fs::hard_link(&beside, path)
                }
            });
        if written.is_err() || !overwrite {
            let removed = fs::remove_file(&beside);
            written.and(removed)
        } else {
            written
        }
    }
}

fn beside(path: &Path) -> io::Result<(PathBuf, fs::File)> {
    let name = path
        .file_name()
        .ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
    let mut refused = io::Error::from(io::ErrorKind::AlreadyExists);
    for attempt in 0..ATTEMPTS {
        let mut other = std::ffi::OsString::from(".");
        other.push(name);
        other.push(format!(".{}.{attempt}", std::process::id()));
        let other = path.with_file_name(other);
        match OpenOptions::new().write(true).create_new(true).open(&other) {
            Ok(file) => return Ok((other, file)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => refused = error,
            Err(error) => return Err(error),
        }
    }
    Err(refused)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bundle(text: &str) -> SignedBundle {
        SignedBundle::of_json(text.as_bytes().to_vec())
    }

    #[test]
    fn a_file_is_kept_unless_it_may_be_overwritten() {
        let folder = std::env::temp_dir().join(format!("bonafide-output-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let path = folder.join("model.sig");
        bundle("one").write(&path, false).unwrap();
        let refused = bundle("two").write(&path, false).unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::AlreadyExists);
        let named = format!("{}: ", path.to_string_lossy());
        assert!(refused.to_string().starts_with(&named), "{refused}");
        assert_eq!(fs::read(&path).unwrap(), b"one");
        bundle("two").write(&path, true).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(
            fs::read_dir(&folder).unwrap().count(),
            1,
            "nothing is left over"
        );
        assert!(
            bundle("x")
                .write(&folder.join("no/model.sig"), false)
                .is_err()
        );
        assert!(bundle("x").write(Path::new("/"), true).is_err());
        fs::remove_dir_all(&folder).unwrap();
    }
}
