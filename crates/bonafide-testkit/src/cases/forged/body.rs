//! Entry bodies, promises and the signature itself.

use serde_json::{Value, json};

use super::{accepted, kit, refused};
use crate::body::Recorded;
use crate::cases::{Case, Choice, Expected};
use crate::encode::base64;
use crate::{Entry, KeyKind, Plan, Promise, SigningKey, Sigstore};

pub(super) fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for (name, plan) in KINDS {
        cases.extend(records(name, plan));
    }
    cases.extend(hashes());
    cases.extend(kinds());
    cases.extend(forms());
    cases.extend(promises());
    cases
}

type Make = for<'a> fn(&'a Sigstore) -> Plan<'a>;

/// A plan for each kind of entry.
const KINDS: [(&str, Make); 5] = [
    ("hashedrekord", |kit| kit.message(b"artifact")),
    ("dsse", |kit| kit.statement(b"artifact")),
    ("intoto", |kit| {
        kit.statement(b"artifact").logged(Entry::Intoto)
    }),
    ("v2m", |kit| kit.message(b"artifact").v2()),
    ("v2d", |kit| kit.statement(b"artifact").v2()),
];

/// The log was told something else than what the bundle says.
fn records(name: &str, plan: Make) -> Vec<Case> {
    let kit = kit();
    let case = |id: &str, change: &str, edit: &dyn Fn(&mut Recorded)| {
        let minted = plan(&kit).with_recorded(edit).mint();
        refused(
            &format!("body/{name}/{id}"),
            change,
            &minted,
            "tlog.body-mismatch",
        )
    };
    let later = {
        let mut later = kit.clone();
        later.time = kit.time.plus(60);
        plan(&later).mint().certificate
    };
    let key = SigningKey::seeded(KeyKind::P256, "signer");
    let bare = case("bare-key", "the key and not the certificate", &|recorded| {
        recorded.verifier = key.spki();
        recorded.is_certificate = false;
    });
    let other_data = plan(&kit)
        .with_signature(|signature| *signature = key.sign(key.scheme(), b"other data"))
        .mint();
    vec![
        case(
            "certificate",
            "another certificate of the same key",
            &|recorded| {
                recorded.verifier.clone_from(&later);
            },
        ),
        bare,
        case("hash", "the hash of other data", &|recorded| {
            recorded.signed.push(0);
            if let Some((_, payload)) = &mut recorded.payload {
                payload.push(b' ');
            }
        }),
        case("signature", "another signature", &|recorded| {
            recorded.signature = key.sign(key.scheme(), b"other data");
        }),
        refused(
            &format!("content/{name}"),
            "a signature over other data than entry and digest name",
            &other_data,
            "signature",
        ),
    ]
}

/// Fields of one kind only.
fn hashes() -> Vec<Case> {
    let kit = kit();
    let case = |id: &str, change: &str, plan: Make, edit: fn(&mut Value)| {
        let minted = plan(&kit).with_body(edit).mint();
        refused(&format!("body/{id}"), change, &minted, "tlog.body-mismatch")
    };
    let [hashedrekord, _, intoto, v2m, _] = KINDS.map(|(_, plan)| plan);
    vec![
        case("intoto/type", "another payload type", intoto, |body| {
            body["spec"]["content"]["envelope"]["payloadType"] = "text/plain".into();
        }),
        case("intoto/payload", "another payload", intoto, |body| {
            body["spec"]["content"]["envelope"]["payload"] = base64(b"e30=").into();
        }),
        case("v2m/algorithm", "another hash algorithm", v2m, |body| {
            body["spec"]["hashedRekordV002"]["data"]["algorithm"] = "SHA2_512".into();
        }),
        {
            let minted = hashedrekord(&kit)
                .with_body(|body| body["spec"]["data"]["hash"]["algorithm"] = "sha512".into())
                .mint();
            let mut case = refused(
                "body/hashedrekord/label",
                "a hash of SHA-256 labelled sha512",
                &minted,
                "tlog.body-mismatch",
            );
            // The length alone tells that the form is wrong.
            if let Expected::Refused(codes) = &mut case.expected {
                codes.push("tlog.body");
            }
            case
        },
    ]
}

