//! What changed of components.

use core::cmp::Ordering;
use std::collections::{BTreeSet, HashMap};

use super::aspect::Aspect;
use super::change::{Change, ChangeKind, ChangeSide, Direction, HashDrift};
use super::facts::{Facts, Hashes, Texts, identifiers, producers, purls, scope, supplier};
use super::ground::Ground;
use super::member::{Layer, Member, Side};
use super::pairing::{Pair, Pairing};
use crate::{HashAlgorithm, HashValue};

/// So many hashes of components with one name are shown.
const SHOWN: usize = 4;

/// How two versions stand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Versions {
    Same,
    Changed(Direction),
    /// One of the two is not stated.
    Unstated,
}

pub(super) struct Comparison<'c, 'm> {
    pub(super) sides: [&'c Side<'m>; 2],
    pub(super) facts: [&'c mut Facts<'m>; 2],
    pub(super) ground: &'c Ground,
    pub(super) changes: Vec<Change>,
}

impl<'m> Comparison<'_, 'm> {
    pub(super) fn run(&mut self, pairing: &Pairing) {
        for pair in &pairing.pairs {
            self.pair(pair);
        }
        for (side, kind) in [(0, ChangeKind::Removed), (1, ChangeKind::Added)] {
            self.unpaired(pairing, side, kind);
        }
        if self.ground.has(Aspect::Hashes) {
            self.seconds(pairing, 0, 1, HashDrift::Withdrawn);
            self.seconds(pairing, 1, 0, HashDrift::Second);
        }
    }

    fn pair(&mut self, pair: &Pair) {
        let [before, after] = self.sides;
        let (Some(before), Some(after)) = (before.member(pair.before), after.member(pair.after))
        else {
            return;
        };
        let versions = versions(before, after);
        if let Some(kind) = versions.kind() {
            let text =
                |member: &Member<'_>| member.version.as_deref().unwrap_or_default().to_owned();
            let sides = [before, after].map(|member| side(member, text(member)));
            self.push(kind, &pair.key, sides);
        }
        if self.ground.has(Aspect::Hashes) && !before.view.hashes().eq(after.view.hashes()) {
            self.hashes(&pair.key, [before, after], versions);
        }
        self.identifiers(&pair.key, [before, after], versions);
        if self.ground.has(Aspect::Licences) {
            self.licences(&pair.key, [before, after]);
        }
        self.parties(&pair.key, [before, after]);
        if self.ground.has(Aspect::Scopes) {
            let texts = [before, after].map(|member| scope(member.view.scope()).to_owned());
            self.texts(ChangeKind::Scope, &pair.key, [before, after], texts);
        }
    }

    fn hashes(&mut self, key: &str, members: [&Member<'m>; 2], versions: Versions) {
        if matches!(versions, Versions::Changed(direction) if direction != Direction::Respelled) {
            return;
        }
        let [before, after] = members.map(|member| Hashes::of(&member.view));
        let algorithms = |one: &Hashes, two: &Hashes| -> BTreeSet<HashAlgorithm> {
            let shared = one.values.iter().map(HashValue::algorithm);
            let shared = shared.filter(|algorithm| two.has(*algorithm));
            shared
                .filter(|on| !one.of_algorithm(*on).eq(two.of_algorithm(*on)))
                .collect()
        };
        let changed = algorithms(&before, &after);
        if !changed.is_empty() {
            let drift = match versions {
                Versions::Unstated => HashDrift::Unversioned,
                _ => HashDrift::Changed,
            };
            let texts = [&before, &after].map(|hashes| {
                let values = hashes.values.iter();
                let values = values.filter(|value| changed.contains(&value.algorithm()));
                joined(values.map(HashValue::to_string))
            });
            self.texts(ChangeKind::Hash(drift), key, members, texts);
        }
        let only = |one: &Hashes, two: &Hashes| {
            let values = one
                .values
                .iter()
                .filter(|value| !two.has(value.algorithm()));
            let texts = one.texts.difference(&two.texts).cloned();
            joined(values.map(HashValue::to_string).chain(texts))
        };
        let (lost, gained) = (only(&before, &after), only(&after, &before));
        let none = String::new;
        self.texts(
            ChangeKind::Hash(HashDrift::Lost),
            key,
            members,
            [lost, none()],
        );
        self.texts(
            ChangeKind::Hash(HashDrift::Gained),
            key,
            members,
            [none(), gained],
        );
    }

    fn identifiers(&mut self, key: &str, members: [&Member<'m>; 2], versions: Versions) {
        let is_upgrade = matches!(versions, Versions::Changed(_));
        let of = |member: &Member<'_>| identifiers(member, self.ground, is_upgrade);
        let [mut before, mut after] = members.map(of);
        if !self.ground.is_one_family {
            for start in ["pkg:", "cpe:", "swid:"] {
                leave_out_parts(start, &mut before, &mut after);
            }
        }
        self.sets(ChangeKind::Identifiers, key, members, [before, after]);
    }

    fn licences(&mut self, key: &str, members: [&Member<'m>; 2]) {
        let ground = self.ground;
        let [of_before, of_after] = &mut self.facts;
        let [before, after] = members;
        let (before, after) = (
            of_before.licences(before, ground),
            of_after.licences(after, ground),
        );
        if before == after {
            return;
        }
        let words = match ground.has(Aspect::LicenceSpeakers) {
            true => ["declared ", "concluded ", "observed "],
            false => ["", "", "observed "],
        };
        let flat = |lists: [Texts; 3]| -> Texts {
            let lists = words.into_iter().zip(lists);
            let texts = lists
                .flat_map(|(word, list)| list.into_iter().map(move |text| format!("{word}{text}")));
            texts.collect()
        };
        self.sets(
            ChangeKind::Licence,
            key,
            members,
            [flat(before), flat(after)],
        );
    }

    fn parties(&mut self, key: &str, members: [&Member<'m>; 2]) {
        let ground = self.ground;
        if ground.has(Aspect::Suppliers) {
            let texts = members.map(|member| supplier(member, ground).unwrap_or_default());
            self.texts(ChangeKind::Supplier, key, members, texts);
        }
        if ground.has(Aspect::Producers) {
            self.sets(ChangeKind::Producers, key, members, members.map(producers));
        }
    }

    fn unpaired(&mut self, pairing: &Pairing, at: usize, kind: ChangeKind) {
        for member in unpaired(self.sides, pairing, at) {
            let one = Some(side(member, member.label()));
            let (before, after) = if at == 0 { (one, None) } else { (None, one) };
            self.changes.push(Change {
                kind,
                key: member.own.clone(),
                before,
                after,
            });
        }
    }

    /// What is on one side once more than on the other, with identifiers and a version that are
    /// there, and with hashes that are not.
    fn seconds(&mut self, pairing: &Pairing, at: usize, other: usize, drift: HashDrift) {
        let mut known: HashMap<(Layer, &str), Known<'_, 'm>> = HashMap::new();
        for member in unpaired(self.sides, pairing, at) {
            known.entry((member.layer, &member.own)).or_default();
        }
        let others = self.sides.get(other).into_iter();
        for member in others.flat_map(|side| &side.members) {
            if let Some(known) = known.get_mut(&(member.layer, member.own.as_str())) {
                known.add(member);
            }
        }
        let found = unpaired(self.sides, pairing, at).filter_map(|member| {
            let twins = known.get(&(member.layer, member.own.as_str()))?;
            let (twins, others) = twins.contradicted(member)?;
            let text = |values: &mut dyn Iterator<Item = &HashValue>| {
                joined(values.take(SHOWN).map(HashValue::to_string))
            };
            let algorithms: BTreeSet<_> = others.iter().map(HashValue::algorithm).collect();
            let values = twins.values.iter();
            let mut values = values.filter(|value| algorithms.contains(&value.algorithm()));
            let two = side(twins.first, text(&mut values));
            Some((member, side(member, text(&mut others.iter())), two))
        });
        let found: Vec<_> = found.collect();
        for (member, one, two) in found {
            let sides = if at == 0 { [one, two] } else { [two, one] };
            self.push(ChangeKind::Hash(drift), &member.own, sides);
        }
    }

    /// Two sets of texts: each side has what the other has not.
    fn sets(&mut self, kind: ChangeKind, key: &str, members: [&Member<'m>; 2], sets: [Texts; 2]) {
        let [before, after] = &sets;
        if before != after {
            let only = |one: &Texts, two: &Texts| joined(one.difference(two).cloned());
            let texts = [only(before, after), only(after, before)];
            self.texts(kind, key, members, texts);
        }
    }

    fn texts(
        &mut self,
        kind: ChangeKind,
        key: &str,
        members: [&Member<'m>; 2],
        texts: [String; 2],
    ) {
        let [before, after] = members;
        let [of_before, of_after] = texts;
        if of_before != of_after {
            self.push(kind, key, [side(before, of_before), side(after, of_after)]);
        }
    }

    fn push(&mut self, kind: ChangeKind, key: &str, sides: [ChangeSide; 2]) {
        let [before, after] = sides.map(Some);
        self.changes.push(Change {
            kind,
            key: key.to_owned(),
            before,
            after,
        });
    }
}

/// The hashes of components that are called the same and have the same version.
#[derive(Default)]
struct Known<'k, 'm> {
    by_name: HashMap<(Texts, Option<String>), Twins<'k, 'm>>,
}

struct Twins<'k, 'm> {
    first: &'k Member<'m>,
    values: BTreeSet<HashValue>,
    algorithms: BTreeSet<HashAlgorithm>,
}

impl<'k, 'm> Known<'k, 'm> {
    fn add(&mut self, member: &'k Member<'m>) {
        let twins = self.by_name.entry(exact(member)).or_insert_with(|| Twins {
            first: member,
            values: BTreeSet::new(),
            algorithms: BTreeSet::new(),
        });
        let values = Hashes::of(&member.view).values;
        twins
            .algorithms
            .extend(values.iter().map(HashValue::algorithm));
        twins.values.extend(values);
    }

    /// Those of this name and version, and the hashes of the member that none of them has.
    fn contradicted(&self, member: &Member<'_>) -> Option<(&Twins<'k, 'm>, Vec<HashValue>)> {
        let twins = self.by_name.get(&exact(member))?;
        let values = Hashes::of(&member.view).values.into_iter();
        let others = values.filter(|value| {
            twins.algorithms.contains(&value.algorithm()) && !twins.values.contains(value)
        });
        let others: Vec<HashValue> = others.collect();
        (!others.is_empty()).then_some((twins, others))
    }
}

/// The package URLs with all that they say, and the version. Where there are none, the key that
/// members share already is enough.
fn exact(member: &Member<'_>) -> (Texts, Option<String>) {
    let version = member.version.as_deref().map(str::to_owned);
    (purls(member), version)
}

fn unpaired<'c, 'm>(
    sides: [&'c Side<'m>; 2],
    pairing: &'c Pairing,
    at: usize,
) -> impl Iterator<Item = &'c Member<'m>> {
    let side = sides.get(at).copied();
    let members = side.into_iter().flat_map(|side| &side.members);
    let paired = pairing.is_paired.get(at).into_iter().flatten();
    let members = members.zip(paired);
    members.filter_map(|(member, is_paired)| (!is_paired).then_some(member))
}

fn side(member: &Member<'_>, text: String) -> ChangeSide {
    ChangeSide {
        label: member.label(),
        text,
        place: member.view.place(),
        component: Some(member.view.ordinal()),
    }
}

pub(super) fn joined(texts: impl IntoIterator<Item = String>) -> String {
    texts.into_iter().collect::<Vec<_>>().join(", ")
}

/// One format may have room for one of several: what it has of a kind says no less for that.
fn leave_out_parts(start: &str, before: &mut Texts, after: &mut Texts) {
    let of = |texts: &Texts| -> Texts {
        let found = texts.iter().filter(|text| text.starts_with(start));
        found.cloned().collect()
    };
    let (one, two) = (of(before), of(after));
    let is_part = one.is_subset(&two) || two.is_subset(&one);
    if is_part && !one.is_empty() && !two.is_empty() {
        before.retain(|text| !one.contains(text));
        after.retain(|text| !two.contains(text));
    }
}

fn versions(before: &Member<'_>, after: &Member<'_>) -> Versions {
    let (one, two) = match (&before.version, &after.version) {
        (None, None) => return Versions::Same,
        (Some(one), Some(two)) if one == two => return Versions::Same,
        (Some(one), Some(two)) => (one, two),
        _ => return Versions::Unstated,
    };
    let scheme = match (before.scheme, after.scheme) {
        (Some(one), Some(two)) if one != two => None,
        (one, two) => one.or(two),
    };
    let order = scheme.and_then(|scheme| {
        let (one, two) = (scheme.parse(one)?, scheme.parse(two)?);
        one.partial_cmp(&two)
    });
    Versions::Changed(match order {
        Some(Ordering::Less) => Direction::Up,
        Some(Ordering::Greater) => Direction::Down,
        Some(Ordering::Equal) => Direction::Respelled,
        None => Direction::Unordered,
    })
}

impl Versions {
    const fn kind(self) -> Option<ChangeKind> {
        match self {
            Self::Same => None,
            Self::Changed(direction) => Some(ChangeKind::Version(direction)),
            Self::Unstated => Some(ChangeKind::Version(Direction::Unordered)),
        }
    }
}
