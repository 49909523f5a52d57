//! Which formats a package may have.

use crate::{Detection, FileType};

/// The most bytes of a tokenizer model that is allowed unseen.
const TOKENIZER: u64 = 64 << 20;

/// Which formats are allowed: those that run nothing when they are loaded, and others where their path
/// is allowed by name.
///
/// # Specification
/// models PKG-5.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FormatPolicy {
    paths: Vec<String>,
    types: Vec<FileType>,
}

impl FormatPolicy {
    /// Safetensors, GGUF, JSON, text, Markdown, templates, `SentencePiece` models of at most 64 MiB
    /// and pictures; empty files.
    #[must_use]
    pub const fn no_executable_formats() -> Self {
        Self {
            paths: Vec::new(),
            types: Vec::new(),
        }
    }

    /// Allows any format at a path, or below it where it ends with `/`. What is there is checked all
    /// the same.
    #[must_use]
    pub fn with_path(mut self, path: &str) -> Self {
        self.paths.push(path.to_owned());
        self
    }

    /// Allows a format everywhere.
    #[must_use]
    pub fn with_type(mut self, file_type: FileType) -> Self {
        self.types.push(file_type);
        self
    }

    /// The types of a file that are not allowed where it is.
    pub(super) fn denied(&self, path: &str, length: u64, found: &Detection) -> Vec<FileType> {
        if self.paths.iter().any(|allowed| covers(allowed, path)) {
            return Vec::new();
        }
        let mut denied = found.types();
        denied.retain(|one| !is_harmless(*one, length) && !self.types.contains(one));
        denied
    }
}

fn covers(allowed: &str, path: &str) -> bool {
    allowed == path || (allowed.ends_with('/') && path.starts_with(allowed))
}

const fn is_harmless(file_type: FileType, length: u64) -> bool {
    match file_type {
        FileType::Empty
        | FileType::Safetensors
        | FileType::Gguf
        | FileType::Json
        | FileType::Text
        | FileType::Markdown
        | FileType::Template
        | FileType::Image => true,
        FileType::SentencePiece => length <= TOKENIZER,
        _ => false,
    }
}
