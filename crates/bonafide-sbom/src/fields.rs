//! Which fields are read.

/// A set of fields. What is not in it is checked for grammar, nesting and duplicate members, and
/// gives no other finding.
///
/// # Specification
/// sbom STR-5.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Fields(u32);

macro_rules! fields {
    ($( $(#[$doc:meta])* $name:ident $bit:literal; )+) => {
        impl Fields {
            $( $(#[$doc])* pub const $name: Self = Self(1 << $bit); )+
            /// Everything.
            pub const ALL: Self = Self($( (1 << $bit) )|+);
        }
    };
}

fields! {
    /// References, names, versions, package URLs, CPE names and other identifiers of components.
    IDENTITY 0;
    /// Hashes of components.
    HASHES 1;
    /// Licences of components and of the document.
    LICENCES 2;
    /// Suppliers, producers, authors.
    SUPPLIER 3;
    /// Relationships.
    EDGES 4;
    /// Vulnerabilities.
    VULNERABILITIES 5;
    /// Properties.
    PROPERTIES 6;
    /// Evidence: observed licences, identities with methods.
    EVIDENCE 7;
    /// Model cards and data sets.
    ML 8;
    /// Files of SPDX documents.
    FILES 9;
    /// Services.
    SERVICES 10;
    /// Ancestors, descendants and variants of components.
    PEDIGREE 11;
    /// Tools that made the document.
    TOOLS 12;
    /// What the document says about itself.
    DOCUMENT 13;
    /// External references of components, and where they were downloaded from.
    EXTERNAL 14;
    /// Compositions.
    COMPOSITIONS 15;
    /// Descriptions, copyright texts, and digests of embedded licence texts.
    TEXTS 16;
}

impl Fields {
    /// No field: components are counted.
    pub const NONE: Self = Self(0);

    /// The set with those of `other`.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether any of `other` is in the set.
    #[must_use]
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether all of `other` is in the set.
    #[must_use]
    pub const fn has_all(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

impl core::ops::BitOr for Fields {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_hold_what_they_were_made_of() {
        let both = Fields::IDENTITY | Fields::TEXTS;
        assert!(both.has(Fields::TEXTS) && !both.has(Fields::EDGES));
        assert!(!both.has_all(Fields::ALL) && Fields::ALL.has_all(both));
        assert!(!Fields::NONE.has(Fields::ALL));
    }
}
