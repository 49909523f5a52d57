//! The signed payload, read into its parts and not judged as a list yet.

#![cfg(feature = "oms")]

mod predicate;

use bonafide_digest::{Algorithm, Digest};
use bonafide_json::{Kind, Reader};
use bonafide_report::{Place, registry};

use crate::lint::Lint;
use crate::{BundleLimits, Error};
pub(crate) use predicate::{Predicate, RawResource, Serialization};

const STATEMENT_TYPE: &str = "https://in-toto.io/Statement/v1";
const PREDICATE_TYPE: &str = "https://model_signing/signature/v1.0";
/// Longer ones are none of ours.
const TYPE_BYTES: usize = 8 << 10;
const SUBJECT_NAME_BYTES: usize = 64 << 10;
const DIGEST_BYTES: usize = 8 << 10;
/// Digests of one subject.
const DIGESTS: usize = 32;

/// What a statement says.
#[derive(Debug)]
pub(crate) struct Statement<'a> {
    /// The digest of its one subject.
    pub(crate) subject: Option<Digest>,
    pub(crate) predicate: Predicate<'a>,
}

impl<'a> Statement<'a> {
    /// Reads a payload. What does not keep from reading on stands in `lint`.
    ///
    /// # Specification
    /// models OMP-1 to OMP-5.
    pub(crate) fn parse(
        payload: &'a [u8],
        limits: &BundleLimits,
        lint: &mut Lint,
    ) -> Result<Self, Error> {
        let draft = Draft::read(payload, limits, lint).map_err(Error::in_statement)?;
        let is_ours = draft.check_types(lint);
        let place = Place::root().member("predicate");
        let what = "it has no predicate";
        let predicate = draft.predicate.ok_or(Error::Statement { place, what })?;
        if !is_ours {
            // What another predicate says is not read as if it were this one.
            return Err(lint.take_first().unwrap_or(Error::Internal {
                what: "a type was refused and left no error",
            }));
        }
        let predicate = Predicate::read(predicate, limits, lint).map_err(Error::in_predicate)?;
        Ok(Self {
            subject: draft.subjects.digest,
            predicate,
        })
    }
}

#[derive(Default)]
struct Draft<'a> {
    statement_type: String,
    predicate_type: String,
    subjects: Subjects,
    predicate: Option<&'a str>,
}

impl<'a> Draft<'a> {
    fn read(payload: &'a [u8], limits: &BundleLimits, lint: &mut Lint) -> Result<Self, Error> {
        const MEMBERS: [&str; 4] = ["_type", "subject", "predicateType", "predicate"];
        let mut reader = Reader::new(payload, &limits.json(limits.payload_bytes()))?;
        let mut draft = Self::default();
        reader.object(&MEMBERS, |reader, name| {
            match name {
                "_type" => {
                    let found = reader.text(TYPE_BYTES, "bytes of a statement type")?;
                    draft.statement_type = found.into_owned();
                }
                "predicateType" => {
                    let found = reader.text(TYPE_BYTES, "bytes of a predicate type")?;
                    draft.predicate_type = found.into_owned();
                }
                "subject" => draft.subjects = Subjects::read(reader, lint)?,
                // It is read once its type is known, whichever of the two comes first.
                "predicate" => draft.predicate = Some(reader.raw()?),
                _ => {
                    let what = "a member that statements do not have";
                    let place = reader.place();
                    lint.vary("", Error::Statement { place, what });
                    reader.skip()?;
                }
            }
            Ok::<_, Error>(())
        })?;
        reader.finish()?;
        Ok(draft)
    }

    /// Judges the types and the subject; whether the predicate is ours.
    fn check_types(&self, lint: &mut Lint) -> bool {
        let found = self.statement_type.clone();
        let is_statement = found == STATEMENT_TYPE;
        if !is_statement {
            lint.refuse("", Error::StatementType { found });
        }
        let found = self.predicate_type.clone();
        let is_predicate = found == PREDICATE_TYPE;
        if !is_predicate {
            lint.refuse("", Error::PredicateType { found });
        }
        if self.subjects.count != 1 {
            let found = self.subjects.count;
            lint.refuse("", Error::SubjectCount { found });
        }
        is_statement && is_predicate
    }
}

/// The subjects, of which there must be one (models OMP-2).
#[derive(Default)]
struct Subjects {
    count: usize,
    digest: Option<Digest>,
}

impl Subjects {
    fn read(reader: &mut Reader<'_>, lint: &mut Lint) -> Result<Self, Error> {
        let mut subjects = Self::default();
        reader.array(usize::MAX, "subjects", |reader, index| {
            subjects.count = subjects.count.saturating_add(1);
            if index > 0 {
                return Ok(reader.skip()?);
            }
            subjects.digest = subject(reader, lint)?;
            Ok::<_, Error>(())
        })?;
        Ok(subjects)
    }
}

fn subject(reader: &mut Reader<'_>, lint: &mut Lint) -> Result<Option<Digest>, Error> {
    let place = reader.place();
    let (mut has_name, mut digest) = (false, SubjectDigest::Absent);
    reader.object(&["name", "digest"], |reader, name| {
        match name {
            "name" => {
                let name = reader.text(SUBJECT_NAME_BYTES, "bytes of a subject's name")?;
                has_name = !name.is_empty();
            }
            "digest" => digest = subject_digest(reader, lint)?,
            _ => reader.skip()?,
        }
        Ok::<_, Error>(())
    })?;
    if !has_name {
        let (place, what) = (place.member("name"), "the subject has no name");
        lint.refuse("", Error::Statement { place, what });
    }
    let what = match digest {
        SubjectDigest::Good(digest) => return Ok(Some(digest)),
        SubjectDigest::Absent => "it has no sha256 digest",
        SubjectDigest::Bad => {
            "its sha256 digest is not a string of 64 digits of lower-case hexadecimal"
        }
    };
    lint.refuse("", Error::SubjectDigest { what });
    Ok(None)
}

/// The sha256 digest of a subject.
enum SubjectDigest {
    Absent,
    Bad,
    Good(Digest),
}

fn subject_digest(reader: &mut Reader<'_>, lint: &mut Lint) -> Result<SubjectDigest, Error> {
    let (mut found, mut count) = (SubjectDigest::Absent, 0_usize);
    reader.object(&["sha256"], |reader, name| {
        count = count.saturating_add(1);
        if count > DIGESTS {
            return Err(reader.limit("digests of a subject", DIGESTS).into());
        }
        if name != "sha256" {
            let message = format!("not evaluated: the digest {}", reader.place());
            lint.info(registry::OMS_PREDICATE_EXTRA, "", message);
            return Ok(reader.skip()?);
        }
        if reader.kind()? != Kind::String {
            found = SubjectDigest::Bad;
            return Ok(reader.skip()?);
        }
        let text = reader.text(DIGEST_BYTES, "bytes of a digest")?;
        let digest = Digest::from_hex(Algorithm::Sha256, &text);
        found = digest.map_or(SubjectDigest::Bad, SubjectDigest::Good);
        Ok::<_, Error>(())
    })?;
    Ok(found)
}
