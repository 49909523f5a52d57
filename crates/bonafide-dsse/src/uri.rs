//! URIs as identifiers: compared byte for byte, never normalised.

/// Whether a text is a URI with a capital letter in its scheme or authority, where capitals mean
/// nothing to some readers and something to a comparison of bytes.
///
/// ```
/// assert!(bonafide_dsse::has_capital_authority("https://SLSA.dev/provenance"));
/// assert!(!bonafide_dsse::has_capital_authority("https://slsa.dev/Provenance"));
/// ```
#[must_use]
pub fn has_capital_authority(text: &str) -> bool {
    let Some((scheme, rest)) = split_scheme(text) else {
        return false;
    };
    let authority = rest
        .strip_prefix("//")
        .and_then(|rest| rest.split(['/', '?', '#']).next())
        .unwrap_or_default();
    let is_capital = |byte: u8| byte.is_ascii_uppercase();
    scheme.bytes().any(is_capital) || authority.bytes().any(is_capital)
}

/// Whether a text has the outer form of a URI: a scheme, and no blanks or control characters.
/// Builders write other text where a format asks for one.
///
/// ```
/// assert!(bonafide_dsse::is_uri("pkg:npm/a@1") && !bonafide_dsse::is_uri("gcr.io/a/b"));
/// ```
///
/// # Specification
/// RFC 3986 section 3; looser: of the characters after the scheme only the grossest are refused.
#[must_use]
pub fn is_uri(text: &str) -> bool {
    split_scheme(text).is_some() && !text.contains(|c: char| c.is_whitespace() || c.is_control())
}

fn split_scheme(text: &str) -> Option<(&str, &str)> {
    text.split_once(':').filter(|(scheme, _)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_at_scheme_and_authority_only() {
        for text in [
            "HTTPS://slsa.dev/x",
            "https://SLSA.dev/x",
            "Pkg:npm/a",
            "https://a.B?q",
        ] {
            assert!(has_capital_authority(text), "{text}");
        }
        for text in [
            "https://slsa.dev/Provenance",
            "pkg:npm/A",
            "",
            "Foo",
            "a b:C",
            "https://a?B",
            "https://a#B",
        ] {
            assert!(!has_capital_authority(text), "{text}");
        }
    }

    #[test]
    fn a_uri_has_a_scheme_and_no_blanks() {
        for text in ["https://a/b", "git+ssh://a", "a:", "tekton.dev:v1"] {
            assert!(is_uri(text), "{text}");
        }
        for text in [
            "",
            ":",
            "a",
            "gcr.io/a:b",
            "1a:b",
            "https://a b",
            "a:\n",
            "a b:c",
        ] {
            assert!(!is_uri(text), "{text}");
        }
    }
}
