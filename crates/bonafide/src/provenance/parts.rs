//! The attestations in a document, nothing of them verified.

use bonafide_report::Finding;

use super::carrier::Carrier;
use super::cloud_build::summary::CloudBuildSummary;
use super::ignored::Ignoring;

/// A document taken apart, nothing of it verified.
pub(super) struct Parts<'a> {
    pub(super) carrier: Carrier,
    pub(super) candidates: Vec<Candidate<'a>>,
    pub(super) ignoring: Ignoring,
    pub(super) cloud_build: Option<CloudBuildSummary>,
}

/// Something that may be an attestation.
pub(super) struct Candidate<'a> {
    pub(super) label: String,
    /// The exact bytes that were received.
    pub(super) bytes: &'a [u8],
    /// The predicate type that the carrier announces.
    pub(super) hint: Option<String>,
    pub(super) form: Form,
}

/// What a candidate is to be read as.
pub(super) enum Form {
    Envelope,
    Bundle,
    PypiAttestation,
    CloudBuild,
    Statement,
    /// It does not have the form that its place demands.
    Malformed(Finding),
}

impl<'a> Parts<'a> {
    /// A document that is one candidate.
    pub(super) fn of_one(carrier: Carrier, form: Form, bytes: &'a [u8]) -> Self {
        let candidate = Candidate {
            label: "document".to_owned(),
            bytes,
            hint: None,
            form,
        };
        Self::with(carrier, vec![candidate])
    }

    pub(super) fn with(carrier: Carrier, candidates: Vec<Candidate<'a>>) -> Self {
        Self {
            carrier,
            candidates,
            ignoring: Ignoring::default(),
            cloud_build: None,
        }
    }
}

impl<'a> Candidate<'a> {
    /// A candidate that stands in a larger document.
    pub(super) const fn inner(label: String, text: &'a str, form: Form) -> Self {
        Self {
            label,
            bytes: text.as_bytes(),
            hint: None,
            form,
        }
    }
}
