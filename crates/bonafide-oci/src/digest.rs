//! The digests that registries speak of.

use bonafide_digest::{Algorithm, Digest};

use crate::Error;

/// The algorithms that image specifications register and this crate hashes with.
const ACCEPTED: [Algorithm; 2] = [Algorithm::Sha256, Algorithm::Sha512];

/// Reads `sha256:` and 64, or `sha512:` and 128, lower-case hexadecimal digits.
///
/// # Errors
/// [`Error::DigestAlgorithm`] for another algorithm, known or not; [`Error::DigestForm`] for
/// anything that is not such a text.
///
/// # Specification
/// OCI image specification, descriptor, digests; stricter: lower case only, and algorithms that
/// cannot be computed are refused when they are read.
///
/// ```
/// let text = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";
/// assert_eq!(bonafide_oci::parse_digest(text)?.to_string(), text);
/// assert!(bonafide_oci::parse_digest(&text.to_uppercase()).is_err());
/// # Ok::<(), bonafide_oci::Error>(())
/// ```
pub fn parse_digest(text: &str) -> Result<Digest, Error> {
    let malformed = |reason| Error::DigestForm { reason };
    let (name, value) = text.split_once(':').ok_or(malformed("no colon"))?;
    if !is_algorithm_name(name) {
        return Err(malformed("the algorithm is no name"));
    }
    let algorithm = Algorithm::from_name(name)
        .filter(|algorithm| ACCEPTED.contains(algorithm))
        .ok_or_else(|| Error::DigestAlgorithm {
            name: name.to_owned(),
        })?;
    Digest::from_hex(algorithm, value)
        .map_err(|_| malformed("not the lower-case hexadecimal digits of this algorithm"))
}

/// `component *( [+._-] component )` of lower-case letters and digits, and not longer than any name.
fn is_algorithm_name(name: &str) -> bool {
    let is_inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    name.len() <= 32
        && name
            .split(['+', '.', '_', '-'])
            .all(|part| !part.is_empty() && part.bytes().all(is_inner))
}

/// Whether `bytes` have this digest.
pub(crate) fn is_digest_of(digest: &Digest, bytes: &[u8]) -> bool {
    bonafide_digest::digest(digest.algorithm(), bytes).is_ok_and(|actual| actual == *digest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_can_be_computed_is_a_digest() {
        let hex = "4".repeat(64);
        assert!(parse_digest(&format!("sha256:{hex}")).is_ok());
        assert!(parse_digest(&format!("sha512:{hex}{hex}")).is_ok());
        for text in [
            format!("sha256:{}", "A".repeat(64)),
            format!("sha256:{}", "4".repeat(63)),
            format!("sha256:{}", "4".repeat(65)),
            format!("sha512:{hex}"),
            "sha256:../..".to_owned(),
            format!("SHA256:{hex}"),
            format!(":{hex}"),
            hex.clone(),
            format!("sha256:{}/", "4".repeat(63)),
        ] {
            let error = parse_digest(&text).unwrap_err();
            assert_eq!(error.code().as_str(), "digest.malformed", "{text}");
        }
        for text in [
            format!("sha384:{}", "4".repeat(96)),
            format!("blake3:{hex}"),
        ] {
            let error = parse_digest(&text).unwrap_err();
            assert_eq!(
                error.code().as_str(),
                "digest.algorithm-unsupported",
                "{text}"
            );
        }
    }
}
