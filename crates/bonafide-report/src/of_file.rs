//! What the system says of files, in words that name them.

use std::io;
use std::path::Path;

use crate::Escaped;

/// What the system says of the file `path`, which it does not name itself, for `map_err`: an error of
/// the same kind. The path is escaped.
///
/// ```
/// use std::io;
/// use std::path::Path;
///
/// let path = Path::new("no/such.sigstore");
/// let error = std::fs::read(path).map_err(bonafide_report::of_file(path)).unwrap_err();
/// assert_eq!(error.kind(), io::ErrorKind::NotFound);
/// assert!(error.to_string().starts_with("no/such.sigstore: "));
/// ```
pub fn of_file(path: &Path) -> impl Fn(io::Error) -> io::Error {
    move |error| {
        let path = path.to_string_lossy();
        io::Error::new(error.kind(), format!("{}: {error}", Escaped(&path)))
    }
}

/// A kind of error in words, for errors that keep the kind alone. That nothing is there is so common
/// that it has words of its own.
///
/// ```
/// use std::io::ErrorKind;
/// use bonafide_report::kind_of_error;
///
/// assert_eq!(kind_of_error(ErrorKind::NotFound), "no such file or folder");
/// assert_eq!(kind_of_error(ErrorKind::PermissionDenied), "permission denied");
/// ```
#[must_use]
pub fn kind_of_error(kind: io::ErrorKind) -> String {
    match kind {
        io::ErrorKind::NotFound => "no such file or folder".to_owned(),
        other => other.to_string(),
    }
}
