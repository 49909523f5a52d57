//! One licence of a component.

use std::borrow::Cow;

use bonafide_report::Place;

use crate::{LicenceForm, LicenceRecord};

/// Who says so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Acknowledgement {
    /// The authors.
    Declared,
    /// Whoever made the document.
    Concluded,
    /// It was seen in a file.
    Observed,
    /// It is not said.
    #[default]
    Unspecified,
}

/// What a licence is given as.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LicenceValue<'a> {
    /// An SPDX licence expression, not parsed.
    Expression(Cow<'a, str>),
    /// An SPDX licence identifier, not looked up.
    Id(Cow<'a, str>),
    /// A name.
    Name(Cow<'a, str>),
    /// It is said that nothing is said.
    NoAssertion,
    /// It is said that there is none.
    None,
}

/// Where in a component a licence stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LicenceSource {
    /// `licenses` (CycloneDX).
    Licenses,
    /// `evidence.licenses` (CycloneDX).
    Evidence,
    /// `licenseDeclared` (SPDX 2).
    Declared,
    /// `licenseConcluded` (SPDX 2).
    Concluded,
    /// `licenseInfoFromFiles` (SPDX 2).
    FromFiles,
    /// `licenseInfoInFiles` (SPDX 2, files).
    InFile,
    /// A relationship (SPDX 3).
    Relationship,
}

/// One licence of a component.
///
/// # Specification
/// sbom LNV-1.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Licence<'a> {
    /// Who says so.
    pub acknowledgement: Acknowledgement,
    /// What it is given as.
    pub form: LicenceValue<'a>,
    /// Where it stands.
    pub source: LicenceSource,
    /// Its place in the list there, from 0.
    pub index: u32,
    /// SHA-256 of the embedded text, if it was asked for and is there.
    pub text_sha256: Option<[u8; 32]>,
    /// A URL.
    pub url: Option<Cow<'a, str>>,
    /// A reference of its own.
    pub reference: Option<Cow<'a, str>>,
}

impl Licence<'_> {
    /// Its place, when `component` is the place of the component.
    #[must_use]
    pub fn place(&self, component: &Place) -> Place {
        let index = usize::try_from(self.index).unwrap_or(usize::MAX);
        let list = match self.source {
            LicenceSource::Declared => return component.member("licenseDeclared"),
            LicenceSource::Concluded => return component.member("licenseConcluded"),
            LicenceSource::Relationship => return component.clone(),
            LicenceSource::FromFiles => {
                return component.member("licenseInfoFromFiles").index(index);
            }
            LicenceSource::InFile => return component.member("licenseInfoInFiles").index(index),
            LicenceSource::Licenses => component.member("licenses"),
            LicenceSource::Evidence => component.member("evidence").member("licenses"),
        };
        let entry = list.index(index);
        match self.form {
            LicenceValue::Expression(_) => entry.member("expression"),
            LicenceValue::Id(_) => entry.member("license").member("id"),
            LicenceValue::Name(_) => entry.member("license").member("name"),
            LicenceValue::NoAssertion | LicenceValue::None => entry,
        }
    }

    /// What a policy judges.
    #[must_use]
    pub fn record(&self) -> LicenceRecord<'_> {
        let form = match &self.form {
            LicenceValue::Expression(text) => LicenceForm::Expression(text),
            LicenceValue::Id(text) => LicenceForm::Id(text),
            LicenceValue::Name(text) => LicenceForm::Name(text),
            LicenceValue::NoAssertion => LicenceForm::NoAssertion,
            LicenceValue::None => LicenceForm::None,
        };
        let record = LicenceRecord::new(self.acknowledgement, form);
        match self.text_sha256 {
            Some(digest) => record.with_text_sha256(digest),
            None => record,
        }
    }

    /// What it is given as, as text; `NONE` and `NOASSERTION` for these.
    #[must_use]
    pub fn text(&self) -> &str {
        match &self.form {
            LicenceValue::Expression(text) | LicenceValue::Id(text) | LicenceValue::Name(text) => {
                text
            }
            LicenceValue::NoAssertion => "NOASSERTION",
            LicenceValue::None => "NONE",
        }
    }
}

/// A licence that the document defines: `hasExtractedLicensingInfos`, an SPDX 3 custom licence.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct ExtractedLicence<'a> {
    /// `LicenseRef-…`, or the id of the element.
    pub id: Cow<'a, str>,
    /// The name.
    pub name: Option<Cow<'a, str>>,
    /// SHA-256 of the text, if it was asked for and is there.
    pub text_sha256: Option<[u8; 32]>,
}
