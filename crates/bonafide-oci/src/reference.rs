//! References to images: what people write.

mod parse;

use core::fmt;

use bonafide_digest::Digest;

use crate::Error;

/// The domain of the registry that names without a domain mean.
const HUB: &str = "docker.io";

/// A repository of a registry.
///
/// The host is in lower case, so that two repositories are equal when host, port and path are. A
/// port is never left out: `host` and `host:443` differ.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Repository {
    domain: String,
    path: String,
}

impl Repository {
    /// Host and port.
    #[must_use]
    pub fn domain(&self) -> &str {
        &self.domain
    }

    /// The path below the domain.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The name in the spelling of another tool, for reading its policies.
    #[must_use]
    pub fn spelling(&self, spelling: Spelling) -> String {
        let Self { domain, path } = self;
        match spelling {
            Spelling::IndexDockerIo if domain == HUB => format!("index.{HUB}/{path}"),
            Spelling::WithoutLibrary if domain == HUB => {
                let path = path.strip_prefix("library/").unwrap_or(path);
                format!("{domain}/{path}")
            }
            _ => self.to_string(),
        }
    }
}

impl fmt::Display for Repository {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.domain, self.path)
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Repository {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// How names on the default registry are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Spelling {
    /// `docker.io/library/name`, as references here are written.
    Canonical,
    /// `index.docker.io/library/name`.
    IndexDockerIo,
    /// `docker.io/name`.
    WithoutLibrary,
}

/// A tag: a name that may mean another image tomorrow.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tag(String);

impl Tag {
    /// Reads a tag: at most 128 of letters, digits, `_`, `.` and `-`, of which the first two do not
    /// begin it.
    ///
    /// # Errors
    /// [`Error::Reference`].
    ///
    /// # Specification
    /// OCI distribution specification, pulling manifests.
    pub fn parse(text: &str) -> Result<Self, Error> {
        if parse::is_tag(text) {
            Ok(Self(text.to_owned()))
        } else {
            Err(parse::refuse("not a tag", 0, text))
        }
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a request names in a repository.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a reference in the distribution specification is one of the two"
)]
pub enum Target {
    /// Whatever has this tag at the moment.
    Tag(Tag),
    /// The bytes with this digest.
    Digest(Digest),
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tag(tag) => tag.fmt(f),
            Self::Digest(digest) => digest.fmt(f),
        }
    }
}

/// The parts of a reference as written, with nothing added to them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parts<'a> {
    pub(crate) domain: Option<&'a str>,
    pub(crate) path: &'a str,
    pub(crate) tag: Option<&'a str>,
    pub(crate) digest: Option<Digest>,
}

impl<'a> Parts<'a> {
    /// Host and port, where the name begins with what can be one.
    #[must_use]
    pub const fn domain(&self) -> Option<&'a str> {
        self.domain
    }

    /// The path without the domain.
    #[must_use]
    pub const fn path(&self) -> &'a str {
        self.path
    }

    /// The tag.
    #[must_use]
    pub const fn tag(&self) -> Option<&'a str> {
        self.tag
    }

    /// The digest.
    #[must_use]
    pub const fn digest(&self) -> Option<&Digest> {
        self.digest.as_ref()
    }
}

/// A reference to an image: repository, and tag or digest or both.
///
/// With both, the digest says which image is meant; the tag is what somebody claims of it. What is
/// written by [`Display`](fmt::Display) names its domain, and reads back as the same reference with
/// [`parse_strict`](Self::parse_strict).
///
/// ```
/// use bonafide_oci::Reference;
///
/// let reference = Reference::parse_familiar("alpine:3.22")?;
/// assert_eq!(reference.to_string(), "docker.io/library/alpine:3.22");
/// assert!(Reference::parse_strict("alpine:3.22").is_err());
/// # Ok::<(), bonafide_oci::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Reference {
    repository: Repository,
    tag: Option<Tag>,
    digest: Option<Digest>,
}

