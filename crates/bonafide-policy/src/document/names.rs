//! The words of a policy that stand for one of a few things.

use bonafide_report::Decision;

use super::{
    ArtifactKind, BaseEvidence, Count, Demand, IdentityReplay, KeyHash, Lookup, Mode, Operator,
    Pin, Promise, Quantifier, Role, SubjectScope, Transport, Unlisted,
};

/// A closed set of things with a word for each.
pub(crate) trait Named: Copy + PartialEq + 'static {
    /// The words, in the order in which messages list them.
    const NAMES: &'static [(&'static str, Self)];

    /// What this word stands for.
    fn of_name(name: &str) -> Option<Self> {
        Self::NAMES
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| *value)
    }

    /// The word for it.
    fn name(self) -> &'static str {
        Self::NAMES
            .iter()
            .find(|(_, value)| *value == self)
            .map_or("", |(name, _)| *name)
    }
}

/// The words for a type.
pub(super) fn names<T: Named>() -> Vec<&'static str> {
    T::NAMES.iter().map(|(name, _)| *name).collect()
}

macro_rules! named {
    ($($type:ident { $($name:literal $variant:ident),+ $(,)? })+) => {
        $(impl Named for $type {
            const NAMES: &'static [(&'static str, Self)] = &[$(($name, Self::$variant)),+];
        })+
    };
}

named! {
    ArtifactKind { "oci" Oci, "model" Model, "blob" Blob, "package" Package }
    BaseEvidence { "provenance" Provenance, "annotation" Annotation }
    Count { "signers" Signers, "principals" Principals }
    Decision { "allow" Allow, "quarantine" Quarantine, "reject" Reject }
    Demand { "tlog" Tlog, "sct" Sct, "timestamp" Timestamp }
    IdentityReplay { "strict" Strict, "tag" Tag, "off" Off }
    KeyHash { "sha256" Sha256, "sha384" Sha384, "sha512" Sha512 }
    Lookup { "canonical" Canonical, "containers" Containers }
    Mode { "enforce" Enforce, "audit" Audit }
    Operator {
        "eq" Eq, "ne" Ne, "in" In, "not_in" NotIn, "exists" Exists,
        "lt" Lt, "le" Le, "gt" Gt, "ge" Ge, "matches" Matches,
    }
    Pin { "require" Require, "resolve" Resolve, "ignore" Ignore }
    Promise { "allow" Allow, "deny" Deny }
    Quantifier { "any" Any, "all_verified" AllVerified }
    Role { "image" Image, "volume" Volume, "base" Base, "model" Model }
    SubjectScope { "exact" Exact, "covered" Covered }
    Transport {
        "docker" Docker, "oci" Oci, "oci-archive" OciArchive, "dir" Dir,
        "docker-archive" DockerArchive, "docker-daemon" DockerDaemon,
        "containers-storage" ContainersStorage, "atomic" Atomic, "sif" Sif, "tarball" Tarball,
    }
    Unlisted { "reject" Reject, "allow" Allow }
}
