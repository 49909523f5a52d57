//! The JSON Schema of verdicts.

use bonafide_report::{Class, Decision};

use crate::export::Value;
use crate::{ArtifactKind, CheckStatus, Mode, Role, SourceFormat, Transport};

/// The JSON Schema of verdicts, as people read it. Members that it does not know are allowed:
/// members are added within v1, and readers ignore those that they do not know.
///
/// # Specification
/// JSON Schema 2020-12; verdict `bonafide.verdict/v1`.
#[must_use]
pub fn verdict_schema() -> String {
    let members = [
        Member::must("schema", constant("bonafide.verdict/v1")),
        Member::must(
            "tool",
            of([
                Member::must("name", text()),
                Member::must("version", text()),
            ]),
        ),
        Member::must("decision", decision()),
        Member::must("would_be", decision()),
        Member::must("enforced", boolean()),
        Member::must("indeterminate", boolean()),
        Member::must("retryable", boolean()),
        Member::must("subject", subject()),
        Member::may("pinned", text()),
        Member::must("policy", policy()),
        Member::must("trust", list(trust())),
        Member::must("checks", list(check())),
        Member::must("decisive", list(check_id())),
        Member::must("completeness", completeness()),
        Member::must("warnings", list(finding())),
        Member::must("waivers_used", list(text())),
        Member::must("evaluated_at", time()),
        Member::may("facts", facts()),
        Member::may("durations_ms", map(count())),
        Member::may("omitted", of([Member::may("checks", count())])),
    ];
    of(members)
        .with(
            "$schema",
            Value::from("https://json-schema.org/draft/2020-12/schema"),
        )
        .with("title", Value::from("bonafide.verdict/v1"))
        .to_lines()
}

struct Member {
    name: &'static str,
    schema: Value,
    is_required: bool,
}

impl Member {
    const fn must(name: &'static str, schema: Value) -> Self {
        let is_required = true;
        Self {
            name,
            schema,
            is_required,
        }
    }

    const fn may(name: &'static str, schema: Value) -> Self {
        let is_required = false;
        Self {
            name,
            schema,
            is_required,
        }
    }
}

fn subject() -> Value {
    of([
        Member::must("kind", one_of(KINDS.map(ArtifactKind::as_str))),
        Member::may("role", one_of(ROLES.map(Role::as_str))),
        Member::may("transport", one_of(TRANSPORTS.map(Transport::as_str))),
        Member::may("namespace", text()),
        Member::may("ref", text()),
        Member::may("digest", digest()),
        Member::may("tag_claim", text()),
        Member::may("media_type", text()),
        Member::may("size", count()),
    ])
}

fn policy() -> Value {
    let formats = [SourceFormat::Native, SourceFormat::ContainersPolicy];
    of([
        Member::must("name", text()),
        Member::must("version", text()),
        Member::must("sha256", sha256()),
        Member::must("source_format", one_of(formats.map(SourceFormat::as_str))),
        Member::may("uri", text()),
    ])
}

fn trust() -> Value {
    of([
        Member::must("name", text()),
        Member::must("sha256", sha256()),
        Member::may("expires", time()),
    ])
}

fn check() -> Value {
    let remediation = of([Member::must("text", text()), Member::must("doc", text())]);
    of([
        Member::must("id", check_id()),
        Member::must("code", code()),
        Member::must("status", one_of(STATUSES.map(CheckStatus::as_str))),
        Member::may("class", one_of(CLASSES.map(Class::as_str))),
        Member::must(
            "mode",
            one_of([Mode::Enforce, Mode::Audit].map(Mode::as_str)),
        ),
        Member::must("decision", decision()),
        Member::must("summary", text()),
        Member::may("place", text()),
        Member::must("remediation", remediation),
        Member::must("evidence", list(evidence())),
        Member::must("identities", list(identity())),
        Member::must(
            "candidates",
            list(candidate()).with("maxItems", Value::from(64_u64)),
        ),
        Member::must("candidates_count", count()),
        Member::must("findings", list(finding())),
        Member::must("findings_count", count()),
        Member::must("retryable", boolean()),
        Member::may("waived_by", text()),
    ])
}

fn evidence() -> Value {
    let sources = [
        "tag", "referrer", "fallback", "layout", "inline", "buildkit", "local",
    ];
    of([
        Member::may("digest", digest()),
        Member::may("media_type", text()),
        Member::must("role", text()),
        Member::must("source", one_of(sources)),
        Member::may("repo", text()),
    ])
}

fn identity() -> Value {
    of([
        Member::must("signer", text()),
        Member::must("type", one_of(["keyless", "key", "certificate"])),
        Member::may("issuer", text()),
        Member::may("san", text()),
        Member::may("key_sha256", sha256()),
        Member::may("log_index", count()),
        Member::may("signed_at", time()),
    ])
}

