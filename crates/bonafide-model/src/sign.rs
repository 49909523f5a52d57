//! Signing a model with a local key, so that the reference verifier accepts it.

#![cfg(all(feature = "sign", unix))]

mod bundle;
mod error;
mod key;
mod model;
mod options;
mod output;
mod signer;
mod statement;

pub use bundle::SignedBundle;
pub use error::SignError;
pub use key::LocalKey;
pub use options::SignOptions;
pub use signer::Signer;
pub use statement::{SingleFileName, UnsignedStatement};
