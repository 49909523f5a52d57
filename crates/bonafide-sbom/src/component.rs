//! One component, package, file or service.

use std::borrow::Cow;

use crate::identity::is_hex;
use crate::{HashAlgorithm, Licence, ModelCard};

/// What a component is in its document. Only [`Inventory`](Self::Inventory), [`File`](Self::File),
/// [`Data`](Self::Data) and [`Model`](Self::Model) are what the document is a list of.
///
/// # Specification
/// sbom NRM-1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Role {
    /// An entry of the inventory.
    #[default]
    Inventory,
    /// What the document is about.
    Root,
    /// A tool that made the document.
    Tool,
    /// A service.
    Service,
    /// An ancestor, descendant or variant of another component.
    Pedigree,
    /// An entry of the inventory that is a file; in SPDX also every file.
    File,
    /// An entry of the inventory that is a data set.
    Data,
    /// An entry of the inventory that is a machine learning model.
    Model,
}

impl Role {
    /// Whether such components are what the document lists.
    #[must_use]
    pub const fn is_inventory(self) -> bool {
        matches!(
            self,
            Self::Inventory | Self::File | Self::Data | Self::Model
        )
    }
}

/// Whether a component is needed to run what the document is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Scope {
    /// It is.
    Required,
    /// It may be there.
    Optional,
    /// It is not delivered.
    Excluded,
}

/// One component as it is read.
///
/// # Specification
/// sbom section 5.2.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Component<'a> {
    /// Counts the components of a document from 0, in the order in which they begin.
    pub ordinal: u32,
    /// The ordinal of the component that it is nested in.
    pub parent: Option<u32>,
    /// What it is in its document.
    pub role: Role,
    /// `bom-ref`, `SPDXID` or `spdxId`.
    pub reference: Option<Cow<'a, str>>,
    /// Its type as the format writes it; see [`type_name`](Self::type_name).
    pub kind: Option<Cow<'a, str>>,
    /// The group.
    pub group: Option<Cow<'a, str>>,
    /// The name.
    pub name: Option<Cow<'a, str>>,
    /// The version.
    pub version: Option<Cow<'a, str>>,
    /// The range of versions, if the component is external.
    pub version_range: Option<Cow<'a, str>>,
    /// Whether the component is not part of what is described.
    pub is_external: Option<bool>,
    /// The scope.
    pub scope: Option<Scope>,
    /// Package URLs: usually one.
    pub purls: Vec<Cow<'a, str>>,
    /// CPE names.
    pub cpes: Vec<Cow<'a, str>>,
    /// All other identifiers.
    pub identifiers: Vec<Identifier<'a>>,
    /// The hashes.
    pub hashes: Vec<Hash<'a>>,
    /// The licences, declared, concluded and observed.
    pub licences: Vec<Licence<'a>>,
    /// Who supplies it.
    pub supplier: Option<Party<'a>>,
    /// Who made it.
    pub producers: Vec<Party<'a>>,
    /// Where it was downloaded from.
    pub download: Option<Stated<'a>>,
    /// External references.
    pub externals: Vec<ExternalReference<'a>>,
    /// Properties.
    pub properties: Vec<Property<'a>>,
    /// A description.
    pub description: Option<Cow<'a, str>>,
    /// The copyright text.
    pub copyright: Option<Stated<'a>>,
    /// Whether the files of a package were analysed (SPDX 2).
    pub files_analyzed: Option<bool>,
    /// The package verification code (SPDX 2).
    pub verification_code: Option<Cow<'a, str>>,
    /// The files that the package verification code leaves out (SPDX 2).
    pub excluded_files: Vec<Cow<'a, str>>,
    /// The model card of a machine learning model.
    pub model_card: Option<ModelCard<'a>>,
}

impl Component<'_> {
    /// The type in one spelling for all formats: lower case with hyphens, so that `OPERATING_SYSTEM`,
    /// `operating-system` and `operatingSystem` are one.
    #[must_use]
    pub fn type_name(&self) -> Option<String> {
        self.kind.as_deref().map(|kind| {
            let mut out = String::with_capacity(kind.len());
            let mut was_lower = false;
            for c in kind.chars() {
                if c.is_ascii_uppercase() && was_lower {
                    out.push('-');
                }
                was_lower = c.is_ascii_lowercase();
                out.push(if c == '_' {
                    '-'
                } else {
                    c.to_ascii_lowercase()
                });
            }
            out
        })
    }

    /// Makes it as good as new, and keeps the memory of its lists. Field by field, since most are empty
    /// and a whole one is long to move.
    pub(crate) fn reset(&mut self) {
        let Self {
            ordinal,
            parent,
            role,
            reference,
            kind,
            group,
            name,
            version,
            version_range,
            is_external,
            scope,
            purls,
            cpes,
            identifiers,
            hashes,
            licences,
            supplier,
            producers,
            download,
            externals,
            properties,
            description,
            copyright,
            files_analyzed,
            verification_code,
            excluded_files,
            model_card,
        } = self;
        *ordinal = 0;
        *parent = None;
        *role = Role::default();
        *reference = None;
        *kind = None;
        *group = None;
        *name = None;
        *version = None;
        *version_range = None;
        *is_external = None;
        *scope = None;
        purls.clear();
        cpes.clear();
        identifiers.clear();
        hashes.clear();
        licences.clear();
        *supplier = None;
        producers.clear();
        *download = None;
        externals.clear();
        properties.clear();
        *description = None;
        *copyright = None;
        *files_analyzed = None;
        *verification_code = None;
        excluded_files.clear();
        *model_card = None;
    }
}

