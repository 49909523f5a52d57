//! Changes of who built, from what, and where.

use core::cmp::Ordering;

use bonafide_report::Place;

use super::{ChangeClass, Changes, DriftInput};
use crate::origin::Known;
use crate::{BuilderId, Fact, Signer, Version};

pub(super) fn compare(changes: &mut Changes<'_>, old: &DriftInput<'_>, new: &DriftInput<'_>) {
    signer(changes, old, new);
    builder(changes, old, new);
    let [was, now] = [old, new].map(|input| &**input.provenance.build_type().value());
    if was != now {
        let pointer = new.provenance.build_type().pointer().clone();
        changes.add(ChangeClass::BuildType, pointer, Some(was), Some(now), false);
    }
    source(changes, old, new);
    reference(changes, old, new);
    for (fact, class) in [
        (Fact::Workflow, ChangeClass::Workflow),
        (Fact::Runner, ChangeClass::Runner),
        (Fact::Event, ChangeClass::Event),
    ] {
        let [was, now] = [old, new].map(|input| input.origin.get(fact));
        if was.map(|known| &known.text) != now.map(|known| &known.text) {
            add(changes, class, was, now);
        }
    }
    if let (Some(was), Some(now)) = (old.level, new.level) {
        let class = match now.cmp(&was) {
            Ordering::Less => ChangeClass::LevelLower,
            Ordering::Greater => ChangeClass::LevelHigher,
            Ordering::Equal => return,
        };
        let pointer = Place::root().member("level");
        let [was, now] = [was, now].map(|level| Some(level.to_string()));
        changes.add(class, pointer, was, now, true);
    }
}

fn add(changes: &mut Changes<'_>, class: ChangeClass, old: Option<&Known>, new: Option<&Known>) {
    let place = new.or(old).map(|known| known.place.clone());
    let is_backed = [old, new]
        .into_iter()
        .flatten()
        .all(|known| known.is_backed);
    let [old, new] = [old, new].map(|known| known.map(|known| &known.text));
    changes.add(class, place.unwrap_or_default(), old, new, is_backed);
}

fn signer(changes: &mut Changes<'_>, old: &DriftInput<'_>, new: &DriftInput<'_>) {
    let place = Place::root().member("signer");
    let [was, now] = [old, new].map(|input| input.signer.map(Name::of));
    if was.map(|name| (name.is_key, name.name)) != now.map(|name| (name.is_key, name.name)) {
        let [was, now] = [was, now].map(|name| name.map(|name| name.whole));
        changes.add(ChangeClass::Signer, place.member("subject"), was, now, true);
        return;
    }
    let (Some(was), Some(now)) = (was, now) else {
        return;
    };
    if was.issuer != now.issuer {
        let place = place.member("issuer");
        changes.add(
            ChangeClass::SignerIssuer,
            place,
            was.issuer,
            now.issuer,
            true,
        );
    }
    // Where the signer is the builder, its version is compared there.
    let is_builder = was.whole == old.builder_id() && now.whole == new.builder_id();
    if !is_builder {
        version(
            changes,
            &place.member("subject"),
            was.whole,
            now.whole,
            true,
        );
    }
}

/// A signer by the parts that should not change, and in full.
#[derive(Clone, Copy)]
struct Name<'a> {
    is_key: bool,
    name: &'a str,
    whole: &'a str,
    issuer: Option<&'a str>,
}

impl<'a> Name<'a> {
    fn of(signer: &'a Signer) -> Self {
        match signer {
            Signer::Key { name } => Self {
                is_key: true,
                name,
                whole: name,
                issuer: None,
            },
            Signer::Certificate(claims) => Self {
                is_key: false,
                name: name(claims.san()),
                whole: claims.san(),
                issuer: claims.issuer(),
            },
        }
    }
}

