//! What can be wrong with a digest.

use crate::Algorithm;

bonafide_report::codes! {
    /// A value that is no digest, or an algorithm that cannot be used for what was asked.
    pub enum Error {
        /// The value does not have a length of its algorithm.
        Length {
            /// The algorithm that was named.
            algorithm: Algorithm,
            /// Length of the value in bytes; for hexadecimal text half its characters, rounded down.
            found: usize,
        } => DIGEST_MALFORMED: "{found} bytes are no {algorithm} digest",
        /// The text holds something other than hexadecimal digits in pairs.
        Hex {
            /// Offset in bytes of the first wrong character, or the length when a digit is missing.
            offset: usize,
        } => DIGEST_MALFORMED: "not hexadecimal at offset {offset}",
        /// The text is hexadecimal and not in lower case.
        UpperCase {
            /// Offset in bytes of the first capital.
            offset: usize,
        } => DIGEST_UPPERCASE: "an upper-case hexadecimal digit at offset {offset}",
        /// The text is not `algorithm:hexadecimal`.
        Form {} => DIGEST_MALFORMED: "not of the form algorithm:hexadecimal",
        /// The text names an algorithm that is not known.
        UnknownAlgorithm {} => DIGEST_ALGORITHM: "the digest algorithm is not known",
        /// The algorithm is known and not computed by this build.
        NotComputable {
            /// The algorithm.
            algorithm: Algorithm,
        } => DIGEST_ALGORITHM: "{algorithm} is not computed by this build",
        /// No algorithm was given to hash with.
        NoAlgorithm {} => DIGEST_ALGORITHM: "no digest algorithm was given",
        /// The output of an extendable function is longer than a [`Digest`](crate::Digest) holds.
        TooLong {
            /// Length of the value in bytes.
            found: usize,
        } => LIMIT_EXCEEDED: "more than 64 digest bytes ({found})",
    }
}

impl bonafide_report::Coded for Error {
    fn code(&self) -> bonafide_report::Code {
        Self::code(self)
    }
}
