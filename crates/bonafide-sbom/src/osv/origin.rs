//! Where a binary package of a distribution is from: its release, and its source package.

use super::package::PackageQuery;
use crate::{ComponentView, Model, Purl};

/// The operating systems that a document lists.
pub(super) struct Distribution<'m> {
    /// Names with versions.
    systems: Vec<(&'m str, &'m str)>,
}

impl<'m> Distribution<'m> {
    pub(super) fn of(model: &'m Model) -> Self {
        let systems = model.components().filter(|component| {
            let kind = component.kind().unwrap_or_default();
            let letters = kind.bytes().filter(u8::is_ascii_alphabetic);
            letters
                .map(|c| c.to_ascii_lowercase())
                .eq(*b"operatingsystem")
        });
        let mut systems: Vec<_> = systems
            .filter_map(|component| component.name().zip(component.version()))
            .collect();
        systems.sort_unstable();
        systems.dedup();
        Self { systems }
    }

    /// The release of the one system of the package's distribution; `None` if there are several.
    pub(super) fn release(&self, query: &PackageQuery<'_>) -> Option<&'m str> {
        let mut of_package = self
            .systems
            .iter()
            .filter(|(name, _)| query.is_of_vendor(name));
        let (_, version) = of_package.next()?;
        of_package.next().is_none().then_some(*version)
    }
}

/// A source package.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Source {
    pub(super) name: String,
    /// The whole version, with an epoch and a revision where it has them.
    pub(super) version: Option<String>,
}

impl Source {
    /// The source of a component; `None` if it is not known, or if two statements of it disagree: a
    /// wrong name would find no advisories.
    ///
    /// # Specification
    /// Bill-of-materials rules, OSV-5.
    pub(super) fn of(component: ComponentView<'_>, purl: &Purl) -> Option<Self> {
        let mut stated: Vec<Self> = Vec::new();
        for key in ["upstream", "source"] {
            stated.extend(purl.qualifier(key).map(Self::of_qualifier));
        }
        if purl.qualifier("arch") == Some("source") || purl.qualifier("arch") == Some("src") {
            stated.push(Self {
                name: purl.name().to_owned(),
                version: None,
            });
        }
        let one = |name: &str| Property::of(component, name);
        stated.extend(Self::of_trivy(&one)?);
        stated.extend(Self::of_syft(&one)?);
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

    /// The outer `None` is for properties that contradict each other.
    fn of_trivy(property: &impl Fn(&str) -> Property) -> Option<Option<Self>> {
        let name = property("aquasecurity:trivy:SrcName").value()?;
        let mut version = property("aquasecurity:trivy:SrcVersion").value()?;
        let release = property("aquasecurity:trivy:SrcRelease").value()?;
        let epoch = property("aquasecurity:trivy:SrcEpoch").value()?;
        if let (Some(version), Some(release)) = (&mut version, release) {
            version.push('-');
            version.push_str(&release);
        }
        if let (Some(version), Some(epoch)) = (&mut version, epoch) {
            version.insert(0, ':');
            version.insert_str(0, &epoch);
        }
        Some(name.map(|name| Self { name, version }))
    }

    fn of_syft(property: &impl Fn(&str) -> Property) -> Option<Option<Self>> {
        let source = property("syft:metadata:source").value()?;
        let origin = property("syft:metadata:originPackage").value()?;
        let file = property("syft:metadata:sourceRpm").value()?;
        let version = property("syft:metadata:sourceVersion").value()?;
        let of_file = file.map(|file| Self::of_qualifier(&file));
        Some(match source.or(origin) {
            Some(name) => Some(Self { name, version }),
            None => of_file,
        })
    }
}

/// The value of a property of a component.
enum Property {
    Absent,
    One(String),
    Several,
}

impl Property {
    fn of(component: ComponentView<'_>, name: &str) -> Self {
        let values = component
            .properties()
            .filter(|(of, value)| *of == name && !value.is_empty());
        values.fold(Self::Absent, |before, (_, value)| match before {
            Self::Absent => Self::One(value.to_owned()),
            Self::One(known) if known == value => Self::One(known),
            _ => Self::Several,
        })
    }

    /// `None` if there are several.
    fn value(self) -> Option<Option<String>> {
        match self {
            Self::Absent => Some(None),
            Self::One(value) => Some(Some(value)),
            Self::Several => None,
        }
    }
}
