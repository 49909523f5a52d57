//! Which component before is which after.

use core::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::facts::{Facts, signature};
use super::ground::Ground;
use super::member::{Key, Level, Side};

/// A component before and the one that it is after.
#[derive(Clone, Debug)]
pub(super) struct Pair {
    pub(super) before: u32,
    pub(super) after: u32,
    /// What both are known by.
    pub(super) key: String,
}

/// The pairs, and what could not be told apart.
pub(super) struct Pairing {
    pub(super) pairs: Vec<Pair>,
    pub(super) is_paired: [Vec<bool>; 2],
    /// Members of one side of which all that is compared is the same.
    pub(super) ties: [Vec<(u32, u32)>; 2],
}

/// Finds the pairs: level by level, what is known by the same key, unless both are known by
/// something better that differs. Takes time in proportion to the keys, but for sorting.
///
/// # Specification
/// sbom DIF-1. Of several that share a key, those with the same other identifiers come first, then
/// version and hash decide, then all else that is compared, and only then the order of the document.
pub(super) fn pairing<'m>(
    sides: [&Side<'m>; 2],
    facts: [&mut Facts<'m>; 2],
    ground: &Ground,
) -> Pairing {
    let mut work = Work {
        out: Pairing {
            pairs: Vec::new(),
            is_paired: sides.map(|side| vec![false; side.members.len()]),
            ties: Default::default(),
        },
        signatures: Default::default(),
        sides,
        facts,
        ground,
    };
    for level in Level::ALL {
        work.level(level);
    }
    work.out
}

struct Work<'w, 'm> {
    sides: [&'w Side<'m>; 2],
    facts: [&'w mut Facts<'m>; 2],
    ground: &'w Ground,
    signatures: [HashMap<u32, [String; 4]>; 2],
    out: Pairing,
}

/// A member among several: what it is called, its version, its hashes and the rest as numbers that
/// are equal where the texts are, and in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Ranked {
    ranks: [u32; 4],
    at: u32,
}

/// What has to be the same, one after the other.
const STAGES: [[bool; 4]; 9] = [
    [true, true, true, true],
    [true, true, true, false],
    [true, true, false, false],
    [true, false, true, false],
    [true, false, false, false],
    [false, true, true, false],
    [false, true, false, false],
    [false, false, true, false],
    [false, false, false, false],
];

type Buckets = BTreeMap<u8, Vec<Ranked>>;

impl Work<'_, '_> {
    fn level(&mut self, level: Level) {
        let mut groups: HashMap<Key, [Vec<u32>; 2]> = HashMap::new();
        let mut is_shared = false;
        for (at, side) in self.sides.into_iter().enumerate() {
            for (index, member) in (0_u32..).zip(&side.members) {
                if self.is_paired(at, index) || member.levels & level.bit() == 0 {
                    continue;
                }
                let keys = member.keys(level, self.ground);
                is_shared |= keys.len() > 1;
                for key in keys {
                    // What only the other side has pairs nothing.
                    if at == 0 {
                        let [before, _] = groups.entry(key).or_default();
                        before.push(index);
                    } else if let Some([_, after]) = groups.get_mut(&key) {
                        after.push(index);
                    }
                }
            }
        }
        let mut groups: Vec<_> = groups.into_iter().collect();
        groups.retain(|(_, [_, after])| !after.is_empty());
        if is_shared {
            // Who has two keys is in two groups, and the first one counts.
            groups.sort_unstable_by(|(one, _), (two, _)| one.cmp(two));
        }
        for (key, group) in groups {
            self.group(level, &key, &group);
        }
    }

    fn group(&mut self, level: Level, key: &Key, group: &[Vec<u32>; 2]) {
        let [before, after] = group;
        if let ([before], [after]) = (before.as_slice(), after.as_slice()) {
            let is_free = !self.is_paired(0, *before) && !self.is_paired(1, *after);
            if is_free && self.better(level, 0, *before) & self.better(level, 1, *after) == 0 {
                self.pair(*before, *after, key.label(level));
            }
            return;
        }
        let free = self.candidates(level, group);
        if free.iter().any(Vec::is_empty) {
            return;
        }
        let ranked = self.ranked(&free);
        for (list, members) in self.out.ties.iter_mut().zip(&ranked) {
            list.extend(members.windows(2).filter_map(|two| match two {
                [one, two] if one.ranks == two.ranks => Some((one.at, two.at)),
                _ => None,
            }));
        }
        let mut side = 0_usize;
        let mut buckets = ranked.map(|members| {
            let mut buckets = Buckets::new();
            for member in members {
                let levels = self.better(level, side, member.at);
                buckets.entry(levels).or_default().push(member);
            }
            side = side.saturating_add(1);
            buckets
        });
        let label = key.label(level);
        for stage in STAGES {
            self.stage(stage, &label, &mut buckets);
        }
    }

    /// Those that are not paired yet and could be paired here.
    fn candidates(&self, level: Level, group: &[Vec<u32>; 2]) -> [Vec<u32>; 2] {
        let [before, after] = group;
        let free = |side: usize, members: &[u32]| -> Vec<(u8, u32)> {
            let free = members.iter().filter(|at| !self.is_paired(side, **at));
            free.map(|at| (self.better(level, side, *at), *at))
                .collect()
        };
        let (before, after) = (free(0, before), free(1, after));
        let levels = |members: &[(u8, u32)]| -> BTreeSet<u8> {
            members.iter().map(|(levels, _)| *levels).collect()
        };
        let met = [levels(&after), levels(&before)];
        let mut met = met.iter();
        [before, after].map(|members| {
            let met = met.next();
            let could = |one: &u8| met.into_iter().flatten().any(|other| one & other == 0);
            let members = members.iter().filter(|(levels, _)| could(levels));
            members.map(|(_, at)| *at).collect()
        })
    }

