#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![deny(missing_docs)]

mod binding;
mod bytes;
mod cdx;
#[cfg(feature = "xml")]
mod cdx_xml;
mod component;
mod conformance;
mod context;
mod diff;
mod document;
mod edge;
mod encoding;
mod error;
mod fields;
mod format;
mod graph;
mod identity;
#[cfg(feature = "cyclonedx-bom")]
mod interop;
mod licence;
mod links;
mod model;
mod model_card;
mod options;
mod owned;
#[cfg(feature = "profiles")]
mod profile;
mod read;
mod sink;
mod spdx2;
mod spdx3;
mod stated_licence;
mod summary;
mod text_format;
mod unwrap;
mod verification_code;
mod version;
mod vulnerability;
#[cfg(feature = "xml")]
mod xml;

// The public interface is:
pub use binding::{
    Binding, BindingOutcome, ClaimSource, ClaimStanding, RootClaim, StatementBinding,
    SubjectDigest, SubjectRole,
};
pub use component::{
    Component, ExternalReference, Hash, Identifier, Party, PartyKind, Property, Role, Scope, Stated,
};
pub use conformance::{Answer, Conformance, Nonconformance, Schema, conformance};
pub use diff::{
    Aspect, Change, ChangeKind, ChangeSide, Diff, Direction, DocumentField, DriftRule, DriftRules,
    HashDrift, NotComparable, Obstacle,
};
pub use document::{Completeness, CompletenessSubject, Document, ExternalDocument};
pub use edge::{DependencyScope, Edge, Known, Relation, Statement};
pub use error::Error;
pub use fields::Fields;
pub use format::{Format, detect};
pub use graph::{
    CompletenessClaim, Cycle, DuplicateReference, Graph, GraphReport, NodeCompleteness, Vertex,
};
pub use identity::{
    Cpe, CpeAttribute, CpeRelation, CpeValue, Exactness, HashAlgorithm, HashValue, How,
    Identifiers, IdentityIndex, IdentityIndexBuilder, LookupAnswer, LookupOutcome, Match,
    NameQuery, Purl, PurlParts, PurlQuery, SharedHash,
};
#[cfg(feature = "cyclonedx-bom")]
pub use interop::Interop;
pub use licence::{
    DefinedLicences, JudgedLicence, LicenceEvaluator, LicenceFault, LicenceFaultKind,
    LicenceFinding, LicenceForm, LicenceJudgement, LicenceLimits, LicencePolicy, LicenceReading,
    LicenceRecord, LicenceSurvey, LicenceSyntax, ReadingStep, StepKind, Truth,
};
pub use links::{LinkAnswer, Links, LinksOf};
pub use model::{ComponentView, EdgeAnswer, Model, ModelEdge, NodeId};
pub use model_card::{Dataset, DatasetRole, DatasetView, ModelCard, ModelCardView, Source};
pub use options::{ReadLimits, ReadOptions};
#[cfg(feature = "profiles")]
pub use profile::{
    CompletenessGate, CompletenessShare, ElementLevel, ElementPredicate, ElementReport,
    ElementScope, GateScope, Mapping, Profile, ProfileElement, ProfileReport, ProfileStatus,
};
pub use read::{count, read};
pub use sink::{Flow, Locate, Sink};
pub use stated_licence::{Acknowledgement, ExtractedLicence, Licence, LicenceSource, LicenceValue};
pub use summary::{Counts, Findings, Summary, Wrapper};
pub use verification_code::{
    NotComputable, PackageVerification, VerificationOutcome, VerificationReport, verification_code,
};
pub use version::{Scheme, Version};
#[cfg(feature = "osv")]
pub use vulnerability::{
    AdvisoryDatabase, AdvisoryHit, AdvisoryLimits, AdvisoryLoader, AdvisorySeverity, AffectedBy,
    ComponentExposure, Exposure, Loaded, PackageQuery, Undecided, UnknownReason, Until,
};
pub use vulnerability::{
    Affected, AffectedVersion, Analysis, CvssVector, CvssVersion, FixState, GateOutcome,
    MatchedPackage, RatedSeverity, Rating, Severity, SeverityBasis, SeverityGate,
    SeverityJudgement, UnknownSeverity, Vulnerability, VulnerabilityMatch,
};
#[cfg(feature = "vex")]
pub use vulnerability::{
    ArtifactIdentity, VexConsidered, VexDocument, VexEffect, VexEvaluator, VexGround, VexItem,
    VexJudgement, VexJustification, VexLimits, VexMismatch, VexOutcome, VexPolicy, VexProduct,
    VexReason, VexSource, VexStatement, VexStatus, VexTrust,
};
#[cfg(feature = "reports")]
pub use vulnerability::{
    Freshness, ReportedDigest, ReportedRole, ScanCoverage, ScanFormat, ScanLimits, ScanReport,
    Scanner, Suppressed,
};
