//! What could not be compared, and why.

use core::fmt;

/// Something that documents say, as far as formats and readers differ in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Aspect {
    /// Which components there are: nothing else can be compared without it but the document.
    Components,
    /// Files among the components.
    Files,
    /// Services.
    Services,
    /// The tools that made the document.
    Tools,
    /// Ancestors, descendants and variants.
    Pedigree,
    /// The types of components.
    Types,
    /// Groups and names, where another identifier says that two components are one.
    Names,
    /// Identifiers that are neither package URLs nor CPE names nor SWID tags.
    OtherIdentifiers,
    /// Hashes.
    Hashes,
    /// Licences.
    Licences,
    /// Who says which licence: without it, only what a reader goes by is compared.
    LicenceSpeakers,
    /// Licences that were observed.
    ObservedLicences,
    /// The texts of licences that have no identifier.
    LicenceTexts,
    /// The names of suppliers.
    Suppliers,
    /// Addresses and kinds of suppliers.
    SupplierDetails,
    /// Who made components.
    Producers,
    /// Whether components are required, optional or excluded.
    Scopes,
    /// What depends on what.
    Dependencies,
    /// What the document describes.
    Roots,
    /// What a dependency is for, and all other relationships.
    Relations,
    /// What provides what.
    Provisions,
    /// What was trained or tested on what.
    Training,
    /// Vulnerabilities and what is said of them.
    Vulnerabilities,
    /// When the document was made.
    Created,
    /// The identity, the name and the sources of the document.
    Document,
    /// The authors of the document.
    Authors,
    /// The phases of life that the document is about.
    Lifecycles,
    /// The licence of the document itself.
    DataLicences,
    /// How complete the document says to be.
    Completeness,
}

impl Aspect {
    /// The name of this aspect for machines, which never changes: in lower case, with hyphens.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Components => "components",
            Self::Files => "files",
            Self::Services => "services",
            Self::Tools => "tools",
            Self::Pedigree => "pedigree",
            Self::Types => "types",
            Self::Names => "names",
            Self::OtherIdentifiers => "other-identifiers",
            Self::Hashes => "hashes",
            Self::Licences => "licences",
            Self::LicenceSpeakers => "licence-speakers",
            Self::ObservedLicences => "observed-licences",
            Self::LicenceTexts => "licence-texts",
            Self::Suppliers => "suppliers",
            Self::SupplierDetails => "supplier-details",
            Self::Producers => "producers",
            Self::Scopes => "scopes",
            Self::Dependencies => "dependencies",
            Self::Roots => "roots",
            Self::Relations => "relations",
            Self::Provisions => "provisions",
            Self::Training => "training",
            Self::Vulnerabilities => "vulnerabilities",
            Self::Created => "created",
            Self::Document => "document",
            Self::Authors => "authors",
            Self::Lifecycles => "lifecycles",
            Self::DataLicences => "data-licences",
            Self::Completeness => "completeness",
        }
    }

    const fn noun(self) -> &'static str {
        match self {
            Self::OtherIdentifiers => "other identifiers",
            Self::LicenceSpeakers => "who says which licence",
            Self::ObservedLicences => "observed licences",
            Self::LicenceTexts => "texts of licences",
            Self::SupplierDetails => "details of suppliers",
            Self::Relations => "other relationships",
            Self::Created => "when the document was made",
            Self::Document => "identity and sources of the document",
            Self::Authors => "authors of the document",
            Self::Lifecycles => "phases of life",
            Self::DataLicences => "licence of the document",
            other => other.name(),
        }
    }
}

/// Why one document has nothing to compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Obstacle {
    /// It was not asked for when the document was read.
    NotRead,
    /// The format, in the version of the document, has no place for it.
    NotInFormat,
    /// The other document is of a format that has another form for it.
    OtherForm,
}

impl Obstacle {
    /// The name of this obstacle for machines, which never changes: in lower case, with hyphens.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotRead => "not-read",
            Self::NotInFormat => "not-in-format",
            Self::OtherForm => "other-form",
        }
    }

    const fn reason(self) -> &'static str {
        match self {
            Self::NotRead => "not read",
            Self::NotInFormat => "no place for it in the format",
            Self::OtherForm => "another form in the format",
        }
    }
}

/// Something that could not be compared: nothing of it is among the changes.
///
/// It prints as one line.
///
/// # Specification
/// sbom DIF-3.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub struct NotComparable {
    /// What.
    pub aspect: Aspect,
    /// What is in the way in the document before.
    pub before: Option<Obstacle>,
    /// What is in the way in the document after.
    pub after: Option<Obstacle>,
}

impl NotComparable {
    pub(super) const fn mirrored(self) -> Self {
        Self {
            aspect: self.aspect,
            before: self.after,
            after: self.before,
        }
    }
}

impl fmt::Display for NotComparable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.aspect.noun())?;
        let reason = |side: Option<Obstacle>| side.map(Obstacle::reason);
        match (reason(self.before), reason(self.after)) {
            (Some(before), Some(after)) if before == after => write!(f, " ({before})"),
            (Some(before), Some(after)) => write!(f, " (before: {before}; after: {after})"),
            (Some(before), None) => write!(f, " (before: {before})"),
            (None, Some(after)) => write!(f, " (after: {after})"),
            (None, None) => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_in_the_way_is_told_of_each_side() {
        let line = |before, after| {
            let aspect = Aspect::LicenceTexts;
            let one = NotComparable {
                aspect,
                before,
                after,
            };
            one.to_string()
        };
        let (unread, unsaid) = (Some(Obstacle::NotRead), Some(Obstacle::NotInFormat));
        assert_eq!(line(unread, unread), "texts of licences (not read)");
        assert_eq!(line(unread, None), "texts of licences (before: not read)");
        assert_eq!(
            line(unread, unsaid),
            "texts of licences (before: not read; after: no place for it in the format)"
        );
        assert_eq!(
            line(None, Some(Obstacle::OtherForm)),
            "texts of licences (after: another form in the format)"
        );
    }
}
