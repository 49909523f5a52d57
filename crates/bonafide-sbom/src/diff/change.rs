//! One change.

use core::cmp::Ordering;
use core::fmt;

use bonafide_report::{Escaped, Place};

/// Where a new version stands in the order of its ecosystem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Direction {
    /// It is later.
    Up,
    /// It is earlier.
    Down,
    /// It is the same version in another spelling.
    Respelled,
    /// Nobody can tell: no order is known, a version is none of its ecosystem, or one is not stated.
    Unordered,
}

/// How hashes differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum HashDrift {
    /// One version, one algorithm, other values: other content under the same name.
    Changed,
    /// The same, but one of the two documents does not state the version.
    Unversioned,
    /// The document before has a hash of an algorithm of which the one after has none, or a value
    /// that cannot be compared.
    Lost,
    /// The other way round.
    Gained,
    /// A component is there once more, with the identifiers and the version of one that was there
    /// and with other hashes than any of these.
    Second,
    /// The other way round: one of several is gone.
    Withdrawn,
}

/// What is said of the document as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum DocumentField {
    /// The format and its version.
    Format,
    /// Serial number, namespace, id.
    Id,
    /// The revision.
    Revision,
    /// The name.
    Name,
    /// When it was made.
    Created,
    /// Authors, manufacturers, suppliers.
    Authors,
    /// The phases of life that it is about.
    Lifecycles,
    /// The licence of its data.
    Licences,
    /// The documents that it builds upon.
    Documents,
    /// Whether there is a signature in it.
    Signature,
    /// How complete it says to be.
    Completeness,
}

/// What changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ChangeKind {
    /// Of the document itself.
    Document(DocumentField),
    /// A component is not there any more.
    Removed,
    /// A component is there that was not.
    Added,
    /// The version.
    Version(Direction),
    /// The hashes, at a version that is not another one.
    Hash(HashDrift),
    /// Package URLs beyond what pairs components, CPE names, other identifiers, name, group, type.
    Identifiers,
    /// The licences.
    Licence,
    /// The supplier.
    Supplier,
    /// Manufacturers, authors, publishers, originators.
    Producers,
    /// Whether it is required, optional or excluded.
    Scope,
    /// A relationship is not there any more.
    EdgeRemoved,
    /// A relationship is there that was not.
    EdgeAdded,
    /// A vulnerability is not listed any more.
    VulnerabilityRemoved,
    /// A vulnerability is listed for something for which it was not.
    VulnerabilityAdded,
    /// What is said of a vulnerability: analysis, status, ratings.
    Vulnerability,
}

impl ChangeKind {
    /// The same change looked at from the other side.
    #[must_use]
    pub const fn mirrored(self) -> Self {
        match self {
            Self::Added => Self::Removed,
            Self::Removed => Self::Added,
            Self::Version(Direction::Up) => Self::Version(Direction::Down),
            Self::Version(Direction::Down) => Self::Version(Direction::Up),
            Self::Hash(HashDrift::Lost) => Self::Hash(HashDrift::Gained),
            Self::Hash(HashDrift::Gained) => Self::Hash(HashDrift::Lost),
            Self::Hash(HashDrift::Second) => Self::Hash(HashDrift::Withdrawn),
            Self::Hash(HashDrift::Withdrawn) => Self::Hash(HashDrift::Second),
            Self::EdgeAdded => Self::EdgeRemoved,
            Self::EdgeRemoved => Self::EdgeAdded,
            Self::VulnerabilityAdded => Self::VulnerabilityRemoved,
            Self::VulnerabilityRemoved => Self::VulnerabilityAdded,
            kind => kind,
        }
    }

