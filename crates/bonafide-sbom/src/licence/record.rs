//! What a document says of the licences of one component.

use std::collections::HashMap;

use crate::Acknowledgement;

/// What a licence is given as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LicenceForm<'a> {
    /// An SPDX licence expression; also the place for `NONE` and `NOASSERTION` as SPDX writes them.
    Expression(&'a str),
    /// An identifier of the SPDX licence list.
    Id(&'a str),
    /// A name, which is never taken for an identifier.
    Name(&'a str),
    /// It is said that nothing is said.
    NoAssertion,
    /// It is said that there is none.
    None,
}

/// One licence of a component.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct LicenceRecord<'a> {
    /// Who says so.
    pub acknowledgement: Acknowledgement,
    /// What it is given as.
    pub form: LicenceForm<'a>,
    /// SHA-256 of a text that comes with it. It counts for names only: the text of an identifier is
    /// that of the list.
    pub text_sha256: Option<[u8; 32]>,
}

impl<'a> LicenceRecord<'a> {
    /// A licence without a text.
    #[must_use]
    pub const fn new(acknowledgement: Acknowledgement, form: LicenceForm<'a>) -> Self {
        Self {
            acknowledgement,
            form,
            text_sha256: None,
        }
    }

    /// The same with the SHA-256 of the text that comes with it.
    #[must_use]
    pub const fn with_text_sha256(mut self, digest: [u8; 32]) -> Self {
        self.text_sha256 = Some(digest);
        self
    }

    /// Whether it says nothing.
    pub(super) fn is_no_assertion(&self) -> bool {
        match self.form {
            LicenceForm::NoAssertion => true,
            LicenceForm::Expression(text) => text.eq_ignore_ascii_case("NOASSERTION"),
            _ => false,
        }
    }
}

/// The grammar that the expressions of a document follow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LicenceSyntax {
    /// SPDX 2.3 Annex D, which CycloneDX uses too: operators are upper-case.
    #[default]
    Spdx2,
    /// SPDX 3: operators are upper-case or lower-case, not mixed.
    Spdx3,
}

/// The licences that a document defines itself, by their reference, such as `LicenseRef-acme`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DefinedLicences {
    by_reference: HashMap<String, Vec<Option<[u8; 32]>>>,
}

impl DefinedLicences {
    /// None.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a definition. Where one reference is defined more than once, a text is allowed only if
    /// each of the texts is.
    pub fn insert(&mut self, reference: impl Into<String>, text_sha256: Option<[u8; 32]>) {
        let texts = self.by_reference.entry(reference.into()).or_default();
        if !texts.contains(&text_sha256) {
            texts.push(text_sha256);
        }
    }

    pub(super) fn texts(&self, reference: &str) -> Option<&[Option<[u8; 32]>]> {
        self.by_reference.get(reference).map(Vec::as_slice)
    }
}
