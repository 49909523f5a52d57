//! The names that the formats have for hash algorithms.

macro_rules! algorithms {
    ($( $(#[$doc:meta])* $variant:ident $name:literal $digits:literal; )+) => {
        /// A hash algorithm under whatever name a format has for it.
        ///
        /// # Specification
        /// NRM-2.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum HashAlgorithm {
            $( $(#[$doc])* $variant, )+
            /// Any other.
            Other,
        }

        impl HashAlgorithm {
            /// The name in lower case without punctuation: `sha256`, `blake2b256`; empty for others.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $( Self::$variant => $name, )+ Self::Other => "" }
            }

            /// The hexadecimal digits of a value; 0 where any number may be right.
            #[must_use]
            pub const fn digits(self) -> usize {
                match self { $( Self::$variant => $digits, )+ Self::Other => 0 }
            }

            fn folded(name: &str) -> Self {
                match name { $( $name => Self::$variant, )+ _ => Self::Other }
            }
        }
    };
}

algorithms! {
    /// Adler-32.
    Adler32 "adler32" 8;
    /// BLAKE2b of 256 bits.
    Blake2b256 "blake2b256" 64;
    /// BLAKE2b of 384 bits.
    Blake2b384 "blake2b384" 96;
    /// BLAKE2b of 512 bits.
    Blake2b512 "blake2b512" 128;
    /// BLAKE3.
    Blake3 "blake3" 0;
    /// MD2.
    Md2 "md2" 32;
    /// MD4.
    Md4 "md4" 32;
    /// MD5.
    Md5 "md5" 32;
    /// MD6.
    Md6 "md6" 0;
    /// SHA-1.
    Sha1 "sha1" 40;
    /// SHA-224.
    Sha224 "sha224" 56;
    /// SHA-256.
    Sha256 "sha256" 64;
    /// SHA-384.
    Sha384 "sha384" 96;
    /// SHA-512.
    Sha512 "sha512" 128;
    /// SHA3-224.
    Sha3_224 "sha3224" 56;
    /// SHA3-256.
    Sha3_256 "sha3256" 64;
    /// SHA3-384.
    Sha3_384 "sha3384" 96;
    /// SHA3-512.
    Sha3_512 "sha3512" 128;
    /// Streebog of 256 bits.
    Streebog256 "streebog256" 64;
    /// Streebog of 512 bits.
    Streebog512 "streebog512" 128;
}

/// Characters of the longest name.
const LONGEST: usize = 11;

impl HashAlgorithm {
    /// The algorithm that a format names so: case and punctuation do not matter.
    ///
    /// ```
    /// use bonafide_sbom::HashAlgorithm;
    /// for name in ["SHA-256", "SHA256", "sha256"] {
    ///     assert_eq!(HashAlgorithm::of(name), HashAlgorithm::Sha256);
    /// }
    /// assert_eq!(HashAlgorithm::of("SHA3-256"), HashAlgorithm::Sha3_256);
    /// ```
    #[must_use]
    pub fn of(name: &str) -> Self {
        match name {
            "SHA-256" | "SHA256" => return Self::Sha256,
            "SHA-1" | "SHA1" => return Self::Sha1,
            "SHA-512" | "SHA512" => return Self::Sha512,
            "MD5" => return Self::Md5,
            _ => {}
        }
        let mut folded = [0_u8; LONGEST];
        let mut rest = folded.iter_mut();
        for byte in name
            .bytes()
            .filter(|byte| !matches!(byte, b'-' | b'_' | b'/'))
        {
            match rest.next() {
                Some(slot) => *slot = byte.to_ascii_lowercase(),
                None => return Self::Other,
            }
        }
        let left = rest.len();
        let text = folded
            .get(..LONGEST.saturating_sub(left))
            .unwrap_or_default();
        core::str::from_utf8(text).map_or(Self::Other, Self::folded)
    }

    /// Whether `value` is hexadecimal and as long as this algorithm makes it.
    #[must_use]
    pub fn fits(self, value: &str) -> bool {
        let digits = self.digits();
        (digits == 0 || value.len() == digits)
            && !value.is_empty()
            && value.len().is_multiple_of(2)
            && value.bytes().all(|byte| byte.is_ascii_hexdigit())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_all_formats_are_known() {
        for (name, algorithm) in [
            ("SHA-256", HashAlgorithm::Sha256),
            ("sha3_512", HashAlgorithm::Sha3_512),
            ("SHA3-224", HashAlgorithm::Sha3_224),
            ("BLAKE2b-512", HashAlgorithm::Blake2b512),
            ("blake2b384", HashAlgorithm::Blake2b384),
            ("BLAKE3", HashAlgorithm::Blake3),
            ("Streebog-256", HashAlgorithm::Streebog256),
            ("ADLER32", HashAlgorithm::Adler32),
            ("md6", HashAlgorithm::Md6),
            ("SHA-25", HashAlgorithm::Other),
            ("SHA-256-and-more", HashAlgorithm::Other),
            ("", HashAlgorithm::Other),
            ("ſha256", HashAlgorithm::Other),
        ] {
            assert_eq!(HashAlgorithm::of(name), algorithm, "{name}");
        }
    }

    #[test]
    fn values_have_their_length_and_their_digits() {
        assert!(HashAlgorithm::Md5.fits("D41D8CD98F00B204e9800998ecf8427e"));
        assert!(!HashAlgorithm::Md5.fits("d41d8cd98f00b204e9800998ecf8427"));
        assert!(!HashAlgorithm::Md5.fits("g41d8cd98f00b204e9800998ecf8427e"));
        assert!(!HashAlgorithm::Blake3.fits("") && !HashAlgorithm::Other.fits("abc"));
        assert!(HashAlgorithm::Other.fits("ab"));
    }
}