    /// The name of this kind for machines, which never changes: in lower case, with hyphens.
    ///
    /// ```
    /// use bonafide_sbom::{ChangeKind, Direction, HashDrift};
    /// assert_eq!(ChangeKind::Version(Direction::Up).name(), "version-up");
    /// assert_eq!(ChangeKind::Hash(HashDrift::Changed).name(), "hash-changed");
    /// ```
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Document(field) => field.name(),
            Self::Removed => "removed",
            Self::Added => "added",
            Self::Version(Direction::Up) => "version-up",
            Self::Version(Direction::Down) => "version-down",
            Self::Version(Direction::Respelled) => "version-respelled",
            Self::Version(Direction::Unordered) => "version-unordered",
            Self::Hash(HashDrift::Changed) => "hash-changed",
            Self::Hash(HashDrift::Unversioned) => "hash-unversioned",
            Self::Hash(HashDrift::Lost) => "hash-lost",
            Self::Hash(HashDrift::Gained) => "hash-gained",
            Self::Hash(HashDrift::Second) => "hash-second",
            Self::Hash(HashDrift::Withdrawn) => "hash-withdrawn",
            Self::Identifiers => "identifiers",
            Self::Licence => "licence",
            Self::Supplier => "supplier",
            Self::Producers => "producers",
            Self::Scope => "scope",
            Self::EdgeRemoved => "edge-removed",
            Self::EdgeAdded => "edge-added",
            Self::VulnerabilityRemoved => "vulnerability-removed",
            Self::VulnerabilityAdded => "vulnerability-added",
            Self::Vulnerability => "vulnerability",
        }
    }
}

/// What one of the two documents says.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct ChangeSide {
    /// The component by all that names it: its own key, with its version behind `@` if it states
    /// one. Of an edge, where it begins. Empty for the document.
    pub label: String,
    /// What it says; of lists only what the other document does not say. Unescaped.
    pub text: String,
    /// Where.
    pub place: Place,
    /// The ordinal of the component there.
    pub component: Option<u32>,
}

/// One change between two documents.
///
/// It prints as one line, with all text of the documents escaped.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Change {
    /// What changed.
    pub kind: ChangeKind,
    /// By what the component is known in both documents: a package URL without version, a vendor and
    /// product, a tag, a name. Of an edge, the label of where it begins; of a vulnerability, its
    /// identifier; empty for the document.
    pub key: String,
    /// What the document before says, if it says anything.
    pub before: Option<ChangeSide>,
    /// What the document after says, if it says anything.
    pub after: Option<ChangeSide>,
}

impl Change {
    /// The same change looked at from the other side.
    #[must_use]
    pub fn mirrored(self) -> Self {
        Self {
            kind: self.kind.mirrored(),
            key: self.key,
            before: self.after,
            after: self.before,
        }
    }

    /// By key, then by kind; no two changes that differ are equal in it.
    pub(super) fn order(&self, other: &Self) -> Ordering {
        let of = |change: &Self| (change.kind, change.key.is_empty());
        self.key
            .cmp(&other.key)
            .then_with(|| of(self).cmp(&of(other)))
            .then_with(|| self.before.cmp(&other.before))
            .then_with(|| self.after.cmp(&other.after))
    }
}

/// One line.
impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = |side: &Option<ChangeSide>| side.as_ref().map(|side| side.text.clone());
        let label = |side: &Option<ChangeSide>| side.as_ref().map(|side| side.label.clone());
        let (before, after) = (text(&self.before), text(&self.after));
        let shown = label(&self.after).or_else(|| label(&self.before));
        let shown = shown.filter(|shown| !shown.is_empty());
        let key = Escaped(shown.as_deref().unwrap_or(&self.key));
        let one = before.as_deref().or(after.as_deref()).unwrap_or_default();
        match self.kind {
            ChangeKind::Added => return write!(f, "added {key}"),
            ChangeKind::Removed => return write!(f, "removed {key}"),
            ChangeKind::EdgeAdded => return write!(f, "{key}: now {}", Escaped(one)),
            ChangeKind::EdgeRemoved => return write!(f, "{key}: no longer {}", Escaped(one)),
            ChangeKind::VulnerabilityAdded => {
                let id = Escaped(&self.key);
                return write!(f, "{key}: now listed with {id} ({})", Escaped(one));
            }
            ChangeKind::VulnerabilityRemoved => {
                let id = Escaped(&self.key);
                return write!(f, "{key}: no longer listed with {id} ({})", Escaped(one));
            }
            ChangeKind::Document(_) => write!(f, "document: {}", self.kind.noun())?,
            ChangeKind::Vulnerability => write!(f, "{key}: {}", Escaped(&self.key))?,
            _ => write!(f, "{key}: {}", self.kind.noun())?,
        }
        let shown = |text: Option<String>| match text.as_deref() {
            None | Some("") => "nothing".to_owned(),
            Some(text) => Escaped(text).to_string(),
        };
        write!(f, " {} -> {}", shown(before), shown(after))
    }
}

