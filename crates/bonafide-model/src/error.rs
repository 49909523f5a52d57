//! What can be wrong with a signature over a model.

#![cfg(feature = "oms")]

use bonafide_digest::{Algorithm, Digest};
use bonafide_report::{Code, Coded, Escaped, Exceeded, Finding, Place, Time};

use crate::Method;

bonafide_report::codes! {
    /// Why a signature over a model is refused, or trust cannot be used.
    ///
    /// Places are pointers into the bundle, or into its payload for what the statement says.
    pub enum Error {
        /// The verifier was given nothing to trust, or something that cannot be trusted.
        Trust {
            /// What is wrong with it.
            what: &'static str,
        } => OMS_POLICY_NO_TRUST: "there is nothing to trust: {what}",
        /// An anchor is not the certificate of an authority.
        AnchorNoAuthority {
            /// Which, from 1.
            number: usize,
            /// Its subject, in the form of RFC 4514.
            subject: String,
        } => OMS_POLICY_NO_TRUST:
            "the anchor {} (number {number}) is not the certificate of an authority"; Escaped(subject),
        /// An anchor was signed by another key than its own, and not marked to be trusted so.
        AnchorNotSelfSigned {
            /// Which, from 1.
            number: usize,
            /// Its subject, in the form of RFC 4514.
            subject: String,
        } => OMS_POLICY_NO_TRUST:
            "the anchor {} (number {number}) is not self-signed; `with_partial_chain_anchor` trusts it as it is"; Escaped(subject),
        /// An anchor, a purpose or a name of the trust cannot be used.
        Anchor {
            /// Why.
            cause: Box<bonafide_x509::Error>,
        } => OMS_POLICY_NO_TRUST: "what is trusted cannot be used: {cause}",
        /// The verifier was not told who must have signed.
        NoIdentity {} => OMS_POLICY_NO_IDENTITY: "nobody was named who must have signed",
        /// A limit was reached.
        Limit {
            /// Where.
            place: Place,
            /// Which.
            cause: Exceeded,
        } => OMS_LIMIT: "{cause}",
        /// The bundle is not strict JSON, or a member is of another type.
        Json {
            /// What is wrong.
            cause: Box<bonafide_json::Error>,
        } => OMS_BUNDLE_MALFORMED: "the bundle: {cause}",
        /// One object of the bundle or of its payload has two members of the same name.
        DuplicateKey {
            /// Where.
            cause: Box<bonafide_json::Error>,
        } => OMS_BUNDLE_JSON_DUPLICATE_KEY: "{cause}",
        /// The bundle does not have the shape of its format.
        Bundle {
            /// Where.
            place: Place,
            /// What is wrong.
            what: &'static str,
        } => OMS_BUNDLE_MALFORMED: "the bundle: {what}",
        /// The media type is none that is accepted.
        MediaType {
            /// What was found; empty where there is none.
            found: String,
        } => OMS_BUNDLE_MEDIA_TYPE: "the media type \"{}\" is not accepted"; Escaped(found),
        /// The document is of another format than the bundles of models.
        OtherFormat {
            /// What is wrong with it as a bundle.
            cause: Box<Error>,
            /// What it looks like, and which function reads that.
            looks_like: &'static str,
        } => in cause: "{cause}; this looks like {looks_like}",
        /// There is not exactly one signer, or it cannot be read.
        Material {
            /// What is wrong.
            what: &'static str,
        } => OMS_BUNDLE_MATERIAL: "the verification material: {what}",
        /// A certificate of the bundle cannot be read.
        Certificate {
            /// Which, from 0.
            index: usize,
            /// What is wrong.
            cause: Box<bonafide_x509::Error>,
        } => OMS_BUNDLE_MATERIAL: "certificate {index} of the bundle: {cause}",
        /// There is not exactly one signature.
        SignatureCount {
            /// How many; 2 stands for more as well.
            found: usize,
        } => OMS_BUNDLE_SIGNATURE_COUNT: "one signature is wanted, {found} or more were found",
        /// Bytes are not in the base64 of the format.
        Base64 {
            /// What is wrong.
            cause: Box<bonafide_json::Error>,
        } => OMS_SIG_ENCODING: "{cause}",
        /// The signature does not have the form of an ECDSA signature.
        SignatureForm {
            /// What is wrong.
            cause: bonafide_keys::Error,
        } => OMS_SIG_ENCODING: "{cause}",
        /// The bundle was signed by another method than the trusted one.
        Method {
            /// The method of the bundle.
            found: Method,
            /// The trusted one.
            wanted: Method,
        } => OMS_METHOD_MISMATCH: "signed by the method {found}, trusted is the method {wanted}",
        /// A key that cannot be read, or that is not ECDSA on one of the three curves.
        Key {
            /// Why.
            cause: bonafide_keys::Error,
        } => OMS_KEY_UNSUPPORTED: "{cause}",
        /// A key of a kind that models are not signed with.
        KeyKind {
            /// The kind.
            kind: bonafide_keys::KeyKind,
        } => OMS_KEY_UNSUPPORTED: "models are signed with ECDSA on P-256, P-384 and P-521, not with {kind}",
        /// The hint of the bundle is that of no trusted key.
        Hint {
            /// What the bundle names, shortened.
            found: String,
            /// The hints of the first trusted keys, and how many more there are.
            trusted: String,
        } => OMS_KEY_HINT_MISMATCH:
            "the bundle names the key \"{}\"; trusted, by the SHA-256 of their PEM text, are {trusted}"; Escaped(found),
        /// The key that the bundle names is on a curve that is not wanted of it.
        Curve {
            /// The kind of the key.
            kind: bonafide_keys::KeyKind,
        } => OMS_KEY_UNTRUSTED: "the trusted key is not to be used as {kind}",
        /// The time of signing lies outside the window of the key.
        KeyWindow {
            /// The verified time.
            time: Time,
        } => OMS_KEY_WINDOW: "the key is not trusted for what was signed at {time}",
        /// The signature does not verify.
        Signature {
            /// Why.
            cause: bonafide_keys::Error,
        } => OMS_SIG_INVALID: "{cause}",
        /// No path leads from the signer's certificate to an anchor.
        Untrusted {
            /// Why.
            cause: Box<bonafide_x509::Error>,
        } => OMS_CERT_UNTRUSTED: "no path to a trusted anchor: {cause}",
        /// The path to the anchor breaks a rule.
        Path {
            /// Which.
            cause: Box<bonafide_x509::Error>,
        } => OMS_CERT_PATH: "the path to the anchor: {cause}",
        /// The certificate may not be used for signing models.
        Usage {
            /// Why.
            cause: Box<bonafide_x509::Error>,
        } => OMS_CERT_USAGE: "the signer's certificate: {cause}",
        /// The certificate is that of an authority.
        CaSigner {} => OMS_CERT_CA_SIGNER: "the signer's certificate may itself issue certificates",
        /// The certificate is not the wanted one.
        Identity {
            /// What was wanted, escaped.
            wanted: String,
            /// What was found, escaped.
            found: String,
        } => OMS_CERT_IDENTITY: "signed by {found}, wanted {wanted}",
        /// A certificate is no longer valid.
        Expired {
            /// Which time it is about.
            cause: Box<bonafide_x509::Error>,
        } => OMS_CERT_EXPIRED: "a certificate has expired: {cause}",
        /// A certificate is not valid yet.
        NotYetValid {
            /// Which time it is about.
            cause: Box<bonafide_x509::Error>,
        } => OMS_CERT_NOT_YET_VALID: "a certificate is not valid yet: {cause}",
        /// A trusted time is wanted, and there is none.
        TimeRequired {
            /// What wants it.
            what: &'static str,
        } => OMS_TIME_REQUIRED: "no trusted time: {what}",
        /// What the verification of a Sigstore bundle says.
        Sigstore {
            /// The failure.
            cause: Box<bonafide_sigstore::Error>,
        } => in cause: "{cause}",
        /// The payload is not strict JSON.
        StatementJson {
            /// What is wrong.
            cause: Box<bonafide_json::Error>,
        } => OMS_STATEMENT_MALFORMED: "the statement: {cause}",
        /// The payload does not have the shape of a statement.
        Statement {
            /// Where.
            place: Place,
            /// What is wrong.
            what: &'static str,
        } => OMS_STATEMENT_MALFORMED: "the statement: {what}",
        /// The statement is of another type.
        StatementType {
            /// What was found; empty where there is none.
            found: String,
        } => OMS_STATEMENT_TYPE: "the statement has the type \"{}\""; Escaped(found),
        /// The predicate is of another type.
        PredicateType {
            /// What was found; empty where there is none.
            found: String,
        } => OMS_PREDICATE_TYPE: "the predicate has the type \"{}\""; Escaped(found),
        /// The predicate is not of the JSON types that it has.
        PredicateJson {
            /// What is wrong.
            cause: Box<bonafide_json::Error>,
        } => OMS_PREDICATE_MALFORMED: "the predicate: {cause}",
        /// The predicate does not have the shape of its type.
        Predicate {
            /// Where.
            place: Place,
            /// What is wrong.
            what: &'static str,
        } => OMS_PREDICATE_MALFORMED: "the predicate: {what}",
        /// There is not exactly one subject.
        SubjectCount {
            /// How many; 2 stands for more as well.
            found: usize,
        } => OMS_SUBJECT_COUNT: "one subject is wanted, {found} or more were found",
        /// The subject has no usable digest.
        SubjectDigest {
            /// What is wrong.
            what: &'static str,
        } => OMS_SUBJECT_DIGEST: "the subject: {what}",
        /// The files were hashed with an algorithm that model signatures do not use.
        Hash {
            /// Its name.
            found: String,
        } => OMS_HASH_UNSUPPORTED: "files hashed with \"{}\" cannot be verified"; Escaped(found),
        /// The statement covers nothing.
        NoResources {} => OMS_MANIFEST_EMPTY: "the statement lists no resource",
        /// A resource stands there twice.
        Duplicate {
            /// Its name.
            name: String,
        } => OMS_MANIFEST_DUPLICATE: "\"{}\" is listed twice"; Escaped(name),
        /// A resource was hashed with another algorithm than the statement says.
        ResourceAlgorithm {
            /// The resource.
            name: String,
            /// Its algorithm.
            found: String,
        } => OMS_MANIFEST_ALGORITHM: "\"{}\" has a digest of \"{}\""; Escaped(name); Escaped(found),
        /// A digest does not have the length of its algorithm.
        DigestLength {
            /// The resource.
            name: String,
            /// The algorithm.
            algorithm: Algorithm,
            /// Hexadecimal digits of the digest.
            found: usize,
        } => OMS_MANIFEST_DIGEST_LENGTH: "\"{}\" has a {algorithm} digest of {found} digits"; Escaped(name),
        /// The shards of a file do not cover it exactly.
        Shards {
            /// The file or the shard.
            name: String,
            /// What is wrong.
            what: &'static str,
        } => OMS_MANIFEST_SHARDS: "\"{}\": {what}"; Escaped(name),
        /// A name that no file may have.
        Name {
            /// The name.
            name: String,
            /// What is wrong with it.
            what: &'static str,
        } => OMS_NAME_INVALID: "\"{}\": {what}"; Escaped(name),
        /// A name that no file of this platform can have.
        Unrepresentable {
            /// The name.
            name: String,
        } => OMS_NAME_UNREPRESENTABLE: "\"{}\" cannot be the name of a file here"; Escaped(name),
        /// An entry of `ignore_paths` that is no path.
        Ignore {
            /// The entry.
            entry: String,
            /// What is wrong with it.
            what: &'static str,
        } => OMS_IGNORE_INVALID: "the ignored path \"{}\": {what}"; Escaped(entry),
        /// The root digest is not that of the listed digests.
        RootDigest {
            /// What the statement says.
            found: Box<Digest>,
            /// What the digests come to.
            computed: Box<Digest>,
        } => OMS_MANIFEST_ROOT_DIGEST: "the subject is {found}, the resources come to {computed}",
        /// A warning, where the profile makes warnings errors.
        Strict {
            /// The warning.
            finding: Box<Finding>,
        } => in finding: "{finding}",
        /// A contradiction inside this crate.
        Internal {
            /// Which.
            what: &'static str,
        } => INTERNAL: "internal error: {what}",
    }
}

