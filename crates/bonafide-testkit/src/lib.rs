#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![deny(missing_docs)]

mod authority;
pub mod body;
pub mod cases;
mod certificate;
mod ct;
pub mod der;
pub mod encode;
mod extension;
pub mod image;
mod key;
mod log;
pub mod merkle;
pub mod model;
mod mutation;
pub mod note;
pub mod oid;
mod plan;
pub mod registry;
mod sigstore;
mod time;
mod tsa;

// The public interface is:
pub use authority::{CertificateAuthority, Issuer};
pub use body::Recorded;
pub use certificate::{Certificate, key_identifier, name, organization};
pub use ct::{CtLog, Sct, sct_list};
pub use encode::Hash;
pub use extension::{Extension, GeneralName, KeyUsage};
pub use key::{KeyKind, Scheme, SigningKey, spki};
pub use log::{Log, Promise, instance};
pub use mutation::{flips, splices};
pub use note::{Note, Signer};
pub use plan::{Entry, Minted, Plan};
pub use sigstore::Sigstore;
pub use time::{Time, Window};
pub use tsa::{
    Accuracy, Attribute, AttributeOrder, CertificateId, IssuerSerial, SignerId, SignerInfo,
    TimestampAuthority, Token, TstInfo,
};
