//! What a document is to be about.

use core::fmt;
use core::str::FromStr;

use bonafide_digest::Digest;

use crate::Error;

/// What a digest is a digest of.
///
/// # Specification
/// sbom SBD-3.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(clippy::exhaustive_enums, reason = "sbom SBD-3 knows these five")]
pub enum SubjectRole {
    /// The index that lists the manifest.
    Index,
    /// The manifest of an image.
    Manifest,
    /// The configuration of an image, whose digest is the id of the image.
    Config,
    /// A layer of an image: its blob, or what is in the blob (`DiffID`).
    Layer,
    /// A file.
    File,
}

impl SubjectRole {
    /// Every role, in the order of declaration.
    pub const ALL: &'static [Self] = &[
        Self::Index,
        Self::Manifest,
        Self::Config,
        Self::Layer,
        Self::File,
    ];

    /// The name of the role: `index`, `manifest`, `config`, `layer`, `file`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Index => "index",
            Self::Manifest => "manifest",
            Self::Config => "config",
            Self::Layer => "layer",
            Self::File => "file",
        }
    }
}

impl fmt::Display for SubjectRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A digest that somebody else verified, with what it is a digest of.
///
/// ```
/// use bonafide_sbom::{SubjectDigest, SubjectRole};
/// let text = format!("manifest:sha256:{}", "ab".repeat(32));
/// let subject = SubjectDigest::parse(&text)?;
/// assert_eq!(subject.role, SubjectRole::Manifest);
/// assert_eq!(subject.to_string(), text);
/// # Ok::<(), bonafide_sbom::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(clippy::exhaustive_structs, reason = "a digest has a role and a value")]
pub struct SubjectDigest {
    /// What it is a digest of.
    pub role: SubjectRole,
    /// The digest.
    pub digest: Digest,
}

impl SubjectDigest {
    /// Reads `role:algorithm:hexadecimal`, such as `manifest:sha256:9f86…`.
    ///
    /// # Errors
    /// [`Error::SubjectRole`] for another role than those of [`SubjectRole::ALL`], and
    /// [`Error::SubjectDigest`] for what is no digest.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let (name, digest) = text.split_once(':').ok_or(Error::SubjectRole {})?;
        let mut roles = SubjectRole::ALL.iter().copied();
        let role = roles.find(|role| role.name() == name);
        Ok(Self {
            role: role.ok_or(Error::SubjectRole {})?,
            digest: Digest::parse(digest).map_err(|cause| Error::SubjectDigest { cause })?,
        })
    }
}

impl FromStr for SubjectDigest {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::parse(text)
    }
}

impl fmt::Display for SubjectDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.role, self.digest)
    }
}
