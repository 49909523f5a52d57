//! The formats, and the attestations in a document of each.

use bonafide_json::{Kind, Limits, Reader};
use bonafide_report::{Coded as _, Finding};
use bonafide_slsa::Error;

use super::cloud_build::CloudBuildSummary;
use super::gathered::Ignoring;
use super::shape::Shape;
use super::{cloud_build, lines, pypi};

/// In what attestations came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Carrier {
    /// One DSSE envelope.
    Envelope,
    /// Envelopes or Sigstore bundles, one a line.
    Lines,
    /// One Sigstore bundle.
    Bundle,
    /// The attestations of a package of the npm registry.
    Npm,
    /// The provenance object of a distribution on a Python package index.
    PypiProvenance,
    /// One attestation of such an object.
    PypiAttestation,
    /// What Google Cloud Build says about an image.
    CloudBuild,
    /// One statement that nobody signed.
    Statement,
    /// What is attached to an image.
    Image,
}

impl Carrier {
    /// The stable lower-case name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Envelope => "envelope",
            Self::Lines => "lines",
            Self::Bundle => "bundle",
            Self::Npm => "npm",
            Self::PypiProvenance => "pypi-provenance",
            Self::PypiAttestation => "pypi-attestation",
            Self::CloudBuild => "cloud-build",
            Self::Statement => "statement",
            Self::Image => "image",
        }
    }
}

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
    /// Takes a document apart.
    pub(super) fn of(bytes: &'a [u8], limits: &Limits) -> Result<Self, Error> {
        match Shape::of(bytes, limits) {
            Ok(Some(shape)) => Self::of_shape(shape, bytes, limits),
            Ok(None) => Err(Error::CarrierUnsupported {
                what: "the document is of no format of attestations that is known",
            }),
            // What is no document may be several, one a line.
            Err(Error::Json { cause }) => match lines::split(bytes, limits)? {
                Some(parts) => Ok(parts),
                None => Err(Error::Json { cause }),
            },
            Err(error) => Err(error),
        }
    }

    fn of_shape(shape: Shape, bytes: &'a [u8], limits: &Limits) -> Result<Self, Error> {
        let one = |carrier, form| Ok(Self::of_one(carrier, form, bytes));
        match shape {
            Shape::Envelope => one(Carrier::Envelope, Form::Envelope),
            Shape::Bundle => one(Carrier::Bundle, Form::Bundle),
            Shape::PypiAttestation => one(Carrier::PypiAttestation, Form::PypiAttestation),
            Shape::Statement => one(Carrier::Statement, Form::Statement),
            Shape::NpmSet => npm_set(bytes, limits),
            Shape::PypiProvenance => pypi::split(bytes, limits),
            Shape::CloudBuild => cloud_build::split(bytes, limits),
        }
    }

    fn of_one(carrier: Carrier, form: Form, bytes: &'a [u8]) -> Self {
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

/// `{attestations: [{predicateType, bundle}]}`.
fn npm_set<'a>(bytes: &'a [u8], limits: &Limits) -> Result<Parts<'a>, Error> {
    let mut candidates = Vec::new();
    let mut reader = Reader::new(bytes, limits)?;
    reader.object(&["attestations"], |r, name| match name {
        "attestations" => r.array(usize::MAX, "attestations", |r, index| {
            candidates.push(npm_attestation(r, index)?);
            Ok::<(), bonafide_json::Error>(())
        }),
        _ => r.skip(),
    })?;
    reader.finish()?;
    Ok(Parts::with(Carrier::Npm, candidates))
}

fn npm_attestation<'a>(
    r: &mut Reader<'a>,
    index: usize,
) -> Result<Candidate<'a>, bonafide_json::Error> {
    let label = format!("attestations/{index}");
    let place = r.place();
    let malformed = |text, reason| {
        let error = Error::Shape { place, reason };
        let form = Form::Malformed(error.to_finding());
        Ok(Candidate::inner(label.clone(), text, form))
    };
    if r.kind()? != Kind::Object {
        return malformed(r.raw()?, "an attestation is an object");
    }
    let (mut hint, mut bundle) = (None, None);
    r.object(&["predicateType", "bundle"], |r, name| {
        match name {
            "predicateType" if r.kind()? == Kind::String => hint = Some(r.string()?.into_owned()),
            "bundle" => bundle = Some(r.raw()?),
            _ => r.skip()?,
        }
        Ok::<(), bonafide_json::Error>(())
    })?;
    let Some(bundle) = bundle else {
        return malformed("", "an attestation has a bundle");
    };
    Ok(Candidate {
        hint,
        ..Candidate::inner(label, bundle, Form::Bundle)
    })
}
