//! Merkle tree hashes and proofs, as RFC 6962 section 2.1 and RFC 9162 section 2.1 define them.
//!
//! The functions know nothing of logs: they compare given roots. Who vouches for a root is the
//! matter of [`proof`](crate::proof).

use bonafide_digest::sha256;

use crate::Error;

/// A SHA-256 hash: of a leaf, of an inner node, or of a whole tree.
pub type Hash = [u8; 32];

/// The hash of a leaf that holds `data`: SHA-256(`00` ‖ data).
///
/// # Specification
/// RFC 6962 section 2.1.
#[must_use]
pub fn leaf_hash(data: &[u8]) -> Hash {
    sha256(&[&[0], data])
}

/// The hash of an inner node: SHA-256(`01` ‖ left ‖ right).
///
/// # Specification
/// RFC 6962 section 2.1.
#[must_use]
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    sha256(&[&[1], left, right])
}

/// Checks that the tree of `size` leaves with hash `root` has `leaf` at `index` (from 0).
///
/// Costs at most 64 hashes; a proof of another length than index and size call for is refused
/// before anything is hashed.
///
/// ```
/// use bonafide_rekor::merkle::{leaf_hash, node_hash, verify_inclusion};
///
/// let (a, b) = (leaf_hash(b"a"), leaf_hash(b"b"));
/// let root = node_hash(&a, &b);
/// assert!(verify_inclusion(1, 2, &b, &[a], &root).is_ok());
/// assert!(verify_inclusion(0, 2, &b, &[a], &root).is_err());
/// ```
///
/// # Errors
/// - [`Error::Inclusion`] for an empty tree, an index outside it, or another root;
/// - [`Error::ProofLength`] for too few or too many hashes.
///
/// # Specification
/// RFC 9162 section 2.1.3.2.
pub fn verify_inclusion(
    index: u64,
    size: u64,
    leaf: &Hash,
    proof: &[Hash],
    root: &Hash,
) -> Result<(), Error> {
    let last = match size.checked_sub(1) {
        Some(last) if index <= last => last,
        _ => return Err(Error::Inclusion { index, size }),
    };
    let shape = Shape::of(index, last);
    shape.check_length(proof)?;
    let (inner, border) = shape.split(proof);
    let hash = chain_border(chain_inner(*leaf, inner, index), border);
    if hash == *root {
        Ok(())
    } else {
        Err(Error::Inclusion { index, size })
    }
}

/// Checks that the tree of `new_size` leaves with hash `new_root` is the tree of `old_size` leaves
/// with hash `old_root` and nothing but further leaves.
///
/// Costs at most 128 hashes.
///
/// # Errors
/// - [`Error::Consistency`] when the old tree is empty (every tree is consistent with it, so a
///   proof would mean nothing) or larger than the new one, or when a root differs;
/// - [`Error::ProofLength`] for too few or too many hashes.
///
/// # Specification
/// RFC 9162 section 2.1.4.2.
pub fn verify_consistency(
    old_size: u64,
    old_root: &Hash,
    new_size: u64,
    new_root: &Hash,
    proof: &[Hash],
) -> Result<(), Error> {
    let refused = Error::Consistency { old_size, new_size };
    let Some(old_last) = old_size.checked_sub(1) else {
        return Err(refused);
    };
    if old_size >= new_size {
        return match (old_size == new_size, proof.len()) {
            (true, 0) if old_root == new_root => Ok(()),
            (true, 0) | (false, _) => Err(refused),
            (true, found) => Err(Error::ProofLength { wanted: 0, found }),
        };
    }
    let complete = old_size.trailing_zeros();
    let shape = Shape::of(old_last, new_size.saturating_sub(1)).above(complete);
    // The largest complete subtree that ends the old tree starts both chains. When it is the old
    // tree itself its hash is known and left out of the proof.
    let (seed, rest) = if old_size.is_power_of_two() {
        (*old_root, proof)
    } else {
        match proof.split_first() {
            Some((seed, rest)) => (*seed, rest),
            None => return Err(shape.length_error(proof.len(), 1)),
        }
    };
    if rest.len() != shape.len() {
        let seeds = proof.len().saturating_sub(rest.len());
        return Err(shape.length_error(proof.len(), seeds));
    }
    let (inner, border) = shape.split(rest);
    let path = old_last.checked_shr(complete).unwrap_or(0);
    let old = chain_border(chain_inner_left(seed, inner, path), border);
    let new = chain_border(chain_inner(seed, inner, path), border);
    if old == *old_root && new == *new_root {
        Ok(())
    } else {
        Err(refused)
    }
}

/// How many hashes of a proof lie below and above the point where the paths of a leaf and of the
/// last leaf meet.
#[derive(Clone, Copy)]
struct Shape {
    inner: usize,
    border: usize,
}

