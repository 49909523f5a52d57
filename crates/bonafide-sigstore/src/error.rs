//! Every way in which a bundle, a trusted root or a request can fail.

mod coded;

use core::fmt;

use bonafide_digest::{Algorithm, Digest};
use bonafide_keys::KeyKind;
use bonafide_report::{Escaped, Exceeded, Finding, Place, Time, registry};

use crate::problem::OtherMediaType;
use crate::{BundleProblem, InstanceProblem, RootProblem};

bonafide_report::codes! {
    /// Why a bundle or a trusted root could not be read, or a bundle not be verified.
    ///
    /// Errors of the crates below are carried whole: their codes stand as findings where this
    /// crate's code is the coarser one.
    pub enum Error {
        /// The bundle is not the JSON that it must be.
        BundleJson {
            /// What the reader met.
            cause: bonafide_json::Error,
        } => BUNDLE_PARSE: "{cause}",
        /// The bundle is JSON and not of the right form.
        Bundle {
            /// Where.
            place: Place,
            /// What is wrong.
            problem: BundleProblem,
        } => BUNDLE_PARSE: "{problem}",
        /// A log entry of the bundle is not of the right form.
        EntryForm {
            /// Which entry, from 0.
            index: usize,
            /// What is wrong.
            cause: bonafide_rekor::Error,
        } => in cause: "log entry {index}: {cause}",
        /// The envelope of the bundle is not of the right form.
        EnvelopeForm {
            /// Where.
            place: Place,
            /// What is wrong.
            cause: bonafide_dsse::Error,
        } => BUNDLE_PARSE: "envelope: {cause}",
        /// The media type names no supported version.
        Version {
            /// The media type.
            found: String,
        } => BUNDLE_VERSION: "{}"; OtherMediaType(found),
        /// The document is of another format than the one that it was read as.
        OtherFormat {
            /// What is wrong with it as what it was read as.
            cause: Box<Error>,
            /// What it looks like, and which function reads that.
            looks_like: &'static str,
        } => in cause: "{cause}; this looks like {looks_like}",
        /// A limit of this crate was reached.
        Limit {
            /// Where.
            place: Place,
            /// Which.
            cause: Exceeded,
        } => in cause: "{cause}",
        /// A limit of the JSON reader was reached.
        JsonLimit {
            /// Which.
            cause: bonafide_json::Error,
        } => LIMIT_EXCEEDED: "{cause}",
        /// An entry lacks the proof that its bundle must have.
        MissingProof {
            /// Which entry, from 0.
            index: usize,
        } => BUNDLE_MISSING_PROOF: "log entry {index} has no inclusion proof",
        /// An entry of a bundle of version 0.1 lacks the promise that it must have.
        MissingPromise {
            /// Which entry, from 0.
            index: usize,
        } => BUNDLE_MISSING_PROOF: "log entry {index} has no inclusion promise, which version 0.1 demands",
        /// A proof lacks its checkpoint.
        MissingCheckpoint {
            /// Which entry, from 0.
            index: usize,
        } => BUNDLE_MISSING_CHECKPOINT: "the proof of log entry {index} has no checkpoint",
        /// A certificate, its path, its timestamps or its identity.
        Certificate {
            /// Where in the bundle.
            place: Place,
            /// What is wrong.
            cause: bonafide_x509::Error,
        } => in cause: "{cause}",
        /// The path of the signer's certificate to a trusted anchor.
        Path {
            /// What is wrong with the candidate that came furthest, and with the others.
            cause: bonafide_x509::PathRefusal,
        } => in cause: "{cause}",
        /// A signature of the content, or the key for it.
        Signature {
            /// Where in the bundle.
            place: Place,
            /// What is wrong.
            cause: bonafide_keys::Error,
        } => in cause: "{cause}",
        /// A log entry, its promise or its proof.
        Entry {
            /// Which entry, from 0.
            index: usize,
            /// What is wrong.
            cause: bonafide_rekor::Error,
        } => in cause: "log entry {index}: {cause}",
        /// Two entries of the bundle are one.
        DuplicateEntry {
            /// The later of the two, from 0.
            index: usize,
        } => TLOG_DUPLICATE: "log entry {index} stands in the bundle twice",
        /// No entry is of a trusted log.
        UnknownLog {
            /// The log ids of the first entries, in base64 as in the trusted root.
            found: String,
            /// The first logs that are trusted, by their addresses.
            trusted: String,
        } => TLOG_UNKNOWN_LOG:
            "every log entry is of a log that is not in the trusted root: {found}; trusted are {}"; Escaped(trusted),
        /// Too few distinct logs.
        TlogThreshold {
            /// How many the policy wants.
            wanted: usize,
            /// How many there are.
            found: usize,
        } => TLOG_THRESHOLD: "{found} distinct logs vouch for the signature, {wanted} are wanted",
        /// A timestamp that cannot be read.
        TimestampForm {
            /// Which timestamp, from 0.
            index: usize,
            /// What is wrong.
            cause: bonafide_tsa::Error,
        } => in cause: "timestamp {index}: {cause}",
        /// A timestamp that does not verify.
        Timestamp {
            /// Which timestamp, from 0.
            index: usize,
            /// What is wrong with the candidate that came furthest, and with the others.
            cause: bonafide_tsa::Refusal,
        } => in cause: "timestamp {index}: {cause}",
        /// Two timestamps of the bundle are one.
        DuplicateTimestamp {
            /// The later of the two, from 0.
            index: usize,
        } => TSA_DUPLICATE: "timestamp {index} stands in the bundle twice",
        /// Too few distinct timestamp authorities.
        TsaThreshold {
            /// How many the policy wants.
            wanted: usize,
            /// How many there are.
            found: usize,
        } => TSA_THRESHOLD: "{found} distinct timestamp authorities vouch for the time, {wanted} are wanted",
        /// No time that anybody trusted vouches for.
        NoTime {} => TIME_NONE: "no promise of a log and no timestamp gives a trusted time",
        /// A verified time lies after the evaluation time.
        FutureTime {
            /// The time.
            time: Time,
            /// The evaluation time.
            now: Time,
        } => TIME_FUTURE: "{time} lies more than 5 minutes after the evaluation time {now}",
        /// The artifact does not have the digest that the bundle states.
        DigestMismatch {
            /// The digest that the artifact has.
            wanted: Box<Digest>,
            /// The digest that the bundle states.
            found: Box<Digest>,
        } => ARTIFACT_DIGEST_MISMATCH: "the bundle states {found}, and the artifact has {wanted}",
        /// The bundle states a digest whose length its algorithm does not have.
        MessageDigestLength {
            /// The algorithm.
            algorithm: Algorithm,
            /// Bytes in the bundle.
            found: usize,
        } => ARTIFACT_DIGEST_MISMATCH: "the bundle states a {algorithm} digest of {found} bytes",
        /// The artifact is no subject of the statement.
        NotASubject {
            /// Which artifact of the request, from 0, where there are several.
            artifact: Option<usize>,
            /// What was compared.
            cause: bonafide_dsse::Error,
        } => ARTIFACT_NOT_A_SUBJECT: "{}{cause}"; artifact.map_or_else(String::new, |at| format!("artifact {at}: ")),
        /// The digest that was given is not the one that is needed.
        BadDigest {
            /// What is needed.
            wanted: &'static str,
        } => ARTIFACT_BAD_DIGEST: "the digest that was given cannot be used: {wanted}",
        /// The request names no artifact, or more than the bundle can speak of.
        ArtifactCount {
            /// How many it names.
            found: usize,
        } => ARTIFACT_MISSING: "{found} artifacts were given and the bundle speaks of one",
        /// An artifact of the request has no digest.
        NoDigest {} => ARTIFACT_MISSING: "an artifact was given without any digest",
        /// The envelope of the bundle is not usable.
        Envelope {
            /// What is wrong.
            cause: bonafide_dsse::Error,
        } => in cause: "{cause}",
        /// The statement in the envelope is malformed.
        Statement {
            /// What is wrong.
            cause: bonafide_dsse::Error,
        } => STATEMENT_PARSE: "{cause}",
        /// The bundle was signed with a key and the request has none.
        KeyMissing {
            /// What the request has instead.
            instead: &'static str,
        } => KEY_MISSING: "the bundle was signed with a key, and {instead}",
        /// The request has a key and the bundle a certificate.
        KeyWithCertificate {} => POLICY_KEY_WITH_CERTIFICATE: "a key was given and the bundle carries a certificate",
        /// The request has a key and an identity, and the bundle was signed with a key.
        IdentityWithKey {} => POLICY_IDENTITY_WITH_KEY: "an identity and a key were given and the bundle was signed with a key",
        /// The request would accept anybody.
        EmptyPolicy {
            /// What it lacks.
            lacking: &'static str,
        } => POLICY_EMPTY: "the policy has {lacking}",
        /// A time lies outside the window of the key, or there is none to compare.
        KeyValidity {
            /// The time, if there is one.
            time: Option<Time>,
        } => KEY_VALIDITY: "{}"; KeyTime(*time),
        /// The hint of the bundle, or the key id of its envelope, names another key.
        HintMismatch {
            /// What disagrees.
            between: &'static str,
        } => KEY_HINT_MISMATCH: "{between} differ",
        /// The key, or the certificate, that an older format carries is of another key than those of the
        /// request.
        OtherKey {
            /// Whose key it is, and what to ask for.
            what: &'static str,
        } => KEY_HINT_MISMATCH: "{what}",
        /// The image was asked for by a digest, and is another one.
        ReferenceDigest {
            /// The digest in the reference.
            wanted: String,
            /// That of the image.
            found: String,
        } => DIGEST_MISMATCH: "the reference is pinned to {wanted}, and the image is {found}",
        /// An Sigstore bundle that was signed with a key promises certificate timestamps.
        SctWithKey {} => CERT_SCT: "certificate timestamps are wanted and the bundle was signed with a key",
        /// The statement of an attestation has not exactly one subject.
        SubjectCount {
            /// How many it has.
            found: usize,
        } => STATEMENT_PARSE: "the statement has {found} subjects instead of one",
        /// The subject of an attestation is named like no distribution.
        SubjectName {
            /// Its name.
            found: String,
        } => STATEMENT_PARSE: "\"{}\" is not the file name of a distribution"; Escaped(found),
        /// The subject of an attestation is another distribution.
        NameMismatch {
            /// Its name.
            found: String,
        } => ARTIFACT_NAME_MISMATCH: "the statement is about \"{}\""; Escaped(found),
        /// The statement of an attestation is of an older type than attestations have.
        StatementVersion {} => STATEMENT_TYPE: "attestations have statements of type v1",
        /// A predicate is wanted, and what was signed is no statement.
        NoStatement {
            /// The first wanted type.
            wanted: String,
        } => STATEMENT_PREDICATE_TYPE: "a predicate of type \"{}\" is wanted, and what was signed is no statement"; Escaped(wanted),
        /// The subject of an attestation has no SHA-256 digest, or another one than the distribution.
        SubjectDigest {} => ARTIFACT_NOT_A_SUBJECT: "attestations name the SHA-256 digest of the distribution",
        /// The predicate of an attestation is of a type that attestations do not have.
        PredicateType {
            /// Its type.
            found: String,
        } => STATEMENT_PREDICATE_TYPE: "attestations have no predicate of type \"{}\""; Escaped(found),
        /// A publish attestation has a predicate with content.
        PublishPredicate {} => STATEMENT_PARSE: "the predicate of a publish attestation is not empty",
        /// The key of an attestation is of a kind that attestations do not have.
        KeySuite {
            /// The kind.
            kind: KeyKind,
        } => KEY_UNSUPPORTED: "attestations of version 1 are signed with ECDSA P-256, and not with {kind}",
        /// Somebody else published.
        PublisherMismatch {
            /// Which claim differs.
            claim: &'static str,
            /// What the certificate says.
            found: String,
            /// What the publisher would have.
            wanted: String,
        } => IDENTITY_CLAIM_MISMATCH: "the {claim} is {found}, wanted {wanted}",
        /// Something that is attached to an image could not be had, or not be read.
        Attachment {
            /// What is wrong.
            cause: Finding,
        } => in cause: "{cause}",
        /// The payload of an image signature is not the JSON that it must be.
        ImagePayloadJson {
            /// What the reader met.
            cause: bonafide_json::Error,
        } => IMAGE_PAYLOAD: "{cause}",
        /// The payload of an image signature lacks something.
        ImagePayload {
            /// What.
            reason: &'static str,
        } => IMAGE_PAYLOAD: "{reason}",
        /// What was signed is something else than an image.
        ImagePayloadType {
            /// Its type.
            found: String,
        } => IMAGE_PAYLOAD_TYPE: "what was signed is of type \"{}\""; Escaped(found),
        /// A layer has no usable annotation with its signature.
        SignatureAnnotation {
            /// Why not.
            reason: &'static str,
        } => IMAGE_SIGNATURE_ANNOTATION: "{reason}",
        /// The signer did not write what is wanted.
        ImageAnnotation {
            /// The name that is wanted.
            name: String,
            /// The text that is wanted.
            wanted: String,
            /// What stands under the name.
            found: Option<String>,
        } => IMAGE_ANNOTATION: "{} is {}, wanted \"{}\""; Escaped(name); Found(found.as_deref()); Escaped(wanted),
        /// The format is not one of those that the policy accepts.
        FormatNotAllowed {
            /// The format.
            format: &'static str,
        } => IMAGE_FORMAT_NOT_ALLOWED: "the policy does not accept {format}",
        /// The signature is for another image.
        WrongSubject {
            /// The image.
            wanted: String,
            /// The digest that was signed.
            found: String,
        } => SIGNATURE_WRONG_SUBJECT: "what was signed is {found}, and the image is {wanted}",
        /// The image was signed under another name.
        IdentityReplay {
            /// The name that was signed.
            found: String,
            /// The name that was asked for.
            wanted: String,
        } => SIGNATURE_IDENTITY_REPLAY: "signed as \"{}\", asked for as {wanted}"; Escaped(found),
        /// A signature in the form of a statement is one of an older version.
        SignatureStatement {} => STATEMENT_TYPE: "signatures are statements of type v1",
        /// A signature was offered where an attestation is wanted.
        SignatureAttests {} => STATEMENT_PREDICATE_TYPE: "a signature attests to nothing else",
        /// A layer claims another predicate type than its statement has.
        PredicateHint {
            /// What the layer claims.
            hint: String,
            /// The type of the statement.
            found: String,
        } => STATEMENT_PREDICATE_TYPE: "the layer claims the type \"{}\" and its statement has \"{}\""; Escaped(hint); Escaped(found),
        /// The policy wants a proof of a log, and there is none.
        NoLogProof {} => TLOG_MISSING: "no log proves that it holds the signature, as the policy wants",
        /// Some signers signed, and not as many as are wanted.
        SignerThreshold {
            /// Distinct signers that could be counted.
            found: usize,
            /// Distinct signers that are wanted.
            wanted: usize,
        } => SIGNATURE_THRESHOLD_NOT_MET: "{found} of {wanted} distinct signers",
        /// Nothing that could be a signature is attached to the image.
        NoSignature {} => SIGNATURE_MISSING: "no signature is attached to the image",
        /// Nothing that could be an attestation is attached to the image.
        NoAttestation {} => ATTESTATION_MISSING: "no attestation is attached to the image",
        /// Nothing that counts was found, and not everything could be looked at.
        NotEverythingSeen {
            /// The first reason.
            reason: Finding,
        } => in reason: "nothing that counts was found, and {reason}",
        /// The trusted root is not the JSON that it must be.
        TrustedRootJson {
            /// What the reader met.
            cause: bonafide_json::Error,
        } => TRUSTROOT_PARSE: "trusted root: {cause}",
        /// The trusted root is JSON and not of the right form.
        TrustedRoot {
            /// Where.
            place: Place,
            /// What is wrong.
            problem: RootProblem,
        } => TRUSTROOT_PARSE: "trusted root: {problem}",
        /// The instance of the trusted root that is needed is not usable.
        Instance {
            /// Where in the trusted root.
            place: Place,
            /// Why.
            problem: Box<InstanceProblem>,
        } => TRUSTROOT_INSTANCE: "the trusted root's instance is not usable: {problem}",
        /// A contradiction inside this library.
        Internal {
            /// Which.
            what: &'static str,
        } => INTERNAL: "{what}",
    }
}

