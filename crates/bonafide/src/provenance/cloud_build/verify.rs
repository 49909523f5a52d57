//! Provenance that the keys of Google Cloud Build signed.

use bonafide_dsse::{Envelope, EnvelopeOptions, StatementOptions, VerifiedStatement, Vouching};
use bonafide_report::{Check, Coded as _, Finding, Place, Report, registry};
use bonafide_slsa::{Attestation, Error, Signer, Signing};

use super::build::Build;
use super::summary::CloudBuildSummary;
use super::{copy, keys};
use crate::provenance::judged::{Judged, failed, failed_with, untrusted, without_material};
use crate::provenance::trust::{KeyChecks, Trust};

/// What becomes of one provenance in a document with this summary.
pub(in crate::provenance) fn judge(
    trust: &Trust<'_>,
    checks: &mut KeyChecks,
    summary: &CloudBuildSummary,
    bytes: &[u8],
) -> Judged {
    let build = match Build::read(bytes) {
        Ok(build) => build,
        Err(error) => return failed(None, "cloud-build/parse", &error),
    };
    let Some(text) = build.envelope else {
        let place = Place::root().member("envelope");
        return failed(None, "cloud-build/parse", &Error::MissingField { place });
    };
    let envelope = Envelope::parse(text.as_bytes(), &EnvelopeOptions::provenance());
    let envelope = match envelope {
        Ok(envelope) => envelope,
        Err(error) => return failed(None, "envelope/parse", &error),
    };
    if trust.cloud_build.is_empty() {
        return without_material(untrusted(&envelope));
    }
    let mut report = Report::new();
    let verified = verify(trust, checks, &envelope);
    let (name, statement) = match verified {
        Ok(verified) => verified,
        Err(error) => {
            checks.note(error.code());
            report.push(Check::fail("cloud-build/keys", &error));
            let statement = untrusted(&envelope);
            return failed_with(statement, error.to_finding(), report);
        }
    };
    report.push(Check::pass("cloud-build/keys", name.clone()));
    let said = statement.statement();
    for (check, result) in [
        ("cloud-build/metadata", build.check(said, summary)),
        ("cloud-build/text", copy::check(&statement, &build.copies)),
    ] {
        if let Err(error) = result {
            report.push(Check::fail(check, &error));
            return failed_with(Some(said.clone()), error.to_finding(), report);
        }
        report.push(Check::pass(check, "as it was signed"));
    }
    let signing = Signing::by(Signer::Key { name });
    Judged::new(Attestation::verified(&statement, signing), report)
}

/// The statement, and the name of a key that signed it and may sign provenance of that version.
///
/// Key ids bind here: an entry without one is passed over.
fn verify(
    trust: &Trust<'_>,
    checks: &mut KeyChecks,
    envelope: &Envelope,
) -> Result<(String, VerifiedStatement), Error> {
    let keys = trust.cloud_build.set();
    let backend = trust.verifier.backend();
    let budget = &mut checks.budget;
    let verified = envelope.verify(&keys.threshold(1)?, |signature, pae| {
        if signature.key_id().is_empty() {
            let code = registry::KEY_HINT_MISMATCH;
            let detail = "the signature names no key";
            return Ok(Vouching::Refused(Finding::new(code, Place::root(), detail)));
        }
        keys.vouch(signature, pae, backend, budget)
    })?;
    let options =
        StatementOptions::provenance().with_payload_types(bonafide_dsse::PayloadTypes::Exact);
    let statement = verified.statement(&options)?;
    let found = statement.statement().predicate_type();
    let mut names = verified
        .principals()
        .iter()
        .filter_map(|one| keys.principals().get(one.index()));
    let mut wanted = "";
    let signer = names.find(|name| {
        wanted = keys::predicate_type(name).unwrap_or_default();
        wanted == found
    });
    match signer {
        Some(name) => Ok((name.clone(), statement)),
        None => Err(Error::Statement {
            cause: bonafide_dsse::Error::PredicateType {
                found: bonafide_report::Escaped(found).to_string(),
                wanted: wanted.to_owned(),
            },
        }),
    }
}
