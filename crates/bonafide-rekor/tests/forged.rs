//! Entries and promises that are well signed and wrong: made with the keys of the logs.

mod common;

use bonafide_digest::Algorithm;
use bonafide_json::Profile;
use bonafide_keys::{Ring, Scheme};
use bonafide_rekor::{ContentKind, Error, LogKey, ProofOptions, proof, set};
use bonafide_report::{Budget, Time, Window};
use common::{
    END, START, SetRecipe, V1_NAME, bases, code, hex, logs, options, refuse_made, time, try_entry,
    v1_bases, v1_pair, v1m, v2_bases,
};
use serde_json::json;

#[test]
fn baselines() {
    for (name, recipe, signed) in bases() {
        for (index, size) in [(0, 1), (1, 2), (4, 5), (7, 8), (999, 1000)] {
            let mut recipe = recipe.clone();
            (recipe.index, recipe.size) = (index, size);
            if name.starts_with("v2") {
                recipe.log_index = index as u64;
            }
            assert!(
                try_entry(&recipe.build(), &signed).is_ok(),
                "{name} {index}"
            );
        }
        let mut extended = recipe.clone();
        extended.extensions = "Timestamp: 1700000000000000000\n".to_owned();
        assert!(try_entry(&extended.build(), &signed).is_ok(), "{name}");
    }
}

#[test]
fn promises_for_something_else() {
    let sets = [
        SetRecipe {
            log_index: Some(1),
            ..SetRecipe::default()
        },
        SetRecipe {
            time: Some(common::SIGNED + 1),
            ..SetRecipe::default()
        },
        SetRecipe {
            log_id: Some(vec![7; 32]),
            ..SetRecipe::default()
        },
        SetRecipe {
            spaced: true,
            ..SetRecipe::default()
        },
    ];
    for set in sets {
        refuse_made(v1_bases(), "tlog.set", |recipe| {
            recipe.set = Some(set.clone());
        });
    }
}

#[test]
fn set_1_integers_up_to_2_to_the_53rd_minus_1() {
    let largest = (1 << 53) - 1;
    for (name, mut recipe, signed) in v1_bases() {
        recipe.log_index = largest;
        assert!(try_entry(&recipe.build(), &signed).is_ok(), "{name}");
        recipe.log_index = largest + 1;
        assert_eq!(code(&recipe.build(), &signed), "tlog.set", "{name}");
        recipe.log_index = 1;
        recipe.time = Some((1 << 53) - 1);
        // Signed by the log, and after the year 9999.
        assert_eq!(code(&recipe.build(), &signed), "tlog.set", "{name}");
    }
}

#[test]
fn set_3_no_promise_counts_without_a_time_or_in_a_v2_log() {
    let (mut recipe, signed) = v1m();
    recipe.time = Some(0);
    assert_eq!(code(&recipe.build(), &signed), "tlog.set");
    for (name, mut recipe, signed) in v2_bases() {
        recipe.time = Some(common::SIGNED);
        recipe.set = Some(SetRecipe::default());
        assert_eq!(code(&recipe.build(), &signed), "tlog.set", "{name}");
    }
}

#[test]
fn each_check_looks_at_log_and_kind_itself() {
    let mut budget = Budget::unbounded();
    let all = logs();
    for (name, recipe, signed) in bases() {
        let entry = common::read(&recipe.build(), Profile::Strict).unwrap();
        let other = &all[if name.starts_with("v1") { 2 } else { 3 }];
        let options = options(&signed, &all);
        let refused = proof::verify(&entry, other, &options, &Ring, &mut budget).unwrap_err();
        assert_eq!(refused, Error::UnknownLog {}, "{name}");
        if name.starts_with("v1") {
            let refused = set::verify(&entry, other, &Ring, &mut budget).unwrap_err();
            assert_eq!(refused, Error::UnknownLog {}, "{name}");
            let other = match signed.envelope {
                Some(_) => ContentKind::Message,
                None => ContentKind::Envelope,
            };
            let options = ProofOptions::backing(other).with_logs(&all);
            let refused = proof::verify(&entry, &all[0], &options, &Ring, &mut budget);
            assert_eq!(
                refused.unwrap_err().code().as_str(),
                "tlog.unsupported-kind"
            );
        }
    }
    let (mut recipe, _) = v1m();
    recipe.set = None;
    let entry = common::read(&recipe.build(), Profile::Strict).unwrap();
    let refused = set::verify(&entry, &all[0], &Ring, &mut budget).unwrap_err();
    assert_eq!(refused.code().as_str(), "tlog.set");
}

