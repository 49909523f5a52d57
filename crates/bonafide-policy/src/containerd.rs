//! What containerd asks of the programs that verify images, and what they answer.
//!
//! The runtime starts a program with the name and the digest of an image, and hands it a document on
//! its standard input; the program ends with 0 where the image may be used, and says why in one line.
//!
//! ```
//! use bonafide_policy::containerd::Call;
//!
//! let digest = "sha256:abababababababababababababababababababababababababababababababab";
//! let arguments = [
//!     "-name", "registry.example.com/app:1",
//!     "-digest", digest,
//!     "-stdin-media-type", "application/vnd.oci.descriptor.v1+json",
//! ];
//! let call = Call::parse(arguments.map(str::to_owned))?;
//! let input = format!(
//!     r#"{{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"{digest}","size":7}}"#
//! );
//! let subject = call.subject(input.as_bytes())?;
//! # let _ = subject;
//! # Ok::<(), bonafide_policy::containerd::Error>(())
//! ```

mod call;
mod config;
mod error;
mod input;
mod reason;

pub use call::{Call, Operation};
pub use config::Config;
pub use error::Error;
pub use reason::reason;
