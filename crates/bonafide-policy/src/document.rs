//! The policy as people write it, in memory: what `bonafide.policy/v1` says, field by field.
//!
//! Made by [`PolicyDocument::parse`] and by importers, and by nothing else; what is here was checked
//! field by field, and not yet against the files that it names.

mod consistency;
mod exception;
mod matching;
mod names;
mod notes;
mod print;
mod read;
mod requirement;
mod settings;
mod shape;
mod signer;

pub use exception::{Exception, ExceptionRules};
pub use matching::{ArtifactKind, Lookup, Matching, Role, Transport};
pub use requirement::{
    AttestationRequirement, BaseEvidence, BaseImageRequirement, Comparison, Condition, Conditions,
    Count, ForbidRequirement, IdentityReplay, IgnoredFinding, ModelSignatureRequirement, Operator,
    Promise, ProvenanceRequirement, Quantifier, Requirement, RequirementKind, SbomRequirement,
    SignatureFormats, SignatureRequirement, SignedIdentityRule, StaticRequirement, SubjectScope,
    Unlisted, UnsupportedRequirement, VsaRequirement, VulnerabilityRequirement,
};
pub use settings::{ClassDecisions, Mode, Overrides, Pin, PolicyLimits, Registries};
pub use signer::{
    DatedMaterial, Demand, FileReference, IssuerRule, KeyHash, Material, NameKind, SignerKind,
    SignerRule, TrustKeys, TrustSource,
};

use std::collections::BTreeMap;

use bonafide_report::Decision;

/// A policy.
///
/// # Specification
/// Policy document `bonafide.policy/v1`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PolicyDocument {
    /// Its name: `[a-z0-9][a-z0-9.-]{0,62}`.
    pub name: String,
    /// Its version, for people.
    pub version: String,
    /// What it is for.
    pub description: Option<String>,
    /// The decision where no rule matches.
    pub default: Decision,
    /// Which registries images may come from.
    pub registries: Registries,
    /// Whether files without a digest are read.
    pub allow_unpinned_files: bool,
    /// Trust material, by name.
    pub trust: BTreeMap<String, TrustSource>,
    /// Who may sign, by name.
    pub signers: BTreeMap<String, SignerRule>,
    /// What must hold for which artifacts. All that match apply.
    pub rules: Vec<Rule>,
    /// Checks whose failure is known and borne for a while.
    pub exceptions: Vec<Exception>,
    /// What exceptions must look like.
    pub exception_rules: ExceptionRules,
    /// What a class of failure leads to, where that is not the default.
    pub decisions: ClassDecisions,
    /// How much is looked at.
    pub limits: PolicyLimits,
}

/// What must hold for the artifacts that it matches.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rule {
    /// Its name, unique in the policy.
    pub id: String,
    /// Which artifacts it is about.
    pub matching: Matching,
    /// Whether references must carry a digest.
    pub pin: Pin,
    /// What must hold; at least one.
    pub require: Vec<Requirement>,
}

#[cfg(test)]
mod tests;
