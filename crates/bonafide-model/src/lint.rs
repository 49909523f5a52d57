//! What is collected while a bundle is judged: findings, and the first of them that is fatal.

#![cfg(feature = "oms")]

use bonafide_report::{Class, Code, Place, registry};

use crate::{Error, Finding, Findings, Profile};

/// Findings under a profile.
#[derive(Clone, Debug)]
pub(crate) struct Lint {
    profile: Profile,
    findings: Findings,
    first: Option<Error>,
}

impl Lint {
    pub(crate) const fn new(profile: Profile) -> Self {
        Self {
            profile,
            findings: Findings::new(),
            first: None,
        }
    }

    /// An error that ends nothing yet, so that others are found beside it.
    pub(crate) fn refuse(&mut self, path: &str, error: Error) {
        self.findings
            .add(Finding::error(error.code(), error.to_string()).at_path(path));
        if self
            .first
            .as_ref()
            .is_none_or(|first| weight(first) < weight(&error))
        {
            self.first = Some(error);
        }
    }

    /// A departure from the format that one profile accepts.
    pub(crate) fn vary(&mut self, path: &str, error: Error) {
        if self.profile != Profile::Compat {
            return self.refuse(path, error);
        }
        let message = format!("accepted by the profile: {error}");
        self.findings
            .add(Finding::warn(registry::OMS_COMPAT_VARIANT, message).at_path(path));
    }

    /// As [`vary`](Self::vary), where nothing can be judged further without the profile.
    pub(crate) fn vary_or(&mut self, error: Error) -> Result<(), Error> {
        if self.profile != Profile::Compat {
            return Err(error);
        }
        self.vary("", error);
        Ok(())
    }

    pub(crate) fn warn(&mut self, code: Code, path: &str, message: impl Into<String>) {
        let message = message.into();
        if self.profile != Profile::Paranoid {
            self.findings
                .add(Finding::warn(code, message).at_path(path));
            return;
        }
        let finding = bonafide_report::Finding::new(code, Place::root(), message);
        let finding = Box::new(finding);
        self.refuse(path, Error::Strict { finding });
    }

    pub(crate) fn info(&mut self, code: Code, path: &str, message: impl Into<String>) {
        self.findings
            .add(Finding::info(code, message).at_path(path));
    }

    pub(crate) const fn profile(&self) -> Profile {
        self.profile
    }

    /// Whether nothing fatal was found so far.
    pub(crate) const fn is_good(&self) -> bool {
        self.first.is_none()
    }

    /// The first fatal finding, which is thereby no longer kept as such.
    pub(crate) const fn take_first(&mut self) -> Option<Error> {
        self.first.take()
    }

    /// The findings, sorted.
    pub(crate) fn into_findings(mut self) -> Findings {
        self.findings.sort();
        self.findings
    }
}

/// What shows that something is wrong goes before a warning that the profile makes an error, and that
/// before what could not be judged.
fn weight(error: &Error) -> u8 {
    match (error, error.code().class()) {
        (_, Some(Class::Unavailable | Class::Unsupported)) => 0,
        (Error::Strict { .. }, _) => 1,
        _ => 2,
    }
}
