//! Keys that the caller trusts.

use bonafide_keys::{PublicKey, Scheme};
use bonafide_report::{Time, Window};

/// A key of the caller.
#[derive(Clone, Debug)]
pub struct TrustedKey {
    key: PublicKey,
    scheme: Option<Scheme>,
    window: Option<Window>,
    hint: Option<String>,
}

impl TrustedKey {
    /// A key, used with the schemes that fit its kind.
    #[must_use]
    pub const fn new(key: PublicKey) -> Self {
        Self {
            key,
            scheme: None,
            window: None,
            hint: None,
        }
    }

    /// Uses the key with this scheme only, as for RSA-PSS keys.
    #[must_use]
    pub const fn with_scheme(mut self, scheme: Scheme) -> Self {
        self.scheme = Some(scheme);
        self
    }

    /// The key is valid in this window: every verified time must lie in it, and there must be one.
    #[must_use]
    pub const fn with_window(mut self, window: Window) -> Self {
        self.window = Some(window);
        self
    }

    /// The name under which a bundle may refer to the key. A bundle that names another is not
    /// verified with this key.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The key itself.
    #[must_use]
    pub const fn public_key(&self) -> &PublicKey {
        &self.key
    }

    pub(crate) const fn scheme(&self) -> Option<Scheme> {
        self.scheme
    }

    pub(crate) const fn has_window(&self) -> bool {
        self.window.is_some()
    }

    pub(crate) fn is_valid_at(&self, time: Time) -> bool {
        self.window.is_none_or(|window| window.contains(time))
    }

    pub(crate) fn hint(&self) -> Option<&str> {
        self.hint.as_deref()
    }

    /// Whether another entry names the same key, for the same use and time.
    #[cfg(feature = "oci")]
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.key == other.key && self.window == other.window && self.scheme == other.scheme
    }
}
