//! Whether everything was found, and if not, why.

use core::fmt;

use bonafide_digest::Digest;
use bonafide_report::{Code, registry};

use super::{TagKind, Wanted};
use crate::{Repository, SourceError, SourceErrorKind};

/// Whether a discovery saw everything that it looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "everything was asked and answered, or not"
)]
pub enum Completeness {
    /// Every place was asked and answered: what was not found is not there.
    Complete,
    /// Some place could not be asked. What was found is usable; what was not found may be there.
    Incomplete(Vec<Reason>),
}

impl Completeness {
    /// Whether every place answered.
    #[must_use]
    pub const fn is_complete(&self) -> bool {
        matches!(self, Self::Complete)
    }

    /// What is not known, and why.
    #[must_use]
    pub fn reasons(&self) -> &[Reason] {
        match self {
            Self::Complete => &[],
            Self::Incomplete(reasons) => reasons,
        }
    }
}

/// Why a discovery is incomplete.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// The list of referrers needs credentials.
    ReferrersUnauthorised,
    /// The list of referrers was asked for too often.
    ReferrersThrottled,
    /// The list of referrers could not be had.
    ReferrersUnavailable,
    /// The list of referrers is no index.
    ReferrersMalformed,
    /// The registry does not list referrers, and there is no tag in their place.
    ReferrersUnsupportedStatus(u16),
    /// What the tag in the place of referrers names is no index.
    FallbackNotIndex,
    /// The tag in the place of referrers could not be read.
    FallbackUnavailable,
    /// A tag of the older formats could not be read.
    TagUnavailable(TagKind),
    /// A page of referrers leads back to one that was read.
    PageLoop,
    /// A limit was reached.
    LimitReached {
        /// Of what.
        kind: &'static str,
        /// How many there were, as far as is known.
        seen: u64,
        /// How many are looked at.
        limit: u64,
    },
    /// The time was over.
    DeadlineReached,
    /// Bytes that something names could not be had.
    BlobUnavailable(Digest),
    /// Something could not be had of another repository.
    ExtraRepository(Repository, Box<Self>),
    /// The source was sent to where it must not go.
    RedirectRefused,
    /// No secure connection could be made.
    TlsFailure,
    /// A source that should list what it holds did not.
    SourceCannotList,
    /// The options of the discovery left these kinds out, and they matter for what is asked.
    NotLookedFor(Wanted),
}

impl Reason {
    /// The reason that `error` is for what `otherwise` says.
    pub(crate) fn of(error: &SourceError, otherwise: Self) -> Self {
        match error.kind() {
            SourceErrorKind::Refused => Self::RedirectRefused,
            SourceErrorKind::Tls => Self::TlsFailure,
            SourceErrorKind::DeadlineReached => Self::DeadlineReached,
            SourceErrorKind::TooLarge { limit } => Self::LimitReached {
                kind: "bytes of a document",
                seen: limit.saturating_add(1),
                limit,
            },
            SourceErrorKind::Unauthorised
            | SourceErrorKind::Throttled { .. }
            | SourceErrorKind::Unavailable
            | SourceErrorKind::Timeout
            | SourceErrorKind::Protocol
            | SourceErrorKind::Unsupported { .. } => otherwise,
        }
    }

    /// The reason that a list of referrers could not be had.
    pub(crate) fn of_referrers(error: &SourceError) -> Self {
        let otherwise = match error.kind() {
            SourceErrorKind::Unauthorised => Self::ReferrersUnauthorised,
            SourceErrorKind::Throttled { .. } => Self::ReferrersThrottled,
            SourceErrorKind::Protocol => Self::ReferrersMalformed,
            SourceErrorKind::Unsupported { status } => Self::ReferrersUnsupportedStatus(status),
            SourceErrorKind::Unavailable
            | SourceErrorKind::TooLarge { .. }
            | SourceErrorKind::Timeout
            | SourceErrorKind::DeadlineReached
            | SourceErrorKind::Tls
            | SourceErrorKind::Refused => Self::ReferrersUnavailable,
        };
        Self::of(error, otherwise)
    }

    /// The registered code.
    #[must_use]
    pub fn code(&self) -> Code {
        match self {
            Self::ReferrersUnauthorised => registry::DISCOVERY_UNAUTHORISED,
            Self::ReferrersThrottled => registry::DISCOVERY_THROTTLED,
            Self::LimitReached { .. } => registry::DISCOVERY_LIMIT,
            Self::ExtraRepository(_, inner) => inner.code(),
            Self::ReferrersMalformed
            | Self::FallbackNotIndex
            | Self::PageLoop
            | Self::ReferrersUnsupportedStatus(_)
            | Self::SourceCannotList
            | Self::NotLookedFor(_) => registry::DISCOVERY_INCOMPLETE,
            Self::ReferrersUnavailable
            | Self::FallbackUnavailable
            | Self::TagUnavailable(_)
            | Self::DeadlineReached
            | Self::BlobUnavailable(_)
            | Self::RedirectRefused
            | Self::TlsFailure => registry::DISCOVERY_UNAVAILABLE,
        }
    }

    /// Whether asking again later may help.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::ReferrersThrottled
            | Self::ReferrersUnavailable
            | Self::FallbackUnavailable
            | Self::TagUnavailable(_)
            | Self::DeadlineReached
            | Self::BlobUnavailable(_) => true,
            Self::ExtraRepository(_, inner) => inner.is_retryable(),
            Self::ReferrersUnauthorised
            | Self::ReferrersMalformed
            | Self::ReferrersUnsupportedStatus(_)
            | Self::FallbackNotIndex
            | Self::PageLoop
            | Self::LimitReached { .. }
            | Self::RedirectRefused
            | Self::TlsFailure
            | Self::SourceCannotList
            | Self::NotLookedFor(_) => false,
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ReferrersUnauthorised => f.write_str("the list of referrers needs credentials"),
            Self::ReferrersThrottled => f.write_str("the registry wants fewer requests"),
            Self::ReferrersUnavailable => f.write_str("the list of referrers could not be had"),
            Self::ReferrersMalformed => f.write_str("the list of referrers is malformed"),
            Self::ReferrersUnsupportedStatus(status) => {
                write!(f, "the registry does not list referrers (status {status})")
            }
            Self::FallbackNotIndex => f.write_str("the referrers tag names no index"),
            Self::FallbackUnavailable => f.write_str("the referrers tag could not be read"),
            Self::TagUnavailable(kind) => {
                write!(f, "the tag ending in {} could not be read", kind.suffix())
            }
            Self::PageLoop => f.write_str("the pages of referrers lead back to themselves"),
            Self::LimitReached { kind, seen, limit } => {
                write!(f, "{seen} {kind}, of which {limit} are looked at")
            }
            Self::DeadlineReached => f.write_str("the time was over"),
            Self::BlobUnavailable(digest) => write!(f, "{digest} could not be had"),
            Self::ExtraRepository(repository, inner) => write!(f, "in {repository}: {inner}"),
            Self::RedirectRefused => f.write_str("a redirect was refused"),
            Self::TlsFailure => f.write_str("no secure connection could be made"),
            Self::SourceCannotList => f.write_str("the source does not list what it holds"),
            Self::NotLookedFor(kinds) => write!(f, "{kinds} were not looked for"),
        }
    }
}
