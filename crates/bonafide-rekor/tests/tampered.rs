//! Good entries that somebody changed: classes D, E and F of the specification's tests.

mod common;

use bonafide_json::Profile;
use bonafide_rekor::Limits;
use common::{
    Pair, SIGNED, V1_NAME, V2_NAME, base64, bases, check, code, flip, line, logs, options,
    read_text, refuse, try_entry, unbase64, v1_bases, v1_pair, v2_bases, v2_pair,
};
use serde_json::{Value, json};

#[test]
fn the_bases_are_accepted() {
    for (name, recipe, signed) in bases() {
        let found = try_entry(&recipe.build(), &signed).unwrap();
        assert_eq!(found.promise.is_some(), name.starts_with("v1"), "{name}");
        if let Some(promise) = found.promise {
            assert_eq!(promise.time(), common::time(SIGNED));
            assert_eq!(promise.log_index(), recipe.log_index);
            assert_eq!(promise.log_id(), recipe.log_id);
        }
        let inclusion = &found.inclusion;
        assert_eq!((inclusion.index(), inclusion.size()), (4, 7));
        assert_eq!(*inclusion.root(), common::tree::root(&recipe.leaves()));
        assert_eq!(*inclusion.leaf(), common::tree::leaf(&recipe.body));
        assert_eq!(inclusion.origin(), recipe.origin);
        assert_eq!(inclusion.log_id(), recipe.log_id);
        assert!(inclusion.cosigners().is_empty() && inclusion.notes().is_empty());
        assert_eq!(found.binding.label().kind(), recipe.label.0);
        assert_eq!(*found.binding.body_hash(), *inclusion.leaf());
    }
}

#[test]
fn d01_log_id_flipped() {
    refuse(bases(), "tlog.unknown-log", |entry| {
        flip(&mut entry["logId"]["keyId"], 0);
    });
}

#[test]
fn d02_log_id_of_another_trusted_log() {
    refuse(v1_bases(), "tlog.set", |entry| {
        entry["logId"]["keyId"] = json!(base64(&Pair::p256(3).key_hash("", 1)));
    });
    refuse(v2_bases(), "tlog.checkpoint.origin", |entry| {
        let id = Pair::ed25519(4).key_hash("log2025-2.rekor.example", 1);
        entry["logId"]["keyId"] = json!(base64(&id));
    });
}

#[test]
fn d03_d04_d05_label_changed() {
    for label in [
        json!({"kind": "alpine", "version": "0.0.1"}),
        json!({"kind": "hashedrekord", "version": "0.0.9"}),
        json!({"kind": "Hashedrekord", "version": "0.0.1"}),
    ] {
        refuse(bases(), "tlog.kind-mismatch", |entry| {
            entry["kindVersion"] = label.clone();
        });
    }
    refuse(bases(), "tlog.kind-mismatch", |entry| {
        let version = &mut entry["kindVersion"]["version"];
        *version = json!(if *version == "0.0.1" {
            "0.0.2"
        } else {
            "0.0.1"
        });
    });
}

#[test]
fn d06_to_d13_the_promise_covers_time_index_and_body() {
    refuse(v1_bases(), "tlog.set", |entry| {
        entry["integratedTime"] = json!((SIGNED + 1).to_string());
    });
    refuse(bases(), "bundle.parse", |entry| {
        entry["integratedTime"] = json!("-1");
    });
    for absent in [json!(null), json!("0")] {
        refuse(v1_bases(), "tlog.set", |entry| {
            entry["integratedTime"] = absent.clone();
        });
    }
    refuse(v1_bases(), "tlog.set", |entry| {
        flip(&mut entry["inclusionPromise"]["signedEntryTimestamp"], 20);
    });
    let (_, other, _) = v1_bases().remove(1);
    let mut other = other;
    other.log_index += 1;
    let foreign = other.build()["inclusionPromise"].clone();
    refuse(v1_bases(), "tlog.set", |entry| {
        entry["inclusionPromise"] = foreign.clone();
    });
    for empty in [json!({"signedEntryTimestamp": ""}), json!({})] {
        refuse(bases(), "bundle.parse", |entry| {
            entry["inclusionPromise"] = empty.clone();
        });
    }
    refuse(v1_bases(), "tlog.set", |entry| {
        entry["logIndex"] = json!("4163436");
    });
}

#[test]
fn d09_without_a_promise_there_is_no_time() {
    for (name, recipe, signed) in v1_bases() {
        let mut entry = recipe.build();
        entry.as_object_mut().unwrap().remove("inclusionPromise");
        let found = try_entry(&entry, &signed).unwrap();
        assert_eq!(found.promise, None, "{name}");
    }
}

