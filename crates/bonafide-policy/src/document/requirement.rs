//! What must hold.

use core::time::Duration;
use std::collections::{BTreeMap, BTreeSet};

use bonafide_digest::Digest;
use bonafide_report::{Decision, Time};
use serde_json::Value;

use crate::{Mode, Overrides, TextPattern};

/// One thing that must hold.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Requirement {
    /// Its name, unique in the rule.
    pub id: String,
    /// What must hold.
    pub kind: RequirementKind,
    /// Whether it counts.
    pub mode: Mode,
    /// What some classes of failure lead to.
    pub overrides: Overrides,
}

/// What must hold.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RequirementKind {
    /// Somebody signed it.
    Signature(SignatureRequirement),
    /// Somebody attests to something.
    Attestation(AttestationRequirement),
    /// It was built so.
    Provenance(ProvenanceRequirement),
    /// It has a bill of materials.
    Sbom(SbomRequirement),
    /// It is not known to be vulnerable.
    Vulnerabilities(VulnerabilityRequirement),
    /// Somebody verified it before.
    Vsa(VsaRequirement),
    /// A model is signed.
    ModelSignature(ModelSignatureRequirement),
    /// The image that it was built on satisfies a rule.
    BaseImage(BaseImageRequirement),
    /// Nobody attests to something.
    Forbid(ForbidRequirement),
    /// One of these holds.
    AnyOf(Vec<Requirement>),
    /// All of these hold.
    AllOf(Vec<Requirement>),
    /// It is decided already.
    Static(StaticRequirement),
    /// An imported requirement that cannot be judged, and so fails.
    Unsupported(UnsupportedRequirement),
}

/// Which signed digests count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum SubjectScope {
    /// That of the artifact alone: `exact`.
    Exact,
    /// That of an index which contains it too: `covered`.
    #[default]
    Covered,
}

/// What a threshold counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Count {
    /// Entries of `by`, each with a principal of its own: `signers`.
    #[default]
    Signers,
    /// Distinct principals: `principals`.
    Principals,
}

/// How the name that was signed must fit the one that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum IdentityReplay {
    /// Repository and tag must be the same, and a tag must have been signed: `strict`.
    Strict,
    /// The repository must be the same, and the tag where one was signed: `tag`.
    Tag,
    /// It is not compared: `off`.
    Off,
}

/// How the signed name must fit, in the words of `containers-policy.json(5)`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum SignedIdentityRule {
    /// `matchExact`
    MatchExact,
    /// `matchRepoDigestOrExact`
    MatchRepoDigestOrExact,
    /// `matchRepository`
    MatchRepository,
    /// `exactReference`
    ExactReference(String),
    /// `exactRepository`
    ExactRepository(String),
    /// `remapIdentity`
    Remap {
        /// The names that start with it …
        prefix: String,
        /// … are signed under this instead.
        signed_prefix: String,
    },
}

/// The formats of signatures that are looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum SignatureFormats {
    /// All: `[bundle, legacy]`.
    #[default]
    Any,
    /// Bundles: `[bundle]`.
    Bundle,
    /// The older formats: `[legacy]`.
    Legacy,
}

/// Whether a log that promises without a proof is enough.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Promise {
    /// It is: `allow`.
    #[default]
    Allow,
    /// It is not: `deny`.
    Deny,
}

/// Somebody signed it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct SignatureRequirement {
    /// Names of signers.
    pub by: Vec<String>,
    /// How many distinct ones; 1 unless more are wanted.
    pub min: usize,
    /// Whether all must have signed.
    pub all: bool,
    /// What is counted.
    pub count: Count,
    /// Which digests count.
    pub subject: SubjectScope,
    /// What each signer must have written beside.
    pub annotations: BTreeMap<String, String>,
    /// In which formats.
    pub formats: SignatureFormats,
    /// Whether a promise of a log is enough.
    pub promise: Promise,
    /// How names are compared; `None` is the default of the kind of signer.
    pub identity_replay: Option<IdentityReplay>,
    /// The repository that must have been signed, where it is another.
    pub repository: Option<String>,
    /// How names are compared in an imported policy; excludes the two before.
    pub signed_identity: Option<SignedIdentityRule>,
}

/// Somebody attests to something.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct AttestationRequirement {
    /// Names of signers; one of them is enough.
    pub by: Vec<String>,
    /// The types that count; one at least.
    pub predicate_type: Vec<String>,
    /// What the predicate must say.
    pub conditions: Option<Conditions>,
    /// How many of the statements must say so.
    pub quantifier: Quantifier,
    /// Which digests count.
    pub subject: SubjectScope,
}

/// How many statements must satisfy the conditions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Quantifier {
    /// One: `any`.
    #[default]
    Any,
    /// One at least, and every one that the signers made: `all_verified`.
    AllVerified,
}

/// A tree of conditions, at most four deep.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Conditions {
    /// One of them: `any`.
    Any(Vec<Conditions>),
    /// All of them: `all`.
    All(Vec<Conditions>),
    /// A comparison.
    Is(Condition),
}

/// A comparison with a value of the predicate.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Condition {
    /// Where it stands: an RFC 6901 pointer into the predicate, in which a step `*` is any element.
    pub pointer: String,
    /// How it is compared.
    pub operator: Operator,
    /// With what.
    pub value: Comparison,
}

/// How values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Operator {
    /// `eq`
    Eq,
    /// `ne`: there, and another.
    Ne,
    /// `in`
    In,
    /// `not_in`: there, and none of these.
    NotIn,
    /// `exists`
    Exists,
    /// `lt`
    Lt,
    /// `le`
    Le,
    /// `gt`
    Gt,
    /// `ge`
    Ge,
    /// `matches`
    Matches,
}