impl Reference {
    /// Splits a reference by its grammar. The domain may be missing, and nothing is added.
    ///
    /// # Errors
    /// [`Error::Reference`], [`Error::DigestAlgorithm`].
    ///
    /// # Specification
    /// The reference grammar of the distribution project; stricter: digests are those of
    /// [`parse_digest`](crate::parse_digest), ports are 1 to 65535.
    pub fn parse_grammar(text: &str) -> Result<Parts<'_>, Error> {
        parse::grammar(text)
    }

    /// Reads a reference that names its domain. A repository of the default registry has one name,
    /// however it is written: `index.docker.io/alpine` is `docker.io/library/alpine`.
    ///
    /// # Errors
    /// [`Error::Reference`], [`Error::DigestAlgorithm`].
    pub fn parse_strict(text: &str) -> Result<Self, Error> {
        let parts = parse::grammar(text)?;
        match parts.domain {
            Some(domain) => Ok(Self::of(domain, parts.path.to_owned(), &parts)),
            None => Err(parse::refuse("a domain is wanted", 0, text)),
        }
    }

    /// Reads a reference as people write it for images: `alpine` is `docker.io/library/alpine`.
    ///
    /// # Errors
    /// [`Error::Reference`], [`Error::DigestAlgorithm`]. Sixty-four hexadecimal digits are refused:
    /// they are the id of an image, and no name; and so is a host that is told from an owner by its
    /// upper case alone, which the canonical form does not keep.
    ///
    /// # Specification
    /// The familiar names of the distribution project.
    pub fn parse_familiar(text: &str) -> Result<Self, Error> {
        parse::familiar(text)
    }

    pub(crate) fn of(domain: &str, path: String, parts: &Parts<'_>) -> Self {
        let domain = match domain.to_ascii_lowercase() {
            hub if hub == "index.docker.io" => HUB.to_owned(),
            domain => domain,
        };
        let path = if domain == HUB && !path.contains('/') {
            format!("library/{path}")
        } else {
            path
        };
        Self {
            repository: Repository { domain, path },
            tag: parts.tag.map(|tag| Tag(tag.to_owned())),
            digest: parts.digest,
        }
    }

    /// The repository.
    #[must_use]
    pub const fn repository(&self) -> &Repository {
        &self.repository
    }

    /// The tag. Beside a digest it is a claim.
    #[must_use]
    pub const fn tag(&self) -> Option<&Tag> {
        self.tag.as_ref()
    }

    /// The digest.
    #[must_use]
    pub const fn digest(&self) -> Option<&Digest> {
        self.digest.as_ref()
    }

    /// What to ask the registry for: the digest, or else the tag, or else the tag `latest`.
    #[must_use]
    pub fn target(&self) -> Target {
        match (&self.digest, &self.tag) {
            (Some(digest), _) => Target::Digest(*digest),
            (None, Some(tag)) => Target::Tag(tag.clone()),
            (None, None) => Target::Tag(Tag("latest".to_owned())),
        }
    }

    /// Whether [`target`](Self::target) is a tag that nobody wrote.
    #[must_use]
    pub const fn is_tag_implicit(&self) -> bool {
        self.tag.is_none() && self.digest.is_none()
    }

    /// A repository, and no image in particular.
    #[must_use]
    pub const fn in_repository(repository: Repository) -> Self {
        Self {
            repository,
            tag: None,
            digest: None,
        }
    }

    /// The same image in another repository, as in a mirror.
    #[must_use]
    pub fn moved_to(mut self, repository: Repository) -> Self {
        self.repository = repository;
        self
    }

    /// The same reference, pinned to a digest.
    #[must_use]
    pub const fn with_digest(mut self, digest: Digest) -> Self {
        self.digest = Some(digest);
        self
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.repository.fmt(f)?;
        if let Some(tag) = &self.tag {
            write!(f, ":{tag}")?;
        }
        if let Some(digest) = &self.digest {
            write!(f, "@{digest}")?;
        }
        Ok(())
    }
}
