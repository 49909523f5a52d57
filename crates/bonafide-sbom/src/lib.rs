#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![deny(missing_docs)]

mod cdx;
mod component;
mod conformance;
mod context;
mod cvss;
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
mod model;
mod model_card;
mod options;
#[cfg(feature = "osv")]
mod osv;
mod owned;
mod read;
mod sink;
mod spdx2;
mod spdx3;
mod stated_licence;
mod summary;
mod text_format;
mod unwrap;
mod version;
mod vulnerability;
mod vulnerability_match;

// The public interface is:
pub use component::{
    Component, ExternalReference, Hash, Identifier, Party, PartyKind, Property, Role, Scope, Stated,
};
pub use conformance::{Answer, Conformance, Nonconformance, Schema, conformance};
pub use cvss::{CvssVector, CvssVersion, Severity};
pub use document::{Completeness, CompletenessSubject, Document, ExternalDocument};
pub use edge::{DependencyScope, Edge, Known, Relation, Statement};
pub use error::Error;
pub use fields::Fields;
pub use format::{Format, detect};
pub use graph::{Cycle, DuplicateReference, Graph, GraphReport, Vertex};
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
    LicenceRecord, LicenceSyntax, ReadingStep, StepKind, Truth,
};
pub use model::{ComponentView, EdgeAnswer, Model, ModelEdge, NodeId};
pub use model_card::{Dataset, ModelCard};
pub use options::{ReadLimits, ReadOptions};
#[cfg(feature = "osv")]
pub use osv::{
    AdvisoryDatabase, AdvisoryHit, AdvisoryLimits, AdvisoryLoader, AdvisorySeverity, AffectedBy,
    Exposure, Loaded, PackageQuery, Undecided, UnknownReason, Until,
};
pub use read::{count, read};
pub use sink::{Flow, Locate, Sink};
pub use stated_licence::{Acknowledgement, ExtractedLicence, Licence, LicenceSource, LicenceValue};
pub use summary::{Counts, Findings, Summary, Wrapper};
pub use version::{Scheme, Version};
pub use vulnerability::{Affected, AffectedVersion, Analysis, Rating, Vulnerability};
pub use vulnerability_match::{MatchedPackage, VulnerabilityMatch};