    /// The better levels that a member is known by.
    fn better(&self, level: Level, side: usize, at: u32) -> u8 {
        let member = self.sides.get(side).and_then(|side| side.member(at));
        let below = level.bit().saturating_sub(1);
        member.map_or(u8::MAX, |member| member.levels & below)
    }

    fn is_paired(&self, side: usize, at: u32) -> bool {
        let at = usize::try_from(at).unwrap_or(usize::MAX);
        let paired = self.out.is_paired.get(side).and_then(|side| side.get(at));
        paired.copied().unwrap_or(true)
    }

    fn pair(&mut self, before: u32, after: u32, key: String) {
        for (paired, at) in self.out.is_paired.iter_mut().zip([before, after]) {
            let at = usize::try_from(at).unwrap_or(usize::MAX);
            if let Some(slot) = paired.get_mut(at) {
                *slot = true;
            }
        }
        self.out.pairs.push(Pair { before, after, key });
    }

    /// Pairs what is the same in this stage, in buckets of what is known by better keys. Each pair of
    /// buckets is gone through in both directions at once, so that before and after can be exchanged.
    fn stage(&mut self, stage: [bool; 4], key: &str, buckets: &mut [Buckets; 2]) {
        let [before, after] = buckets;
        let mut levels: Vec<u8> = before.keys().chain(after.keys()).copied().collect();
        levels.sort_unstable();
        levels.dedup();
        for (index, one) in levels.iter().enumerate() {
            for two in levels.iter().skip(index).filter(|two| *one & **two == 0) {
                let mut exchange = vec![(one, two)];
                if one != two {
                    exchange.push((two, one));
                }
                for (one, two) in exchange {
                    if let (Some(one), Some(two)) = (before.get_mut(one), after.get_mut(two)) {
                        self.merge(stage, key, one, two);
                    }
                }
            }
        }
    }

    fn merge(&mut self, stage: [bool; 4], key: &str, one: &mut Vec<Ranked>, two: &mut Vec<Ranked>) {
        if one.is_empty() || two.is_empty() {
            return;
        }
        let of = |member: &Ranked| {
            let mut wanted = stage.iter();
            member.ranks.map(|rank| match wanted.next() {
                Some(true) => rank,
                _ => 0,
            })
        };
        for list in [&mut *one, &mut *two] {
            list.sort_unstable_by_key(|member| (of(member), *member));
        }
        let (mut kept, mut left) = (Vec::new(), Vec::new());
        let (mut ones, mut twos) = (one.iter().peekable(), two.iter().peekable());
        while let (Some(before), Some(after)) = (ones.peek(), twos.peek()) {
            match of(before).cmp(&of(after)) {
                Ordering::Less => kept.extend(ones.next()),
                Ordering::Greater => left.extend(twos.next()),
                Ordering::Equal => {
                    self.pair(before.at, after.at, key.to_owned());
                    ones.next();
                    twos.next();
                }
            }
        }
        kept.extend(ones);
        left.extend(twos);
        let (kept, left) = (
            kept.into_iter().copied().collect(),
            left.into_iter().copied().collect(),
        );
        (*one, *two) = (kept, left);
    }

    /// The texts of both sides in one order, and the members by it.
    fn ranked(&mut self, free: &[Vec<u32>; 2]) -> [Vec<Ranked>; 2] {
        let (sides, ground) = (self.sides, self.ground);
        let lists = self.signatures.iter_mut().zip(&mut self.facts);
        for ((signatures, facts), (side, members)) in lists.zip(sides.iter().zip(free)) {
            for at in members {
                let made = signatures.entry(*at);
                made.or_insert_with(|| signature(facts, side, *at, ground));
            }
        }
        let mut ranks: [HashMap<&str, u32>; 4] = Default::default();
        for (part, ranks) in ranks.iter_mut().enumerate() {
            let of = self.signatures.iter().zip(free);
            let texts = of.flat_map(|(signatures, members)| {
                let found = members.iter().filter_map(|at| signatures.get(at));
                found.filter_map(move |texts| texts.get(part))
            });
            let mut texts: Vec<&str> = texts.map(String::as_str).collect();
            texts.sort_unstable();
            texts.dedup();
            let numbers = (0_u32..).zip(texts).map(|(rank, text)| (text, rank));
            ranks.extend(numbers);
        }
        let mut signatures = self.signatures.iter();
        free.each_ref().map(|members| {
            let signatures = signatures.next();
            let ranked = members.iter().map(|at| {
                let texts = signatures.and_then(|all| all.get(at));
                let mut parts = texts.into_iter().flatten().zip(&ranks);
                let mut next = || parts.next().and_then(|(text, of)| of.get(text.as_str()));
                let ranks = [(); 4].map(|()| next().copied().unwrap_or(0));
                Ranked { ranks, at: *at }
            });
            let mut ranked: Vec<Ranked> = ranked.collect();
            ranked.sort_unstable();
            ranked
        })
    }
}