impl Error {
    pub(crate) fn bundle(place: Place, what: &'static str) -> Self {
        Self::Bundle { place, what }
    }

    pub(crate) fn message_signature() -> Self {
        let place = Place::root().member("messageSignature");
        Self::bundle(place, "a message signature, which signs no statement")
    }

    pub(crate) fn predicate(member: &str, what: &'static str) -> Self {
        let place = Place::root().member("predicate").member(member);
        Self::Predicate { place, what }
    }

    /// The same, found in the payload and not in the bundle around it.
    pub(crate) fn in_statement(self) -> Self {
        match self {
            Self::Json { cause } => Self::StatementJson { cause },
            other => other,
        }
    }

    /// The same, found in the predicate, which was read by itself.
    pub(crate) fn in_predicate(self) -> Self {
        let outer = Place::root().member("predicate");
        match self {
            Self::Json { cause } => Self::PredicateJson {
                cause: Box::new(cause.within(&outer)),
            },
            Self::DuplicateKey { cause } => Self::DuplicateKey {
                cause: Box::new(cause.within(&outer)),
            },
            Self::Limit { place, cause } => Self::Limit {
                place: outer.join(&place),
                cause,
            },
            other => other,
        }
    }
}

impl From<bonafide_json::Error> for Error {
    fn from(cause: bonafide_json::Error) -> Self {
        use bonafide_json::Error as Json;
        match cause {
            Json::Limit {
                place, item, limit, ..
            } => Self::Limit {
                place,
                cause: Exceeded::new(item, limit),
            },
            Json::DuplicateKey { .. } => Self::DuplicateKey {
                cause: Box::new(cause),
            },
            Json::Base64 { .. } => Self::Base64 {
                cause: Box::new(cause),
            },
            cause => Self::Json {
                cause: Box::new(cause),
            },
        }
    }
}

