//! The shapes of requirements.

use super::policy::FAILURE;
use super::{
    BOOLEAN, DURATION, Format, JSON, LINE, LINES, NAME, NAMES, PATTERN, PATTERNS, Record, SHA256,
    SOME, SOME_LINES, SOME_NAMES, Shape, TIME, optional, record, required,
};
use crate::document::names::names;
use crate::document::{
    BaseEvidence, Count, IdentityReplay, Mode, Promise, Quantifier, SubjectScope, Unlisted,
};

pub(super) static REQUIREMENTS: Shape = Shape::List(&Shape::Record(&REQUIREMENT), 1, SOME);

/// The kinds, one of which each requirement is of.
const KINDS: &[&str] = &[
    "signature",
    "attestation",
    "provenance",
    "sbom",
    "vulnerabilities",
    "vsa",
    "model_signature",
    "base_image",
    "forbid",
    "any_of",
    "all_of",
    "static",
    "unsupported",
];

/// The fields of a requirement, with the shape of its mode.
macro_rules! fields {
    ($mode:expr) => {
        &[
            required("id", &Shape::Text(Format::RequirementId)),
            optional("mode", $mode),
            optional("missing", &FAILURE),
            optional("unavailable", &FAILURE),
            optional("untrusted", &FAILURE),
            optional("signature", &Shape::Record(&SIGNATURE)),
            optional("attestation", &Shape::Record(&ATTESTATION)),
            optional("provenance", &Shape::Record(&PROVENANCE)),
            optional("sbom", &Shape::Record(&SBOM)),
            optional("vulnerabilities", &Shape::Record(&VULNERABILITIES)),
            optional("vsa", &Shape::Record(&VSA)),
            optional("model_signature", &Shape::Record(&MODEL_SIGNATURE)),
            optional("base_image", &Shape::Record(&BASE_IMAGE)),
            optional("forbid", &Shape::Record(&FORBID)),
            optional("any_of", &PARTS),
            optional("all_of", &PARTS),
            optional("static", &Shape::Record(&STATIC)),
            optional("unsupported", &Shape::Record(&UNSUPPORTED)),
        ]
    };
}

static REQUIREMENT: Record = Record {
    fields: fields!(&Shape::Choice(names::<Mode>)),
    one_of: KINDS,
};

/// A part of another requirement. The whole is enforced, or told only: a part that is told only would
/// still make the whole hold.
static PART: Record = Record {
    fields: fields!(&Shape::Misplaced(
        "a part has no mode: say it of the whole requirement"
    )),
    one_of: KINDS,
};

static PARTS: Shape = Shape::List(&Shape::Record(&PART), 1, SOME);

static SUBJECT: Shape = Shape::Choice(names::<SubjectScope>);

static SIGNATURE: Record = record(&[
    required("by", &SOME_NAMES),
    optional("min", &Shape::Integer(1, 1000)),
    optional("all", &BOOLEAN),
    optional("count", &Shape::Choice(names::<Count>)),
    optional("subject", &SUBJECT),
    optional(
        "annotations",
        &Shape::Map(Format::Line, &Shape::Text(Format::Prose), 64),
    ),
    optional(
        "formats",
        &Shape::List(&Shape::Choice(|| vec!["bundle", "legacy"]), 1, 2),
    ),
    optional("promise", &Shape::Choice(names::<Promise>)),
    optional("identity_replay", &Shape::Choice(names::<IdentityReplay>)),
    optional("repository", &LINE),
    optional("signed_identity", &SIGNED_IDENTITY),
]);

static SIGNED_IDENTITY: Shape = Shape::Either(
    &Shape::Choice(|| vec!["matchExact", "matchRepoDigestOrExact", "matchRepository"]),
    &Record {
        fields: &[
            optional("exactReference", &LINE),
            optional("exactRepository", &LINE),
            optional("remapIdentity", &Shape::Record(&REMAP)),
        ],
        one_of: &["exactReference", "exactRepository", "remapIdentity"],
    },
);

static REMAP: Record = record(&[required("prefix", &LINE), required("signed_prefix", &LINE)]);

static ATTESTATION: Record = record(&[
    required("by", &SOME_NAMES),
    required("predicate_type", &SOME_LINES),
    optional("conditions", &Shape::Record(&CONDITIONS)),
    optional("quantifier", &Shape::Choice(names::<Quantifier>)),
    optional("subject", &SUBJECT),
]);

