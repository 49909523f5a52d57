//! The statement for which somebody vouches.

use std::sync::Arc;

use bonafide_report::Escaped;
#[cfg(feature = "serde")]
use serde::ser::{Serialize, SerializeStruct as _, Serializer};

use crate::options::media_type_name;
use crate::{Error, Statement, StatementOptions, VerifiedEnvelope};

/// A statement whose envelope was verified, read from the very bytes that were.
///
/// Only [`VerifiedEnvelope::statement`] makes one:
///
/// ```compile_fail
/// use bonafide_dsse::{Statement, VerifiedEnvelope, VerifiedStatement};
/// fn forge(statement: Statement, envelope: VerifiedEnvelope) -> VerifiedStatement {
///     VerifiedStatement { statement, envelope }
/// }
/// ```
#[derive(Clone, Debug)]
pub struct VerifiedStatement {
    statement: Statement,
    envelope: VerifiedEnvelope,
}

impl VerifiedEnvelope {
    /// Reads the payload as an in-toto statement.
    ///
    /// # Errors
    /// [`Error::PayloadType`], then those of [`Statement::parse`].
    ///
    /// # Specification
    /// DSSE protocol: the payload type is judged after the signatures, and exactly.
    pub fn statement(&self, options: &StatementOptions) -> Result<VerifiedStatement, Error> {
        if !options.payload_types.contain(self.payload_type()) {
            return Err(Error::PayloadType {
                found: Escaped(self.payload_type()).to_string(),
            });
        }
        let payload = Arc::clone(self.envelope().payload());
        Ok(VerifiedStatement {
            statement: Statement::over(payload, options)?,
            envelope: self.clone(),
        })
    }
}

impl VerifiedStatement {
    /// What the statement says.
    #[must_use]
    pub const fn statement(&self) -> &Statement {
        &self.statement
    }

    /// The envelope, and who vouches for it.
    #[must_use]
    pub const fn envelope(&self) -> &VerifiedEnvelope {
        &self.envelope
    }

    /// The NAME of a payload type `application/vnd.in-toto.NAME+json`. It selects nothing; that it
    /// fits the predicate type is for those to check who know predicate types.
    #[must_use]
    pub fn media_type_name(&self) -> Option<&str> {
        media_type_name(self.envelope.payload_type())
    }
}

#[cfg(feature = "serde")]
impl Serialize for VerifiedStatement {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("VerifiedStatement", 4)?;
        out.serialize_field("type", self.statement.statement_type().uri())?;
        out.serialize_field("predicateType", self.statement.predicate_type())?;
        out.serialize_field("subjects", &self.statement.subject_count())?;
        out.serialize_field("envelope", &self.envelope)?;
        out.end()
    }
}