impl From<Exceeded> for Error {
    fn from(cause: Exceeded) -> Self {
        Self::Limit {
            place: Place::root(),
            cause,
        }
    }
}

impl Coded for Error {
    fn code(&self) -> Code {
        Self::code(self)
    }

    fn place(&self) -> Place {
        match self {
            Self::Limit { place, .. }
            | Self::Bundle { place, .. }
            | Self::Statement { place, .. }
            | Self::Predicate { place, .. } => place.clone(),
            Self::Json { cause }
            | Self::DuplicateKey { cause }
            | Self::Base64 { cause }
            | Self::StatementJson { cause }
            | Self::PredicateJson { cause } => cause.place(),
            Self::Sigstore { cause } => cause.place(),
            Self::OtherFormat { cause, .. } => cause.place(),
            Self::Strict { finding } => finding.place().clone(),
            _ => Place::root(),
        }
    }

    fn findings(&self) -> Vec<Finding> {
        match self {
            Self::Json { cause }
            | Self::DuplicateKey { cause }
            | Self::Base64 { cause }
            | Self::StatementJson { cause }
            | Self::PredicateJson { cause } => vec![cause.to_finding()],
            Self::Anchor { cause }
            | Self::Certificate { cause, .. }
            | Self::Untrusted { cause }
            | Self::Path { cause }
            | Self::Usage { cause }
            | Self::Expired { cause }
            | Self::NotYetValid { cause } => {
                let mut findings = vec![cause.to_finding()];
                findings.extend(cause.findings());
                findings
            }
            Self::Key { cause } | Self::Signature { cause } | Self::SignatureForm { cause } => {
                vec![cause.to_finding()]
            }
            Self::Sigstore { cause } => cause.findings(),
            Self::OtherFormat { cause, .. } => cause.findings(),
            _ => Vec::new(),
        }
    }
}
