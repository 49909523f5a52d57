//! Components.

use cyclonedx_bom::external_models::normalized_string::NormalizedString;
use cyclonedx_bom::external_models::spdx::{SpdxExpression, SpdxIdentifier};
use cyclonedx_bom::external_models::uri::{Purl, Uri};
use cyclonedx_bom::models::bom::SpecVersion;
use cyclonedx_bom::models::component::{Classification, Component, Components, Cpe, Scope};
use cyclonedx_bom::models::external_reference::{
    ExternalReference, ExternalReferenceType, ExternalReferences,
};
use cyclonedx_bom::models::hash::{Hash, HashAlgorithm, HashValue, Hashes};
use cyclonedx_bom::models::license::{License, LicenseChoice, LicenseIdentifier, Licenses};
use cyclonedx_bom::models::organization::{OrganizationalContact, OrganizationalEntity};
use cyclonedx_bom::models::property::{Properties, Property};

use crate::{ComponentView, Error, LicenceSource, LicenceValue, Model, Party, Role};

/// The components of a document, each with those that it contains.
#[derive(Default)]
pub(super) struct Tree {
    pub(super) root: Option<Component>,
    pub(super) components: Option<Components>,
}

impl Tree {
    /// Goes from the last component to the first: what a component contains comes after it.
    pub(super) fn of(model: &Model, version: SpecVersion) -> Result<Self, Error> {
        let count = model.components().len();
        let mut inner: Vec<Vec<Component>> = Vec::new();
        inner.resize_with(count, Vec::new);
        let mut out = Self::default();
        let mut outermost = Vec::new();
        for ordinal in (0..u32::try_from(count).unwrap_or(u32::MAX)).rev() {
            let Some(view) = model.component(ordinal) else {
                continue;
            };
            if !view.role().is_inventory() && view.role() != Role::Root {
                continue;
            }
            let mut component = component(&view, version)?;
            let index = usize::try_from(ordinal).unwrap_or(usize::MAX);
            let contained = inner.get_mut(index).map(core::mem::take);
            component.components = list(contained.unwrap_or_default()).map(Components);
            match view.parent() {
                _ if view.role() == Role::Root => out.root = Some(component),
                Some(parent) => {
                    let parent = usize::try_from(parent.ordinal()).unwrap_or(usize::MAX);
                    if let Some(siblings) = inner.get_mut(parent) {
                        siblings.push(component);
                    }
                }
                None => outermost.push(component),
            }
        }
        out.components = list(outermost).map(Components);
        Ok(out)
    }
}

/// What was gathered from the last to the first, in order; none if there is nothing.
fn list<T>(mut entries: Vec<T>) -> Option<Vec<T>> {
    entries.reverse();
    some(entries)
}

/// An empty list is none.
pub(super) fn some<T>(entries: Vec<T>) -> Option<Vec<T>> {
    (!entries.is_empty()).then_some(entries)
}

pub(super) fn normalized(text: &str) -> NormalizedString {
    NormalizedString::new(text)
}

fn component(view: &ComponentView<'_>, version: SpecVersion) -> Result<Component, Error> {
    let missing = |reason| Error::Shape {
        place: view.place(),
        reason,
    };
    let kind = view
        .kind()
        .ok_or_else(|| missing("a component without its type"))?;
    let name = view
        .name()
        .ok_or_else(|| missing("a component without its name"))?;
    if version == SpecVersion::V1_3 && view.version().is_none() {
        return Err(missing("a component without its version"));
    }
    let kind = Classification::new_unchecked(kind);
    let mut out = Component::new(kind, name, "", view.reference().map(str::to_owned));
    out.version = view.version().map(normalized);
    out.group = view.group().map(normalized);
    out.scope = view.scope().map(scope);
    let hashes = view.named_hashes().map(|(name, value)| Hash {
        alg: HashAlgorithm::new_unchecked(name),
        content: HashValue(value.to_owned()),
    });
    out.hashes = some(hashes.collect()).map(Hashes);
    out.licenses = some(view.licences().filter_map(licence).collect()).map(Licenses);
    out.copyright = view.copyright().map(normalized);
    out.cpe = view.cpes().next().map(Cpe::new);
    out.purl = view
        .purls()
        .next()
        .and_then(|purl| purl.parse::<Purl>().ok());
    out.supplier = view.supplier().map(entity);
    for producer in view.producers() {
        let name = producer.name.as_deref().map(normalized);
        match producer.capacity {
            "author" => out.author = name,
            "publisher" => out.publisher = name,
            _ => {}
        }
    }
    let externals = view.externals().map(|(kind, url)| {
        ExternalReference::new(ExternalReferenceType::new_unchecked(kind), Uri::new(url))
    });
    out.external_references = some(externals.collect()).map(ExternalReferences);
    let properties = view
        .properties()
        .map(|(name, value)| Property::new(name, value));
    out.properties = some(properties.collect()).map(Properties);
    Ok(out)
}

const fn scope(scope: crate::Scope) -> Scope {
    match scope {
        crate::Scope::Required => Scope::Required,
        crate::Scope::Optional => Scope::Optional,
        crate::Scope::Excluded => Scope::Excluded,
    }
}

/// One entry of `licenses`; an identifier that is not on the crate's list becomes a name.
fn licence(licence: crate::Licence<'_>) -> Option<LicenseChoice> {
    if licence.source != LicenceSource::Licenses {
        return None;
    }
    let identifier = match licence.form {
        LicenceValue::Expression(text) => {
            return Some(LicenseChoice::Expression(SpdxExpression::new(&text)));
        }
        LicenceValue::Id(text) => match SpdxIdentifier::try_from(text.clone().into_owned()) {
            Ok(id) => LicenseIdentifier::SpdxId(id),
            Err(_) => LicenseIdentifier::Name(normalized(&text)),
        },
        LicenceValue::Name(text) => LicenseIdentifier::Name(normalized(&text)),
        LicenceValue::NoAssertion | LicenceValue::None => return None,
    };
    Some(LicenseChoice::License(License {
        bom_ref: None,
        license_identifier: identifier,
        text: None,
        url: None,
        licensing: None,
        properties: None,
    }))
}

fn entity(party: &Party<'_>) -> OrganizationalEntity {
    let contact = party.email.as_deref().map(|email| OrganizationalContact {
        bom_ref: None,
        name: None,
        email: Some(normalized(email)),
        phone: None,
    });
    OrganizationalEntity {
        bom_ref: None,
        name: party.name.as_deref().map(normalized),
        url: party.url.as_deref().map(|url| vec![Uri::new(url)]),
        contact: contact.map(|contact| vec![contact]),
    }
}