impl ChangeKind {
    const fn noun(self) -> &'static str {
        match self {
            Self::Document(field) => field.noun(),
            Self::Version(Direction::Up) => "later version",
            Self::Version(Direction::Down) => "earlier version",
            Self::Version(Direction::Respelled) => "same version, written otherwise,",
            Self::Version(Direction::Unordered) => "other version",
            Self::Hash(HashDrift::Changed) => "other hash at the same version",
            Self::Hash(HashDrift::Unversioned) => "other hash, version not stated,",
            Self::Hash(HashDrift::Lost) => "hash lost",
            Self::Hash(HashDrift::Gained) => "hash gained",
            Self::Hash(HashDrift::Second) => {
                "there once more with another hash at the same version"
            }
            Self::Hash(HashDrift::Withdrawn) => "one of several hashes at the same version gone",
            Self::Identifiers => "identifiers",
            Self::Licence => "licences",
            Self::Supplier => "supplier",
            Self::Producers => "producers",
            Self::Scope => "scope",
            Self::Vulnerability => "vulnerability",
            Self::Added => "added",
            Self::Removed => "removed",
            Self::EdgeAdded => "relationship added",
            Self::EdgeRemoved => "relationship removed",
            Self::VulnerabilityAdded => "vulnerability added",
            Self::VulnerabilityRemoved => "vulnerability removed",
        }
    }
}

impl DocumentField {
    const fn name(self) -> &'static str {
        match self {
            Self::Format => "document-format",
            Self::Id => "document-id",
            Self::Revision => "document-revision",
            Self::Name => "document-name",
            Self::Created => "document-created",
            Self::Authors => "document-authors",
            Self::Lifecycles => "document-lifecycles",
            Self::Licences => "document-licences",
            Self::Documents => "document-documents",
            Self::Signature => "document-signature",
            Self::Completeness => "document-completeness",
        }
    }

    const fn noun(self) -> &'static str {
        match self {
            Self::Format => "format",
            Self::Id => "id",
            Self::Revision => "revision",
            Self::Name => "name",
            Self::Created => "time",
            Self::Authors => "authors",
            Self::Lifecycles => "phases of life",
            Self::Licences => "licences",
            Self::Documents => "external documents",
            Self::Signature => "signature within",
            Self::Completeness => "completeness",
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_kind_has_a_name_of_its_own() {
        use ChangeKind as K;
        use DocumentField as F;
        let document = [
            F::Format,
            F::Id,
            F::Revision,
            F::Name,
            F::Created,
            F::Authors,
            F::Lifecycles,
            F::Licences,
            F::Documents,
            F::Signature,
            F::Completeness,
        ];
        let version = [
            Direction::Up,
            Direction::Down,
            Direction::Respelled,
            Direction::Unordered,
        ];
        let hash = [
            HashDrift::Changed,
            HashDrift::Unversioned,
            HashDrift::Lost,
            HashDrift::Gained,
            HashDrift::Second,
            HashDrift::Withdrawn,
        ];
        let others = [
            K::Removed,
            K::Added,
            K::Identifiers,
            K::Licence,
            K::Supplier,
            K::Producers,
            K::Scope,
            K::EdgeRemoved,
            K::EdgeAdded,
            K::VulnerabilityRemoved,
            K::VulnerabilityAdded,
            K::Vulnerability,
        ];
        let kinds = document.map(K::Document).into_iter();
        let kinds = kinds
            .chain(version.map(K::Version))
            .chain(hash.map(K::Hash));
        let kinds: Vec<ChangeKind> = kinds.chain(others).collect();
        let names: BTreeSet<&str> = kinds.iter().map(|kind| kind.name()).collect();
        assert_eq!(names.len(), kinds.len());
        for name in names {
            assert!(
                name.bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte == b'-'),
                "{name}"
            );
        }
    }
}
