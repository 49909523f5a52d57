//! Checkpoints that are well signed and of another log, tree or name.

mod common;

use bonafide_digest::Algorithm;
use bonafide_json::Profile;
use bonafide_keys::{PublicKey, Scheme};
use bonafide_rekor::{Checkpoint, Error, Limits, LogKey, Note};
use common::{
    Pair, TREE, V1_NAME, V2_NAME, base64, bases, check, check_with_logs, code, logs, options,
    refuse_made, rsa, rsa_with_exponent, try_entry, v1_bases, v1_pair, v1m, v2_bases, v2_pair,
    window,
};
use serde_json::json;

#[test]
fn a_v1_log_may_sign_under_an_internal_name() {
    let (mut recipe, signed) = v1m();
    recipe.origin = format!("rekor-7c9f - {TREE}");
    recipe.name = "rekor-7c9f".to_owned();
    let found = try_entry(&recipe.build(), &signed).unwrap();
    let notes: Vec<&str> = found
        .inclusion
        .notes()
        .iter()
        .map(|note| note.code().as_str())
        .collect();
    assert_eq!(notes, ["note.checkpoint-name"]);
    let logs = logs();
    let strict = options(&signed, &logs).with_strict_v1_name(true);
    let refused = check(&recipe.build(), &signed, &strict, Profile::Strict).unwrap_err();
    assert_eq!(
        refused.code().as_str(),
        "tlog.checkpoint.no-matching-signature"
    );
}

#[test]
fn checkpoints_signed_by_somebody_else() {
    let no_match = "tlog.checkpoint.no-matching-signature";
    // By another trusted log under its own name, beneath this log's origin and beneath its own.
    refuse_made(v1_bases(), no_match, |recipe| {
        (recipe.pair, recipe.set) = (Pair::p256(3), None);
        recipe.name = "other.rekor.example".to_owned();
    });
    refuse_made(v1_bases(), "tlog.checkpoint.origin", |recipe| {
        (recipe.pair, recipe.set) = (Pair::p256(3), None);
        recipe.name = "other.rekor.example".to_owned();
        recipe.origin = format!("other.rekor.example - {TREE}");
    });
    refuse_made(v2_bases(), "tlog.checkpoint.origin", |recipe| {
        recipe.pair = Pair::ed25519(4);
        recipe.name = "log2025-2.rekor.example".to_owned();
        recipe.origin = recipe.name.clone();
    });
    // Under this name, with its own key id and with this log's.
    refuse_made(v1_bases(), no_match, |recipe| {
        (recipe.pair, recipe.set) = (Pair::p256(3), None);
    });
    refuse_made(v1_bases(), "tlog.checkpoint.signature", |recipe| {
        (recipe.pair, recipe.set) = (Pair::p256(3), None);
        recipe.key_id = Some(v1_pair().key_id(V1_NAME));
    });
    refuse_made(v2_bases(), no_match, |recipe| {
        recipe.pair = Pair::ed25519(4)
    });
    refuse_made(v2_bases(), "tlog.checkpoint.signature", |recipe| {
        recipe.pair = Pair::ed25519(4);
        recipe.key_id = Some(v2_pair().key_id(V2_NAME));
    });
    // By the right key under another key id.
    refuse_made(bases(), no_match, |recipe| {
        recipe.key_id = Some([1, 2, 3, 4])
    });
}

#[test]
fn origin_and_key_name_are_one() {
    refuse_made(v1_bases(), "tlog.checkpoint.origin", |recipe| {
        recipe.origin = format!("other.rekor.example - {TREE}");
        recipe.name = "other.rekor.example".to_owned();
    });
    refuse_made(v2_bases(), "tlog.checkpoint.origin", |recipe| {
        recipe.origin = "log2025-2.rekor.example".to_owned();
        recipe.name.clone_from(&recipe.origin);
    });
    refuse_made(bases(), "tlog.checkpoint.no-matching-signature", |recipe| {
        recipe.name = "alias.example".to_owned();
    });
    // A v2 log has no other names than those of its base URL.
    refuse_made(
        v2_bases(),
        "tlog.checkpoint.no-matching-signature",
        |recipe| {
            recipe.origin = "internal".to_owned();
            recipe.name = "internal".to_owned();
        },
    );
}

#[test]
fn ent_4_the_origin_has_the_form_of_the_generation() {
    refuse_made(v1_bases(), "tlog.kind-mismatch", |recipe| {
        recipe.origin = V1_NAME.to_owned();
    });
    for tree in ["- 1", "- 0", "- 18446744073709551615"] {
        refuse_made(v2_bases(), "tlog.kind-mismatch", |recipe| {
            recipe.origin = format!("{V2_NAME} {tree}");
        });
    }
    // Not a decimal tree number: a name with spaces, which no key has.
    for tree in ["- 01", "- x", "-1", "- ", "- 18446744073709551616"] {
        let wanted = "tlog.checkpoint.no-matching-signature";
        refuse_made(v1_bases(), wanted, |recipe| {
            recipe.origin = format!("{V1_NAME} {tree}");
        });
    }
}

