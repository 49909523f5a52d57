//! Proofs of inclusion and of consistency.

use bonafide_rekor::merkle::{verify_consistency, verify_inclusion};

use crate::input::Input;

#[path = "../../../crates/bonafide-rekor/tests/common/tree.rs"]
mod tree;

type Hash = [u8; 32];

fn sha256(data: &[u8]) -> Hash {
    bonafide_digest::sha256(&[data])
}

/// A proof that the tree itself makes holds, and holds for nothing else: not with another index,
/// size, leaf, root, hash or number of hashes. What the fuzzer makes up never panics.
pub fn run(data: &[u8]) {
    let mut input = Input::new(data);
    if input.byte() % 4 == 0 {
        return made_up(&mut input);
    }
    let size = 1 + input.below(64);
    let leaves: Vec<Hash> = (0..size)
        .map(|at| tree::leaf(&[input.byte(), at as u8]))
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
        second: tree::root(leaves),
        hashes: tree::inclusion(index, leaves),
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
        first: tree::root(&leaves[..old]),
        second: tree::root(leaves),
        hashes: tree::consistency(old, leaves),
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