#[test]
fn d14_outer_index_of_a_v2_entry() {
    refuse(v2_bases(), "tlog.inclusion", |entry| {
        entry["logIndex"] = json!("5");
    });
}

#[test]
fn d15_body_absent() {
    for absent in [json!(null), json!("")] {
        refuse(bases(), "bundle.parse", |entry| {
            entry["canonicalizedBody"] = absent.clone();
        });
    }
}

#[test]
fn d16_to_d18_another_body() {
    let change = |edit: fn(String) -> String| {
        move |entry: &mut Value| {
            let body = unbase64(entry["canonicalizedBody"].as_str().unwrap());
            let body = edit(String::from_utf8(body).unwrap());
            entry["canonicalizedBody"] = json!(base64(body.as_bytes()));
        }
    };
    let spaced = |body: String| body.replacen(':', ": ", 1);
    refuse(v1_bases(), "tlog.set", change(spaced));
    refuse(v2_bases(), "tlog.inclusion", change(spaced));
    let (_, other, _) = common::bases().remove(0);
    let mut foreign: Value = serde_json::from_slice(&other.body).unwrap();
    foreign["spec"]["signature"]["content"] = json!(base64(b"another signature"));
    let foreign = base64(foreign.to_string().as_bytes());
    let v1m = || vec![v1_bases().remove(0)];
    refuse(v1m(), "tlog.set", |entry| {
        entry["canonicalizedBody"] = json!(foreign);
    });
    refuse(v1m(), "tlog.inclusion", |entry| {
        entry["canonicalizedBody"] = json!(foreign);
        entry["inclusionPromise"] = json!(null);
    });
}

#[test]
fn d19_promise_on_a_v2_entry() {
    refuse(v2_bases(), "tlog.set", |entry| {
        entry["integratedTime"] = json!(SIGNED.to_string());
        entry["inclusionPromise"] = json!({"signedEntryTimestamp": base64(b"junk")});
    });
}

#[test]
fn d21_time_of_a_v2_entry_is_read_and_is_no_fact() {
    for (_, recipe, signed) in v2_bases() {
        let mut entry = recipe.build();
        entry["integratedTime"] = json!("12345");
        let found = try_entry(&entry, &signed).unwrap();
        assert_eq!(found.promise, None);
        let text = serde_json::to_string(&found.inclusion).unwrap();
        assert!(!text.contains("12345"));
    }
}

#[test]
fn d22_d23_d24_e17_e18_integers() {
    for number in [
        "9223372036854775808",
        "+7",
        "07",
        "1e3",
        "-7",
        "7.0",
        " 7",
        "",
    ] {
        refuse(bases(), "bundle.parse", |entry| {
            entry["logIndex"] = json!(number);
        });
        refuse(bases(), "bundle.parse", |entry| {
            entry["inclusionProof"]["logIndex"] = json!(number);
        });
        refuse(bases(), "bundle.parse", |entry| {
            entry["inclusionProof"]["treeSize"] = json!(number);
        });
    }
}

#[test]
fn d25_e01_neither_proof_nor_promise() {
    refuse(bases(), "bundle.missing-proof", |entry| {
        entry.as_object_mut().unwrap().remove("inclusionProof");
        entry.as_object_mut().unwrap().remove("inclusionPromise");
    });
    refuse(bases(), "bundle.missing-proof", |entry| {
        entry["inclusionProof"] = json!(null);
    });
}

#[test]
fn e02_e03_another_index() {
    refuse(v2_bases(), "tlog.inclusion", |entry| {
        entry["inclusionProof"]["logIndex"] = json!("5");
    });
    for index in ["5", "3", "7", "9223372036854775807"] {
        refuse(v2_bases(), "tlog.inclusion", |entry| {
            entry["inclusionProof"]["logIndex"] = json!(index);
            entry["logIndex"] = json!(index);
        });
    }
    // The neighbour's proof has the same shape; index 6 has a shorter one.
    for (index, wanted) in [
        ("5", "tlog.inclusion"),
        ("7", "tlog.inclusion"),
        ("6", "tlog.inclusion.length"),
    ] {
        refuse(v1_bases(), wanted, |entry| {
            entry["inclusionProof"]["logIndex"] = json!(index);
        });
    }
}

#[test]
fn e04_e05_another_size() {
    refuse(bases(), "tlog.checkpoint.size-mismatch", |entry| {
        entry["inclusionProof"]["treeSize"] = json!("8");
    });
    for none in [json!("0"), json!(null)] {
        refuse(bases(), "tlog.inclusion", |entry| {
            entry["inclusionProof"]["treeSize"] = none.clone();
        });
    }
}

