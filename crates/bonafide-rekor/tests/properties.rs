//! What must hold for every tree, note, entry and body.

mod common;

use bonafide_json::{Profile, Reader};
use bonafide_rekor::merkle::{self, Hash, verify_consistency, verify_inclusion};
use bonafide_rekor::{Body, Checkpoint, Limits, LogEntry, Note};
use common::{bases, flip, read_text, tree, try_entry};
use proptest::prelude::*;
use serde_json::Value;

fn leaves(size: usize, seed: u64) -> Vec<Hash> {
    (0..size)
        .map(|at| merkle::leaf_hash(format!("{seed} {at}").as_bytes()))
        .collect()
}

/// Every proof that differs from `proof` by one hash more, less, changed or moved.
fn mutations(proof: &[Hash], bit: usize) -> Vec<Vec<Hash>> {
    let mut all = vec![[proof, &[[0; 32]]].concat(), [&[[0; 32]], proof].concat()];
    for at in 0..proof.len() {
        let mut dropped = proof.to_vec();
        dropped.remove(at);
        all.push(dropped);
        let mut flipped = proof.to_vec();
        flipped[at][bit / 8] ^= 1 << (bit % 8);
        all.push(flipped);
        if at > 0 {
            let mut swapped = proof.to_vec();
            swapped.swap(at - 1, at);
            all.push(swapped);
        }
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn inclusion_holds_for_what_is_included_only(
        size in 1_usize..=200,
        seed: u64,
        pick: prop::sample::Index,
        bit in 0_usize..256,
    ) {
        let leaves = leaves(size, seed);
        let root = tree::root(&leaves);
        let index = pick.index(size);
        let verify = |index: usize, size: usize, leaf: &Hash, proof: &[Hash], root: &Hash| {
            verify_inclusion(index as u64, size as u64, leaf, proof, root).is_ok()
        };
        for (at, leaf) in leaves.iter().enumerate() {
            let proof = tree::inclusion(at, &leaves);
            prop_assert!(verify(at, size, leaf, &proof, &root));
        }
        let (leaf, proof) = (&leaves[index], tree::inclusion(index, &leaves));
        for mutated in mutations(&proof, bit) {
            prop_assert!(!verify(index, size, leaf, &mutated, &root));
        }
        for at in (0..=size).filter(|at| *at != index) {
            prop_assert!(!verify(at, size, leaf, &proof, &root));
        }
        prop_assert!(!verify(index, 0, leaf, &proof, &root));
        let mut other = *leaf;
        other[bit / 8] ^= 1 << (bit % 8);
        prop_assert!(!verify(index, size, &other, &proof, &root));
        let mut other = root;
        other[bit / 8] ^= 1 << (bit % 8);
        prop_assert!(!verify(index, size, leaf, &proof, &other));
    }

    #[test]
    fn consistency_holds_for_continuations_only(
        size in 1_usize..=200,
        seed: u64,
        pick: prop::sample::Index,
        bit in 0_usize..256,
    ) {
        let leaves = leaves(size, seed);
        let root = tree::root(&leaves);
        let verify = |old: usize, old_root: &Hash, size: usize, root: &Hash, proof: &[Hash]| {
            verify_consistency(old as u64, old_root, size as u64, root, proof).is_ok()
        };
        for old in 1..=size {
            let old_root = tree::root(&leaves[..old]);
            let proof = tree::consistency(old, &leaves);
            prop_assert!(verify(old, &old_root, size, &root, &proof));
        }
        let old = pick.index(size) + 1;
        let old_root = tree::root(&leaves[..old]);
        let proof = tree::consistency(old, &leaves);
        for mutated in mutations(&proof, bit) {
            prop_assert!(!verify(old, &old_root, size, &root, &mutated));
        }
        let mut other = old_root;
        other[bit / 8] ^= 1 << (bit % 8);
        prop_assert!(!verify(old, &other, size, &root, &proof));
        let mut other = root;
        other[bit / 8] ^= 1 << (bit % 8);
        prop_assert!(!verify(old, &old_root, size, &other, &proof));
        prop_assert!(!verify(0, &old_root, size, &root, &proof));
        prop_assert!(!verify(size + 1, &root, size, &root, &proof));
        for at in (1..=size).filter(|at| *at != old) {
            prop_assert!(!verify(at, &old_root, size, &root, &proof));
        }
    }

    #[test]
    fn any_index_and_size_is_judged(
        index: u64,
        size: u64,
        old: u64,
        proof in prop::collection::vec(any::<[u8; 32]>(), 0..70),
    ) {
        let hash = [0; 32];
        prop_assert!(verify_inclusion(index, size, &hash, &proof, &hash).is_err());
        let judged = verify_consistency(old, &hash, size, &hash, &proof);
        prop_assert_eq!(judged.is_ok(), old == size && old > 0 && proof.is_empty());
    }

    #[test]
    fn any_bytes_are_a_note_or_not(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = Note::parse(&bytes, &Limits::default());
        let _ = Checkpoint::parse(&bytes, &Limits::default());
    }

    #[test]
    fn a_note_is_its_text_and_lines(
        text in "([ -~\u{a0}-\u{ff}]{0,12}\n){1,5}",
        lines in prop::collection::vec(("[a-z./]{1,8}", any::<[u8; 4]>(), 1_usize..80), 1..6),
        noise in "[\u{2014}\n A-Za-z0-9+/=]{0,8}",
        at: prop::sample::Index,
    ) {
        let block: String = lines
            .iter()
            .map(|(name, id, length)| common::line(name, id, &vec![7; *length]))
            .collect();
        let whole = format!("{text}\n{block}");
        let note = Note::parse(whole.as_bytes(), &Limits::default()).unwrap();
        prop_assert_eq!(note.text(), &text);
        let names: Vec<&str> = note.signatures().iter().map(|line| line.name()).collect();
        let wanted: Vec<&str> = lines.iter().map(|(name, ..)| name.as_str()).collect();
        prop_assert_eq!(names, wanted);

        // Almost notes: parsed or refused, and what is parsed is still exactly the input.
        let mut at = at.index(whole.len());
        while !whole.is_char_boundary(at) {
            at -= 1;
        }
        let almost = format!("{}{noise}{}", &whole[..at], &whole[at..]);
        if let Ok(note) = Note::parse(almost.as_bytes(), &Limits::default()) {
            let block: String = note
                .signatures()
                .iter()
                .map(|line| common::line(line.name(), &line.key_id(), line.signature()))
                .collect();
            prop_assert_eq!(format!("{}\n{block}", note.text()), almost);
        }
    }

    #[test]
    fn any_text_is_an_entry_or_not(text in ".{0,200}") {
        let limits = bonafide_json::Limits::default();
        if let Ok(mut reader) = Reader::new(text.as_bytes(), &limits) {
            let _ = LogEntry::read(&mut reader, Profile::Lenient, &Limits::default());
        }
    }

    #[test]
    fn any_body_is_read_or_refused(
        pick in 0_usize..5,
        at: prop::sample::Index,
        noise in prop::collection::vec(any::<u8>(), 0..4),
        cut in 0_usize..4,
    ) {
        let (_, mut recipe, signed) = bases().remove(pick);
        let at = at.index(recipe.body.len());
        let end = (at + cut).min(recipe.body.len());
        let good = recipe.body.clone();
        recipe.body.splice(at..end, noise);
        for profile in [Profile::Strict, Profile::Lenient] {
            let entry = common::read(&recipe.build(), profile);
            let Ok(entry) = entry else { continue };
            if let Ok(body) = Body::parse(&entry, profile, &Limits::default()) {
                // A body that still binds says the same in other words.
                if signed.bind(&body).is_ok() && recipe.label.1 == "0.0.2" && recipe.label.0 == "hashedrekord" {
                    prop_assert_eq!(&recipe.body, &good);
                }
            }
        }
    }
}

/// Paths of the base64 strings of an entry that evidence depends on.
const SIGNED_BYTES: &[&str] = &[
    "/logId/keyId",
    "/canonicalizedBody",
    "/inclusionPromise/signedEntryTimestamp",
    "/inclusionProof/rootHash",
    "/inclusionProof/hashes/0",
    "/inclusionProof/hashes/1",
    "/inclusionProof/hashes/2",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_flipped_byte_is_accepted(pick in 0_usize..5, path in 0..SIGNED_BYTES.len(), at: prop::sample::Index) {
        let (_, recipe, signed) = bases().remove(pick);
        let mut entry = recipe.build();
        if let Some(value) = entry.pointer_mut(SIGNED_BYTES[path]) {
            let length = common::unbase64(value.as_str().unwrap()).len();
            flip(value, at.index(length));
            prop_assert!(try_entry(&entry, &signed).is_err());
        }
    }

    #[test]
    fn no_changed_character_of_a_checkpoint_is_accepted(
        pick in 0_usize..5,
        at: prop::sample::Index,
        with in "[ -~\n\u{2014}]",
    ) {
        let (_, recipe, signed) = bases().remove(pick);
        let mut entry = recipe.build();
        let envelope = &mut entry["inclusionProof"]["checkpoint"]["envelope"];
        let mut characters: Vec<String> =
            envelope.as_str().unwrap().chars().map(String::from).collect();
        let at = at.index(characters.len());
        let before = core::mem::replace(&mut characters[at], with.clone());
        *envelope = Value::from(characters.concat());
        let accepted = try_entry(&entry, &signed).is_ok();
        prop_assert_eq!(accepted, before == with);
    }
}

#[test]
fn reading_is_independent_of_member_order() {
    let (_, recipe, _) = bases().remove(0);
    let entry = recipe.build();
    let read = |reversed: bool| {
        let mut members: Vec<String> = entry
            .as_object()
            .unwrap()
            .iter()
            .map(|(name, value)| format!("\"{name}\":{value}"))
            .collect();
        if reversed {
            members.reverse();
        }
        let text = format!("{{{}}}", members.join(","));
        read_text(&text, Profile::Strict, &Limits::default()).unwrap()
    };
    assert_eq!(read(false), read(true));
}