#[test]
fn heads_that_differ_from_the_proof() {
    refuse_made(bases(), "tlog.checkpoint.root-mismatch", |recipe| {
        recipe.root_text = Some(base64(&[7; 32]));
    });
    refuse_made(bases(), "tlog.checkpoint.size-mismatch", |recipe| {
        recipe.size_text = Some("8".to_owned());
    });
    for size in [
        "07",
        "+7",
        " 7",
        "7 ",
        "0x7",
        "",
        "-7",
        "7.0",
        "18446744073709551616",
    ] {
        refuse_made(bases(), "tlog.checkpoint.parse", |recipe| {
            recipe.size_text = Some(size.to_owned());
        });
    }
    for root in [
        base64(&[7; 31]),
        base64(&[7; 33]),
        String::new(),
        "=".to_owned(),
    ] {
        refuse_made(bases(), "tlog.checkpoint.parse", |recipe| {
            recipe.root_text = Some(root.clone());
        });
    }
    refuse_made(bases(), "tlog.checkpoint.parse", |recipe| {
        recipe.origin = String::new()
    });
    refuse_made(bases(), "tlog.checkpoint.parse", |recipe| {
        recipe.extensions = "one\n\ntwo\n".to_owned();
    });
}

#[test]
fn trt_4_ids_are_those_of_the_key() {
    let ed25519 = Scheme::Ed25519;
    let v2 = |url: &str| LogKey::new(v2_pair().public(), ed25519, window(), url).unwrap();
    let whole = v2_pair().key_hash(V2_NAME, 1);
    let url = format!("https://{V2_NAME}");
    let spki = v2_pair().public().id();
    for id in [&whole[..], &whole[..4], &whole[..20], &spki[..]] {
        let log = v2(&url).with_log_id(id).unwrap();
        assert_eq!(log.log_id(), id);
    }
    for id in [&whole[..4], &whole[..]] {
        assert!(v2(&url).with_checkpoint_key_id(id).is_ok());
    }
    let unusable = |log: Result<LogKey, Error>| log.unwrap_err().code().as_str();
    let instance = "trustroot.instance";
    for id in [
        &whole[..3],
        &[][..],
        &[0; 32][..],
        &spki[..31],
        &[&whole[..], &[0]].concat()[..],
    ] {
        assert_eq!(unusable(v2(&url).with_log_id(id)), instance);
    }
    assert_eq!(unusable(v2(&url).with_checkpoint_key_id(&spki)), instance);
    assert_eq!(
        unusable(v2(&url).with_checkpoint_key_id(&[1, 2, 3, 4])),
        instance
    );
    // Where the id depends on the name, another host has another id.
    assert_eq!(
        unusable(v2("https://x.example").with_log_id(&whole)),
        instance
    );
    assert_eq!(unusable(v2("").with_log_id(&whole)), instance);
    assert_eq!(
        unusable(v2(&url).with_tree_hash(Algorithm::Sha512)),
        instance
    );
    let misfit = Scheme::Ecdsa(Algorithm::Sha256);
    let log = LogKey::new(v2_pair().public(), misfit, window(), &url);
    assert_eq!(unusable(log), instance);
    let v1 = LogKey::new(v1_pair().public(), misfit, window(), "").unwrap();
    assert_eq!(v1.log_id(), v1_pair().public().id());
    assert_eq!(
        unusable(v1.with_log_id(&v1_pair().public().id()[..4])),
        instance
    );
}

#[test]
fn rk2_6_entries_name_their_log() {
    let (_, recipe, signed) = v2_bases().remove(0);
    let key = || v2_pair().public();
    let url = format!("https://{V2_NAME}");
    let log = LogKey::new(key(), Scheme::Ed25519, window(), &url).unwrap();
    let whole = v2_pair().key_hash(V2_NAME, 1);
    let try_with = |log: &LogKey, id: &[u8]| {
        let mut recipe = recipe.clone();
        recipe.log_id = id.to_vec();
        let logs = [log.clone()];
        let options = options(&signed, &logs);
        check_with_logs(&recipe.build(), &signed, &options, Profile::Strict, &logs)
    };
    // Root 0.2 with a checkpoint key id only.
    let stated = log.clone().with_checkpoint_key_id(&whole[..4]).unwrap();
    for id in [&whole[..], &whole[..4], &whole[..9]] {
        assert!(try_with(&stated, id).is_ok());
        assert!(try_with(&log, id).is_ok());
    }
    let tail = [&whole[..4], &[9; 28]].concat();
    for id in [&whole[..3], &tail, &[9; 32][..]] {
        let refused = try_with(&stated, id).unwrap_err();
        assert_eq!(refused.code().as_str(), "tlog.unknown-log");
    }
    // An id that the trust material could have stated, and did not.
    let by_key = log.clone().with_log_id(&v2_pair().public().id()).unwrap();
    assert!(try_with(&by_key, &v2_pair().public().id()).is_ok());
    let refused = try_with(&by_key, &whole).unwrap_err();
    assert_eq!(refused.code().as_str(), "tlog.unknown-log");
    // An entry of a v1 log names it whole.
    let (mut recipe, signed) = v1m();
    recipe.log_id.truncate(8);
    assert_eq!(code(&recipe.build(), &signed), "tlog.unknown-log");
}