#[test]
fn e06_e07_another_root() {
    refuse(bases(), "tlog.checkpoint.root-mismatch", |entry| {
        flip(&mut entry["inclusionProof"]["rootHash"], 31);
    });
    for bad in [
        json!(""),
        json!(null),
        json!(base64(&[0; 31])),
        json!(base64(&[0; 33])),
    ] {
        refuse(bases(), "bundle.parse", |entry| {
            entry["inclusionProof"]["rootHash"] = bad.clone();
        });
    }
}

#[test]
fn e08_to_e12_other_hashes() {
    let hashes = |edit: fn(&mut Vec<Value>)| {
        move |entry: &mut Value| edit(entry["inclusionProof"]["hashes"].as_array_mut().unwrap())
    };
    let length = "tlog.inclusion.length";
    refuse(bases(), length, hashes(|list| drop(list.pop())));
    refuse(bases(), length, hashes(|list| list.push(list[0].clone())));
    refuse(bases(), length, hashes(Vec::clear));
    refuse(bases(), length, |entry| {
        entry["inclusionProof"]["hashes"] = json!(null);
    });
    refuse(
        bases(),
        "tlog.inclusion",
        hashes(|list| flip(&mut list[0], 0)),
    );
    refuse(bases(), "tlog.inclusion", hashes(|list| list.swap(0, 1)));
}

#[test]
fn e13_e14_hashes_of_other_lengths() {
    for bytes in [0, 31, 33, 64] {
        refuse(bases(), "bundle.parse", |entry| {
            entry["inclusionProof"]["hashes"][0] = json!(base64(&vec![7; bytes]));
        });
    }
}

#[test]
fn e15_proof_of_another_entry() {
    for (name, recipe, signed) in bases() {
        let mut other = recipe.clone();
        other.index = 5;
        let mut entry = recipe.build();
        entry["inclusionProof"] = other.build()["inclusionProof"].clone();
        entry["inclusionProof"]["logIndex"] = json!("4");
        assert_eq!(code(&entry, &signed), "tlog.inclusion", "{name}");
    }
}

#[test]
fn e16_a_tree_of_one_under_an_old_checkpoint() {
    for (name, recipe, signed) in bases() {
        let mut small = recipe.clone();
        (small.index, small.size) = (0, 1);
        if name.starts_with("v2") {
            small.log_index = 0;
        }
        let mut entry = small.build();
        assert!(try_entry(&entry, &signed).is_ok(), "{name}");
        entry["inclusionProof"]["checkpoint"] =
            recipe.build()["inclusionProof"]["checkpoint"].clone();
        assert_eq!(code(&entry, &signed), "tlog.checkpoint.root-mismatch");
    }
}

#[test]
fn f01_f02_checkpoint_absent_or_empty() {
    for absent in [json!(null), json!({}), json!({"envelope": null})] {
        refuse(bases(), "bundle.missing-checkpoint", |entry| {
            entry["inclusionProof"]["checkpoint"] = absent.clone();
        });
    }
    refuse(bases(), "tlog.checkpoint.parse", |entry| {
        entry["inclusionProof"]["checkpoint"] = json!({"envelope": ""});
    });
}

/// Asserts that each base with an edited checkpoint is refused with `wanted`.
fn refuse_checkpoint(wanted: &str, edit: impl Fn(String) -> String) {
    refuse(bases(), wanted, |entry| edit_checkpoint(entry, &edit));
}

fn edit_checkpoint(entry: &mut Value, edit: impl Fn(String) -> String) {
    let envelope = &mut entry["inclusionProof"]["checkpoint"]["envelope"];
    let before = envelope.as_str().unwrap().to_owned();
    let after = edit(before.clone());
    assert_ne!(before, after, "the edit did nothing");
    *envelope = json!(after);
}

#[test]
fn f03_f04_text_changed_under_the_signature() {
    let signature = "tlog.checkpoint.signature";
    refuse_checkpoint(signature, |note| note.replacen("\n7\n", "\n8\n", 1));
    refuse_checkpoint("tlog.checkpoint.no-matching-signature", |note| {
        format!("x{note}")
    });
    refuse(v1_bases(), signature, |entry| {
        edit_checkpoint(entry, |note| note.replacen("6506", "6507", 1));
    });
    // The form of the origin is judged only once it is known to be the log's word.
    refuse(v2_bases(), signature, |entry| {
        edit_checkpoint(entry, |note| note.replacen('\n', " - 1\n", 1));
    });
    refuse_checkpoint("tlog.checkpoint.origin", |note| {
        let rest = note.split_once('\n').unwrap().1;
        format!("other.rekor.example - 1\n{rest}")
    });
}

