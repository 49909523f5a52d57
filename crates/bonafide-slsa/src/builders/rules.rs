//! The parts of an entry that are compared.

use crate::{IdPattern, RefRule};

/// Who may sign for a builder.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignerRule {
    /// The holder of a certificate with claims of Fulcio.
    Fulcio {
        /// The issuer of the identity token, exact.
        issuer: String,
        /// The names, of which one must fit.
        sans: Vec<SanRule>,
        /// Where the build must run, claim .11.
        runner: Option<RunnerRule>,
        /// Claims that must have these texts.
        claims: Vec<(u32, String)>,
    },
    /// The holders of these keys, by their names.
    Keys(Vec<String>),
}

/// The machine that a build must run on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunnerRule {
    pub(super) name: String,
    pub(super) is_optional: bool,
}

impl RunnerRule {
    /// The text of the claim.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether a certificate without the claim will do, as older ones have none.
    #[must_use]
    pub const fn is_optional(&self) -> bool {
        self.is_optional
    }
}

/// A rule for the name in a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SanRule {
    /// A name, exact or with a rule for its reference.
    Pattern(IdPattern),
    /// Any file in a repository's folder of workflows.
    AnyWorkflow {
        /// The host, such as `github.com`.
        host: String,
        /// Whether it must be the workflow that was started, claim .18, and not one that another
        /// calls.
        top_level: bool,
    },
}

/// What the statement may say about its builder.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BuilderIdRule {
    /// The name in the certificate.
    SameAsSan,
    /// This text.
    Exact(String),
    /// This name, at a reference that one of the rules admits.
    NameRef {
        /// The part before the `@`.
        name: String,
        /// The rules, of which one must fit.
        refs: Vec<RefRule>,
    },
    /// A workflow below this path, at a reference that one of the rules admits.
    PrefixNameRef {
        /// The path, without a slash at its end.
        prefix: String,
        /// The rules, of which one must fit.
        refs: Vec<RefRule>,
    },
}

/// A build type, exact or with one path segment left open.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TypeRule {
    /// This text.
    Exact(String),
    /// One path segment, or the rest of one, between these texts.
    Affix {
        /// What stands before.
        prefix: String,
        /// What stands after; may be empty.
        suffix: String,
    },
}

impl TypeRule {
    /// Whether the rule admits this build type.
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        match self {
            Self::Exact(wanted) => wanted == text,
            Self::Affix { prefix, suffix } => text
                .strip_prefix(prefix.as_str())
                .and_then(|rest| rest.strip_suffix(suffix.as_str()))
                .is_some_and(|open| !open.is_empty() && !open.contains('/')),
        }
    }
}
