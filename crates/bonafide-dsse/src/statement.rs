//! The in-toto statement.

use core::ops::Range;
use std::sync::Arc;

use bonafide_json::{Kind, Reader};
use bonafide_report::{Escaped, Finding, Place, registry};

use crate::subjects::Subjects;
use crate::{Error, StatementOptions, descriptor, uri};

const MEMBERS: &[&str] = &["_type", "subject", "predicateType", "predicate"];

/// The types of statements that are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum StatementType {
    /// `https://in-toto.io/Statement/v0.1`.
    V01,
    /// `https://in-toto.io/Statement/v1`.
    V1,
}

impl StatementType {
    /// The URI.
    #[must_use]
    pub const fn uri(self) -> &'static str {
        match self {
            Self::V01 => "https://in-toto.io/Statement/v0.1",
            Self::V1 => "https://in-toto.io/Statement/v1",
        }
    }

    fn from_uri(uri: &str) -> Option<Self> {
        [Self::V01, Self::V1]
            .into_iter()
            .find(|known| known.uri() == uri)
    }
}

/// An in-toto statement: read strictly, and nothing more. Whether anybody vouches for it is what
/// [`VerifiedStatement`](crate::VerifiedStatement) says.
///
/// # Specification
/// in-toto Attestation v1.2, Statement v1, and Statement v0.1.
#[derive(Clone, Debug)]
pub struct Statement {
    payload: Arc<Vec<u8>>,
    statement_type: StatementType,
    subjects: Subjects,
    predicate_type: String,
    predicate: Option<Range<usize>>,
    unknown: Vec<Place>,
    notes: Vec<Finding>,
}

impl Statement {
    /// Reads a statement that stands alone, unsigned.
    ///
    /// # Errors
    /// [`Error::Json`], [`Error::StatementType`], [`Error::NoSubject`], [`Error::SubjectDigest`],
    /// [`Error::Digest`], [`Error::PredicateShape`].
    pub fn parse(document: &[u8], options: &StatementOptions) -> Result<Self, Error> {
        Self::over(Arc::new(document.to_vec()), options)
    }

    pub(crate) fn over(payload: Arc<Vec<u8>>, options: &StatementOptions) -> Result<Self, Error> {
        let mut reader = Reader::new(&payload, &options.json)?;
        let mut draft = Draft::default();
        reader.object(MEMBERS, |reader, member| {
            draft.member(reader, member, options)
        })?;
        reader.finish()?;
        draft.finish(Arc::clone(&payload))
    }

    /// The type of the statement.
    #[must_use]
    pub const fn statement_type(&self) -> StatementType {
        self.statement_type
    }

    /// The predicate type; compare it byte for byte.
    #[must_use]
    pub fn predicate_type(&self) -> &str {
        &self.predicate_type
    }

    /// Fails unless the predicate type is exactly `wanted`.
    ///
    /// # Errors
    /// [`Error::PredicateType`].
    pub fn expect_predicate_type(&self, wanted: &str) -> Result<(), Error> {
        if self.predicate_type == wanted {
            return Ok(());
        }
        Err(Error::PredicateType {
            found: Escaped(&self.predicate_type).to_string(),
            wanted: Escaped(wanted).to_string(),
        })
    }

    /// The text of the predicate, a JSON object without duplicate members at any depth; `{}` when
    /// the statement has none.
    #[must_use]
    pub fn predicate(&self) -> &str {
        let Some(range) = self.predicate.clone() else {
            return "{}";
        };
        let bytes = self.payload.get(range).unwrap_or_default();
        core::str::from_utf8(bytes).unwrap_or_default()
    }

    /// Members of the statement and its subjects that the format does not have, which were passed
    /// over; at most the first 64.
    #[must_use]
    pub fn unknown_members(&self) -> &[Place] {
        &self.unknown
    }

    /// What is odd and no failure.
    #[must_use]
    pub fn notes(&self) -> &[Finding] {
        &self.notes
    }

    pub(crate) const fn subject_store(&self) -> &Subjects {
        &self.subjects
    }

    pub(crate) fn payload(&self) -> &[u8] {
        &self.payload
    }
}

#[derive(Default)]
struct Draft {
    statement_type: Option<String>,
    subjects: Subjects,
    predicate_type: Option<String>,
    predicate: Option<Range<usize>>,
    unknown: Vec<Place>,
}

impl Draft {
    fn member(
        &mut self,
        reader: &mut Reader<'_>,
        member: &str,
        options: &StatementOptions,
    ) -> Result<(), Error> {
        if MEMBERS.contains(&member) && reader.null()? {
            return Ok(());
        }
        match member {
            "_type" => self.statement_type = Some(reader.string()?.into_owned()),
            "predicateType" => {
                self.predicate_type = Some(descriptor::uri(reader, options)?.into_owned());
            }
            "predicate" => {
                if reader.kind()? != Kind::Object {
                    let place = reader.place();
                    return Err(Error::PredicateShape { place });
                }
                let length = reader.raw()?.len();
                let end = reader.offset();
                self.predicate = Some(end.saturating_sub(length)..end);
            }
            "subject" => reader.array(options.subjects, "subjects", |reader, _| {
                self.subjects.read(reader, options, &mut self.unknown)
            })?,
            _ => descriptor::unknown_member(reader, &mut self.unknown)?,
        }
        Ok(())
    }

    fn finish(self, payload: Arc<Vec<u8>>) -> Result<Statement, Error> {
        let type_uri = self.statement_type.unwrap_or_default();
        let statement_type =
            StatementType::from_uri(&type_uri).ok_or_else(|| Error::StatementType {
                found: Escaped(&type_uri).to_string(),
            })?;
        if self.subjects.len() == 0 {
            return Err(Error::NoSubject {});
        }
        let place = Place::root().member("predicateType");
        let predicate_type = match self.predicate_type {
            Some(name) if !name.is_empty() => name,
            _ => return Err(Error::PredicateShape { place }),
        };
        let mut notes = Vec::new();
        if uri::has_capital_authority(&predicate_type) {
            let detail = Escaped(&predicate_type).to_string();
            notes.push(Finding::new(registry::STATEMENT_URI_CASE, place, detail));
        }
        Ok(Statement {
            payload,
            statement_type,
            subjects: self.subjects,
            predicate_type,
            predicate: self.predicate,
            unknown: self.unknown,
            notes,
        })
    }
}
