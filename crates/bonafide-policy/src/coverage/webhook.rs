//! What an admission webhook would be asked about.

use std::collections::BTreeSet;

use super::CoverageField;
use super::fields::KINDS;
use super::objects::Object;

/// Why nothing would ask about an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum CoverageGap {
    /// A node runs it from a file of its own; the object only mirrors that: `static-pod`.
    StaticPod,
    /// The namespace is left out: `namespace`.
    Namespace,
    /// The kind is left out: `kind`.
    Kind,
    /// Containers that are added to running Pods are left out: `ephemeral-container`.
    EphemeralContainer,
    /// Images that are mounted as volumes are left out: `volume`.
    Volume,
}

impl CoverageGap {
    /// The stable lower-case name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::StaticPod => "static-pod",
            Self::Namespace => "namespace",
            Self::Kind => "kind",
            Self::EphemeralContainer => "ephemeral-container",
            Self::Volume => "volume",
        }
    }
}

/// What an admission webhook is asked about, as its configuration in the cluster says.
///
/// Nothing makes a node ask about the Pods that it runs from files of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook {
    kinds: BTreeSet<(String, String)>,
    exempt: BTreeSet<String>,
    has_system: bool,
    has_ephemeral: bool,
    has_volumes: bool,
}

impl Default for Webhook {
    /// What may be counted on unless more is known: the kinds of the table of policy section 9.1 but
    /// DaemonSets, containers that are there when an object is made, and no system namespace.
    fn default() -> Self {
        let kinds = KINDS.iter().filter(|(kind, ..)| *kind != "DaemonSet");
        let kinds = kinds.flat_map(|(kind, groups, _)| {
            let pair = |group: &&str| ((*group).to_owned(), (*kind).to_owned());
            groups.iter().map(pair)
        });
        Self {
            kinds: kinds.collect(),
            ..Self::none()
        }
    }
}

impl Webhook {
    /// None at all.
    #[must_use]
    pub const fn none() -> Self {
        Self {
            kinds: BTreeSet::new(),
            exempt: BTreeSet::new(),
            has_system: false,
            has_ephemeral: false,
            has_volumes: false,
        }
    }

    /// Objects of this kind too. The group is empty for the core.
    #[must_use]
    pub fn with_kind(mut self, group: impl Into<String>, kind: impl Into<String>) -> Self {
        self.kinds.insert((group.into(), kind.into()));
        self
    }

    /// Not objects of this kind.
    #[must_use]
    pub fn without_kind(mut self, group: impl Into<String>, kind: impl Into<String>) -> Self {
        self.kinds.remove(&(group.into(), kind.into()));
        self
    }

    /// Not what is in this namespace.
    #[must_use]
    pub fn without_namespace(mut self, namespace: impl Into<String>) -> Self {
        self.exempt.insert(namespace.into());
        self
    }

    /// System namespaces too: those that begin with `kube-` or `openshift-`.
    #[must_use]
    pub const fn with_system_namespaces(mut self) -> Self {
        self.has_system = true;
        self
    }

    /// `pods/ephemeralcontainers` too.
    #[must_use]
    pub const fn with_ephemeral_containers(mut self) -> Self {
        self.has_ephemeral = true;
        self
    }

    /// It looks at images that are mounted as volumes too.
    #[must_use]
    pub const fn with_volumes(mut self) -> Self {
        self.has_volumes = true;
        self
    }

    /// Why it would not be asked about an image of an object; sorted, and empty where it would be.
    pub(super) fn gaps(&self, object: &Object<'_>, field: CoverageField) -> Vec<CoverageGap> {
        let about = &object.about;
        let kind = (about.group().to_owned(), about.kind.clone());
        let is_left_out =
            |namespace: &str| self.exempt.contains(namespace) || self.is_system(namespace);
        let gaps = [
            (CoverageGap::StaticPod, object.is_static),
            (
                CoverageGap::Namespace,
                about.namespace.as_deref().is_some_and(is_left_out),
            ),
            (CoverageGap::Kind, !self.kinds.contains(&kind)),
            (
                CoverageGap::EphemeralContainer,
                field == CoverageField::EphemeralContainer && !self.has_ephemeral,
            ),
            (
                CoverageGap::Volume,
                field == CoverageField::Volume && !self.has_volumes,
            ),
        ];
        let there = gaps.into_iter().filter(|(_, is_there)| *is_there);
        there.map(|(gap, _)| gap).collect()
    }

    /// A namespace of the system that is left out.
    fn is_system(&self, namespace: &str) -> bool {
        let is_system = namespace.starts_with("kube-") || namespace.starts_with("openshift-");
        is_system && !self.has_system
    }
}
