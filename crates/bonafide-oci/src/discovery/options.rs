//! What a discovery looks for, and where.

use core::fmt;

use bonafide_digest::{Algorithm, Digest};

use crate::{Error, Limits, Platform, Repository, Tag};

/// The kinds of attachments that are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    pub(crate) signatures: bool,
    pub(crate) attestations: bool,
    pub(crate) sboms: bool,
}

impl Wanted {
    /// Everything.
    #[must_use]
    pub const fn everything() -> Self {
        Self {
            signatures: true,
            attestations: true,
            sboms: true,
        }
    }

    /// Signatures only.
    #[must_use]
    pub const fn signatures() -> Self {
        Self {
            signatures: true,
            attestations: false,
            sboms: false,
        }
    }

    /// Attestations only.
    #[must_use]
    pub const fn attestations() -> Self {
        Self {
            signatures: false,
            attestations: true,
            sboms: false,
        }
    }

    /// What either of two wants.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self {
            signatures: self.signatures || other.signatures,
            attestations: self.attestations || other.attestations,
            sboms: self.sboms || other.sboms,
        }
    }

    /// What this wants and `other` does not.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self {
            signatures: self.signatures && !other.signatures,
            attestations: self.attestations && !other.attestations,
            sboms: self.sboms && !other.sboms,
        }
    }

    /// Whether nothing is wanted.
    #[must_use]
    pub const fn is_nothing(self) -> bool {
        !(self.signatures || self.attestations || self.sboms)
    }
}

/// The kinds, as `signatures and attestations`.
impl fmt::Display for Wanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kinds = [
            (self.signatures, "signatures"),
            (self.attestations, "attestations"),
            (self.sboms, "bills of materials"),
        ];
        let mut between = "";
        for (_, kind) in kinds.into_iter().filter(|(is_wanted, _)| *is_wanted) {
            write!(f, "{between}{kind}")?;
            between = " and ";
        }
        if between.is_empty() {
            f.write_str("nothing")?;
        }
        Ok(())
    }
}

/// Which children of an index get attachments of their own looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Children {
    /// None: what is attached to the index is about it and all that it contains.
    #[default]
    None,
    /// The first for this platform.
    For(Platform),
    /// All of them.
    All,
}

/// What an older attachment is found under.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(
    clippy::exhaustive_enums,
    reason = "the older format has these three tags"
)]
pub enum TagKind {
    /// Signatures.
    Signature,
    /// Attestations.
    Attestation,
    /// A bill of materials that nobody signed.
    Sbom,
}

impl TagKind {
    /// All three.
    pub const ALL: [Self; 3] = [Self::Signature, Self::Attestation, Self::Sbom];

    /// The usual end of the tag.
    #[must_use]
    pub const fn suffix(self) -> &'static str {
        match self {
            Self::Signature => ".sig",
            Self::Attestation => ".att",
            Self::Sbom => ".sbom",
        }
    }
}

/// The tag under which attachments of an image lie: `sha256-<hexadecimal>.sig` and so on.
///
/// # Errors
/// [`Error::DigestAlgorithm`] for another digest than SHA-256: the tag would be too long.
///
/// # Specification
/// cosign signature specification, storage; the prefix comes from the caller, never from a
/// registry.
pub fn attachment_tag(prefix: &str, digest: &Digest, kind: TagKind) -> Result<Tag, Error> {
    if digest.algorithm() != Algorithm::Sha256 {
        return Err(Error::DigestAlgorithm {
            name: digest.algorithm().name().to_owned(),
        });
    }
    Tag::parse(&format!(
        "{prefix}sha256-{}{}",
        digest.to_hex(),
        kind.suffix()
    ))
}

/// The tag under which an index of referrers lies where a registry cannot list them.
///
/// # Errors
/// [`Error::Reference`] when the digest makes no tag.
///
/// # Specification
/// OCI distribution specification, referrers tag schema.
pub fn referrers_tag(digest: &Digest) -> Result<Tag, Error> {
    let name: String = digest.algorithm().name().chars().take(32).collect();
    let value: String = digest.to_hex().chars().take(64).collect();
    let text: String = format!("{name}-{value}")
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || "._-".contains(c) {
                c
            } else {
                '-'
            }
        })
        .collect();
    Tag::parse(&text)
}

/// How to look for what travels with an image.
#[derive(Clone, Debug)]
pub struct DiscoveryOptions {
    pub(crate) wanted: Wanted,
    pub(crate) limits: Limits,
    pub(crate) children: Children,
    pub(crate) repositories: Vec<Repository>,
    pub(crate) ask_referrers: bool,
    pub(crate) fallback_always: bool,
    pub(crate) ask_tags: bool,
    pub(crate) tag_prefix: String,
}

impl DiscoveryOptions {
    /// Looks for these kinds in all usual places.
    #[must_use]
    pub fn new(wanted: Wanted) -> Self {
        Self {
            wanted,
            limits: Limits::default(),
            children: Children::None,
            repositories: Vec::new(),
            ask_referrers: true,
            fallback_always: false,
            ask_tags: true,
            tag_prefix: String::new(),
        }
    }

    /// With other limits.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Also looks for what is attached to children of an index.
    #[must_use]
    pub fn with_children(mut self, children: Children) -> Self {
        self.children = children;
        self
    }

    /// Also looks into another repository, where signatures are kept apart from images.
    #[must_use]
    pub fn with_repository(mut self, repository: Repository) -> Self {
        self.repositories.push(repository);
        self
    }

    /// Does not ask for referrers, where the registry is known not to have them. The tag in their
    /// place is read.
    #[must_use]
    pub const fn without_referrers(mut self) -> Self {
        self.ask_referrers = false;
        self
    }

    /// Reads the tag in the place of referrers even where the registry lists them, for registries
    /// that learnt to list after something was attached.
    #[must_use]
    pub const fn with_fallback_always(mut self) -> Self {
        self.fallback_always = true;
        self
    }

    /// Does not read the tags of the older formats. Where those are accepted, what they hold is
    /// then not found.
    #[must_use]
    pub const fn without_tags(mut self) -> Self {
        self.ask_tags = false;
        self
    }

    /// Tags of the older formats begin with this.
    #[must_use]
    pub fn with_tag_prefix(mut self, prefix: impl Into<String>) -> Self {
        self.tag_prefix = prefix.into();
        self
    }
}
