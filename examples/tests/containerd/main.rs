//! `containerd_verifier` and `verify` on what must not be used: the drills, and calls that are none.

mod calls;
#[path = "../common/mod.rs"]
mod common;
mod drill;

use std::time::{Duration, Instant};

use bonafide_testkit::image::Store;
use bonafide_testkit::registry::{Action, Content, Rule, Script};
use common::{policy, signature};
use drill::{Drill, Expected, PATH, signed};
use serde_json::json;

const REJECT: &str = "reject";
const QUARANTINE: &str = "quarantine";

#[test]
fn a_signed_image_is_allowed() {
    let drill = Drill::new(&signed("a", None), Script::default());
    let answer = drill.asked(&drill.pinned());
    assert_eq!((answer.code, &*answer.out), (0, "allow\n"), "{answer:?}");
    let policy = drill.case.at("policy.json");
    let arguments = [&*drill.tagged(), "--policy", &policy, "--plain-http"];
    let (exit, verdict) = drill.case.verdict(&arguments);
    assert_eq!(exit, 0, "{verdict:#}");
    assert_eq!(verdict["pinned"], drill.pinned());
    // The name is anybody's: the digest is what counts.
    let answer = drill.asked(&drill.tagged());
    assert_eq!(answer.code, 0, "{answer:?}");
}

#[test]
fn an_unsigned_image_is_quarantined() {
    let drill = Drill::new(&Store::image("app"), Script::default());
    let expected = Expected {
        check: "rule/r",
        class: "missing",
        decision: QUARANTINE,
        exit: 3,
    };
    drill.refuses(&drill.pinned(), "signature.missing", &expected);
}

#[test]
fn a_tampered_image_is_rejected() {
    // The registry has other bytes under the digest.
    let store = signed("a", None);
    let mut content = Content::of_store(PATH, &store);
    let mut bytes = store.subject().bytes.clone();
    bytes.push(b'\n');
    content.put_manifest_as(PATH, &store.subject, &store.subject().media_type, &bytes);
    let drill = Drill::holding(&store.subject, content, Script::default());
    let expected = Expected {
        check: "subject/digest",
        class: "mismatch",
        decision: REJECT,
        exit: 1,
    };
    drill.refuses(&drill.pinned(), "digest.mismatch", &expected);
}

#[test]
fn a_signature_for_another_digest_is_rejected() {
    let other = Store::image("other").subject;
    let drill = Drill::new(&signed("a", Some(&other)), Script::default());
    let expected = Expected {
        check: "rule/r",
        class: "mismatch",
        decision: REJECT,
        exit: 1,
    };
    drill.refuses(&drill.pinned(), "artifact.not-a-subject", &expected);
}

#[test]
fn another_signer_is_rejected() {
    let drill = Drill::new(&signed("b", None), Script::default());
    let expected = Expected {
        check: "rule/r",
        class: "untrusted",
        decision: REJECT,
        exit: 1,
    };
    drill.refuses(&drill.pinned(), "key.untrusted", &expected);
}

#[test]
fn an_expired_key_is_rejected() {
    let drill = Drill::new(&signed("a", None), Script::default());
    drill.policy(&policy(&drill.kit, &["expired"], &signature(&["expired"])));
    let expected = Expected {
        check: "rule/r",
        class: "expired",
        decision: REJECT,
        exit: 1,
    };
    drill.refuses(&drill.pinned(), "key.validity", &expected);
}

#[test]
fn an_unknown_registry_is_rejected_without_a_request() {
    let drill = Drill::new(&signed("a", None), Script::default());
    let mut policy = policy(&drill.kit, &["a"], &signature(&["a"]));
    policy["registries"] = json!({"allow": ["registry.example.com/**"]});
    drill.policy(&policy);
    let expected = Expected {
        check: "ref/registry",
        class: "policy",
        decision: REJECT,
        exit: 1,
    };
    drill.refuses(&drill.pinned(), "ref.registry-not-allowed", &expected);
    assert_eq!(drill.registry.requests().0, []);
    // Nothing that is denied by its name costs more than to start and to read the policy.
    let fastest = (0..5).map(|_| {
        let begun = Instant::now();
        drill.asked(&drill.pinned());
        begun.elapsed()
    });
    let fastest = fastest.min().unwrap();
    println!("static denial: {fastest:?} with the start of the process");
    assert!(fastest < Duration::from_secs(2), "{fastest:?}");
    assert_eq!(drill.registry.requests().0, []);
}

#[test]
fn a_mutable_tag_is_rejected_without_a_request() {
    let drill = Drill::new(&signed("a", None), Script::default());
    let mut policy = policy(&drill.kit, &["a"], &signature(&["a"]));
    policy["rules"][0]["pin"] = json!("require");
    drill.policy(&policy);
    let expected = Expected {
        check: "ref/pin",
        class: "policy",
        decision: REJECT,
        exit: 1,
    };
    drill.refuses(&drill.tagged(), "digest.not-pinned", &expected);
    assert_eq!(drill.registry.requests().0, []);
    let answer = drill.asked(&drill.pinned());
    assert_eq!(answer.code, 0, "{answer:?}");
}

#[test]
fn what_cannot_be_learnt_is_indeterminate() {
    let store = signed("b", None);
    for path in [
        "/v2/owner/app/referrers/",
        "/v2/owner/app/manifests/",
        "/v2/",
    ] {
        let rule = Rule::get_below(path, Action::error(503, "UNAVAILABLE"));
        let drill = Drill::new(&store, Script::default().with_rule(rule));
        drill.configure(&json!({"deadline_seconds": 2}));
        let expected = Expected {
            check: "rule/r",
            class: "unavailable",
            decision: QUARANTINE,
            exit: 4,
        };
        drill.refuses(&drill.pinned(), "discovery.unavailable", &expected);
    }
}
