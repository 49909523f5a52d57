//! What edges and vulnerabilities are about, by what it is and never by its reference.

use std::collections::{HashMap, HashSet};

use bonafide_report::Place;

use super::aspect::Aspect;
use super::change::ChangeSide;
use super::classes::Classes;
use super::facts::short;
use super::ground::Ground;
use super::member::Side;
use crate::{Format, Model, NodeId};

/// The most bytes of a text that many changes may repeat.
pub(super) const MOST_TEXT: usize = 256;
/// So many of the components that claim one reference are shown.
const SHOWN: usize = 4;

/// One end.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum End {
    /// The document itself.
    Document,
    /// A component.
    Class(u32),
    /// Components that claim one reference.
    Several(Vec<u32>),
    /// Something of another document.
    External(String),
    /// An element of the document that is no component.
    Element,
    /// Nothing has this reference.
    Nothing,
}

/// The ends of both documents, as numbers.
#[derive(Default)]
pub(super) struct Ends {
    ids: HashMap<End, u32>,
    ends: Vec<End>,
}

impl Ends {
    pub(super) fn id(&mut self, end: End) -> u32 {
        if let Some(id) = self.ids.get(&end) {
            return *id;
        }
        let id = u32::try_from(self.ends.len()).unwrap_or(u32::MAX);
        self.ends.push(end.clone());
        self.ids.insert(end, id);
        id
    }

    pub(super) fn get(&self, id: u32) -> Option<&End> {
        self.ends.get(usize::try_from(id).ok()?)
    }

    /// The end of each node; none for what is not compared.
    pub(super) fn of_nodes(
        &mut self,
        side: &Side<'_>,
        at: usize,
        classes: &Classes,
        ground: &Ground,
    ) -> Vec<Option<u32>> {
        let model = side.model;
        let mut holders: Vec<(usize, Option<u32>)> = Vec::new();
        for (component, member) in model.components().zip(&side.of_ordinal) {
            if let Some(node) = component.node() {
                let class = member.map(|member| classes.of(at, member));
                holders.push((node.index(), class));
            }
        }
        holders.sort_unstable();
        holders.dedup();
        let layers = [
            Aspect::Files,
            Aspect::Services,
            Aspect::Tools,
            Aspect::Pedigree,
        ];
        // What was not read has no component, and is there all the same.
        let is_whole = layers.iter().all(|layer| ground.has(*layer));
        let mut holders = holders.into_iter().peekable();
        let mut out = Vec::with_capacity(model.node_count());
        for index in 0..model.node_count() {
            let mut found: Vec<Option<u32>> = Vec::new();
            while let Some((_, class)) = holders.next_if(|(node, _)| *node == index) {
                found.push(class);
            }
            let compared: Vec<u32> = found.iter().copied().flatten().collect();
            let end = match (compared.as_slice(), found.is_empty()) {
                ([class], _) => Some(End::Class(*class)),
                ([], false) => None,
                ([], true) => model.node_at(index).map(|node| other(model, node)),
                _ => Some(End::Several(compared)),
            };
            let end = end.filter(|end| is_whole || *end != End::Nothing);
            out.push(end.map(|end| self.id(end)));
        }
        out
    }
}

fn other(model: &Model, node: NodeId) -> End {
    let name = model.reference(node);
    let document = match model.summary().format {
        Format::Spdx2Json | Format::Spdx2TagValue => Some("SPDXRef-DOCUMENT"),
        Format::Spdx3Json => model.document().id.as_deref(),
        _ => None,
    };
    if document == Some(name) {
        return End::Document;
    }
    if !model.is_external(node) {
        return if model.is_defined(node) {
            End::Element
        } else {
            End::Nothing
        };
    }
    End::External(external(model, name))
}

/// A reference into another document, by the name of that document and not by the one that stands
/// for it here.
pub(super) fn external(model: &Model, name: &str) -> String {
    let split = name
        .split_once(':')
        .filter(|(id, _)| id.starts_with("DocumentRef-"));
    let uri = split.and_then(|(id, _)| {
        let mut documents = model.document().documents.iter();
        let found = documents.find(|document| document.id.as_deref() == Some(id));
        found.and_then(|document| document.uri.as_deref())
    });
    let whole = match (split, uri) {
        (Some((_, rest)), Some(uri)) => format!("{uri}#{rest}"),
        _ => name.to_owned(),
    };
    short(whole, MOST_TEXT)
}

