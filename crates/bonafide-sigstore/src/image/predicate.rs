//! Short names of predicate types.

use crate::Error;

/// Names that people use, and the types that each stands for.
const NAMES: [(&str, &[&str]); 10] = [
    ("slsaprovenance", &["https://slsa.dev/provenance/v0.2"]),
    ("slsaprovenance02", &["https://slsa.dev/provenance/v0.2"]),
    ("slsaprovenance1", &["https://slsa.dev/provenance/v1"]),
    ("spdx", &["https://spdx.dev/Document"]),
    ("spdxjson", &["https://spdx.dev/Document"]),
    ("cyclonedx", &["https://cyclonedx.org/bom"]),
    ("link", &["https://in-toto.io/Link/v1"]),
    ("vuln", &["https://cosign.sigstore.dev/attestation/vuln/v1"]),
    (
        "openvex",
        &["https://openvex.dev/ns", "https://openvex.dev/ns/v0.2.0"],
    ),
    ("custom", &["https://cosign.sigstore.dev/attestation/v1"]),
];

/// The predicate types that a short name stands for; an absolute URI stands for itself.
///
/// A name is resolved when a policy is read, and never compared with what was signed.
///
/// # Errors
/// `policy.empty` for what is neither a known name nor an absolute URI.
///
/// ```
/// use bonafide_sigstore::image::predicate_types;
///
/// assert_eq!(predicate_types("cyclonedx")?, ["https://cyclonedx.org/bom"]);
/// assert!(predicate_types("cyclone").is_err());
/// # Ok::<(), bonafide_sigstore::Error>(())
/// ```
pub fn predicate_types(name: &str) -> Result<Vec<String>, Error> {
    if let Some((_, types)) = NAMES.iter().find(|(known, _)| *known == name) {
        return Ok(types.iter().map(|&text| text.to_owned()).collect());
    }
    if is_absolute_uri(name) {
        return Ok(vec![name.to_owned()]);
    }
    Err(Error::EmptyPolicy {
        lacking: "a predicate type that is neither a known name nor an absolute URI",
    })
}

/// `scheme:rest`, as RFC 3986 has it, without white space.
fn is_absolute_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else {
        return false;
    };
    let is_inner = |byte: u8| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte);
    scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.bytes().all(is_inner)
        && !rest.is_empty()
        && rest.bytes().all(|byte| (0x21..0x7f).contains(&byte))
}
