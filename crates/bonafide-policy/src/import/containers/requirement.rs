//! Requirements, by their type.

use bonafide_report::{Decision, Escaped};

use super::source::{Found, Source, type_of};
use super::{identity, sigstore};
use crate::{
    Mode, Overrides, Requirement, RequirementKind, StaticRequirement, UnsupportedRequirement,
};

/// The requirements of a scope, all of which must hold; at least one.
pub(super) fn requirements(found: &Found<'_>, source: &mut Source<'_>) -> Vec<Requirement> {
    let mut requirements = Vec::new();
    for (at, element) in source.elements(found).iter().enumerate() {
        if let Some(kind) = requirement(element, source) {
            requirements.push(Requirement {
                id: format!("req-{at}"),
                kind,
                mode: Mode::Enforce,
                overrides: Overrides::default(),
            });
        }
    }
    requirements
}

/// Whether it accepts everything.
pub(super) fn is_allowed(requirement: &Requirement) -> bool {
    matches!(&requirement.kind, RequirementKind::Static(it) if it.decision == Decision::Allow)
}

fn requirement(found: &Found<'_>, source: &mut Source<'_>) -> Option<RequirementKind> {
    let kind = type_of(found, source)?;
    match kind.node.text()? {
        "insecureAcceptAnything" => {
            source.fields(found, &["type"])?;
            Some(decided(Decision::Allow, "the policy accepts anything here"))
        }
        "reject" => {
            source.fields(found, &["type"])?;
            Some(decided(Decision::Reject, "the policy rejects images here"))
        }
        "signedBy" => signed_by(found, source),
        "signedBaseLayer" => signed_base_layer(found, source),
        "sigstoreSigned" => sigstore::signed(found, source),
        other => {
            let why = format!("no type of requirements is {}", Escaped(other));
            let hint = "write insecureAcceptAnything, reject, signedBy or sigstoreSigned";
            source.invalid(&kind, why, hint);
            None
        }
    }
}

fn decided(decision: Decision, message: &str) -> RequirementKind {
    RequirementKind::Static(StaticRequirement {
        decision,
        message: message.to_owned(),
    })
}

/// Signatures by GPG keys. Its fields are judged, and what they say cannot be.
fn signed_by(found: &Found<'_>, source: &mut Source<'_>) -> Option<RequirementKind> {
    const FIELDS: [&str; 6] = [
        "type",
        "keyType",
        "keyPath",
        "keyPaths",
        "keyData",
        "signedIdentity",
    ];
    let fields = source.fields(found, &FIELDS)?;
    if let Some(kind) = source.required(&fields, "keyType") {
        let known = [
            "GPGKeys",
            "signedByGPGKeys",
            "X509Certificates",
            "signedByX509CAs",
        ];
        if let Some(text) = source.text(&kind).filter(|text| !known.contains(text)) {
            let why = format!("no type of keys is {}", Escaped(text));
            source.invalid(&kind, why, "write GPGKeys");
        }
    }
    if let Some(key) = source.only_one(&fields, &["keyPath", "keyPaths", "keyData"], true) {
        source.checked_keys(&key);
    }
    identity::signed_identity(&fields, source);
    Some(unsupported(
        "signedBy: simple signing with GPG keys",
        "have the image signed with a Sigstore signature, and require sigstoreSigned",
    ))
}

fn signed_base_layer(found: &Found<'_>, source: &mut Source<'_>) -> Option<RequirementKind> {
    let fields = source.fields(found, &["type", "baseLayerIdentity"])?;
    if let Some(identity) = source.required(&fields, "baseLayerIdentity") {
        identity::rule(&identity, source);
    }
    Some(unsupported(
        "signedBaseLayer",
        "require signatures of the image itself, or write a native policy with base_image",
    ))
}

fn unsupported(what: &str, hint: &str) -> RequirementKind {
    RequirementKind::Unsupported(UnsupportedRequirement {
        what: what.to_owned(),
        hint: hint.to_owned(),
    })
}
