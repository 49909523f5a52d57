//! Which name must have been signed.

use bonafide_oci::Reference;
use bonafide_report::Escaped;

use super::super::note::NoteKind;
use super::source::{Found, Source, type_of};
use crate::SignedIdentityRule;

/// The rule for the name that was signed, which has a default.
pub(super) fn signed_identity(
    fields: &Found<'_>,
    source: &mut Source<'_>,
) -> Option<SignedIdentityRule> {
    match fields.optional("signedIdentity") {
        Some(found) => rule(&found, source),
        None => Some(SignedIdentityRule::MatchRepoDigestOrExact),
    }
}

pub(super) fn rule(found: &Found<'_>, source: &mut Source<'_>) -> Option<SignedIdentityRule> {
    let kind = type_of(found, source)?;
    match kind.node.text()? {
        "matchExact" => {
            source.fields(found, &["type"])?;
            Some(SignedIdentityRule::MatchExact)
        }
        "matchRepoDigestOrExact" => {
            source.fields(found, &["type"])?;
            Some(SignedIdentityRule::MatchRepoDigestOrExact)
        }
        "matchRepository" => {
            source.fields(found, &["type"])?;
            let detail = "a signature for one tag of a repository is accepted for every other";
            source.note(NoteKind::IdentityReplay, found, detail);
            Some(SignedIdentityRule::MatchRepository)
        }
        "exactReference" => exact_reference(found, source),
        "exactRepository" => exact_repository(found, source),
        "remapIdentity" => remap(found, source),
        other => {
            let why = format!("no type of identities is {}", Escaped(other));
            let hint = "write matchExact, matchRepoDigestOrExact, matchRepository, exactReference, \
                        exactRepository or remapIdentity";
            source.invalid(&kind, why, hint);
            None
        }
    }
}

fn exact_reference(found: &Found<'_>, source: &mut Source<'_>) -> Option<SignedIdentityRule> {
    let fields = source.fields(found, &["type", "dockerReference"])?;
    let (reference, field) = reference_in(&fields, "dockerReference", source)?;
    if reference.is_tag_implicit() {
        let why = "a reference with neither tag nor digest";
        source.invalid(&field, why, "add the tag or the digest");
        return None;
    }
    Some(SignedIdentityRule::ExactReference(reference.to_string()))
}

fn exact_repository(found: &Found<'_>, source: &mut Source<'_>) -> Option<SignedIdentityRule> {
    let fields = source.fields(found, &["type", "dockerRepository"])?;
    let (reference, _) = reference_in(&fields, "dockerRepository", source)?;
    let repository = reference.repository().to_string();
    Some(SignedIdentityRule::ExactRepository(repository))
}

fn reference_in<'n>(
    fields: &Found<'n>,
    name: &str,
    source: &mut Source<'_>,
) -> Option<(Reference, Found<'n>)> {
    let field = source.required(fields, name)?;
    let text = source.text(&field)?;
    match Reference::parse_familiar(text) {
        Ok(reference) => Some((reference, field)),
        Err(error) => {
            let why = format!("no reference of an image: {error}");
            source.invalid(&field, why, "correct the reference");
            None
        }
    }
}

fn remap(found: &Found<'_>, source: &mut Source<'_>) -> Option<SignedIdentityRule> {
    let fields = source.fields(found, &["type", "prefix", "signedPrefix"])?;
    let prefix = prefix_in(&fields, "prefix", source);
    let signed_prefix = prefix_in(&fields, "signedPrefix", source);
    Some(SignedIdentityRule::Remap {
        prefix: prefix?,
        signed_prefix: signed_prefix?,
    })
}

/// A host, or a host and what follows it in a name.
fn prefix_in(fields: &Found<'_>, name: &str, source: &mut Source<'_>) -> Option<String> {
    let field = source.required(fields, name)?;
    let text = source.text(&field)?;
    let whole = match text.contains('/') {
        true => text.to_owned(),
        false => format!("{text}/name"),
    };
    let is_prefix = Reference::parse_grammar(&whole).is_ok_and(|parts| {
        let is_name = parts.tag().is_none() && parts.digest().is_none();
        let domain = text.split_once('/').map_or(text, |(domain, _)| domain);
        is_name && parts.domain() == Some(domain)
    });
    if !is_prefix {
        let why = format!("no beginning of names: {}", Escaped(text));
        let hint = "write a host, or a host and a path, without tag and digest";
        source.invalid(&field, why, hint);
        return None;
    }
    Some(text.to_owned())
}
