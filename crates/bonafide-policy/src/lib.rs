#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![deny(missing_docs)]

mod audit;
mod compile;
pub mod containerd;
mod coverage;
mod difference;
mod document;
mod drill;
mod error;
mod errors;
mod evaluate;
mod evidence;
mod export;
mod gather;
mod import;
mod pattern;
mod requirement;
mod syntax;
mod verdict;

// The public interface is:
pub use audit::{
    Actor, ActorKind, AuditCheckpoint, AuditEntry, AuditError, AuditEvent, AuditFile,
    AuditFileOptions, AuditKind, AuditLog, AuditOutcome, AuditRecord, AuditReport, AuditSubject,
    AuditSync, AuditTear, AuditVerifier, LogId, OnAuditFailure, TornTail, VerifiedAuditCheckpoint,
    audit_schema,
};
pub use compile::{CompiledPolicy, DeferredFiles, FileError, Files, MemoryFiles, PolicySource};
#[cfg(unix)]
pub use compile::{FolderFiles, RootedFiles};
pub use coverage::{
    CoverageCounts, CoverageError, CoverageField, CoverageGap, CoverageOptions, CoverageReport,
    CoveredImage, CoveredObject, Webhook, coverage,
};
pub use difference::{CheckDifference, Difference, Recorded, differences};
pub use document::{
    ArtifactKind, AttestationRequirement, BaseEvidence, BaseImageRequirement, ClassDecisions,
    Comparison, Condition, Conditions, Count, DatedMaterial, Demand, Exception, ExceptionRules,
    FileReference, ForbidRequirement, IdentityReplay, IgnoredFinding, IssuerRule, KeyHash, Lookup,
    Matching, Material, Mode, ModelSignatureRequirement, NameKind, Operator, Overrides, Pin,
    PolicyDocument, PolicyLimits, Promise, ProvenanceRequirement, Quantifier, Registries,
    Requirement, RequirementKind, Role, Rule, SbomRequirement, SignatureFormats,
    SignatureRequirement, SignedIdentityRule, SignerKind, SignerRule, StaticRequirement,
    SubjectScope, Transport, TrustKeys, TrustSource, Unlisted, UnsupportedRequirement,
    VsaRequirement, VulnerabilityRequirement,
};
pub use drill::{Drill, DrillCase, drill};
pub use error::{LoadError, Position};
pub use errors::{Errors, ImportErrors, LoadErrors};
pub use evaluate::{BaseImage, evaluate};
pub use evidence::{EvidenceSet, Subject};
pub use export::{Export, ExportError, ExportOptions, UnsignedStatement};
#[cfg(unix)]
pub use gather::ModelSignature;
pub use import::{
    Format, ImportError, ImportErrorKind, ImportOptions, Imported, NamedFiles, Note, NoteKind,
    import,
};
pub use pattern::{
    PatternError, PatternIndex, PatternLint, ReferencePattern, TextForm, TextPattern,
};
pub use syntax::Syntax;
pub use verdict::{
    AllowedArtifact, CandidateView, CheckStatus, ComponentFacts, CoverageFacts, DependencyFacts,
    EvidenceView, Exit, IdentityView, MAX_FACTS, PolicyIdentity, ProvenanceFacts, Refusal,
    SbomFacts, SourceFormat, SubjectView, TrustView, Verdict, VerdictCheck, VerdictFacts,
    verdict_schema,
};
