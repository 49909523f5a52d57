//! A policy with everything that it names, checked once: what evaluations use.

mod build;
mod discovery;
mod files;
#[cfg(unix)]
mod folder;
mod load;
mod model;
mod pem;
mod questions;
mod signer;
mod source;
mod trust;

#[cfg(not(any(feature = "ring", feature = "rustcrypto", feature = "aws-lc")))]
compile_error!("signatures need a backend: enable `ring`, `aws-lc` or `rustcrypto`");

pub use files::{DeferredFiles, FileError, Files, MemoryFiles};
#[cfg(unix)]
pub use folder::{FolderFiles, RootedFiles};
pub(crate) use model::ModelMaterial;
pub(crate) use signer::{CompiledSigner, SignerState};
pub use source::PolicySource;

use std::collections::BTreeMap;

use bonafide_model::ManifestVerifier;
use bonafide_report::Finding;

use crate::evidence::{Question, QuestionId};
use crate::{PolicyDocument, PolicyIdentity, SourceFormat};

/// A policy with everything that it names.
///
/// Only [`CompiledPolicy::compile`] makes one; no field can be set from outside.
///
/// ```compile_fail,E0451
/// use bonafide_policy::CompiledPolicy;
/// fn forge(one: CompiledPolicy) -> CompiledPolicy {
///     CompiledPolicy { notes: Vec::new(), ..one }
/// }
/// ```
#[derive(Debug)]
pub struct CompiledPolicy {
    pub(crate) document: PolicyDocument,
    pub(crate) identity: PolicyIdentity,
    pub(crate) questions: Vec<Question>,
    /// The questions of each requirement, by check id (`<rule>/<requirement>`, nested ones joined by
    /// dots): one for each entry of `by`, in its order, and then of `vex_by`; two for a signer of whom
    /// nothing may be there, whose signatures and attestations are looked for.
    pub(crate) asked: BTreeMap<String, Vec<QuestionId>>,
    /// Who may sign, by name.
    pub(crate) signers: BTreeMap<String, SignerState>,
    /// What verifies signatures over models, by the name of the signer, where it is asked for.
    pub(crate) models: BTreeMap<String, ManifestVerifier>,
    /// What people may want to know.
    pub(crate) notes: Vec<Finding>,
}

impl CompiledPolicy {
    /// The document that it was made from.
    #[must_use]
    pub const fn document(&self) -> &PolicyDocument {
        &self.document
    }

    /// The format that it was written in.
    #[must_use]
    pub const fn source_format(&self) -> SourceFormat {
        self.identity.source_format
    }

    /// SHA-256 over the document and every file that it names.
    ///
    /// Of a document that names no file it is that of its bytes. Otherwise it is over the length of
    /// the document (8 bytes, the most significant first) and its bytes, and then, for each file in
    /// the order of their names, over length and bytes of its name and of what is in it.
    #[must_use]
    pub const fn sha256(&self) -> &[u8; 32] {
        &self.identity.sha256
    }

    /// What people may want to know of it.
    #[must_use]
    pub fn notes(&self) -> &[Finding] {
        &self.notes
    }

    /// What a signer needs and was not given, by the name that the policy has for it: nothing can be
    /// said of what it signed, whatever evidence there is. A requirement that names it fails, also
    /// where others sign enough.
    ///
    /// # Specification
    /// policy IMP-5.
    pub(crate) fn unresolved_material(&self, signer: &str) -> Option<&str> {
        match self.signers.get(signer)? {
            SignerState::Unresolved(what) => Some(what),
            SignerState::Ready(_) => None,
        }
    }
}