#[test]
fn f05_f09_to_f13_f20_form() {
    let edits: [fn(String) -> String; 14] = [
        |note| note.replacen("\n7\n", "\n07\n", 1),
        |note| note.split_once("\n\n").unwrap().0.to_owned() + "\n\n",
        |note| note.split_once("\n\n").unwrap().0.to_owned() + "\n",
        |note| note.replacen("\n\n", "\n", 1),
        |note| note.trim_end().to_owned(),
        |note| note.replace('\n', "\r\n"),
        |note| note.replace('\u{2014}', "-"),
        |note| note + "garbage\n",
        |note| note + "\n",
        |note| note.trim_end().to_owned() + " token\n",
        |note| note.replacen("\u{2014} ", "\u{2014}  ", 1),
        |note| note.replacen("\u{2014} ", " \u{2014} ", 1),
        |note| note.replacen('\n', "\u{7f}\n", 1),
        |note| note.replacen('\n', "\t\n", 1),
    ];
    for edit in edits {
        refuse_checkpoint("tlog.checkpoint.parse", edit);
    }
    for bad_line in [
        "\u{2014} a+b AAAAAAA=\n",
        "\u{2014} a\u{a0}b AAAAAAA=\n",
        "\u{2014}  AAAAAAA=\n",
        "\u{2014} name AAAAAA==\n",
        "\u{2014} name AAAAAAA\n",
        "\u{2014} name AAAAAAB=\n",
        "\u{2014} name \n",
        "\u{2014} name\n",
    ] {
        refuse_checkpoint("tlog.checkpoint.parse", |note| note + bad_line);
    }
}

#[test]
fn f06_both_roots_flipped() {
    refuse(bases(), "tlog.checkpoint.signature", |entry| {
        let root = &mut entry["inclusionProof"]["rootHash"];
        let before = root.as_str().unwrap().to_owned();
        flip(root, 0);
        let after = root.as_str().unwrap().to_owned();
        edit_checkpoint(entry, |note| note.replacen(&before, &after, 1));
    });
}

/// Replaces name and blob of the last line.
fn edit_line(note: String, edit: impl Fn(&str, Vec<u8>) -> (String, Vec<u8>)) -> String {
    let (text, last) = note.trim_end().rsplit_once('\n').unwrap();
    let mut words = last.split(' ').skip(1);
    let (name, blob) = (words.next().unwrap(), words.next().unwrap());
    let (name, blob) = edit(name, unbase64(blob));
    format!("{text}\n{}", line(&name, &blob[..4], &blob[4..]))
}

fn with_blob(edit: impl Fn(&mut Vec<u8>)) -> impl Fn(String) -> String {
    move |note| {
        edit_line(note, |name, mut blob| {
            edit(&mut blob);
            (name.to_owned(), blob)
        })
    }
}

#[test]
fn f07_f08_signature_or_key_id_flipped() {
    let signature = "tlog.checkpoint.signature";
    refuse_checkpoint(signature, with_blob(|blob| blob[40] ^= 1));
    refuse_checkpoint(signature, with_blob(|blob| blob.truncate(60)));
    refuse_checkpoint(
        "tlog.checkpoint.no-matching-signature",
        with_blob(|blob| blob[3] ^= 1),
    );
}

#[test]
fn f14_f15_key_name_is_data_and_no_pattern() {
    for name in ["x", ".*", "rekor.exampl.", "REKOR.EXAMPLE", "*"] {
        refuse_checkpoint("tlog.checkpoint.no-matching-signature", |note| {
            edit_line(note, |_, blob| (name.to_owned(), blob))
        });
    }
}

#[test]
fn f16_f17_lines_of_unknown_keys_are_ignored() {
    let unknown = line("witness.example", &[1, 2, 3, 4], &[5; 72]);
    for (name, recipe, signed) in bases() {
        for prepend in [false, true] {
            let mut entry = recipe.build();
            edit_checkpoint(&mut entry, |note| {
                let (text, lines) = note.split_once("\n\n").unwrap();
                let lines = if prepend {
                    format!("{unknown}{lines}")
                } else {
                    format!("{lines}{unknown}{unknown}")
                };
                format!("{text}\n\n{lines}")
            });
            let found = try_entry(&entry, &signed).unwrap();
            let notes = found.inclusion.notes();
            assert_eq!(notes.len(), 1, "{name}");
            assert_eq!(notes[0].code().as_str(), "note.unknown-note-signature");
        }
    }
}

