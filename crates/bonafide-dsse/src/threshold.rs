//! How many distinct principals must vouch, and counting them.

use std::collections::HashMap;

use bonafide_report::Finding;

use crate::Error;

/// Principals that one threshold may know.
pub const MAX_PRINCIPALS: usize = 64;

/// Somebody whose word counts once: the index of an entry in the caller's own list. What the entry
/// is (a set of keys, an identity, a matcher of identities) is the caller's affair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PrincipalId(usize);

impl PrincipalId {
    /// The principal at `index` of the caller's list, from 0.
    #[must_use]
    pub const fn new(index: usize) -> Self {
        Self(index)
    }

    /// The index.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for PrincipalId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

/// So many distinct principals, out of so many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Threshold {
    wanted: usize,
    principals: usize,
    stops_early: bool,
}

impl Threshold {
    /// `wanted` distinct principals out of `principals`.
    ///
    /// # Errors
    /// [`Error::ThresholdConfig`] when `wanted` is 0 or more than there are, or there are more than
    /// [`MAX_PRINCIPALS`].
    ///
    /// # Specification
    /// DSSE protocol, (t, n)-DSSE.
    pub const fn new(wanted: usize, principals: usize) -> Result<Self, Error> {
        let reason = if wanted == 0 {
            "a threshold of 0 would accept anything"
        } else if wanted > principals {
            "the threshold is greater than the number of principals"
        } else if principals > MAX_PRINCIPALS {
            "there are more than 64 principals"
        } else {
            return Ok(Self {
                wanted,
                principals,
                stops_early: false,
            });
        };
        Err(Error::ThresholdConfig { reason })
    }

    /// One out of one: the sole signer of a bundle.
    #[must_use]
    pub const fn one() -> Self {
        Self {
            wanted: 1,
            principals: 1,
            stops_early: false,
        }
    }

    /// Leaves signatures untried once the threshold is met. The report then says less.
    #[must_use]
    pub const fn with_early_stop(mut self) -> Self {
        self.stops_early = true;
        self
    }

    /// Distinct principals that must vouch.
    #[must_use]
    pub const fn wanted(&self) -> usize {
        self.wanted
    }

    /// Principals that there are.
    #[must_use]
    pub const fn principals(&self) -> usize {
        self.principals
    }

    pub(crate) const fn stops_early(&self) -> bool {
        self.stops_early
    }
}

/// What the caller says about one signature.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a signature is vouched for or it is not"
)]
pub enum Vouching {
    /// It verifies.
    By {
        /// Who made it, as opaque bytes: the key, or the identity (never the one-time key) of a
        /// certificate. Several signatures of one signer count as one.
        signer: Vec<u8>,
        /// The principals as whom the signer counts; more than one if matchers overlap.
        principals: Vec<PrincipalId>,
    },
    /// Nobody that is trusted made it, and why.
    Refused(Finding),
}

/// The signers seen so far and the principals as whom each may count.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    signers: HashMap<Vec<u8>, usize>,
    /// For each signer a bit for each principal.
    may_be: Vec<u64>,
}

impl Tally {
    pub(crate) fn add(&mut self, signer: Vec<u8>, principals: u64) {
        let next = self.may_be.len();
        let index = *self.signers.entry(signer).or_insert(next);
        match self.may_be.get_mut(index) {
            Some(may_be) => *may_be |= principals,
            None => self.may_be.push(principals),
        }
    }

    /// A greatest set of principals in which each is stood for by another signer.
    ///
    /// Greedy counting would depend on the order of signatures where matchers overlap; this looks
    /// for augmenting paths (maximum bipartite matching), at most 64 principals wide.
    pub(crate) fn principals(&self) -> Vec<PrincipalId> {
        let mut matching = Matching::default();
        for signer in 0..self.may_be.len() {
            matching.add(signer, &self.may_be);
        }
        let taken = matching.signer_of.iter().enumerate();
        taken
            .filter(|(_, signer)| signer.is_some())
            .map(|(principal, _)| PrincipalId(principal))
            .collect()
    }
}

struct Matching {
    /// For each principal the signer that stands for it.
    signer_of: [Option<usize>; MAX_PRINCIPALS],
}

impl Default for Matching {
    fn default() -> Self {
        Self {
            signer_of: [None; MAX_PRINCIPALS],
        }
    }
}

