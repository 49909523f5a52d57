//! Media types, and those that matter here.

use core::fmt;

/// An OCI image manifest.
pub const OCI_MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
/// An OCI image index.
pub const OCI_INDEX: &str = "application/vnd.oci.image.index.v1+json";
/// An image manifest of Docker, version 2, schema 2.
pub const DOCKER_MANIFEST: &str = "application/vnd.docker.distribution.manifest.v2+json";
/// A manifest list of Docker, version 2.
pub const DOCKER_LIST: &str = "application/vnd.docker.distribution.manifest.list.v2+json";
/// The empty config of artifacts, which is `{}`.
pub const OCI_EMPTY: &str = "application/vnd.oci.empty.v1+json";
/// The payload of a signature in cosign's older format.
pub const SIMPLE_SIGNING: &str = "application/vnd.dev.cosign.simplesigning.v1+json";
/// A DSSE envelope.
pub const DSSE_ENVELOPE: &str = "application/vnd.dsse.envelope.v1+json";
/// A statement that nobody signed.
pub const IN_TOTO: &str = "application/vnd.in-toto+json";
/// A manifest whose layers are signatures in cosign's older format.
pub const COSIGN_SIGNATURE: &str = "application/vnd.dev.cosign.artifact.sig.v1+json";
/// How the media types of Sigstore bundles begin. It serves to find them; what version a bundle is
/// of, it says itself.
pub const BUNDLE_PREFIX: &str = "application/vnd.dev.sigstore.bundle";

/// The four types of documents that a registry may answer for a manifest.
pub const MANIFESTS: [&str; 4] = [OCI_MANIFEST, OCI_INDEX, DOCKER_MANIFEST, DOCKER_LIST];

/// Types under which bills of material are attached, the older spellings too.
const SBOMS: [&str; 7] = [
    "text/spdx",
    "text/spdx+json",
    "spdx+json",
    "application/spdx+json",
    "application/vnd.cyclonedx+json",
    "application/vnd.cyclonedx+xml",
    "application/vnd.syft+json",
];

/// The greatest length of a media type in bytes.
const LONGEST: usize = 255;

/// A media type as somebody wrote it. Nothing vouches for it.
///
/// Two are equal when type and subtype are, whatever their letter case and parameters.
///
/// # Specification
/// RFC 6838 section 4.2.
#[derive(Clone)]
pub struct MediaType(String);

impl MediaType {
    /// Reads `type/subtype`, with or without parameters. One older type of bills of material lacks
    /// the slash and is read all the same.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let is_form = |name: &str| {
            let mut bytes = name.bytes();
            bytes
                .next()
                .is_some_and(|byte| byte.is_ascii_alphanumeric())
                && bytes.all(|byte| byte.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&byte))
        };
        let essence = essence(text);
        let is_type = match essence.split_once('/') {
            Some((kind, subtype)) => is_form(kind) && is_form(subtype),
            None => SBOMS.contains(&essence),
        };
        let is_printable = text.bytes().all(|byte| (0x20..0x7f).contains(&byte));
        (text.len() <= LONGEST && is_type && is_printable).then(|| Self(text.to_owned()))
    }

    /// The text as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this is `other`, parameters aside.
    #[must_use]
    pub fn is(&self, other: &str) -> bool {
        essence(&self.0).eq_ignore_ascii_case(essence(other))
    }

    /// Whether it is of an image manifest.
    #[must_use]
    pub fn is_manifest(&self) -> bool {
        self.is(OCI_MANIFEST) || self.is(DOCKER_MANIFEST)
    }

    /// Whether it is of an index or a manifest list.
    #[must_use]
    pub fn is_index(&self) -> bool {
        self.is(OCI_INDEX) || self.is(DOCKER_LIST)
    }

    /// Whether it is of the family of Sigstore bundles, of whatever version.
    #[must_use]
    pub fn is_bundle(&self) -> bool {
        let text = essence(&self.0);
        text.get(..BUNDLE_PREFIX.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(BUNDLE_PREFIX))
    }

    /// Whether it is of an artifact that holds signatures, in either format.
    pub(crate) fn is_signature(&self) -> bool {
        self.is_bundle() || self.is(COSIGN_SIGNATURE)
    }

    /// Whether it is of a bill of materials.
    #[must_use]
    pub fn is_sbom(&self) -> bool {
        SBOMS.iter().any(|sbom| self.is(sbom))
    }

    /// Whether it says that the bytes are compressed.
    #[must_use]
    pub fn is_compressed(&self) -> bool {
        let text = essence(&self.0).to_ascii_lowercase();
        [".gzip", "+gzip", "+zstd"]
            .iter()
            .any(|end| text.ends_with(end))
    }
}

/// Type and subtype, without parameters.
fn essence(text: &str) -> &str {
    text.split(';').next().unwrap_or_default().trim_ascii()
}

impl PartialEq for MediaType {
    fn eq(&self, other: &Self) -> bool {
        self.is(&other.0)
    }
}

impl Eq for MediaType {}

impl fmt::Display for MediaType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for MediaType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letter_case_and_parameters_do_not_tell_types_apart() {
        let bundle = MediaType::parse("Application/vnd.dev.sigstore.bundle+json;version=0.1");
        assert!(bundle.as_ref().is_some_and(MediaType::is_bundle));
        let index = MediaType::parse("application/vnd.oci.image.index.v1+json; charset=utf-8");
        assert!(index.is_some_and(|index| index.is(OCI_INDEX) && index.is_index()));
        assert!(MediaType::parse("spdx+json").is_some_and(|sbom| sbom.is_sbom()));
    }

    #[test]
    fn what_is_no_media_type_is_none() {
        for text in [
            "",
            "application",
            "a/",
            "/b",
            "a/b/c",
            "a/b\n",
            "ä/b",
            "a /b",
        ] {
            assert!(MediaType::parse(text).is_none(), "{text:?}");
        }
        assert!(MediaType::parse(&format!("a/{}", "b".repeat(253))).is_some());
        assert!(MediaType::parse(&format!("a/{}", "b".repeat(254))).is_none());
    }
}
