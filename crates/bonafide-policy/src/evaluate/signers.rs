//! How many distinct signers there are.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Who signed for which entry: those who share one of the identifiers that tell them from others are
/// one, known by one of the identifiers of all of them.
///
/// # Specification
/// policy EV-5.
pub(super) fn merged<'a, I>(votes: impl IntoIterator<Item = (usize, I)>) -> Vec<(usize, &'a str)>
where
    I: Iterator<Item = &'a str>,
{
    let mut leads_to = BTreeMap::new();
    let mut firsts = Vec::new();
    for (entry, mut identifiers) in votes {
        let Some(first) = identifiers.next() else {
            continue;
        };
        firsts.push((entry, first));
        for identifier in identifiers {
            let (one, other) = (lead(&mut leads_to, first), lead(&mut leads_to, identifier));
            if one != other {
                // Always in one direction, so that no order of votes changes who leads.
                leads_to.insert(one.max(other), one.min(other));
            }
        }
    }
    firsts
        .into_iter()
        .map(|(entry, first)| (entry, lead(&mut leads_to, first)))
        .collect()
}

/// Who leads those to whom it belongs. The ways are halved, so that none grows long.
fn lead<'a>(leads_to: &mut BTreeMap<&'a str, &'a str>, of: &'a str) -> &'a str {
    let mut at = of;
    while let Some(next) = leads_to.get(at).copied() {
        if let Some(further) = leads_to.get(next).copied() {
            leads_to.insert(at, further);
        }
        at = next;
    }
    at
}

/// The most entries that can each have a principal of their own: a maximum matching between the
/// entries of `by` and those who signed for them.
///
/// One who signs often, or stands under several names, serves one entry, and an entry is served once.
///
/// # Specification
/// policy EV-5.
pub(super) fn distinct<'a>(signed: impl IntoIterator<Item = (usize, &'a str)>) -> usize {
    let mut principals_of: BTreeMap<usize, BTreeSet<&str>> = BTreeMap::new();
    for (entry, principal) in signed {
        principals_of.entry(entry).or_default().insert(principal);
    }
    let mut matched = BTreeMap::new();
    let entries: Vec<usize> = principals_of.keys().copied().collect();
    for entry in entries {
        augment(&principals_of, &mut matched, entry);
    }
    matched.len()
}

/// Finds room for one more entry by moving others to another of their principals, breadth first.
fn augment<'a>(
    principals_of: &BTreeMap<usize, BTreeSet<&'a str>>,
    matched: &mut BTreeMap<&'a str, usize>,
    start: usize,
) {
    let mut asked_by: BTreeMap<&str, usize> = BTreeMap::new();
    let mut waiting = VecDeque::from([start]);
    while let Some(entry) = waiting.pop_front() {
        for principal in principals_of.get(&entry).into_iter().flatten() {
            if asked_by.contains_key(principal) {
                continue;
            }
            asked_by.insert(principal, entry);
            match matched.get(principal) {
                Some(holder) => waiting.push_back(*holder),
                None => return shift(matched, &asked_by, principal, start),
            }
        }
    }
}

/// Gives each entry on the way back the principal that it asked for.
fn shift<'a>(
    matched: &mut BTreeMap<&'a str, usize>,
    asked_by: &BTreeMap<&'a str, usize>,
    free: &'a str,
    start: usize,
) {
    let mut principal = free;
    while let Some(entry) = asked_by.get(principal).copied() {
        let held = matched
            .iter()
            .find_map(|(held, holder)| (*holder == entry).then_some(*held));
        matched.insert(principal, entry);
        match held {
            Some(held) if entry != start => principal = held,
            _ => return,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_who_share_an_identifier_are_one() {
        let merged = |votes: &[(usize, &[&'static str])]| {
            let votes = votes.iter();
            super::merged(votes.map(|(entry, all)| (*entry, all.iter().copied())))
        };
        assert_eq!(merged(&[]), []);
        let apart = [(0, ["a", "x"].as_slice()), (1, ["b", "y"].as_slice())];
        assert_eq!(merged(&apart), [(0, "a"), (1, "b")]);
        let alike = [(0, ["b", "x"].as_slice()), (1, ["a", "x"].as_slice())];
        assert_eq!(merged(&alike), [(0, "a"), (1, "a")]);
        // Through a third one.
        let linked = [
            (0, ["c", "x"].as_slice()),
            (1, ["d", "y"].as_slice()),
            (2, ["e", "y", "x"].as_slice()),
            (3, ["f"].as_slice()),
        ];
        assert_eq!(merged(&linked), [(0, "c"), (1, "c"), (2, "c"), (3, "f")]);
        assert_eq!(distinct(merged(&linked)), 2);
    }

    #[test]
    fn entries_make_room_for_each_other() {
        assert_eq!(distinct([]), 0);
        assert_eq!(distinct([(0, "a"), (1, "a"), (2, "a")]), 1);
        assert_eq!(distinct([(0, "a"), (0, "b"), (0, "c")]), 1);
        assert_eq!(distinct([(0, "a"), (0, "b"), (1, "a")]), 2);
        let chain = [(0, "a"), (0, "b"), (1, "a"), (1, "c"), (2, "a"), (2, "b")];
        assert_eq!(distinct(chain), 3);
        let short = [(0, "a"), (1, "a"), (1, "b"), (2, "a"), (2, "b")];
        assert_eq!(distinct(short), 2);
    }

    proptest::proptest! {
        #[test]
        fn no_choice_is_better(edges in proptest::collection::btree_set((0..5_usize, 0..5_usize), 0..16)) {
            let names = ["a", "b", "c", "d", "e"];
            let best = best(&edges.iter().copied().collect::<Vec<_>>(), 0, &mut [false; 5]);
            let found = distinct(edges.iter().map(|(entry, who)| (*entry, names[*who])));
            proptest::prop_assert_eq!(found, best);
        }
    }

    /// Tries everything.
    fn best(edges: &[(usize, usize)], entry: usize, taken: &mut [bool; 5]) -> usize {
        if entry == 5 {
            return 0;
        }
        let mut most = best(edges, entry + 1, taken);
        for (_, who) in edges.iter().filter(|(own, _)| *own == entry) {
            if !taken[*who] {
                taken[*who] = true;
                most = most.max(1 + best(edges, entry + 1, taken));
                taken[*who] = false;
            }
        }
        most
    }
}