/// A bad line by the log's own name and key id beside the good one.
fn bad_twin(name: &str) -> String {
    let (pair, key_name) = match name.starts_with("v1") {
        true => (v1_pair(), V1_NAME),
        false => (v2_pair(), V2_NAME),
    };
    pair.line(key_name, "another text\n")
}

#[test]
fn f18_a_second_line_by_the_same_key() {
    for (name, recipe, signed) in bases() {
        for prepend in [false, true] {
            let mut entry = recipe.build();
            let bad = bad_twin(name);
            edit_checkpoint(&mut entry, |note| {
                let (text, lines) = note.split_once("\n\n").unwrap();
                match prepend {
                    true => format!("{text}\n\n{bad}{lines}"),
                    false => format!("{text}\n\n{lines}{bad}"),
                }
            });
            assert_eq!(code(&entry, &signed), "tlog.checkpoint.parse", "{name}");
        }
    }
}

#[test]
fn f19_checkpoint_of_another_size() {
    for (name, recipe, signed) in bases() {
        let mut later = recipe.clone();
        later.size = 9;
        let mut entry = recipe.build();
        entry["inclusionProof"]["checkpoint"] =
            later.build()["inclusionProof"]["checkpoint"].clone();
        assert_eq!(
            code(&entry, &signed),
            "tlog.checkpoint.root-mismatch",
            "{name}"
        );
    }
}

#[test]
fn f21_a_flood_of_lines() {
    for (name, recipe, signed) in [v1_bases().remove(0), v2_bases().remove(0)] {
        let own = bad_twin(name);
        let other = line("witness.example", &[1, 2, 3, 4], &[5; 72]);
        for flood in [other.repeat(1000), own.repeat(5000), other.repeat(64)] {
            let mut entry = recipe.build();
            edit_checkpoint(&mut entry, |note| note + &flood);
            assert_eq!(code(&entry, &signed), "limit.exceeded", "{name}");
        }
    }
}

#[test]
fn json_of_the_entry_is_strict() {
    let (_, recipe, signed) = bases().remove(0);
    let good = recipe.build().to_string();
    for (from, to) in [
        ("\"logIndex\"", "\"log_index\""),
        ("\"logId\"", "\"LogId\""),
        ("\"kindVersion\"", "\"unknown\":1,\"kindVersion\""),
        ("\"kindVersion\"", "\"kindVersion\":null,\"kindVersion\""),
        ("\"keyId\"", "\"extra\":{},\"keyId\""),
        ("\"treeSize\":\"7\"", "\"treeSize\":7"),
        ("\"version\":\"0.0.1\"", "\"version\":\"\""),
        ("\"version\":\"0.0.1\"", "\"version\":1"),
        ("\"canonicalizedBody\":\"", "\"canonicalizedBody\":\" "),
    ] {
        let text = good.replacen(from, to, 1);
        assert_ne!(text, good, "{from}");
        let error = read_text(&text, Profile::Strict, &Limits::default()).unwrap_err();
        assert_eq!(error.code().as_str(), "bundle.parse", "{to}");
    }
    for name in ["logId", "kindVersion", "canonicalizedBody"] {
        let mut entry = recipe.build();
        entry.as_object_mut().unwrap().remove(name);
        assert_eq!(code(&entry, &signed), "bundle.parse", "{name}");
    }
}

#[test]
fn lenient_adds_integers_unknown_members_and_other_base64_only() {
    let (_, recipe, signed) = bases().remove(0);
    let logs = logs();
    let options = options(&signed, &logs);
    let mut entry = recipe.build();
    entry["inclusionProof"]["treeSize"] = json!(7);
    entry["logIndex"] = json!(recipe.log_index);
    entry["new"] = json!({"unknown": [1, 2]});
    let root = entry["inclusionProof"]["rootHash"].as_str().unwrap();
    let unpadded = root
        .trim_end_matches('=')
        .replace('+', "-")
        .replace('/', "_");
    entry["inclusionProof"]["rootHash"] = json!(unpadded);
    assert!(check(&entry, &signed, &options, Profile::Lenient).is_ok());
    assert_eq!(code(&entry, &signed), "bundle.parse");

    for (name, value) in [
        ("tree_size", json!("7")),
        ("log_index", json!("7")),
        ("LOGINDEX", json!("7")),
    ] {
        let mut entry = recipe.build();
        entry["inclusionProof"][name] = value;
        let refused = check(&entry, &signed, &options, Profile::Lenient).unwrap_err();
        assert_eq!(refused.code().as_str(), "bundle.parse", "{name}");
    }
}