#[test]
fn rk2_5_a_v2_log_needs_a_name() {
    let (_, recipe, signed) = v2_bases().remove(0);
    let nameless = LogKey::new(v2_pair().public(), Scheme::Ed25519, window(), "").unwrap();
    let mut recipe = recipe;
    recipe.log_id = nameless.log_id();
    let logs = [nameless];
    let options = options(&signed, &logs);
    let refused = check_with_logs(&recipe.build(), &signed, &options, Profile::Strict, &logs);
    assert_eq!(refused.unwrap_err().code().as_str(), "trustroot.instance");
}

#[test]
fn ckp_5_both_names_of_a_base_url() {
    let ecdsa = Scheme::Ecdsa(Algorithm::Sha256);
    let url = "http://localhost:8000/";
    let log = LogKey::new(v1_pair().public(), ecdsa, window(), url).unwrap();
    let logs = [log];
    for name in ["localhost", "localhost:8000"] {
        let (mut recipe, signed) = v1m();
        recipe.name = name.to_owned();
        recipe.origin = format!("{name} - 1");
        let options = options(&signed, &logs).with_strict_v1_name(true);
        let found = check_with_logs(&recipe.build(), &signed, &options, Profile::Strict, &logs);
        assert!(found.unwrap().inclusion.notes().is_empty());
    }
}

#[test]
fn what_a_backend_cannot_judge_is_not_called_a_bad_signature() {
    let (_, recipe, signed) = v2_bases().remove(0);
    let try_key = |key: PublicKey| {
        let scheme = Scheme::RsaPkcs1(Algorithm::Sha256);
        let url = format!("https://{V2_NAME}");
        let id = bonafide_rekor::note::key_hash(V2_NAME, &key);
        let log = LogKey::new(key, scheme, window(), &url).unwrap();
        let logs = [log.with_log_id(&id[..4]).unwrap()];
        let mut recipe = recipe.clone();
        recipe.log_id = id.to_vec();
        let text = recipe.checkpoint_text();
        let line = common::line(V2_NAME, &id[..4], &[1; 256]);
        let mut entry = recipe.build();
        entry["inclusionProof"]["checkpoint"]["envelope"] = json!(format!("{text}\n{line}"));
        let options = options(&signed, &logs);
        let refused = check_with_logs(&entry, &signed, &options, Profile::Strict, &logs);
        refused.unwrap_err().code().as_str()
    };
    assert_eq!(try_key(rsa(2048)), "tlog.checkpoint.signature");
    let long_exponent = rsa_with_exponent(2048, &[1, 0, 0, 0, 0, 1]);
    assert_eq!(try_key(long_exponent), "key.unsupported");
}

#[test]
fn notes_are_utf8() {
    let limits = Limits::default();
    let text = format!("{V1_NAME} - {TREE}\n7\n{}\nmore\n", base64(&[7; 32]));
    let good = format!("{text}\n{}", v1_pair().line(V1_NAME, &text)).into_bytes();
    assert!(Note::parse(&good, &limits).is_ok());
    assert!(Checkpoint::parse(&good, &limits).is_ok());
    let (extension, line) = (text.len() - 1, text.len() + 1);
    for (what, at, removed, bytes) in [
        ("Latin-1 in the origin", 0, 1, &[0xe9][..]),
        ("a byte that never occurs", extension, 0, &[0xff]),
        ("a lone continuation byte", extension, 0, &[0x80]),
        ("an overlong slash", extension, 0, &[0xc0, 0xaf]),
        ("a surrogate", extension, 0, &[0xed, 0xa0, 0x80]),
        (
            "above the last character",
            extension,
            0,
            &[0xf4, 0x90, 0x80, 0x80],
        ),
        ("half of the dash", line, 3, &[0xe2, 0x80]),
        ("in the name of a key", line + 4, 1, &[0xe9]),
        ("at the end", good.len() - 1, 0, &[0xc3]),
    ] {
        let mut note = good.clone();
        note.splice(at..at + removed, bytes.iter().copied());
        for refused in [
            Note::parse(&note, &limits).unwrap_err(),
            Checkpoint::parse(&note, &limits).unwrap_err(),
        ] {
            assert_eq!(refused.code().as_str(), "tlog.checkpoint.parse", "{what}");
            let reason = "not UTF-8";
            assert!(
                matches!(refused, Error::CheckpointForm { reason: found, .. } if found == reason),
                "{what}: {refused}"
            );
        }
    }
}
