//! The names that a digest may have.

use core::fmt;

use crate::{Error, hex};

macro_rules! algorithms {
    ($( $(#[$doc:meta])* $variant:ident $name:literal $lengths:expr, $computable:expr; )+) => {
        /// A digest algorithm, or a scheme of identifiers that are digests, known by name.
        ///
        /// Names are exact: `SHA256` is not `sha256`, it is an unknown algorithm.
        ///
        /// # Specification
        /// in-toto DigestSet, version 1; OpenSSF Model Signing version 1.0, algorithm registry.
        #[non_exhaustive]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Algorithm {
            $( $(#[$doc])* $variant, )+
        }

        impl Algorithm {
            /// Every algorithm, in the order of declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name in a `DigestSet`, or in a model signature.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $( Self::$variant => $name, )+ }
            }

            /// The lengths that a digest may have, in bytes. Empty for the extendable functions
            /// `shake128` and `shake256`, whose output has any length of at least one byte.
            #[must_use]
            pub const fn lengths(self) -> &'static [usize] {
                match self { $( Self::$variant => $lengths, )+ }
            }

            /// Whether [`Hasher`](crate::Hasher) computes it. `BLAKE2b` and BLAKE3 are computed where
            /// the features of their names are on.
            #[must_use]
            pub const fn is_computable(self) -> bool {
                match self { $( Self::$variant => $computable, )+ }
            }
        }
    };
}

algorithms! {
    /// SHA-256 cut to 224 bits with its own initial value.
    Sha224 "sha224" &[28], true;
    /// SHA-256.
    Sha256 "sha256" &[32], true;
    /// SHA-384.
    Sha384 "sha384" &[48], true;
    /// SHA-512.
    Sha512 "sha512" &[64], true;
    /// SHA-512/224.
    Sha512_224 "sha512_224" &[28], true;
    /// SHA-512/256.
    Sha512_256 "sha512_256" &[32], true;
    /// SHA3-224.
    Sha3_224 "sha3_224" &[28], false;
    /// SHA3-256.
    Sha3_256 "sha3_256" &[32], false;
    /// SHA3-384.
    Sha3_384 "sha3_384" &[48], false;
    /// SHA3-512.
    Sha3_512 "sha3_512" &[64], false;
    /// SHAKE128 with output of any length.
    Shake128 "shake128" &[], false;
    /// SHAKE256 with output of any length.
    Shake256 "shake256" &[], false;
    /// `BLAKE2b` with 512 bits.
    Blake2b "blake2b" &[64], cfg!(feature = "blake2");
    /// `BLAKE2s` with 256 bits.
    Blake2s "blake2s" &[32], false;
    /// SHA-1: collisions are cheap.
    Sha1 "sha1" &[20], false;
    /// MD5: collisions are free.
    Md5 "md5" &[16], false;
    /// RIPEMD-160.
    Ripemd160 "ripemd160" &[20], false;
    /// SM3.
    Sm3 "sm3" &[32], false;
    /// GOST R 34.11 with 256 bits.
    Gost "gost" &[32], false;
    /// The directory hash of Go modules, version 1; also written `dirHash`.
    DirHash1 "dirHash1" &[32], false;
    /// The object id of a Git commit.
    GitCommit "gitCommit" &[20, 32], false;
    /// The object id of a Git tree.
    GitTree "gitTree" &[20, 32], false;
    /// The object id of a Git blob.
    GitBlob "gitBlob" &[20, 32], false;
    /// The object id of an annotated Git tag.
    GitTag "gitTag" &[20, 32], false;
    /// BLAKE3 in its default mode, with 256 bits. It is no name of a `DigestSet`; model signatures
    /// use it.
    Blake3 "blake3" &[32], cfg!(feature = "blake3");
}

impl Algorithm {
    /// The algorithm with exactly this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        if name == "dirHash" {
            return Some(Self::DirHash1);
        }
        Self::ALL
            .iter()
            .copied()
            .find(|algorithm| algorithm.name() == name)
    }

    /// Whether a `DigestSet` of in-toto may name it: all but BLAKE3.
    #[must_use]
    pub const fn is_in_digest_set(self) -> bool {
        !matches!(self, Self::Blake3)
    }

    /// Whether a digest of this algorithm may have `length` bytes.
    #[must_use]
    pub fn has_length(self, length: usize) -> bool {
        match self.lengths() {
            [] => length > 0,
            lengths => lengths.contains(&length),
        }
    }

    /// Checks that `text` is lower-case hexadecimal of a length of this algorithm, without keeping
    /// it. This also judges the outputs of `shake128` and `shake256` that are too long for a
    /// [`Digest`](crate::Digest).
    ///
    /// # Errors
    /// [`Error::Hex`], [`Error::UpperCase`] and [`Error::Length`], in this order.
    pub fn check_hex(self, text: &str) -> Result<(), Error> {
        hex::check(text)?;
        let found = text.len() / 2;
        if self.has_length(found) {
            Ok(())
        } else {
            Err(Error::Length {
                algorithm: self,
                found,
            })
        }
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Algorithm {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}
