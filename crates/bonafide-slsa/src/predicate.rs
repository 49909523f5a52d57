//! Families of predicate types.

use bonafide_dsse::{IN_TOTO, PayloadTypes};
use bonafide_report::{Escaped, Finding, Place, registry};

/// What a predicate is about, whatever its version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PredicateFamily {
    /// SLSA provenance.
    Provenance,
    /// SLSA verification summary.
    Vsa,
    /// Simple verification result.
    Svr,
    /// An SPDX document.
    Spdx,
    /// A CycloneDX document.
    CycloneDx,
    /// An in-toto link.
    Link,
    /// References to other documents.
    Reference,
    /// A release.
    Release,
    /// A trace of a running build.
    RuntimeTrace,
    /// Supply chain attribute integrity.
    Scai,
    /// The result of tests.
    TestResult,
    /// The result of a scan for vulnerabilities.
    Vulns,
    /// npm says that it published a package.
    NpmPublish,
    /// A publisher says that it published to PyPI.
    PypiPublish,
    /// Cosign's own predicates.
    Cosign,
    /// The signature of a model.
    ModelSigning,
    /// An OpenVEX document.
    OpenVex,
    /// A collection of Witness.
    Witness,
}

/// Name, base of the URIs, and whether the base alone is one of them.
const FAMILIES: &[(PredicateFamily, &str, &str, bool)] = &[
    (
        PredicateFamily::Provenance,
        "provenance",
        "https://slsa.dev/provenance",
        false,
    ),
    (
        PredicateFamily::Vsa,
        "vsa",
        "https://slsa.dev/verification_summary",
        false,
    ),
    (
        PredicateFamily::Svr,
        "svr",
        "https://in-toto.io/attestation/svr",
        false,
    ),
    (
        PredicateFamily::Spdx,
        "spdx",
        "https://spdx.dev/Document",
        true,
    ),
    (
        PredicateFamily::CycloneDx,
        "cyclonedx",
        "https://cyclonedx.org/bom",
        true,
    ),
    (
        PredicateFamily::CycloneDx,
        "cyclonedx",
        "https://cyclonedx.org/schema",
        true,
    ),
    (
        PredicateFamily::Link,
        "link",
        "https://in-toto.io/attestation/link",
        false,
    ),
    (
        PredicateFamily::Link,
        "link",
        "https://in-toto.io/Link",
        false,
    ),
    (
        PredicateFamily::Reference,
        "reference",
        "https://in-toto.io/attestation/reference",
        false,
    ),
    (
        PredicateFamily::Release,
        "release",
        "https://in-toto.io/attestation/release",
        false,
    ),
    (
        PredicateFamily::RuntimeTrace,
        "runtime-trace",
        "https://in-toto.io/attestation/runtime-trace",
        false,
    ),
    (
        PredicateFamily::Scai,
        "scai",
        "https://in-toto.io/attestation/scai",
        false,
    ),
    (
        PredicateFamily::TestResult,
        "test-result",
        "https://in-toto.io/attestation/test-result",
        false,
    ),
    (
        PredicateFamily::Vulns,
        "vulns",
        "https://in-toto.io/attestation/vulns",
        false,
    ),
    (
        PredicateFamily::NpmPublish,
        "npm-publish",
        "https://github.com/npm/attestation/tree/main/specs/publish",
        false,
    ),
    (
        PredicateFamily::PypiPublish,
        "pypi-publish",
        "https://docs.pypi.org/attestations/publish",
        false,
    ),
    (
        PredicateFamily::Cosign,
        "cosign",
        "https://cosign.sigstore.dev/attestation",
        false,
    ),
    (
        PredicateFamily::Cosign,
        "cosign",
        "https://cosign.sigstore.dev/attestation/vuln",
        false,
    ),
    (
        PredicateFamily::ModelSigning,
        "model-signing",
        "https://model_signing/signature",
        false,
    ),
    (
        PredicateFamily::OpenVex,
        "openvex",
        "https://openvex.dev/ns",
        true,
    ),
    (
        PredicateFamily::Witness,
        "witness",
        "https://witness.testifysec.com/attestation-collection",
        false,
    ),
];

impl PredicateFamily {
    /// The family of a predicate type, of whatever version; drafts are of none.
    #[must_use]
    pub fn of(uri: &str) -> Option<Self> {
        let mut families = FAMILIES.iter();
        let found = families.find(|(.., base, stands_alone)| {
            Self::matches(base, uri) || (*stands_alone && uri == *base)
        });
        found.map(|(family, ..)| *family)
    }

    /// The name of its specification.
    #[must_use]
    pub fn name(self) -> &'static str {
        let mut families = FAMILIES.iter();
        let found = families.find(|(family, ..)| *family == self);
        found.map_or("", |(_, name, ..)| name)
    }

    /// Whether `uri` is `base`, then `/v` and a version of digits and points.
    ///
    /// ```
    /// use bonafide_slsa::PredicateFamily;
    /// let base = "https://slsa.dev/provenance";
    /// assert!(PredicateFamily::matches(base, "https://slsa.dev/provenance/v0.2"));
    /// assert!(!PredicateFamily::matches(base, "https://slsa.dev/provenance/v1.0?draft"));
    /// assert!(!PredicateFamily::matches(base, base));
    /// ```
    #[must_use]
    pub fn matches(base: &str, uri: &str) -> bool {
        let version = uri
            .strip_prefix(base)
            .and_then(|rest| rest.strip_prefix("/v"));
        version.is_some_and(|version| {
            version
                .split('.')
                .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
        })
    }
}

/// A note when the payload type of an envelope names another predicate than the statement has. The
/// name selects nothing, so that this is odd and no failure.
///
/// ```
/// use bonafide_slsa::media_type_note;
/// let provenance = "https://slsa.dev/provenance/v1";
/// assert!(media_type_note("application/vnd.in-toto.provenance+json", provenance).is_none());
/// assert!(media_type_note("application/vnd.in-toto.vsa+json", provenance).is_some());
/// ```
#[must_use]
pub fn media_type_note(payload_type: &str, predicate_type: &str) -> Option<Finding> {
    if payload_type == IN_TOTO || !PayloadTypes::InToto.contain(payload_type) {
        return None;
    }
    let name = payload_type
        .strip_prefix("application/vnd.in-toto.")?
        .strip_suffix("+json")?;
    let is_fitting = match PredicateFamily::of(predicate_type) {
        Some(family) => family.name() == name,
        // Of a predicate that is not known, the name is not known either.
        None => FAMILIES.iter().all(|(_, known, ..)| *known != name),
    };
    let code = registry::STATEMENT_MEDIA_TYPE_MISMATCH;
    let detail = || format!("{} beside {}", Escaped(name), Escaped(predicate_type));
    (!is_fitting).then(|| Finding::new(code, Place::root().member("payloadType"), detail()))
}
