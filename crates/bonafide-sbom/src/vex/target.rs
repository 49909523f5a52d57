//! What statements are compared with.

use super::judgement::VexMismatch;
use super::matching::{Class, nearest};
use super::range::Ours;
use crate::{Cpe, HashValue, MatchedPackage, Purl};

/// What the artifact that is judged is known by.
///
/// ```
/// use bonafide_sbom::{ArtifactIdentity, HashValue, Purl};
/// let digest = "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae";
/// let artifact = ArtifactIdentity::default()
///     .with_digest(HashValue::parse("sha256", digest)?)
///     .with_purl(Purl::parse("pkg:oci/app?repository_url=ghcr.io/example/app")?);
/// assert_eq!(artifact.digests().len(), 1);
/// # Ok::<(), bonafide_report::Finding>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ArtifactIdentity {
    digests: Vec<HashValue>,
    purls: Vec<Purl>,
}

impl ArtifactIdentity {
    /// Adds a digest, such as that of the manifest, the index, the configuration or the file.
    #[must_use]
    pub fn with_digest(mut self, digest: HashValue) -> Self {
        self.digests.push(digest);
        self
    }

    /// Adds a package URL.
    #[must_use]
    pub fn with_purl(mut self, purl: Purl) -> Self {
        self.purls.push(purl);
        self
    }

    /// The digests.
    #[must_use]
    pub fn digests(&self) -> &[HashValue] {
        &self.digests
    }

    /// The package URLs.
    #[must_use]
    pub fn purls(&self) -> &[Purl] {
        &self.purls
    }
}

/// An artifact or a package, ready to be compared.
#[derive(Debug, Default)]
pub(super) struct Target {
    pub(super) purls: Vec<Purl>,
    pub(super) cpes: Vec<Cpe>,
    pub(super) hashes: Vec<HashValue>,
    pub(super) version: Option<Box<str>>,
    /// Whether a statement must fit each of the package URLs: whoever lists a package may have
    /// given it a second name, and the vulnerability was found by one of them.
    pub(super) wants_all: bool,
    /// Whether some package URL is malformed.
    pub(super) is_doubtful: bool,
}

impl Target {
    pub(super) fn of_artifact(artifact: ArtifactIdentity) -> Self {
        let mut target = Self {
            purls: artifact.purls,
            hashes: artifact.digests,
            ..Self::default()
        };
        target.add_oci_digests();
        target
    }

    pub(super) fn of_package(package: &MatchedPackage<'_>) -> Self {
        let purls = package.purls.iter().map(|text| Purl::parse(text));
        let purls: Vec<_> = purls.collect();
        let hashes = package.hashes.iter().filter(|hash| hash.is_well_formed);
        let hashes = hashes.filter_map(|hash| HashValue::parse(&hash.name, &hash.value).ok());
        let cpes = package.cpes.iter().filter_map(|text| Cpe::parse(text).ok());
        let mut target = Self {
            is_doubtful: purls.iter().any(Result::is_err),
            purls: purls.into_iter().flatten().collect(),
            cpes: cpes.collect(),
            hashes: hashes.collect(),
            version: package.version.as_deref().map(Into::into),
            wants_all: true,
        };
        target.add_oci_digests();
        target
    }

    /// The version by this package URL, or the one that stands beside.
    pub(super) fn ours(&self, purl: Option<&Purl>) -> Ours {
        let beside = self.version.as_deref();
        purl.map_or_else(|| Ours::alone(beside), |purl| Ours::of(purl, beside))
    }

    /// What comparisons with each of the package URLs come to.
    pub(super) fn joined(
        &self,
        answers: impl Iterator<Item = Result<Class, VexMismatch>>,
    ) -> Result<Class, VexMismatch> {
        if self.wants_all {
            let all = answers.collect::<Result<Vec<_>, _>>()?;
            return all.into_iter().min().ok_or(VexMismatch::Purl);
        }
        nearest(answers).unwrap_or(Err(VexMismatch::Purl))
    }

    /// The version of a package URL for an image is a digest of the image.
    fn add_oci_digests(&mut self) {
        let images = self.purls.iter().filter(|purl| purl.kind() == "oci");
        let digests = images.filter_map(super::oci::digest);
        let digests: Vec<_> = digests.collect();
        self.hashes.extend(digests);
        self.hashes.retain(|hash| !hash.is_placeholder());
    }
}