#[test]
fn set_2_the_key_is_trusted_at_the_time_of_the_promise() {
    let at = |time: i64| {
        let (mut recipe, signed) = v1m();
        recipe.time = Some(time);
        try_entry(&recipe.build(), &signed)
    };
    assert!(at(START).is_ok() && at(END).is_ok());
    for time in [START - 1, END + 1] {
        let error = at(time).unwrap_err();
        assert_eq!(error.code().as_str(), "tlog.key-validity");
    }
    // A time that nobody signed is not compared with anything.
    let (recipe, signed) = v1m();
    let mut entry = recipe.build();
    entry["integratedTime"] = json!((END + 1).to_string());
    assert_eq!(code(&entry, &signed), "tlog.set");
}

#[test]
fn tim_7_times_of_a_v2_entry_lie_in_the_window() {
    let log = &logs()[1];
    assert!(log.check_time(time(START)).is_ok() && log.check_time(time(END)).is_ok());
    let error = log.check_time(time(END + 1)).unwrap_err();
    assert_eq!(error.code().as_str(), "tlog.key-validity");
    assert!(
        error.to_string().contains("2027-01-15T08:00:01Z"),
        "{error}"
    );
}

/// For entries without a promise, of either generation: the caller asks for every time that counts.
#[test]
fn the_window_of_a_log_key_is_closed_and_exact() {
    let all = logs();
    for (name, mut recipe, _) in bases() {
        recipe.set = None;
        let entry = common::read(&recipe.build(), Profile::Strict).unwrap();
        let log = LogKey::find(&all, &entry).unwrap();
        for (text, wanted) in [
            ("2020-09-13T12:26:39Z", "tlog.key-validity"),
            ("2020-09-13T12:26:39.999999999Z", "tlog.key-validity"),
            ("2020-09-13T12:26:40Z", "accept"),
            ("2027-01-15T08:00:00Z", "accept"),
            ("2027-01-15T08:00:00.000000001Z", "tlog.key-validity"),
            ("2027-01-15T08:00:00.5Z", "tlog.key-validity"),
            ("2027-01-15T08:00:01Z", "tlog.key-validity"),
        ] {
            let answer = log.check_time(Time::parse_rfc3339(text).unwrap());
            let found = answer.map_or_else(|error| error.code().as_str(), |()| "accept");
            assert_eq!(found, wanted, "{name} {text}");
        }
    }
}

#[test]
fn a_window_without_end_is_open() {
    let open = Window::new(time(START), None).unwrap();
    let ecdsa = Scheme::Ecdsa(Algorithm::Sha256);
    let url = format!("https://{V1_NAME}");
    let log = LogKey::new(v1_pair().public(), ecdsa, open, &url).unwrap();
    assert!(log.check_time(time(END + 1)).is_ok());
}

#[test]
fn evidence_is_serialized_for_reports() {
    let (recipe, signed) = v1m();
    let found = try_entry(&recipe.build(), &signed).unwrap();
    let promise = serde_json::to_value(&found.promise).unwrap();
    assert_eq!(promise["logId"], hex(&recipe.log_id));
    assert_eq!(promise["time"], "2023-11-14T22:13:20Z");
    assert_eq!(promise["logIndex"], 4_163_435);
    let inclusion = serde_json::to_value(&found.inclusion).unwrap();
    assert_eq!(inclusion["origin"], recipe.origin);
    assert_eq!(inclusion["index"], 4);
    assert_eq!(inclusion["size"], 7);
    assert_eq!(
        inclusion["rootHash"],
        hex(&common::tree::root(&recipe.leaves()))
    );
    let binding = serde_json::to_value(&found.binding).unwrap();
    assert_eq!(binding["kind"], "hashedrekord");
    assert_eq!(binding["version"], "0.0.1");
}
