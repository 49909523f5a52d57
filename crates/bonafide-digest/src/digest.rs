//! A digest with its algorithm.

use core::fmt;

use crate::{Algorithm, Error, hex};

/// The greatest number of bytes in a [`Digest`].
pub const MAX_LENGTH: usize = 64;

/// An algorithm and a value of a length that the algorithm has.
///
/// Two digests are equal when both algorithm and value are: values of different algorithms are
/// never comparable, whatever their lengths.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest {
    algorithm: Algorithm,
    length: u8,
    /// Zero beyond `length`, so that derived comparisons hold.
    bytes: [u8; MAX_LENGTH],
}

impl Digest {
    /// The digest with this value.
    ///
    /// # Errors
    /// [`Error::Length`] for a length that the algorithm does not have, [`Error::TooLong`] for
    /// output of `shake128` or `shake256` above [`MAX_LENGTH`].
    pub fn new(algorithm: Algorithm, value: &[u8]) -> Result<Self, Error> {
        let found = value.len();
        if !algorithm.has_length(found) {
            return Err(Error::Length { algorithm, found });
        }
        if found > MAX_LENGTH {
            return Err(Error::TooLong { found });
        }
        Ok(Self::of_output(algorithm, value))
    }

    /// The SHA-256 digest with this value.
    #[must_use]
    pub fn sha256(value: [u8; 32]) -> Self {
        Self::of_output(Algorithm::Sha256, &value)
    }

    /// What a hash function of `algorithm` gave out, which has its length.
    pub(crate) fn of_output(algorithm: Algorithm, output: &[u8]) -> Self {
        let mut bytes = [0; MAX_LENGTH];
        let mut length = 0_u8;
        for (kept, byte) in bytes.iter_mut().zip(output) {
            *kept = *byte;
            length = length.saturating_add(1);
        }
        Self {
            algorithm,
            length,
            bytes,
        }
    }

    /// The digest whose value is written in lower-case hexadecimal.
    ///
    /// # Errors
    /// [`Error::Hex`], [`Error::UpperCase`], then those of [`Digest::new`].
    pub fn from_hex(algorithm: Algorithm, text: &str) -> Result<Self, Error> {
        let found = text.len() / 2;
        let mut digest = Self::of_output(algorithm, &[]);
        if let (true, Some(room)) = (algorithm.has_length(found), digest.bytes.get_mut(..found))
            && hex::decode_into(text, room)
        {
            digest.length = u8::try_from(found).unwrap_or(u8::MAX);
            return Ok(digest);
        }
        // Something is wrong with it. What comes first is told.
        algorithm.check_hex(text)?;
        if found > MAX_LENGTH {
            return Err(Error::TooLong { found });
        }
        Self::new(algorithm, &hex::decode(text)?)
    }

    /// Reads `algorithm:hexadecimal`, such as `sha256:9f86…`.
    ///
    /// # Errors
    /// [`Error::Form`] without a colon, [`Error::UnknownAlgorithm`], then those of
    /// [`Digest::from_hex`].
    pub fn parse(text: &str) -> Result<Self, Error> {
        let (name, value) = text.split_once(':').ok_or(Error::Form {})?;
        let algorithm = Algorithm::from_name(name).ok_or(Error::UnknownAlgorithm {})?;
        Self::from_hex(algorithm, value)
    }

    /// The algorithm.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The value.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.bytes
            .get(..usize::from(self.length))
            .unwrap_or_default()
    }

    /// The value in lower-case hexadecimal.
    #[must_use]
    pub fn to_hex(&self) -> String {
        hex::encode(self.as_bytes())
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.algorithm, self.to_hex())
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl core::str::FromStr for Digest {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::parse(text)
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Digest {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
