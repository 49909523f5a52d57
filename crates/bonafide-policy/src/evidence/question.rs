//! What a policy asks of each piece of evidence, once for all rules that ask the same.

use std::collections::BTreeMap;

use crate::{IdentityReplay, Promise, SignatureFormats, SignedIdentityRule, SubjectScope};

/// The number of a question in its compiled policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct QuestionId(pub(crate) usize);

/// Does this piece count as what is wanted, made by this signer?
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Question {
    /// The name of the signer in the policy.
    pub(crate) signer: String,
    pub(crate) subject: SubjectScope,
    pub(crate) kind: QuestionKind,
}

/// What is wanted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum QuestionKind {
    /// A signature.
    Signature {
        annotations: BTreeMap<String, String>,
        formats: SignatureFormats,
        promise: Promise,
        identity_replay: Option<IdentityReplay>,
        repository: Option<String>,
        signed_identity: Option<SignedIdentityRule>,
    },
    /// A statement of any type but that of signatures: which type is looked at by what evaluates it.
    Attestation,
    /// A signature of a model.
    Model {
        ignore: Vec<String>,
        allow_unlisted: bool,
    },
    /// A signed list of the files of a model, whatever the files are.
    ModelManifest,
}
