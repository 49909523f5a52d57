//! The parts of a view.

use std::borrow::Cow;
use std::sync::OnceLock;

use bonafide_digest::Digest;
use bonafide_dsse::ResourceDescriptor;
use bonafide_report::Place;

use crate::Raw;

/// A value of the view and where it stands.
#[derive(Clone, Debug)]
pub struct Field<T> {
    value: T,
    pointer: Pointer<'static>,
}

impl<T> Field<T> {
    pub(crate) const fn new(value: T, path: Path) -> Self {
        Self {
            value,
            pointer: Pointer::new(Origin::At(path)),
        }
    }

    /// The value.
    #[must_use]
    pub const fn value(&self) -> &T {
        &self.value
    }

    /// Where it stands in the predicate, or would stand.
    #[must_use]
    pub fn pointer(&self) -> &Place {
        self.pointer.place()
    }
}

/// What a builder says about its own work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(
    clippy::exhaustive_enums,
    reason = "there is a boolean or there is none"
)]
pub enum Claim {
    /// It says so, or says the opposite.
    Claimed(bool),
    /// It says nothing, which is not the same as saying no.
    NotClaimed,
}

impl From<Option<bool>> for Claim {
    fn from(claimed: Option<bool>) -> Self {
        claimed.map_or(Self::NotClaimed, Self::Claimed)
    }
}

/// One external parameter: what whoever started the build could choose.
#[derive(Clone, Debug)]
pub struct Parameter<'a> {
    name: Cow<'a, str>,
    value: Raw<'a>,
    pointer: Pointer<'a>,
}

impl<'a> Parameter<'a> {
    pub(crate) const fn new(name: Cow<'a, str>, value: Raw<'a>, origin: Origin<'a>) -> Self {
        Self {
            name,
            value,
            pointer: Pointer::new(origin),
        }
    }

    pub(crate) fn rename(&mut self, name: &'static str) {
        self.name = Cow::Borrowed(name);
    }

    /// Its name among the external parameters. Where the old formats have several members for
    /// them, it is `arguments`, `entryPoint`, `source` or that of a member of `parameters`; a member
    /// of `parameters` that is named like one of the others goes by `parameters/entryPoint` or
    /// `parameters/source`, and the other by `configSource/entryPoint` or `configSource/uri`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Where its value stands in the predicate.
    #[must_use]
    pub fn pointer(&self) -> &Place {
        self.pointer.place()
    }

    /// The value; never `null`.
    #[must_use]
    pub const fn value(&self) -> Raw<'a> {
        self.value
    }
}

/// A resource that went into the build, or came out of it beside the artifacts.
#[derive(Clone, Debug)]
pub struct Dependency<'a> {
    descriptor: ResourceDescriptor<'a>,
    pointer: Pointer<'static>,
}

impl<'a> Dependency<'a> {
    pub(crate) const fn new(descriptor: ResourceDescriptor<'a>, origin: Origin<'static>) -> Self {
        Self {
            descriptor,
            pointer: Pointer::new(origin),
        }
    }

    /// What is said about it.
    #[must_use]
    pub const fn descriptor(&self) -> &ResourceDescriptor<'a> {
        &self.descriptor
    }

    /// Where it stands in the predicate.
    #[must_use]
    pub fn pointer(&self) -> &Place {
        self.pointer.place()
    }

    /// Its digests as (algorithm, value) in one order, those of unknown algorithms among them.
    pub(crate) fn sorted_digests(&self) -> Vec<(&str, String)> {
        let known = self.descriptor.digests().iter();
        let known = known.map(|digest| (digest.algorithm().name(), digest.to_hex()));
        let opaque = self.descriptor.opaque_digests();
        let opaque = opaque.map(|(name, value)| (name, value.to_owned()));
        let mut digests: Vec<_> = known.chain(opaque).collect();
        digests.sort();
        digests
    }

    /// Whether both have one URI and the same digests, in whatever order.
    pub(crate) fn is_same_resource(&self, other: &ResourceDescriptor<'_>) -> bool {
        let own = &self.descriptor;
        let mut opaque = own.opaque_digests();
        own.uri() == other.uri()
            && own.digests().len() == other.digests().len()
            && own
                .digests()
                .iter()
                .all(|one| other.digests().contains(one))
            && own.opaque_digests().count() == other.opaque_digests().count()
            && opaque.all(|one| other.opaque_digests().any(|other| one == other))
    }
}

/// Where the old formats say that the configuration of the build came from.
#[derive(Clone, Debug)]
pub struct ConfigSource<'a> {
    descriptor: ResourceDescriptor<'a>,
    entry_point: Option<Cow<'a, str>>,
    pointer: Pointer<'static>,
}

impl<'a> ConfigSource<'a> {
    pub(crate) const fn new(
        descriptor: ResourceDescriptor<'a>,
        entry_point: Option<Cow<'a, str>>,
        origin: Origin<'static>,
    ) -> Self {
        Self {
            descriptor,
            entry_point,
            pointer: Pointer::new(origin),
        }
    }

    /// The URI, as written; never empty.
    #[must_use]
    pub fn uri(&self) -> Option<&str> {
        self.descriptor.uri().filter(|uri| !uri.is_empty())
    }

    /// The digests of known algorithms.
    #[must_use]
    pub fn digests(&self) -> &[Digest] {
        self.descriptor.digests()
    }

    /// The file, target or script in it that says how to build; never empty.
    #[must_use]
    pub fn entry_point(&self) -> Option<&str> {
        self.entry_point.as_deref()
    }

    /// Where it stands in the predicate: the material, or the `configSource`.
    #[must_use]
    pub fn pointer(&self) -> &Place {
        self.pointer.place()
    }
}

/// The names that lead to a member.
pub(crate) type Path = &'static [&'static str];

/// A pointer that is spelled out only if somebody asks.
#[derive(Debug)]
pub(crate) struct Pointer<'a> {
    origin: Origin<'a>,
    place: OnceLock<Place>,
}

#[derive(Clone, Debug)]
pub(crate) enum Origin<'a> {
    At(Path),
    Member(Path, Cow<'a, str>),
    Element(Path, usize),
    /// The URI of an element.
    ElementUri(Path, usize),
}

impl<'a> Pointer<'a> {
    const fn new(origin: Origin<'a>) -> Self {
        Self {
            origin,
            place: OnceLock::new(),
        }
    }

    fn place(&self) -> &Place {
        self.place.get_or_init(|| match &self.origin {
            Origin::At(path) => spelled(path),
            Origin::Member(path, name) => spelled(path).member(name),
            Origin::Element(path, index) => spelled(path).index(*index),
            Origin::ElementUri(path, index) => spelled(path).index(*index).member("uri"),
        })
    }
}

impl Clone for Pointer<'_> {
    fn clone(&self) -> Self {
        Self::new(self.origin.clone())
    }
}

/// The path as a pointer.
pub(crate) fn spelled(path: Path) -> Place {
    path.iter()
        .fold(Place::root(), |place, name| place.member(name))
}
