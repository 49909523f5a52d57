//! What each tag is in the syntax of JSON.

/// A tag, the member that says the same, and how its values are written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Member {
    pub(super) tag: &'static str,
    /// Empty when no member is written.
    pub(super) name: &'static str,
    pub(super) form: Form,
}

/// What the value of a tag is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// A text within one line.
    Line,
    /// A text that may go over several lines. No rule looks at what it says.
    Free,
    /// One of several texts within one line each.
    Lines,
    /// `true` or `false`.
    Boolean,
    /// One of several hashes: `SHA1: …`.
    Checksums,
    /// One of several references: `CATEGORY type locator`.
    References,
    /// One of several documents: `DocumentRef-… URI SHA1: …`.
    Documents,
    /// One of several lists of addresses.
    Addresses,
    /// A hash, and files that it leaves out: `… (excludes: …)`.
    Code,
    /// Within one line, and looked at elsewhere.
    Apart,
    /// The same over several lines.
    FreeApart,
}

impl Form {
    pub(super) const fn is_free(self) -> bool {
        matches!(self, Self::Free | Self::FreeApart)
    }

    pub(super) const fn is_list(self) -> bool {
        matches!(
            self,
            Self::Lines | Self::Checksums | Self::References | Self::Documents | Self::Addresses
        )
    }
}

impl Member {
    /// Where `tag` is in the table.
    pub(super) fn index_of(tag: &str) -> Option<usize> {
        MEMBERS
            .binary_search_by(|(known, ..)| (*known).cmp(tag))
            .ok()
    }

    pub(super) fn at(index: usize) -> Option<Self> {
        let (tag, name, form) = *MEMBERS.get(index)?;
        Some(Self { tag, name, form })
    }

    /// Whether it is part of `creationInfo`.
    pub(super) fn is_of_creation(self) -> bool {
        matches!(
            self.tag,
            "Created" | "Creator" | "CreatorComment" | "LicenseListVersion"
        )
    }
}

/// How many tags there are.
pub(super) const COUNT: usize = MEMBERS.len();

/// The tag for the member `name` of the object that rules call `object`.
pub(super) fn tag_of(object: &str, name: &str) -> Option<&'static str> {
    let is_there = |tag: &str| match object {
        "creationInfo" => tag.starts_with("Creat") || tag == "LicenseListVersion",
        "document" => matches!(
            tag,
            "DataLicense" | "DocumentComment" | "DocumentName" | "DocumentNamespace" | "SPDXID"
        ),
        "packages" => is_of_packages(tag) || tag == "SPDXID",
        "files" => is_of_files(tag) || tag == "SPDXID",
        "snippets" => tag.contains("Snippet"),
        "hasExtractedLicensingInfos" => is_of_licences(tag),
        "annotations" => tag.starts_with("Annotat"),
        "revieweds" => tag.starts_with("Review"),
        _ => false,
    };
    let mut found = MEMBERS
        .iter()
        .filter(|(tag, member, _)| *member == name && is_there(tag));
    found.next().map(|(tag, ..)| *tag)
}

fn is_of_packages(tag: &str) -> bool {
    tag.starts_with("Package")
        || matches!(
            tag,
            "BuiltDate"
                | "ExternalRef"
                | "FilesAnalyzed"
                | "PrimaryPackagePurpose"
                | "ReleaseDate"
                | "ValidUntilDate"
        )
}

fn is_of_files(tag: &str) -> bool {
    tag.starts_with("File") && tag != "FilesAnalyzed"
        || matches!(
            tag,
            "LicenseComments" | "LicenseConcluded" | "LicenseInfoInFile"
        )
}

fn is_of_licences(tag: &str) -> bool {
    matches!(
        tag,
        "ExtractedText" | "LicenseComment" | "LicenseCrossReference" | "LicenseID" | "LicenseName"
    )
}

use Form::{
    Addresses, Apart, Boolean, Checksums, Code, Documents, Free, FreeApart, Line, Lines, References,
};