/// How ends of one document are shown, each made once.
pub(super) struct Labels<'l> {
    /// By end: the label, and the ordinal of the component.
    by_end: HashMap<u32, (String, Option<u32>)>,
    model: &'l Model,
}

impl<'l> Labels<'l> {
    /// The labels of these ends.
    pub(super) fn new(
        ends: &Ends,
        wanted: impl Iterator<Item = u32>,
        side: &'l Side<'_>,
        at: usize,
        classes: &Classes,
    ) -> Self {
        let wanted: HashSet<u32> = wanted.collect();
        let mut needed: HashSet<u32> = HashSet::new();
        for end in wanted.iter().filter_map(|id| ends.get(*id)) {
            match end {
                End::Class(class) => drop(needed.insert(*class)),
                End::Several(several) => needed.extend(several),
                _ => {}
            }
        }
        let mut by_class: ByClass = HashMap::new();
        for (index, member) in (0_u32..).zip(&side.members) {
            let class = classes.of(at, index);
            if !needed.contains(&class) {
                continue;
            }
            let label = (short(member.label(), MOST_TEXT), member.view.ordinal());
            match by_class.get_mut(&class) {
                Some(best) if *best <= label => {}
                Some(best) => *best = label,
                None => drop(by_class.insert(class, label)),
            }
        }
        let by_end = wanted
            .into_iter()
            .map(|id| (id, shown(ends.get(id), &by_class)));
        Self {
            by_end: by_end.collect(),
            model: side.model,
        }
    }

    pub(super) fn label(&self, id: u32) -> &str {
        self.by_end.get(&id).map_or("", |(label, _)| label)
    }

    /// A side of a change at this end.
    pub(super) fn side(&self, id: u32, text: String) -> ChangeSide {
        let ordinal = self.by_end.get(&id).and_then(|(_, ordinal)| *ordinal);
        let component = ordinal.and_then(|ordinal| self.model.component(ordinal));
        ChangeSide {
            label: self.label(id).to_owned(),
            text,
            place: component.map_or_else(Place::root, |component| component.place()),
            component: ordinal,
        }
    }
}

type ByClass = HashMap<u32, (String, u32)>;

fn shown(end: Option<&End>, by_class: &ByClass) -> (String, Option<u32>) {
    let words = match end {
        Some(End::Document) | None => "the document",
        Some(End::Element) => "an element that is no component",
        Some(End::Nothing) => "nothing that is there",
        Some(End::External(name)) => name,
        Some(End::Class(class)) => {
            let found = by_class.get(class);
            return (
                found.map(|(label, _)| label.clone()).unwrap_or_default(),
                found.map(|(_, ordinal)| *ordinal),
            );
        }
        Some(End::Several(several)) => {
            let mut found: Vec<_> = several.iter().filter_map(|one| by_class.get(one)).collect();
            found.sort_unstable();
            let labels = found.iter().take(SHOWN).map(|(label, _)| label.as_str());
            let labels = labels.collect::<Vec<_>>().join(", ");
            let more = found.len().saturating_sub(SHOWN);
            let text = match more {
                0 => format!("one of {labels}"),
                more => format!("one of {labels} and {more} more"),
            };
            return (text, found.first().map(|(_, ordinal)| *ordinal));
        }
    };
    (words.to_owned(), None)
}

/// What is in one sorted list only, of each.
pub(super) fn only<T: Ord + Copy>(one: &[T], two: &[T]) -> [Vec<T>; 2] {
    let mut found: [Vec<T>; 2] = [Vec::new(), Vec::new()];
    let [before, after] = &mut found;
    let (mut one, mut two) = (one.iter().peekable(), two.iter().peekable());
    loop {
        let order = match (one.peek(), two.peek()) {
            (None, None) => break,
            (Some(_), None) => core::cmp::Ordering::Less,
            (None, Some(_)) => core::cmp::Ordering::Greater,
            (Some(left), Some(right)) => left.cmp(right),
        };
        if order.is_le() {
            let next = one.next();
            before.extend(next.filter(|_| order.is_lt()));
        }
        if order.is_ge() {
            let next = two.next();
            after.extend(next.filter(|_| order.is_gt()));
        }
    }
    found
}
