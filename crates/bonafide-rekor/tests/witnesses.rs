//! Cosignatures, good and bad, and how they count.

mod common;

use bonafide_json::Profile;
use bonafide_rekor::{Witness, WitnessPolicy};
use common::{Pair, V2_NAME, bases, check, code, logs, options, v2_bases, v2_pair};
use serde_json::json;

fn witness(seed: u8, name: &str) -> Witness {
    Witness::new(name, Pair::ed25519(seed).public()).unwrap()
}

/// Checks an entry cosigned by witnesses of these seeds and names.
fn cosigned(signers: &[(u8, &str)], policy: WitnessPolicy) -> Result<usize, &'static str> {
    let mut counts = Vec::new();
    for (_, mut recipe, signed) in bases() {
        recipe.extensions = "an extension\n".to_owned();
        for (seed, name) in signers {
            let witness = (Pair::ed25519(*seed), (*name).to_owned(), 1_700_000_000);
            recipe.witnesses.push(witness);
        }
        let logs = logs();
        let options = options(&signed, &logs).with_witnesses(policy.clone());
        let found = check(&recipe.build(), &signed, &options, Profile::Strict)
            .map_err(|error| error.code().as_str())?;
        for cosigner in found.inclusion.cosigners() {
            assert_eq!(cosigner.timestamp(), 1_700_000_000);
        }
        counts.push(found.inclusion.cosigners().len());
    }
    assert!(counts.iter().all(|count| *count == counts[0]));
    Ok(counts[0])
}

#[test]
fn ckp_9_k_of_n_witnesses() {
    let all = || vec![witness(21, "w1"), witness(22, "w2"), witness(23, "w3")];
    let two = [(21, "w1"), (23, "w3")];
    assert_eq!(cosigned(&two, WitnessPolicy::new(2, all())), Ok(2));
    assert_eq!(cosigned(&two, WitnessPolicy::new(0, all())), Ok(2));
    let unmet = Err("tlog.witness-threshold");
    assert_eq!(cosigned(&two, WitnessPolicy::new(3, all())), unmet);
    assert_eq!(cosigned(&[], WitnessPolicy::new(1, all())), unmet);
    assert_eq!(cosigned(&two, WitnessPolicy::new(1, Vec::new())), unmet);
    // Names and keys go together.
    assert_eq!(cosigned(&[(21, "w2")], WitnessPolicy::new(1, all())), unmet);
    // One operator, and one key under two names, count once.
    let operated = all()
        .into_iter()
        .map(|witness| witness.with_operator("somebody"))
        .collect();
    assert_eq!(cosigned(&two, WitnessPolicy::new(2, operated)), unmet);
    let renamed = vec![witness(21, "w1"), witness(21, "w9")];
    let twice = [(21, "w1"), (21, "w9")];
    assert_eq!(cosigned(&twice, WitnessPolicy::new(2, renamed)), unmet);
    // Not even when it is said to have two operators.
    let shared = vec![
        witness(21, "w1").with_operator("one"),
        witness(21, "w9").with_operator("two"),
    ];
    assert_eq!(cosigned(&twice, WitnessPolicy::new(2, shared)), unmet);
    let double = [(21, "w1"), (21, "w1")];
    assert_eq!(
        cosigned(&double, WitnessPolicy::new(1, all())),
        Err("tlog.checkpoint.parse")
    );
}