impl Error {
    pub(crate) const fn bundle(place: Place, problem: BundleProblem) -> Self {
        Self::Bundle { place, problem }
    }

    /// An envelope that could not be read.
    pub(crate) fn of_envelope_form(place: &Place, cause: bonafide_dsse::Error) -> Self {
        match cause {
            bonafide_dsse::Error::Json { cause } => cause.into(),
            cause if cause.code() == registry::DSSE_SIGNATURE_COUNT => Self::Envelope { cause },
            cause if cause.code() == registry::LIMIT_EXCEEDED => Self::Envelope { cause },
            cause => Self::EnvelopeForm {
                place: place.clone(),
                cause,
            },
        }
    }
}

impl From<bonafide_json::Error> for Error {
    fn from(cause: bonafide_json::Error) -> Self {
        if cause.code() == registry::JSON_LIMIT {
            Self::JsonLimit { cause }
        } else {
            Self::BundleJson { cause }
        }
    }
}

/// What stands under a name.
struct Found<'a>(Option<&'a str>);

impl fmt::Display for Found<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(found) => write!(f, "\"{}\"", Escaped(found)),
            None => f.write_str("absent"),
        }
    }
}

/// The message of a key outside its window.
struct KeyTime(Option<Time>);

impl fmt::Display for KeyTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(time) => write!(f, "the key was not valid at {time}"),
            None => f.write_str("the key has a validity window, and there is no trusted time"),
        }
    }
}
