//! The profiles.

use super::ElementLevel::Required;
use super::ElementPredicate as Is;
use super::ElementScope::{Component, Document};
use super::{ElementScope, Mapping, Profile, ProfileElement, ProfileStatus};

pub(super) const NTIA_2021: Profile = Profile {
    id: "ntia-2021",
    version: "2021",
    status: ProfileStatus::Final,
    source: "NTIA, The Minimum Elements For a Software Bill of Materials (SBOM)",
    date: "2021-07-12",
    elements: &[
        element("supplier-name", Component, Is::Supplier).at(SUPPLIER),
        element("component-name", Component, Is::Name).at(NAME),
        element("component-version", Component, Is::Version).at(VERSION),
        element("unique-identifier", Component, Is::Identifier).at(IDENTIFIER),
        element("dependency-relationship", Component, Is::Relationship).at(RELATIONSHIP),
        element("sbom-author", Document, Is::Author).at(AUTHOR),
        element("timestamp", Document, Is::Timestamp).at(TIMESTAMP),
    ],
};

pub(super) const CISA_2025_DRAFT: Profile = Profile {
    id: "cisa-2025-draft",
    version: "2025-draft",
    status: ProfileStatus::Draft,
    source: "CISA, 2025 Minimum Elements for a Software Bill of Materials (SBOM)",
    date: "2025-08-22",
    elements: &[
        element("sbom-author", Document, Is::Author).at(AUTHOR),
        element("software-producer", Component, Is::Producer).at(PRODUCER),
        element("component-name", Component, Is::Name).at(NAME),
        element("component-version", Component, Is::Version).at(VERSION),
        element("software-identifier", Component, Is::Identifier).at(IDENTIFIER),
        element("component-hash", Component, Is::Hash).at(HASH),
        element("license", Component, Is::Licence).at(LICENCE),
        element("dependency-relationship", Component, Is::Coverage).at(RELATIONSHIP),
        element("tool-name", Document, Is::Tool).at(TOOL),
        element("timestamp", Document, Is::Timestamp).at(TIMESTAMP),
        element("generation-context", Document, Is::Lifecycle).at(LIFECYCLE),
    ],
};

/// CycloneDX, SPDX 2, SPDX 3.
type Mappings = [Mapping; 3];

const fn element(id: &'static str, scope: ElementScope, predicate: Is) -> ProfileElement {
    ProfileElement {
        id,
        level: Required,
        scope,
        predicate,
        cyclonedx: Mapping::NONE,
        spdx2: Mapping::NONE,
        spdx3: Mapping::NONE,
    }
}

impl ProfileElement {
    const fn at(mut self, [cyclonedx, spdx2, spdx3]: Mappings) -> Self {
        self.cyclonedx = cyclonedx;
        self.spdx2 = spdx2;
        self.spdx3 = spdx3;
        self
    }
}

const SUPPLIER: Mappings = [
    Mapping::of(1, 2, &["supplier", "metadata.supplier"]),
    Mapping::of(2, 2, &["supplier"]),
    Mapping::of(3, 0, &["suppliedBy"]),
];
const PRODUCER: Mappings = [
    Mapping::of(
        1,
        0,
        &[
            "manufacturer",
            "authors",
            "author",
            "publisher",
            "supplier",
            "metadata.manufacture",
            "metadata.supplier",
        ],
    ),
    Mapping::of(2, 2, &["originator", "supplier"]),
    Mapping::of(3, 0, &["originatedBy", "suppliedBy"]),
];
const NAME: Mappings = [
    Mapping::of(1, 0, &["name"]),
    Mapping::of(2, 2, &["name"]),
    Mapping::of(3, 0, &["name"]),
];
const VERSION: Mappings = [
    Mapping::of(1, 0, &["version"]),
    Mapping::of(2, 2, &["versionInfo"]),
    Mapping::of(3, 0, &["software_packageVersion"]),
];
const IDENTIFIER: Mappings = [
    Mapping::of(1, 0, &["purl", "cpe", "swid", "omniborId", "swhid"]),
    Mapping::of(2, 2, &["externalRefs"]),
    Mapping::of(3, 0, &["software_packageUrl", "externalIdentifier"]),
];
const HASH: Mappings = [
    Mapping::of(1, 0, &["hashes"]),
    Mapping::of(2, 2, &["checksums"]),
    Mapping::of(3, 0, &["verifiedUsing"]),
];
const LICENCE: Mappings = [
    Mapping::of(1, 0, &["licenses"]),
    Mapping::of(2, 2, &["licenseDeclared", "licenseConcluded"]),
    Mapping::of(3, 0, &["hasDeclaredLicense", "hasConcludedLicense"]),
];
const RELATIONSHIP: Mappings = [
    Mapping::of(1, 0, &["dependencies", "components", "compositions"]),
    Mapping::of(2, 2, &["relationships"]),
    Mapping::of(3, 0, &["Relationship"]),
];
const AUTHOR: Mappings = [
    Mapping::of(1, 2, &["metadata.authors", "metadata.manufacturer"]),
    Mapping::of(2, 2, &["creationInfo.creators"]),
    Mapping::of(3, 0, &["createdBy"]),
];
const TIMESTAMP: Mappings = [
    Mapping::of(1, 2, &["metadata.timestamp"]),
    Mapping::of(2, 2, &["creationInfo.created"]),
    Mapping::of(3, 0, &["created"]),
];
const TOOL: Mappings = [
    Mapping::of(1, 2, &["metadata.tools"]),
    Mapping::of(2, 2, &["creationInfo.creators"]),
    Mapping::of(3, 0, &["Tool"]),
];
const LIFECYCLE: Mappings = [
    Mapping::of(1, 5, &["metadata.lifecycles"]),
    Mapping::NONE,
    Mapping::of(3, 0, &["software_sbomType"]),
];
