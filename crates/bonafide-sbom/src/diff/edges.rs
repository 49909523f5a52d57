//! What changed of relationships.

use std::collections::HashMap;

use super::aspect::Aspect;
use super::change::{Change, ChangeKind};
use super::classes::Classes;
use super::ends::{End, Ends, Labels, MOST_TEXT, only};
use super::facts::short;
use super::ground::Ground;
use super::member::{Layer, Side};
use crate::{DependencyScope, Relation, Role};

/// From, meaning, to.
type Edge = (u32, u32, u32);

/// The meanings of edges, as numbers.
#[derive(Default)]
struct Meanings {
    ids: HashMap<String, u32>,
    texts: Vec<String>,
}

impl Meanings {
    fn id(&mut self, text: String) -> u32 {
        if let Some(id) = self.ids.get(&text) {
            return *id;
        }
        let id = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
        self.texts.push(text.clone());
        self.ids.insert(text, id);
        id
    }

    fn text(&self, id: u32) -> &str {
        let at = usize::try_from(id).unwrap_or(usize::MAX);
        self.texts.get(at).map_or("", String::as_str)
    }
}

/// The relationships that are in one document only.
///
/// # Specification
/// sbom DIF-2: by identity, never by references.
pub(super) fn edges(
    sides: [&Side<'_>; 2],
    nodes: [&[Option<u32>]; 2],
    ends: &mut Ends,
    classes: &Classes,
    ground: &Ground,
) -> Vec<Change> {
    let mut meanings = Meanings::default();
    let mut collect = |at: usize, side: &Side<'_>, nodes: &[Option<u32>]| {
        let mut out = stated(side, nodes, ends, ground, &mut meanings);
        nested(&mut out, (at, side), ends, classes, ground, &mut meanings);
        out.sort_unstable();
        out.dedup();
        out
    };
    let ([before, after], [of_before, of_after]) = (sides, nodes);
    let (one, two) = (collect(0, before, of_before), collect(1, after, of_after));
    let found = only(&one, &two);
    let kinds = [ChangeKind::EdgeRemoved, ChangeKind::EdgeAdded];
    let mut changes = Vec::new();
    for (at, ((side, found), kind)) in sides.into_iter().zip(&found).zip(kinds).enumerate() {
        let wanted = found.iter().flat_map(|(from, _, to)| [*from, *to]);
        let labels = Labels::new(ends, wanted, side, at, classes);
        changes.extend(found.iter().map(|(from, meaning, to)| {
            let text = format!("{} {}", meanings.text(*meaning), labels.label(*to));
            let one = Some(labels.side(*from, text));
            let (before, after) = if at == 0 { (one, None) } else { (None, one) };
            let key = labels.label(*from).to_owned();
            Change {
                kind,
                key,
                before,
                after,
            }
        }));
    }
    changes
}

fn stated(
    side: &Side<'_>,
    nodes: &[Option<u32>],
    ends: &mut Ends,
    ground: &Ground,
    meanings: &mut Meanings,
) -> Vec<Edge> {
    let document = ends.id(End::Document);
    let of = |index: usize| nodes.get(index).copied().flatten();
    let mut out = Vec::new();
    let mut known: HashMap<&Relation<'_>, Option<u32>> = HashMap::new();
    for edge in side.model.edges() {
        let meaning = known.entry(edge.relation);
        let meaning = *meaning
            .or_insert_with(|| in_words(edge.relation, ground).map(|text| meanings.id(text)));
        let (Some(from), Some(meaning)) = (of(edge.from.index()), meaning) else {
            continue;
        };
        let Some(to) = of(edge.to.index()) else {
            continue;
        };
        let is = |id: u32, end: &End| ends.get(id) == Some(end);
        if *edge.relation != Relation::Describes {
            out.push((from, meaning, to));
        } else if !is(to, &End::Element) {
            // A collection describes for the document that it is in.
            let is_document = is(from, &End::Element);
            out.push((if is_document { document } else { from }, meaning, to));
        }
    }
    out
}

/// Edges that have another form: what is nested in what, and the root of CycloneDX.
fn nested(
    out: &mut Vec<Edge>,
    (at, side): (usize, &Side<'_>),
    ends: &mut Ends,
    classes: &Classes,
    ground: &Ground,
    meanings: &mut Meanings,
) {
    let document = ends.id(End::Document);
    let contains = meanings.id("contains".to_owned());
    let pedigree = meanings.id("has in its pedigree".to_owned());
    let describes = meanings.id("describes".to_owned());
    for (index, member) in (0_u32..).zip(&side.members) {
        let to = classes.of(at, index);
        if member.view.role() == Role::Root && ground.has(Aspect::Roots) {
            out.push((document, describes, ends.id(End::Class(to))));
        }
        let parent = member.view.parent().and_then(|parent| {
            let ordinal = usize::try_from(parent.ordinal()).ok()?;
            side.of_ordinal.get(ordinal).copied().flatten()
        });
        let Some(parent) = parent.filter(|_| ground.has(Aspect::Relations)) else {
            continue;
        };
        let is_in_layer = side
            .member(parent)
            .is_some_and(|one| one.layer == member.layer);
        let meaning = match member.layer {
            Layer::Pedigree if !is_in_layer => pedigree,
            _ => contains,
        };
        let from = ends.id(End::Class(classes.of(at, parent)));
        out.push((from, meaning, ends.id(End::Class(to))));
    }
}

/// What a relation means in words; none for what is not compared.
fn in_words(relation: &Relation<'_>, ground: &Ground) -> Option<String> {
    let (aspect, words) = match relation {
        Relation::DependsOn(None) => (Aspect::Dependencies, "depends on"),
        Relation::DependsOn(Some(scope)) => {
            let scope = match scope {
                _ if !ground.has(Aspect::Relations) => "depends on",
                DependencyScope::Build => "depends to build on",
                DependencyScope::Development => "depends to develop on",
                DependencyScope::Test => "depends to test on",
                DependencyScope::Optional => "may depend on",
                DependencyScope::Provided => "depends on what is there,",
                DependencyScope::Runtime => "depends to run on",
            };
            (Aspect::Dependencies, scope)
        }
        Relation::Describes => (Aspect::Roots, "describes"),
        Relation::Provides => (Aspect::Provisions, "provides"),
        Relation::TrainedOn => (Aspect::Training, "was trained on"),
        Relation::TestedOn => (Aspect::Training, "was tested on"),
        Relation::Contains => (Aspect::Relations, "contains"),
        Relation::StaticLink => (Aspect::Relations, "is linked with"),
        Relation::DynamicLink => (Aspect::Relations, "is linked at run time with"),
        Relation::GeneratedFrom => (Aspect::Relations, "was generated from"),
        Relation::Other(name) => {
            return ground
                .has(Aspect::Relations)
                .then(|| short(format!("has {name} to"), MOST_TEXT));
        }
    };
    ground.has(aspect).then(|| words.to_owned())
}
