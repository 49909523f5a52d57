//! A good bundle after changes.

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
        place: "/messageSignature/messageDigest",
        when: absent,
        why: "a hint at the digest, which the caller has; where it stands, it must be right",
    },
];

/// Whether the part is not there.
fn absent(_: &Value, other: &Value, place: &str) -> bool {
    let part = other.pointer(place);
    part.is_none_or(|part| part.is_null() || *part == Value::Array(Vec::new()))
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
    let other: Value = serde_json::from_slice(text).expect("JSON");
    let changed = authenticated(&good.minted.bundle, &other, FREE);
    assert!(changed.is_empty(), "verified with other {changed:?}");
}
