//! A good signature over a model after changes.

use std::sync::LazyLock;

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
        place: "",
        when: unknown,
        why: "a member that the format does not have: it is reported and read by nobody",
    },
];

/// Whether the good document has no such part, and the format no such name.
fn unknown(good: &Value, _: &Value, place: &str) -> bool {
    let name = place.rsplit('/').next();
    good.pointer(place).is_none() && name.is_some_and(|name| ["extra", ""].contains(&name))
}

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
    let verified = verifier.verify(text.as_bytes(), now, &mut budget);
    let report = verifier.explain(text.as_bytes(), now, &mut budget);
    let code = verified.as_ref().err().map(|refusal| refusal.code());
    assert_eq!(report.primary_code(), code);
    if verified.is_err() {
        return;
    }
    // The other is good too, and about something else.
    let changed = [good, foreign].map(|good| authenticated(good, &bundle, FREE));
    assert!(
        changed.iter().any(Vec::is_empty),
        "verified with other {changed:?}"
    );
}
