//! Which formats there are, and what they may be told.

use bonafide_report::{Code, Coded};

use crate::verdict::doc_anchor;

/// A format that a verdict can be written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Export {
    /// The verdict itself, `bonafide.verdict/v1`: `json`.
    Json,
    /// One line for each check: `text`.
    Text,
    /// A summary for a pull request: `markdown`.
    Markdown,
    /// SARIF 2.1.0: `sarif`.
    Sarif,
    /// `JUnit` XML: `junit`.
    Junit,
    /// A verification summary v1, unsigned: `vsa`.
    Vsa,
    /// A simple verification result v0.2, unsigned: `svr`.
    Svr,
    /// A page that needs nothing else: `html`.
    Html,
}

impl Export {
    /// Every format.
    pub const ALL: [Self; 8] = [
        Self::Json,
        Self::Text,
        Self::Markdown,
        Self::Sarif,
        Self::Junit,
        Self::Vsa,
        Self::Svr,
        Self::Html,
    ];

    /// The stable lower-case name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Text => "text",
            Self::Markdown => "markdown",
            Self::Sarif => "sarif",
            Self::Junit => "junit",
            Self::Vsa => "vsa",
            Self::Svr => "svr",
            Self::Html => "html",
        }
    }

    /// The format with this exact name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == name)
    }
}

/// What an export may be told; the defaults are those of the specification.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ExportOptions {
    pub(super) is_reproducible: bool,
    pub(super) verifier_id: String,
    pub(super) docs: Option<String>,
    pub(super) takes_quarantine_as_failed: bool,
    pub(super) allows_waivers: bool,
}

impl Default for ExportOptions {
    fn default() -> Self {
        Self {
            is_reproducible: false,
            verifier_id: "urn:bonafide:verifier".to_owned(),
            docs: None,
            takes_quarantine_as_failed: false,
            allows_waivers: false,
        }
    }
}

impl ExportOptions {
    /// Leaves out of JSON what was measured, so that equal inputs give equal bytes.
    #[must_use]
    pub const fn reproducible(mut self) -> Self {
        self.is_reproducible = true;
        self
    }

    /// Names who judged, as a URI: `verifier.id` of statements.
    #[must_use]
    pub fn with_verifier_id(mut self, uri: impl Into<String>) -> Self {
        self.verifier_id = uri.into();
        self
    }

    /// Says under which `https://` URI the documentation is found, its last slash included: what is
    /// known of each code is then linked. Anything else is not linked to.
    #[must_use]
    pub fn with_docs(mut self, uri: impl Into<String>) -> Self {
        self.docs = Some(uri.into()).filter(|uri| uri.starts_with("https://"));
        self
    }

    /// The URI at which the documentation explains a code.
    pub(super) fn doc_uri(&self, code: Code) -> Option<String> {
        let docs = self.docs.as_deref()?;
        Some(format!("{docs}{}", doc_anchor(code)))
    }

    /// Lets a quarantine be stated as FAILED in a verification summary, which says more than was
    /// found out (`vsa-on-quarantine=failed`).
    #[must_use]
    pub const fn taking_quarantine_as_failed(mut self) -> Self {
        self.takes_quarantine_as_failed = true;
        self
    }

    /// Lets a verification summary be made though an exception was used, which it cannot tell.
    #[must_use]
    pub const fn allowing_waivers(mut self) -> Self {
        self.allows_waivers = true;
        self
    }
}

bonafide_report::codes! {
    /// Why there is no statement about a verdict.
    pub enum ExportError {
        /// The verdict does not permit it.
        NotAllowed {
            /// Why.
            reason: &'static str,
        } => EMIT_NOT_ALLOWED: "{reason}",
        /// The statement would be refused by its readers.
        Statement {
            /// The cause.
            cause: bonafide_slsa::Error,
        } => in cause: "{cause}",
    }
}

impl From<bonafide_slsa::Error> for ExportError {
    fn from(cause: bonafide_slsa::Error) -> Self {
        Self::Statement { cause }
    }
}

impl Coded for ExportError {
    fn code(&self) -> Code {
        Self::code(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_has_one_name() {
        for format in Export::ALL {
            assert_eq!(Export::from_name(format.as_str()), Some(format));
        }
        assert_eq!(Export::from_name("JSON"), None);
        assert_eq!(Export::from_name("openmetrics"), None);
    }
}
