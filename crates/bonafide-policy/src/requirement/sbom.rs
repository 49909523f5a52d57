//! It has a bill of materials.

mod content;
mod subject;

use bonafide_report::{Finding, Place, Time, registry};
use bonafide_sbom::{Graph, Model, ReadLimits, ReadOptions};
use bonafide_slsa::PredicateFamily;

use super::age::Age;
use super::{Context, Given, Unmet};
use crate::SbomRequirement;
use crate::evidence::Counted;

pub(super) use subject::digests;

/// So many bytes of a document are read, and so many findings of one told.
const MOST_BYTES: usize = 64 << 20;
const MOST_FINDINGS: usize = 1000;

/// Whether statements of this type are bills of materials.
pub(crate) fn is_of_type(predicate_type: &str) -> bool {
    use PredicateFamily::{CycloneDx, Spdx};
    matches!(PredicateFamily::of(predicate_type), Some(CycloneDx | Spdx))
}

/// That one bill of materials says what is wanted. What it does not say of a licence or an identity
/// that something is denied of is not taken for a pass.
///
/// # Errors
/// `sbom.malformed` with the code of the reader behind it, `statement.predicate-type` for a format
/// that is not wanted, `sbom.too-old`, `sbom.subject-mismatch`, `sbom.subject-silent`,
/// `sbom.licence-denied`, `sbom.licence-unknown`, `sbom.package-denied`, `sbom.identity-unknown`,
/// `sbom.incomplete`. What is unknown is of class `missing`, so that it is put aside and not refused.
///
/// # Specification
/// sbom SBD-1 to SBD-5, LIC-5 to LIC-10, PRL-6, PRF-4.
pub(crate) fn judge(
    requirement: &SbomRequirement,
    context: &Context<'_>,
    given: &Given<'_>,
) -> Result<Vec<Finding>, Unmet> {
    let model = read(given.counted)?;
    format(requirement, &model)?;
    age(requirement, &model, context.now)?;
    let graph = Graph::new(&model);
    let mut notes = subject::check(requirement, context, &graph)?;
    content::packages(requirement, &model)?;
    notes.extend(content::licences(requirement, &model)?);
    content::completeness(requirement, &graph)?;
    notes.truncate(MOST_FINDINGS);
    Ok(notes)
}

/// The document of a verified statement.
pub(super) fn read(counted: &Counted) -> Result<Model, Unmet> {
    let Some(statement) = counted.statement() else {
        let detail = "the piece holds no statement";
        return Err(Unmet::of(registry::SBOM_MALFORMED, Place::root(), detail));
    };
    // The statement around the document is read again, since it says what the document must be.
    read_bytes(statement.envelope().payload())
}

pub(super) fn read_bytes(bytes: &[u8]) -> Result<Model, Unmet> {
    let limits = ReadLimits::default().with_bytes(MOST_BYTES);
    let options = ReadOptions::default().with_limits(limits);
    Model::read(bytes, &options).map_err(|error| Unmet::malformed(registry::SBOM_MALFORMED, &error))
}

fn format(requirement: &SbomRequirement, model: &Model) -> Result<(), Unmet> {
    let format = model.summary().format;
    let name = if format.is_spdx() {
        "spdx"
    } else {
        "cyclonedx"
    };
    if requirement.formats.is_empty() || requirement.formats.contains(name) {
        return Ok(());
    }
    let detail = format!("the document is of the format {name}, which is not wanted");
    let code = registry::STATEMENT_PREDICATE_TYPE;
    Err(Unmet::of(
        code,
        Place::root().member("predicateType"),
        detail,
    ))
}

fn age(requirement: &SbomRequirement, model: &Model, now: Time) -> Result<(), Unmet> {
    let Some(most) = requirement.max_age else {
        return Ok(());
    };
    let created = model.document().created.as_deref();
    let time = created.and_then(|text| Time::parse_rfc3339(text).ok());
    let when = time.map(|time| time.to_string()).unwrap_or_default();
    let (code, detail) = match Age::of(time, now, most) {
        Age::Fresh => return Ok(()),
        Age::Stale => (registry::SBOM_TOO_OLD, format!("the document is of {when}")),
        Age::Unknown => (
            registry::SBOM_TOO_OLD,
            "the document does not say when it was made".to_owned(),
        ),
        Age::Future => (
            registry::SBOM_MALFORMED,
            format!("the document is of {when}, which is to come"),
        ),
    };
    Err(Unmet::of(code, Place::root(), detail))
}

#[cfg(test)]
mod tests;
