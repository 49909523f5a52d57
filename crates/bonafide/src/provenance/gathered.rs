//! What was gathered from a document.

use bonafide_report::{Escaped, Finding, Place, Report};
use bonafide_slsa::Attestation;
use serde::ser::{Serialize, SerializeStruct as _, Serializer};

use super::carrier::Carrier;
use super::cloud_build::summary::CloudBuildSummary;
use super::ignored::{Ignored, Ignoring};
use super::npm::set::NpmSet;

/// The attestations of a document, each with what became of the checks on its signature.
#[derive(Clone, Debug)]
pub struct Gathered {
    pub(super) carrier: Carrier,
    pub(super) attestations: Vec<Attestation>,
    /// The report of the verification of each attestation, in the same order.
    pub(super) reports: Vec<Report>,
    pub(super) findings: Vec<Finding>,
    pub(super) ignoring: Ignoring,
    pub(super) is_complete: bool,
    pub(super) npm: Option<NpmSet>,
    pub(super) cloud_build: Option<CloudBuildSummary>,
}

impl Gathered {
    /// In what they came.
    #[must_use]
    pub const fn carrier(&self) -> Carrier {
        self.carrier
    }

    /// The attestations, in the order of the document.
    #[must_use]
    pub fn attestations(&self) -> &[Attestation] {
        &self.attestations
    }

    /// The attestations alone.
    #[must_use]
    pub fn into_attestations(self) -> Vec<Attestation> {
        self.attestations
    }

    /// Every check that ran on the attestation of this index, the notes and the options that were
    /// used.
    #[must_use]
    pub fn report(&self, index: usize) -> Option<&Report> {
        self.reports.get(index)
    }

    /// What there is to say of the document as a whole: limits that were reached, what a set lacks, and
    /// why nothing is left, where it is all left aside.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// What was looked at and left aside, at most the first 256 of it.
    #[must_use]
    pub fn ignored(&self) -> &[Ignored] {
        &self.ignoring.kept
    }

    /// How much was left aside.
    #[must_use]
    pub const fn ignored_count(&self) -> usize {
        self.ignoring.count
    }

    /// Whether everything was looked at. Where not, an attestation that is not here may be there:
    /// that is another thing than that there is none.
    #[must_use]
    pub const fn is_complete(&self) -> bool {
        self.is_complete
    }

    /// What is what in the attestations of a package of the npm registry.
    #[must_use]
    pub const fn npm(&self) -> Option<&NpmSet> {
        self.npm.as_ref()
    }

    /// What Google Cloud Build says of the image, unsigned.
    #[must_use]
    pub const fn cloud_build(&self) -> Option<&CloudBuildSummary> {
        self.cloud_build.as_ref()
    }
}

impl Serialize for Gathered {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Gathered", 6)?;
        out.serialize_field("carrier", self.carrier.as_str())?;
        let attestations: Vec<Entry<'_>> = self
            .attestations
            .iter()
            .zip(&self.reports)
            .map(|(attestation, report)| Entry(attestation, report))
            .collect();
        out.serialize_field("attestations", &attestations)?;
        out.serialize_field("findings", &self.findings)?;
        out.serialize_field("ignored", &self.ignoring.kept)?;
        out.serialize_field("ignoredCount", &self.ignoring.count)?;
        out.serialize_field("complete", &self.is_complete)?;
        out.end()
    }
}

struct Entry<'a>(&'a Attestation, &'a Report);

impl Serialize for Entry<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(attestation, report) = self;
        let mut out = serializer.serialize_struct("Attestation", 6)?;
        let label = Escaped(attestation.label()).to_string();
        out.serialize_field("label", &label)?;
        let digest = bonafide_digest::hex::encode(attestation.sha256());
        out.serialize_field("sha256", &digest)?;
        let authenticity = attestation.authenticity();
        out.serialize_field("authenticity", authenticity.as_str())?;
        let signing = authenticity.signing();
        out.serialize_field("signer", &signing.map(bonafide_slsa::Signing::signer))?;
        let predicate = attestation.untrusted().ok();
        let predicate = predicate.map(|one| Escaped(one.predicate_type()).to_string());
        out.serialize_field("predicateType", &predicate)?;
        out.serialize_field("report", report)?;
        out.end()
    }
}

/// A finding about the document as a whole.
pub(super) fn whole(code: bonafide_report::Code, detail: impl Into<String>) -> Finding {
    Finding::new(code, Place::root(), detail)
}
