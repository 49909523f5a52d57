//! What lies beside an artifact, by its format.

use bonafide_sigstore::pep740::Attestation;
use bonafide_sigstore::{Bundle, Error, ParseOptions};

/// Evidence in one of the formats that the programs read.
#[derive(Debug)]
pub enum Evidence {
    /// A Sigstore bundle, or what older tools wrote instead of one.
    Bundle(Box<Bundle>),
    /// A PEP 740 attestation.
    Attestation(Box<Attestation>),
}

impl Evidence {
    /// Reads evidence. The format is told by a member that only it has; a document that is no good
    /// in its own format is not tried in another.
    ///
    /// # Errors
    /// Those of the format.
    pub fn parse(bytes: &[u8]) -> Result<Self, Error> {
        let options = ParseOptions::default();
        let has = |name: &[u8]| bytes.windows(name.len()).any(|window| window == name);
        if has(b"\"verification_material\"") {
            let attestation = Attestation::parse(bytes, &options)?;
            return Ok(Self::Attestation(Box::new(attestation)));
        }
        let bundle = if has(b"\"base64Signature\"") {
            Bundle::parse_legacy(bytes, &options)?
        } else {
            Bundle::parse(bytes, &options)?
        };
        Ok(Self::Bundle(Box::new(bundle)))
    }

    /// The bundle, or the one that the evidence is equivalent to.
    #[must_use]
    pub fn bundle(&self) -> &Bundle {
        match self {
            Self::Bundle(bundle) => bundle,
            Self::Attestation(attestation) => attestation.bundle(),
        }
    }
}
