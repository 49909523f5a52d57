//! Hashes by the length that their algorithm gives them.

use crate::conformance::pattern::Pattern;

/// A hash whose members have been read in any order.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Hash {
    wanted: Option<usize>,
    found: Option<usize>,
}

impl Hash {
    /// The algorithm, as `CycloneDX` or SPDX call it.
    pub(super) fn algorithm(&mut self, name: &str) {
        self.wanted = digits(name);
    }

    /// The hexadecimal text, of whatever length; another text is of none.
    pub(super) fn value(&mut self, text: &str) {
        let is_hex = text.bytes().all(|byte| byte.is_ascii_hexdigit());
        self.found = Some(if is_hex { text.len() } else { 0 });
    }

    /// The same, where the schema has looked already whether any algorithm gives such a text.
    pub(super) fn checked_value(&mut self, text: &str) {
        self.found = Pattern::Hash.is_match(text).then_some(text.len());
    }

    /// Whether the text is not what the algorithm gives; `false` when either is not known.
    pub(super) fn is_wrong(self) -> bool {
        matches!((self.wanted, self.found), (Some(wanted), Some(found)) if wanted != found)
    }
}

/// Hexadecimal digits; `None` for MD6, which has several lengths, and for what is not known.
fn digits(algorithm: &str) -> Option<usize> {
    Some(match algorithm {
        "ADLER32" => 8,
        "MD2" | "MD4" | "MD5" => 32,
        "SHA-1" | "SHA1" => 40,
        "SHA224" => 56,
        "SHA-256" | "SHA256" | "SHA3-256" | "BLAKE2b-256" | "BLAKE3" | "Streebog-256" => 64,
        "SHA-384" | "SHA384" | "SHA3-384" | "BLAKE2b-384" => 96,
        "SHA-512" | "SHA512" | "SHA3-512" | "BLAKE2b-512" | "Streebog-512" => 128,
        _ => return None,
    })
}
