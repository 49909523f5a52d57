//! Patterns: of references, of names, and of what imported documents write.

mod error;
mod index;
mod lint;
mod pieces;
mod reference_pattern;
pub(crate) mod spelling;
mod text_pattern;

pub use error::PatternError;
pub use index::PatternIndex;
pub use lint::PatternLint;
pub use reference_pattern::ReferencePattern;
pub use text_pattern::{TextForm, TextPattern};
