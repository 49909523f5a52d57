//! The tags, and where they belong.

/// A part of a document, from the tag that begins it to that of the next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Section {
    /// What comes before all others.
    #[default]
    Document,
    Package,
    File,
    Snippet,
    Licence,
    Relationship,
    Annotation,
    Review,
}

impl Section {
    /// The section that `tag` begins.
    ///
    /// # Specification
    /// sbom TVL-3.
    pub(super) fn begun_by(tag: &str) -> Option<Self> {
        Some(match tag {
            "PackageName" => Self::Package,
            "FileName" => Self::File,
            "SnippetSPDXID" => Self::Snippet,
            "LicenseID" => Self::Licence,
            "Relationship" => Self::Relationship,
            "Annotator" => Self::Annotation,
            "Reviewer" => Self::Review,
            _ => return None,
        })
    }
}

/// A tag that SPDX 2.2 or 2.3 has.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tag {
    /// A bit of its own.
    pub(super) bit: u128,
    /// Where it may stand.
    pub(super) sections: &'static [Section],
    /// Whether it may stand there more than once.
    pub(super) is_repeated: bool,
}

impl Tag {
    pub(super) fn named(name: &str) -> Option<Self> {
        let index = TAGS.binary_search_by(|(tag, ..)| (*tag).cmp(name)).ok()?;
        let (_, sections, is_repeated) = TAGS.get(index)?;
        Some(Self {
            bit: u32::try_from(index)
                .ok()
                .and_then(|index| 1_u128.checked_shl(index))?,
            sections,
            is_repeated: *is_repeated,
        })
    }
}

use Section::{Annotation, Document, File, Licence, Package, Relationship, Review, Snippet};

/// In the order of their bytes (SPDX 2.3 chapters 6 to 13).
const TAGS: [(&str, &[Section], bool); 78] = [
    ("AnnotationComment", &[Annotation], false),
    ("AnnotationDate", &[Annotation], false),
    ("AnnotationType", &[Annotation], false),
    ("Annotator", &[Annotation], false),
    ("ArtifactOfProjectHomePage", &[File], true),
    ("ArtifactOfProjectName", &[File], true),
    ("ArtifactOfProjectURI", &[File], true),
    ("BuiltDate", &[Package], false),
    ("Created", &[Document], false),
    ("Creator", &[Document], true),
    ("CreatorComment", &[Document], false),
    ("DataLicense", &[Document], false),
    ("DocumentComment", &[Document], false),
    ("DocumentName", &[Document], false),
    ("DocumentNamespace", &[Document], false),
    ("ExternalDocumentRef", &[Document], true),
    ("ExternalRef", &[Package], true),
    ("ExternalRefComment", &[Package], true),
    ("ExtractedText", &[Licence], false),
    ("FileAttributionText", &[File], true),
    ("FileChecksum", &[File], true),
    ("FileComment", &[File], false),
    ("FileContributor", &[File], true),
    ("FileCopyrightText", &[File], false),
    ("FileDependency", &[File], true),
    ("FileName", &[File], false),
    ("FileNotice", &[File], false),
    ("FileType", &[File], true),
    ("FilesAnalyzed", &[Package], false),
    ("LicenseComment", &[Licence], false),
    ("LicenseComments", &[File], false),
    ("LicenseConcluded", &[File], false),
    ("LicenseCrossReference", &[Licence], true),
    ("LicenseID", &[Licence], false),
    ("LicenseInfoInFile", &[File], true),
    ("LicenseInfoInSnippet", &[Snippet], true),
    ("LicenseListVersion", &[Document], false),
    ("LicenseName", &[Licence], false),
    ("PackageAttributionText", &[Package], true),
    ("PackageChecksum", &[Package], true),
    ("PackageComment", &[Package], false),
    ("PackageCopyrightText", &[Package], false),
    ("PackageDescription", &[Package], false),
    ("PackageDownloadLocation", &[Package], false),
    ("PackageFileName", &[Package], false),
    ("PackageHomePage", &[Package], false),
    ("PackageLicenseComments", &[Package], false),
    ("PackageLicenseConcluded", &[Package], false),
    ("PackageLicenseDeclared", &[Package], false),
    ("PackageLicenseInfoFromFiles", &[Package], true),
    ("PackageName", &[Package], false),
    ("PackageOriginator", &[Package], false),
    ("PackageSourceInfo", &[Package], false),
    ("PackageSummary", &[Package], false),
    ("PackageSupplier", &[Package], false),
    ("PackageVerificationCode", &[Package], false),
    ("PackageVersion", &[Package], false),
    ("PrimaryPackagePurpose", &[Package], false),
    ("Relationship", &[Relationship], false),
    ("RelationshipComment", &[Relationship], false),
    ("ReleaseDate", &[Package], false),
    ("ReviewComment", &[Review], false),
    ("ReviewDate", &[Review], false),
    ("Reviewer", &[Review], false),
    ("SPDXID", &[Document, Package, File], false),
    ("SPDXREF", &[Annotation], false),
    ("SPDXVersion", &[Document], false),
    ("SnippetAttributionText", &[Snippet], true),
    ("SnippetByteRange", &[Snippet], false),
    ("SnippetComment", &[Snippet], false),
    ("SnippetCopyrightText", &[Snippet], false),
    ("SnippetFromFileSPDXID", &[Snippet], false),
    ("SnippetLicenseComments", &[Snippet], false),
    ("SnippetLicenseConcluded", &[Snippet], false),
    ("SnippetLineRange", &[Snippet], false),
    ("SnippetName", &[Snippet], false),
    ("SnippetSPDXID", &[Snippet], false),
    ("ValidUntilDate", &[Package], false),
];

#[cfg(test)]
pub(crate) const TAG_COUNT: usize = TAGS.len();

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_tags_are_found() {
        assert!(TAGS.is_sorted_by(|one, next| one.0 < next.0) && TAGS.len() <= 128);
        let bits = TAGS
            .iter()
            .map(|(tag, ..)| Tag::named(tag).unwrap().bit)
            .fold(0, |all, bit| all ^ bit);
        assert_eq!(bits.count_ones() as usize, TAGS.len());
        assert!(Tag::named("packageName").is_none() && Tag::named("").is_none());
        for (tag, sections, is_repeated) in TAGS {
            if let Some(section) = Section::begun_by(tag) {
                assert_eq!((sections, is_repeated), (&[section][..], false), "{tag}");
            }
        }
    }
}
