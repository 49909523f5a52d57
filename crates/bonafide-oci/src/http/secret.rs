//! What must not be shown.

use core::fmt;

use zeroize::Zeroizing;

/// A password or a token.
///
/// It cannot be printed, compared or serialised, and its memory is overwritten when it is dropped.
/// What others hold is not: the buffers of the connection that it goes out on, and the text that
/// the caller made it from where that was copied.
///
/// ```
/// use bonafide_oci::http::Secret;
///
/// assert_eq!(format!("{:?}", Secret::new("hunter2")), "***");
/// ```
///
/// ```compile_fail
/// println!("{}", bonafide_oci::http::Secret::new("hunter2"));
/// ```
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes a text. A `String` is taken over and not copied.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    pub(super) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}