fn builder(changes: &mut Changes<'_>, old: &DriftInput<'_>, new: &DriftInput<'_>) {
    let pointer = new.provenance.builder_id().pointer();
    let (was, now) = (old.builder_id(), new.builder_id());
    let is_signer = |input: &DriftInput<'_>| {
        let signer = input.signer.map(Name::of);
        signer.is_some_and(|signer| signer.whole == input.builder_id())
    };
    let is_backed = is_signer(old) && is_signer(new);
    if name(was) == name(now) {
        version(changes, pointer, was, now, is_backed);
    } else {
        let (was, now) = (Some(was), Some(now));
        changes.add(ChangeClass::Builder, pointer.clone(), was, now, is_backed);
    }
}

/// The id without its version; an id that cannot be split is its own name.
fn name(id: &str) -> &str {
    BuilderId::parse(id).map_or(id, |id| id.name())
}

/// Compares the versions of two ids of one name.
fn version(changes: &mut Changes<'_>, pointer: &Place, old: &str, new: &str, is_backed: bool) {
    if old == new {
        return;
    }
    let [was, now] = [old, new].map(|id| match BuilderId::parse(id) {
        Ok(id) => id.reference().unwrap_or_default().to_owned(),
        Err(_) => String::new(),
    });
    let class = version_class(&was, &now);
    changes.add(class, pointer.clone(), Some(old), Some(new), is_backed);
}

fn version_class(old: &str, new: &str) -> ChangeClass {
    if is_other_kind(old, new) {
        return ChangeClass::RefKind;
    }
    let [old, new] = [old, new].map(|text| text.strip_prefix("refs/tags/").unwrap_or(text));
    let order = match (Version::parse(old), Version::parse(new)) {
        (Ok(old), Ok(new)) => new.precedence(&old),
        _ => Ordering::Equal,
    };
    match order {
        Ordering::Less => ChangeClass::BuilderOlder,
        Ordering::Greater => ChangeClass::BuilderNewer,
        Ordering::Equal => ChangeClass::BuilderVersion,
    }
}

fn source(changes: &mut Changes<'_>, old: &DriftInput<'_>, new: &DriftInput<'_>) {
    let [was, now] = [old, new].map(|input| input.origin.repository());
    let ids = |fact| {
        let id = |input: &DriftInput<'_>| input.origin.get(fact).map(|id| id.text.clone());
        Some((id(old)?, id(new)?))
    };
    if was != now {
        let is_renamed = ids(Fact::RepositoryId).is_some_and(|(was, now)| was == now);
        let class = if is_renamed {
            ChangeClass::SourceRenamed
        } else {
            ChangeClass::Source
        };
        let [was, now] = [old, new].map(|input| input.origin.get(Fact::Source));
        add(changes, class, was, now);
    }
    let is_same_owner = match (old.origin.owner(), new.origin.owner()) {
        (Some(was), Some(now)) => was == now,
        _ => false,
    };
    let is_same = was.is_some() && was == now;
    for (fact, has_same_name) in [
        (Fact::RepositoryId, is_same),
        (Fact::OwnerId, is_same_owner),
    ] {
        if has_same_name && ids(fact).is_some_and(|(was, now)| was != now) {
            let [was, now] = [old, new].map(|input| input.origin.get(fact));
            add(changes, ChangeClass::RepositoryRecreated, was, now);
        }
    }
}

fn reference(changes: &mut Changes<'_>, old: &DriftInput<'_>, new: &DriftInput<'_>) {
    let [was, now] = [old, new].map(|input| input.origin.get(Fact::Ref));
    let [was_text, now_text] =
        [was, now].map(|known| known.map(|known| known.text.as_str()).unwrap_or_default());
    if was_text == now_text {
        return;
    }
    let class = if is_other_kind(was_text, now_text) {
        ChangeClass::RefKind
    } else if now_text.starts_with("refs/tags/") {
        ChangeClass::Tag
    } else {
        ChangeClass::Branch
    };
    add(changes, class, was, now);
}

fn is_other_kind(old: &str, new: &str) -> bool {
    let kind = |text: &str| ["refs/heads/", "refs/tags/"].map(|prefix| text.starts_with(prefix));
    kind(old) != kind(new)
}
