//! The shape of a policy, but for its signers and requirements.

use super::requirement::REQUIREMENTS;
use super::signer::{SIGNERS, TRUST};
use super::{
    BOOLEAN, DIGEST, DURATION, Format, LINE, LINES, MANY, REFERENCES, Record, SIZE, SOME,
    SOME_LINES, Shape, TIME, optional, record, required,
};
use crate::document::names::names;
use crate::document::{ArtifactKind, Lookup, Pin, Role, Transport};

/// A policy.
pub(in crate::document) static POLICY: Record = record(&[
    required("schema", &Shape::Text(Format::Schema)),
    required("name", &Shape::Text(Format::PolicyName)),
    optional("version", &LINE),
    optional("description", &Shape::Text(Format::Prose)),
    required(
        "default",
        &Shape::Choice(|| vec!["reject", "quarantine", "allow"]),
    ),
    optional("registries", &Shape::Record(&REGISTRIES)),
    optional("allow_unpinned_files", &BOOLEAN),
    optional("trust", &TRUST),
    optional("signers", &SIGNERS),
    optional("rules", &Shape::List(&Shape::Record(&RULE), 0, SOME)),
    optional(
        "exceptions",
        &Shape::List(&Shape::Record(&EXCEPTION), 0, SOME),
    ),
    optional("exceptions_policy", &Shape::Record(&EXCEPTION_RULES)),
    optional("break_glass", &Shape::Record(&BREAK_GLASS)),
    optional("decisions", &Shape::Record(&DECISIONS)),
    optional("limits", &Shape::Record(&LIMITS)),
]);

static REGISTRIES: Record = record(&[
    optional("allow", &REFERENCES),
    optional("deny", &REFERENCES),
]);

static RULE: Record = record(&[
    required("id", &Shape::Text(Format::RuleId)),
    optional("match", &Shape::Record(&MATCH)),
    optional("pin", &Shape::Choice(names::<Pin>)),
    required("require", &REQUIREMENTS),
]);

/// An empty list is refused: a program that emptied it would widen the rule to everything.
static MATCH: Record = record(&[
    optional(
        "artifact",
        &Shape::List(&Shape::Choice(names::<ArtifactKind>), 1, 4),
    ),
    optional("ref", &SOME_REFERENCES),
    optional("except", &SOME_REFERENCES),
    optional("digest", &DIGESTS),
    optional("namespace", &SOME_LINES),
    optional("role", &Shape::List(&Shape::Choice(names::<Role>), 1, 4)),
    optional(
        "transport",
        &Shape::List(&Shape::Choice(names::<Transport>), 1, 10),
    ),
    optional("path", &PATHS),
    optional("except_path", &PATHS),
    optional("lookup", &Shape::Choice(names::<Lookup>)),
]);

static PATHS: Shape = Shape::List(&LINE, 1, MANY);

static SOME_REFERENCES: Shape = Shape::List(&super::REFERENCE, 1, MANY);

static DIGESTS: Shape = Shape::List(&DIGEST, 1, MANY);

static EXCEPTION: Record = record(&[
    required("id", &Shape::Text(Format::ExceptionId)),
    required("match", &Shape::Record(&EXCEPTION_MATCH)),
    required(
        "waive",
        &Shape::List(&Shape::Text(Format::CheckId), 1, SOME),
    ),
    optional("from", &TIME),
    required("until", &TIME),
    required("reason", &LINE),
    optional("ticket", &LINE),
    required("approved_by", &SOME_LINES),
]);

/// An exception is about named artifacts.
static EXCEPTION_MATCH: Record = record(&[
    optional("ref", &SOME_REFERENCES),
    optional("digest", &DIGESTS),
    optional("namespace", &SOME_LINES),
]);

static EXCEPTION_RULES: Record = record(&[
    optional("approvers_min", &Shape::Integer(1, 1000)),
    optional("max", &DURATION),
]);

static BREAK_GLASS: Record = record(&[
    optional("enabled", &BOOLEAN),
    optional("max_window", &DURATION),
    optional("approvers_min", &Shape::Integer(1, 1000)),
    optional("users", &LINES),
    optional("groups", &LINES),
    optional("ticket_annotation", &LINE),
]);

/// The classes that are not here cannot be set to anything else than they are (policy section 3.3).
static DECISIONS: Record = record(&[
    optional("missing", &FAILURE),
    optional("untrusted", &FAILURE),
    optional("expired", &FAILURE),
    optional("policy", &FAILURE),
    optional("unavailable", &FAILURE),
    optional("unsupported", &FAILURE),
    optional("mismatch", &FIXED),
    optional("malformed", &FIXED),
    optional("revoked", &FIXED),
]);

/// Nothing that failed is allowed.
pub(super) static FAILURE: Shape = Shape::Choice(|| vec!["quarantine", "reject"]);

static FIXED: Shape = Shape::Choice(|| vec!["reject"]);

static LIMITS: Record = record(&[
    optional("manifest_bytes", &SIZE),
    optional("candidates", &Shape::Integer(1, 4096)),
    optional("attestation_bytes", &SIZE),
    optional("wall", &DURATION),
]);
