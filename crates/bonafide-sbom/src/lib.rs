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
pub use binding::*;
pub use component::*;
pub use conformance::{Answer, Conformance, Nonconformance, Schema, conformance};
pub use diff::*;
pub use document::{Completeness, CompletenessSubject, Document, ExternalDocument};
pub use edge::{DependencyScope, Edge, Known, Relation, Statement};
pub use error::Error;
pub use fields::Fields;
pub use format::{Format, detect};
pub use graph::*;
pub use identity::*;
#[cfg(feature = "cyclonedx-bom")]
pub use interop::Interop;
pub use licence::*;
pub use links::{LinkAnswer, Links, LinksOf};
pub use model::{ComponentView, EdgeAnswer, Model, ModelEdge, NodeId};
pub use model_card::*;
pub use options::{ReadLimits, ReadOptions};
#[cfg(feature = "profiles")]
pub use profile::*;
pub use read::{count, read};
pub use sink::{Flow, Locate, Sink};
pub use stated_licence::{Acknowledgement, ExtractedLicence, Licence, LicenceSource, LicenceValue};
pub use summary::{Counts, Findings, Summary, Wrapper};
pub use verification_code::*;
pub use version::{Scheme, Version};
pub use vulnerability::*;
