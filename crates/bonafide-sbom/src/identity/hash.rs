//! Hashes of components.

use core::fmt;

use bonafide_digest::{Algorithm, Digest};
use bonafide_report::{Escaped, Finding, Place, registry};

use super::purl_split::nibble;
use crate::bytes;

macro_rules! algorithms {
    ($( $(#[$doc:meta])* $variant:ident $name:literal $bytes:expr, $strength:ident, $empty:expr; )+) => {
        /// A hash algorithm of CycloneDX, SPDX 2 or SPDX 3.
        #[non_exhaustive]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum HashAlgorithm {
            $( $(#[$doc])* $variant, )+
        }

        impl HashAlgorithm {
            /// Every algorithm, in the order of declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name that is printed: that of CycloneDX where it has one.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $( Self::$variant => $name, )+ }
            }

            /// The length of a value in bytes; `None` where it is not fixed.
            #[must_use]
            pub const fn length(self) -> Option<usize> {
                match self { $( Self::$variant => $bytes, )+ }
            }

            /// Whether two files with one hash can be made, or found, with little work: such a hash
            /// is enough to deny, and never enough to allow.
            #[must_use]
            pub const fn is_weak(self) -> bool {
                match self { $( Self::$variant => matches!(Strength::$strength, Strength::Weak), )+ }
            }

            /// The hash of nothing, where it is known here.
            const fn of_nothing(self) -> Option<&'static str> {
                match self { $( Self::$variant => $empty, )+ }
            }
        }
    };
}

enum Strength {
    Strong,
    Weak,
}

algorithms! {
    /// Adler-32, a checksum.
    Adler32 "ADLER32" Some(4), Weak, Some("00000001");
    /// CRC-32, a checksum.
    Crc32 "CRC32" Some(4), Weak, None;
    /// MD2.
    Md2 "MD2" Some(16), Weak, Some("8350e5a3e24c153df2275c9f80692773");
    /// MD4.
    Md4 "MD4" Some(16), Weak, Some("31d6cfe0d16ae931b73c59d7e0c089c0");
    /// MD5.
    Md5 "MD5" Some(16), Weak, Some("d41d8cd98f00b204e9800998ecf8427e");
    /// MD6, whose output has any length up to 512 bits.
    Md6 "MD6" None, Weak, None;
    /// SHA-1.
    Sha1 "SHA-1" Some(20), Weak, Some("da39a3ee5e6b4b0d3255bfef95601890afd80709");
    /// SHA-224.
    Sha224 "SHA-224" Some(28), Strong, Some("d14a028c2a3a2bc9476102bb288234c415a2b01f828ea62ac5b3e42f");
    /// SHA-256.
    Sha256 "SHA-256" Some(32), Strong, Some("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    /// SHA-384.
    Sha384 "SHA-384" Some(48), Strong, Some("38b060a751ac96384cd9327eb1b1e36a21fdb71114be07434c0cc7bf63f6e1da274edebfe76f65fbd51ad2f14898b95b");
    /// SHA-512.
    Sha512 "SHA-512" Some(64), Strong, Some("cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e");
    /// SHA3-224.
    Sha3_224 "SHA3-224" Some(28), Strong, Some("6b4e03423667dbb73b6e15454f0eb1abd4597f9a1b078e3f5b5a6bc7");
    /// SHA3-256.
    Sha3_256 "SHA3-256" Some(32), Strong, Some("a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a");
    /// SHA3-384.
    Sha3_384 "SHA3-384" Some(48), Strong, Some("0c63a75b845e4f7d01107d852e4c2485c51a50aaaa94fc61995e71bbee983a2ac3713831264adb47fb6bd1e058d5f004");
    /// SHA3-512.
    Sha3_512 "SHA3-512" Some(64), Strong, Some("a69f73cca23a9ac5c8b567dc185a756e97c982164fe25859e0d1dcc1475c80a615b2123af1f5f94c11e3e9402c3ac558f500199d95b6d3e301758586281dcd26");
    /// `BLAKE2b` with 256 bits.
    Blake2b256 "BLAKE2b-256" Some(32), Strong, Some("0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
    /// `BLAKE2b` with 384 bits.
    Blake2b384 "BLAKE2b-384" Some(48), Strong, Some("b32811423377f52d7862286ee1a72ee540524380fda1724a6f25d7978c6fd3244a6caf0498812673c5e05ef583825100");
    /// `BLAKE2b` with 512 bits.
    Blake2b512 "BLAKE2b-512" Some(64), Strong, Some("786a02f742015903c6c6fd852552d272912f4740e15847618a86e217f71f5419d25e1031afee585313896444934eb04b903a685b1448b755d56f701afe9be2ce");
    /// `BLAKE3`, whose output has any length of at least 32 bytes here.
    Blake3 "BLAKE3" None, Strong, Some("af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262");
    /// Streebog with 256 bits (GOST R 34.11-2012).
    Streebog256 "Streebog-256" Some(32), Strong, Some("3f539a213e97c802cc229d474c6aa32a825a360b2a933a949fd925208d9ce1bb");
    /// Streebog with 512 bits (GOST R 34.11-2012).
    Streebog512 "Streebog-512" Some(64), Strong, Some("8e945da209aa869f0455928529bcae4679e9873ab707b55315f56ceb98bef0a7362f715528356ee83cda5f2aac4c6ad2ba3a715c1bcd81cb8e9f90bf4c1c1a8a");
}

/// A name without what some formats leave out.
fn plain(name: &str) -> impl Iterator<Item = u8> + '_ {
    name.bytes()
        .filter(|byte| !matches!(byte, b'-' | b'_' | b'/'))
        .map(|byte| byte.to_ascii_lowercase())
}

/// Names of more bytes are of no algorithm.
const LONGEST_NAME: usize = 32;

/// The longest value of an algorithm without a fixed length, in bytes.
const MOST_BYTES: usize = 128;

impl HashAlgorithm {
    /// The algorithm that a document calls `name`: in any case, with or without `-`, `_` and `/`.
    ///
    /// ```
    /// use bonafide_sbom::HashAlgorithm;
    /// for name in ["SHA-256", "SHA256", "sha256"] {
    ///     assert_eq!(HashAlgorithm::from_name(name), Some(HashAlgorithm::Sha256));
    /// }
    /// assert_eq!(HashAlgorithm::from_name("SHA-25"), None);
    /// ```
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "SHA-256" | "SHA256" => return Some(Self::Sha256),
            "SHA-1" | "SHA1" => return Some(Self::Sha1),
            "SHA-512" | "SHA512" => return Some(Self::Sha512),
            "MD5" => return Some(Self::Md5),
            _ if name.len() > LONGEST_NAME => return None,
            _ => {}
        }
        let mut all = Self::ALL.iter().copied();
        all.find(|known| plain(known.name()).eq(plain(name)))
    }

    /// Whether `value` is hexadecimal, and as long as a value of this algorithm is.
    #[must_use]
    pub fn fits(self, value: &str) -> bool {
        value.len().is_multiple_of(2) && self.has_length(value.len() / 2) && is_hex(value)
    }

    fn has_length(self, bytes: usize) -> bool {
        match (self.length(), self) {
            (Some(length), _) => bytes == length,
            (None, Self::Blake3) => (32..=MOST_BYTES).contains(&bytes),
            (None, _) => (1..=64).contains(&bytes),
        }
    }
}