fn kinds() -> Vec<Case> {
    let kit = kit();
    let label = |bundle: &mut Value, kind: &str, version: &str| {
        bundle["verificationMaterial"]["tlogEntries"][0]["kindVersion"] =
            json!({"kind": kind, "version": version});
    };
    let case = |id: &str, change: &str, kind: &'static str, version: &'static str, told: bool| {
        let plan = kit
            .message(b"artifact")
            .with_bundle(move |b| label(b, kind, version));
        let minted = plan
            .with_body(move |body| {
                if told {
                    (body["kind"], body["apiVersion"]) = (kind.into(), version.into());
                }
            })
            .mint();
        let code = if told {
            "tlog.unsupported-kind"
        } else {
            "tlog.kind-mismatch"
        };
        refused(&format!("body/{id}"), change, &minted, code)
    };
    let old = |id: &str, change: &str, plan: Plan<'_>| {
        refused(
            &format!("body/{id}"),
            change,
            &plan.mint(),
            "tlog.unsupported-kind",
        )
    };
    let rekord = kit.message(b"artifact").logged(Entry::Old);
    let intoto = kit.statement(b"artifact").logged(Entry::Old);
    let dsse_v2 = kit.statement(b"artifact").v2().logged(Entry::DsseV2);
    let message_in_dsse = kit
        .statement(b"artifact")
        .with_bundle(|bundle| label(bundle, "hashedrekord", "0.0.1"))
        .mint();
    vec![
        case(
            "label",
            "a hashedrekord labelled dsse",
            "dsse",
            "0.0.1",
            false,
        ),
        case(
            "version",
            "version 0.0.9 in body and label",
            "hashedrekord",
            "0.0.9",
            true,
        ),
        case(
            "rekord",
            "kind rekord in body and label",
            "rekord",
            "0.0.1",
            true,
        ),
        case(
            "unknown",
            "an unknown kind in body and label",
            "attic",
            "0.0.1",
            true,
        ),
        old("rekord-0.0.1", "a rekord entry", rekord),
        old("intoto-0.0.1", "an intoto entry without signature", intoto),
        old(
            "dsse-0.0.2",
            "a dsse entry of the second generation",
            dsse_v2,
        ),
        accepted(
            "body/dsse-0.0.2/accepted",
            "the same, with the named option",
            &kit.statement(b"artifact").v2().logged(Entry::DsseV2).mint(),
        )
        .with(Choice::LegacyV2Dsse),
        refused(
            "body/label-dsse",
            "a dsse labelled hashedrekord",
            &message_in_dsse,
            "tlog.kind-mismatch",
        ),
    ]
}

fn forms() -> Vec<Case> {
    let kit = kit();
    let extra = kit
        .message(b"artifact")
        .with_body(|body| body["spec"]["extra"] = 1.into())
        .mint();
    let bytes = |id: &str, change: &str, edit: fn(&mut Vec<u8>)| {
        let minted = kit.message(b"artifact").with_body_bytes(edit).mint();
        refused(&format!("body/{id}"), change, &minted, "tlog.body")
    };
    vec![
        refused(
            "body/extra",
            "a member more in the spec",
            &extra,
            "tlog.body",
        ),
        super::accepted("body/extra/lenient", "the same, read leniently", &extra)
            .with(Choice::Lenient),
        bytes("duplicate", "the spec twice", |body| {
            let text = String::from_utf8(body.clone()).expect("text");
            *body = text
                .replacen("\"spec\":", "\"spec\":{},\"spec\":", 1)
                .into_bytes();
        }),
        bytes("not-json", "no JSON", |body| {
            *body = b"hashedrekord".to_vec()
        }),
        bytes("trailing", "a document after it", |body| {
            body.extend_from_slice(b"{}")
        }),
        bytes("top-level", "a member more beside the spec", |body| {
            body.pop();
            body.extend_from_slice(b",\"x\":1}");
        }),
    ]
}

fn promises() -> Vec<Case> {
    let kit = kit();
    let case = |id: &str, change: &str, edit: fn(&mut Promise)| {
        let minted = kit.message(b"artifact").with_promise_over(edit).mint();
        refused(&format!("promise/{id}"), change, &minted, "tlog.set")
    };
    let text = kit
        .message(b"artifact")
        .with_promise_text(|text| *text = text.replace(',', ", "))
        .mint();
    let order = kit
        .message(b"artifact")
        .with_promise_text(|text| {
            let value: Value = serde_json::from_str(text).expect("JSON");
            *text = format!(
                "{{\"integratedTime\":{},\"body\":{},\"logID\":{},\"logIndex\":{}}}",
                value["integratedTime"], value["body"], value["logID"], value["logIndex"],
            );
        })
        .mint();
    let none = kit.message(b"artifact").without_promise().mint();
    vec![
        case("index", "for another index", |promise| {
            promise.log_index += 1
        }),
        case("time", "for another time", |promise| {
            promise.integrated_time += 1
        }),
        case("log", "for another log", |promise| {
            promise.log_id = "00".repeat(32)
        }),
        case("body", "for another body", |promise| {
            promise.body = base64(b"{}")
        }),
        case("key", "by another key", |promise| {
            promise.signer = SigningKey::seeded(KeyKind::P256, "elsewhere");
        }),
        refused("promise/spaces", "over JSON with spaces", &text, "tlog.set"),
        refused(
            "promise/order",
            "over JSON in another order",
            &order,
            "tlog.set",
        ),
        refused(
            "promise/none",
            "no promise and no timestamp",
            &none,
            "time.none",
        ),
    ]
}
