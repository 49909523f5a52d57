//! A blocking client of registries.
//!
//! [`RegistryClient`] is a [`Source`](crate::Source): it asks one question at a time, over TLS, and
//! tells what is absent from what could not be learned. It looks at no digest; who asks does.
//!
//! ```no_run
//! use bonafide_oci::http::{AuthFile, RegistryClient, auth_file_paths};
//! use bonafide_oci::{Answer, Ask, Reference, Request, Source as _};
//!
//! let mut builder = RegistryClient::builder();
//! for path in auth_file_paths(|name| std::env::var_os(name)) {
//!     if let Ok(bytes) = std::fs::read(path) {
//!         builder = builder.with_auth_file(AuthFile::parse(&bytes)?);
//!     }
//! }
//! let client = builder.build()?;
//!
//! let image = Reference::parse_familiar("alpine:3.22")?;
//! let ask = Ask::Manifest(image.target());
//! let request = Request::once(Some(image.repository().clone()), ask, 4 << 20);
//! match client.fetch(&request)? {
//!     Answer::Found(manifest) => println!("{} bytes", manifest.bytes().len()),
//!     Answer::Absent => println!("no such tag"),
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What it does not do
//! - It takes nothing from the environment or from files, uses no proxy, keeps no cookies, and runs
//!   no credential helper.
//! - It is silent. The crates below write to the `log` facade, and at level `trace` they write
//!   requests as they go out, credentials included: a logger should not let that level through for
//!   `ureq_proto`.
//!
//! # What it is wary of
//! - **Redirects** are followed five times, never away from TLS, and without credentials once
//!   scheme, host or port has changed. Link-local addresses are never connected to, whatever name
//!   leads there.
//! - **Token servers** see credentials only if they are of the registry's own host or below it, or
//!   named by [`with_token_server`](RegistryClientBuilder::with_token_server). Others are asked
//!   without. Names that look alike prove no common owner, so that there is no rule for siblings.
//! - **Bodies** are read piece by piece and no further than the request allows. What is slow, late,
//!   encoded, shorter than it was said to be, or a web page is an error.
//! - **Errors** name the host and the kind of the question, and nothing that was sent or received
//!   but a status and the registry's own code for the error.

mod address;
mod answer;
mod auth_file;
mod builder;
mod challenge;
mod client;
mod clock;
mod credentials;
mod errand;
mod field;
mod link;
mod retry;
mod route;
mod rules;
mod secret;
mod token;
mod warning;
mod wire;

// The public interface is:
pub use address::{Address, Origin};
pub use auth_file::{AuthFile, auth_file_paths};
pub use builder::RegistryClientBuilder;
pub use challenge::Challenge;
pub use client::RegistryClient;
pub use credentials::Credentials;
pub use link::Link;
pub use secret::Secret;
