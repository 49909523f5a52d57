//! Components as they are paired: what each of them is known by.

use std::borrow::Cow;

use super::aspect::Aspect;
use super::facts::short;
use super::ground::Ground;
use crate::{ComponentView, Cpe, Model, Purl, Role, Scheme};

/// The most bytes of a label: no package URL has more.
const MOST_LABEL: usize = 4096;

/// Components of different layers are never one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Layer {
    /// What the product is made of, itself included.
    Product,
    Service,
    Tool,
    Pedigree,
}

impl Layer {
    pub(super) const fn of(role: Role) -> Self {
        match role {
            Role::Root | Role::Inventory | Role::File | Role::Data | Role::Model => Self::Product,
            Role::Service => Self::Service,
            Role::Tool => Self::Tool,
            Role::Pedigree => Self::Pedigree,
        }
    }
}

/// What a component can be known by, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Level {
    /// Package URL without version, and of the qualifiers only `arch` and `distro`.
    Purl,
    /// Vendor and product of a CPE name.
    Cpe,
    /// The tag of a software identification.
    Swid,
    /// Type, group and name.
    TypedName,
    /// Group and name.
    Name,
}

impl Level {
    pub(super) const ALL: [Self; 5] = [
        Self::Purl,
        Self::Cpe,
        Self::Swid,
        Self::TypedName,
        Self::Name,
    ];

    /// The bit of a level in the set of those that a component is known by.
    pub(super) const fn bit(self) -> u8 {
        match self {
            Self::Purl => 1,
            Self::Cpe => 2,
            Self::Swid => 4,
            Self::TypedName => 8,
            Self::Name => 16,
        }
    }
}

/// One thing that a component is known by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Key {
    /// Its parts, one behind the other.
    text: String,
    /// Where the first and the second part end.
    cuts: [usize; 2],
    layer: Layer,
}

impl Key {
    fn of(layer: Layer, parts: [&str; 3]) -> Self {
        let [one, two, _] = parts.map(str::len);
        Self {
            text: parts.concat(),
            cuts: [one, one.saturating_add(two)],
            layer,
        }
    }

    fn parts(&self) -> [&str; 3] {
        let [first, second] = self.cuts;
        let ends = [0..first, first..second, second..self.text.len()];
        ends.map(|range| self.text.get(range).unwrap_or_default())
    }

    /// How it is shown.
    pub(super) fn label(&self, level: Level) -> String {
        let parts = self.parts();
        match level {
            Level::Purl => self.text.clone(),
            Level::Cpe => {
                let [vendor, product, _] = parts;
                format!("cpe:{vendor}:{product}")
            }
            Level::Swid => format!("swid:{}", self.text),
            Level::TypedName | Level::Name => {
                let words = parts.into_iter().filter(|word| !word.is_empty());
                words.collect::<Vec<_>>().join(" ")
            }
        }
    }
}

/// A component that takes part.
pub(super) struct Member<'m> {
    pub(super) view: ComponentView<'m>,
    pub(super) layer: Layer,
    /// The bits of the levels that it has a key of.
    pub(super) levels: u8,
    /// The version that it states, else that of its package URL.
    pub(super) version: Option<Cow<'m, str>>,
    pub(super) scheme: Option<Scheme>,
    /// The smallest of its keys of the best level, as it is shown.
    pub(super) own: String,
    /// Its keys of the best level, each once.
    packages: Vec<Key>,
}

impl<'m> Member<'m> {
    fn new(view: ComponentView<'m>, ground: &Ground) -> Self {
        let layer = Layer::of(view.role());
        let purls = view.purls().filter_map(|text| Purl::parse(text).ok());
        let purls: Vec<Purl> = purls.collect();
        let mut packages: Vec<Key> = purls
            .iter()
            .map(|purl| Key::of(layer, [&package(purl), "", ""]))
            .collect();
        packages.sort_unstable();
        packages.dedup();
        let mut member = Self {
            view,
            layer,
            levels: 0,
            version: view.version().map(Cow::Borrowed),
            scheme: one_scheme(&purls),
            own: String::new(),
            packages,
        };
        for level in Level::ALL {
            if !member.has(level, ground) {
                continue;
            }
            if member.levels == 0 {
                let keys = member.keys(level, ground);
                let first = keys.iter().map(|key| key.label(level)).min();
                member.own = short(first.unwrap_or_default(), MOST_LABEL);
            }
            member.levels |= level.bit();
        }
        if member.version.is_none() {
            let stated = purls.iter().filter_map(Purl::version).min();
            let stated = stated.map(|text| Cow::Owned(text.to_owned()));
            member.version = stated.or_else(|| view.version_range().map(Cow::Borrowed));
        }
        member
    }

    pub(super) fn label(&self) -> String {
        match &self.version {
            Some(version) => format!("{}@{version}", self.own),
            None => self.own.clone(),
        }
    }

    fn has(&self, level: Level, ground: &Ground) -> bool {
        match level {
            Level::Purl => !self.packages.is_empty(),
            Level::Cpe => self.view.cpes().any(|text| products(text).is_some()),
            Level::Swid => self.tags().next().is_some(),
            Level::TypedName => self.kind(ground).is_some(),
            Level::Name => true,
        }
    }

