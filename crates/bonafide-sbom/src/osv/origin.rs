//! Where a binary package of a distribution is from: its release, and its source package.

use std::collections::BTreeMap;

use super::ecosystem;
use super::package::PackageQuery;
use crate::{ComponentView, Model, Purl};

/// The operating systems that a document lists.
pub(super) struct Distribution<'m> {
    /// The release of each; `None` if the document lists several of one distribution.
    releases: BTreeMap<&'static str, Option<&'m str>>,
}

impl<'m> Distribution<'m> {
    pub(super) fn of(model: &'m Model) -> Self {
        let mut releases = BTreeMap::new();
        for component in model.components().filter(|one| is_system(*one)) {
            let of = component.name().and_then(ecosystem::of_system);
            if let (Some(of), Some(version)) = (of, component.version()) {
                let release = releases.entry(of).or_insert(Some(version));
                *release = release.filter(|known| *known == version);
            }
        }
        Self { releases }
    }

    /// The release of the package's distribution.
    pub(super) fn release(&self, query: &PackageQuery<'_>) -> Option<&'m str> {
        self.releases.get(query.ecosystem()?).copied()?
    }
}

fn is_system(component: ComponentView<'_>) -> bool {
    let kind = component.kind().unwrap_or_default();
    let letters = kind.bytes().filter(u8::is_ascii_alphabetic);
    letters
        .map(|c| c.to_ascii_lowercase())
        .eq(*b"operatingsystem")
}

/// A source package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Source {
    pub(super) name: String,
    /// The whole version, with an epoch and a revision where it has them.
    pub(super) version: Option<String>,
}

impl Source {
    /// The source of the package that is called `purl`, beside what properties say; `None` if it is
    /// not known, or if two statements of it disagree: a wrong name would find no advisories.
    ///
    /// # Specification
    /// Bill-of-materials rules, OSV-5.
    pub(super) fn of(purl: &Purl, properties: &StatedSource) -> Option<Self> {
        let StatedSource::These(properties) = properties else {
            return None;
        };
        let qualifiers = ["upstream", "source"];
        let qualifiers = qualifiers.iter().filter_map(|key| purl.qualifier(key));
        let mut stated: Vec<Self> = qualifiers.map(Self::of_qualifier).collect();
        if matches!(purl.qualifier("arch"), Some("source" | "src")) {
            stated.push(Self {
                name: purl.name().to_owned(),
                version: None,
            });
        }
        stated.extend(properties.iter().cloned());
        let mut stated = stated.into_iter().filter(|source| !source.name.is_empty());
        let mut source = stated.next()?;
        for other in stated {
            let version = source.version.clone().or(other.version.clone());
            if other.name != source.name || other.version.is_some() && other.version != version {
                return None;
            }
            source.version = version;
        }
        Some(source)
    }

    /// `name`, `name@version`, or the name of the file of a source package of RPM.
    fn of_qualifier(text: &str) -> Self {
        if let Some(file) = text.strip_suffix(".src.rpm") {
            return Self::of_file(file);
        }
        let (name, version) = match text.split_once('@') {
            Some((name, version)) => (name, Some(version)),
            None => (text, None),
        };
        Self {
            name: name.to_owned(),
            version: version
                .filter(|version| !version.is_empty())
                .map(str::to_owned),
        }
    }

    /// `name-version-release`. The epoch is not there, so that the version is left to that of the
    /// package, which comes from the same build.
    fn of_file(file: &str) -> Self {
        let mut parts = file.rsplitn(3, '-');
        let name = parts.nth(2).unwrap_or_default();
        Self {
            name: name.to_owned(),
            version: None,
        }
    }
}

/// What the properties of a component say of its source package.
pub(super) enum StatedSource {
    /// These, at most one for each producer.
    These(Vec<Source>),
    /// One property has several values.
    Contradiction,
}

impl StatedSource {
    pub(super) fn of(component: ComponentView<'_>) -> Self {
        let mut values = [const { None }; PROPERTIES.len()];
        for (name, value) in component
            .properties()
            .filter(|(_, value)| !value.is_empty())
        {
            let known = PROPERTIES.iter().zip(&mut values);
            let Some((_, kept)) = known.into_iter().find(|(known, _)| **known == name) else {
                continue;
            };
            if kept.is_some_and(|kept| kept != value) {
                return Self::Contradiction;
            }
            *kept = Some(value);
        }
        let [
            trivy,
            version,
            release,
            epoch,
            syft,
            origin,
            file,
            syft_version,
        ] = values;
        let of_trivy = trivy.map(|name| Source {
            name: name.to_owned(),
            version: version.map(|version| whole(epoch, version, release)),
        });
        let of_syft = syft.or(origin).map(|name| Source {
            name: name.to_owned(),
            version: syft_version.map(str::to_owned),
        });
        let of_file = file.map(Source::of_qualifier);
        let all = [of_trivy, of_syft, of_file];
        Self::These(all.into_iter().flatten().collect())
    }
}

const PROPERTIES: [&str; 8] = [
    "aquasecurity:trivy:SrcName",
    "aquasecurity:trivy:SrcVersion",
    "aquasecurity:trivy:SrcRelease",
    "aquasecurity:trivy:SrcEpoch",
    "syft:metadata:source",
    "syft:metadata:originPackage",
    "syft:metadata:sourceRpm",
    "syft:metadata:sourceVersion",
];

fn whole(epoch: Option<&str>, version: &str, release: Option<&str>) -> String {
    let epoch = epoch.map(|epoch| format!("{epoch}:")).unwrap_or_default();
    let release = release.map(|release| format!("-{release}"));
    format!("{epoch}{version}{}", release.unwrap_or_default())
}
