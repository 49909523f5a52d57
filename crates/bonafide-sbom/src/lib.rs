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
mod hash_algorithm;
mod identity;
mod licence;
mod license;
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
mod summary;
mod text_format;
mod unwrap;
mod version;
mod vulnerability;

// The public interface is:
pub use component::{
    Component, ExternalReference, Hash, Identifier, Party, PartyKind, Property, Role, Scope, Stated,
};
pub use document::{Completeness, CompletenessSubject, Document, ExternalDocument};
pub use edge::{DependencyScope, Edge, Known, Relation, Statement};
pub use conformance::{Answer, Conformance, Nonconformance, Schema, conformance};
pub use cvss::{CvssVector, CvssVersion, Severity};
pub use error::Error;
pub use fields::Fields;
pub use format::{Format, detect};
pub use hash_algorithm::HashAlgorithm;
pub use license::{Acknowledgement, ExtractedLicence, License, LicenseForm, LicenseSource};
pub use model::{ComponentView, EdgeAnswer, Model, ModelEdge, NodeId};
pub use model_card::{Dataset, ModelCard};
pub use options::{ReadLimits, ReadOptions};
pub use read::{count, read};
pub use sink::{Flow, Locate, Sink};
pub use summary::{Counts, Findings, Summary, Wrapper};
pub use vulnerability::{Affected, AffectedVersion, Analysis, Rating, Vulnerability};
#[cfg(feature = "osv")]
pub use osv::{
    AdvisoryDatabase, AdvisoryHit, AdvisoryLimits, AdvisoryLoader, AdvisorySeverity, AffectedBy,
    Exposure, Loaded, PackageQuery, Undecided, UnknownReason, Until,
};
pub use version::{Scheme, Version};
pub use licence::{
    Acknowledgement, DefinedLicences, JudgedLicence, LicenceEvaluator, LicenceFault,
    LicenceFaultKind, LicenceFinding, LicenceForm, LicenceJudgement, LicenceLimits, LicencePolicy,
    LicenceReading, LicenceRecord, LicenceSyntax, ReadingStep, StepKind, Truth,
pub use identity::{
    Answer, Cpe, CpeAttribute, CpeRelation, CpeValue, Exactness, HashAlgorithm, HashValue, How,
    Identifiers, IdentityIndex, IdentityIndexBuilder, Match, NameQuery, Purl, PurlParts, PurlQuery,
    SharedHash, Verdict,
};
