//! Proofs of inclusion and of consistency.

use bonafide_rekor::merkle::{leaf_hash, node_hash, verify_consistency, verify_inclusion};

use crate::input::Input;

type Hash = [u8; 32];

/// A proof that the tree itself makes holds, and holds for nothing else: not with another index,
/// size, leaf, root, hash or number of hashes. What the fuzzer makes up never panics.
pub fn run(data: &[u8]) {
    let mut input = Input::new(data);
    if input.byte() % 4 == 0 {
        return made_up(&mut input);
    }
    let size = 1 + input.below(64);
    let leaves: Vec<Hash> = (0..size)
        .map(|at| leaf_hash(&[input.byte(), at as u8]))
        .collect();
    inclusion(&mut input, &leaves);
    consistency(&mut input, &leaves);
}

fn made_up(input: &mut Input<'_>) {
    let (one, other) = (input.long(), input.long());
    let mut hash = || -> Hash {
        let mut hash = [0; 32];
        hash.fill(input.byte());
        hash
    };
    let (leaf, root) = (hash(), hash());
    let proof: Vec<Hash> = (0..input.below(70)).map(|_| [input.byte(); 32]).collect();
    let _ = verify_inclusion(one, other, &leaf, &proof, &root);
    let _ = verify_consistency(one, &leaf, other, &root, &proof);
}

fn inclusion(input: &mut Input<'_>, leaves: &[Hash]) {
    let index = input.below(leaves.len());
    let good = Proof {
        one: index as u64,
        other: leaves.len() as u64,
        first: leaves[index],
        second: root(leaves),
        hashes: path(index, leaves),
    };
    let holds = |proof: &Proof| {
        verify_inclusion(
            proof.one,
            proof.other,
            &proof.first,
            &proof.hashes,
            &proof.second,
        )
    };
    assert_eq!(holds(&good), Ok(()), "{good:?}");
    let bad = good.changed(input);
    // One path may fit indexes of trees of other sizes, since a tree says its size in its checkpoint.
    if (bad.one, bad.other) == (good.one, good.other) && bad != good {
        assert!(holds(&bad).is_err(), "{good:?} {bad:?}");
    }
}

fn consistency(input: &mut Input<'_>, leaves: &[Hash]) {
    let old = 1 + input.below(leaves.len());
    let good = Proof {
        one: old as u64,
        other: leaves.len() as u64,
        first: root(&leaves[..old]),
        second: root(leaves),
        hashes: subproof(old, leaves, true),
    };
    let holds = |proof: &Proof| {
        verify_consistency(
            proof.one,
            &proof.first,
            proof.other,
            &proof.second,
            &proof.hashes,
        )
    };
    assert_eq!(holds(&good), Ok(()), "{good:?}");
    let bad = good.changed(input);
    if (bad.one, bad.other) == (good.one, good.other) && bad != good {
        assert!(holds(&bad).is_err(), "{good:?} {bad:?}");
    }
}

#[derive(Clone, Debug, PartialEq)]
struct Proof {
    one: u64,
    other: u64,
    first: Hash,
    second: Hash,
    hashes: Vec<Hash>,
}

impl Proof {
    fn changed(&self, input: &mut Input<'_>) -> Self {
        let mut other = self.clone();
        let at = input.below(other.hashes.len());
        match input.byte() % 8 {
            0 => other.one = input.long(),
            1 => other.other = input.long(),
            2 => other.first[input.below(32)] ^= 1 << (input.byte() % 8),
            3 => other.second[input.below(32)] ^= 1 << (input.byte() % 8),
            4 => other.hashes.push([input.byte(); 32]),
            5 => drop(other.hashes.pop()),
            6 if !other.hashes.is_empty() => other.hashes[at][input.below(32)] ^= 1,
            _ => other.hashes.reverse(),
        }
        other
    }
}

/// The definitions of RFC 6962 section 2.1, as they are written there.
fn split(size: usize) -> usize {
    size.next_power_of_two() / 2
}

fn root(leaves: &[Hash]) -> Hash {
    match leaves {
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(split(leaves.len()));
            node_hash(&root(left), &root(right))
        }
    }
}

fn path(index: usize, leaves: &[Hash]) -> Vec<Hash> {
    if leaves.len() < 2 {
        return Vec::new();
    }
    let at = split(leaves.len());
    let (left, right) = leaves.split_at(at);
    let (mut path, sibling) = if index < at {
        (path(index, left), root(right))
    } else {
        (path(index - at, right), root(left))
    };
    path.push(sibling);
    path
}

fn subproof(old: usize, leaves: &[Hash], is_whole: bool) -> Vec<Hash> {
    if old == leaves.len() {
        return if is_whole {
            Vec::new()
        } else {
            vec![root(leaves)]
        };
    }
    let at = split(leaves.len());
    let (left, right) = leaves.split_at(at);
    let (mut path, sibling) = if old <= at {
        (subproof(old, left, is_whole), root(right))
    } else {
        (subproof(old - at, right, false), root(left))
    };
    path.push(sibling);
    path
}
