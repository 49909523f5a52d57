//! The formats in which attestations come.

/// In what attestations came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Carrier {
    /// One DSSE envelope.
    Envelope,
    /// Envelopes or Sigstore bundles, one a line.
    Lines,
    /// One Sigstore bundle.
    Bundle,
    /// The attestations of a package of the npm registry.
    Npm,
    /// The provenance object of a distribution on a Python package index.
    PypiProvenance,
    /// One attestation of such an object.
    PypiAttestation,
    /// What Google Cloud Build says about an image.
    CloudBuild,
    /// One statement that nobody signed.
    Statement,
    /// What is attached to an image.
    Image,
}

impl Carrier {
    /// The stable lower-case name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Envelope => "envelope",
            Self::Lines => "lines",
            Self::Bundle => "bundle",
            Self::Npm => "npm",
            Self::PypiProvenance => "pypi-provenance",
            Self::PypiAttestation => "pypi-attestation",
            Self::CloudBuild => "cloud-build",
            Self::Statement => "statement",
            Self::Image => "image",
        }
    }
}
