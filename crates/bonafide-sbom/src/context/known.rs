//! Names of members, among which case variants are looked for.

/// Names of members that are read.
pub(crate) struct Known {
    names: &'static [&'static str],
    /// A bit for each length that one of them has, so that most other names are compared with none.
    lengths: u64,
}

impl Known {
    pub(crate) const fn new(names: &'static [&'static str]) -> Self {
        let (mut lengths, mut rest) = (0, names);
        while let [first, others @ ..] = rest {
            lengths |= length_bit(first);
            rest = others;
        }
        Self { names, lengths }
    }

    /// Whether `name` is one of them but for the case of its letters.
    #[inline]
    pub(super) fn has_variant(&self, name: &str) -> bool {
        let is_variant = |known: &&str| known.eq_ignore_ascii_case(name) && *known != name;
        self.lengths & length_bit(name) != 0 && self.names.iter().any(is_variant)
    }
}

const fn length_bit(name: &str) -> u64 {
    1 << (name.len() & 63)
}

#[cfg(test)]
mod tests {
    use super::Known;

    #[test]
    fn variants_are_found_among_names_of_each_length() {
        const LONG: &str =
            "a-name-of-more-than-sixty-four-bytes-whose-length-shares-its-bit-with-one";
        let known = Known::new(&["a", "bom-ref", "components", LONG]);
        for name in ["A", "Bom-Ref", "COMPONENTS", &LONG.to_uppercase()] {
            assert!(known.has_variant(name), "{name}");
        }
        for name in ["a", "bom-ref", "b", "properties", "", LONG] {
            assert!(!known.has_variant(name), "{name}");
        }
        assert!(!Known::new(&[]).has_variant("a"));
    }
}
