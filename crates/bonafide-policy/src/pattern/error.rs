//! Why a pattern is refused.

use bonafide_report::{Code, Coded, Exceeded};

bonafide_report::codes! {
    /// Why a text cannot be used as a pattern.
    pub enum PatternError {
        /// It is longer, or larger when compiled, than its limit.
        Limit {
            /// The limit.
            cause: Exceeded,
        } => in cause: "{cause}",
        /// No pattern of references.
        Reference {
            /// The rule that it breaks.
            rule: &'static str,
            /// Bytes before the offending part.
            offset: usize,
        } => POLICY_PATTERN: "{rule}, at byte {offset}",
        /// No pattern of names.
        Text {
            /// The rule that it breaks.
            rule: &'static str,
        } => POLICY_PATTERN: "{rule}",
        /// No pattern of the identities of signers.
        Name {
            /// What is wrong with it.
            cause: bonafide_x509::Error,
        } => in cause: "{cause}",
    }
}

impl Coded for PatternError {
    fn code(&self) -> Code {
        Self::code(self)
    }
}

impl From<Exceeded> for PatternError {
    fn from(cause: Exceeded) -> Self {
        Self::Limit { cause }
    }
}

/// A limit keeps its own variant, whoever found it.
impl From<bonafide_x509::Error> for PatternError {
    fn from(cause: bonafide_x509::Error) -> Self {
        match cause {
            bonafide_x509::Error::Limit { cause } => Self::Limit { cause },
            cause => Self::Name { cause },
        }
    }
}
