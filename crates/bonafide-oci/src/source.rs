//! Where documents and blobs come from. A source fetches; what it says is judged elsewhere.

use core::fmt;

use bonafide_digest::Digest;
use bonafide_report::{Code, Coded, Place, registry};

use crate::{MediaType, Repository, Target};

/// Fetches what a discovery asks for.
///
/// A source neither hashes nor judges: what comes by digest is hashed by who asked, and a source
/// that lies can cause errors only.
///
/// ```
/// use bonafide_oci::{Answer, Capabilities, Request, Source, SourceError};
///
/// /// A registry that has nothing.
/// struct Empty;
///
/// impl Source for Empty {
///     fn fetch(&self, _: &Request) -> Result<Answer, SourceError> {
///         Ok(Answer::Absent)
///     }
///
///     fn capabilities(&self) -> Capabilities {
///         Capabilities::registry()
///     }
/// }
/// ```
pub trait Source {
    /// Fetches one thing.
    ///
    /// # Errors
    /// [`SourceError`] whenever it is not known whether the thing is there. An error never means
    /// that it is absent.
    fn fetch(&self, request: &Request) -> Result<Answer, SourceError>;

    /// What it can be asked for.
    fn capabilities(&self) -> Capabilities;
}

/// What a source can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capabilities {
    lists: bool,
}

impl Capabilities {
    /// Manifests, blobs and referrers, as registries have them.
    #[must_use]
    pub const fn registry() -> Self {
        Self { lists: false }
    }

    /// Everything that it holds, in one index: [`Ask::Listing`]. Referrers are then found in it and
    /// not asked for.
    #[must_use]
    pub const fn listing() -> Self {
        Self { lists: true }
    }

    /// Whether it lists everything that it holds.
    #[must_use]
    pub const fn lists(self) -> bool {
        self.lists
    }
}

/// One question to a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    id: u32,
    repository: Option<Repository>,
    ask: Ask,
    max_bytes: u64,
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Ask {
    /// A manifest or an index.
    Manifest(Target),
    /// A blob.
    Blob(Digest),
    /// The first page of what refers to a manifest.
    Referrers(Digest),
    /// A further page.
    Next(Continuation),
    /// The index of everything that the source holds.
    Listing,
}

impl Request {
    pub(crate) const fn new(
        id: u32,
        repository: Option<Repository>,
        ask: Ask,
        max_bytes: u64,
    ) -> Self {
        Self {
            id,
            repository,
            ask,
            max_bytes,
        }
    }

    /// A request outside of a discovery, as for one manifest. At most `max_bytes` are wanted.
    #[must_use]
    pub const fn once(repository: Option<Repository>, ask: Ask, max_bytes: u64) -> Self {
        Self::new(0, repository, ask, max_bytes)
    }

    /// The number under which a discovery wants the answer.
    #[must_use]
    pub const fn id(&self) -> u32 {
        self.id
    }

    /// The repository; `None` where the source has only one.
    #[must_use]
    pub const fn repository(&self) -> Option<&Repository> {
        self.repository.as_ref()
    }

    /// What is asked for.
    #[must_use]
    pub const fn ask(&self) -> &Ask {
        &self.ask
    }

    /// The most bytes that the answer may have.
    #[must_use]
    pub const fn max_bytes(&self) -> u64 {
        self.max_bytes
    }

    /// An empty body that takes as many bytes as the answer may have.
    #[must_use]
    pub const fn body(&self) -> Body {
        Body {
            bytes: Vec::new(),
            max: self.max_bytes,
        }
    }
}

/// Where a list goes on: an address of the source that gave it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Continuation(String);

impl Continuation {
    /// The continuation at this address, which the source has found to be its own.
    #[must_use]
    pub fn new(address: impl Into<String>) -> Self {
        Self(address.into())
    }

    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Bytes on their way in, bounded by what the request allows.
#[derive(Clone, Debug)]
pub struct Body {
    bytes: Vec<u8>,
    max: u64,
}

impl Body {
    /// Appends bytes.
    ///
    /// # Errors
    /// [`SourceErrorKind::TooLarge`] for more than the request allows; nothing is appended then.
    pub fn append(&mut self, bytes: &[u8]) -> Result<(), SourceError> {
        let length = self.bytes.len().saturating_add(bytes.len());
        if u64::try_from(length).unwrap_or(u64::MAX) > self.max {
            return Err(SourceError::new(
                SourceErrorKind::TooLarge { limit: self.max },
                "the body is too large",
            ));
        }
        self.bytes.extend_from_slice(bytes);
        Ok(())
    }

    /// The answer with these bytes.
    #[must_use]
    pub fn found(self) -> Found {
        Found {
            bytes: self.bytes,
            media_type: None,
            header_digest: None,
            filtered: false,
            next: None,
            warnings: Vec::new(),
        }
    }
}

/// What a source answers.
#[derive(Clone, Debug)]
#[expect(
    clippy::exhaustive_enums,
    reason = "everything else is an error, and never one of these"
)]
pub enum Answer {
    /// It is there.
    Found(Found),
    /// It is known not to be there.
    Absent,
}

impl From<Found> for Answer {
    fn from(found: Found) -> Self {
        Self::Found(found)
    }
}

