//! What a client of registries is made of.

mod address;
mod auth_file;
mod challenge;
mod clock;
mod credentials;
mod field;
mod link;
mod retry;
mod rules;
mod secret;
mod token;
mod warning;

// The public interface is:
pub use address::{Address, Origin};
pub use auth_file::{AuthFile, auth_file_paths};
pub use challenge::Challenge;
pub use credentials::Credentials;
pub use link::Link;
pub use secret::Secret;
