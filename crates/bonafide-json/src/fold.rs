//! Member names that some readers would take for a known one.

/// Whether `name` is none of `known` and some decoders would still match it with one of them.
///
/// Such decoders compare without regard to ASCII case, and hold the long s and the Kelvin sign for
/// `s` and `k`.
pub(crate) fn is_case_variant(name: &str, known: &[&str]) -> bool {
    !known.contains(&name) && known.iter().any(|known| folded(known).eq(folded(name)))
}

fn folded(name: &str) -> impl Iterator<Item = char> + '_ {
    name.chars().map(|c| match c {
        '\u{17f}' => 's',
        '\u{212a}' => 'k',
        c => c.to_ascii_lowercase(),
    })
}

#[cfg(test)]
mod tests {
    use super::is_case_variant;

    #[test]
    fn folds_as_case_insensitive_decoders_do() {
        let known = ["subject", "keyId"];
        for name in [
            "Subject",
            "SUBJECT",
            "\u{17f}ubject",
            "keyid",
            "\u{212a}eyId",
        ] {
            assert!(is_case_variant(name, &known), "{name}");
        }
        for name in ["subject", "keyId", "subjects", "", "sübject"] {
            assert!(!is_case_variant(name, &known), "{name}");
        }
    }

    #[test]
    fn an_exact_name_is_no_variant_of_its_neighbour() {
        assert!(!is_case_variant("keyid", &["keyId", "keyid"]));
    }
}
