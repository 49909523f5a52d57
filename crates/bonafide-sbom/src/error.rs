//! What keeps a document from being read.

use bonafide_report::{Code, Coded, Escaped, Place};

bonafide_report::codes! {
    /// A document that is not read at all: what is in it would be guessed. What is merely wrong with
    /// a document that can be read is a finding.
    pub enum Error {
        /// The bytes are not in an encoding that is read.
        Encoding {
            /// What they are, as far as it can be told.
            found: &'static str,
        } => SBOM_ENCODING: "{found}",
        /// Not the grammar of JSON.
        JsonSyntax {
            /// The cause.
            cause: bonafide_json::Error,
        } => SBOM_JSON_SYNTAX: "{cause}",
        /// One object, element or section says one thing twice.
        Duplicate {
            /// The second of the two.
            place: Place,
        } => SBOM_JSON_DUPLICATE_KEY: "a member is there twice",
        /// Not the grammar of XML.
        XmlSyntax {
            /// Bytes before the fault.
            offset: usize,
            /// What is wrong.
            reason: &'static str,
        } => SBOM_XML_SYNTAX: "{reason} at byte {offset}",
        /// A document type declaration.
        XmlDtd {
            /// Bytes before it.
            offset: usize,
        } => SBOM_XML_DTD: "a document type declaration at byte {offset}",
        /// Not the grammar of tag-value.
        TvSyntax {
            /// The line, from 1.
            line: usize,
            /// What is wrong.
            reason: &'static str,
        } => SBOM_TV_SYNTAX: "{reason} in line {line}",
        /// Nested too deeply.
        Depth {
            /// Where.
            place: Place,
        } => SBOM_DEPTH: "nested too deeply",
        /// A structural member has another type than the format gives it.
        Shape {
            /// The member.
            place: Place,
            /// What is wrong.
            reason: &'static str,
        } => SBOM_SHAPE: "{reason}",
        /// No format that is known here.
        Format {
            /// What is wrong.
            reason: &'static str,
        } => SBOM_FORMAT: "{reason}",
        /// Two formats at once.
        FormatAmbiguous {
            /// The member that contradicts what came before.
            place: Place,
        } => SBOM_FORMAT_AMBIGUOUS: "the document is of two formats",
        /// A format that is known and not read.
        FormatUnsupported {
            /// Which.
            format: &'static str,
        } => SBOM_FORMAT_UNSUPPORTED: "{format} is not read; convert it to JSON",
        /// A version that is not read.
        VersionUnsupported {
            /// The version as written.
            version: String,
            /// Of which format.
            format: &'static str,
        } => SBOM_VERSION_UNSUPPORTED: "version {version} of {format} is not read",
        /// A statement around the document announces another kind of document.
        PredicateMismatch {
            /// What the statement says.
            predicate_type: String,
        } => SBOM_PREDICATE_MISMATCH: "the statement announces {predicate_type}",
        /// A JSON-LD context that changes the meaning of terms.
        ContextRedefined {
            /// The element of the context.
            place: Place,
        } => SBOM_CONTEXT_REDEFINED: "the context gives terms another meaning",
        /// More of `item` than `limit`.
        Limit {
            /// Where.
            place: Place,
            /// What there was too much of.
            item: &'static str,
            /// The most that is accepted.
            limit: u64,
        } => LIMIT_EXCEEDED: "more than {limit} {item}",

        /// A digest of a subject is no digest.
        SubjectDigest {
            /// The cause.
            cause: bonafide_digest::Error,
        } => in cause: "{cause}",
        /// A digest of a subject has no role.
        SubjectRole {} => DIGEST_MALFORMED: "not `role:algorithm:hexadecimal` with a role of index, manifest, config, layer and file",

        /// A licence policy is no strict JSON, or has members that policies do not have.
        LicencePolicyJson {
            /// The cause.
            cause: bonafide_json::Error,
        } => in cause: "{cause}",
        /// A licence policy has an entry or a value that means nothing.
        LicencePolicy {
            /// The entry or the value.
            place: Place,
            /// What is wrong with it.
            reason: &'static str,
            /// Its text, or that of what is to be written instead.
            text: String,
        } => CONFIG_LICENCES: "{reason}: {}"; Escaped(text),
        /// A licence policy denies what it allows, or says one thing twice.
        LicencePolicyContradiction {
            /// The later of the two entries.
            place: Place,
            /// What it names.
            entry: String,
            /// The earlier entry.
            earlier: Place,
        } => CONFIG_LICENCES: "{} contradicts or repeats {earlier}"; Escaped(entry),
    }
}

impl From<bonafide_json::Error> for Error {
    fn from(cause: bonafide_json::Error) -> Self {
        use bonafide_json::Error as Json;
        match cause {
            Json::Utf8 { .. } => Self::Encoding {
                found: "the bytes are not UTF-8",
            },
            Json::DuplicateKey { place, .. } => Self::Duplicate { place },
            Json::Limit { place, item, .. } if item.starts_with("level") || item == "depth" => {
                Self::Depth { place }
            }
            Json::Limit {
                place, item, limit, ..
            } => Self::Limit { place, item, limit },
            cause => Self::JsonSyntax { cause },
        }
    }
}

impl Coded for Error {
    fn code(&self) -> Code {
        Self::code(self)
    }

    fn place(&self) -> Place {
        match self {
            Self::JsonSyntax { cause } | Self::LicencePolicyJson { cause } => cause.place(),
            Self::Duplicate { place }
            | Self::Depth { place }
            | Self::Shape { place, .. }
            | Self::FormatAmbiguous { place }
            | Self::ContextRedefined { place }
            | Self::Limit { place, .. }
            | Self::LicencePolicy { place, .. }
            | Self::LicencePolicyContradiction { place, .. } => place.clone(),
            Self::TvSyntax { line, .. } => crate::context::line_place(*line),
            _ => Place::root(),
        }
    }
}