/// Whether all of `text` are hexadecimal digits.
pub(crate) fn is_hex(text: &str) -> bool {
    bytes::all(text.as_bytes(), |byte| {
        let is_digit = byte.wrapping_sub(b'0') < 10;
        is_digit | ((byte | 0x20).wrapping_sub(b'a') < 6)
    })
}

impl fmt::Display for HashAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A hash of a known algorithm with a length that fits it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HashValue {
    algorithm: HashAlgorithm,
    /// In lower case.
    hex: String,
}

impl HashValue {
    /// Reads a hash as documents write it: hexadecimal in any case.
    ///
    /// # Errors
    /// `sbom.hash` for an unknown algorithm, for what is not hexadecimal and for a length that does
    /// not fit.
    pub fn parse(algorithm: &str, hex: &str) -> Result<Self, Finding> {
        let wrong = |why: &str| {
            let detail = format!("a hash that calls itself {} {why}", Escaped(algorithm));
            Finding::new(registry::SBOM_HASH, Place::root(), detail)
        };
        let algorithm =
            HashAlgorithm::from_name(algorithm).ok_or_else(|| wrong("is of no known algorithm"))?;
        if !hex.len().is_multiple_of(2) || !algorithm.has_length(hex.len() / 2) {
            return Err(wrong("has another length"));
        }
        if !is_hex(hex) {
            return Err(wrong("is not hexadecimal"));
        }
        let hex = hex.to_ascii_lowercase();
        Ok(Self { algorithm, hex })
    }

    /// The algorithm.
    #[must_use]
    pub const fn algorithm(&self) -> HashAlgorithm {
        self.algorithm
    }

    /// The value in lower-case hexadecimal.
    #[must_use]
    pub fn hex(&self) -> &str {
        &self.hex
    }

    /// The same as a digest, if digests have its algorithm.
    pub(crate) fn digest(&self) -> Option<Digest> {
        let algorithm = match self.algorithm {
            HashAlgorithm::Sha224 => Algorithm::Sha224,
            HashAlgorithm::Sha256 => Algorithm::Sha256,
            HashAlgorithm::Sha384 => Algorithm::Sha384,
            HashAlgorithm::Sha512 => Algorithm::Sha512,
            HashAlgorithm::Sha3_224 => Algorithm::Sha3_224,
            HashAlgorithm::Sha3_256 => Algorithm::Sha3_256,
            HashAlgorithm::Sha3_384 => Algorithm::Sha3_384,
            HashAlgorithm::Sha3_512 => Algorithm::Sha3_512,
            HashAlgorithm::Blake2b512 => Algorithm::Blake2b,
            HashAlgorithm::Sha1 => Algorithm::Sha1,
            HashAlgorithm::Md5 => Algorithm::Md5,
            _ => return None,
        };
        Digest::from_hex(algorithm, &self.hex).ok()
    }

    /// Whether the value says nothing about a component: one digit over and over, or the hash of
    /// nothing.
    #[must_use]
    pub fn is_placeholder(&self) -> bool {
        let mut digits = self.hex.bytes().filter_map(nibble);
        let first = digits.next();
        let one_digit = self.hex.len() > 2 && digits.all(|digit| Some(digit) == first);
        one_digit || self.algorithm.of_nothing() == Some(self.hex.as_str())
    }

    /// A note when the value [is a placeholder](Self::is_placeholder).
    #[must_use]
    pub fn note_placeholder(&self) -> Option<Finding> {
        self.is_placeholder().then(|| {
            let detail = format!("the {} value is a placeholder", self.algorithm);
            Finding::new(registry::SBOM_HASH_PLACEHOLDER, Place::root(), detail)
        })
    }
}

impl fmt::Display for HashValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.algorithm, self.hex)
    }
}