/// Bytes, and what was said of them.
#[derive(Clone, Debug)]
pub struct Found {
    pub(crate) bytes: Vec<u8>,
    pub(crate) media_type: Option<MediaType>,
    pub(crate) header_digest: Option<String>,
    pub(crate) filtered: bool,
    pub(crate) next: Option<Continuation>,
    pub(crate) warnings: Vec<String>,
}

impl Found {
    /// Served as this type.
    #[must_use]
    pub fn with_media_type(mut self, media_type: Option<MediaType>) -> Self {
        self.media_type = media_type;
        self
    }

    /// Said to have this digest. It is compared with the real one, and never used.
    #[must_use]
    pub fn with_header_digest(mut self, digest: impl Into<String>) -> Self {
        self.header_digest = Some(digest.into());
        self
    }

    /// Said to be filtered by type.
    #[must_use]
    pub const fn with_filters_applied(mut self) -> Self {
        self.filtered = true;
        self
    }

    /// A page that goes on elsewhere.
    #[must_use]
    pub fn with_next(mut self, next: Continuation) -> Self {
        self.next = Some(next);
        self
    }

    /// With a warning of the registry for people.
    #[must_use]
    pub fn with_warning(mut self, text: impl Into<String>) -> Self {
        self.warnings.push(text.into());
        self
    }

    /// The bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The type that it was served as.
    #[must_use]
    pub const fn media_type(&self) -> Option<&MediaType> {
        self.media_type.as_ref()
    }
}

/// Why a source could not tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceError {
    kind: SourceErrorKind,
    detail: String,
}

/// The ways in which a source can fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(
    clippy::exhaustive_enums,
    reason = "each must be told apart from absence, by name"
)]
pub enum SourceErrorKind {
    /// It wants credentials, or other ones.
    Unauthorised,
    /// It wants fewer questions.
    Throttled {
        /// Seconds after which to ask again, as it says.
        retry_after: Option<u64>,
    },
    /// It is away, or says that it cannot answer now.
    Unavailable,
    /// It was too slow.
    Timeout,
    /// The time for the whole discovery is over.
    DeadlineReached,
    /// The connection could not be made secret and authentic.
    Tls,
    /// It speaks another language.
    Protocol,
    /// The answer is larger than the request allows.
    TooLarge {
        /// The most bytes that were allowed.
        limit: u64,
    },
    /// It sends the question to where it must not go.
    Refused,
    /// It does not know this kind of question.
    Unsupported {
        /// The status that it gave.
        status: u16,
    },
}

impl SourceError {
    /// An error with a text for people. The text must hold no secret, no query and no header.
    #[must_use]
    pub fn new(kind: SourceErrorKind, detail: impl Into<String>) -> Self {
        Self {
            kind,
            detail: detail.into(),
        }
    }

    /// The way in which it failed.
    #[must_use]
    pub const fn kind(&self) -> SourceErrorKind {
        self.kind
    }

    /// The text for people.
    #[must_use]
    pub fn detail(&self) -> &str {
        &self.detail
    }

    /// Whether asking again later may help.
    #[must_use]
    pub const fn is_retryable(&self) -> bool {
        match self.kind {
            SourceErrorKind::Throttled { .. }
            | SourceErrorKind::Unavailable
            | SourceErrorKind::Timeout
            | SourceErrorKind::DeadlineReached => true,
            SourceErrorKind::Unauthorised
            | SourceErrorKind::Tls
            | SourceErrorKind::Protocol
            | SourceErrorKind::TooLarge { .. }
            | SourceErrorKind::Refused
            | SourceErrorKind::Unsupported { .. } => false,
        }
    }

    /// The registered code.
    #[must_use]
    pub const fn code(&self) -> Code {
        match self.kind {
            SourceErrorKind::Unauthorised => registry::DISCOVERY_UNAUTHORISED,
            SourceErrorKind::Throttled { .. } => registry::DISCOVERY_THROTTLED,
            SourceErrorKind::TooLarge { .. } => registry::DISCOVERY_LIMIT,
            SourceErrorKind::Unavailable
            | SourceErrorKind::Timeout
            | SourceErrorKind::DeadlineReached
            | SourceErrorKind::Tls
            | SourceErrorKind::Protocol
            | SourceErrorKind::Refused
            | SourceErrorKind::Unsupported { .. } => registry::DISCOVERY_UNAVAILABLE,
        }
    }
}

impl Coded for SourceError {
    fn code(&self) -> Code {
        Self::code(self)
    }

    fn place(&self) -> Place {
        Place::root()
    }
}

impl fmt::Display for SourceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.kind {
            SourceErrorKind::Unauthorised => "not authorised",
            SourceErrorKind::Throttled { .. } => "throttled",
            SourceErrorKind::Unavailable => "not available",
            SourceErrorKind::Timeout => "too slow",
            SourceErrorKind::DeadlineReached => "out of time",
            SourceErrorKind::Tls => "no secure connection",
            SourceErrorKind::Protocol => "not the protocol of registries",
            SourceErrorKind::TooLarge { .. } => "too large",
            SourceErrorKind::Refused => "refused",
            SourceErrorKind::Unsupported { .. } => "not supported",
        };
        write!(f, "{kind}: {}", bonafide_report::Escaped(&self.detail))
    }
}

impl core::error::Error for SourceError {}
