#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![deny(missing_docs)]

mod adapter;
mod attestation;
mod backing;
mod builder_id;
mod builders;
mod check;
mod compat;
mod differences;
mod drift;
mod emit;
mod error;
mod evaluate;
mod evaluation;
mod expectations;
mod facts;
mod git_ref;
mod glob;
mod inspect;
mod level;
mod origin;
mod pointer;
mod predicate;
mod raw;
mod ref_rule;
mod reproduction;
mod settings;
mod source_id;
mod svr;
mod version;
mod view;
mod vsa;

// The public interface is:
pub use attestation::{Attestation, Authenticity, Signer, SignerClaims, Signing, Transparency};
pub use backing::Backing;
pub use builder_id::BuilderId;
pub use builders::{
    Adapter, Builder, BuilderIdRule, Builders, CapCause, RunnerRule, SanRule, SignerRule,
    SourcePointers, TypeRule,
};
pub use check::{Check, Outcome};
pub use compat::compat_class;
pub use drift::{Change, ChangeClass, ChangeKind, DriftInput, DriftRules, Severity, drift};
pub use emit::{SvrStatement, VsaStatement};
pub use error::Error;
pub use evaluate::evaluate;
pub use evaluation::{AcceptedProvenance, Candidate, Evaluation, Refusal};
pub use expectations::{
    ClaimName, ClaimRule, DependencyRules, ExpectationSet, Expectations, Join, JsonText,
    ParameterRule, Pinned, Proposal, SummarizedDependency, UnknownParameters, propose,
};
pub use git_ref::GitRef;
pub use glob::Glob;
pub use inspect::{InspectedField, Inspection, inspect};
pub use level::{Cause, Level, Reason};
pub use origin::Fact;
pub use predicate::{PredicateFamily, media_type_note};
pub use raw::Raw;
pub use ref_rule::{IdPattern, RefRule};
pub use reproduction::{
    BuildDifference, Evidence, Reproduction, ReproductionResult, Side, compare_reproduction,
};
pub use settings::{Profile, Settings};
pub use source_id::{SourceId, UriContext};
pub use svr::Svr;
pub use version::{Version, check_versioned_tag};
pub use view::{
    Claim, ConfigSource, Dependency, Field, Parameter, Provenance, ProvenanceOptions,
    ProvenanceVersion,
};
pub use vsa::{
    AcceptedSummary, DependencyLevels, SlsaResult, StatedLevels, SummaryRefusal, SummarySigner,
    TrackLevel, Vsa, VsaExpectations, VsaOutcome, VsaVersion, verify_vsa,
};