/// A text that SPDX lets be `NONE` or `NOASSERTION`.
///
/// # Specification
/// sbom NRM-5.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "SPDX closes the set")]
pub enum Stated<'a> {
    /// It is said that there is none.
    None,
    /// Nothing is said.
    NoAssertion,
    /// This.
    Text(Cow<'a, str>),
}

impl<'a> Stated<'a> {
    pub(crate) fn of(text: Cow<'a, str>) -> Self {
        match &*text {
            "NONE" => Self::None,
            "NOASSERTION" => Self::NoAssertion,
            _ => Self::Text(text),
        }
    }
}

/// A hash.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Hash<'a> {
    /// The algorithm; `None` for one that is not known here.
    pub algorithm: Option<HashAlgorithm>,
    /// The name of the algorithm as written.
    pub name: Cow<'a, str>,
    /// The value as written.
    pub value: Cow<'a, str>,
    /// Whether the value is hexadecimal and as long as the algorithm makes it. One that is not is
    /// never compared.
    pub is_well_formed: bool,
}

impl<'a> Hash<'a> {
    /// A hash as a document writes it: the name of the algorithm, and the value.
    #[must_use]
    #[inline]
    pub fn new(name: impl Into<Cow<'a, str>>, value: impl Into<Cow<'a, str>>) -> Self {
        let (name, value) = (name.into(), value.into());
        let algorithm = HashAlgorithm::from_name(&name);
        Self {
            algorithm,
            is_well_formed: algorithm.map_or_else(|| is_bytes(&value), |one| one.fits(&value)),
            name,
            value,
        }
    }
}

/// Whether `value` are bytes in hexadecimal, of an algorithm whose length is not known.
fn is_bytes(value: &str) -> bool {
    !value.is_empty() && value.len().is_multiple_of(2) && is_hex(value)
}

/// An identifier that is neither a package URL nor a CPE name, or one that is evidence only.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Identifier<'a> {
    /// Its kind as the format writes it: `swid`, `omniborId`, `swhid`, `gitoid`, the type of an
    /// external reference; for evidence the field that it is evidence of.
    pub kind: Cow<'a, str>,
    /// The identifier.
    pub value: Cow<'a, str>,
    /// Whether it is evidence of an identity, not the identity that is claimed.
    pub is_evidence: bool,
}

/// A reference to something outside.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct ExternalReference<'a> {
    /// Its type as the format writes it.
    pub kind: Cow<'a, str>,
    /// Where it leads.
    pub url: Cow<'a, str>,
}

/// A name with a value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Property<'a> {
    /// The name.
    pub name: Cow<'a, str>,
    /// The value.
    pub value: Cow<'a, str>,
}

/// What a party is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PartyKind {
    /// A person.
    Person,
    /// An organization.
    Organization,
    /// A tool.
    Tool,
    /// It is not said.
    #[default]
    Unknown,
    /// It is said that nothing is said (`NOASSERTION`).
    NoAssertion,
}

/// A person, an organization.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Party<'a> {
    /// What it is.
    pub kind: PartyKind,
    /// In which capacity, by the name of the member: `manufacturer`, `author`, `originator` ….
    pub capacity: &'static str,
    /// The name.
    pub name: Option<Cow<'a, str>>,
    /// The first address of mail.
    pub email: Option<Cow<'a, str>>,
    /// The first URL.
    pub url: Option<Cow<'a, str>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_have_one_spelling() {
        for text in [
            "OPERATING_SYSTEM",
            "OPERATING-SYSTEM",
            "operating-system",
            "operatingSystem",
        ] {
            let component = Component {
                kind: Some(Cow::Borrowed(text)),
                ..Component::default()
            };
            assert_eq!(component.type_name().unwrap(), "operating-system");
        }
    }

    #[test]
    fn none_and_no_assertion_are_exact() {
        assert_eq!(Stated::of("NONE".into()), Stated::None);
        assert_eq!(Stated::of("NOASSERTION".into()), Stated::NoAssertion);
        assert_eq!(Stated::of("None".into()), Stated::Text("None".into()));
    }
}
