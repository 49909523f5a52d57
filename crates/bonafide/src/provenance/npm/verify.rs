//! Bundles that an npm registry signed.

use bonafide_dsse::Statement;
use bonafide_report::{Check, Coded as _, Report, Time};
use bonafide_sigstore::{Bundle, Request};
use bonafide_slsa::Error;

use super::keys::NpmKey;
use crate::provenance::judged::{Judged, failed_with, refused, verified_bundle};
use crate::provenance::trust::Trust;

/// Verifies a bundle by the keys of this id, and that one of them was valid when it was signed.
pub(in crate::provenance) fn judge(
    trust: &Trust<'_>,
    now: Time,
    bundle: &Bundle,
    hint: &str,
    statement: Option<Statement>,
) -> Judged {
    let named = || trust.npm.named(hint);
    // When it is valid is judged afterwards, so that the two failures are told apart.
    let keys = named().map(NpmKey::trusted);
    let policy = trust.key_policy(keys);
    let request = Request::of_statement(&policy, now);
    let verified = match trust.verifier.verify(bundle, &request) {
        Ok(verified) => verified,
        Err(refusal) => return refused(statement, &refusal),
    };
    let times: Vec<Time> = verified.times().iter().map(|time| time.time()).collect();
    let signed = |key: &&NpmKey| match verified.signer() {
        bonafide_sigstore::Signer::Key { id } => key.is_of(id),
        _ => false,
    };
    let check = "npm/key-validity";
    if times.is_empty() || !named().filter(signed).any(|key| key.is_valid_at(&times)) {
        let key = bonafide_report::Escaped(hint).to_string();
        let error = Error::NpmKeyValidity { key };
        let mut report: Report = verified.report().clone();
        report.push(Check::fail(check, &error));
        return failed_with(statement, error.to_finding(), report);
    }
    match verified_bundle(&verified, |_| Some(hint.to_owned())) {
        Judged::Attestation(attestation, mut report) => {
            report.push(Check::pass(check, "the key was valid when it signed"));
            Judged::Attestation(attestation, report)
        }
        ignored @ Judged::Ignored(_) => ignored,
    }
}
