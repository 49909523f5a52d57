//! Many files, and many ranges of one file, hashed at once.
//!
//! A [`Plan`] lists what to hash: sources, and jobs over ranges of them. An [`Engine`] runs it,
//! longest job first, on a bounded number of threads, with a bounded number of open handles, and
//! with buffers that do not grow with what is hashed. Neither threads nor buffers change a result.
//!
//! A source is opened once, and all jobs over it share the handle. What the handle is of must be
//! the same before and after it is read; otherwise none of its jobs gives a digest.

mod control;
mod error;
mod handle;
#[cfg(feature = "multibuffer")]
mod lanes;
mod plan;
mod queue;
mod run;
mod source;
mod stream;

// The public interface is:
#[cfg(feature = "multibuffer")]
pub use bonafide_multibuffer::Kernel;
pub use control::{Control, Progress};
pub use error::{Instability, JobError};
pub use plan::{Plan, SourceId};
pub use run::{Engine, JobDigest};
pub use source::{Bytes, Identity, ReadAt, Source};