impl Matching {
    /// Finds a principal for `signer`, moving others to other principals where that makes room.
    fn add(&mut self, signer: usize, may_be: &[u64]) {
        let mut reached = 0_u64;
        let mut reached_from = [None; MAX_PRINCIPALS];
        let mut queue = vec![signer];
        while let Some(current) = queue.pop() {
            let options = may_be.get(current).copied().unwrap_or_default();
            for principal in bits(options & !reached) {
                reached |= bit(principal);
                if let Some(from) = reached_from.get_mut(principal) {
                    *from = Some(current);
                }
                match self.signer_of.get(principal).copied().flatten() {
                    Some(holder) => queue.push(holder),
                    None => return self.shift(principal, &reached_from),
                }
            }
        }
    }

    /// Gives `free` to the signer that reached it, that signer's principal to the one before, and
    /// so on to the start of the path.
    fn shift(&mut self, free: usize, reached_from: &[Option<usize>; MAX_PRINCIPALS]) {
        let mut free = Some(free);
        while let Some(principal) = free {
            let signer = reached_from.get(principal).copied().flatten();
            free = self.signer_of.iter().position(|holder| *holder == signer);
            if let Some(holder) = self.signer_of.get_mut(principal) {
                *holder = signer;
            }
        }
    }
}

/// A set with one principal in it; empty for one that no threshold can know.
pub(crate) fn bit(principal: usize) -> u64 {
    u32::try_from(principal)
        .ok()
        .and_then(|shift| 1_u64.checked_shl(shift))
        .unwrap_or_default()
}

fn bits(set: u64) -> impl Iterator<Item = usize> {
    (0..MAX_PRINCIPALS).filter(move |principal| set & bit(*principal) != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(signers: &[(&str, &[usize])]) -> usize {
        let mut tally = Tally::default();
        for (signer, principals) in signers {
            let set = principals
                .iter()
                .fold(0, |set, principal| set | bit(*principal));
            tally.add(signer.as_bytes().to_vec(), set);
        }
        tally.principals().len()
    }

    #[test]
    fn counts_principals_once() {
        assert_eq!(count(&[]), 0);
        assert_eq!(count(&[("a", &[])]), 0);
        assert_eq!(count(&[("a", &[0]), ("b", &[0])]), 1);
        assert_eq!(count(&[("a", &[0]), ("b", &[1])]), 2);
    }

    #[test]
    fn counts_signers_once() {
        assert_eq!(count(&[("a", &[0, 1]), ("a", &[0, 1])]), 1);
        assert_eq!(count(&[("a", &[0]), ("a", &[1])]), 1);
    }

    #[test]
    fn overlapping_matchers_are_matched_best() {
        // Greedy would give 0 to a and leave b with nothing.
        assert_eq!(count(&[("a", &[0, 1]), ("b", &[0])]), 2);
        assert_eq!(
            count(&[("a", &[0, 1]), ("b", &[1, 2]), ("c", &[0, 1]), ("d", &[0])]),
            3
        );
        // A chain in which the last signer moves all others.
        let names: Vec<String> = (0..63).map(|i| format!("s{i}")).collect();
        let pairs: Vec<[usize; 2]> = (0..63).map(|i| [i, i + 1]).collect();
        let mut chain: Vec<(&str, &[usize])> = names
            .iter()
            .zip(&pairs)
            .map(|(name, pair)| (name.as_str(), &pair[..]))
            .collect();
        chain.push(("last", &[0]));
        assert_eq!(count(&chain), 64);
    }

    #[test]
    fn agrees_with_trying_every_assignment() {
        // All ways in which three signers may be three principals.
        for all in 0..512_u32 {
            let sets: Vec<Vec<usize>> = (0..3)
                .map(|s| {
                    (0..3)
                        .filter(|p| all >> (3 * s + p) & 1 == 1)
                        .map(|p| p as usize)
                        .collect()
                })
                .collect();
            let mut best = 0;
            for order in [
                [0, 1, 2],
                [0, 2, 1],
                [1, 0, 2],
                [1, 2, 0],
                [2, 0, 1],
                [2, 1, 0],
            ] {
                let hit = (0..3).filter(|s| sets[*s].contains(&order[*s])).count();
                best = best.max(hit);
            }
            let signers = [
                ("a", &sets[0][..]),
                ("b", &sets[1][..]),
                ("c", &sets[2][..]),
            ];
            assert_eq!(count(&signers), best, "{sets:?}");
        }
    }

    #[test]
    fn a_threshold_that_cannot_be_met_or_missed_is_refused() {
        assert!(Threshold::new(1, 1).is_ok() && Threshold::new(64, 64).is_ok());
        for (wanted, principals) in [(0, 1), (0, 0), (2, 1), (1, 65)] {
            assert!(
                Threshold::new(wanted, principals).is_err(),
                "{wanted} of {principals}"
            );
        }
    }
}
