//! What lies beside an artifact, told by its format.

#[cfg(feature = "pep740")]
use crate::pep740::Attestation;
use crate::{Bundle, Error, ParseOptions};

// A text that only documents of the format have: a member, but for the last.
pub(crate) const BUNDLE: &str = "\"verificationMaterial\"";
const LEGACY: &str = "\"base64Signature\"";
pub(crate) const ATTESTATION: &str = "\"verification_material\"";
pub(crate) const PROVENANCE: &str = "\"attestation_bundles\"";
// A part of its media type, which no trusted root is without.
pub(crate) const TRUSTED_ROOT: &str = "vnd.dev.sigstore.trustedroot";

/// Each format, and what to tell whoever takes it for another. Provenance holds attestations, and is
/// asked for first.
const FORMATS: [(&str, &str); 5] = [
    (BUNDLE, "a Sigstore bundle, which `Bundle::parse` reads"),
    (
        PROVENANCE,
        "PEP 740 provenance, which `pep740::Provenance::parse` reads",
    ),
    (
        ATTESTATION,
        "a PEP 740 attestation, which `pep740::Attestation::parse` reads and \
         `Verifier::verify_attestation` verifies, with the name of the distribution's file",
    ),
    (
        LEGACY,
        "an older format, which `Bundle::parse_legacy` and `SignatureFile::parse` read",
    ),
    (
        TRUSTED_ROOT,
        "a trusted root, which `TrustedRoot::parse` reads",
    ),
];

fn has(bytes: &[u8], member: &str) -> bool {
    let member = member.as_bytes();
    bytes.windows(member.len()).any(|window| window == member)
}

impl Error {
    /// Why a document could not be read as the format with the text `own`, and what it looks like
    /// where that is another. What is too large is not looked through.
    pub(crate) fn or_other_format(self, own: &str, bytes: &[u8]) -> Self {
        if matches!(self, Self::JsonLimit { .. } | Self::Limit { .. }) {
            return self;
        }
        match FORMATS.iter().find(|(text, _)| has(bytes, text)) {
            Some((text, looks_like)) if *text != own => Self::OtherFormat {
                cause: Box::new(self),
                looks_like,
            },
            _ => self,
        }
    }
}

/// What a document that could not be read looks like, and what reads that: for who expected something
/// else than a bundle, too.
///
/// It looks for a text that only the one format has, and takes no other look at the document. `None` for
/// a bundle, and for what is nothing of Sigstore.
///
/// ```
/// let taken_for_a_bundle = br#"{"attestation_bundles": [], "version": 1}"#;
/// let found = bonafide_sigstore::other_format(taken_for_a_bundle);
/// assert!(found.is_some_and(|found| found.starts_with("PEP 740 provenance")));
/// ```
#[must_use]
pub fn other_format(bytes: &[u8]) -> Option<&'static str> {
    let found = FORMATS.iter().find(|(text, _)| has(bytes, text))?;
    (found.0 != BUNDLE).then_some(found.1)
}

/// A file with a signature, in whichever format it was written.
///
/// It says nothing about trust: verify its [bundle](Self::bundle), or with the feature `pep740` its
/// attestation where it is one.
#[derive(Clone, Debug)]
pub struct SignatureFile(Form);

#[derive(Clone, Debug)]
enum Form {
    Bundle(Box<Bundle>),
    Legacy(Box<Bundle>),
    #[cfg(feature = "pep740")]
    Attestation(Box<Attestation>),
}

impl SignatureFile {
    /// Reads a bundle, or what older tools for blobs wrote instead of one; with the feature `pep740`
    /// an attestation of a Python distribution too. The format is told by a member that only it has;
    /// a document that is no good in its own format is not tried in another.
    ///
    /// # Errors
    /// Those of the format: of [`Bundle::parse`], of [`Bundle::parse_legacy`], or of an attestation.
    pub fn parse(bytes: &[u8], options: &ParseOptions) -> Result<Self, Error> {
        #[cfg(feature = "pep740")]
        if has(bytes, ATTESTATION) {
            let attestation = Attestation::parse(bytes, options)?;
            return Ok(Self(Form::Attestation(Box::new(attestation))));
        }
        Ok(Self(if has(bytes, LEGACY) {
            Form::Legacy(Box::new(Bundle::parse_legacy(bytes, options)?))
        } else {
            Form::Bundle(Box::new(Bundle::parse(bytes, options)?))
        }))
    }

    /// The bundle, or the one that the file is equivalent to. To verify that of an attestation leaves
    /// out for which file of which distribution it was made: with the feature `pep740`, give the
    /// `attestation` to `Verifier::verify_attestation` instead.
    #[must_use]
    pub fn bundle(&self) -> &Bundle {
        match &self.0 {
            Form::Bundle(bundle) | Form::Legacy(bundle) => bundle,
            #[cfg(feature = "pep740")]
            Form::Attestation(attestation) => attestation.bundle(),
        }
    }

    /// Whether it is what older tools wrote instead of a bundle.
    #[must_use]
    pub const fn is_legacy(&self) -> bool {
        matches!(self.0, Form::Legacy(_))
    }

    /// The attestation of a Python distribution, where it is one: for
    /// [`Verifier::verify_attestation`](crate::Verifier::verify_attestation), which checks the name of
    /// the distribution's file too.
    #[cfg(feature = "pep740")]
    #[must_use]
    pub const fn attestation(&self) -> Option<&Attestation> {
        match &self.0 {
            Form::Attestation(attestation) => Some(attestation),
            Form::Bundle(_) | Form::Legacy(_) => None,
        }
    }
}