/// In the order of the bytes of the tags (SPDX 2.3 clauses 6 to 13, `Format` of each field).
const MEMBERS: &[(&str, &str, Form)] = &[
    ("AnnotationComment", "comment", Free),
    ("AnnotationDate", "annotationDate", Line),
    ("AnnotationType", "annotationType", Line),
    ("Annotator", "annotator", Line),
    ("ArtifactOfProjectHomePage", "", Apart),
    ("ArtifactOfProjectName", "", Apart),
    ("ArtifactOfProjectURI", "", Apart),
    ("BuiltDate", "builtDate", Line),
    ("Created", "created", Line),
    ("Creator", "creators", Lines),
    ("CreatorComment", "comment", Free),
    ("DataLicense", "dataLicense", Line),
    ("DocumentComment", "comment", Free),
    ("DocumentName", "name", Line),
    ("DocumentNamespace", "documentNamespace", Line),
    ("ExternalDocumentRef", "externalDocumentRefs", Documents),
    ("ExternalRef", "externalRefs", References),
    ("ExternalRefComment", "", FreeApart),
    ("ExtractedText", "extractedText", Free),
    ("FileAttributionText", "", FreeApart),
    ("FileChecksum", "checksums", Checksums),
    ("FileComment", "comment", Free),
    ("FileContributor", "fileContributors", Lines),
    ("FileCopyrightText", "copyrightText", Free),
    ("FileDependency", "fileDependencies", Lines),
    ("FileName", "fileName", Line),
    ("FileNotice", "noticeText", Free),
    ("FileType", "fileTypes", Lines),
    ("FilesAnalyzed", "filesAnalyzed", Boolean),
    ("LicenseComment", "comment", Free),
    ("LicenseComments", "licenseComments", Free),
    ("LicenseConcluded", "licenseConcluded", Line),
    ("LicenseCrossReference", "seeAlsos", Addresses),
    ("LicenseID", "licenseId", Line),
    ("LicenseInfoInFile", "licenseInfoInFiles", Lines),
    ("LicenseInfoInSnippet", "licenseInfoInSnippets", Lines),
    ("LicenseListVersion", "licenseListVersion", Line),
    ("LicenseName", "name", Line),
    ("PackageAttributionText", "", FreeApart),
    ("PackageChecksum", "checksums", Checksums),
    ("PackageComment", "comment", Free),
    ("PackageCopyrightText", "copyrightText", Free),
    ("PackageDescription", "description", Free),
    ("PackageDownloadLocation", "downloadLocation", Line),
    ("PackageFileName", "packageFileName", Line),
    ("PackageHomePage", "homepage", Line),
    ("PackageLicenseComments", "licenseComments", Free),
    ("PackageLicenseConcluded", "licenseConcluded", Line),
    ("PackageLicenseDeclared", "licenseDeclared", Line),
    ("PackageLicenseInfoFromFiles", "licenseInfoFromFiles", Lines),
    ("PackageName", "name", Line),
    ("PackageOriginator", "originator", Line),
    ("PackageSourceInfo", "sourceInfo", Free),
    ("PackageSummary", "summary", Free),
    ("PackageSupplier", "supplier", Line),
    ("PackageVerificationCode", "packageVerificationCode", Code),
    ("PackageVersion", "versionInfo", Line),
    ("PrimaryPackagePurpose", "primaryPackagePurpose", Line),
    ("Relationship", "", Apart),
    ("RelationshipComment", "", FreeApart),
    ("ReleaseDate", "releaseDate", Line),
    ("ReviewComment", "comment", Free),
    ("ReviewDate", "reviewDate", Line),
    ("Reviewer", "reviewer", Line),
    ("SPDXID", "SPDXID", Line),
    ("SPDXREF", "", Apart),
    ("SPDXVersion", "spdxVersion", Line),
    ("SnippetAttributionText", "", FreeApart),
    ("SnippetByteRange", "", Apart),
    ("SnippetComment", "comment", Free),
    ("SnippetCopyrightText", "copyrightText", Free),
    ("SnippetFromFileSPDXID", "snippetFromFile", Line),
    ("SnippetLicenseComments", "licenseComments", Free),
    ("SnippetLicenseConcluded", "licenseConcluded", Line),
    ("SnippetLineRange", "", Apart),
    ("SnippetName", "name", Line),
    ("SnippetSPDXID", "SPDXID", Line),
    ("ValidUntilDate", "validUntilDate", Line),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spdx2::tag_value::{Entry, Standing, Walk};

    #[test]
    fn every_tag_that_is_read_is_here() {
        assert!(MEMBERS.is_sorted_by(|one, next| one.0 < next.0));
        for (tag, ..) in MEMBERS {
            let mut walk = Walk::default();
            for tag in ["SPDXVersion", tag]
                .into_iter()
                .take(1 + usize::from(*tag != "SPDXVersion"))
            {
                let entry = Entry {
                    tag,
                    value: "",
                    is_block: false,
                    line: 1,
                };
                assert_ne!(walk.step(&entry).unwrap(), Standing::Unknown, "{tag}");
            }
        }
        assert_eq!(COUNT, crate::spdx2::tag_value::TAG_COUNT);
    }

    #[test]
    fn members_lead_back_to_their_tags() {
        for (object, name, tag) in [
            ("document", "name", Some("DocumentName")),
            ("document", "comment", Some("DocumentComment")),
            ("creationInfo", "comment", Some("CreatorComment")),
            ("creationInfo", "creators", Some("Creator")),
            ("packages", "name", Some("PackageName")),
            ("packages", "SPDXID", Some("SPDXID")),
            (
                "packages",
                "licenseConcluded",
                Some("PackageLicenseConcluded"),
            ),
            ("files", "licenseConcluded", Some("LicenseConcluded")),
            ("files", "checksums", Some("FileChecksum")),
            ("snippets", "SPDXID", Some("SnippetSPDXID")),
            (
                "snippets",
                "licenseConcluded",
                Some("SnippetLicenseConcluded"),
            ),
            ("hasExtractedLicensingInfos", "name", Some("LicenseName")),
            ("annotations", "comment", Some("AnnotationComment")),
            ("revieweds", "reviewDate", Some("ReviewDate")),
            ("files", "versionInfo", None),
            ("relationships", "comment", None),
        ] {
            assert_eq!(tag_of(object, name), tag, "{object} {name}");
        }
    }
}