fn candidate() -> Value {
    of([
        Member::may("digest", digest()),
        Member::must("code", code()),
        Member::must("summary", text()),
    ])
}

fn finding() -> Value {
    of([
        Member::must("code", code()),
        Member::must("detail", text()),
        Member::may("pointer", text()),
    ])
}

fn completeness() -> Value {
    of([
        Member::must("complete", boolean()),
        Member::must("reasons", list(finding())),
    ])
}

fn facts() -> Value {
    let coverage = of([
        Member::must("check", check_id()),
        Member::must("files", count()),
        Member::must("bytes", count()),
        Member::must("uncovered", list(text())),
        Member::must("uncovered_count", count()),
    ]);
    let dependency = of([
        Member::may("uri", text()),
        Member::may("name", text()),
        Member::may("digest", digest()),
    ]);
    let provenance = of([
        Member::must("check", check_id()),
        Member::may("builder", text()),
        Member::may("build_type", text()),
        Member::may("source", text()),
        Member::may("commit", text()),
        Member::may("build_level", count()),
        Member::may("finished_at", time()),
        Member::must("parameters", map(text())),
        Member::must("dependencies", list(dependency)),
        Member::must("dependencies_count", count()),
    ]);
    let component = of([
        Member::must("name", text()),
        Member::may("licence", text()),
        Member::must("depends_on", list(count())),
    ]);
    let sbom = of([
        Member::must("check", check_id()),
        Member::must("format", text()),
        Member::must("licences", map(count())),
        Member::must("components", list(component)),
        Member::must("components_count", count()),
    ]);
    of([
        Member::must("coverage", list(coverage)),
        Member::must("provenance", list(provenance)),
        Member::must("sboms", list(sbom)),
    ])
}

fn of<const N: usize>(members: [Member; N]) -> Value {
    let required = members.iter().filter(|member| member.is_required);
    let required = Value::texts(required.map(|member| member.name));
    let properties = members.map(|member| (member.name, member.schema));
    Value::object([
        ("type", Value::from("object")),
        ("properties", Value::object(properties)),
        ("required", required),
    ])
}

fn list(items: Value) -> Value {
    Value::object([("type", Value::from("array")), ("items", items)])
}

fn map(values: Value) -> Value {
    Value::object([
        ("type", Value::from("object")),
        ("additionalProperties", values),
    ])
}

fn typed(name: &str) -> Value {
    Value::object([("type", Value::from(name))])
}

fn text() -> Value {
    typed("string")
}

fn boolean() -> Value {
    typed("boolean")
}

fn count() -> Value {
    typed("integer").with("minimum", Value::from(0_u64))
}

fn constant(value: &str) -> Value {
    Value::object([("const", Value::from(value))])
}

fn one_of<const N: usize>(values: [&str; N]) -> Value {
    Value::object([("enum", Value::texts(values))])
}

fn matching(pattern: &str) -> Value {
    text().with("pattern", Value::from(pattern))
}

fn decision() -> Value {
    one_of([Decision::Allow, Decision::Quarantine, Decision::Reject].map(Decision::as_str))
}

fn check_id() -> Value {
    matching("^[a-z0-9][a-z0-9._-]{0,62}/[a-zA-Z0-9][a-zA-Z0-9._-]{0,127}$")
}

fn code() -> Value {
    matching("^[a-z0-9-]+(\\.[a-z0-9-]+)*$")
}

fn sha256() -> Value {
    matching("^[0-9a-f]{64}$")
}

fn digest() -> Value {
    matching("^[a-z0-9-]+:[0-9a-f]+$")
}

fn time() -> Value {
    text().with("format", Value::from("date-time"))
}

const KINDS: [ArtifactKind; 4] = [
    ArtifactKind::Oci,
    ArtifactKind::Model,
    ArtifactKind::Blob,
    ArtifactKind::Package,
];

const ROLES: [Role; 4] = [Role::Image, Role::Volume, Role::Base, Role::Model];

const TRANSPORTS: [Transport; 10] = [
    Transport::Docker,
    Transport::Oci,
    Transport::OciArchive,
    Transport::Dir,
    Transport::DockerArchive,
    Transport::DockerDaemon,
    Transport::ContainersStorage,
    Transport::Atomic,
    Transport::Sif,
    Transport::Tarball,
];

const STATUSES: [CheckStatus; 3] = [CheckStatus::Pass, CheckStatus::Fail, CheckStatus::Skip];

const CLASSES: [Class; 9] = [
    Class::Missing,
    Class::Mismatch,
    Class::Untrusted,
    Class::Expired,
    Class::Revoked,
    Class::Malformed,
    Class::Policy,
    Class::Unavailable,
    Class::Unsupported,
];