static CONDITIONS: Record = Record {
    fields: &[
        optional("any", &CONDITION_LIST),
        optional("all", &CONDITION_LIST),
        optional("pointer", &Shape::Text(Format::Pointer)),
        optional("eq", &JSON),
        optional("ne", &JSON),
        optional("in", &VALUES),
        optional("not_in", &VALUES),
        optional("exists", &BOOLEAN),
        optional("lt", &Shape::Ordered),
        optional("le", &Shape::Ordered),
        optional("gt", &Shape::Ordered),
        optional("ge", &Shape::Ordered),
        optional("matches", &PATTERN),
    ],
    one_of: &[
        "any", "all", "eq", "ne", "in", "not_in", "exists", "lt", "le", "gt", "ge", "matches",
    ],
};

static CONDITION_LIST: Shape = Shape::List(&Shape::Record(&CONDITIONS), 1, SOME);
static VALUES: Shape = Shape::List(&JSON, 1, SOME);

static PROVENANCE: Record = record(&[
    required("by", &SOME_NAMES),
    optional("slsa_build_level", &Shape::Integer(0, 3)),
    optional("builders", &PATTERNS),
    optional("build_types", &LINES),
    optional("source", &PATTERNS),
    optional("ref", &PATTERNS),
    optional("parameters", &Shape::Map(Format::Pointer, &JSON, SOME)),
    optional("max_age", &DURATION),
]);

static SBOM: Record = record(&[
    required("by", &SOME_NAMES),
    optional(
        "formats",
        &Shape::List(&Shape::Choice(|| vec!["cyclonedx", "spdx"]), 1, 2),
    ),
    optional("licences_deny", &LINES),
    optional("licences_allow", &LINES),
    optional("packages_deny", &PATTERNS),
    optional("must_list_subject", &BOOLEAN),
    optional("min_completeness", &Shape::Choice(|| vec!["cisa", "ntia"])),
    optional("max_age", &DURATION),
]);

static VULNERABILITIES: Record = record(&[
    optional("by", &NAMES),
    optional("local", &BOOLEAN),
    optional("max", &SEVERITY),
    optional("fixable_only", &BOOLEAN),
    optional("max_age", &DURATION),
    optional("max_db_age", &DURATION),
    optional("deny_ids", &LINES),
    optional("ignore", &Shape::List(&Shape::Record(&IGNORED), 0, SOME)),
    optional("grace", &Shape::Map(Format::Severity, &DURATION, 6)),
    optional("vex_by", &NAMES),
    optional("vex_unversioned", &Shape::Choice(names::<Promise>)),
    optional("min_reports", &Shape::Integer(1, 1000)),
    optional("unknown_as", &SEVERITY),
    optional("severity_sources", &LINES),
    optional("bind", &Shape::Choice(|| vec!["caller"])),
]);

static SEVERITY: Shape = Shape::Text(Format::Severity);

static IGNORED: Record = record(&[
    required("id", &LINE),
    optional("purl", &PATTERN),
    required("until", &TIME),
    required("reason", &LINE),
]);

static VSA: Record = record(&[
    required("by", &SOME_NAMES),
    required("verifier_ids", &SOME_LINES),
    optional("resource", &LINE),
    optional("levels", &LINES),
    optional("policy_sha256", &Shape::List(&SHA256, 0, SOME)),
    optional("max_age", &DURATION),
]);

static MODEL_SIGNATURE: Record = record(&[
    required("by", &SOME_NAMES),
    optional("ignore", &LINES),
    optional("unlisted", &Shape::Choice(names::<Unlisted>)),
]);

static BASE_IMAGE: Record = record(&[
    required("rule", &Shape::Text(Format::RuleId)),
    optional("depth", &Shape::Integer(1, 4)),
    optional("evidence", &Shape::List(&BASE_EVIDENCE, 1, 3)),
]);

static BASE_EVIDENCE: Shape = Shape::Choice(names::<BaseEvidence>);

static FORBID: Record = Record {
    fields: &[
        optional("attestation", &Shape::Record(&ATTESTATION)),
        optional("signer", &NAME),
    ],
    one_of: &["attestation", "signer"],
};

static STATIC: Record = record(&[
    required("decision", &Shape::Choice(|| vec!["allow", "reject"])),
    required("message", &LINE),
]);

static UNSUPPORTED: Record = record(&[
    required("what", &LINE),
    required("hint", &Shape::Text(Format::Prose)),
]);
