//! URIs as identifiers: compared byte for byte, never normalised.

/// Whether a text is a URI with a capital letter in its scheme or authority, where capitals mean
/// nothing to some readers and something to a comparison of bytes.
pub(crate) fn has_capital_authority(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else {
        return false;
    };
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    let authority = rest
        .strip_prefix("//")
        .and_then(|rest| rest.split(['/', '?', '#']).next())
        .unwrap_or_default();
    let is_capital = |byte: u8| byte.is_ascii_uppercase();
    is_scheme && (scheme.bytes().any(is_capital) || authority.bytes().any(is_capital))
}

#[cfg(test)]
mod tests {
    use super::has_capital_authority;

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
}
