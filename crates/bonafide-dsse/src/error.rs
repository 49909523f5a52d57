//! What can be wrong with an envelope, its signers, its statement, and the question.

use core::fmt;

use bonafide_digest::Algorithm;
use bonafide_json::base64::DecodeError;
use bonafide_report::{Code, Coded, Exceeded, Finding, Place};

use crate::PrincipalId;

bonafide_report::codes! {
    /// A refusal by this crate.
    pub enum Error {
        /// The envelope or the statement is not the JSON that is wanted.
        Json {
            /// What the reader said.
            cause: bonafide_json::Error,
        } => in cause: "{cause}",
        /// The envelope lacks a member.
        MissingField {
            /// Where it should be.
            place: Place,
        } => DSSE_MISSING_FIELD: "the envelope lacks {place}",
        /// The envelope has no signatures.
        NoSignatures {} => DSSE_NO_SIGNATURES: "the envelope has no signatures",
        /// The envelope of a bundle has none, or more than one.
        SignatureCount {
            /// Signatures seen; reading stops at the second.
            found: usize,
        } => DSSE_SIGNATURE_COUNT: "{found} signatures instead of exactly one",
        /// The envelope has more signatures than are read.
        TooManySignatures {
            /// The greatest number that is accepted.
            limit: usize,
        } => DSSE_TOO_MANY_SIGNATURES: "more than {limit} signatures",
        /// Trying each key on each signature would be too much.
        TooManyAttempts {
            /// Signatures times keys.
            wanted: usize,
            /// The greatest product that is accepted.
            limit: usize,
        } => DSSE_TOO_MANY_ATTEMPTS: "{wanted} combinations of signatures and keys, more than {limit}",
        /// The payload is not base64 in the form that is asked for.
        PayloadBase64 {
            /// What is wrong with it.
            reason: DecodeError,
        } => DSSE_BASE64: "the payload is not strict base64: {reason}",
        /// The payload type is not accepted.
        PayloadType {
            /// The type that was signed, escaped and shortened.
            found: String,
        } => DSSE_PAYLOAD_TYPE: "the payload type is `{found}`",
        /// The threshold, or the keys behind it, make no sense.
        ThresholdConfig {
            /// What is wrong.
            reason: &'static str,
        } => DSSE_THRESHOLD_CONFIG: "{reason}",
        /// Too few distinct principals vouch for the envelope.
        ThresholdNotMet {
            /// Distinct principals that could be counted.
            found: usize,
            /// Distinct principals that were asked for.
            wanted: usize,
            /// The principals that were counted.
            who: Vec<PrincipalId>,
            /// For each signature that nobody vouches for, why.
            findings: Vec<Finding>,
        } => DSSE_THRESHOLD_NOT_MET: "{found} of {wanted} principals signed",
        /// `_type` is none of the known statement types.
        StatementType {
            /// The type, escaped and shortened; empty when there is none.
            found: String,
        } => STATEMENT_TYPE: "the statement type is `{found}`",
        /// The statement is about nothing.
        NoSubject {} => STATEMENT_NO_SUBJECT: "the statement has no subjects",
        /// A subject has no digest.
        SubjectDigest {
            /// Its index.
            subject: usize,
        } => STATEMENT_SUBJECT_DIGEST: "subject {subject} has no digest",
        /// The predicate type is missing or empty, or the predicate is no object.
        PredicateShape {
            /// The member.
            place: Place,
        } => STATEMENT_PREDICATE_SHAPE: "{place} is missing or malformed",
        /// The statement has another predicate type than the wanted one.
        PredicateType {
            /// The type that was signed, escaped and shortened.
            found: String,
            /// The type that was asked for, escaped and shortened.
            wanted: String,
        } => STATEMENT_PREDICATE_TYPE: "the predicate type is `{found}`, not `{wanted}`",
        /// A resource descriptor says nothing that identifies a resource.
        DescriptorEmpty {
            /// The descriptor.
            place: Place,
        } => STATEMENT_DESCRIPTOR_EMPTY: "neither uri, digest nor content",
        /// A text is no timestamp of the years 1970 to 9999.
        Timestamp {} => STATEMENT_TIMESTAMP: "not an RFC 3339 date and time of 1970 to 9999",
        /// The value of a known digest algorithm is malformed, which voids the statement.
        Digest {
            /// The value.
            place: Place,
            /// What is wrong with it.
            cause: bonafide_digest::Error,
        } => in cause: "{cause}",
        /// A given digest is of an algorithm that is not accepted for matching.
        Algorithm {
            /// The algorithm.
            algorithm: Algorithm,
        } => DIGEST_ALGORITHM: "{algorithm} is not accepted for matching artifacts",
        /// No digest was given.
        NoDigest {} => POLICY_EMPTY: "no digest was given to look for",
        /// Two given digests have one algorithm and different values.
        GivenConflict {
            /// The name of the algorithm, escaped and shortened.
            algorithm: String,
        } => ARTIFACT_BAD_DIGEST: "two different {algorithm} digests were given for one artifact",
        /// No subject has the digest of the artifact.
        Mismatch {
            /// In which way.
            reason: Mismatch,
            /// The digests of the artifact: the first, escaped, and how many more there are.
            wanted: String,
            /// Those of the subjects that could be compared, or else all, in the same form.
            found: String,
        } => DIGEST_MISMATCH: "{reason}: wanted {wanted}, and the statement names {found}",
        /// One subject has a digest of the artifact and one that contradicts it.
        Conflict {
            /// The index of the subject.
            subject: usize,
        } => DIGEST_CONFLICT: "subject {subject} has both a digest of the artifact and another",
        /// A limit was reached.
        Limit {
            /// Which.
            cause: Exceeded,
        } => in cause: "{cause}",
    }
}