#[test]
fn evidence_names_the_witness_and_who_runs_it() {
    let id = Pair::ed25519(21).key_hash("w1", 4);
    let known = witness(21, "w1").with_operator("somebody");
    assert_eq!((known.name(), &known.key_id()[..]), ("w1", &id[..4]));
    let policy = WitnessPolicy::new(1, vec![known]);
    assert_eq!(policy.threshold(), 1);
    for (_, mut recipe, signed) in bases() {
        for (seed, name) in [(21, "w1"), (22, "w2")] {
            let cosigner = (Pair::ed25519(seed), name.to_owned(), 1_700_000_000);
            recipe.witnesses.push(cosigner);
        }
        let logs = logs();
        let options = options(&signed, &logs).with_witnesses(policy.clone());
        let found = check(&recipe.build(), &signed, &options, Profile::Strict).unwrap();
        let [cosigner] = found.inclusion.cosigners() else {
            panic!("one witness is known");
        };
        assert_eq!(cosigner.name(), "w1");
        assert_eq!(cosigner.key_id()[..], id[..4]);
        assert_eq!(cosigner.operator(), Some("somebody"));
        // The line of the witness that is known gets no note, that of the other does.
        let notes = found.inclusion.notes();
        assert_eq!(notes.len(), 1, "{notes:?}");
        assert_eq!(notes[0].code().as_str(), "note.unknown-note-signature");
    }
}

#[test]
fn ckp_9_the_key_of_the_log_is_no_witness() {
    let (_, recipe, signed) = v2_bases().remove(0);
    let logs = logs();
    let as_witness = Witness::new("w1", v2_pair().public()).unwrap();
    let policy = WitnessPolicy::new(1, vec![as_witness]);
    let options = options(&signed, &logs).with_witnesses(policy);
    let mut recipe = recipe;
    recipe.witnesses = vec![(v2_pair(), "w1".to_owned(), 1)];
    let refused = check(&recipe.build(), &signed, &options, Profile::Strict).unwrap_err();
    assert_eq!(refused.code().as_str(), "tlog.witness-threshold");
}

#[test]
fn a_cosignature_is_no_signature_of_the_log() {
    let (_, recipe, signed) = v2_bases().remove(0);
    let mut entry = recipe.build();
    let text = recipe.checkpoint_text();
    let cosignature = v2_pair().cosignature(V2_NAME, 1, &text);
    entry["inclusionProof"]["checkpoint"]["envelope"] = json!(format!("{text}\n{cosignature}"));
    assert_eq!(
        code(&entry, &signed),
        "tlog.checkpoint.no-matching-signature"
    );
}

#[test]
fn ckp_8_bad_cosignatures_of_known_witnesses() {
    let (_, recipe, signed) = v2_bases().remove(0);
    let logs = logs();
    let pair = Pair::ed25519(21);
    let policy = WitnessPolicy::new(0, vec![witness(21, "w1")]);
    let text = recipe.checkpoint_text();
    let id = &pair.key_hash("w1", 4)[..4];
    let signature = pair.sign(format!("cosignature/v1\ntime 5\n{text}").as_bytes());
    let over_the_text_alone = pair.sign(text.as_bytes());
    let blob = |time: u64, signature: &[u8]| [&time.to_be_bytes(), signature].concat();
    let try_line = |blob: &[u8]| {
        let mut entry = recipe.build();
        let line = common::line("w1", id, blob);
        let note = format!("{}{line}", recipe.checkpoint());
        entry["inclusionProof"]["checkpoint"]["envelope"] = json!(note);
        let options = options(&signed, &logs).with_witnesses(policy.clone());
        check(&entry, &signed, &options, Profile::Strict).map_err(|error| error.code().as_str())
    };
    assert!(try_line(&blob(5, &signature)).is_ok());
    for bad in [
        blob(6, &signature),
        blob(5, &over_the_text_alone),
        blob(5, &signature[..63]),
        blob(5, &[&signature[..], &[0]].concat()),
        signature[..7].to_vec(),
        blob(
            1 << 63,
            &pair.sign(format!("cosignature/v1\ntime {}\n{text}", 1_u64 << 63).as_bytes()),
        ),
    ] {
        assert_eq!(try_line(&bad).unwrap_err(), "tlog.checkpoint.signature");
    }
}

#[test]
fn witnesses_have_key_names_and_ed25519_keys() {
    for (name, key) in [
        ("", Pair::ed25519(1).public()),
        ("a b", Pair::ed25519(1).public()),
        ("a+b", Pair::ed25519(1).public()),
        ("w1", Pair::p256(1).public()),
    ] {
        let refused = Witness::new(name, key).unwrap_err();
        assert_eq!(refused.code().as_str(), "trustroot.instance");
    }
}
