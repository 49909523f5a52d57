//! Whether a report is about what it should be about.

use std::borrow::Cow;

use bonafide_digest::{Algorithm, Digest};
use bonafide_json::Reader;
use bonafide_report::{Escaped, Finding, Place, registry};

use super::members::{Read, State, members};
use super::report::ScanReport;
use crate::{SubjectDigest, SubjectRole};

/// A digest that a report names.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReportedDigest<'a> {
    /// As written, with the name of a repository before it where there is one.
    pub text: Cow<'a, str>,
    /// The digest; `None` for a text that is none.
    pub digest: Option<Digest>,
    /// What it is the digest of.
    pub role: ReportedRole,
    /// Where it stands.
    pub place: Place,
}

/// What a digest that a report names is the digest of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ReportedRole {
    /// The manifest of the image.
    Manifest,
    /// The manifest or the index, by the name of a repository.
    Repository,
    /// The configuration: the id of the image.
    Config,
    /// A file that was scanned.
    File,
    /// A layer. Images share layers, so that it says nothing about the image.
    Layer,
}

impl<'a> ScanReport<'a> {
    /// The digest by which the report is about a subject with these digests; a digest of the subject
    /// that is left out is not looked for.
    ///
    /// One digest that is named and is one of these is enough, by SHA-256, SHA-384 or SHA-512; a layer
    /// never is. But the id of an image is the digest of its configuration: another one is another
    /// image, whatever else agrees. And an index has several images: that it agrees is not enough if
    /// the report names the manifest of another one of them.
    ///
    /// # Errors
    /// A finding `vuln.subject-mismatch` if the report names digests, and it is not so;
    /// `vuln.subject-unbound` if it names none.
    ///
    /// # Specification
    /// Bill-of-materials rules, RPT-3; policy rules, VUL-4. Stricter: as SBD-3, an agreeing digest does
    /// not make up for a disagreeing one of the configuration.
    pub fn bind(&self, subject: &[SubjectDigest]) -> Result<&ReportedDigest<'a>, Finding> {
        let claims = || self.digests.iter().filter(|named| named.is_claim());
        let agreed = |of: fn(SubjectRole) -> bool| {
            claims().find(|named| named.is_strong() && named.agrees(subject, of))
        };
        let of_image = agreed(|role| role != SubjectRole::Index);
        let other = claims()
            .find(|named| named.is_other(ReportedRole::Config, SubjectRole::Config, subject));
        let other = other.or_else(|| match of_image {
            Some(_) => None,
            None => claims().find(|named| {
                named.is_other(ReportedRole::Manifest, SubjectRole::Manifest, subject)
            }),
        });
        if let (None, Some(named)) = (other, of_image.or_else(|| agreed(|_| true))) {
            return Ok(named);
        }
        // A weak digest that agrees is no evidence that this is the subject, and none that it is not.
        let is_named = |named: &&ReportedDigest<'_>| {
            named.is_strong() || named.digest.is_none() || !named.agrees(subject, |_| true)
        };
        let (code, place, detail) = match other.or_else(|| claims().find(is_named)) {
            Some(named) => {
                let detail = format!("the report is about {}", Escaped(&named.text));
                (registry::VULN_SUBJECT_MISMATCH, named.place.clone(), detail)
            }
            None => {
                let detail = "the report does not say by digest what was scanned".to_owned();
                (registry::VULN_SUBJECT_UNBOUND, Place::root(), detail)
            }
        };
        Err(Finding::new(code, place, detail))
    }

    /// Reads a digest, alone or behind the name of a repository.
    pub(super) fn digest(
        &mut self,
        reader: &mut Reader<'a>,
        state: &mut State<'_>,
        role: ReportedRole,
    ) -> Read<()> {
        if let Some(text) = state.text(reader)? {
            self.add_digest(text, role, reader.place(), state);
        }
        Ok(())
    }

    /// Reads a list of such digests.
    pub(super) fn digest_list(
        &mut self,
        reader: &mut Reader<'a>,
        state: &mut State<'_>,
        role: ReportedRole,
    ) -> Read<()> {
        state.each_text(reader, |state, reader, text| {
            self.add_digest(text, role, reader.place(), state);
        })
    }

    /// Reads the digest of a file: an object with algorithm and value.
    pub(super) fn file_digest(
        &mut self,
        reader: &mut Reader<'a>,
        state: &mut State<'_>,
    ) -> Read<()> {
        let place = reader.place();
        let (mut algorithm, mut value) = (None, None);
        members(reader, &["algorithm", "value"], |reader, name| match name {
            "algorithm" => state.text(reader).map(|read| algorithm = read),
            "value" => state.text(reader).map(|read| value = read),
            _ => Ok(reader.skip()?),
        })?;
        let algorithm = algorithm.unwrap_or_default();
        let text = format!("{algorithm}:{}", value.unwrap_or_default());
        self.add_digest(text.into(), ReportedRole::File, place, state);
        Ok(())
    }

    fn add_digest(
        &mut self,
        text: Cow<'a, str>,
        role: ReportedRole,
        place: Place,
        state: &mut State<'_>,
    ) {
        let value = text.rsplit_once('@').map_or(&*text, |(_, value)| value);
        let digest = Digest::parse(value).ok();
        if digest.is_none() {
            let detail = format!("{} is no digest", Escaped(&text));
            state.note(place.clone(), registry::SBOM_HASH, detail);
        }
        self.digests.push(ReportedDigest {
            text,
            digest,
            role,
            place,
        });
    }
}

impl ReportedDigest<'_> {
    /// Whether it names what was scanned.
    fn is_claim(&self) -> bool {
        self.role != ReportedRole::Layer
    }

    fn is_strong(&self) -> bool {
        let strong = [Algorithm::Sha256, Algorithm::Sha384, Algorithm::Sha512];
        self.digest
            .is_some_and(|digest| strong.contains(&digest.algorithm()))
    }

    /// Whether it is one of the digests of these roles.
    fn agrees(&self, subject: &[SubjectDigest], role: impl Fn(SubjectRole) -> bool) -> bool {
        let mut subject = subject.iter().filter(|one| role(one.role));
        subject.any(|one| self.digest == Some(one.digest))
    }

    /// Whether it is of this role, as some of the digests are, and none of them all.
    fn is_other(&self, role: ReportedRole, of: SubjectRole, subject: &[SubjectDigest]) -> bool {
        let is_known = subject.iter().any(|one| one.role == of);
        self.role == role && is_known && !self.agrees(subject, |_| true)
    }
}
