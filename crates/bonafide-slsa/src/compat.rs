//! The error classes of the reference verifier's published tables.
//!
//! The order in which it would have met the failures is that of [`Stage`](crate::facts::Stage);
//! the class of a failure depends on who built. Both stand here and nowhere else.

use bonafide_report::Code;

use crate::facts::Stage;
use crate::{Adapter, Check, Outcome};

/// A row: a code or what lies below it, the adapter (`None`: any), the class. The first row that
/// fits counts.
type Row = (&'static str, Option<Adapter>, &'static str);

const CLASSES: &[Row] = &[
    // What the expectation asks of the builder.
    (
        "slsa.builder.unsupported",
        Some(Adapter::CloudBuild),
        "ErrorVerifierNotSupported",
    ),
    (
        "slsa.builder.unsupported",
        Some(Adapter::Npm),
        "ErrorNotSupported",
    ),
    (
        "slsa.builder.unsupported",
        None,
        "ErrorVerifierNotSupported",
    ),
    ("slsa.builder.required", None, "ErrorInvalidBuilderID"),
    (
        "slsa.builder.id-malformed",
        Some(Adapter::Npm),
        "ErrorInvalidBuilderID",
    ),
    (
        "slsa.builder.id-malformed",
        Some(Adapter::Delegator),
        "ErrorInvalidBuilderID",
    ),
    (
        "slsa.builder.id-malformed",
        Some(Adapter::CloudBuild),
        "ErrorInvalidBuilderID",
    ),
    ("slsa.builder.id-malformed", None, "ErrorInvalidFormat"),
    ("slsa.builder.hosting-unknown", None, "ErrorNotSupported"),
    (
        "slsa.builder.untrusted",
        None,
        "ErrorUntrustedReusableWorkflow",
    ),
    ("slsa.builder.ref", None, "ErrorInvalidRef"),
    ("slsa.builder.id-mismatch", None, "ErrorMismatchBuilderID"),
    ("slsa.builder.hosting", None, "ErrorMismatchBuilderID"),
    // Signatures, certificates, logs.
    (
        "dsse.threshold-not-met",
        Some(Adapter::CloudBuild),
        "ErrorNoValidSignature",
    ),
    ("dsse.log-binding", None, "ErrorInvalidRekorEntry"),
    ("slsa.signer.issuer", None, "ErrorInvalidOIDCIssuer"),
    ("slsa.signer.no-material", None, "ErrorNoValidSignature"),
    ("slsa.cert.claims-disagree", None, "ErrorInvalidFormat"),
    ("slsa.cert.claims-missing", None, "ErrorInvalidCertificate"),
    ("slsa.cert.contradiction", None, "ErrorMismatchCertificate"),
    ("slsa.claim.unverifiable", None, "ErrorNonVerifiableClaim"),
    // The payload.
    ("digest.algorithm", None, "ErrorInvalidHash"),
    ("digest.mismatch", None, "ErrorMismatchHash"),
    ("digest.conflict", None, "ErrorMismatchHash"),
    ("json", None, "ErrorInvalidDssePayload"),
    ("statement", None, "ErrorInvalidDssePayload"),
    ("digest", None, "ErrorInvalidDssePayload"),
    ("prov", None, "ErrorInvalidDssePayload"),
    ("dsse.missing-field", None, "ErrorInvalidDssePayload"),
    ("dsse.no-signatures", None, "ErrorInvalidDssePayload"),
    ("dsse.base64", None, "ErrorInvalidDssePayload"),
    ("dsse.payload-type", None, "ErrorInvalidDssePayload"),
    ("slsa.build-type", None, "ErrorInvalidBuildType"),
    ("uri", None, "ErrorMalformedURI"),
    // What was built.
    ("slsa.source.repo", None, "ErrorMismatchSource"),
    ("slsa.source", None, "ErrorInvalidDssePayload"),
    ("slsa.ref.branch", None, "ErrorMismatchBranch"),
    ("slsa.ref.tag", None, "ErrorMismatchTag"),
    ("slsa.ref.versioned-tag", None, "ErrorMismatchVersionedTag"),
    ("slsa.ref.kind", None, "ErrorInvalidRef"),
    ("slsa.ref.semver", None, "ErrorInvalidSemver"),
    ("slsa.ref.unsupported", None, "ErrorNotSupported"),
    ("slsa.inputs", None, "ErrorMismatchWorkflowInputs"),
    // Ecosystems.
    ("npm.name", None, "ErrorMismatchPackageName"),
    ("npm.version", None, "ErrorMismatchPackageVersion"),
    ("gcb.text-mismatch", None, "ErrorMismatchIntoto"),
    ("gcb.metadata", None, "ErrorMismatchHash"),
    ("carrier", None, "ErrorNotSupported"),
];

/// The class of a failure; `None` for what the reference verifier does not ask.
fn class_of(code: Code, stage: Stage, adapter: Option<Adapter>) -> Option<&'static str> {
    // Another builder than the expected one is an untrusted one where the certificate names it.
    if stage == Stage::BuilderIdentity && code.is_under("slsa.builder.id-mismatch") {
        return Some("ErrorUntrustedReusableWorkflow");
    }
    let fits = |row: &&Row| code.is_under(row.0) && (row.1.is_none() || row.1 == adapter);
    if let Some(row) = CLASSES.iter().find(fits) {
        return Some(row.2);
    }
    // Whatever else fails a signature, a certificate or a log entry.
    let is_signature = [
        "dsse",
        "signature",
        "cert",
        "tlog",
        "key",
        "bundle",
        "identity",
        "time",
    ]
    .iter()
    .any(|family| code.is_under(family));
    is_signature.then_some(match adapter {
        Some(Adapter::CloudBuild) => "ErrorNoValidSignature",
        _ => "ErrorInvalidSignature",
    })
}

/// The class that the reference verifier gives a document which cannot be read for this reason;
/// `None` for reasons that it does not know.
#[must_use]
pub fn compat_class(code: Code) -> Option<&'static str> {
    class_of(code, Stage::Payload, None)
}

/// The class of the failure that the reference verifier would have met first.
pub(crate) fn first_class(checks: &[Check], adapter: Option<Adapter>) -> Option<&'static str> {
    let is_failure = |check: &&Check| matches!(check.outcome(), Outcome::Fail | Outcome::Lacking);
    let mut failures: Vec<&Check> = checks.iter().filter(is_failure).collect();
    failures.sort_by_key(|check| check.stage);
    failures
        .into_iter()
        .find_map(|check| class_of(check.code(), check.stage, adapter))
}
