//! What lies beside an artifact, told by its format.

#[cfg(feature = "pep740")]
use crate::other_format::ATTESTATION;
use crate::other_format::{LEGACY, has};
#[cfg(feature = "pep740")]
use crate::pep740::Attestation;
use crate::{Bundle, Error, ParseOptions};

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
