//! Whether the identifiers of one component agree.

use bonafide_report::{Escaped, Finding, Place, registry};

use super::fold::{coarse, version_by_type};
use super::index::Identifiers;
use super::purl::Purl;
use super::purl_types::{Folding, TypeRule, rule_of};

/// `sbom.identity-conflict` when the package URLs name more than one package, whatever version.
pub(super) fn note_conflict(purls: &[Purl]) -> Option<Finding> {
    let (first, rest) = purls.split_first()?;
    let package = |purl: &Purl| (purl.kind.clone(), purl.namespace.clone(), purl.name.clone());
    let other = rest.iter().find(|other| package(other) != package(first))?;
    let (first, other) = (Escaped(first.as_str()), Escaped(other.as_str()));
    let detail = format!("one component is {first} and {other}");
    Some(Finding::new(
        registry::SBOM_IDENTITY_CONFLICT,
        Place::root(),
        detail,
    ))
}

/// `sbom.identity-mismatch` when the component calls itself otherwise than its package URL.
pub(super) fn note_mismatch(component: &Identifiers<'_>, purl: &Purl) -> Option<Finding> {
    let rule = rule_of(&purl.kind);
    let detail = if !names_agree(&rule, component, purl) {
        let (name, purl) = (Escaped(component.name), Escaped(purl.as_str()));
        format!("a component with the name {name} is {purl}")
    } else if !versions_agree(&rule, component.version?, purl) {
        let (version, purl) = (Escaped(component.version?), Escaped(purl.as_str()));
        format!("a component with the version {version} is {purl}")
    } else {
        return None;
    };
    Some(Finding::new(
        registry::SBOM_IDENTITY_MISMATCH,
        Place::root(),
        detail,
    ))
}

/// Producers write the name alone, or with the namespace in front, in the way of the ecosystem.
/// Separators are held for equal: `Zope.Interface` is the project of `pkg:pypi/zope-interface`.
fn names_agree(rule: &TypeRule, component: &Identifiers<'_>, purl: &Purl) -> bool {
    let plain = |text: &str| coarse(Folding::Pep503, text).replace([':', '/'], "-");
    let (have, name) = (plain(component.name), plain(purl.name()));
    let full = plain(&purl.path());
    let with_group = component
        .group
        .filter(|group| !group.is_empty())
        .map(|group| plain(&format!("{group}/{}", component.name)));
    let images = matches!(rule.name, "oci" | "docker");
    have == name
        || have == full
        || with_group.is_some_and(|group| group == full || group == name)
        || images && image_name(component.name).is_some_and(|last| plain(last) == name)
}

/// The last part of the name of an image, without tag and digest.
fn image_name(reference: &str) -> Option<&str> {
    let last = reference.rsplit('/').next()?;
    last.split(['@', ':']).next()
}

fn versions_agree(rule: &TypeRule, have: &str, purl: &Purl) -> bool {
    let Some(version) = purl.version().filter(|_| !have.is_empty()) else {
        return true;
    };
    // An image has a tag and a digest, and either may be called its version.
    if matches!(rule.name, "oci" | "docker") {
        return true;
    }
    let plain = |text: &str| {
        let folded = version_by_type(rule.folding, text).to_lowercase();
        folded.strip_prefix('v').unwrap_or(&folded).to_owned()
    };
    let epoch = purl
        .qualifier("epoch")
        .map(|epoch| format!("{epoch}:{version}"));
    plain(have) == plain(version) || epoch.is_some_and(|with| plain(&with) == plain(have))
}
