//! What a pattern does that its author may not have meant.

use core::fmt;

/// What a pattern does that its author may not have meant. No reason to refuse it.
///
/// # Specification
/// policy PAT-1, PAT-3, PAT-4, IMP-7: the notes of these names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum PatternLint {
    /// It matches the empty name, and so perhaps every name: `N-ANY-IDENTITY`.
    AnyIdentity,
    /// It matches in registries, or on hosts, of several owners: `N-PATTERN-CROSSES-REGISTRY`.
    CrossesRegistry,
    /// The expression matches any part of a name: `N-REGEX-UNANCHORED`.
    RegexUnanchored,
    /// It asks for a tag, and a reference with a digest alone has none: `N-TAG-ONLY`.
    TagOnly,
}

impl PatternLint {
    /// The name of the note.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::AnyIdentity => "N-ANY-IDENTITY",
            Self::CrossesRegistry => "N-PATTERN-CROSSES-REGISTRY",
            Self::RegexUnanchored => "N-REGEX-UNANCHORED",
            Self::TagOnly => "N-TAG-ONLY",
        }
    }

    /// A sentence for people.
    #[must_use]
    pub const fn summary(self) -> &'static str {
        match self {
            Self::AnyIdentity => "the pattern matches the empty name, and perhaps every name",
            Self::CrossesRegistry => "the pattern matches on hosts of several owners",
            Self::RegexUnanchored => "the expression matches any part of a name",
            Self::TagOnly => {
                "the pattern asks for a tag: a reference with a digest and no tag does not match"
            }
        }
    }
}

impl fmt::Display for PatternLint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
