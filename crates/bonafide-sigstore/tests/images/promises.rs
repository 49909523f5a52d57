//! The annotation with the promise of a log, and what the promise is over.

use bonafide_testkit::image::{Layer, name};
use bonafide_testkit::{Entry, KeyKind, Log};
use serde_json::{Value, json};

use crate::kit::{Bench, by_keys, key};

/// The annotation after a change of its JSON.
fn edited(layer: &Layer, edit: impl FnOnce(&mut Value)) -> Layer {
    layer.clone().editing(name::PROMISE, edit)
}

#[test]
fn the_annotation_is_strict() {
    let bench = Bench::default();
    let layer = bench.plan().layer();
    assert_eq!(bench.sig_code(&edited(&layer, |_| ())), "ok");
    let id = layer.json(name::PROMISE)["Payload"]["logID"]
        .as_str()
        .unwrap()
        .to_owned();
    let wrong: Vec<(&str, Value)> = vec![
        ("/SignedEntryTimestamp", json!("")),
        ("/SignedEntryTimestamp", json!("@@@@")),
        ("/SignedEntryTimestamp", json!(null)),
        ("/Payload", json!(null)),
        ("/Payload", json!([])),
        ("/Payload/body", json!("")),
        ("/Payload/body", json!({"kind": "hashedrekord"})),
        ("/Payload/body", json!("e30")),
        ("/Payload/integratedTime", json!("1700000000")),
        ("/Payload/integratedTime", json!(1.5)),
        ("/Payload/integratedTime", json!(-1)),
        ("/Payload/integratedTime", json!(1_u64 << 53)),
        ("/Payload/logIndex", json!("1")),
        ("/Payload/logIndex", json!(-1)),
        ("/Payload/logIndex", json!(null)),
        ("/Payload/logID", json!(id.to_uppercase())),
        ("/Payload/logID", json!(&id[2..])),
        ("/Payload/logID", json!(format!("{id}00"))),
        ("/Payload/logID", json!("")),
        ("/Payload/more", json!(1)),
        ("/more", json!(1)),
    ];
    for (pointer, value) in wrong {
        let layer = edited(&layer, |whole| {
            let (parent, member) = pointer.rsplit_once('/').unwrap();
            whole.pointer_mut(parent).unwrap()[member] = value.clone();
        });
        let code = bench.sig_code(&layer);
        assert!(
            matches!(code, "bundle.parse" | "tlog.body" | "tlog.unsupported-kind"),
            "{pointer} {value}: {code}"
        );
    }
    for pointer in [
        "SignedEntryTimestamp",
        "Payload",
        "Payload/body",
        "Payload/integratedTime",
        "Payload/logIndex",
        "Payload/logID",
    ] {
        let layer = edited(&layer, |whole| {
            let (parent, member) = pointer.rsplit_once('/').unwrap_or(("", pointer));
            let parent = if parent.is_empty() {
                String::new()
            } else {
                format!("/{parent}")
            };
            let members = whole.pointer_mut(&parent).unwrap().as_object_mut().unwrap();
            members.remove(member).unwrap();
        });
        assert_eq!(bench.sig_code(&layer), "bundle.parse", "{pointer}");
    }
    let text = &layer.annotations[name::PROMISE];
    for text in [
        String::new(),
        "null".to_owned(),
        format!("{text} {text}"),
        text.replacen('{', "{\"SignedEntryTimestamp\":\"AAAA\",", 1),
        text.replace("\"logIndex\":", "\"logIndex\":1,\"logIndex\":"),
    ] {
        let layer = layer.clone().with(name::PROMISE, &text);
        assert_eq!(bench.sig_code(&layer), "bundle.parse", "{text:.40}");
    }
}

