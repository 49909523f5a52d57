//! A good bundle after changes.

use bonafide_json::base64::{Form, decode};
use bonafide_sigstore::{Bundle, ParseOptions};
use serde_json::Value;

use crate::input::Input;
use crate::kit::{self, Good};
use crate::mutate::{Free, always, authenticated, damage, mutate};

/// What verifies differs from the good bundle in nothing but what stands here.
pub(super) const FREE: &[Free] = &[
    Free {
        place: "/dsseEnvelope/signatures/*/keyid",
        when: always,
        why: "a hint at the key: neither the signature nor the log covers it",
    },
    Free {
        place: "/verificationMaterial/publicKey/hint",
        when: always,
        why: "a hint at the key, which the caller gives",
    },
    Free {
        place: "/verificationMaterial/timestampVerificationData",
        when: absent,
        why: "further evidence of the time: who wants it asks for it by a threshold",
    },
    Free {
        place: "/verificationMaterial/x509CertificateChain/certificates",
        when: beside_the_leaf,
        why: "certificates after the leaf: they are reported, and paths go through trusted ones",
    },
    Free {
        place: "/verificationMaterial/tlogEntries/*/inclusionPromise",
        when: absent,
        why: "further evidence of the time, where a timestamp tells it",
    },
    Free {
        place: "/verificationMaterial/tlogEntries/*/logIndex",
        when: first_without_promise,
        why: "the outer index of the first generation: only a promise covers it, and the proof has its own",
    },
    Free {
        place: "/verificationMaterial/tlogEntries/*/integratedTime",
        when: without_promise,
        why: "only a promise covers it, and without one it is no time",
    },
    Free {
        place: "/verificationMaterial/tlogEntries/*/logId/keyId",
        when: is_shorter,
        why: "the name of a log of the second generation: the beginning of its id is enough, and the \
              checkpoint says whose it is",
    },
    Free {
        place: "/messageSignature/messageDigest",
        when: absent,
        why: "a hint at the digest, which the caller has; where it stands, it must be right",
    },
];

/// Whether the part is not there, or is there and holds nothing, which means the same.
fn absent(_: &Value, other: &Value, place: &str) -> bool {
    other.pointer(place).is_none_or(holds_nothing)
}

fn holds_nothing(part: &Value) -> bool {
    match part {
        Value::Null => true,
        Value::Array(elements) => elements.is_empty(),
        Value::Object(members) => members.values().all(holds_nothing),
        _ => false,
    }
}

/// Whether the entry of this member has no promise, or none any more.
fn without_promise(_: &Value, other: &Value, place: &str) -> bool {
    entry_of(other, place).is_some_and(|entry| absent(entry, entry, "/inclusionPromise"))
}

/// The same of one of the first generation.
fn first_without_promise(good: &Value, other: &Value, place: &str) -> bool {
    let is_first = |entry: &Value| !is_second_generation(entry);
    entry_of(other, place).is_some_and(is_first) && without_promise(good, other, place)
}

/// The log entry of a member.
fn entry_of<'v>(bundle: &'v Value, place: &str) -> Option<&'v Value> {
    let (entry, _) = place.rsplit_once('/')?;
    bundle.pointer(entry)
}

/// Whether the name of the log is the beginning of the good one.
fn is_shorter(good: &Value, other: &Value, place: &str) -> bool {
    let (good, other) = (good.pointer(place), other.pointer(place));
    good.zip(other)
        .is_some_and(|(good, other)| begins(good, other))
}

/// Whether the place is that of a certificate other than the first.
fn beside_the_leaf(_: &Value, _: &Value, place: &str) -> bool {
    let index = place.split('/').nth(4);
    index.is_some_and(|index| index != "0")
}

/// The first byte chooses the bundle, the others change it: parts of the JSON, or bytes of its text.
pub fn run(data: &[u8]) {
    let mut input = Input::new(data);
    let good = input.choose(kit::good());
    let mut bundle = good.minted.bundle.clone();
    let in_text = input.byte() % 8 == 0;
    let mut text = if in_text {
        bundle.to_string().into_bytes()
    } else {
        mutate(&mut input, &mut bundle, &good.foreign);
        bundle.to_string().into_bytes()
    };
    if in_text {
        damage(&mut input, &mut text);
    }
    judge(good, &text);
}

fn judge(good: &Good, text: &[u8]) {
    let Ok(bundle) = Bundle::parse(text, &ParseOptions::default()) else {
        return;
    };
    if good.verifier.verify(&bundle, &good.request()).is_err() {
        return;
    }
    let changed = changed(good, text);
    assert!(changed.is_empty(), "verified with other {changed:?}");
}

/// Where a bundle differs from the good one in what is authenticated.
pub(super) fn changed(good: &Good, text: &[u8]) -> Vec<String> {
    let mut other: Value = serde_json::from_slice(text).expect("JSON");
    remove_unknown_entries(&good.minted.trusted_root, &mut other);
    authenticated(&good.minted.bundle, &other, FREE)
}

/// Takes out the entries of logs that nobody trusts: they are reported, and skipped.
pub(super) fn remove_unknown_entries(trusted_root: &Value, other: &mut Value) {
    let logs = trusted_root["tlogs"].as_array();
    let is_known = |entry: &Value| {
        let mut logs = logs.into_iter().flatten();
        let name = &entry["logId"]["keyId"];
        logs.any(|log| {
            let id = &log["logId"]["keyId"];
            id == name || (is_second_generation(entry) && begins(id, name))
        })
    };
    let entries = other.pointer_mut("/verificationMaterial/tlogEntries");
    if let Some(Value::Array(entries)) = entries {
        entries.retain(is_known);
    }
}

/// Whether an entry is of a log of the second generation. One of the first is named by its whole id:
/// the beginning of it names no log.
fn is_second_generation(entry: &Value) -> bool {
    let label = &entry["kindVersion"];
    label["version"] == "0.0.2" && label["kind"] != "intoto"
}

/// Whether the name of a log is the beginning of its id, at least four bytes of it.
fn begins(id: &Value, name: &Value) -> bool {
    let bytes = |text: &Value| decode(text.as_str().unwrap_or_default(), Form::Standard);
    let (Ok(id), Ok(name)) = (bytes(id), bytes(name)) else {
        return false;
    };
    name.len() >= 4 && id.starts_with(&name)
}
