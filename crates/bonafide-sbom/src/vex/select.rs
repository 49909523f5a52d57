//! Which of the statements that match decides.

use bonafide_report::Time;

use super::matching::Class;
use super::statement::VexStatus;

/// A statement that matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Matched {
    /// Which document.
    pub(super) document: usize,
    /// Which of the statements that are considered.
    pub(super) index: usize,
    /// How specific.
    pub(super) rank: Rank,
    pub(super) time: Option<Time>,
    pub(super) position: usize,
    pub(super) status: VexStatus,
}

/// How specific a match is: the product, then the part of it, if the statement is about a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank {
    pub(super) product: Class,
    pub(super) part: Option<Class>,
}

/// The statements of the highest standing.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Selection {
    pub(super) winners: Vec<Matched>,
    /// Whether they contradict each other.
    pub(super) is_conflict: bool,
}

/// Takes time in proportion to the statements, but for one sort.
///
/// # Specification
/// VEX-4. Narrower: of two parts of one product the more specific one is preferred; a statement
/// without a time is neither newer nor older than another.
pub(super) fn select(mut matched: Vec<Matched>) -> Selection {
    let highest = matched.iter().map(|one| one.rank).max();
    matched.retain(|one| Some(one.rank) == highest);
    let newest = matched.iter().filter_map(|one| one.time).max();
    matched.retain(|one| one.time.is_none() || one.time == newest);
    matched.sort_by_key(|one| (one.document, one.position));
    let mut winners: Vec<Matched> = Vec::with_capacity(matched.len());
    for one in matched {
        while winners
            .last()
            .is_some_and(|kept| kept.document == one.document && kept.position < one.position)
        {
            winners.pop();
        }
        winners.push(one);
    }
    let first = winners.first().map(|one| one.status);
    let is_conflict = winners.iter().any(|one| Some(one.status) != first);
    Selection {
        winners,
        is_conflict,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RANK: Rank = Rank {
        product: Class::PurlVersion,
        part: None,
    };

    fn matched(document: usize, index: usize, time: Option<i64>, status: VexStatus) -> Matched {
        Matched {
            document,
            index,
            rank: RANK,
            time: time.and_then(Time::from_unix),
            position: index,
            status,
        }
    }

    fn winners(matched: &[Matched]) -> (Vec<usize>, bool) {
        let selection = select(matched.to_vec());
        let mut all: Vec<usize> = selection.winners.iter().map(|one| one.index).collect();
        all.sort_unstable();
        (all, selection.is_conflict)
    }

    #[test]
    fn specific_then_part_then_newer_then_later() {
        use VexStatus::{Affected, NotAffected};
        let old = matched(0, 0, Some(1), Affected);
        let new = matched(1, 1, Some(2), NotAffected);
        assert_eq!(winners(&[old, new]), (vec![1], false));
        let with = |one: Matched, product, part| Matched {
            rank: Rank { product, part },
            ..one
        };
        assert_eq!(
            winners(&[with(old, Class::Digest, None), new]),
            (vec![0], false)
        );
        let part = with(old, Class::PurlVersion, Some(Class::Purl));
        assert_eq!(winners(&[part, new]), (vec![0], false));
        let narrow = with(old, Class::PurlVersion, Some(Class::PurlVersion));
        let wide = with(new, Class::PurlVersion, Some(Class::Purl));
        assert_eq!(winners(&[wide, narrow]), (vec![0], false));
        let later = matched(0, 2, Some(1), NotAffected);
        assert_eq!(winners(&[later, old]), (vec![2], false));
        let elsewhere = matched(1, 2, Some(1), NotAffected);
        assert_eq!(winners(&[elsewhere, old]), (vec![0, 2], true));
        let breath = Matched {
            position: 0,
            ..later
        };
        assert_eq!(winners(&[breath, old]), (vec![0, 2], true));
        let undated = matched(1, 3, None, Affected);
        assert_eq!(winners(&[undated, new, old]), (vec![3], false));
        let undated = matched(2, 3, None, Affected);
        assert_eq!(winners(&[undated, new, old]), (vec![1, 3], true));
        assert_eq!(winners(&[]), (vec![], false));
    }
}
