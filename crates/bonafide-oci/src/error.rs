//! What can be wrong with a reference, a document, a layout, or the answers of a source.

use bonafide_digest::Digest;
use bonafide_report::{Code, Coded, Escaped, Finding, Place};

bonafide_report::codes! {
    /// A refusal by this crate.
    pub enum Error {
        /// The text is no reference.
        Reference {
            /// The rule that it breaks.
            rule: &'static str,
            /// Bytes before the offending part.
            offset: usize,
            /// The offending part, shortened.
            part: String,
        } => REF_INVALID: "{rule}, at byte {offset}: \"{}\""; Escaped(part),
        /// A digest of an algorithm that images are not named by here.
        DigestAlgorithm {
            /// Its name.
            name: String,
        } => DIGEST_ALGORITHM_UNSUPPORTED: "digests of \"{}\" are not used here"; Escaped(name),
        /// A text is no digest.
        DigestForm {
            /// Why.
            reason: &'static str,
        } => DIGEST_MALFORMED: "{reason}",
        /// Bytes have another digest than the one they were asked for by.
        DigestMismatch {
            /// The digest that was asked for.
            wanted: String,
        } => DIGEST_MISMATCH: "what lies there as {wanted} has other bytes",
        /// Bytes have another length than their descriptor says.
        SizeMismatch {
            /// The digest that was asked for.
            digest: String,
            /// Bytes that the descriptor says.
            wanted: u64,
            /// Bytes that there are, or one more than wanted when there are more.
            found: u64,
        } => DIGEST_SIZE_MISMATCH: "{digest}: {found} bytes instead of {wanted}",
        /// The digest under which a registry knew this image cannot be computed any more.
        NotRecoverable {} => DIGEST_NOT_RECOVERABLE: "an archive of Docker's own form does not keep the manifest",
        /// A document of a registry is not the JSON that it must be.
        Json {
            /// What the reader said.
            cause: bonafide_json::Error,
        } => IMAGE_MANIFEST: "{cause}",
        /// A document of a registry is JSON, and no usable manifest or index.
        Document {
            /// Where.
            place: Place,
            /// What is wrong.
            reason: &'static str,
        } => IMAGE_MANIFEST: "{place}: {reason}",
        /// A document has members of a manifest and of an index, so that readers could differ on
        /// what it is.
        Ambiguous {} => IMAGE_MANIFEST: "both a manifest and an index",
        /// A manifest or an attachment is of a form that is not read.
        UnsupportedFormat {
            /// What it is.
            what: &'static str,
        } => SIGNATURE_UNSUPPORTED_FORMAT: "{what}",
        /// An attachment says that it belongs to another image.
        WrongSubject {
            /// The image that it belongs to.
            found: String,
        } => SIGNATURE_WRONG_SUBJECT: "the manifest is attached to {found}",
        /// A layout, a folder or an archive is not what it should be.
        Layout {
            /// The file or the member, escaped and shortened, behind the path of what it lies in.
            path: String,
            /// What is wrong with it.
            reason: &'static str,
        } => IMAGE_LAYOUT: "{path}: {reason}",
        /// A layout lists more than one image, and none was named.
        ManyImages {
            /// The first of them by digest and name, escaped.
            listed: String,
        } => IMAGE_LAYOUT: "index.json: more than one image is listed ({listed}); name one, or its digest",
        /// A layout does not list what was named, or a folder has another image.
        NotListed {
            /// The name or digest.
            name: String,
            /// The first images that are there by digest and name, escaped.
            listed: String,
        } => IMAGE_LAYOUT: "\"{}\" is not listed; listed is {listed}"; Escaped(name),
        /// A file of a layout or a folder is not the JSON that it must be.
        LayoutJson {
            /// The file, behind the path of what it lies in.
            path: String,
            /// What the reader said.
            cause: bonafide_json::Error,
        } => IMAGE_LAYOUT: "{path}: {cause}",
        /// A file of a layout is JSON, and no usable index.
        LayoutDocument {
            /// The file, as [`Layout`](Self::Layout) names it.
            path: String,
            /// Where in it.
            place: Place,
            /// What is wrong.
            reason: &'static str,
        } => IMAGE_MANIFEST: "{path}: {place}: {reason}",
        /// Something is larger than its limit.
        Limit {
            /// What.
            item: &'static str,
            /// The greatest value that is accepted.
            limit: u64,
        } => DISCOVERY_LIMIT: "more {item} than {limit}",
        /// Bytes that something names are not there.
        Absent {
            /// What names them.
            what: String,
        } => DISCOVERY_UNAVAILABLE: "{what} is not there",
        /// Nothing lies at the path that the caller gave.
        NoSuchPath {
            /// The path, escaped.
            path: String,
        } => DISCOVERY_UNAVAILABLE: "{path}: no such file or folder; check the path",
        /// A file of credentials is not the JSON that it must be.
        CredentialsJson {
            /// What the reader said.
            cause: bonafide_json::Error,
        } => DISCOVERY_UNAUTHORISED: "the file of credentials: {cause}",
        /// An entry of a file of credentials is not usable.
        CredentialsForm {
            /// Where.
            place: Place,
            /// What is wrong.
            reason: &'static str,
        } => DISCOVERY_UNAUTHORISED: "the file of credentials, {place}: {reason}",
        /// A program has the credentials for a host, and programs are not run.
        CredentialHelper {
            /// The host.
            host: String,
            /// The name of the helper.
            helper: String,
        } => DISCOVERY_UNAUTHORISED: "the credentials for {} are kept by the helper \"{}\", and helpers are not supported"; Escaped(host); Escaped(helper),
        /// A client of registries cannot be set up so.
        Client {
            /// The setting.
            setting: &'static str,
            /// What is wrong with it.
            reason: &'static str,
        } => DISCOVERY_UNAVAILABLE: "{setting}: {reason}",
        /// A source did not answer.
        Source {
            /// Why not.
            cause: crate::SourceError,
        } => in cause: "{cause}",
    }
}

impl Coded for Error {
    fn code(&self) -> Code {
        Self::code(self)
    }

    fn place(&self) -> Place {
        match self {
            Self::Json { cause }
            | Self::LayoutJson { cause, .. }
            | Self::CredentialsJson { cause } => cause.place(),
            Self::Document { place, .. }
            | Self::LayoutDocument { place, .. }
            | Self::CredentialsForm { place, .. } => place.clone(),
            _ => Place::root(),
        }
    }

    fn findings(&self) -> Vec<Finding> {
        match self {
            Self::Json { cause }
            | Self::LayoutJson { cause, .. }
            | Self::CredentialsJson { cause } => vec![cause.to_finding()],
            _ => Vec::new(),
        }
    }
}

impl Error {
    /// Bytes of `digest` are `found` and not `wanted`.
    #[cold]
    pub(crate) fn size(digest: &Digest, wanted: u64, found: u64) -> Self {
        Self::SizeMismatch {
            digest: digest.to_string(),
            wanted,
            found,
        }
    }
}

impl From<bonafide_json::Error> for Error {
    fn from(cause: bonafide_json::Error) -> Self {
        Self::Json { cause }
    }
}
