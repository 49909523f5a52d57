//! The rules that PEP 740 has beyond those of the equivalent bundle.

use bonafide_digest::{Algorithm, Digest};
use bonafide_dsse::{Statement, StatementType};
use bonafide_keys::KeyKind;

use super::run::{Outcome, Run};
use super::statement::is_empty_object;
use crate::Error;
use crate::pep740::Distribution;

const PUBLISH: &str = "https://docs.pypi.org/attestations/publish/v1";
const PROVENANCE: &str = "https://slsa.dev/provenance/v1";

/// The attestation is of the suite of version 1, and its statement is about this distribution.
pub(super) fn check(run: &mut Run<'_>) -> Result<Outcome, Error> {
    let actual = run.artifact_digest(0, Algorithm::Sha256);
    let (Some(signature), Some(verified), Some(expected)) =
        (&run.signature, &run.statement, run.expected)
    else {
        return Ok(Outcome::NotRun("no verified statement"));
    };
    let kind = signature.key.kind();
    if kind != KeyKind::EcdsaP256 {
        return Err(Error::KeySuite { kind });
    }
    let statement = verified.statement();
    if statement.statement_type() != StatementType::V1 {
        return Err(Error::StatementVersion {});
    }
    let name = only_subject_name(statement)?;
    let found = Distribution::from_filename(name).ok_or_else(|| Error::SubjectName {
        found: name.to_owned(),
    })?;
    if found != *expected.distribution() {
        return Err(Error::NameMismatch {
            found: name.to_owned(),
        });
    }
    subject_digest(statement, actual)?;
    match statement.predicate_type() {
        PROVENANCE => {}
        PUBLISH if is_empty_object(statement.predicate()) => {}
        PUBLISH => return Err(Error::PublishPredicate {}),
        other => {
            return Err(Error::PredicateType {
                found: other.to_owned(),
            });
        }
    }
    Ok(Outcome::Pass(format!(
        "about {}",
        bonafide_report::Escaped(name)
    )))
}

/// Whoever the index or the caller says published did sign.
pub(super) fn publisher(run: &mut Run<'_>) -> Result<Outcome, Error> {
    let Some(publisher) = run
        .expected
        .and_then(crate::pep740::ExpectedDistribution::publisher)
    else {
        return Ok(Outcome::Skip("none is expected"));
    };
    let Some(identity) = &run.identity else {
        return Ok(Outcome::NotRun("no verified identity"));
    };
    publisher.check(identity)?;
    Ok(Outcome::Pass("the expected one".to_owned()))
}

fn only_subject_name(statement: &Statement) -> Result<&str, Error> {
    let mut subjects = statement.subjects();
    match (subjects.next(), subjects.next()) {
        (Some(only), None) => Ok(only.name().unwrap_or_default()),
        _ => Err(Error::SubjectCount {
            found: statement.subject_count(),
        }),
    }
}

/// The only subject has a SHA-256 digest, and it is the distribution's, whatever else matched.
fn subject_digest(statement: &Statement, actual: Option<Digest>) -> Result<(), Error> {
    let mut stated = statement
        .subjects()
        .flat_map(|subject| subject.digests().copied());
    match actual {
        Some(actual) if stated.any(|stated| stated == actual) => Ok(()),
        _ => Err(Error::SubjectDigest {}),
    }
}