#[test]
fn the_promise_is_over_all_four_fields() {
    let bench = Bench::default();
    let layer = bench.plan().layer();
    let other = bench.kit.message(b"something else").layer();
    let other_body = other.json(name::PROMISE)["Payload"]["body"].take();
    let edits: Vec<(&str, Value)> = vec![
        ("integratedTime", json!(bench.kit.time.seconds + 1)),
        ("logIndex", json!(7)),
        ("body", other_body),
    ];
    for (member, value) in edits {
        let layer = edited(&layer, |whole| whole["Payload"][member] = value.clone());
        assert_eq!(bench.sig_code(&layer), "tlog.set", "{member}");
    }
    let flipped = bench
        .plan()
        .with_promise_bytes(|bytes| bytes[12] ^= 1)
        .layer();
    assert_eq!(bench.sig_code(&flipped), "tlog.set");
    let text = bench
        .plan()
        .with_promise_text(|text| text.push(' '))
        .layer();
    assert_eq!(bench.sig_code(&text), "tlog.set");
}

#[test]
fn promises_are_of_the_log_that_they_name() {
    let bench = Bench::default();
    let layer = edited(&bench.plan().layer(), |whole| {
        whole["Payload"]["logID"] = "07".repeat(32).into();
    });
    assert_eq!(bench.sig_code(&layer), "tlog.unknown-log");
    let start = bench.kit.rekor.window.start.unwrap();
    let mut second = bench.kit.clone();
    second.rekor = Log::v1("second.test", KeyKind::P256, start);
    let layer = bench.payload().plan(&second).layer();
    assert_eq!(bench.sig_code(&layer), "tlog.unknown-log");
    // Another log says what it did not promise.
    let layer = edited(&layer, |whole| {
        let own = bench.plan().layer().json(name::PROMISE);
        whole["Payload"]["logID"] = own["Payload"]["logID"].clone();
    });
    assert_eq!(bench.sig_code(&layer), "tlog.set");
    // The window of the log.
    let mut late = bench.kit.clone();
    late.rekor.window.start = Some(late.time.plus(1));
    let layer = bench.payload().plan(&late).layer();
    let found = crate::kit::found(&bench.sig(&[layer]));
    let verifier = crate::kit::verifier(&late.trusted_root());
    let code = bench.ask_of(&verifier, &found, &bench.signature()).code();
    assert_eq!(code, "tlog.key-validity");
}

#[test]
fn a_promise_that_is_wanted_and_absent() {
    let bench = Bench::default();
    let bare = bench.plan_by("alice").logged(Entry::None).layer();
    let answer = bench.ask(
        &bench.sig(std::slice::from_ref(&bare)),
        &by_keys(&[key("alice")]),
    );
    assert_eq!(answer.codes(), ["tlog.threshold"]);
    assert_eq!(answer.code(), "tlog.threshold");
    let keyless = bench.plan().stamped(1).layer().without(name::PROMISE);
    let answer = bench.ask(&bench.sig(&[keyless]), &bench.signature());
    assert_eq!(answer.codes(), ["tlog.threshold"]);
    assert_eq!(answer.code(), "tlog.threshold");
    let two = by_keys(&[key("alice")])
        .policy()
        .clone()
        .with_tlog_threshold(2);
    let logged = bench.plan_by("alice").layer();
    let policy = bonafide_sigstore::image::ImagePolicy::signature(two);
    assert_eq!(
        bench.ask(&bench.sig(&[logged]), &policy).code(),
        "tlog.threshold"
    );
}

#[test]
fn bodies_are_read_after_their_promise() {
    let bench = Bench::default();
    let junk = bench.plan().with_body_bytes(|bytes| {
        *bytes = br#"{"apiVersion":"0.0.1","kind":"hashedrekord","spec":{}}"#.to_vec();
    });
    assert_eq!(bench.sig_code(&junk.layer()), "tlog.body");
    let broken = bench
        .plan()
        .with_body_bytes(|bytes| {
            *bytes = br#"{"apiVersion":"0.0.1","kind":"hashedrekord","spec":{}}"#.to_vec();
        })
        .with_promise_bytes(|bytes| bytes[9] ^= 1);
    assert_eq!(bench.sig_code(&broken.layer()), "tlog.set");
    for kind in ["alpine", "helm", "Hashedrekord"] {
        let other = bench.plan().with_body(|body| body["kind"] = kind.into());
        let code = bench.sig_code(&other.layer());
        assert_eq!(code, "tlog.unsupported-kind", "{kind}");
    }
    let version = bench
        .plan()
        .with_body(|body| body["apiVersion"] = "0.0.9".into());
    assert_eq!(bench.sig_code(&version.layer()), "tlog.unsupported-kind");
}