/// What a value is compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Comparison {
    /// One value, for `eq` and `ne`; an integer or a time as text, for `lt`, `le`, `gt` and `ge`.
    Value(Value),
    /// Several, for `in` and `not_in`.
    Values(Vec<Value>),
    /// Whether there is one, for `exists`.
    Exists(bool),
    /// A pattern, for `matches`.
    Pattern(TextPattern),
}

/// It was built so.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ProvenanceRequirement {
    /// Names of signers.
    pub by: Vec<String>,
    /// The build level at least, 0 to 3.
    pub slsa_build_level: Option<u8>,
    /// The builders.
    pub builders: Vec<TextPattern>,
    /// The build types.
    pub build_types: Vec<String>,
    /// The sources.
    pub source: Vec<TextPattern>,
    /// The references of the source.
    pub reference: Vec<TextPattern>,
    /// External parameters: pointer and value.
    pub parameters: BTreeMap<String, Value>,
    /// How old it may be.
    pub max_age: Option<Duration>,
}

/// It has a bill of materials.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct SbomRequirement {
    /// Names of signers.
    pub by: Vec<String>,
    /// `spdx`, `cyclonedx`; empty means any.
    pub formats: BTreeSet<String>,
    /// Licences that no component may have, as SPDX identifiers.
    pub licences_deny: Vec<String>,
    /// The only licences that components may have, as SPDX identifiers; `None` means any.
    pub licences_allow: Option<Vec<String>>,
    /// Packages that may not be in it, as patterns of package URLs.
    pub packages_deny: Vec<TextPattern>,
    /// Whether the document must name the artifact.
    pub must_list_subject: bool,
    /// A completeness profile that must hold: `ntia` or `cisa`.
    pub min_completeness: Option<String>,
    /// How old it may be.
    pub max_age: Option<Duration>,
}

/// It is not known to be vulnerable.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct VulnerabilityRequirement {
    /// Names of signers of reports.
    pub by: Vec<String>,
    /// Whether a report that the caller hands over counts, unsigned.
    pub local: bool,
    /// The highest severity that is borne: `none` to `critical`.
    pub max: Option<String>,
    /// Whether only what can be fixed counts.
    pub fixable_only: bool,
    /// How old a report may be.
    pub max_age: Option<Duration>,
    /// How old the database of the scanner may be.
    pub max_db_age: Option<Duration>,
    /// What must not be there, whatever its severity.
    pub deny_ids: Vec<String>,
    /// What is borne for a while.
    pub ignore: Vec<IgnoredFinding>,
    /// How long after its publication a vulnerability is borne, by severity.
    pub grace: BTreeMap<String, Duration>,
    /// Names of signers of VEX statements.
    pub vex_by: Vec<String>,
    /// Whether a statement about a product without a version suppresses nothing.
    pub vex_unversioned_denied: bool,
    /// How many scanners must have looked; 1 unless more are wanted.
    pub min_reports: usize,
    /// What an unknown severity is taken as; `high` unless another is given.
    pub unknown_as: Option<String>,
    /// Which sources of severities count, the most important first; empty means the highest of all.
    pub severity_sources: Vec<String>,
    /// Whether the caller vouches that a report without a digest is about the artifact.
    pub bound_by_caller: bool,
}

/// A vulnerability that is borne for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct IgnoredFinding {
    /// Its identifier.
    pub id: String,
    /// Of which package; `None` means any.
    pub purl: Option<TextPattern>,
    /// Until when.
    pub until: Time,
    /// Why.
    pub reason: String,
}

/// Somebody verified it before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct VsaRequirement {
    /// Names of signers.
    pub by: Vec<String>,
    /// Whom they may sign for; one at least.
    pub verifier_ids: Vec<String>,
    /// What was verified; the reference of the artifact unless given.
    pub resource: Option<String>,
    /// Levels, each of which must have been reached.
    pub levels: Vec<String>,
    /// The policies, one of which was verified against; empty means any.
    pub policy_sha256: Vec<Digest>,
    /// How old it may be.
    pub max_age: Option<Duration>,
}

/// What becomes of files in a model that are neither signed nor left out on purpose, as its signer may
/// do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Unlisted {
    /// The model is refused: `reject`.
    #[default]
    Reject,
    /// They are told: `allow`.
    Allow,
}

/// A model is signed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ModelSignatureRequirement {
    /// Names of signers.
    pub by: Vec<String>,
    /// Paths that are left out.
    pub ignore: Vec<String>,
    /// What becomes of files that are neither signed nor left out on purpose, as by the signer.
    pub unlisted: Unlisted,
}

/// The image that it was built on satisfies a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BaseImageRequirement {
    /// The name of the rule.
    pub rule: String,
    /// How many images down, 1 to 4.
    pub depth: u8,
    /// What may tell which image that is.
    pub evidence: BTreeSet<BaseEvidence>,
}

/// What tells which image another was built on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum BaseEvidence {
    /// Dependencies of a verified provenance: `provenance`.
    Provenance,
    /// An annotation of a manifest that a verified signature covers: `annotation`.
    Annotation,
}

/// Nobody attests to something.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ForbidRequirement {
    /// No verified statement like this.
    Attestation(AttestationRequirement),
    /// No signature by this signer.
    Signer(String),
}

/// It is decided already.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StaticRequirement {
    /// Allow or reject.
    pub decision: Decision,
    /// Why.
    pub message: String,
}

/// An imported requirement that cannot be judged, and so fails as `policy.requirement-unsupported`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnsupportedRequirement {
    /// What it is called in the document that it came from.
    pub what: String,
    /// What to do instead.
    pub hint: String,
}
