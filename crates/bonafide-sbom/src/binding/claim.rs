//! What a root says it is.

use bonafide_report::Place;

use super::SubjectRole;
use super::SubjectRole::{Config, File, Index, Layer, Manifest};
use crate::{ComponentView, Format, HashAlgorithm, HashValue, Purl};

/// Where in a root a claim stands.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ClaimSource {
    /// The version of a package URL of an image.
    PackageUrl,
    /// A hash.
    Hash,
    /// The version.
    Version,
    /// A property of the producer, by its name.
    Property(String),
}

/// How a claim compares with the digests of the subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(
    clippy::exhaustive_enums,
    reason = "sbom SBD-3 and SBD-4 know these four"
)]
pub enum ClaimStanding {
    /// It is one of them.
    Agrees,
    /// It equals one of them, and says nothing by it: the algorithm is none of SHA-256, SHA-384 and
    /// SHA-512, or the value is a placeholder.
    EqualOnly,
    /// There are digests of its algorithm and of a role that it can speak of, and it is none.
    Disagrees,
    /// There is no digest to compare it with.
    NotComparable,
}

/// A digest that a document says its root has.
///
/// # Specification
/// sbom SBD-2.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RootClaim {
    /// Where in the root it stands.
    pub source: ClaimSource,
    /// The digest.
    pub value: HashValue,
    /// The root, or the member of it that the claim is in.
    pub place: Place,
    /// What it can be a digest of: one role if that is known.
    pub roles: &'static [SubjectRole],
    /// How it compares with the digests of the subject.
    pub standing: ClaimStanding,
}

impl RootClaim {
    /// Whether equality is agreement.
    pub(super) fn is_binding(&self) -> bool {
        let is_strong = matches!(
            self.value.algorithm(),
            HashAlgorithm::Sha256 | HashAlgorithm::Sha384 | HashAlgorithm::Sha512
        );
        is_strong && !self.value.is_placeholder()
    }
}

/// A registry serves it.
const SERVED: &[SubjectRole] = &[Index, Manifest];
/// Any part of an image that stands for the image.
const IMAGE: &[SubjectRole] = &[Index, Manifest, Config];
/// Anything that can be a root.
const ANY: &[SubjectRole] = &[Index, Manifest, Config, Layer, File];

/// All claims of a root.
pub(super) fn claims(root: ComponentView<'_>, format: Format) -> Vec<RootClaim> {
    let place = root.place();
    let at = |what| member(format, what).map_or_else(|| place.clone(), |name| place.member(name));
    let claim = |source, value, place, roles| RootClaim {
        source,
        value,
        place,
        roles,
        standing: ClaimStanding::NotComparable,
    };
    let purls = root.purls().filter_map(|text| {
        let (value, roles) = of_purl(text)?;
        Some(claim(ClaimSource::PackageUrl, value, at(Part::Purl), roles))
    });
    let mut out: Vec<_> = purls.collect();
    out.extend(root.hashes().filter_map(|(algorithm, hex)| {
        let value = HashValue::parse(algorithm?.name(), hex).ok()?;
        Some(claim(ClaimSource::Hash, value, at(Part::Hash), ANY))
    }));
    let version = root.version().and_then(digest);
    out.extend(version.map(|value| claim(ClaimSource::Version, value, at(Part::Version), ANY)));
    for (name, value) in root.properties() {
        let Some((name, value, roles)) = of_property(name, value) else {
            continue;
        };
        // One property can hold all layers.
        for value in value.split(',').filter_map(|text| digest(tail(text))) {
            let source = ClaimSource::Property(name.to_owned());
            out.push(claim(source, value, at(Part::Property), roles));
        }
    }
    out
}

/// The digest that a package URL of an image has for a version: for `oci` what a registry serves,
/// for `docker` any of what tools write there.
fn of_purl(text: &str) -> Option<(HashValue, &'static [SubjectRole])> {
    let purl = Purl::parse(text).ok()?;
    let roles = match purl.kind() {
        "oci" => SERVED,
        "docker" => IMAGE,
        _ => return None,
    };
    Some((digest(purl.version()?)?, roles))
}

/// Name, value and roles of a property that says which image was looked at.
fn of_property<'a>(
    name: &'a str,
    value: &'a str,
) -> Option<(&'a str, &'a str, &'static [SubjectRole])> {
    // Trivy writes to SPDX what it writes to CycloneDX as properties.
    let (name, word, value) = match name.strip_prefix("aquasecurity:trivy:") {
        Some(word) => (name, word, value),
        None => match name.strip_prefix("syft:image:") {
            Some(word) => (name, word, value),
            None if matches!(name, "attributionText" | "OTHER") => {
                let (word, value) = value.split_once(": ")?;
                (word, word, value)
            }
            None => return None,
        },
    };
    let is_syft = name.starts_with("syft:image:");
    let roles: &[SubjectRole] = match word {
        "ImageID" => &[Config],
        "RepoDigest" => SERVED,
        "DiffID" => &[Layer],
        // A label can hold the digest of another image, such as the one below.
        _ if is_syft && !word.starts_with("label") && !word.starts_with("annotation") => IMAGE,
        _ => return None,
    };
    Some((name, value, roles))
}

/// What follows the name of a repository.
fn tail(text: &str) -> &str {
    text.rsplit_once('@').map_or(text, |(_, digest)| digest)
}

/// The digest that `text` is as a whole, of an algorithm that images have.
fn digest(text: &str) -> Option<HashValue> {
    let (algorithm, hex) = text.trim_ascii().split_once(':')?;
    if !matches!(algorithm, "sha256" | "sha384" | "sha512") {
        return None;
    }
    HashValue::parse(algorithm, hex).ok()
}

#[derive(Clone, Copy)]
enum Part {
    Purl,
    Hash,
    Version,
    Property,
}

/// The member of a root that a claim is in, where there is only one that it can be.
const fn member(format: Format, part: Part) -> Option<&'static str> {
    Some(match (format, part) {
        (Format::CdxJson | Format::CdxXml, part) => match part {
            Part::Purl => "purl",
            Part::Hash => "hashes",
            Part::Version => "version",
            Part::Property => "properties",
        },
        (Format::Spdx2Json, Part::Purl) => "externalRefs",
        (Format::Spdx2Json, Part::Hash) => "checksums",
        (Format::Spdx2Json, Part::Version) => "versionInfo",
        (Format::Spdx3Json, Part::Hash) => "verifiedUsing",
        (Format::Spdx3Json, Part::Version) => "software_packageVersion",
        _ => return None,
    })
}
