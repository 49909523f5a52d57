//! What errors are made of, and where they show.

use bonafide_report::{Code, Coded, Finding, Place};

use super::Error;

impl Coded for Error {
    fn code(&self) -> Code {
        Self::code(self)
    }

    fn place(&self) -> Place {
        let material = || Place::root().member("verificationMaterial");
        let entry = |index: usize| material().member("tlogEntries").index(index);
        match self {
            Self::BundleJson { cause }
            | Self::JsonLimit { cause }
            | Self::TrustedRootJson { cause } => cause.place(),
            Self::Bundle { place, .. }
            | Self::EnvelopeForm { place, .. }
            | Self::Limit { place, .. }
            | Self::TrustedRoot { place, .. }
            | Self::Instance { place, .. } => place.clone(),
            Self::ImagePayloadJson { cause } => cause.place(),
            Self::OtherFormat { cause, .. } => cause.place(),
            Self::Attachment { cause } => cause.place().clone(),
            Self::Certificate { place, cause } => place.join(&cause.place()),
            Self::Path { cause } => material().join(&cause.place()),
            Self::Signature { place, .. } => place.clone(),
            // Reading an entry names places in the whole bundle, verifying it those in the entry.
            Self::EntryForm { cause, .. } => cause.place(),
            Self::Entry { index, cause } => entry(*index).join(&cause.place()),
            Self::MissingProof { index }
            | Self::MissingPromise { index }
            | Self::DuplicateEntry { index } => entry(*index),
            Self::MissingCheckpoint { index } => entry(*index).member("inclusionProof"),
            Self::Timestamp { index, .. }
            | Self::TimestampForm { index, .. }
            | Self::DuplicateTimestamp { index } => material()
                .member("timestampVerificationData")
                .member("rfc3161Timestamps")
                .index(*index),
            Self::Version { .. } => Place::root().member("mediaType"),
            Self::DigestMismatch { .. } | Self::MessageDigestLength { .. } => Place::root()
                .member("messageSignature")
                .member("messageDigest"),
            Self::Envelope { .. }
            | Self::Statement { .. }
            | Self::NotASubject { .. }
            | Self::SubjectCount { .. }
            | Self::SubjectName { .. }
            | Self::NameMismatch { .. }
            | Self::StatementVersion {}
            | Self::PredicateType { .. }
            | Self::PredicateHint { .. }
            | Self::SignatureAttests {}
            | Self::SignatureStatement {}
            | Self::PublishPredicate {} => Place::root().member("dsseEnvelope"),
            Self::HintMismatch { .. } => material().member("publicKey").member("hint"),
            _ => Place::root(),
        }
    }

    fn findings(&self) -> Vec<Finding> {
        match self {
            Self::BundleJson { cause }
            | Self::JsonLimit { cause }
            | Self::TrustedRootJson { cause } => {
                vec![cause.to_finding()]
            }
            Self::ImagePayloadJson { cause } => vec![cause.to_finding()],
            Self::OtherFormat { cause, .. } => cause.findings(),
            Self::EntryForm { cause, .. } | Self::Entry { cause, .. } => cause.findings(),
            Self::EnvelopeForm { cause, .. }
            | Self::NotASubject { cause, .. }
            | Self::Statement { cause } => vec![cause.to_finding()],
            Self::Envelope { cause } => cause.findings(),
            Self::Certificate { cause, .. } => cause.findings(),
            Self::Path { cause } => cause.findings(),
            Self::Signature { cause, .. } => cause.findings(),
            Self::TimestampForm { cause, .. } => cause.findings(),
            Self::Timestamp { cause, .. } => cause.findings(),
            Self::Instance { problem, .. } => problem.finding().into_iter().collect(),
            _ => Vec::new(),
        }
    }
}
