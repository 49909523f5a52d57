//! What exactly is wrong with a form, as data.

use core::fmt;

use bonafide_report::{Coded as _, Escaped, Finding, TimeError};

/// What the form of a bundle lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BundleProblem {
    /// Two arms of the content oneof.
    TwoContents {},
    /// Neither a message signature nor an envelope.
    NoContent {},
    /// Two arms of the oneof of certificate, chain and key.
    TwoSigners {},
    /// No certificate, chain or key.
    NoVerificationMaterial {},
    /// A chain in a bundle of version 0.3.
    ChainInVersion3 {},
    /// A chain without certificates.
    EmptyChain {},
    /// A signature or certificate without bytes.
    EmptyBytes {},
    /// A digest algorithm that is none of SHA2_256, SHA2_384, SHA2_512.
    DigestAlgorithm {},
    /// A required member is absent or empty.
    NoMember {},
}

impl fmt::Display for BundleProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TwoContents {} => "both a message signature and an envelope",
            Self::NoContent {} => "neither a message signature nor an envelope",
            Self::TwoSigners {} => "more than one of certificate, chain and public key",
            Self::NoVerificationMaterial {} => "no certificate, chain or public key",
            Self::ChainInVersion3 {} => "a certificate chain, which version 0.3 does not have",
            Self::EmptyChain {} => "a certificate chain without certificates",
            Self::EmptyBytes {} => "a required value has no bytes",
            Self::NoMember {} => "a required member is absent or empty",
            Self::DigestAlgorithm {} => {
                "the digest algorithm is not SHA2_256, SHA2_384 or SHA2_512"
            }
        })
    }
}

/// What makes a whole trusted root unusable.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RootProblem {
    /// The media type names no supported version.
    MediaType {
        /// The media type.
        found: String,
    },
    /// A time is not RFC 3339.
    Time {
        /// What is wrong with it.
        cause: TimeError,
    },
    /// One log id stands beside two keys.
    TwoKeysOneLogId {},
}

impl fmt::Display for RootProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MediaType { found } => OtherMediaType(found).fmt(f),
            Self::Time { cause } => write!(f, "{cause}"),
            Self::TwoKeysOneLogId {} => f.write_str("one log id stands beside two keys"),
        }
    }
}

/// What makes one instance of a trusted root unusable.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum InstanceProblem {
    /// The window has no start.
    NoStart {},
    /// The window ends before it starts.
    EmptyWindow {},
    /// The hash algorithm of the log is not SHA2_256.
    HashAlgorithm {
        /// What it is.
        found: String,
    },
    /// The key details name no scheme that is known.
    KeyDetails {
        /// What they name.
        found: String,
    },
    /// The key cannot be read, or does not fit its details.
    Key {
        /// Why.
        cause: bonafide_keys::Error,
    },
    /// The stated id is not that of the key.
    LogId {},
    /// The log cannot be used as it is described.
    Log {
        /// Why.
        cause: bonafide_rekor::Error,
    },
    /// A certificate of the chain cannot be read, or the chain is not one.
    Chain {
        /// Why.
        cause: bonafide_x509::Error,
    },
}

impl InstanceProblem {
    pub(crate) fn finding(&self) -> Option<Finding> {
        match self {
            Self::Key { cause } => Some(cause.to_finding()),
            Self::Log { cause } => Some(cause.to_finding()),
            Self::Chain { cause } => Some(cause.to_finding()),
            _ => None,
        }
    }
}

impl fmt::Display for InstanceProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoStart {} => f.write_str("its validity has no start"),
            Self::EmptyWindow {} => f.write_str("its validity ends before it starts"),
            Self::HashAlgorithm { found } => {
                write!(
                    f,
                    "its hash algorithm is \"{}\", not SHA2_256",
                    Escaped(found)
                )
            }
            Self::KeyDetails { found } => {
                write!(f, "its key details \"{}\" are not known", Escaped(found))
            }
            Self::Key { cause } => write!(f, "{cause}"),
            Self::LogId {} => f.write_str("its id is not that of its key"),
            Self::Log { cause } => write!(f, "{cause}"),
            Self::Chain { cause } => write!(f, "{cause}"),
        }
    }
}

/// A media type that names no supported version, or none at all.
pub(crate) struct OtherMediaType<'a>(pub(crate) &'a str);

impl fmt::Display for OtherMediaType<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            "" => f.write_str("there is no media type"),
            found => write!(f, "media type \"{}\" is not supported", Escaped(found)),
        }
    }
}
