//! A good signature over a model after changes.

use std::sync::LazyLock;

use bonafide_report::registry::{OMS_COMPAT_VARIANT, OMS_TLOG_UNEVALUATED};
use serde_json::Value;

use super::model_bundle::VERIFIERS;
use crate::input::Input;
use crate::kit::model;
use crate::mutate::{Free, always, authenticated, mutate};

const FREE: &[Free] = &[
    Free {
        place: "/dsseEnvelope/signatures/*/keyid",
        when: always,
        why: "a hint at the key: the signature does not cover it",
    },
    Free {
        place: "/verificationMaterial/publicKey/hint",
        when: always,
        why: "a hint at the key, which the caller gives",
    },
    Free {
        place: "/verificationMaterial/timestampVerificationData",
        when: always,
        why: "evidence of a time that nobody asks for where a key has no window",
    },
];

/// Parts of the JSON are changed; what verifies differs in nothing but what stands above.
pub fn run(data: &[u8]) {
    static GOOD: LazyLock<[Value; 2]> = LazyLock::new(|| [model::bundle(), model::foreign()]);
    let [good, foreign] = &*GOOD;
    let mut input = Input::new(data);
    let verifier = input.choose(&VERIFIERS);
    let mut bundle = good.clone();
    mutate(&mut input, &mut bundle, foreign);
    let text = bundle.to_string();
    let now = bonafide_report::Time::from_unix(model::NOW).expect("a time");
    let mut budget = bonafide_report::Budget::new(1000, 1 << 40);
    let verified = verifier.verify_within(text.as_bytes(), now, &mut budget);
    let report = verifier.explain_within(text.as_bytes(), now, &mut budget);
    let code = verified.as_ref().err().map(|refusal| refusal.code());
    assert_eq!(report.primary_code(), code);
    let Ok(verified) = verified else { return };
    // Log entries that a key does not need, and members that the format does not have, are read by
    // nobody; where they are accepted, it is said.
    let mut counts = verified.findings().counts().iter();
    let is_said =
        counts.any(|(code, ..)| [OMS_COMPAT_VARIANT, OMS_TLOG_UNEVALUATED].contains(code));
    let is_more = |good: &Value, place: &str| is_said && good.pointer(place).is_none();
    // The other is good too, and about something else.
    let changed = [good, foreign].map(|good| {
        let mut changed = authenticated(good, &bundle, FREE);
        changed.retain(|place| !is_more(good, place));
        changed
    });
    assert!(
        changed.iter().any(Vec::is_empty),
        "verified with other {changed:?}"
    );
}
