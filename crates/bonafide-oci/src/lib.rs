#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![deny(missing_docs)]

mod annotations;
mod descriptor;
mod digest;
mod discovery;
mod document;
mod error;
#[cfg(all(feature = "fs", unix))]
mod fs;
#[cfg(feature = "http")]
pub mod http;
mod lenient;
mod limits;
pub mod media_type;
mod memory;
mod platform;
mod reference;
mod source;

// The public interface is:
pub use annotations::{Annotations, names};
pub use descriptor::Descriptor;
pub use digest::parse_digest;
pub use discovery::{
    Candidate, Carrier, Child, Children, Completeness, Discovered, Discovery, DiscoveryOptions,
    Image, Reason, Role, Step, Subject, TagKind, Wanted, attachment_tag, discover, referrers_tag,
};
pub use document::{Document, Index, Manifest};
pub use error::Error;
#[cfg(all(feature = "fs", unix))]
pub use fs::{DirAttachment, DirSignature, DirTransport, LayoutDir, LayoutTar, LocalImage};
pub use limits::Limits;
pub use media_type::MediaType;
pub use memory::Memory;
pub use platform::Platform;
pub use reference::{Parts, Reference, Repository, Spelling, Tag, Target};
pub use source::{
    Answer, Ask, Body, Capabilities, Continuation, Found, Request, Source, SourceError,
    SourceErrorKind,
};
