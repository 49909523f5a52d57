//! Documents for the crate `cyclonedx-bom`, and back.

mod component;
mod document;
mod loss;

use bonafide_report::Place;
use cyclonedx_bom::models::bom::{Bom, SpecVersion};

use crate::unwrap::Unwrapped;
use crate::{Error, Format, Model, ReadOptions};

/// A document of CycloneDX 1.3 to 1.5 as the crate `cyclonedx-bom` has it, with what of the document
/// did not come along.
///
/// A conversion of a [`Model`] alone (`TryFrom<&Model> for Bom`) cannot tell that: a model does not
/// hold every member of its document. This type is made of the document.
///
/// ```
/// use bonafide_sbom::{Interop, Model, ReadOptions};
/// let document = br#"{"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
///     "components": [{"type": "library", "name": "a", "version": "1", "description": "first"}]}"#;
/// let interop = Interop::read(document, &ReadOptions::default())?;
/// let dropped: Vec<&str> = interop.dropped().iter().map(|place| place.as_str()).collect();
/// assert_eq!(dropped, ["/components/0/description"]);
/// let model = Model::try_from(interop.bom())?;
/// assert_eq!(model.components().next().unwrap().name(), Some("a"));
/// # Ok::<(), bonafide_sbom::Error>(())
/// ```
///
/// # Specification
/// sbom CYB-2.
#[derive(Clone, Debug)]
pub struct Interop {
    bom: Bom,
    dropped: Vec<Place>,
    further: usize,
}

impl Interop {
    /// Reads a document in JSON by the reader of this crate, which all limits of `options` bind, and
    /// makes a [`Bom`] of what it found.
    ///
    /// # Errors
    /// Those of [`read`](crate::read) and of `TryFrom<&Model> for Bom`;
    /// [`Error::FormatUnsupported`] for a document in XML.
    pub fn read(bytes: &[u8], options: &ReadOptions) -> Result<Self, Error> {
        let model = Model::read(bytes, options)?;
        let bom = Bom::try_from(&model)?;
        let unwrapped = Unwrapped::of(bytes, options)?;
        if unwrapped.format != Format::CdxJson {
            return Err(Error::FormatUnsupported {
                format: "CycloneDX as XML",
            });
        }
        let text = unwrapped.text(options.limits())?;
        let written = written(&bom)?;
        let (dropped, further) = loss::between(text.text, &written, options.limits())?;
        Ok(Self {
            bom,
            dropped,
            further,
        })
    }

    /// The document.
    #[must_use]
    pub const fn bom(&self) -> &Bom {
        &self.bom
    }

    /// The document, to keep.
    #[must_use]
    pub fn into_bom(self) -> Bom {
        self.bom
    }

    /// Members and elements of the document which the [`Bom`] does not have, or has otherwise: the
    /// outermost ones, in the order of the document; as many as findings are kept. The order of
    /// dependencies does not count.
    #[must_use]
    pub fn dropped(&self) -> &[Place] {
        &self.dropped
    }

    /// How many more of them there are.
    #[must_use]
    pub const fn further(&self) -> usize {
        self.further
    }
}

/// What a model holds and the crate has a place for: serial number and revision, time, root,
/// components with what they contain, dependencies that are stated, compositions and
/// vulnerabilities. Not: tools, services, pedigrees, evidence, model cards, and whatever a model
/// does not hold itself; [`Interop`] lists it.
///
/// # Errors
/// [`Error::FormatUnsupported`] for a model of another format; [`Error::VersionUnsupported`] for
/// versions other than 1.3 to 1.5; [`Error::Shape`] for a component without its type or its name,
/// in 1.3 also without its version.
impl TryFrom<&Model> for Bom {
    type Error = Error;

    fn try_from(model: &Model) -> Result<Self, Error> {
        document::bom(model)
    }
}

/// What the crate writes of the document, read by the reader of this crate with its default
/// options: the crate itself does not know limits, duplicates or control characters.
///
/// # Errors
/// [`Error::Format`] if the crate cannot write the document as one of its version; those of
/// [`read`](crate::read).
impl TryFrom<&Bom> for Model {
    type Error = Error;

    fn try_from(bom: &Bom) -> Result<Self, Error> {
        Self::read(&written(bom)?, &ReadOptions::default())
    }
}

/// The document as the crate writes it, in its own version.
fn written(bom: &Bom) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    bom.clone()
        .output_as_json(&mut bytes, bom.spec_version)
        .map_err(|_| Error::Format {
            reason: "the document cannot be written as one of its version",
        })?;
    Ok(bytes)
}

fn version(model: &Model) -> Result<SpecVersion, Error> {
    let summary = model.summary();
    if !summary.format.is_cyclonedx() {
        return Err(Error::FormatUnsupported {
            format: "for this purpose, another format than CycloneDX",
        });
    }
    match &*summary.version {
        "1.3" => Ok(SpecVersion::V1_3),
        "1.4" => Ok(SpecVersion::V1_4),
        "1.5" => Ok(SpecVersion::V1_5),
        _ => Err(Error::VersionUnsupported {
            version: bonafide_report::Escaped(&summary.version).to_string(),
            format: "CycloneDX, for this purpose,",
        }),
    }
}
