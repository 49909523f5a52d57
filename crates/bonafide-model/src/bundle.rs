//! Bundles of the methods `key` and `certificate`, as received: nothing here is verified.

#![cfg(feature = "oms")]

mod material;
mod read;

use crate::lint::Lint;
use crate::{BundleLimits, Error, Method};

/// The payload type of a statement.
const PAYLOAD_TYPE: &str = bonafide_dsse::IN_TOTO;

/// What a bundle holds.
#[derive(Clone, Debug)]
pub(crate) struct Bundle {
    pub(crate) material: Material,
    /// The timestamps, in DER.
    pub(crate) timestamps: Vec<Vec<u8>>,
    /// How many entries of transparency logs there are; they are not read.
    pub(crate) log_entries: usize,
    /// The very bytes that are signed and, once that is verified, read.
    pub(crate) payload: Vec<u8>,
    pub(crate) signature: Vec<u8>,
}

/// Who signed, as the bundle has it.
#[derive(Clone, Debug)]
pub(crate) enum Material {
    PublicKey(PublicKeyHint),
    /// Certificates in DER, that of the signer first; the others are helpers.
    Chain(Vec<Vec<u8>>),
    /// A single certificate, as the method `sigstore` has it.
    Certificate,
}

/// What a bundle says of the key that signed it.
#[derive(Clone, Debug, Default)]
pub(crate) struct PublicKeyHint {
    /// Empty where there is none.
    pub(crate) hint: String,
    /// The key itself, which older signers wrote; never trusted.
    pub(crate) raw: Option<Vec<u8>>,
}

impl Bundle {
    /// Reads a bundle strictly; what a profile accepts beyond that is found in `lint`. An error tells
    /// what looks like another format.
    ///
    /// # Specification
    /// models OMB-1 to OMB-6.
    pub(crate) fn parse(
        bytes: &[u8],
        limits: &BundleLimits,
        lint: &mut Lint,
    ) -> Result<Self, Error> {
        read::bundle(bytes, limits, lint).map_err(|error| {
            // What is too large is not looked through.
            if matches!(error, Error::Limit { .. }) {
                return error;
            }
            match bonafide_sigstore::other_format(bytes) {
                Some(looks_like) => Error::OtherFormat {
                    cause: Box::new(error),
                    looks_like,
                },
                None => error,
            }
        })
    }

    pub(crate) const fn method(&self) -> Method {
        match self.material {
            Material::PublicKey(_) => Method::Key,
            Material::Chain(_) => Method::Certificate,
            Material::Certificate => Method::Sigstore,
        }
    }

    /// The bytes that are signed, in parts (models OMB-6).
    pub(crate) fn pae(&self) -> bonafide_dsse::Pae<'_> {
        bonafide_dsse::Pae::new(PAYLOAD_TYPE, &self.payload)
    }
}