/// Why no subject matched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Mismatch {
    /// No subject has a digest of an algorithm that is accepted and known for the artifact.
    NoCommonAlgorithm,
    /// There were digests to compare, and none is equal.
    Different,
    /// A subject has some of the stated digests and lacks others.
    Incomplete,
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoCommonAlgorithm => "no subject has a digest that can be compared",
            Self::Different => "no subject has the digest of the artifact",
            Self::Incomplete => "no one subject has all the stated digests",
        })
    }
}

impl Coded for Error {
    fn code(&self) -> Code {
        Self::code(self)
    }

    fn place(&self) -> Place {
        let member = |name| Place::root().member(name);
        match self {
            Self::Json { cause } => cause.place(),
            Self::MissingField { place }
            | Self::PredicateShape { place }
            | Self::DescriptorEmpty { place }
            | Self::Digest { place, .. } => place.clone(),
            Self::NoSignatures {}
            | Self::SignatureCount { .. }
            | Self::TooManySignatures { .. }
            | Self::TooManyAttempts { .. }
            | Self::ThresholdNotMet { .. } => member("signatures"),
            Self::PayloadBase64 { .. } => member("payload"),
            Self::PayloadType { .. } => member("payloadType"),
            Self::StatementType { .. } => member("_type"),
            Self::PredicateType { .. } => member("predicateType"),
            Self::NoSubject {} | Self::Mismatch { .. } => member("subject"),
            Self::SubjectDigest { subject } | Self::Conflict { subject } => {
                member("subject").index(*subject)
            }
            Self::ThresholdConfig { .. }
            | Self::Timestamp {}
            | Self::Algorithm { .. }
            | Self::NoDigest {}
            | Self::GivenConflict { .. }
            | Self::Limit { .. } => Place::root(),
        }
    }

    fn findings(&self) -> Vec<Finding> {
        match self {
            Self::ThresholdNotMet { findings, .. } => findings.clone(),
            _ => Vec::new(),
        }
    }
}

impl From<bonafide_json::Error> for Error {
    fn from(cause: bonafide_json::Error) -> Self {
        Self::Json { cause }
    }
}

impl From<Exceeded> for Error {
    fn from(cause: Exceeded) -> Self {
        Self::Limit { cause }
    }
}