impl Shape {
    fn of(index: u64, last: u64) -> Self {
        let inner = u64::BITS.saturating_sub((index ^ last).leading_zeros());
        let border = index.checked_shr(inner).map_or(0, u64::count_ones);
        Self {
            inner: widen(inner),
            border: widen(border),
        }
    }

    /// The shape without the lowest `levels`, which a complete subtree covers.
    fn above(self, levels: u32) -> Self {
        Self {
            inner: self.inner.saturating_sub(widen(levels)),
            border: self.border,
        }
    }

    fn len(self) -> usize {
        self.inner.saturating_add(self.border)
    }

    fn check_length(self, proof: &[Hash]) -> Result<(), Error> {
        if proof.len() == self.len() {
            Ok(())
        } else {
            Err(self.length_error(proof.len(), 0))
        }
    }

    fn length_error(self, found: usize, seeds: usize) -> Error {
        Error::ProofLength {
            wanted: self.len().saturating_add(seeds),
            found,
        }
    }

    fn split(self, proof: &[Hash]) -> (&[Hash], &[Hash]) {
        proof.split_at_checked(self.inner).unwrap_or((proof, &[]))
    }
}

/// Climbs from `start`, on the side that each bit of `path` names.
fn chain_inner(start: Hash, proof: &[Hash], path: u64) -> Hash {
    steps(proof, path).fold(start, |hash, (sibling, is_right)| {
        if is_right {
            node_hash(sibling, &hash)
        } else {
            node_hash(&hash, sibling)
        }
    })
}

/// Climbs from `start` by those siblings only that lie to the left, which the older tree has too.
fn chain_inner_left(start: Hash, proof: &[Hash], path: u64) -> Hash {
    steps(proof, path)
        .filter(|(_, is_right)| *is_right)
        .fold(start, |hash, (sibling, _)| node_hash(sibling, &hash))
}

/// Climbs along the right edge of the tree, where every sibling lies to the left.
fn chain_border(start: Hash, proof: &[Hash]) -> Hash {
    proof
        .iter()
        .fold(start, |hash, sibling| node_hash(sibling, &hash))
}

/// Each sibling, with whether the node that it joins is the right one of the two.
fn steps(proof: &[Hash], path: u64) -> impl Iterator<Item = (&Hash, bool)> {
    proof
        .iter()
        .zip(0_u32..)
        .map(move |(sibling, level)| (sibling, path.checked_shr(level).unwrap_or(0) & 1 == 1))
}

/// A bit count as a length.
fn widen(bits: u32) -> usize {
    usize::try_from(bits).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_at_the_edges_of_u64() {
        for (index, size, wanted) in [
            (0, 1, 0),
            (0, 2, 1),
            (4, 5, 1),
            (6, 7, 2),
            (0, u64::MAX, 64),
            (u64::MAX - 1, u64::MAX, 63),
            (1 << 63, u64::MAX, 64),
        ] {
            assert_eq!(
                Shape::of(index, size - 1).len(),
                wanted,
                "{index} of {size}"
            );
        }
    }

    #[test]
    fn an_index_outside_the_tree_is_not_a_matter_of_length() {
        let hash = leaf_hash(b"");
        for (index, size) in [(0, 0), (1, 1), (7, 7), (u64::MAX, u64::MAX)] {
            let refused = verify_inclusion(index, size, &hash, &[], &hash);
            assert_eq!(refused, Err(Error::Inclusion { index, size }));
        }
    }

    #[test]
    fn trees_of_one_size_are_consistent_when_they_are_equal() {
        let (one, other) = (leaf_hash(b"one"), leaf_hash(b"other"));
        let check = |root: &Hash, proof: &[Hash]| verify_consistency(5, &one, 5, root, proof);
        assert_eq!(check(&one, &[]), Ok(()));
        let refused = |error: Error| error.code().as_str();
        assert_eq!(check(&other, &[]).map_err(refused), Err("tlog.inclusion"));
        let length = Err("tlog.inclusion.length");
        assert_eq!(check(&one, &[other]).map_err(refused), length);
        let empty = verify_consistency(0, &one, 5, &one, &[]);
        assert_eq!(empty.map_err(refused), Err("tlog.inclusion"));
        let shrunk = verify_consistency(5, &one, 4, &one, &[]);
        assert_eq!(shrunk.map_err(refused), Err("tlog.inclusion"));
        let none = verify_consistency(3, &one, 5, &one, &[]);
        assert_eq!(none.map_err(refused), length);
    }

    #[test]
    fn consistency_shapes_never_underflow() {
        for old in (1..200_u64).chain([1 << 62, 1 << 63, u64::MAX - 1]) {
            for new in [old + 1, u64::MAX] {
                let inner = Shape::of(old - 1, new - 1).inner;
                assert!(inner > widen(old.trailing_zeros()), "{old} in {new}");
            }
        }
    }
}
