//! What can be wrong with a key, a signature, or the question.

use bonafide_digest::Algorithm;
use bonafide_report::{Escaped, Exceeded};

use crate::{KeyKind, Scheme};

bonafide_report::codes! {
    /// A key that cannot be used, or a signature that does not verify.
    pub enum Error {
        /// The text is not exactly one PEM block.
        Pem {
            /// What is wrong with it.
            what: &'static str,
        } => KEY_UNSUPPORTED: "not one PEM block: {what}",
        /// The text is something else than a public key in PEM.
        NotPublic {
            /// What it is, with its article; a label is shortened.
            found: String,
        } => KEY_UNSUPPORTED: "this is {}; give the public key in PEM (BEGIN PUBLIC KEY)"; Escaped(found),
        /// The bytes are not the DER of a key.
        Encoding {
            /// The structure that was read.
            what: &'static str,
        } => KEY_UNSUPPORTED: "not a strict DER {what}",
        /// The key is of an algorithm that is not supported, or its parameters are not the ones
        /// that the algorithm has.
        Algorithm {} => KEY_UNSUPPORTED: "the algorithm of the key is not supported",
        /// The key is on another curve than P-256, P-384 and P-521, or its curve is not named.
        Curve {} => KEY_UNSUPPORTED: "the curve of the key is not a supported named curve",
        /// The key is of a kind that this build leaves out.
        Feature {
            /// The kind.
            what: &'static str,
            /// The feature to enable.
            enable: &'static str,
        } => KEY_UNSUPPORTED: "{what} are left out of this build; enable the feature {enable}",
        /// The point of the key is compressed.
        CompressedPoint {} => KEY_UNSUPPORTED: "the point of the key is compressed",
        /// The point of the key is not on the curve or is the identity.
        Point {} => KEY_UNSUPPORTED: "the point of the key is not on its curve",
        /// The Ed25519 key is not canonical, or of small order.
        Ed25519Point {} => KEY_UNSUPPORTED: "the Ed25519 key is not canonical or of small order",
        /// The RSA modulus is even, or has fewer than 2048 or more than 8192 bits.
        RsaModulus {
            /// Length of the modulus in bits.
            bits: usize,
        } => KEY_UNSUPPORTED: "an RSA modulus of {bits} bits is not an odd one of 2048 to 8192 bits",
        /// The RSA exponent is even, below 3 or not below the modulus.
        RsaExponent {} => KEY_UNSUPPORTED: "the RSA exponent is not an odd number from 3 to the modulus",
        /// The declared details do not fit the key.
        Details {
            /// Name in the algorithm registry.
            details: &'static str,
            /// The key.
            kind: KeyKind,
        } => KEY_UNSUPPORTED: "{details} does not describe a key of kind {kind}",
        /// The scheme does not fit the key.
        Scheme {
            /// The scheme.
            scheme: Scheme,
            /// The key.
            kind: KeyKind,
        } => KEY_UNSUPPORTED: "{scheme} does not fit a key of kind {kind}",
        /// The backend cannot do this, another one can.
        Backend {
            /// The backend that was asked.
            backend: &'static str,
            /// What it was asked for.
            what: &'static str,
            /// The backend to enable.
            enable: &'static str,
        } => KEY_UNSUPPORTED: "the backend {backend} cannot verify {what}; enable the backend {enable}",
        /// The message was given as a digest, which is not the one that the scheme signs.
        Digest {
            /// The scheme.
            scheme: Scheme,
            /// The algorithm of the given digest.
            found: Algorithm,
        } => ARTIFACT_BAD_DIGEST: "{scheme} cannot be verified over a {found} digest",
        /// The signature does not have the form of its scheme.
        Form {
            /// What is wrong with it.
            what: &'static str,
        } => SIGNATURE_INVALID: "the signature is not valid: {what}",
        /// The signature has the form of its scheme and does not verify.
        Signature {} => SIGNATURE_INVALID: "the signature does not verify",
        /// A limit was reached.
        Limit {
            /// Which.
            cause: Exceeded,
        } => in cause: "{cause}",
    }
}

impl bonafide_report::Coded for Error {
    fn code(&self) -> bonafide_report::Code {
        Self::code(self)
    }
}

impl From<Exceeded> for Error {
    fn from(cause: Exceeded) -> Self {
        Self::Limit { cause }
    }
}
