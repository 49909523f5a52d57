//! Why a timestamp is not accepted.

use bonafide_report::{Code, Coded, Exceeded, Finding, Place};

bonafide_report::codes! {
    /// What is wrong with a timestamp, or with its signer.
    ///
    /// Places are pointers into the response: `/token/signerInfo/signedAttrs`.
    pub enum Error {
        /// Not DER, or not the structure of RFC 3161 and RFC 5652.
        Parse {
            /// The part that is malformed.
            place: Place,
            /// What is wrong with it.
            what: &'static str,
        } => TSA_PARSE: "the timestamp is malformed: {what}",
        /// A certificate in the token is malformed.
        Certificate {
            /// Where it stands.
            place: Place,
            /// What is wrong with it.
            cause: Box<bonafide_x509::Error>,
        } => TSA_PARSE: "a certificate in the timestamp is malformed: {cause}",
        /// A limit was reached.
        Limit {
            /// Which.
            cause: Exceeded,
        } => in cause: "{cause}",
        /// The authority did not grant the timestamp.
        Status {
            /// The PKIStatus; none for a number above 63 bits or below zero.
            status: Option<u64>,
        } => TSA_STATUS: "the status is neither granted nor granted with modifications: {status:?}",
        /// The imprint is made with a hash that is not accepted.
        ImprintAlgorithm {
            /// The dotted object identifier of the hash.
            oid: String,
        } => TSA_IMPRINT: "the imprint is made with {oid}, not with SHA-256, SHA-384 or SHA-512",
        /// The imprint is that of other data.
        Imprint {} => TSA_IMPRINT: "the imprint is not that of the signature",
        /// No trusted authority has the signer of the timestamp.
        NoAuthority {} => TSA_UNTRUSTED: "no trusted authority has the signer of the timestamp",
        /// The token brings along another certificate under the identifier of the trusted signer.
        Shadowed {} => TSA_UNTRUSTED:
            "a certificate in the timestamp has the identifier of the trusted signer and is another one",
        /// The token brings along a certificate that is neither the signer's nor one of its
        /// authority's chain, nor the self-signed root above that.
        Stray {
            /// The certificate.
            place: Place,
        } => TSA_UNTRUSTED: "a certificate in the timestamp is not on the path of its signer",
        /// A signature that another backend than the one in use can judge.
        Backend {
            /// What the backend lacks, and which one has it.
            cause: Box<bonafide_keys::Error>,
        } => in cause: "{cause}",
        /// The timestamp is signed with an algorithm that is not accepted or does not fit its hash.
        SignatureAlgorithm {
            /// The dotted object identifier.
            oid: String,
        } => TSA_SIGNATURE: "the algorithm {oid} is not accepted here",
        /// The signed digest is not that of the content.
        MessageDigest {} => TSA_SIGNATURE: "the signed message digest is not that of the content",
        /// The signed attributes name another certificate than that of the signer, or name it by
        /// a hash that is not accepted.
        SigningCertificate {
            /// Which part differs.
            what: &'static str,
        } => TSA_SIGNATURE: "the signed attributes do not name the certificate of the signer: {what}",
        /// The signature does not verify, or the key of the signer cannot be used.
        Signature {
            /// Why.
            cause: bonafide_keys::Error,
        } => TSA_SIGNATURE: "the signature of the timestamp: {cause}",
        /// The certificate of the signer is not one that the authority vouches for, or may not
        /// sign timestamps.
        Untrusted {
            /// Why.
            cause: Box<bonafide_x509::Error>,
        } => TSA_UNTRUSTED: "the signer of the timestamp is not trusted: {cause}",
        /// A certificate of the authority was not valid at the stamped time.
        ChainTime {
            /// Which.
            cause: Box<bonafide_x509::Error>,
        } => TSA_CHAIN_TIME: "the authority at the stamped time: {cause}",
        /// The trusted root does not trust the authority at the stamped time.
        Validity {
            /// The window and the time.
            cause: Box<bonafide_x509::Error>,
        } => TSA_VALIDITY: "the authority at the stamped time: {cause}",
        /// The timestamp was made under another policy than the one that is wanted.
        Policy {
            /// The dotted object identifier of the policy.
            found: String,
            /// The one that is wanted.
            wanted: String,
        } => TSA_UNTRUSTED: "the timestamp was made under policy {found}, wanted {wanted}",
    }
}

impl Error {
    /// `part` of the response is malformed.
    pub(crate) fn parse(part: &[&str], what: &'static str) -> Self {
        Self::Parse {
            place: place(part),
            what,
        }
    }
}

/// The place of a part of the response.
pub(crate) fn place(part: &[&str]) -> Place {
    part.iter()
        .fold(Place::root(), |place, name| place.member(name))
}

impl From<Exceeded> for Error {
    fn from(cause: Exceeded) -> Self {
        Self::Limit { cause }
    }
}

impl Coded for Error {
    fn code(&self) -> Code {
        Self::code(self)
    }

    fn place(&self) -> Place {
        match self {
            Self::Parse { place, .. } | Self::Certificate { place, .. } | Self::Stray { place } => {
                place.clone()
            }
            _ => Place::root(),
        }
    }

    fn findings(&self) -> Vec<Finding> {
        match self {
            Self::Certificate { place, cause } => vec![cause.to_finding().within(place)],
            Self::Untrusted { cause } | Self::ChainTime { cause } | Self::Validity { cause } => {
                vec![cause.to_finding()]
            }
            Self::Signature { cause } => vec![cause.to_finding()],
            _ => Vec::new(),
        }
    }
}
