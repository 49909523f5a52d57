//! What can be wrong with a certificate, its path, its timestamps or its identity.

use bonafide_report::{Code, Coded, Exceeded, Finding, Place, Time};

use crate::{FulcioClaim, PathRefusal};

bonafide_report::codes! {
    /// Why a certificate was refused.
    ///
    /// Places are pointers into the input of the call: `/leaf`, `/chain/1`, `/extensions/2.5.29.19`.
    pub enum Error {
        /// Not strict DER, or not the structure of RFC 5280.
        Parse {
            /// The part that is malformed.
            place: Place,
            /// What is wrong with it.
            what: &'static str,
        } => CERT_PARSE: "the certificate is malformed: {what}",
        /// A Fulcio extension does not have the encoding of its number.
        Extension {
            /// The extension.
            place: Place,
            /// What is wrong with it.
            what: &'static str,
        } => CERT_EXTENSION: "a Fulcio extension is malformed: {what}",
        /// A limit was reached.
        Limit {
            /// Which.
            cause: Exceeded,
        } => in cause: "{cause}",
        /// The chain of an authority has no certificate, or none that can be an anchor.
        EmptyChain {} => CERT_CHAIN: "the chain has no authority in it",
        /// No trusted authority has the name that the certificate gives for its issuer.
        UnknownIssuer {} => CERT_CHAIN: "no trusted authority has the name of the issuer",
        /// A certificate is not signed by the key of the certificate that should have issued it.
        NotSigned {
            /// The certificate whose signature does not verify.
            place: Place,
        } => CERT_CHAIN: "the certificate is not signed by the key of its issuer",
        /// The next certificate of a chain has another name than the issuer of this one.
        NotLinked {
            /// The certificate whose issuer is not the next one.
            place: Place,
        } => CERT_CHAIN: "the next certificate of the chain is not the issuer of this one",
        /// An issuer that is not marked as an authority.
        IssuerNotAuthority {
            /// The issuer.
            place: Place,
        } => CERT_CHAIN: "an issuer has no basicConstraints with CA:TRUE",
        /// An issuer that may not sign certificates.
        IssuerKeyUsage {
            /// The issuer.
            place: Place,
        } => CERT_CHAIN: "the key usage of an issuer does not include keyCertSign",
        /// More intermediates below an issuer than it allows.
        PathLength {
            /// The issuer.
            place: Place,
            /// What it allows.
            allowed: u8,
        } => CERT_PATHLEN: "more than {allowed} intermediates below an issuer",
        /// A critical extension that the profile does not know.
        CriticalExtension {
            /// The certificate.
            place: Place,
            /// The dotted object identifier.
            oid: String,
        } => CERT_CRITICAL_EXTENSION: "the critical extension {oid} is not understood",
        /// A name that an issuer's constraints do not allow, or that they cannot be applied to.
        NameConstraints {
            /// The certificate that has the name.
            place: Place,
            /// Which rule it breaks.
            what: &'static str,
        } => CERT_NAME_CONSTRAINTS: "a name is outside the name constraints: {what}",
        /// The extended key usage of an issuer does not allow the use.
        IssuerExtendedKeyUsage {
            /// The issuer.
            place: Place,
        } => CERT_EKU: "the extended key usage of an issuer does not allow this use",
        /// Something that RFC 5280 asks of conforming authorities, and that this certificate lacks.
        NotConforming {
            /// The certificate.
            place: Place,
            /// What is wrong with it.
            what: &'static str,
        } => CERT_PARSE: "the certificate does not conform to RFC 5280: {what}",
        /// A time outside the validity of the leaf.
        LeafTime {
            /// The time.
            time: Time,
            /// First instant of the validity.
            not_before: Time,
            /// Last instant of the validity.
            not_after: Time,
        } => CERT_TIME: "{time} is not within {not_before} to {not_after}",
        /// A time outside the validity of an issuer.
        IssuerTime {
            /// The issuer.
            place: Place,
            /// The time.
            time: Time,
            /// First instant of the validity.
            not_before: Time,
            /// Last instant of the validity.
            not_after: Time,
        } => CERT_CHAIN_TIME: "{time} is not within {not_before} to {not_after} of an issuer",
        /// A time outside the window in which the trusted root trusts the authority.
        AuthorityWindow {
            /// The time.
            time: Time,
        } => CERT_CA_VALIDITY: "the trusted root does not trust the authority at {time}",
        /// An anchor whose validity ends before it begins.
        AnchorWindow {} => TRUSTROOT_INSTANCE: "the validity of the anchor ends before it begins",
        /// No time was given at which the path could be valid.
        NoTime {} => TIME_NONE: "a path is verified at one time or more, and none was given",
        /// The leaf is an authority.
        LeafIsAuthority {} => CERT_LEAF_IS_CA: "the certificate is that of an authority",
        /// The key usage of the leaf is absent or does not allow signatures.
        LeafKeyUsage {} => CERT_KU: "the key usage does not include digitalSignature",
        /// The extended key usage of the leaf is absent or not the wanted one.
        LeafExtendedKeyUsage {} => CERT_EKU: "the extended key usage is not the wanted one",
        /// The leaf names nobody.
        SanMissing {} => IDENTITY_MISSING: "the certificate has no subject alternative name",
        /// The leaf names several.
        SanAmbiguous {
            /// How many.
            count: usize,
        } => IDENTITY_SAN_AMBIGUOUS: "the certificate has {count} subject alternative names",
        /// A signature algorithm or key that is not accepted on certificates.
        WeakAlgorithm {
            /// The certificate that is signed with it, or whose key it is.
            place: Place,
            /// The dotted object identifier of the algorithm, or the kind of key.
            algorithm: String,
        } => CERT_WEAK_ALGORITHM: "{algorithm} is not accepted on certificates",
        /// A key that no signature can be verified with: a point that is none or of small order, or a
        /// kind that the build leaves out.
        Key {
            /// The certificate.
            place: Place,
            /// What is wrong with the key.
            cause: Box<bonafide_keys::Error>,
        } => in cause: "{cause}",
        /// A signature that another backend than the one in use can judge.
        Backend {
            /// The certificate that is signed so.
            place: Place,
            /// What the backend lacks, and which one has it.
            cause: Box<bonafide_keys::Error>,
        } => in cause: "{cause}",
        /// The list of certificate timestamps is malformed.
        SctParse {
            /// What is wrong with it.
            what: &'static str,
        } => CERT_SCT: "the list of certificate timestamps is malformed: {what}",
        /// The leaf embeds no certificate timestamps.
        SctMissing {} => CERT_SCT: "the certificate embeds no certificate timestamps",
        /// A certificate timestamp of a trusted log does not verify.
        SctInvalid {
            /// Its position in the list, from 0.
            index: usize,
            /// What is wrong with it.
            what: &'static str,
        } => CERT_SCT: "certificate timestamp {index} is not valid: {what}",
        /// Too few distinct logs vouch for the leaf.
        SctThreshold {
            /// Distinct logs or operators wanted.
            wanted: usize,
            /// Distinct logs or operators found.
            found: usize,
        } => CERT_SCT: "{found} distinct trusted logs vouch for the certificate, {wanted} are wanted",
        /// Extensions .1 and .8 name different issuers.
        IssuerConflict {} => IDENTITY_ISSUER_CONFLICT: "the two issuer extensions differ",
        /// The leaf names no issuer.
        IssuerMissing {} => IDENTITY_MISSING: "the certificate names no issuer of the identity",
        /// No subject alternative name is the wanted one.
        SanMismatch {
            /// The names found, escaped.
            found: String,
            /// The pattern, escaped.
            wanted: String,
        } => IDENTITY_SAN_MISMATCH: "signed by {found}, wanted {wanted}",
        /// The identity comes from another issuer.
        IssuerMismatch {
            /// The issuer found, escaped.
            found: String,
            /// The pattern, escaped.
            wanted: String,
        } => IDENTITY_ISSUER_MISMATCH: "issued by {found}, wanted {wanted}",
        /// A wanted claim is absent or differs.
        ClaimMismatch {
            /// The number of the extension below 1.3.6.1.4.1.57264.1.
            claim: u32,
            /// The value found, escaped; `absent` when there is none.
            found: String,
            /// The value wanted, escaped.
            wanted: String,
        } => IDENTITY_CLAIM_MISMATCH: "{} is {found}, wanted {wanted}"; FulcioClaim::from(*claim),
        /// None of several accepted identities fits.
        Alternatives {
            /// The failure of the alternative that came furthest.
            best: Box<Error>,
            /// The failures of the others.
            others: Vec<Finding>,
        } => in best: "{best}",
        /// No candidate path could be verified.
        Path {
            /// The candidate that came furthest, and the others.
            refusal: Box<PathRefusal>,
        } => in refusal: "{refusal}",
        /// A pattern that is malformed or would accept anything.
        Pattern {
            /// What is wrong with it.
            what: &'static str,
        } => POLICY_EMPTY: "the pattern cannot be used: {what}",
        /// A key purpose that is not an object identifier.
        KeyPurpose {} => POLICY_EMPTY: "the key purpose is not a dotted object identifier",
        /// Names alone were asked for under authorities that need an issuer of the identity too.
        NamesAlone {} => POLICY_EMPTY: "a name without its issuer identifies nobody under these authorities",
        /// No anchor is trusted.
        NoAnchor {} => POLICY_EMPTY: "no anchor is named",
        /// A matcher without anything to match.
        NoMatcher {} => POLICY_EMPTY: "no identity is named",
    }
}

