//! Merkle trees by the recursive definition of RFC 6962 section 2.1.

use crate::encode::sha256;

/// A tree of leaf hashes in which one leaf is of interest.
#[derive(Clone, Debug)]
pub struct Tree {
    leaves: Vec<[u8; 32]>,
    index: usize,
}

impl Tree {
    /// A tree of `size` leaves with `body` at `index`.
    ///
    /// # Panics
    /// When the index is not below the size.
    #[must_use]
    pub fn around(index: u64, size: u64, body: &[u8]) -> Self {
        let mut leaves: Vec<[u8; 32]> = (0..size)
            .map(|other| leaf(format!("entry {other}").as_bytes()))
            .collect();
        let index = usize::try_from(index).expect("a small tree");
        leaves[index] = leaf(body);
        Self { leaves, index }
    }

    /// How many leaves it has.
    #[must_use]
    pub const fn size(&self) -> usize {
        self.leaves.len()
    }

    /// The hash over all leaves.
    #[must_use]
    pub fn root(&self) -> [u8; 32] {
        head(&self.leaves)
    }

    /// The audit path of the leaf of interest, from the leaf upwards.
    #[must_use]
    pub fn path(&self) -> Vec<[u8; 32]> {
        path(self.index, &self.leaves)
    }
}

/// The hash of a leaf.
#[must_use]
pub fn leaf(data: &[u8]) -> [u8; 32] {
    sha256(&[&[0], data].concat())
}

fn node(left: &[u8; 32], right: &[u8; 32]) -> [u8; 32] {
    sha256(&[&[1], left.as_slice(), right].concat())
}

/// The largest power of two below `size`.
fn split(size: usize) -> usize {
    (size.next_power_of_two() / 2).max(1)
}

fn head(leaves: &[[u8; 32]]) -> [u8; 32] {
    match leaves {
        [] => sha256(&[]),
        [only] => *only,
        leaves => {
            let (left, right) = leaves.split_at(split(leaves.len()));
            node(&head(left), &head(right))
        }
    }
}

fn path(index: usize, leaves: &[[u8; 32]]) -> Vec<[u8; 32]> {
    if leaves.len() < 2 {
        return Vec::new();
    }
    let middle = split(leaves.len());
    let (left, right) = leaves.split_at(middle);
    let (mut below, sibling) = if index < middle {
        (path(index, left), head(right))
    } else {
        (path(index - middle, right), head(left))
    };
    below.push(sibling);
    below
}
