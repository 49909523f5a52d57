//! What of two documents can be compared at all.

use super::aspect::{Aspect, NotComparable, Obstacle};
use crate::{Fields, Format, Model};

/// Where an aspect stands in the formats.
struct Rule {
    aspect: Aspect,
    /// What must have been read.
    fields: Fields,
    /// The minor version of CycloneDX that has it first.
    cyclonedx: Option<u32>,
    /// The minor version of SPDX 2 that has it first.
    spdx2: Option<u32>,
    spdx3: bool,
    /// Whether CycloneDX and the versions of SPDX say it alike.
    is_alike: bool,
}

const fn rule(
    aspect: Aspect,
    fields: Fields,
    (cyclonedx, spdx2, spdx3): (Option<u32>, Option<u32>, bool),
    is_alike: bool,
) -> Rule {
    Rule {
        aspect,
        fields,
        cyclonedx,
        spdx2,
        spdx3,
        is_alike,
    }
}

type Formats = (Option<u32>, Option<u32>, bool);
const ALL: Formats = (Some(0), Some(0), true);
const CYCLONEDX: Formats = (Some(0), None, false);

const RULES: [Rule; 29] = {
    use Aspect as A;
    use Fields as F;
    [
        rule(A::Components, F::IDENTITY, ALL, true),
        rule(A::Files, F::FILES, ALL, true),
        rule(A::Services, F::SERVICES, (Some(2), None, false), true),
        rule(A::Tools, F::TOOLS, ALL, false),
        rule(A::Pedigree, F::PEDIGREE, (Some(1), None, false), true),
        rule(A::Types, F::NONE, (Some(0), Some(3), true), true),
        rule(A::Names, F::IDENTITY, ALL, false),
        rule(
            A::OtherIdentifiers,
            F::IDENTITY,
            (Some(6), Some(0), true),
            false,
        ),
        rule(A::Hashes, F::HASHES, ALL, true),
        rule(A::Licences, F::LICENCES, ALL, true),
        rule(
            A::LicenceSpeakers,
            F::LICENCES,
            (Some(6), Some(0), true),
            false,
        ),
        rule(
            A::ObservedLicences,
            F::LICENCES,
            (Some(3), Some(0), true),
            false,
        ),
        rule(A::LicenceTexts, F::TEXTS, ALL, false),
        rule(A::Suppliers, F::SUPPLIER, (Some(2), Some(0), true), true),
        rule(
            A::SupplierDetails,
            F::SUPPLIER,
            (Some(2), Some(0), true),
            false,
        ),
        rule(A::Producers, F::SUPPLIER, ALL, false),
        rule(A::Scopes, F::IDENTITY, CYCLONEDX, true),
        rule(A::Dependencies, F::EDGES, (Some(1), Some(0), true), true),
        rule(A::Roots, F::EDGES, (Some(2), Some(0), true), true),
        rule(A::Relations, F::EDGES, ALL, false),
        rule(A::Provisions, F::EDGES, (Some(6), None, false), true),
        rule(A::Training, F::ML, (Some(5), None, true), true),
        rule(
            A::Vulnerabilities,
            F::VULNERABILITIES,
            (Some(4), None, true),
            false,
        ),
        rule(A::Created, F::DOCUMENT, (Some(2), Some(0), true), true),
        rule(A::Document, F::DOCUMENT, ALL, false),
        rule(A::Authors, F::SUPPLIER, (Some(2), Some(0), true), false),
        rule(A::Lifecycles, F::DOCUMENT, (Some(5), None, true), false),
        rule(A::DataLicences, F::LICENCES, (Some(3), Some(0), true), true),
        rule(
            A::Completeness,
            F::COMPOSITIONS,
            (Some(3), None, true),
            false,
        ),
    ]
};

impl Rule {
    fn obstacle(&self, model: &Model) -> Option<Obstacle> {
        let version = model.summary().version.as_str();
        let minor = version.split('.').nth(1).and_then(|text| text.parse().ok());
        let since = match family(model) {
            Family::CycloneDx => self.cyclonedx,
            Family::Spdx2 => self.spdx2,
            Family::Spdx3 => self.spdx3.then_some(0),
        };
        if since.is_none_or(|since| minor.unwrap_or(u32::MAX) < since) {
            return Some(Obstacle::NotInFormat);
        }
        // Files are components like others in CycloneDX.
        let is_read_anyway = self.aspect == Aspect::Files && family(model) == Family::CycloneDx;
        let is_read = is_read_anyway || model.fields().has_all(self.fields);
        (!is_read || !model.summary().complete).then_some(Obstacle::NotRead)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Family {
    CycloneDx,
    Spdx2,
    Spdx3,
}

fn family(model: &Model) -> Family {
    match model.summary().format {
        Format::Spdx2Json | Format::Spdx2TagValue => Family::Spdx2,
        Format::Spdx3Json => Family::Spdx3,
        _ => Family::CycloneDx,
    }
}

/// What is compared.
pub(super) struct Ground {
    pub(super) missing: Vec<NotComparable>,
    /// Whether both documents are of one family of formats.
    pub(super) is_one_family: bool,
}

impl Ground {
    pub(super) fn of(before: &Model, after: &Model) -> Self {
        let is_one_family = family(before) == family(after);
        let missing = RULES.iter().filter_map(|rule| {
            let (mut of_before, mut of_after) = (rule.obstacle(before), rule.obstacle(after));
            // What neither has a place for is no gap between them.
            let neither = Some(Obstacle::NotInFormat);
            if of_before == neither && of_after == neither {
                return None;
            }
            if !rule.is_alike && !is_one_family {
                of_before = of_before.or(Some(Obstacle::OtherForm));
                of_after = of_after.or(Some(Obstacle::OtherForm));
            }
            (of_before.is_some() || of_after.is_some()).then_some(NotComparable {
                aspect: rule.aspect,
                before: of_before,
                after: of_after,
            })
        });
        Self {
            missing: missing.collect(),
            is_one_family,
        }
    }

    pub(super) fn has(&self, aspect: Aspect) -> bool {
        !self.missing.iter().any(|missing| missing.aspect == aspect)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_aspect_has_a_name_of_its_own() {
        let names: BTreeSet<&str> = RULES.iter().map(|rule| rule.aspect.name()).collect();
        assert_eq!(names.len(), RULES.len());
        let lines = RULES.iter().map(|rule| {
            let aspect = rule.aspect;
            let (before, after) = (None, None);
            NotComparable {
                aspect,
                before,
                after,
            }
            .to_string()
        });
        let lines: BTreeSet<String> = lines.collect();
        assert_eq!(lines.len(), RULES.len());
        for name in names {
            assert!(
                name.bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte == b'-'),
                "{name}"
            );
        }
    }
}