impl Error {
    pub(crate) fn parse(part: &str, what: &'static str) -> Self {
        Self::Parse {
            place: Place::root().member(part),
            what,
        }
    }

    /// Why the key of the certificate at `place` cannot be used.
    pub(crate) fn of_key(place: Place, cause: &bonafide_keys::Error) -> Self {
        use bonafide_keys::Error as Cause;
        match cause {
            Cause::Point {} | Cause::Ed25519Point {} | Cause::Feature { .. } => Self::Key {
                place,
                cause: Box::new(cause.clone()),
            },
            _ => Self::WeakAlgorithm {
                place,
                algorithm: format!("the key of the certificate ({cause})"),
            },
        }
    }
}

impl From<Exceeded> for Error {
    fn from(cause: Exceeded) -> Self {
        Self::Limit { cause }
    }
}

impl From<PathRefusal> for Error {
    fn from(refusal: PathRefusal) -> Self {
        Self::Path {
            refusal: Box::new(refusal),
        }
    }
}

impl Coded for Error {
    fn code(&self) -> Code {
        Self::code(self)
    }

    fn place(&self) -> Place {
        match self {
            Self::Parse { place, .. }
            | Self::Extension { place, .. }
            | Self::NotSigned { place }
            | Self::NotLinked { place }
            | Self::IssuerNotAuthority { place }
            | Self::IssuerKeyUsage { place }
            | Self::PathLength { place, .. }
            | Self::CriticalExtension { place, .. }
            | Self::NameConstraints { place, .. }
            | Self::IssuerExtendedKeyUsage { place }
            | Self::NotConforming { place, .. }
            | Self::IssuerTime { place, .. }
            | Self::WeakAlgorithm { place, .. }
            | Self::Key { place, .. }
            | Self::Backend { place, .. } => place.clone(),
            Self::Alternatives { best, .. } => best.place(),
            Self::Path { refusal } => refusal.place(),
            _ => Place::root(),
        }
    }

    fn findings(&self) -> Vec<Finding> {
        match self {
            Self::Alternatives { best, others } => {
                let mut findings = best.findings();
                findings.extend(others.iter().cloned());
                findings
            }
            Self::Path { refusal } => refusal.findings(),
            _ => Vec::new(),
        }
    }
}
