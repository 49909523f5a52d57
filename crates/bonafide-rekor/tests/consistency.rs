//! Consistency proofs: which trees they are refused for, and with which code.

mod common;

use bonafide_rekor::merkle::{Hash, verify_consistency};
use common::tree;

fn leaves(size: usize) -> Vec<Hash> {
    (0..size)
        .map(|at| tree::leaf(format!("leaf {at}").as_bytes()))
        .collect()
}

fn code(old: (usize, &Hash), new: (usize, &Hash), proof: &[Hash]) -> &'static str {
    let ((old_size, old_root), (new_size, new_root)) = (old, new);
    let answer = verify_consistency(old_size as u64, old_root, new_size as u64, new_root, proof);
    answer.map_or_else(|error| error.code().as_str(), |()| "accept")
}

/// Sizes of an older and of a newer tree: a complete subtree or not, next to each other or not.
const SIZES: [(usize, usize); 9] = [
    (1, 2),
    (1, 7),
    (2, 3),
    (3, 5),
    (4, 7),
    (4, 8),
    (6, 7),
    (7, 8),
    (5, 100),
];

#[test]
fn another_root_on_either_side_is_another_tree() {
    let refused = "tlog.inclusion";
    for (old, new) in SIZES {
        let leaves = leaves(new);
        let (old_root, new_root) = (tree::root(&leaves[..old]), tree::root(&leaves));
        let proof = tree::consistency(old, &leaves);
        let ask = |old_root: &Hash, new_root: &Hash| code((old, old_root), (new, new_root), &proof);
        assert_eq!(ask(&old_root, &new_root), "accept", "{old} {new}");
        let other = tree::leaf(b"another tree");
        for (left, right) in [
            (&other, &new_root),
            (&old_root, &other),
            (&new_root, &old_root),
            (&old_root, &old_root),
            (&new_root, &new_root),
        ] {
            assert_eq!(ask(left, right), refused, "{old} {new}");
        }
        for bit in [0, 7, 128, 255] {
            let flipped = |root: &Hash| {
                let mut root = *root;
                root[bit / 8] ^= 1 << (bit % 8);
                root
            };
            assert_eq!(ask(&flipped(&old_root), &new_root), refused, "{old} {new}");
            assert_eq!(ask(&old_root, &flipped(&new_root)), refused, "{old} {new}");
        }
    }
}

/// A log that shows one history to some and another to others.
#[test]
fn a_leaf_that_changed_is_found_whichever_it_is() {
    for (old, new) in SIZES {
        let honest = leaves(new);
        let (old_root, new_root) = (tree::root(&honest[..old]), tree::root(&honest));
        let proof = tree::consistency(old, &honest);
        for at in 0..old {
            let mut forked = honest.clone();
            forked[at] = tree::leaf(b"changed");
            let forked_root = tree::root(&forked);
            let forked_proof = tree::consistency(old, &forked);
            for proof in [&proof, &forked_proof] {
                let found = code((old, &old_root), (new, &forked_root), proof);
                assert_eq!(found, "tlog.inclusion", "{old} {new}, leaf {at}");
            }
            let forked_old = tree::root(&forked[..old]);
            let found = code((old, &forked_old), (new, &new_root), &proof);
            assert_eq!(found, "tlog.inclusion", "{old} {new}, leaf {at}");
        }
    }
}

#[test]
fn a_proof_has_the_length_that_the_sizes_call_for() {
    let wanted = "tlog.inclusion.length";
    for (old, new) in SIZES {
        let leaves = leaves(new);
        let (old_root, new_root) = (tree::root(&leaves[..old]), tree::root(&leaves));
        let proof = tree::consistency(old, &leaves);
        let longer = [&proof[..], &[old_root]].concat();
        for wrong in [&proof[1..], &proof[..proof.len() - 1], &longer, &[]] {
            let found = code((old, &old_root), (new, &new_root), wrong);
            assert_eq!(found, wanted, "{old} {new}");
        }
    }
}
