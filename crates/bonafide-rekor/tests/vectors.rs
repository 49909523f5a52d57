//! Published examples of the standards.

mod common;

use bonafide_keys::{Message, PublicKey, Ring, Scheme};
use bonafide_rekor::merkle::{leaf_hash, node_hash, verify_consistency, verify_inclusion};
use bonafide_rekor::note::key_hash;
use bonafide_rekor::{Checkpoint, Limits, Note};
use bonafide_report::Budget;
use common::{base64, hex, unbase64, unhex};

/// The example of the Go module `golang.org/x/mod/sumdb/note` (BSD-3-Clause), where the format of
/// signed notes was first described.
#[test]
fn the_first_signed_note() {
    let text = "If you think cryptography is the answer to your problem,\n\
                then you don't know what your problem is.\n";
    let note = format!(
        "{text}\n\u{2014} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2p\
         ZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
    );
    let note = Note::parse(note.as_bytes(), &Limits::default()).unwrap();
    assert_eq!(note.text(), text);
    let line = &note.signatures()[0];
    assert_eq!(line.name(), "PeterNeumann");
    assert_eq!(hex(&line.key_id()), "c74f20a3");

    let key = &unbase64("ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")[1..];
    let spki = [&unhex("302a300506032b6570032100")[..], key].concat();
    let key = PublicKey::from_spki_der(&spki).unwrap();
    assert_eq!(key_hash(line.name(), &key)[..4], line.key_id());
    let parts: [&[u8]; 1] = [note.text().as_bytes()];
    let message = Message::Parts(&parts);
    let mut budget = Budget::unbounded();
    let verified = key.verify(
        &Ring,
        Scheme::Ed25519,
        message,
        line.signature(),
        &mut budget,
    );
    assert_eq!(verified, Ok(()));
}

/// The examples of C2SP signed-note and tlog-cosignature (CC-BY-4.0); their keys are not published.
#[test]
fn examples_of_c2sp() {
    let poem = "Ognuno sta solo sul cuor della terra\n\
                trafitto da un raggio di sole:\n\n\
                ed \u{e8} subito sera.\n";
    let note = format!(
        "{poem}\n\u{2014} quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC\
         +EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n"
    );
    let note = Note::parse(note.as_bytes(), &Limits::default()).unwrap();
    assert_eq!(note.text(), poem);
    assert_eq!(note.signatures()[0].name(), "quasimodo.example/salvatore");

    let checkpoint = "example.com/behind-the-sofa\n20852163\n\
        CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n\
        \u{2014} example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7\
        u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n\
        \u{2014} witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9d\
        lrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n";
    let checkpoint = Checkpoint::parse(checkpoint.as_bytes(), &Limits::default()).unwrap();
    assert_eq!(checkpoint.origin(), "example.com/behind-the-sofa");
    assert_eq!(
        checkpoint.origin_parts(),
        ("example.com/behind-the-sofa", None)
    );
    assert_eq!(checkpoint.size(), 20_852_163);
    let root = base64(checkpoint.root());
    assert_eq!(root, "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=");
    let lines = checkpoint.note().signatures();
    assert_eq!(lines.len(), 2);
    // The cosignature states the time of the example's signed message.
    let time = lines[1].signature().first_chunk().unwrap();
    assert_eq!(u64::from_be_bytes(*time), 1_679_315_147);
    assert_eq!(lines[1].signature().len(), 72);
}

/// Key ids by their definitions in C2SP signed-note, and SHA-256(SPKI) for ECDSA.
#[test]
fn key_hashes() {
    let rsa = common::rsa(2048);
    let name = "log.example";
    let message = [
        name.as_bytes(),
        b"\n\xffPKIX-RSA-PKCS#1v1.5",
        rsa.spki_der(),
    ]
    .concat();
    assert_eq!(key_hash(name, &rsa), common::sha256(&message));
    let p256 = common::Pair::p256(1).public();
    assert_eq!(key_hash(name, &p256), common::sha256(p256.spki_der()));
    let ed25519 = common::Pair::ed25519(1);
    assert_eq!(key_hash(name, &ed25519.public()), ed25519.key_hash(name, 1));
}

/// Leaves and proofs of the tree of RFC 6962 section 2.1.3, with the roots that the implementations
/// of Certificate Transparency share.
#[test]
fn the_tree_of_seven() {
    // The empty leaf and the values that follow it in the shared test data.
    let leaves = [
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
    ]
    .map(|data| leaf_hash(&unhex(data)));
    let [a, b, c, d, e, f, j] = leaves;
    assert_eq!(
        hex(&a),
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    );
    let (g, h, i) = (node_hash(&a, &b), node_hash(&c, &d), node_hash(&e, &f));
    let (k, l) = (node_hash(&g, &h), node_hash(&i, &j));
    let root = node_hash(&k, &l);
    assert_eq!(
        hex(&root),
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"
    );
    // "The inclusion proof for d0 is [b, h, l]", d3 [c, g, l], d4 [f, j, k], d6 [i, k].
    for (index, leaf, proof) in [
        (0, a, vec![b, h, l]),
        (3, d, vec![c, g, l]),
        (4, e, vec![f, j, k]),
        (6, j, vec![i, k]),
    ] {
        assert_eq!(verify_inclusion(index, 7, &leaf, &proof, &root), Ok(()));
    }
    // "hash0 and hash: [c, d, g, l]", "hash1 and hash: [l]", "hash2 and hash: [i, j, k]".
    let hash0 = node_hash(&g, &c);
    let hash2 = node_hash(&k, &i);
    for (size, old, proof) in [
        (3, hash0, vec![c, d, g, l]),
        (4, k, vec![l]),
        (6, hash2, vec![i, j, k]),
    ] {
        assert_eq!(verify_consistency(size, &old, 7, &root, &proof), Ok(()));
    }
}
