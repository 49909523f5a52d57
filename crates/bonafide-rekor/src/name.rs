//! Names from inputs that errors carry: kept as they are, printed escaped.

use core::fmt;

use bonafide_report::Escaped;

/// The name of a signing key in a note. Data, never a pattern.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyName(String);

impl KeyName {
    pub(crate) fn new(name: &str) -> Self {
        Self(name.to_owned())
    }

    /// The name as it was received; escape it before printing.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for KeyName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Escaped(&self.0).fmt(f)
    }
}

/// The kind and version that an entry or its body claims, such as `hashedrekord 0.0.1`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Label {
    kind: String,
    version: String,
}

impl Label {
    pub(crate) fn new(kind: impl Into<String>, version: impl Into<String>) -> Self {
        Self {
            kind: kind.into(),
            version: version.into(),
        }
    }

    /// The kind as it was received.
    #[must_use]
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// The version as it was received.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", Escaped(&self.kind), Escaped(&self.version))
    }
}
