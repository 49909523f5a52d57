//! What an index says of a distribution.

use bonafide_json::Reader;
use bonafide_report::{Exceeded, Place};

use super::attestation::{Attestation, Parts};
use super::publisher::Publisher;
use crate::BundleProblem;
use crate::{Error, ParseOptions, other_format};

/// Attestations that one request or file may hold, over all publishers.
const ATTESTATIONS: usize = 64;

/// A PEP 740 provenance object: the attestations of one distribution, by publisher.
///
/// Nobody signs the publishers: they are what the index says. Who wants them as policy must trust
/// the index for that; see [`Publisher`].
///
/// # Specification
/// PEP 740, provenance objects of version 1.
#[derive(Clone, Debug)]
pub struct Provenance {
    bundles: Vec<AttestationBundle>,
}

/// The attestations of one publisher.
#[derive(Clone, Debug)]
pub struct AttestationBundle {
    publisher: Publisher,
    attestations: Vec<Attestation>,
}

impl Provenance {
    /// Reads a provenance object.
    ///
    /// # Errors
    /// `bundle.version`, `bundle.parse` (also for empty lists), `limit.exceeded` for more than 64
    /// attestations. [`Error::OtherFormat`] for what looks like a bundle, or like one attestation.
    pub fn parse(bytes: &[u8], options: &ParseOptions) -> Result<Self, Error> {
        Self::read(bytes, options)
            .map_err(|error| error.or_other_format(other_format::PROVENANCE, bytes))
    }

    fn read(bytes: &[u8], options: &ParseOptions) -> Result<Self, Error> {
        let limits = options.limits();
        let mut reader = Reader::new(bytes, &limits.json(limits.bundle_bytes()))?;
        let (mut version, mut bundles, mut count) = (None, Vec::new(), 0_usize);
        reader.object(
            &["version", "attestation_bundles"],
            |r, name| -> Result<(), Error> {
                match name {
                    "version" => version = Some(r.unsigned()?),
                    "attestation_bundles" => {
                        r.array(ATTESTATIONS, "attestation bundles", |r, _| {
                            bundles.push(AttestationBundle::read(r, options, &mut count)?);
                            Ok::<(), Error>(())
                        })?;
                    }
                    _ => r.skip()?,
                }
                Ok(())
            },
        )?;
        reader.finish()?;
        if version != Some(1) {
            let found = version.map_or_else(String::new, |version| version.to_string());
            return Err(Error::Version {
                found: format!("PEP 740 version {found}"),
            });
        }
        not_empty(&bundles, "attestation_bundles")?;
        Ok(Self { bundles })
    }

    /// The attestations by publisher, in document order; at least one.
    #[must_use]
    pub fn bundles(&self) -> &[AttestationBundle] {
        &self.bundles
    }
}

impl AttestationBundle {
    fn read(r: &mut Reader<'_>, options: &ParseOptions, count: &mut usize) -> Result<Self, Error> {
        let (mut publisher, mut attestations) = (None, Vec::new());
        r.object(
            &["publisher", "attestations"],
            |r, name| -> Result<(), Error> {
                match name {
                    "publisher" => publisher = Some(Publisher::read(r)?),
                    "attestations" => r.array(ATTESTATIONS, "attestations", |r, _| {
                        *count = count.saturating_add(1);
                        Exceeded::check(*count, ATTESTATIONS, "attestations").map_err(|cause| {
                            Error::Limit {
                                place: r.place(),
                                cause,
                            }
                        })?;
                        attestations.push(Parts::read(r, options.profile())?.attestation(options)?);
                        Ok::<(), Error>(())
                    })?,
                    _ => r.skip()?,
                }
                Ok(())
            },
        )?;
        not_empty(&attestations, "attestations")?;
        let publisher = publisher.ok_or_else(|| missing("publisher"))?;
        Ok(Self {
            publisher,
            attestations,
        })
    }

    /// Who published, in the words of the index.
    #[must_use]
    pub const fn publisher(&self) -> &Publisher {
        &self.publisher
    }

    /// The attestations; at least one.
    #[must_use]
    pub fn attestations(&self) -> &[Attestation] {
        &self.attestations
    }
}

fn not_empty<T>(list: &[T], name: &str) -> Result<(), Error> {
    if list.is_empty() {
        Err(missing(name))
    } else {
        Ok(())
    }
}

fn missing(name: &str) -> Error {
    Error::bundle(Place::root().member(name), BundleProblem::NoMember {})
}
