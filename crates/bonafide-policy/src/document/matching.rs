//! Which artifacts a rule or an exception is about.

mod lookup;

pub use lookup::Lookup;

use std::collections::BTreeSet;

use bonafide_digest::Digest;
use bonafide_oci::Reference;

use crate::ReferencePattern;
use crate::document::names::Named;
use crate::pattern::spelling;
use lookup::is_within;

/// Which artifacts are meant. Fields that are there must all hold, and one entry of a list is
/// enough; nothing at all means every artifact.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Matching {
    /// The kinds of artifacts; empty means any.
    pub artifact: BTreeSet<ArtifactKind>,
    /// Under which references; empty means any, and no reference at all too.
    pub reference: Vec<ReferencePattern>,
    /// Under which references not.
    pub except: Vec<ReferencePattern>,
    /// Which digests; empty means any.
    pub digest: Vec<Digest>,
    /// In which namespaces; empty means any.
    pub namespace: BTreeSet<String>,
    /// In which roles; empty means any.
    pub role: BTreeSet<Role>,
    /// By which transports images are had; empty means any.
    pub transport: BTreeSet<Transport>,
    /// Under which paths, for transports whose images have a path and no reference: absolute, cleaned
    /// and without symbolic links. Each means itself and what is below; empty means any, and none too.
    pub path: Vec<String>,
    /// Under which paths not.
    pub except_path: Vec<String>,
    /// How references are compared with `reference` and `except`.
    pub lookup: Lookup,
}

impl Matching {
    /// Whether an artifact with this reference and this path is meant, whatever the other fields say.
    #[must_use]
    pub fn is_about_name(&self, reference: Option<&Reference>, path: Option<&str>) -> bool {
        self.is_about_reference(reference) && self.is_about_path(path)
    }

    fn is_about_reference(&self, reference: Option<&Reference>) -> bool {
        let Some(reference) = reference else {
            return self.reference.is_empty();
        };
        let names = self.lookup.names(reference);
        let is_in = self.reference.is_empty() || names.is_matched(&self.reference);
        is_in && !names.is_excepted(&self.except)
    }

    /// Whether another spelling of the registry of an image is excepted. The requirements hold for the
    /// image all the same, so that nothing gets between rules that share out the names.
    pub(crate) fn is_excepted_elsewhere(&self, reference: &Reference) -> bool {
        let is_excepted = |other: &Reference| self.except.iter().any(|one| one.matches(other));
        // The other way to look up has spellings of its own.
        self.lookup == Lookup::Canonical
            && !self.except.is_empty()
            && spelling::others(reference).iter().any(is_excepted)
    }

    fn is_about_path(&self, path: Option<&str>) -> bool {
        let Some(path) = path else {
            return self.path.is_empty();
        };
        let is_under = |scopes: &[String]| scopes.iter().any(|scope| is_within(scope, path));
        (self.path.is_empty() || is_under(&self.path)) && !is_under(&self.except_path)
    }
}

/// A kind of artifact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum ArtifactKind {
    /// A container image or any other OCI artifact: `oci`.
    Oci,
    /// A model directory: `model`.
    Model,
    /// A file: `blob`.
    Blob,
    /// A package of a language: `package`.
    Package,
}

/// What an artifact is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Role {
    /// The image of a container: `image`.
    Image,
    /// An image that is mounted as a volume: `volume`.
    Volume,
    /// An image that another was built on: `base`.
    Base,
    /// A model: `model`.
    Model,
}

/// How an image is had, as `containers-transports(5)` names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Transport {
    /// From a registry: `docker`.
    Docker,
    /// From a layout: `oci`.
    Oci,
    /// From a layout in an archive: `oci-archive`.
    OciArchive,
    /// From a folder: `dir`.
    Dir,
    /// From an archive of another tool: `docker-archive`.
    DockerArchive,
    /// From a daemon: `docker-daemon`.
    DockerDaemon,
    /// From local storage: `containers-storage`.
    ContainersStorage,
    /// From a registry of `OpenShift`: `atomic`.
    Atomic,
    /// From a SIF file: `sif`.
    Sif,
    /// From a tar archive: `tarball`.
    Tarball,
}

impl ArtifactKind {
    /// The stable lower-case name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.name()
    }
}

impl Role {
    /// The stable lower-case name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.name()
    }
}

impl Transport {
    /// The stable lower-case name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.name()
    }
}