    /// Its keys of a level, each once.
    pub(super) fn keys(&self, level: Level, ground: &Ground) -> Vec<Key> {
        let mut keys = match level {
            Level::Purl => return self.packages.clone(),
            Level::Cpe => {
                let cpes = self.view.cpes().filter_map(products);
                cpes.map(|[vendor, product]| Key::of(self.layer, [&vendor, &product, ""]))
                    .collect()
            }
            Level::Swid => {
                let tags = self.tags();
                tags.map(|tag| Key::of(self.layer, [tag, "", ""])).collect()
            }
            Level::TypedName => {
                let kind = self.kind(ground);
                kind.map(|kind| self.name(&kind, ground))
                    .into_iter()
                    .collect()
            }
            Level::Name => vec![self.name("", ground)],
        };
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    fn tags(&self) -> impl Iterator<Item = &'m str> + use<'m> {
        let identifiers = self.view.identifiers();
        identifiers.filter_map(|(kind, value)| swid_tag(kind, value))
    }

    fn kind(&self, ground: &Ground) -> Option<String> {
        let is_typed = self.layer == Layer::Product && ground.has(Aspect::Types);
        is_typed.then(|| type_name(&self.view)).flatten()
    }

    /// SPDX has no groups: what stands in one goes before the name where families differ.
    fn name(&self, kind: &str, ground: &Ground) -> Key {
        let group = self.view.group().unwrap_or_default();
        let name = self.view.name().unwrap_or_default();
        if ground.is_one_family || group.is_empty() {
            return Key::of(self.layer, [kind, group, name]);
        }
        Key::of(self.layer, [kind, "", &format!("{group}/{name}")])
    }
}

/// Vendor and product of a CPE name.
fn products(text: &str) -> Option<[String; 2]> {
    let cpe = Cpe::parse(text).ok()?;
    let (vendor, product) = cpe.key()?;
    Some([vendor.to_owned(), product.to_owned()])
}

/// The components of one document.
pub(super) struct Side<'m> {
    pub(super) model: &'m Model,
    pub(super) members: Vec<Member<'m>>,
    /// The member of each component, by ordinal.
    pub(super) of_ordinal: Vec<Option<u32>>,
}

impl<'m> Side<'m> {
    pub(super) fn new(model: &'m Model, ground: &Ground) -> Self {
        let mut side = Self {
            model,
            members: Vec::new(),
            of_ordinal: Vec::new(),
        };
        for view in model.components() {
            let at = u32::try_from(side.members.len()).ok();
            let at = at.filter(|_| is_compared(view.role(), ground));
            side.of_ordinal.push(at);
            if at.is_some() {
                side.members.push(Member::new(view, ground));
            }
        }
        side
    }

    pub(super) fn member(&self, at: u32) -> Option<&Member<'m>> {
        self.members.get(usize::try_from(at).ok()?)
    }
}

fn is_compared(role: Role, ground: &Ground) -> bool {
    match role {
        Role::File => ground.has(Aspect::Files),
        Role::Service => ground.has(Aspect::Services),
        Role::Tool => ground.has(Aspect::Tools),
        Role::Pedigree => ground.has(Aspect::Pedigree),
        Role::Root | Role::Inventory | Role::Data | Role::Model => true,
    }
}

/// The canonical form without the version and without the qualifiers but `arch` and `distro`.
///
/// # Specification
/// sbom DIF-1.
fn package(purl: &Purl) -> String {
    // In canonical form none of these stands unencoded in another part.
    let (rest, subpath) = cut(purl.as_str(), '#');
    let (rest, qualifiers) = cut(rest, '?');
    let (path, _) = cut(rest, '@');
    let mut key = path.to_owned();
    let kept = qualifiers.split('&');
    let kept = kept.filter(|pair| pair.starts_with("arch=") || pair.starts_with("distro="));
    for (at, pair) in kept.enumerate() {
        key.push(if at == 0 { '?' } else { '&' });
        key.push_str(pair);
    }
    if !subpath.is_empty() {
        key.push('#');
        key.push_str(subpath);
    }
    key
}

fn cut(text: &str, at: char) -> (&str, &str) {
    text.split_once(at).unwrap_or((text, ""))
}

/// The order of versions, if all package URLs are of ecosystems with one.
fn one_scheme(purls: &[Purl]) -> Option<Scheme> {
    let mut schemes = purls.iter().map(|purl| scheme(purl.kind()));
    let first = schemes.next()??;
    schemes.all(|other| other == Some(first)).then_some(first)
}

/// The order of versions of a type of package URLs.
fn scheme(kind: &str) -> Option<Scheme> {
    Some(match kind {
        "apk" => Scheme::Apk,
        "deb" => Scheme::Deb,
        "golang" => Scheme::Go,
        "maven" => Scheme::Maven,
        "pypi" => Scheme::Pep440,
        "rpm" => Scheme::Rpm,
        "cargo" | "npm" | "hex" | "swift" => Scheme::SemVer,
        _ => return None,
    })
}

/// The tag of a software identification; SPDX writes it as a URI.
pub(super) fn swid_tag<'a>(kind: &str, value: &'a str) -> Option<&'a str> {
    kind.eq_ignore_ascii_case("swid")
        .then(|| value.strip_prefix("swid:").unwrap_or(value))
        .filter(|tag| !tag.is_empty())
}

/// The type in one spelling for all formats.
pub(super) fn type_name(view: &ComponentView<'_>) -> Option<String> {
    let component = crate::Component {
        kind: view.kind().map(Cow::Borrowed),
        ..crate::Component::default()
    };
    component.type_name()
}
