//! One attestation, and the bundle that it is equivalent to.

use bonafide_json::{Profile, Reader, canonical};
use bonafide_report::Place;

use crate::BundleProblem;
use crate::{Bundle, Error, ParseOptions, other_format};

/// A PEP 740 attestation, read and not verified.
///
/// # Specification
/// PEP 740, attestation objects of version 1; each transparency entry in the JSON form of the
/// Sigstore protobuf specification, as it is deployed.
#[derive(Clone, Debug)]
pub struct Attestation {
    pub(crate) bundle: Bundle,
}

impl Attestation {
    /// Reads an attestation.
    ///
    /// # Errors
    /// `bundle.version` for another version than 1, else those of [`Bundle::parse`]; places are
    /// those of the equivalent bundle. [`Error::OtherFormat`] for what looks like a bundle, or like
    /// provenance of an index.
    pub fn parse(bytes: &[u8], options: &ParseOptions) -> Result<Self, Error> {
        Self::read(bytes, options)
            .map_err(|error| error.or_other_format(other_format::ATTESTATION, bytes))
    }

    fn read(bytes: &[u8], options: &ParseOptions) -> Result<Self, Error> {
        let mut reader = Reader::new(
            bytes,
            &options.limits().json(options.limits().bundle_bytes()),
        )?;
        let parts = Parts::read(&mut reader, options.profile())?;
        reader.finish()?;
        parts.attestation(options)
    }

    /// The equivalent bundle.
    #[must_use]
    pub const fn bundle(&self) -> &Bundle {
        &self.bundle
    }
}

/// The members of an attestation as they stand in the document.
#[derive(Debug, Default)]
pub(super) struct Parts<'a> {
    version: Option<u64>,
    certificate: Option<String>,
    entries: Option<&'a str>,
    statement: Option<String>,
    signature: Option<String>,
}

impl<'a> Parts<'a> {
    /// Reads the attestation at the cursor. PEP 740 allows further members at its own level, and
    /// there only.
    pub(super) fn read(r: &mut Reader<'a>, profile: Profile) -> Result<Self, Error> {
        let mut parts = Self::default();
        let known = ["version", "verification_material", "envelope"];
        r.object(&known, |r, name| -> Result<(), Error> {
            match name {
                "version" => parts.version = Some(r.unsigned()?),
                "verification_material" => parts.material(r, profile)?,
                "envelope" => parts.envelope(r, profile)?,
                _ => r.skip()?,
            }
            Ok(())
        })?;
        Ok(parts)
    }

    fn material(&mut self, r: &mut Reader<'a>, profile: Profile) -> Result<(), Error> {
        r.object(
            &["certificate", "transparency_entries"],
            |r, name| -> Result<(), Error> {
                match name {
                    "certificate" => self.certificate = Some(r.string()?.into_owned()),
                    "transparency_entries" => self.entries = Some(r.raw()?),
                    _ => r.unknown(profile)?,
                }
                Ok(())
            },
        )
    }

    fn envelope(&mut self, r: &mut Reader<'a>, profile: Profile) -> Result<(), Error> {
        r.object(
            &["statement", "signature"],
            |r, name| -> Result<(), Error> {
                match name {
                    "statement" => self.statement = Some(r.string()?.into_owned()),
                    "signature" => self.signature = Some(r.string()?.into_owned()),
                    _ => r.unknown(profile)?,
                }
                Ok(())
            },
        )
    }

    /// Writes the equivalent bundle and reads that, so that one reader holds all rules.
    pub(super) fn attestation(self, options: &ParseOptions) -> Result<Attestation, Error> {
        if self.version != Some(1) {
            let found = self
                .version
                .map_or_else(String::new, |version| version.to_string());
            return Err(Error::Version {
                found: format!("PEP 740 version {found}"),
            });
        }
        let text = |value: Option<String>, name: &str| {
            let place = Place::root().member(name);
            let value = value.ok_or(Error::Bundle {
                place,
                problem: BundleProblem::NoMember {},
            })?;
            let mut quoted = String::new();
            canonical::string(&mut quoted, &unwrapped(&value, options.profile()));
            Ok::<String, Error>(quoted)
        };
        let certificate = text(self.certificate, "certificate")?;
        let statement = text(self.statement, "statement")?;
        let signature = text(self.signature, "signature")?;
        let entries = self.entries.unwrap_or("[]");
        let bundle = format!(
            r#"{{"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json","verificationMaterial":{{"certificate":{{"rawBytes":{certificate}}},"tlogEntries":{entries}}},"dsseEnvelope":{{"payload":{statement},"payloadType":"application/vnd.in-toto+json","signatures":[{{"sig":{signature}}}]}}}}"#
        );
        Ok(Attestation {
            bundle: Bundle::parse(bundle.as_bytes(), options)?,
        })
    }
}

/// Some producers wrap base64 into lines; only the lenient profile takes that.
fn unwrapped(text: &str, profile: Profile) -> String {
    match profile {
        Profile::Lenient => text
            .chars()
            .filter(|c| !matches!(c, ' ' | '\t' | '\r' | '\n'))
            .collect(),
        Profile::Strict => text.to_owned(),
    }
}
