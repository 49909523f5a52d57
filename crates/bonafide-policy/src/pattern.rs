//! Patterns: of references, of names, and of what imported documents write.

mod reference_pattern;

pub use reference_pattern::{ReferencePattern, TextPattern};
